"""A file's bytes -> clean lines of text, within limits."""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from briefbot.errors import BriefbotError, ReadError
from briefbot.text.words import with_joiners

FILE_LIMIT = 20_000_000
"""Largest file, in bytes; a year of a newspaper fits, and an article is a thousand times smaller."""
JSON_LIMIT = 100_000_000
"""Largest file of records in JSON, in bytes."""
LINE_LIMIT = 250_000
"""Longest line, in characters; a longer one is data, not prose."""
LINES_LIMIT = 20_000
"""Most lines; an article has a few hundred."""
CONTROL_SHARE = 0.01
"""Largest share of control characters in a text; one stray form feed is text, a picture is not."""
FOREIGN_SHARE = 0.4
"""Share of bytes beyond ASCII from which on a text is in another script than Latin."""
GUESSED_BYTES = 30_000
"""Bytes from which the encoding of such a text is guessed."""
_HIGH = bytes(range(128, 256))
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_CONTROLS = re.compile(r"(?!\s)[\x00-\x1f\x7f-\x9f]")
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2007\u202f\u3000"), " ")


OnPage = Callable[[Path, int, int, str], None]
"""Told of a long file how many of its pages or megabytes were read, how many there are, and which of the two."""
_ON_PAGE: ContextVar[OnPage] = ContextVar("on_page", default=lambda path, done, count, unit: None)


@contextmanager
def watching_pages(on_page: OnPage) -> Iterator[None]:
    """Tell how far the long files are that are read here while the context lasts."""
    token = _ON_PAGE.set(on_page)
    try:
        yield
    finally:
        _ON_PAGE.reset(token)


MEGABYTE = 1_000_000
LONG_STREAM = 5
"""Megabytes from which on it is told how far a file is that is read piece by piece."""
LONG_FILE = 250_000
"""Bytes from which on a file is named while it is read: it can take seconds."""


def page_read(path: Path, done: int, count: int, unit: str = "page") -> None:
    """Tell whoever watches that so many of a file's pages were read."""
    _ON_PAGE.get()(path, done, count, unit)


@contextmanager
def megabytes_of(path: Path) -> Iterator[Callable[[int], None]]:
    """What is told up to which byte a file was read, and tells of each megabyte of a large one."""
    count = path.stat().st_size // MEGABYTE
    told = 0

    def read_to(place: int) -> None:
        nonlocal told
        if LONG_STREAM <= count > place // MEGABYTE > told:
            told = place // MEGABYTE
            page_read(path, told, count, "megabyte")

    try:
        yield read_to
    finally:
        if told:
            page_read(path, count, count, "megabyte")


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, right-stripped, with plain spaces and without invisible characters.

    Raises:
        ReadError: the file cannot be opened, is too large, or is not text.
    """
    text = decode(read_bytes(path, FILE_LIMIT), path)
    lines = with_joiners(text.translate(_INVISIBLE)).translate(_SPACES).splitlines()
    if any(len(line) > LINE_LIMIT for line in lines):
        raise ReadError(
            f"{str(path)!r} has a line of more than {LINE_LIMIT:,} characters, which is data rather than prose. "
            "Break it into paragraphs, or take the file out of the folder."
        )
    if len(lines) > LINES_LIMIT:
        raise ReadError(
            f"{str(path)!r} has {len(lines):,} lines, more than the {LINES_LIMIT:,} that an article may have. "
            "Split it into one file an article."
        )
    return [_CONTROLS.sub("", line).rstrip() for line in lines]


def decode(data: bytes, path: Path) -> str:
    """The text of the bytes: by byte order mark, else UTF-8, UTF-16 without a mark, or what they look like.

    Of a text that is UTF-8 in some places and Windows-1252 in others, each place is read as what it is.

    Raises:
        ReadError: the bytes are no text in any of these.
    """
    for encoding, errors in _encodings(data):
        try:
            text = data.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        if len(_CONTROLS.findall(text)) > CONTROL_SHARE * len(text):
            break
        return text
    raise ReadError(f"{str(path)!r} is not text: its bytes start with {data[:12]!r}. Save it as UTF-8 text.")


def _in_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are no UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("briefbot.cp1252", _in_windows_1252)


def _encodings(data: bytes) -> Iterator[tuple[str, str]]:
    """Encodings to try, the likeliest first, each with what to do about other bytes."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            yield encoding, "strict"
            return
    if (
        data.count(0) > len(data) / 4
    ):  # Latin letters in UTF-16 have a zero byte each: the second in little endian, the first in big
        yield "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be", "strict"
        return
    yield "utf-8", "strict"
    if len(data.translate(None, _HIGH)) < (1 - FOREIGN_SHARE) * len(data) and (guess := _guessed(data)):
        yield guess, "strict"
    yield "utf-8", "briefbot.cp1252"


def _guessed(data: bytes) -> str | None:
    """The encoding that bytes of another script than ours look like; None for what looks like none."""
    from charset_normalizer import from_bytes

    with silenced():
        best = from_bytes(data[:GUESSED_BYTES]).best()
    return best.encoding if best else None


def check_size(path: Path, limit: int) -> None:
    """Make sure that there is a plain file of at most so many bytes.

    Raises:
        ReadError: there is none, or it is larger.
    """
    try:
        if not path.is_file():
            what = "a folder" if path.is_dir() else "missing" if not path.exists() else "not a plain file"
            raise ReadError(f"Cannot read {str(path)!r}: it is {what}. Check its name.")
        size = path.stat().st_size
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its name and its permissions.") from error
    if size > limit:
        raise ReadError(f"{str(path)!r} has {size:,} bytes, more than the {limit:,} that are read. Split it.")


def read_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a plain file.

    Raises:
        ReadError: it is no plain file, larger than the limit, or cannot be opened.
    """
    check_size(path, limit)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error


@contextmanager
def faults_told(name: str) -> Iterator[None]:
    """Within it, what a reader did not reckon with costs the file, and not all those after it.

    Args:
        name: the file, or the part of one that is read.

    Raises:
        ReadError: instead of every exception but briefbot's own and those of the system.
    """
    try:
        yield
    except (BriefbotError, OSError):
        raise
    except Exception as error:
        raise ReadError(
            f"Cannot read {name!r}: its reader failed with {error!r:.300}, a fault of briefbot's. Report it with the "
            "file if you can, and take the file out until then."
        ) from error


LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "readability", "charset_normalizer", "pypdf", "feedparser")


@contextmanager
def silenced() -> Iterator[None]:
    """Within it no warning is shown, and the libraries' log messages go only to handlers that somebody set up."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:  # without one, Python prints warnings to stderr
            logger.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
