"""Files of wires, told by how they begin whatever they are called -> their articles."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers import anpa, iptc7901, zczc
from briefbot.readers.elements import root_name
from briefbot.readers.io import JSON_LIMIT, decode, read_bytes
from briefbot.readers.ninjs import articles_of_ninjs_items, is_ninjs, read_document
from briefbot.readers.xml import WIRES, read_xml
from briefbot.types import Article, Problem

HEAD_BYTES = 16384
"""Bytes of a file that tell what it is."""
TELEGRAPH_LIMIT = 20_000_000
"""Largest file of telegraph messages, in bytes."""
Reader = Callable[[Path], Iterator[Article | Problem]]
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEFORE = r"[\s\x00-\x08\x0e-\x1f\x7f]*"
_ANPA = re.compile(_BEFORE + anpa.ANPA_HEADER.pattern)
_IPTC7901 = re.compile(_BEFORE + iptc7901.IPTC_HEADER.pattern)
_ZCZC = re.compile(_BEFORE + zczc.ZCZC_HEADER.pattern)
_BOUND = re.compile(r"\x01|\x04|(?=^[ \t]*zczc\b)", re.IGNORECASE | re.MULTILINE)
"""Where a message begins or ends."""


def wire_reader(head: bytes) -> Reader | None:
    """What reads a file that begins so, when it is a wire's; None for all others."""
    if root_name(head) in WIRES:
        return read_xml
    if is_ninjs(head[:8192]):
        return _read_json
    if head.startswith(_MARKS[1:]):
        return None
    text = head[:2048].removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return read_telegraph if _reader_of(text) else None


def head_of(path: Path) -> bytes:
    """How a file begins; b'' for one that cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (OSError, ValueError):
        return b""


def read_telegraph(path: Path) -> Iterator[Article | Problem]:
    """The articles of messages in ANPA 1312, IPTC 7901 or between ZCZC and NNNN; paths end in `!1`, `!2` of several.

    Raises:
        ReadError: the file cannot be read, or its one message has no text.
    """
    text = _decoded(read_bytes(path, TELEGRAPH_LIMIT))
    messages = [part for part in _BOUND.split(text) if re.search(r"\w", part)]
    kinds = [_reader_of(message) for message in messages]
    if len(messages) == 1 and kinds[0]:
        yield kinds[0](messages[0], str(path))
        return
    for number, (message, read) in enumerate(zip(messages, kinds, strict=True), start=1):
        place = f"{path}!{number}"
        if not read:
            opening = " ".join(message.split())[:60]
            yield Problem(path=place, reason=f"{place!r} is no message that can be read: it begins {opening!r}.")
            continue
        try:
            yield read(message, place)
        except ReadError as error:
            yield Problem(path=place, reason=str(error))


SEVEN_BIT = 2
"""Different words with an umlaut in them from which on a message is in seven-bit German."""
_UMLAUT_WITHIN = re.compile(rb"[A-Za-z]+[{|}~]+[a-z]+")
_UMLAUT = re.compile(r"[][{|}~\\]+(?=[A-Za-z])|(?<=[A-Za-z])[{|}~]+|(?<=[A-Z])[][\\]+")
"""Those beside a letter; others may be signs of the wire's."""
_GERMAN = str.maketrans("[\\]{|}~", "ÄÖÜäöüß")


def _reader_of(message: str) -> Callable[[str, str], Article] | None:
    """What reads a message; a frame of ZCZC and NNNN can have one of the other codes within."""
    frame = _ZCZC.match(message)
    within = message[frame.end() :] if frame else message
    if _ANPA.match(within):
        return anpa.article_from_anpa
    if _IPTC7901.match(within):
        return iptc7901.article_from_iptc7901
    return zczc.article_from_zczc if frame else None


def _decoded(data: bytes) -> str:
    """The characters of bytes that carry control codes on purpose: UTF-8, else Windows-1252 or Latin-1.

    Seven-bit German (ISO 646-DE, DIN 66003) has its umlauts where ASCII has brackets: 'M}nchen'. It is known by words
    that have one of `{|}~` between letters, which nobody writes in ASCII.
    """
    if data.isascii() and len(set(_UMLAUT_WITHIN.findall(data))) >= SEVEN_BIT:
        return _UMLAUT.sub(lambda match: match[0].translate(_GERMAN), data.decode("ascii"))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _read_json(path: Path) -> Iterator[Article | Problem]:
    items, broken = read_document(decode(read_bytes(path, JSON_LIMIT), path))
    if not items:
        raise ReadError(f"{str(path)!r} begins as a wire's JSON and holds no item that can be read. Export it again.")
    yield from articles_of_ninjs_items(items, str(path))
    if broken:
        yield Problem(path=f"{path}!0", reason=f"{str(path)!r} breaks off: {broken}. Export it again.")
