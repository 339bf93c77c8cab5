"""Vectors and the ids of their chunks in few bytes, and how they are compared there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefbot.search.embedding import Vectors

KEY = np.dtype([("article", "<u8"), ("paragraph", "<u4"), ("start", "<u4"), ("end", "<u4")])
"""What a chunk's id says."""
ROWS_AT_ONCE = 1 << 16
"""Rows read at a time."""

Keys = npt.NDArray[np.void]
Bits = npt.NDArray[np.uint8]


def signs_of(vectors: Vectors) -> Bits:
    """Which values of each vector are positive, one bit a dimension, in whole words of 64 bits."""
    bits = np.packbits(vectors > 0, axis=1)
    return np.ascontiguousarray(np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))))


def keys_of(ids: Sequence[str]) -> Keys:
    """What ids of chunks say, in a form of 20 bytes."""
    parts = [name.split("-") for name in ids]
    keys = np.empty(len(ids), dtype=KEY)
    keys["article"] = _articles([part[0] for part in parts])
    for at, name in enumerate(("paragraph", "start", "end"), start=1):
        keys[name] = [int(part[at]) for part in parts]
    return keys


def ids_of(keys: Keys) -> list[str]:
    """The ids of chunks again."""
    return [f"{article:016x}-{paragraph}-{start}-{end}" for article, paragraph, start, end in keys.tolist()]


def _articles(ids: Collection[str]) -> npt.NDArray[np.uint64]:
    """The ids of articles as numbers."""
    return np.frombuffer(bytes.fromhex("".join(ids)), dtype=">u8").astype(np.uint64)


def of_articles(keys: Keys, articles: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which rows are of some articles; those of one mostly stand together, and are looked up once."""
    own = keys["article"]
    heads = np.flatnonzero(np.append(True, own[1:] != own[:-1])[: len(own)])
    found = np.isin(own[heads], _articles(articles))
    return np.repeat(found, np.diff(np.append(heads, len(own))))


def plain_keys(keys: Keys) -> npt.NDArray[np.bytes_]:
    """Keys as bytes, which can be sorted."""
    return np.ascontiguousarray(keys).view(f"S{KEY.itemsize}")


def least_differing(path: Path, vector: Vectors, eligible: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.int64]:
    """The eligible rows whose signs differ least from a vector's: so many, or all where they are fewer."""
    rows = np.flatnonzero(eligible)
    if len(rows) <= count:
        return rows
    asked = signs_of(vector).view(np.uint64)[0]
    differing = np.empty(len(eligible), dtype=np.uint16)
    block = np.empty((ROWS_AT_ONCE, len(asked)), dtype=np.uint64)
    with path.open("rb", buffering=0) as file:
        for at in range(0, len(eligible), ROWS_AT_ONCE):
            part = block[: min(ROWS_AT_ONCE, len(eligible) - at)]
            if file.readinto(part.data.cast("B")) != part.nbytes:
                raise ValueError("the file of signs is too short")
            part ^= asked
            bits = np.bitwise_count(part)
            total = bits[:, 0].astype(np.uint16)
            for column in range(1, len(asked)):
                total += bits[:, column]
            differing[at : at + len(part)] = total
    differing[~eligible] = np.iinfo(np.uint16).max
    most = np.partition(differing, count - 1)[count - 1]
    return np.flatnonzero(differing <= most)


def rows_of(path: Path, rows: npt.NDArray[np.int64], width: int) -> bytes:
    """Some rows of a file, each of so many bytes.

    The file is in the address space only meanwhile, where thousands of rows are read in half the time of as many calls.

    Raises:
        ValueError: the file is shorter than the rows asked for.
    """
    if not len(rows):
        return b""
    count = path.stat().st_size // width
    if rows.max() >= count:  # reading behind the end of a mapped file would end the process
        raise ValueError(f"the file of {path.name} is too short")
    return bytes(np.memmap(path, dtype=np.dtype((np.void, width)), mode="r", shape=(count,))[rows].tobytes())
