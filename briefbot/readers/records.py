"""JSON and JSON Lines -> one Article a record."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbot.errors import ReadError
from briefbot.readers.composing import Aside, Particulars, compose
from briefbot.readers.decoding import decode
from briefbot.readers.files import check_size, read_bytes
from briefbot.readers.fragments import pieces_of_fragment
from briefbot.readers.lines import Piece
from briefbot.readers.mapping import FIELDS, GENERIC, Mapping, detect, find
from briefbot.readers.silence import silenced
from briefbot.readers.timestamps import timestamp
from briefbot.types import Article, Problem

JSON_LIMIT = 100_000_000
"""Largest JSON document, in bytes, since it must be held in memory; JSON Lines may be of any length."""

LINES_FILE_LIMIT = 100_000_000_000
"""Largest JSON Lines file, in bytes."""

RECORD_LIMIT = 5_000_000
"""Longest line of JSON Lines, in bytes."""

_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")


def read_json(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a JSON document: one record, a list of them, or an export that holds such a list.

    Raises:
        ReadError: the file is no JSON, holds no record, or is too large.
    """
    text = decode(read_bytes(path, JSON_LIMIT), path)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{str(path)!r} is not JSON: {error}. Export it again.") from error
    del text
    records = _records(document, mapping)
    if not records:
        raise ReadError(f"{str(path)!r} holds no record of an article. Name where: `--map records=KEY`.")
    if records == [document]:
        yield _article(document, mapping, str(path))
        return
    for number, record in enumerate(records, start=1):
        yield _article_or_problem(record, mapping, f"{path}!{number}")


def read_json_lines(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a JSON Lines file, one record a line, read one at a time; paths end in the line's number.

    Raises:
        ReadError: the file cannot be opened.
    """
    check_size(path, LINES_FILE_LIMIT)
    try:
        with path.open("rb") as file:
            for number in itertools.count(1):
                line = file.readline(RECORD_LIMIT + 1)
                if not line:
                    return
                place = f"{path}!{number}"
                if len(line) > RECORD_LIMIT:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(RECORD_LIMIT)
                    yield Problem(
                        path=place, reason=f"{place!r} has more than {RECORD_LIMIT:,} bytes. Split the record."
                    )
                elif line.strip():
                    yield _article_of_line(line, mapping, place)
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error


def _article_of_line(line: bytes, mapping: Mapping | None, place: str) -> Article | Problem:
    try:
        record = json.loads(decode(line, Path(place)))
    except (ValueError, RecursionError) as error:
        return Problem(path=place, reason=f"{place!r} is not JSON: {error}. Export it again.")
    except ReadError as error:
        return Problem(path=place, reason=str(error))
    return _article_or_problem(record, mapping, place)


def _article_or_problem(record: object, mapping: Mapping | None, place: str) -> Article | Problem:
    try:
        return _article(record, mapping, place)
    except ReadError as error:
        return Problem(path=place, reason=str(error))


def _records(document: Any, mapping: Mapping | None) -> list[Any]:  # noqa: ANN401 - JSON
    """The records of a document: itself when it is a list or has a body, else those that it holds."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return []
    held = find(document, mapping.records if mapping and mapping.records else GENERIC.records)
    if isinstance(held, list) and any(isinstance(each, dict) for each in held):
        return held
    return [document]


def _article(record: object, mapping: Mapping | None, place: str) -> Article:
    if not isinstance(record, dict):
        raise ReadError(f"{place!r} is no record but {str(record)[:40]!r}. Export objects with a title and a body.")
    where = mapping or detect(record)
    pieces, asides = _body(find(record, where.body))
    if not pieces:
        keys = ", ".join(map(str, list(record)[:12]))
        raise ReadError(f"{place!r} has no body among its keys {keys}. Name it: `--map body=KEY`.")
    said = {
        field: _text(find(record, getattr(where, field))) for field in FIELDS if field not in ("published", "updated")
    }
    author = re.sub(r"(?i)^by\s+", "", said["author"] or "")
    particulars = Particulars(
        title=said["title"],
        source=said["source"],
        author=author or None,
        published=timestamp(find(record, where.published), "record's date"),
        updated=timestamp(find(record, where.updated), "record's date of change"),
        url=said["url"],
    )
    with silenced():
        return compose(pieces, particulars, place, asides=asides)


def _body(value: object) -> tuple[list[Piece], list[Aside]]:
    """The pieces of a text, of HTML or of a list of paragraphs; what NewsAPI cuts off is said to be missing."""
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    cut = _CUT.search(texts[-1]) if texts else None
    if cut:
        texts[-1] = texts[-1][: cut.start()]
    asides = [Aside(cut[0].strip(), "rest cut off by the export", "")] if cut else []
    if len(texts) == 1:
        return pieces_of_fragment(texts[0]), asides
    lists = [pieces_of_fragment(text) for text in texts]
    return [piece for pieces in lists for piece in pieces], asides


def _text(value: object) -> str | None:
    """The words of a value without tags, those of a list joined by commas; None for objects."""
    values = value if isinstance(value, list) else [value]
    words = [" ".join(piece.text for piece in pieces_of_fragment(each)) for each in values if isinstance(each, str)]
    return ", ".join(dict.fromkeys(filter(None, words))) or None
