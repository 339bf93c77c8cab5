"""Which reader reads which files."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.archive import Reader, moved, read_zip
from briefbot.readers.html import read_html
from briefbot.readers.mail import read_mail
from briefbot.readers.pdf import read_pdf
from briefbot.readers.records import Mapping, read_json_lines, read_json_records
from briefbot.readers.text import read_markdown, read_text
from briefbot.readers.xml import read_feed, read_xml
from briefbot.types import Article, Problem

ONE: dict[str, Callable[[Path], Article]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".eml": read_mail,
}
"""Formats of one article a file; a new one is a new line."""
MANY: dict[str, Reader] = {".rss": read_feed, ".xml": read_xml}
"""Formats of many articles a file."""

RECORDS: dict[str, Callable[..., Iterator[Article | Problem]]] = {
    ".json": read_json_records,
    ".jsonl": read_json_lines,
}
"""Formats of records, whose keys a mapping names."""
SUFFIXES = (*ONE, *MANY, *RECORDS, ".zip")
"""All that can be read, in small letters."""
_STARTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*#{1,6} \S"), ".md"),
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"PK\x03\x04"), ".zip"),
    (re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE), ".html"),
    (re.compile(rb"\s*<\?xml[^>]*>\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL), ".html"),
    (re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:RDF|nitf)", re.IGNORECASE), ".xml"),
    (re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\S"), ".jsonl"),
    (re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{])"), ".json"),
    (re.compile(rb"(?:Received|From|Date|Subject|Return-Path|MIME-Version|Message-ID): .*\n(?:[\w-]+:|[ \t])"), ".eml"),
)  # fmt: skip
"""How the formats begin, for data without a name; anything else is plain text."""


def read_articles(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a file, and a Problem for each part of it that cannot be read.

    Where a file holds many, the path of each is that of the file, '!' and its number or its name within.

    Args:
        path: the file; its suffix tells the format.
        mapping: which keys of JSON records hold what; found out when None.

    Raises:
        ReadError: the format is unknown, or the file as a whole cannot be read. Some are raised at the first article.
    """
    suffix = path.suffix.casefold()
    if suffix == ".zip":
        yield from read_zip(path, _readers(mapping))
        return
    reader = _readers(mapping).get(suffix)
    if not reader:
        raise ReadError(f"Cannot read {str(path)!r}: {path.suffix!r} is not one of {', '.join(SUFFIXES)}. Convert it.")
    yield from reader(path)


def read_article(path: Path) -> Article:
    """The one article of a file, with its particulars, numbered paragraphs and what was left out.

    Raises:
        ReadError: the format is unknown or holds many articles, or the file cannot be read as an article.
    """
    reader = ONE.get(path.suffix.casefold())
    if not reader:
        raise ReadError(f"Cannot read {str(path)!r}: {path.suffix!r} is not one of {', '.join(ONE)}. Convert it.")
    return reader(path)


def read_data(data: bytes, name: str, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of data that is no file, such as standard input; what it begins with tells the format.

    Args:
        data: the bytes.
        name: what stands for the path of its articles, such as '-'.
        mapping: as for `read_articles`.

    Raises:
        ReadError: the data cannot be read in the format that it seems to have.
    """
    suffix = next((suffix for start, suffix in _STARTS if start.match(data[:65536])), ".txt")
    with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
        file = Path(folder) / f"data{suffix}"
        file.write_bytes(data)
        try:
            for found in read_articles(file, mapping):
                yield moved(found, str(file), name)
        except ReadError as error:
            raise ReadError(str(error).replace(str(file), name)) from error


def _readers(mapping: Mapping | None) -> dict[str, Reader]:
    """The reader of each suffix but that of zip files."""
    ones = {suffix: partial(_one, reader) for suffix, reader in ONE.items()}
    return {**ones, **MANY, **{suffix: partial(reader, mapping=mapping) for suffix, reader in RECORDS.items()}}


def _one(reader: Callable[[Path], Article], path: Path) -> Iterator[Article | Problem]:
    yield reader(path)
