"""Tables of articles as CSV -> one Article a row; a reading list's export is told by its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.io import decode, read_bytes
from briefbot.readers.reading_lists import articles_of_saved, saved_in_table
from briefbot.readers.records import Mapping, article_or_problem
from briefbot.types import Article, Problem

TABLE_LIMIT = 500_000_000
"""Largest table, in bytes, since it is held in memory."""
CELL_LIMIT = 5_000_000
"""Longest cell, in characters."""


def read_table(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of the rows, whose columns are named like the keys of JSON records; paths end in the row's number.

    Raises:
        ReadError: the file is no table with names above its columns, or too large.
    """
    text = decode(read_bytes(path, TABLE_LIMIT), path).lstrip("\ufeff")
    saved = saved_in_table(text) if mapping is None else []
    if saved:
        yield from articles_of_saved(saved, str(path))
        return
    csv.field_size_limit(CELL_LIMIT)
    head = text[: text.find("\n")]
    mark = max(",;\t", key=head.count)
    if mark not in head:
        raise ReadError(f"{str(path)!r} is no table: its first line {head[:60]!r} has no names of columns. Convert it.")
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=mark), start=1):
            filled = {name: value for name, value in row.items() if name and isinstance(value, str) and value.strip()}
            yield article_or_problem(filled, mapping, f"{path}!{number}")
    except csv.Error as error:
        raise ReadError(f"{str(path)!r} is no table that can be read: {error}. Export it again.") from error
