"""Outlook messages for tests: a compound file (MS-CFB) that holds the properties of one (MS-OXMSG)."""

from __future__ import annotations

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def outlook(properties: dict[int, str | bytes]) -> bytes:
    """A message with these properties by their identifiers, texts in UTF-16."""
    streams, table = {}, b"\0" * 32
    for number, value in properties.items():
        kind = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        table += struct.pack("<IIII", number << 16 | kind, 6, len(data) + (2 if kind == 0x001F else 0), 0)
    streams["__properties_version1.0"] = table
    return compound(streams)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams in its root."""
    small = {name: data for name, data in streams.items() if len(data) < CUTOFF}
    mini = b""
    mini_fat: list[int] = []
    at: dict[str, int] = {}
    for name, data in small.items():
        count = -(-len(data) // MINI)
        at[name] = len(mini_fat) if count else END
        mini_fat += [len(mini_fat) + n + 1 for n in range(count - 1)] + ([END] if count else [])
        mini += data.ljust(count * MINI, b"\0")
    chains: list[tuple[str, bytes]] = [(name, data) for name, data in streams.items() if name not in small]
    chains += [("mini", mini), ("minifat", b"".join(struct.pack("<I", n) for n in mini_fat))]
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    size_of_directory = -(-(len(names) + 1) * 128 // SECTOR)
    fat: list[int] = []
    start: dict[str, int] = {}
    body = b""
    for name, data in [*chains, ("directory", b"\0" * size_of_directory * SECTOR)]:
        count = -(-len(data) // SECTOR)
        start[name] = len(fat) if count else END
        fat += [len(fat) + n + 1 for n in range(count - 1)] + ([END] if count else [])
        body += data.ljust(count * SECTOR, b"\0")
    sectors = 1
    while (len(fat) + sectors) * 4 > sectors * SECTOR:
        sectors += 1
    first_fat = len(fat)
    fat += [FAT_MARK] * sectors
    directory = _entry("Root Entry", 5, _tree(1, len(names)) if names else FREE, FREE, FREE, start["mini"], len(mini))
    for number, name in enumerate(names, start=1):
        left, right = _children(1, len(names), number)
        place = at[name] if name in small else start[name]
        directory += _entry(name, 2, FREE, left, right, place, len(streams[name]))
    offset = start["directory"] * SECTOR
    body = (
        body[:offset] + directory.ljust(size_of_directory * SECTOR, b"\0") + body[offset + size_of_directory * SECTOR :]
    )
    packed = b"".join(struct.pack("<I", n) for n in fat).ljust(sectors * SECTOR, b"\xff")
    heads = list(range(first_fat, first_fat + sectors)) + [FREE] * (109 - sectors)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors,
        start["directory"], 0, CUTOFF, start["minifat"], -(-len(mini_fat) * 4 // SECTOR), END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", *heads) + body + packed


def _tree(low: int, high: int) -> int:
    """The middle of a run of entries, which is the root of their tree."""
    return (low + high) // 2 if low <= high else FREE


def _children(low: int, high: int, number: int) -> tuple[int, int]:
    middle = _tree(low, high)
    if number == middle:
        return _tree(low, middle - 1), _tree(middle + 1, high)
    return _children(low, middle - 1, number) if number < middle else _children(middle + 1, high, number)


def _entry(name: str, kind: int, child: int, left: int, right: int, start: int, size: int) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI8s8sIQ", label, len(label), kind, 1, left, right, child, b"", 0, b"", b"", start, size
    )
