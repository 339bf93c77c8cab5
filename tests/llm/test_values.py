from __future__ import annotations

import struct

import numpy as np
import pytest

from briefbot.llm.values import last_values

MAGIC, HALF, FULL = 0xAF143CD8, 1, 0
POSITIONS = (0, 2, 1)  # cells need not be in the order of reading
LAYERS, WIDTH = 3, 4
HELD = np.arange(LAYERS * len(POSITIONS) * WIDTH, dtype="<f2").reshape(LAYERS, len(POSITIONS), WIDTH)


def state(*, transposed: bool, kind: int = HALF, magic: int = MAGIC, streams: int = 1, sequences: int = 1) -> bytes:
    """A state as llama.cpp writes it."""
    parts = [struct.pack("<IiII", magic, 0, streams, len(POSITIONS))]
    parts += [struct.pack("<iIi", position, sequences, 0) for position in POSITIONS]
    parts.append(struct.pack("<II", transposed, LAYERS))
    parts += [struct.pack("<iQ", HALF, 2 * WIDTH) + bytes(2 * WIDTH * len(POSITIONS)) for _ in range(LAYERS)]
    for values in HELD:
        head = struct.pack("<iII", kind, 2, WIDTH) if transposed else struct.pack("<iQ", kind, 2 * WIDTH)
        parts.append(head + (values.T if transposed else values).tobytes())
    return b"".join(parts)


@pytest.mark.parametrize("transposed", [False, True])
def test_the_values_of_the_last_token_read_are_taken_out(transposed: bool) -> None:
    found = last_values(state(transposed=transposed), (2, 0))
    assert found is not None
    assert found.tolist() == HELD[[2, 0], 1].tolist()


@pytest.mark.parametrize(
    "other",
    [
        state(transposed=True, kind=FULL),
        state(transposed=False, magic=1),
        state(transposed=False, streams=2),
        state(transposed=False, sequences=2),
        state(transposed=True)[:-40],
        b"",
    ],
)
def test_a_state_in_another_layout_tells_nothing(other: bytes) -> None:
    assert last_values(other, (2,)) is None


def test_a_layer_that_the_model_lacks_tells_nothing() -> None:
    assert last_values(state(transposed=True), (LAYERS,)) is None
