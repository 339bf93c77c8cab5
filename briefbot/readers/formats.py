"""Which reader reads which files."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.archive import is_cut_off, moved, passed_over, read_gzip, read_zip
from briefbot.readers.captions import read_captions
from briefbot.readers.docx import is_docx
from briefbot.readers.doubts import with_warnings
from briefbot.readers.epub import read_epub
from briefbot.readers.html import read_html
from briefbot.readers.mail import read_mail
from briefbot.readers.many import docx_items, mail_items, page_items, pdf_items, rtf_items, text_items
from briefbot.readers.mbox import read_mbox
from briefbot.readers.mhtml import read_mhtml
from briefbot.readers.odt import read_odt
from briefbot.readers.outlook import read_msg
from briefbot.readers.pdf import read_pdf
from briefbot.readers.records import Mapping, read_json_lines, read_json_records
from briefbot.readers.tables import read_table
from briefbot.readers.text import read_markdown, read_text
from briefbot.readers.warc import read_warc
from briefbot.readers.wirefiles import Reader, head_of, wire_reader
from briefbot.readers.xml import read_feed, read_xml
from briefbot.types import Article, Problem

ONE: dict[str, Callable[[Path], Article]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".eml": read_mail,
    ".vtt": read_captions,
    ".srt": read_captions,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".odt": read_odt,
}
"""Formats that hold one article a file as a rule."""
MANY: dict[str, Reader] = {
    ".txt": text_items,
    ".md": text_items,
    ".html": page_items,
    ".htm": page_items,
    ".pdf": pdf_items,
    ".eml": mail_items,
    ".emlx": mail_items,
    ".docx": docx_items,
    ".doc": docx_items,
    ".rtf": rtf_items,
    ".mbox": read_mbox,
    ".msg": read_msg,
    ".warc": read_warc,
    ".epub": read_epub,
    ".rss": read_feed,
    ".xml": read_xml,
    ".opml": read_xml,
}
"""Formats of files that can hold many articles; a new one is a new line."""
DOCUMENTS = (".txt", ".html", ".htm", ".pdf", ".docx", ".doc", ".rtf")
"""Suffixes that are often wrong: what such a file begins with counts."""
TEXTS = (".txt", ".md", ".html", ".htm", ".eml", ".xml")
"""Suffixes that wires give their files, whatever the format inside."""
RECORDS: dict[str, Callable[..., Iterator[Article | Problem]]] = {
    ".json": read_json_records,
    ".jsonl": read_json_lines,
    ".csv": read_table,
}
"""Formats of records, whose keys a mapping names."""
SUFFIXES = (*dict.fromkeys((*ONE, *MANY, *RECORDS, ".zip", ".gz")),)
"""All that can be read, in small letters."""
_STARTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*#{1,6} \S"), ".md"),
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"\s*\{\\rtf"), ".rtf"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", re.DOTALL), ".epub"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL), ".odt"),
    (re.compile(rb"PK\x03\x04"), ".zip"),
    (re.compile(rb"WARC/\d\.\d\r?\n"), ".warc"),
    (re.compile(rb"WEBVTT\b"), ".vtt"),
    (re.compile(rb"\d+\s*\r?\n\d\d:\d\d:\d\d,\d{3} -->"), ".srt"),
    (re.compile(rb"From \S.{0,200}\b\d{4}\b.{0,20}\r?\n[\w-]{1,60}:"), ".mbox"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ".msg"),
    (re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE), ".html"),
    (re.compile(rb"(?is)\s*<\?xml[^>]*>\s*(?:(?><!--.*?-->)\s*)*(?:<!doctype html|<html)"), ".html"),
    (re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:RDF|nitf)", re.IGNORECASE), ".xml"),
    (re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\S"), ".jsonl"),
    (re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{])"), ".json"),
    (re.compile(rb"(?:Received|From|Date|Subject|Return-Path|Delivered-To|MIME-Version|Message-ID): .*\n"
                rb"(?:[\w-]+:|[ \t])"), ".eml"),
)  # fmt: skip
"""How the formats begin, for data without a name; anything else is plain text."""
_FIELD = re.compile(rb"([\w-]{1,60}):|[ \t]+\S")
_ON_THE_WAY = frozenset(
    (b"received", b"return-path", b"delivered-to", b"message-id", b"mime-version", b"dkim-signature")
)
"""Fields that mail programs write and people do not; a text with two of them in its header is an e-mail."""


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox: mail programs give theirs the names of folders."""
    return any(told == ".mbox" and begin.match(head) for begin, told in _STARTS)


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is an e-mail as servers pass it on: mail programs save it as `.txt` too."""
    header = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)
    lines = header[0].splitlines()
    fields = [_FIELD.match(line) for line in (lines if len(header) > 1 else lines[:-1])]
    named = {match[1].lower() for match in fields if match and match[1]}
    return None not in fields and len(named & _ON_THE_WAY) > 1


def _mail_suffix(head: bytes) -> str | None:
    """The suffix that a file without a known one would have as mail: those of a maildir have flags for a suffix."""
    return ".mbox" if is_mailbox(head) else ".eml" if is_mail(head) else None


def read_articles(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a file, and a Problem for each part of it that cannot be read.

    Where a file holds many, the path of each is that of the file, '!' and its number or its name within.

    Args:
        path: the file; its suffix tells the format, unless it begins as a wire's messages do.
        mapping: which keys of JSON records hold what; found out when None.

    Raises:
        ReadError: the format is unknown, or the file as a whole cannot be read. Some are raised at the first article.
    """
    suffix = _suffix(path)
    readers = _readers(mapping)
    packed = {".zip": read_zip, ".gz": read_gzip}.get(suffix)
    members: dict[str, Reader] = {each: partial(_member, readers) for each in readers}
    reader = partial(packed, readers=members) if packed else readers.get(suffix)
    reader = reader or wire_reader(head_of(path))
    if not reader:
        raise ReadError(f"Cannot read {str(path)!r}: {path.suffix!r} is not one of {', '.join(SUFFIXES)}. Convert it.")
    empty = True
    for found in reader(path):
        empty = False
        yield found if isinstance(found, Problem) else with_warnings(found)
    if empty and not members_passed_over(path):
        raise ReadError(f"{str(path)!r} holds nothing that can be read as an article. Check the file, or take it out.")


def read_article(path: Path) -> Article:
    """The one article of a file, with its particulars, numbered paragraphs and what was left out.

    Raises:
        ReadError: the format is unknown or holds many articles, or the file cannot be read as an article.
    """
    if path.suffix.casefold() not in ONE:
        raise ReadError(f"Cannot read {str(path)!r}: {path.suffix!r} is not one of {', '.join(ONE)}. Convert it.")
    first, *others = islice(read_articles(path), 2)
    if others or isinstance(first, Problem):
        raise ReadError(f"{str(path)!r} holds several articles, not one. Run `briefbot ingest` on it.")
    return first


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


def _suffix(path: Path) -> str:
    """The suffix of the format that a file has: by its first bytes where they tell, else that of its name."""
    suffix = path.suffix.casefold()
    if suffix not in (*DOCUMENTS, ".zip"):
        return suffix if suffix in SUFFIXES else _mail_suffix(head_of(path)) or suffix
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except (OSError, ValueError):  # told by its reader
        return suffix
    if start.startswith(b"PK\x03\x04"):
        named = next((told for begin, told in _STARTS if told in (".epub", ".odt") and begin.match(start)), None)
        if suffix == ".docx" and not zipfile.is_zipfile(path):  # said as what it was
            return suffix
        return named or (".docx" if is_docx(path) and not is_cut_off(path) else ".zip")
    if suffix == ".zip" or start.startswith(b"\xd0\xcf\x11\xe0"):
        return suffix
    told = next(
        (told for begin, told in _STARTS if told in (".pdf", ".rtf", ".html", ".mbox") and begin.match(start)), None
    )
    if not told and suffix == ".txt" and is_mail(start):
        return ".eml"
    return told or (".txt" if suffix == ".doc" else suffix)


def _readers(mapping: Mapping | None) -> dict[str, Reader]:
    """The reader of each suffix but those of packed files."""
    ones = {suffix: partial(_one, reader) for suffix, reader in ONE.items()}
    texts = {suffix: partial(_wire_or, MANY[suffix]) for suffix in TEXTS}
    records = {suffix: partial(reader, mapping=mapping) for suffix, reader in RECORDS.items()}
    return {**ones, **MANY, **texts, **records}


def is_read(path: Path) -> bool:
    """Whether a file's suffix is a known one, or it begins as a wire's messages, a mailbox or an e-mail do."""
    if path.suffix.casefold() in SUFFIXES:
        return True
    head = head_of(path)
    return wire_reader(head) is not None or _mail_suffix(head) is not None


def members_passed_over(path: Path) -> list[str]:
    """The members of a zip file that are not read, as `news.zip!picture.png`; none of any other file."""
    if path.suffix.casefold() != ".zip" or _suffix(path) != ".zip":
        return []
    return passed_over(path, _readers(None))


def _wire_or(reader: Reader, path: Path) -> Iterator[Article | Problem]:
    """What the file holds as a wire's, when it begins so, else as its suffix says."""
    yield from (wire_reader(head_of(path)) or reader)(path)


def _member(readers: dict[str, Reader], path: Path) -> Iterator[Article | Problem]:
    """What a member of a packed file holds, by its content where that tells."""
    suffix = _suffix(path)
    if suffix not in readers:
        raise ReadError(f"{str(path)!r} is a packed file within another. Unpack it first.")
    yield from readers[suffix](path)


def _one(reader: Callable[[Path], Article], path: Path) -> Iterator[Article | Problem]:
    yield reader(path)
