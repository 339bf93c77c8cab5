"""An entailment cross-encoder, where the user has one: a text and a claim in, the probability of entailment out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from briefbot.errors import ModelError

LONGEST_PAIR = 512  # tokens of a pair
Forward = Callable[[dict[str, npt.NDArray[np.int64]]], npt.NDArray[np.float32]]


class Entailment(Protocol):
    """Anything that says how probably a text entails a claim."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One probability for each pair of a text and a claim."""
        ...


class CrossEncoder:
    """A sequence classifier in ONNX, loaded when it is first asked.

    Any model trained on natural language inference will do whose folder is as `huggingface-cli download` leaves it,
    for example `cross-encoder/nli-deberta-v3-xsmall`: `model.onnx` there or in `onnx/`, `tokenizer.json`, and
    `config.json` with a label that begins with "entail".

    Args:
        folder: with these files.
        threads: threads to use.

    Raises:
        ModelError: a file is missing, or no label is entailment.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        self._threads = threads
        self._tokenizer_file = folder / "tokenizer.json"
        found = [path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()]
        if not found or not self._tokenizer_file.is_file():
            raise ModelError(
                f"The entailment model {str(folder)!r} lacks model.onnx or tokenizer.json. Fetch the whole folder, "
                "or unset BRIEFBOT_ENTAILMENT."
            )
        self._weights = found[0]
        self._label = _entailment_label(folder / "config.json")

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One probability for each pair of a text and a claim."""
        if not pairs:
            return []
        encodings = self._tokenizer.encode_batch(list(pairs))
        rows = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
            "token_type_ids": np.array([encoding.type_ids for encoding in encodings], dtype=np.int64),
        }
        logits = self._forward(rows)
        scaled = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(value) for value in (scaled / scaled.sum(axis=1, keepdims=True))[:, self._label]]

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  (tokenizers has no types)
        import tokenizers

        tokenizer = tokenizers.Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.enable_truncation(LONGEST_PAIR, strategy="only_first")
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _forward(self) -> Forward:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])
        wanted = {given.name for given in session.get_inputs()}

        def forward(rows: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.float32]:
            (logits, *_) = session.run(None, {name: row for name, row in rows.items() if name in wanted})
            return np.asarray(logits, dtype=np.float32)

        return forward


def _entailment_label(path: Path) -> int:
    """The number of the label that means entailment."""
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))["id2label"]
        return next(int(number) for number, name in labels.items() if str(name).lower().startswith("entail"))
    except (OSError, ValueError, KeyError, AttributeError, StopIteration) as error:
        raise ModelError(
            f"The entailment model's {str(path)!r} names no label that begins with 'entail'. "
            "Use a model trained on natural language inference, or unset BRIEFBOT_ENTAILMENT."
        ) from error


def load_entailment(folder: Path | None, threads: int) -> CrossEncoder | None:
    """The cross-encoder of a folder; None without one.

    Raises:
        ModelError: the folder holds no entailment model.
    """
    return CrossEncoder(folder, threads) if folder else None
