"""A paragraph as a page shows it: the cited words marked, and the days that its relative dates mean beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefbot.text.dates.describe import describe_dates
from briefbot.types import Citation, DateMention, Frozen

_MARK = re.compile(r"(\d{1,6}):(\d{1,7})-(\d{1,7})")


class Run(Frozen):
    """A stretch of a paragraph."""

    text: str
    marked: bool = False
    """Whether it is among the words that were cited."""
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


def runs(text: str, spans: Iterable[tuple[int, int]], dates: Sequence[DateMention] = ()) -> list[Run]:
    """A text in stretches, each wholly marked or not; together they are the text.

    Args:
        text: of a paragraph.
        spans: what is marked, as first character and one past the last.
        dates: those in the text; of relative ones the days are told, of each meaning once.
    """
    marked = [span for span in spans if span[0] < len(text)]
    told: dict[int, str] = {}
    for date in dates:
        days = describe_dates(date)
        if date.relative and days not in told.values():
            told[date.end] = days
    cuts = {0, len(text), *(edge for span in marked for edge in span if edge <= len(text)), *told}
    edges = sorted(edge for edge in cuts if edge <= len(text))
    return [
        Run(
            text=text[start:end],
            marked=any(first <= start and end <= last for first, last in _within(marked, len(text))),
            days=told.get(end, ""),
        )
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def _within(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spans that end where their text does."""
    return [(start, min(end, length)) for start, end in spans]
