"""Sentence embeddings on the CPU: texts to unit vectors."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from briefbot.errors import ModelError
from briefbot.types import ModelRef

Vectors = npt.NDArray[np.float32]
TEXTS_AT_ONCE = 32
LONGEST_EMBEDDED = 256  # tokens; the length all-MiniLM-L6-v2 was trained on


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
            self._forward = _onnx(weights, threads)
        except Exception as error:  # both libraries raise bare exceptions of their own for a broken file
            raise ModelError(
                f"Cannot load the embedding model {ref.name!r}: {error}. Run `briefbot models verify {ref.name}`."
            ) from error
        self._tokenizer.enable_truncation(LONGEST_EMBEDDED)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, 384)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for first in range(0, len(order), TEXTS_AT_ONCE):
            rows = order[first : first + TEXTS_AT_ONCE]
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
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # they keep what the longest batch took
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    # Loading makes a second copy of the weights, whose memory glibc would keep once it is freed.
    getattr(ctypes.CDLL(None), "malloc_trim", lambda pad: 0)(0)
    wanted = {given.name for given in session.get_inputs()}

    def forward(ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        result = session.run(["last_hidden_state"], {name: inputs[name] for name in wanted})[0]
        return np.asarray(result, dtype=np.float32)

    return forward
