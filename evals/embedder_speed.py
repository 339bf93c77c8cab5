"""The rate of the embedder, of a bare session on the same tokens, and of Chroma's default embedding function."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from briefbot.ingest import find_files
from briefbot.readers.formats import read_articles
from briefbot.search.chunking import chunk_article
from briefbot.search.embedding import LONGEST_EMBEDDED, TEXTS_AT_ONCE, MiniLM
from briefbot.settings import load_settings
from briefbot.types import Article, ModelRef
from briefbot.weights.registry import find_model
from briefbot.weights.store import ensure
from evals.made_articles import make_articles

SAMPLE = 512  # paragraphs of the comparison
ROUNDS = 3  # of which the best counts
LONGEST_CHUNK = 900  # characters


def embedder_ref() -> ModelRef:
    """Name and digest of the default embedding model."""
    model = find_model(load_settings().embedder)
    return ModelRef(name=model.name, sha256=model.files[0].sha256)


def load_embedder() -> tuple[MiniLM, Path, Path]:
    """The default embedding model, with the files of its weights and its tokenizer."""
    settings = load_settings()
    model = find_model(settings.embedder)
    files = ensure(model.name, settings, announce=lambda text: print(text, file=sys.stderr))
    paths = files[model.files[0].filename], files["tokenizer.json"]
    return MiniLM(*paths, embedder_ref(), settings.threads), *paths


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare() -> list[tuple[str, float]]:
    """Paragraphs a second by the embedder, by a bare session on the same tokens and by Chroma's default function."""
    model, weights, tokens = load_embedder()
    with tempfile.TemporaryDirectory() as name:
        make_articles(Path(name), SAMPLE // 4)
        articles = [article for file in find_files([Path(name)])[0] for article in read_articles(file)]
    chunks = [c for a in articles if isinstance(a, Article) for c in chunk_article(a, LONGEST_CHUNK)]
    texts = [f"{chunk.header}\n{chunk.text}" for chunk in chunks[:SAMPLE]]
    assert len(texts) == SAMPLE
    with tempfile.TemporaryDirectory() as name:
        works: dict[str, Callable[[], object]] = {
            "embedder": lambda: model.embed(texts),
            "bare session": bare_session(texts, weights, tokens),
            "Chroma's default": chroma_default(texts, weights, tokens, Path(name)),
        }
        best = dict.fromkeys(works, float("inf"))
        for _ in range(ROUNDS):  # in turns, so that other work on the machine disturbs all alike
            best = {name: min(best[name], seconds(work)) for name, work in works.items()}
    return [(name, len(texts) / taken) for name, taken in best.items()]


def bare_session(texts: list[str], weights: Path, tokens: Path) -> Callable[[], object]:
    """What runs a session and nothing else over the batches of tokens that the embedder makes."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = load_settings().threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(tokens))
    tokenizer.enable_truncation(LONGEST_EMBEDDED)
    tokenizer.enable_padding()
    ordered = sorted(texts, key=len)
    prepared = []
    for at in range(0, len(ordered), TEXTS_AT_ONCE):
        encodings = tokenizer.encode_batch(ordered[at : at + TEXTS_AT_ONCE])
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        prepared.append({"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
    return lambda: [session.run(None, inputs) for inputs in prepared]


def chroma_default(texts: list[str], weights: Path, tokens: Path, folder: Path) -> Callable[[], object]:
    """What runs Chroma's default embedding function, its own code, on the same weights in place of its download."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    class SameWeights(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    files = folder / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
    files.mkdir()
    (files / "model.onnx").symlink_to(weights)
    (files / "tokenizer.json").symlink_to(tokens)
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"):
        (files / name).touch()  # looked for before it downloads, and never read
    function = SameWeights(preferred_providers=["CPUExecutionProvider"])
    return lambda: function(texts)
