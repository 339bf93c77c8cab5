"""What all texts share: escaping for terminals and Markdown, days, places, wrapped lines and tables."""

from __future__ import annotations

import os
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from briefbot.text.dates.edtf import edtf_words
from briefbot.text.words import JOINERS, with_joiners
from briefbot.types import ArticleHead, Citation, Passage

WIDTH = 100
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$&]")  # $ begins a formula on GitHub
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)](?: |$))|(?=[-+=]))")


def printable(text: str) -> str:
    """The text without characters that could steer a terminal or reorder what is read (controls, bidi marks)."""
    kept = (c for c in text if c in f"\n\t{JOINERS}" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return with_joiners("".join(kept))


def escaped(text: str) -> str:
    """One line of Markdown that shows the text as it was written: no markup, list, entity or formula comes of it."""
    line = " ".join(printable(text).split())
    return _LINE_START.sub(r"\1\\", _MARKDOWN.sub(r"\\\g<0>", line))


def unescaped(line: str) -> str:
    """The text that a line of Markdown shows, of which `escaped` made it."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", line)


def short_path(path: str) -> str:
    """A path from the current folder where it lies below it."""
    return os.path.relpath(path) if Path(path).is_relative_to(Path.cwd()) else path


def whereabouts(citation: Citation) -> str:
    """The publisher, day, paragraph and place of what is cited."""
    day = citation.published or known_day(citation.known)
    place = citation.url or (short_path(citation.path) if citation.path else "")
    parts = [citation.source or "unknown publisher", day, f"paragraph {citation.paragraph}", place]
    return printable(", ".join(part for part in parts if part))


def known_day(known: str | None) -> str:
    """What is known of a day where no day is, of its EDTF, in words: 'August 2019', '14 July, year unknown'."""
    return edtf_words(known) if known else "date unknown"


def published_day(of: ArticleHead | Passage) -> str:
    """The day of publication, with a doubt about one that cannot be true, or what is known of it."""
    published = of.published
    if published is None:
        return known_day(of.known)
    doubt = " (suspect)" if published.suspect else " (year inferred)" if published.confidence == "inferred" else ""
    return f"{published.day}{doubt}"


def wrapped(text: str, indent: str = "") -> str:
    """A text in lines of `WIDTH` characters, each but the first after an indent; words stay whole."""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as left-aligned columns."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def number(value: int, one: str, many: str = "") -> str:
    """A count with its noun: '1 article', '2,040 articles'."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"
