"""Briefings in files, which are written again as long as nobody has edited them.

A file carries the digest of its own text in its last line, so that an edited one is known wherever it was copied to.
JSON has no comments; its digest lies in a hidden file beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Literal

from briefbot.errors import InputError
from briefbot.files import write_whole

Format = Literal["md", "html", "json"]
BRIEFINGS_FOLDER = Path("briefings")
_SEAL = re.compile(r"<!-- briefbot ([0-9a-f]{64}) -->\s*\Z")


def file_name(first: dt.date, last: dt.date, topic: str | None, format: Format, before: str = "") -> str:
    """`2019-10-05.md`; of a span `2019-10-03_2019-10-05.md`, of a topic `2019-10-05-hong-kong.md`.

    With `before` that stands before the days.
    """
    days = [last] if first == last else [first, last]
    words = re.findall(r"\w+", topic.lower()) if topic else []
    about = f"-{'-'.join(words)[:60]}" if words else ""
    return f"{before}{'_'.join(day.isoformat() for day in days)}{about}.{format}"


def chosen_format(format: Format | None, output: str | None) -> Format:
    """The format that was named, else the one that the file's ending names, else Markdown."""
    endings: dict[str, Format] = {".html": "html", ".htm": "html", ".json": "json"}
    return format or endings.get(Path(output or "").suffix.lower(), "md")


def output_file(
    output: str | None, first: dt.date, last: dt.date, topic: str | None, format: Format, before: str = ""
) -> Path | None:
    """The file that a briefing goes to; None for standard output (`-`). In a folder it is named for its days."""
    if output == "-":
        return None
    name = file_name(first, last, topic, format, before)
    if output is None:
        return BRIEFINGS_FOLDER / name
    return Path(output) / name if Path(output).is_dir() or output.endswith("/") else Path(output)


def check_file(path: Path, format: Format, force: bool = False) -> None:
    """See that a file can be written, before the briefing is made.

    Args:
        path: the file, which need not exist.
        format: what will be written.
        force: also over a file that was edited or that briefbot has not written.

    Raises:
        InputError: it was edited, or is something other than a file.
    """
    if path.exists() and not path.is_file():
        raise InputError(f"{str(path)!r} is not a file. Choose another place with -o FILE.")
    if path.exists() and not force and not _untouched(path, format):
        raise InputError(
            f"{str(path)!r} was edited, or is not a file that briefbot wrote. Give --force to write over it, or "
            "-o FILE to write another."
        )


def write_briefing(path: Path, text: str, format: Format, force: bool = False) -> None:
    """Write a briefing as a whole; a file that has these contents already is left alone.

    Args:
        path: where to; its folder is made.
        text: the briefing.
        format: what the text is.
        force: also over a file that was edited or that briefbot has not written.

    Raises:
        InputError: the file was edited, or cannot be written.
    """
    path = path.resolve()  # the file that a link leads to, so that the link stays
    contents = text if format == "json" else f"{text.rstrip()}\n\n<!-- briefbot {_digest(text)} -->\n"
    try:
        check_file(path, format, force)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != contents.encode():
            write_whole(path, [contents])
        if format == "json":
            write_whole(_sidecar(path), [f"{_digest(text)}\n"])
    except OSError as error:
        raise InputError(f"Cannot write {str(path)!r}: {error.strerror}. Choose another place with -o FILE.") from error


def _untouched(path: Path, format: Format) -> bool:
    """Whether a file is empty or as it was written; line ends, which version control may change, do not count."""
    try:
        text = path.read_bytes().decode().replace("\r\n", "\n")
        if format == "json" and text:
            return _sidecar(path).read_text(encoding="utf-8").strip() == _digest(text)
    except (UnicodeDecodeError, FileNotFoundError):
        return False
    seal = _SEAL.search(text)
    return not text or (seal is not None and _digest(text[: seal.start()]) == seal[1])


def _digest(text: str) -> str:
    return hashlib.sha256(text.rstrip().encode()).hexdigest()


def _sidecar(path: Path) -> Path:
    return path.with_name(f".{path.name}.sha256")
