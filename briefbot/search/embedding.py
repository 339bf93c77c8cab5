"""Sentence embeddings on the CPU: texts to unit vectors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from briefbot.errors import ModelError
from briefbot.types import ModelRef

Vectors = npt.NDArray[np.float32]
BATCH = 32
LONGEST = 256  # tokens; the length all-MiniLM-L6-v2 was trained on


class Embedder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def ref(self) -> ModelRef:
        """Name and digest of the weights; vectors of different digests are never mixed."""
        ...

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, dimensions), in the order of the texts.

        Args:
            texts: what to embed.
            done: told how many more texts are finished, after each batch.
        """
        ...


class MiniLM:
    """all-MiniLM-L6-v2: tokens to token vectors, their mean over the attention mask, scaled to length 1.

    Source: Reimers and Gurevych, Sentence-BERT (EMNLP 2019). Texts are sorted by length, so that a batch pads little.
    """

    dimensions = 384

    def __init__(self, weights: Path, tokenizer: Path, ref: ModelRef, threads: int) -> None:
        from tokenizers import Tokenizer

        self.ref = ref
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._forward = _onnx(weights, threads) if weights.suffix == ".onnx" else _bert(weights)
        except Exception as error:  # both libraries raise bare exceptions of their own for a broken file
            raise ModelError(
                f"Cannot load the embedding model {ref.name!r}: {error}. Run `briefbot models verify {ref.name}`."
            ) from error
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, 384)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            encodings = self._tokenizer.encode_batch([texts[row] for row in rows])
            ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
            mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
            hidden = self._forward(ids, mask)
            means = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            vectors[rows] = means / np.linalg.norm(means, axis=1, keepdims=True)
            done(len(rows))
        return vectors


def _onnx(weights: Path, threads: int) -> Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Vectors]:
    """The model's forward pass by ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    wanted = {given.name for given in session.get_inputs()}

    def forward(ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        result = session.run(["last_hidden_state"], {name: inputs[name] for name in wanted})[0]
        return np.asarray(result, dtype=np.float32)

    return forward


def _bert(weights: Path) -> Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Vectors]:
    """The same forward pass in float32 by NumPy, from a safetensors file (Devlin et al., BERT, NAACL 2019)."""
    from safetensors.numpy import load_file

    tensors: dict[str, Any] = load_file(weights)
    heads, layers = 12, 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))

    def linear(x: Vectors, name: str) -> Vectors:
        return np.asarray(x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"])

    def norm(x: Vectors, name: str) -> Vectors:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * tensors[f"{name}.weight"] + tensors[f"{name}.bias"])

    def split(x: Vectors) -> Vectors:
        return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)

    def attention(x: Vectors, bias: Vectors, name: str) -> Vectors:
        query, key, value = (split(linear(x, f"{name}.self.{part}")) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1]) + bias
        weight = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (weight / weight.sum(-1, keepdims=True)) @ value
        joined = mixed.transpose(0, 2, 1, 3).reshape(x.shape)
        return norm(x + linear(joined, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def forward(ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        bias = ((1 - mask[:, None, None, :]) * np.float32(-1e9)).astype(np.float32)
        x = tensors["embeddings.word_embeddings.weight"][ids]
        x = x + tensors["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = norm(x + tensors["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(layers):
            name = f"encoder.layer.{layer}"
            x = attention(x, bias, f"{name}.attention")
            inner = linear(x, f"{name}.intermediate.dense")
            x = norm(x + linear(_gelu(inner), f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return np.asarray(x, dtype=np.float32)

    return forward


def _gelu(x: Vectors) -> Vectors:
    """The Gaussian error linear unit by its tanh approximation (Hendrycks and Gimpel, 2016)."""
    return np.asarray(0.5 * x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3))))


class BagOfWords:
    """A deterministic embedder for tests: each word adds to one of 256 dimensions. Not a model; needs no weights."""

    dimensions = 256
    ref = ModelRef(name="bag-of-words", sha256=hashlib.sha256(b"bag-of-words-256").hexdigest())

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, 256)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row, hashlib.sha256(word.encode()).digest()[0]] += 1
        done(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
