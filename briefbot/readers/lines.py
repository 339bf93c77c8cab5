"""Lines -> pieces: what a reader sees as one paragraph, heading or list item each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from briefbot.readers.bylines import byline
from briefbot.readers.dates import date_line
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.layout import ENDING_NO_LINE

WRAP = 130
"""Longest line, in characters, that can be the work of a hard wrap; a longer one is a whole paragraph."""
NARROW = 40
"""Narrowest column, in characters, that text is wrapped at."""
LONG_SHARE = 0.1
"""Share of lines longer than that which a hard-wrapped text may have: addresses and tables."""
WRAPPED_SHARE = 0.25
"""Share of line breaks inside a sentence above which a text is hard-wrapped.

A paragraph a line hardly ever breaks inside a sentence; wrapped prose nearly always does."""
RAGGED = 8
"""Columns by which a line that ends inside a sentence may fall short of the width."""
_ENDED = re.compile(r"""[.!?:…][)\]"'”’»]*$""")
_OPEN = re.compile(rf"\b{any_of(ENDING_NO_LINE)}$", re.IGNORECASE)
_SMALL = re.compile(r"\W*[a-zà-öø-ÿ]")
_BULLET = re.compile(r"\s*[*•·▪■▶◆-]\s+\S")
_NUMBER = re.compile(r"\s*\(?(\d{1,2})[.)]\s+\S")


class Piece(NamedTuple):
    """A run of text that belongs together, with what its markup says of it."""

    text: str
    kind: Literal["text", "title", "heading", "caption", "menu"] = "text"
    beside: bool = False
    """Whether it is no paragraph by the looks of the page; it may still name the author, the date or the publisher."""


def pieces_of_lines(lines: list[str]) -> list[Piece]:
    """The pieces of a plain text: split at blank lines and, unless the text is hard-wrapped, at every line."""
    groups = [list(group) for filled, group in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    width = wrap_width(groups)
    return [Piece(text) for group in groups for text in unwrap(group, width, heading=_is_heading_block(group))]


def wrap_width(groups: list[list[str]]) -> int:
    """Column at which the lines were wrapped, or 0 when they were not."""
    lines = [line for group in groups for line in group]
    breaks = [pair for group in groups if not _is_heading_block(group) for pair in pairwise(group)]
    inside = sorted(len(above) for above, below in breaks if _inside(above, below))
    long = sum(len(line) > WRAP for line in lines)
    if not inside or long > LONG_SHARE * len(lines) or len(inside) < WRAPPED_SHARE * len(breaks):
        return 0
    width = inside[len(inside) * 9 // 10]  # not the longest, which may be a headline
    return width if width >= NARROW else 0


def unwrap(group: list[str], width: int, *, heading: bool = False) -> Iterator[str]:
    """The paragraphs among adjoining lines: a line continues when the next word would not have fitted.

    In a heading block of title, byline and date only a word in small letters continues a line.
    """
    margin = min(len(line) - len(line.lstrip()) for line in group)
    listed = any(map(_starts_item, group))
    text = " ".join(group[0].split())
    for above, below in pairwise(group):
        words = below.split()
        indented = below.startswith(" " * (margin + 2)) and not listed
        ragged = 0 if _ENDED.search(above) else RAGGED
        full = len(above) + 1 + len(words[0]) > width - ragged and len(above) <= WRAP and not heading
        open_end = len(above) >= NARROW and _OPEN.search(above)
        if (open_end or (width and (full or _inside(above, below)))) and not indented and not _starts_item(below):
            text += ("" if re.search(r"\w-$", text[-2:]) else " ") + " ".join(words)
        else:
            yield text
            text = " ".join(words)
    yield text


def _inside(above: str, below: str) -> bool:
    """Whether the break is surely inside a sentence: before a small letter or after a word that ends none."""
    return not _ENDED.search(above) and bool(_SMALL.match(below) or _OPEN.search(above))


def _is_heading_block(group: list[str]) -> bool:
    """Whether the lines are a title, a byline, a date: none ends a sentence and one is no prose."""
    lines = [line.strip() for line in group]
    return not any(map(_ENDED.search, lines)) and any(byline(line) or date_line(line) for line in lines)


def _starts_item(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBER.match(line))
