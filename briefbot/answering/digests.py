"""What is new, what happened and what there is to know: the main sentences of several articles, without a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set

from briefbot.answering.kinds import Asked
from briefbot.answering.lines import (
    LEAST_RELEVANCE,
    NEAR_FOR_LEAD,
    TOP,
    SourceLine,
    Topic,
    distinct,
    line_says_same,
    line_worth,
    main_days,
    shown,
    terms,
)
from briefbot.answering.points import Pointed, is_sure, nearly_best
from briefbot.answering.quick import is_sentence
from briefbot.answering.scenes import Scenes
from briefbot.text.dates.describe import describe_span
from briefbot.types import Sentence
from briefbot.verification.excerpts import is_scrap

NEWEST, BEFORE = 4, 3  # sentences of the newest day, and of how it came there
A_LEAD = 0.6  # points that it is worth to begin one
LEAST_OF_TOP = 0.5  # of the topic in the headline and the top of an article whose beginning is the news
LEAST_OF_BEFORE = 0.6  # of the topic in a sentence and its headline that tell how it came there
NEAR_FOR_BEFORE = 0.8  # points fewer than the best that such a sentence may have
NEAR_WITHOUT_WORDS = 0.5  # of the nearest paragraphs of an article that has not the words of the topic
WHOLE_NAME = 0.99  # share of the topic that the name of somebody has who is all that is asked about
MOST_TOLD = 12  # sentences of a day or a span
MOST_SUMMED = 8
LEAST_OF_LEAD = 0.9  # how well the top of an article must speak of a place whose news it tells
OF_THE_TOP = 3  # paragraphs of an article about a topic that tell of it whatever their words
AN_ARTICLE, SEVERAL = 3, 3  # sentences of one article in a summary of so many


def _worth(line: SourceLine, topic: Topic) -> float:
    return topic.coverage(line) + topic.relevance(line) + 1.5 * line_worth(line)


def _about(lines: Sequence[SourceLine], topic: Topic) -> list[SourceLine]:
    return [line for line in lines if topic.is_relevant(line)]


def _dated(line: SourceLine, lines: Sequence[SourceLine]) -> Sentence:
    heading = describe_span(line.day, line.day) if line.day else "Date unknown"
    return shown(line, lines, heading=heading, first=line.day, last=line.day)


def _as_near(lines: Sequence[SourceLine], about: Sequence[SourceLine], topic: Topic) -> list[SourceLine]:
    """The tops of articles that are as near to a topic in meaning as those that are about it by their words.

    The newest articles of a long story need not say its name: those of a letter to Brussels say nothing of "Brexit".
    """
    known = {line.passage.article_id for line in about}
    least = max(NEAR_WITHOUT_WORDS, min(map(topic.meaning, known)))
    meanings = {name: topic.meaning(name) for name in {line.passage.article_id for line in lines} - known}
    return [
        line
        for line in lines
        if line.told.paragraph <= OF_THE_TOP
        and topic.nearness(line) >= NEAR_FOR_LEAD
        and meanings.get(line.passage.article_id, 0.0) >= least
    ]


def _is_new(line: SourceLine, topic: Topic) -> bool:
    """Whether a line of the newest articles tells of the topic: the tops of those that are about it do."""
    if topic.is_relevant(line):
        return True
    round_up = topic.of_top(line) < LEAST_OF_TOP and topic.meaning(line.passage.article_id) > 0
    apart = round_up and topic.nearness(line) < NEAR_FOR_LEAD
    top = line.told.paragraph <= OF_THE_TOP and topic.relevance(line) >= LEAST_RELEVANCE
    return top and (not apart or topic.share(line.beside) > 0)


def _most_new(new: Sequence[SourceLine], rated: Sequence[Pointed], topic: Topic) -> list[SourceLine]:
    """The newest lines, those most to the point first; an article's beginning counts more."""
    points = {(each.line.passage.article_id, each.line.at): each.points for each in rated}
    least = min(points.values(), default=0.0)

    def worth(line: SourceLine) -> float:
        leads = line.at == 0 and not is_scrap(line.text) and topic.of_top(line) >= LEAST_OF_TOP
        return (
            points.get((line.passage.article_id, line.at), least)
            + A_LEAD * leads
            + 2 * line_worth(line)
            + 0.5 * topic.relevance(line)
        )

    return sorted(new, key=lambda line: -worth(line))


def latest(
    lines: Sequence[SourceLine], topic: Topic, today: dt.date | None, rated: Sequence[Pointed] = ()
) -> tuple[Sentence, ...]:
    """What the newest articles about a topic say, then how it came there, newest first.

    Args:
        lines: of the articles that are looked at.
        topic: what it is about.
        today: the day after which nothing counts.
        rated: the sentences, those most to the point of the question first.
    """
    until = [line for line in lines if line.day and (not today or line.day <= today)]
    people = {name for line in lines for name in line.told.people if topic and topic.share(terms(name)) >= WHOLE_NAME}
    surnames = _surnames_of(people, lines)
    about = [line for line in until if (people | surnames) & set(line.told.people)] if people else _about(until, topic)
    if not about and is_sure(rated):
        best = [line for run in nearly_best([each for each in rated if each.line in until]) for line in run]
        about = [line for line in until if line.passage.article_id in {each.passage.article_id for each in best}]
    about += _as_near(until, about, topic) if about and not people else []
    newest = max((line.day for line in about if line.day), default=None)
    if newest is None:
        return ()
    new = [line for line in about if line.day == newest]
    if not people:
        new = [line for line in until if line.day == newest and (line in new or _is_new(line, topic))]
    first = distinct(_most_new(new, rated, topic), NEWEST)
    kept = list(first)
    older = [line for line in about if line.day and line.day < newest and line.told.paragraph <= TOP]
    older = [line for line in older if topic.share(line.terms | terms(line.passage.title)) >= LEAST_OF_BEFORE]
    if rated:
        near = {
            (line.passage.article_id, line.at)
            for line, points, _ in rated
            if points >= rated[0].points - NEAR_FOR_BEFORE
        }
        older = [line for line in older if (line.passage.article_id, line.at) in near]
    days: set[dt.date | None] = set()
    for line in sorted(older, key=lambda each: (_negative(each.day), -_worth(each, topic))):
        if len(kept) == len(first) + BEFORE:
            break
        if line.day not in days and not any(line_says_same(line.text, other.text) for other in kept):
            kept.append(line)
            days.add(line.day)
    return tuple(_dated(line, lines) for line in kept)


def _surnames_of(people: Set[str], lines: Sequence[SourceLine]) -> set[str]:
    """The surnames of some people that nobody else bears in the lines.

    An article that calls her "Mrs Poe" from its first word means Ann Poe.
    """
    full = {name for line in lines for name in line.told.people if " " in name}
    others = {name.split()[-1] for name in full - people}
    return {name.split()[-1] for name in people if " " in name} - others


def _negative(day: dt.date | None) -> int:
    return -(day or dt.date.min).toordinal()


def summary(lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The main sentences about a topic, each of which adds something, newest first."""
    rated = sorted(_about(lines, topic), key=lambda line: -_worth(line, topic))
    several = len({line.passage.article_id for line in rated}) >= SEVERAL
    kept: list[SourceLine] = []
    for line in rated:
        own = sum(other.passage.article_id == line.passage.article_id for other in kept)
        if own < (AN_ARTICLE if several else MOST_SUMMED) and not any(
            line_says_same(line.text, other.text, 0.5) for other in kept
        ):
            kept.append(line)
        if len(kept) == MOST_SUMMED:
            break
    kept.sort(key=lambda line: (_negative(line.day), line.at))
    return tuple(_dated(line, lines) for line in kept)


def happened(
    asked: Asked, lines: Sequence[SourceLine], topic: Topic, scenes: Scenes | None = None
) -> tuple[Sentence, ...]:
    """What happened on the days asked for, or at a place: the main sentences of every article that tells of it.

    A sentence is of a day that it names; one that names none is of the day of its article where it stands at the top.

    Args:
        asked: the question.
        lines: of the articles that are looked at.
        topic: what it is about.
        scenes: where the lines are set; no line is told that is set elsewhere than at the place asked about.
    """
    main = main_days(lines)
    lines = [line for line in lines if is_sentence(line.text)]
    place = scenes.asked(asked.topic) if scenes else frozenset()
    if scenes and place:
        lines = [line for line in lines if not scenes.is_elsewhere(line, place)]
    rated = [(worth, line) for line in lines if (worth := _told(asked, line, topic, main)) > 0]
    if not rated and asked.first:  # A place that only a dateline names, say.
        nothing = Topic((), lines)
        rated = [
            (worth + topic.nearness(line), line) for line in lines if (worth := _told(asked, line, nothing, main)) > 0
        ]
    chosen = distinct([line for _, line in sorted(rated, key=lambda pair: -pair[0])], MOST_TOLD)
    if asked.first is None:
        return tuple(_dated(line, lines) for line in sorted(chosen, key=lambda line: (str(line.day), line.at)))
    order = {line.passage.article_id: at for at, line in reversed(list(enumerate(chosen)))}
    return tuple(
        _of_day(line, lines, asked)
        for line in sorted(chosen, key=lambda each: (order[each.passage.article_id], each.at))
    )


def _of_day(line: SourceLine, lines: Sequence[SourceLine], asked: Asked) -> Sentence:
    date = next(
        (d for d in line.dates if asked.first and asked.last and d.first <= asked.last and asked.first <= d.last), None
    )
    first, last = (date.first, date.last) if date else (line.day, line.day)
    heading = describe_span(first, last) if first and last and asked.first != asked.last else ""
    return shown(line, lines, heading=heading, first=first, last=last)


def _told(asked: Asked, line: SourceLine, topic: Topic, main: Mapping[str, dt.date]) -> float:
    """How much a line tells of what is asked; 0 where it is of another day or another thing."""
    if not (
        topic.is_relevant(line) or (asked.first and max(topic.of_top(line), 3 * topic.nearness(line)) >= LEAST_OF_LEAD)
    ):
        return 0.0
    worth = 1 + _worth(line, topic)
    if asked.first is None or asked.last is None:
        return worth
    named = [date for date in line.dates or line.before if (date.last - date.first).days < 7]
    if any(date.first <= asked.last and asked.first <= date.last for date in named):
        return worth + 0.6
    day = main.get(line.passage.article_id, line.day)
    return 0.0 if named or day is None or not asked.first <= day <= asked.last else worth
