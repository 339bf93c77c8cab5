from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
import tokenizers

from briefbot.errors import ModelError
from briefbot.verification.entailment import CrossEncoder, load_entailment

WORDS = ["[PAD]", "[UNK]", "ferry", "sails", "not"]
# Logits by word: of contradiction, entailment and neutral.
TABLE = [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 2.0, 0.0], [0.0, 2.0, 0.0], [9.0, 0.0, 0.0]]


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, value: bytes | int) -> bytes:
    """One field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor_type(kind: int, *axes: bytes) -> bytes:
    shape = b"".join(field(1, field(2, axis)) for axis in axes)
    return field(1, field(1, kind) + field(2, shape))


def tiny_model() -> bytes:
    """ONNX: the sum over the tokens of each word's row of `TABLE`."""
    flat = b"".join(struct.pack("<f", value) for row in TABLE for value in row)
    table = field(1, len(TABLE)) + field(1, 3) + field(2, 1) + field(8, b"table") + field(9, flat)
    axes = field(1, 1) + field(2, 7) + field(8, b"axes") + field(9, struct.pack("<q", 1))
    gather = field(1, b"table") + field(1, b"input_ids") + field(2, b"rows") + field(4, b"Gather")
    keep = field(1, b"keepdims") + field(3, 0) + field(20, 2)
    total = field(1, b"rows") + field(1, b"axes") + field(2, b"logits") + field(4, b"ReduceSum") + field(5, keep)
    graph = field(1, gather) + field(1, total) + field(2, b"tiny") + field(5, table) + field(5, axes)
    graph += field(11, field(1, b"input_ids") + field(2, tensor_type(7, b"rows", b"tokens")))
    graph += field(12, field(1, b"logits") + field(2, tensor_type(1, b"rows", b"labels")))
    return field(1, 8) + field(8, field(1, b"") + field(2, 13)) + field(7, graph)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(tiny_model())
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    labels = {"0": "CONTRADICTION", "1": "Entailment", "2": "neutral"}
    (tmp_path / "config.json").write_text(json.dumps({"id2label": labels}))
    return tmp_path


def test_the_probability_is_that_of_the_entailment_label(folder: Path) -> None:
    entailed, contradicted = CrossEncoder(folder, 1).probabilities(
        [("ferry sails", "ferry sails"), ("ferry sails", "ferry not sails")]
    )
    assert entailed == pytest.approx(2.980957987e3 / (2.980957987e3 + 2), rel=1e-4)  # e^8 of e^8 + 2
    assert contradicted == pytest.approx(0.2689, abs=1e-3)  # logits 9, 8, 0


def test_no_pairs_need_no_model(folder: Path) -> None:
    (folder / "onnx" / "model.onnx").write_bytes(b"no model")
    assert CrossEncoder(folder, 1).probabilities([]) == []


@pytest.mark.parametrize("lost", ["onnx/model.onnx", "tokenizer.json", "config.json"])
def test_an_incomplete_folder_is_named(folder: Path, lost: str) -> None:
    (folder / lost).unlink()
    with pytest.raises(ModelError, match="BRIEFBOT_ENTAILMENT"):
        CrossEncoder(folder, 1)


def test_a_model_without_an_entailment_label_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"id2label": {"0": "positive", "1": "negative"}}))
    with pytest.raises(ModelError, match="entail"):
        CrossEncoder(folder, 1)


def test_without_a_folder_there_is_no_cross_encoder() -> None:
    assert load_entailment(None, 1) is None
