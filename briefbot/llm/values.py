"""The value vectors that a model's attention keeps of a token, taken out of a saved state of llama.cpp.

Attention keeps a key and a value of every token and layer; a value is a linear map of the layer's normalised input. So
what the model knows at a token can be had after reading it, without a pass of its own and for every architecture. The
layout is that of `llama_kv_cache::state_write` of llama.cpp: a magic number and the sequence; the number of streams and
of cells; each cell's position and sequences; whether values are transposed and the number of layers; every layer's
keys, then every layer's values.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_MAGIC = 0xAF143CD8
_HALF = 1  # GGML_TYPE_F16
_CELL = np.dtype([("position", "<i4"), ("sequences", "<u4"), ("sequence", "<i4")])


class _Reader:
    def __init__(self, state: bytes | ctypes.Array[ctypes.c_uint8]) -> None:
        self._state = memoryview(state).cast("B")
        self.at = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from(layout, self._state, self.at)
        self.at += struct.calcsize(layout)
        return found

    def array(self, kind: str | np.dtype[np.void], count: int) -> Any:  # noqa: ANN401 - numbers or cells
        found = np.frombuffer(self._state, kind, count, self.at)
        self.at += found.nbytes
        return found


def last_values(state: bytes | ctypes.Array[ctypes.c_uint8], layers: Sequence[int]) -> npt.NDArray[np.float32] | None:
    """The value vectors of the last token in some layers.

    Args:
        state: of one sequence, as `llama_state_seq_get_data` writes it.
        layers: which ones, from 0.

    Returns:
        One row a layer; None of a state in another layout (other types of numbers, or windows of attention).
    """
    reader = _Reader(state)
    try:
        magic, _, streams, count = reader.numbers("<IiII")
        cells = reader.array(_CELL, count)
        transposed, depth = reader.numbers("<II")
        if magic != _MAGIC or streams != 1 or not count or set(cells["sequences"]) != {1} or max(layers) >= depth:
            return None
        last = int(np.argmax(cells["position"]))
        for _ in range(depth):
            _, row = reader.numbers("<iQ")
            reader.at += row * count
        found = [_value(reader, count, last, bool(transposed)) for _ in range(max(layers) + 1)]
    except (struct.error, ValueError):
        return None
    rows = [found[layer] for layer in layers]
    return None if any(row is None for row in rows) else np.array(rows, np.float32)


def _value(reader: _Reader, count: int, last: int, transposed: bool) -> npt.NDArray[np.float16] | None:
    """The next layer's value of one cell; None where it is not kept as half-precision numbers."""
    if transposed:
        kind, size, width = reader.numbers("<iII")
    else:
        kind, row = reader.numbers("<iQ")
        size, width = 2, row // 2
    if kind != _HALF:
        reader.at += size * width * count
        return None
    held = reader.array("<f2", width * count)
    rows = held.reshape(width, count).T if transposed else held.reshape(count, width)
    return np.asarray(rows[last], np.float16)
