"""A paragraph as a page shows it: the cited words marked, and the days that its relative dates mean beside them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from briefbot.text.dates.describe import describe_dates
from briefbot.types import Citation, DateMention, Frozen

_MARK = re.compile(r"(\d{1,6}):(\d{1,7})-(\d{1,7})")


class Run(Frozen):
    """A stretch of a paragraph."""

    text: str
    days: str = ""
    """What the date that ends here means; empty where none does."""


class Mark(Frozen):
    """Some characters of a paragraph."""

    paragraph: int
    start: int
    end: int


def parse_marks(text: str) -> list[Mark]:
    """The marks in an address, such as '3:0-85,4:10-20'; what is none is left out."""
    found = (_MARK.fullmatch(part) for part in text.split(",")[:20])
    marks = (Mark(paragraph=int(m[1]), start=int(m[2]), end=int(m[3])) for m in found if m)
    return [mark for mark in marks if mark.start < mark.end]


def article_path(citation: Citation) -> str:
    """Where the desk shows what is cited: the article at the paragraph, with the words marked."""
    mark = f"{citation.paragraph}:{citation.start}-{citation.end}"
    return f"/articles/{citation.article_id}?mark={mark}#p{citation.paragraph}"


def runs(
    text: str, spans: Iterable[tuple[int, int]], dates: Sequence[DateMention] = ()
) -> list[tuple[bool, list[Run]]]:
    """A text in stretches, marked and not by turns, each in runs that end in a date or at its end.

    Args:
        text: of a paragraph.
        spans: what is marked, as first character and one past the last.
        dates: those in the text; of relative ones the days are told, of each meaning once.
    """
    marked = [(start, min(end, len(text))) for start, end in spans if start < len(text)]
    told: dict[int, str] = {}
    for date in dates:
        days = describe_dates(date)
        if date.relative and days not in told.values():
            told[date.end] = days
    cuts = {0, len(text), *(edge for span in marked for edge in span if edge <= len(text)), *told}
    pairs = itertools.pairwise(sorted(edge for edge in cuts if edge <= len(text)))

    def is_marked(pair: tuple[int, int]) -> bool:
        return any(first <= pair[0] and pair[1] <= last for first, last in marked)

    return [
        (inside, [Run(text=text[start:end], days=told.get(end, "")) for start, end in some])
        for inside, some in itertools.groupby(pairs, is_marked)
    ]
