"""A timeline: the dated sentences of the sources about a topic, oldest first, without a model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from briefbot.answering.kinds import topic_words
from briefbot.answering.lines import SourceLine, Topic, line_says_same, line_worth, lines_of, main_days, shown, terms
from briefbot.answering.points import Pointed
from briefbot.text.dates.describe import describe_span
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import BEFORE_BOUNDS
from briefbot.types import DateMention, Passage, Sentence
from briefbot.verification.excerpts import sets_scene

LONGEST_SPAN = 31  # days that one entry may be of
NEAR_THE_BEST = 1.0  # points fewer than the best that a line may have which belongs to it whatever its words
OF_A_DAY = 2  # entries of one day
_VAGUE = ((1, 0.2), (8, 0.4))  # what it costs to be of so many days more than one
_AHEAD = 0.4  # what it costs to tell of what was still to come
LEAST_SHARE = 0.5  # of the topic in a sentence that names no day and is told under the one named before it
_SAME = 0.5  # share of the words of the shorter of two entries of a day from which they are one
_UNNAMED = 0.5  # what it costs to name no day, and be told under its article's
LEAST_OF_TOPIC, NEAR_IN_MEANING = 0.25, 0.5  # of a line or its headline, and of its paragraph
_BOUND = re.compile(rf"\b{any_of(BEFORE_BOUNDS)}\s+(?:the\s+)?$", re.I)
_PLANNED = " (then still to come)"


class _Entry(NamedTuple):
    """A sentence and the days that it is of."""

    line: SourceLine
    first: dt.date
    last: dt.date
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
    rated: Sequence[Pointed] = (),
) -> tuple[Sentence, ...]:
    """The timeline of some lines; see `timeline`.

    Args:
        topic: what it is about.
        lines: of which it is made.
        most: entries.
        first: the day before which nothing is told.
        last: the day after which nothing is told.
        rated: the sentences, those most to the point of the question first, where they are known.
    """
    main = main_days(lines)
    behind = {(line.passage.article_id, line.at): points - rated[0].points for line, points, _ in rated}
    least = min(behind.values(), default=None)
    places = [(line.passage.article_id, line.at) for line in lines]
    entries = [
        entry
        for line, place in zip(lines, places, strict=True)
        if (entry := _entry(line, topic, main, behind.get(place, least)))
    ]
    entries = [e for e in entries if (not first or e.last >= first) and (not last or e.first <= last)]
    kept: list[_Entry] = []
    for entry in sorted(entries, key=lambda each: (-each.worth, each.first)):
        if len(kept) < most and not _is_told(entry, kept):
            kept.append(entry)
    return tuple(
        shown(
            entry.line,
            lines,
            heading=describe_span(entry.first, entry.last) + (_PLANNED if _is_ahead(entry.line, entry.last) else ""),
            first=entry.first,
            last=entry.last,
        )
        for entry in sorted(kept, key=lambda each: (each.first, each.last, -each.worth))
    )


def _entry(line: SourceLine, topic: Topic, main: Mapping[str, dt.date], behind: float | None) -> _Entry | None:
    """A line that speaks of the topic, under the days that it is of: those that it names, else its article's.

    Args:
        line: it.
        topic: what the timeline is about.
        main: the day that each article is about.
        behind: how many points it is behind the sentence most to the point; None where that is not known.
    """
    belongs = behind is not None and behind >= -NEAR_THE_BEST
    if sets_scene(line.text) or not (belongs or (topic.is_relevant(line) and _tells_of(line, topic))):
        return None
    own = belongs or topic.share(line.terms) >= LEAST_SHARE
    named = [date for date in (line.when if own else line.told_days) if (date.last - date.first).days <= LONGEST_SPAN]
    named.sort(key=lambda date: _is_bound(line, date))
    spans = [(date.first, date.last) for date in named]
    if not spans and own and not line.when and (day := main.get(line.passage.article_id, line.day)):
        spans = [(day, day)]
    if not spans:
        return None
    first, last = spans[0]
    vague = sum(cost for least, cost in _VAGUE if (last - first).days >= least)
    unnamed = _UNNAMED * (not named)
    worth = (
        2 * topic.coverage(line) + line_worth(line) - vague - unnamed - _AHEAD * _is_ahead(line, last) + (behind or 0.0)
    )
    return _Entry(line, first, last, worth)


def _is_bound(line: SourceLine, date: DateMention) -> bool:
    """Whether a date only bounds what a line tells: 'six times since late July, most recently on Friday'."""
    return date in line.dates and _BOUND.search(line.text[: date.start]) is not None


def _tells_of(line: SourceLine, topic: Topic) -> bool:
    """Whether a line tells of the topic by its own words, by those before it or its headline, or by its meaning."""
    words = max(topic.share(line.terms | line.preceding), topic.share(terms(line.passage.title)))
    return not topic or words >= LEAST_OF_TOPIC or topic.nearness(line) >= NEAR_IN_MEANING


def _is_ahead(line: SourceLine, last: dt.date) -> bool:
    """Whether a day was still to come when its article was written."""
    return line.day is not None and last > line.day


def _is_told(entry: _Entry, kept: Sequence[_Entry]) -> bool:
    """Whether a kept entry of its days says the same, or there are enough of them."""
    same_days = [k for k in kept if k.first <= entry.last and entry.first <= k.last]
    if any(line_says_same(entry.line.text, k.line.text, _SAME) for k in same_days):
        return True
    return sum(k.first == entry.first for k in same_days) >= OF_A_DAY
