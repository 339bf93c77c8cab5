"""Headlines without the marks that wires and sites put on versions, and what those marks say."""

from __future__ import annotations

import re
from typing import NamedTuple

from briefbot.text.lexicon.press import CORRECTION_MARKS, EARLY_MARKS, PLAIN_VERSION_MARKS, REPEAT_MARKS, VERSION_MARKS

_KIND = "|".join(VERSION_MARKS)
# Outside brackets these words also begin ordinary headlines ("Lead: how it got into the water"): there they count in
# capitals before a colon or hyphen, and the unmistakable ones in any case before a colon.
_LEADING = re.compile(
    rf"\s*(?:[(\[]((?i:{_KIND}))[)\]]\s*[-:–—]?|((?i:{_KIND}))(?<![a-z])\s*[-:–—]|"
    rf"((?i:{'|'.join(PLAIN_VERSION_MARKS)}))\s*:)\s*"
)
_TRAILING = re.compile(rf"\s*(?:[(\[]((?i:{_KIND}))[)\]]|[-–—]\s*((?i:{_KIND}))(?<![a-z]))\s*$")
_NUMBER = re.compile(r"\d+")


class Mark(NamedTuple):
    """What a headline says of its text's place in a row of versions."""

    step: int | None = None
    """1 for (LEAD) or UPDATE 1, 2 for (2nd LD), -1 for a flash before the first text; None without such a mark."""
    corrected: bool = False


def plain_title(title: str) -> str:
    """The headline without version marks: '(2nd LD) Talks end' and 'UPDATE 1-Talks end' are 'Talks end'."""
    return _peel(title)[0]


def version_mark(title: str) -> Mark:
    """What the headline's version marks say."""
    step: int | None = None
    corrected = False
    for mark in _peel(title)[1]:
        if mark.startswith(CORRECTION_MARKS):
            corrected = True
        elif mark.startswith(EARLY_MARKS):
            step = -1
        elif not mark.startswith(REPEAT_MARKS):
            number = _NUMBER.search(mark)
            step = int(number.group()) if number else 1
    return Mark(step, corrected)


def _peel(title: str) -> tuple[str, list[str]]:
    """The title without its marks, and the marks in lower case."""
    plain, marks = title.strip(), []
    while match := _LEADING.match(plain) or _TRAILING.search(plain):
        rest = (plain[: match.start()] + plain[match.end() :]).strip()
        if not rest:  # a headline of nothing but a mark keeps it
            break
        marks.append(next(group for group in match.groups() if group).lower())
        plain = rest
    return plain, marks
