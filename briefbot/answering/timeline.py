"""A timeline: the dated sentences of the sources about a topic, oldest first, without a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from briefbot.answering.kinds import topic_words
from briefbot.answering.lines import SourceLine, Topic, line_says_same, line_worth, lines_of, shown
from briefbot.text.dates.describe import describe_span
from briefbot.types import DateMention, Passage, Sentence
from briefbot.verification.excerpts import sets_scene

LONGEST_SPAN = 31  # days that one entry may be of
OF_A_DAY = 2  # entries of one day
_VAGUE = ((1, 0.2), (8, 0.4))  # what it costs to be of so many days more than one
_AHEAD = 0.4  # what it costs to tell of what was still to come
LEAST_SHARE = 0.5  # of the topic in a sentence that names no day and is told under the one named before it
_SAME = 0.5  # share of the words of the shorter of two entries of a day from which they are one
_PLANNED = " (then still to come)"


class _Entry(NamedTuple):
    """A sentence and the days that it is of."""

    line: SourceLine
    date: DateMention
    worth: float


def timeline(
    topic: str, passages: Sequence[Passage], most: int = 12, asked: Sequence[str] = ()
) -> tuple[Sentence, ...]:
    """What happened, by the days that the sources name: quoted sentences, oldest first, each cited.

    Args:
        topic: what it is about, in any words; everything where it is empty.
        passages: all paragraphs of the articles that may be about it.
        most: entries; of more the best are kept.
        asked: names of people in the topic, so that "he" and "the minister" are resolved to them.

    Returns:
        Sentences with `first`, `last` (the days) and `heading` (the days in words).
    """
    lines = lines_of(passages, asked)
    return of_lines(Topic(topic_words(topic), lines), lines, most)


def of_lines(
    topic: Topic,
    lines: Sequence[SourceLine],
    most: int = 12,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> tuple[Sentence, ...]:
    """The timeline of some lines; see `timeline`.

    Args:
        topic: what it is about.
        lines: of which it is made.
        most: entries.
        first: the day before which nothing is told.
        last: the day after which nothing is told.
    """
    entries = [entry for line in lines if (entry := _entry(line, topic))]
    entries = [e for e in entries if (not first or e.date.last >= first) and (not last or e.date.first <= last)]
    kept: list[_Entry] = []
    for entry in sorted(entries, key=lambda each: (-each.worth, each.date.first)):
        if len(kept) < most and not _is_told(entry, kept):
            kept.append(entry)
    return tuple(
        shown(
            entry.line,
            lines,
            heading=describe_span(entry.date.first, entry.date.last)
            + (_PLANNED if _is_ahead(entry.line, entry.date) else ""),
            first=entry.date.first,
            last=entry.date.last,
        )
        for entry in sorted(kept, key=lambda each: (each.date.first, each.date.last, -each.worth))
    )


def _entry(line: SourceLine, topic: Topic) -> _Entry | None:
    """A line that speaks of the topic, under the days that it is of: those that it names first."""
    own = topic.share(line.terms) >= LEAST_SHARE
    dates = [date for date in (line.when if own else line.dates) if (date.last - date.first).days <= LONGEST_SPAN]
    coverage = topic.coverage(line)
    if not dates or sets_scene(line.text) or not topic.is_relevant(line):
        return None
    date = dates[0]
    days = (date.last - date.first).days
    vague = sum(cost for least, cost in _VAGUE if days >= least)
    return _Entry(line, date, 2 * coverage + line_worth(line) - vague - _AHEAD * _is_ahead(line, date))


def _is_ahead(line: SourceLine, date: DateMention) -> bool:
    """Whether a date was still to come when its article was written."""
    return line.day is not None and date.last > line.day


def _is_told(entry: _Entry, kept: Sequence[_Entry]) -> bool:
    """Whether a kept entry of its days says the same, or there are enough of them."""
    same_days = [k for k in kept if k.date.first <= entry.date.last and entry.date.first <= k.date.last]
    if any(line_says_same(entry.line.text, k.line.text, _SAME) for k in same_days):
        return True
    return sum(k.date.first == entry.date.first for k in same_days) >= OF_A_DAY
