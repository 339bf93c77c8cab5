"""Who said what: the words of somebody, who holds what, and what several say of one thing, without a model.

A sentence is shown as somebody's words only where the article says that they are: by name, by an office that it gives
to them, or by a pronoun that is clear; see `briefbot.text.mentions`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from briefbot.answering.kinds import Asked, topic_words
from briefbot.answering.lines import (
    NEAR_ENOUGH,
    SourceLine,
    Topic,
    distinct,
    is_of,
    is_of_days,
    line_says_same,
    line_worth,
    shown,
)
from briefbot.search.query import named_publishers
from briefbot.text.dates.describe import describe_span
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.kinds import (
    AGAINST,
    ANYBODY,
    ASKED_AGAINST,
    ASKED_FOR,
    CHANGED,
    HOLDERS,
    IN_FAVOUR,
    SIDING,
    TWO_STATES,
)
from briefbot.text.lexicon.questions import QUESTION_VERBS
from briefbot.text.names import same_party
from briefbot.text.numbers import NUMBER
from briefbot.text.words import roots
from briefbot.types import Sentence

MOST_WORDS = 3  # sentences of one speaker
MOST_HOLDERS = 6
SPEAKERS_BESIDE = 4  # of a comparison that names no sides
MOST_BESIDE, LEAST_BESIDE = 4, 0.5  # sentences beside each other, and how well they speak of the topic
NEXT_BEST, FURTHER = 0.5, 0.7  # how much less than the best of a side, or of all, another may be worth
A_SIDE = 2  # sentences of one side of a comparison
LEAST_SAID = 0.45  # how well somebody's words must speak of the topic
LEAST_HELD = 0.5
ANY_VIEW = 1.4  # how much less a view may be worth than the best, where all are asked for
OF_THE_OWN = 0.6  # how much of the topic a view has itself against the one that has most
LEAST_NEAR = 0.34  # share of the topic that they and their paragraph must have
OF_THE_DAY = 1.0  # what it is worth that words are of the day asked for
_SIDING = re.compile(rf"\b{any_of(SIDING)}\b", re.I)
_CHANGED = re.compile(rf"\b{any_of(CHANGED)}\b", re.I)
_TWO_STATES = re.compile(rf"\b{any_of(TWO_STATES)}", re.I)
_WHOEVER = re.compile(r"who\b", re.I)
_GROUP = re.compile(rf"\b{any_of(HOLDERS)}\b", re.I)
_ASKED_SIDES = tuple(
    (re.compile(rf"\b{any_of(asked)}\b", re.I), re.compile(rf"\b{any_of(words)}\b", re.I))
    for asked, words in ((ASKED_AGAINST, AGAINST), (ASKED_FOR, IN_FAVOUR))
)
_MARKS = re.compile(r"[“\"]")
_HOLDER = re.compile(
    rf"^(?:The |An? )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*(?= (?:who|said|{any_of(QUESTION_VERBS)}|\w+ed)\b|,)"
)


def by(who: str, line: SourceLine, voices: Sequence[str] = ()) -> bool:
    """Whether a line reports the words of somebody: a person, an office, a body or a government.

    Args:
        who: as asked.
        line: it.
        voices: people who speak for whoever is asked for.
    """
    return any(
        is_of(who, speaker) or speaker in voices or (speaker not in line.told.people and same_party(who, speaker))
        for speaker in filter(None, (line.told.speaker, *line.told.others))
    )


def voices_of(who: str, lines: Sequence[SourceLine]) -> tuple[str, ...]:
    """The people whom the sources call somebody's: 'State Department spokesperson Ann Poe', 'Ann Poe of the TSSA'."""
    words = r"[\s-]+".join(map(re.escape, re.findall(r"[^\W_]+", re.sub(r"(?i)^(?:the|an?)\s+", "", who))))
    found: dict[str, None] = {}
    for line in lines:
        for person in line.told.people if words else ():
            name = re.escape(person)
            before = rf"\b{words}(?:['’]s)? (?:[a-z]+ ){{0,3}}{name}"
            after = rf"{name},? (?:[^,.;]{{0,50}} )?(?:of|for|from) (?:the )?{words}\b"
            if re.search(rf"{before}|{after}", line.text, re.I):
                found[person] = None
    return tuple(found)


def words_of(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The words of the one asked for, best first; none where nobody quotes them on that.

    Of two people of one name each is shown under his full name.
    """
    voices = voices_of(asked.who, lines)
    mine = [line for line in lines if by(asked.who, line, voices)]
    rated = [(_said(asked, line, topic), line) for line in mine if _speaks_of(line, topic, LEAST_SAID)]
    rated = [
        (worth, line)
        for worth, line in rated
        if not asked.first or is_of_days(line, asked.first, asked.last) or worth > OF_THE_DAY
    ]
    ordered = [line for _, line in sorted(rated, key=lambda pair: -pair[0])]
    speakers = list(dict.fromkeys(line.told.speaker for line in ordered if line.told.speaker in line.told.people))
    several = len({speaker for speaker in speakers if " " in speaker}) > 1
    best = max((worth for worth, _ in rated), default=0.0)
    near = [line for worth, line in sorted(rated, key=lambda pair: -pair[0]) if worth >= best - 0.6 or several]
    return tuple(
        shown(
            line,
            lines,
            speaker=line.told.speaker,
            heading=_heading(line.told.speaker if several else "", line),
            first=line.day,
            last=line.day,
        )
        for line in distinct(near, MOST_WORDS)
    )


def _heading(speaker: str, line: SourceLine) -> str:
    return ", ".join(filter(None, (speaker, describe_span(line.day, line.day) if line.day else "")))


def _said(asked: Asked, line: SourceLine, topic: Topic) -> float:
    worth = 2 * topic.coverage(line) + 0.2 * bool(_MARKS.search(line.text)) + 0.3 * line_worth(line)
    return worth + OF_THE_DAY * (asked.first is not None and is_of_days(line, asked.first, asked.last))


def _speaks_of(line: SourceLine, topic: Topic, least: float) -> bool:
    near = topic.share(line.terms | line.beside) >= LEAST_NEAR or topic.nearness(line) >= NEAR_ENOUGH
    return not topic or (topic.coverage(line) >= least and near)


def holders(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """Who holds what about the topic: one sentence each, under the name of who says it."""
    if asked.who:
        said = words_of(asked, lines, topic)
        if said:
            return said
    rated = sorted(
        (
            line
            for line in lines
            if (line.told.speaker or _SIDING.search(line.text))
            and _speaks_of(line, topic, LEAST_HELD)
            and _takes_the_side(asked.question, line)
        ),
        key=lambda line: -_held(line, topic),
    )
    own = max((topic.share(line.terms) for line in rated if _WHOEVER.match(asked.question)), default=0.0)
    rated = [line for line in rated if topic.share(line.terms) >= OF_THE_OWN * own]
    few = _WHOEVER.match(asked.question) or _groups(asked.question)
    less = NEXT_BEST if few else ANY_VIEW
    rated = [line for line in rated if _held(line, topic) >= _held(rated[0], topic) - less]
    found: dict[str, SourceLine] = {}
    for line in rated:
        holder = line.told.speaker or line.told.subject or _holder_of(line)
        if asked.who and not (is_of(asked.who, holder) or same_party(asked.who, holder)):
            continue
        if holder and not any(line_says_same(line.text, other.text) for other in found.values()):
            found.setdefault(holder[0].upper() + holder[1:], line)
    best = dict(list(found.items())[:MOST_HOLDERS])
    return tuple(shown(line, lines, heading=holder, speaker=line.told.speaker) for holder, line in best.items())


def words_of_group(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The words of whoever speaks in a paragraph that tells of a group: 'the unions'; under the speaker's name."""
    group = roots(asked.who)
    rated = [
        line
        for line in lines
        if group and group <= line.beside and line.told.speaker and _speaks_of(line, topic, LEAST_SAID)
    ]
    best = sorted(rated, key=lambda line: -_said(asked, line, topic))
    near = [line for line in best if _said(asked, line, topic) >= _said(asked, best[0], topic) - NEXT_BEST]
    return tuple(
        shown(line, lines, heading=_heading(line.told.speaker, line), speaker=line.told.speaker)
        for line in distinct(near, MOST_WORDS)
    )


def _held(line: SourceLine, topic: Topic) -> float:
    return 2 * topic.coverage(line) + 0.5 * bool(_SIDING.search(line.text)) + 0.3 * line_worth(line)


def _groups(question: str) -> frozenset[str]:
    """The groups whose views a question asks for: 'the protesters', not 'people'."""
    return frozenset(word.lower() for word in _GROUP.findall(question)) - ANYBODY


def _takes_the_side(question: str, line: SourceLine) -> bool:
    """Whether a line is of those whom a question asks for: of a group, or of those who are for or against."""
    groups = _groups(question)
    if groups and not any(roots(group) & line.beside for group in groups):
        return False
    sides = [words for asked, words in _ASKED_SIDES if asked.search(question)]
    return len(sides) != 1 or sides[0].search(line.text) is not None


def _holder_of(line: SourceLine) -> str:
    found = _HOLDER.match(line.text)
    return found[0] if found else ""


def side_by_side(
    asked: Asked, lines: Sequence[SourceLine], topic: Topic, whole: Topic, publishers: Sequence[str]
) -> tuple[Sentence, ...]:
    """What each side of a comparison says or is said to be, under its name.

    A side is a publisher, a day, somebody who speaks, or what sentences speak of. Where none is named, or one has
    nothing, what is told at first and what later, or by different speakers, is put beside each other.

    Args:
        asked: the question.
        lines: in which the sides are looked for.
        topic: what is compared.
        whole: that and the sides.
        publishers: those of the library.
    """
    found: list[Sentence] = []
    lines = [line for line in lines if whole.is_relevant(line)]
    if asked.first:
        lines = [line for line in lines if _was_of_days(line, asked.first, asked.last)] or lines
    for side in asked.sides:
        taken = {sentence.text for sentence in found}
        best = [line for line in _of_side(side, lines, topic, whole, publishers) if line.text not in taken]
        if not best:
            return _without_sides(asked, lines, topic, whole)
        found += [shown(line, lines, heading=side[0].upper() + side[1:], speaker=line.told.speaker) for line in best]
    return tuple(found) if found else _without_sides(asked, lines, topic, whole)


def _was_of_days(line: SourceLine, first: dt.date, last: dt.date | None) -> bool:
    """Whether a line is of some days by its own dates, by those named before it, or by its article's."""
    last = last or first
    spans = [(date.first, date.last) for date in line.when] or ([(line.day, line.day)] if line.day else [])
    return any(start <= last and first <= end for start, end in spans)


def _of_side(
    side: str, lines: Sequence[SourceLine], topic: Topic, whole: Topic, publishers: Sequence[str]
) -> list[SourceLine]:
    papers = named_publishers(side, publishers)
    days = find_dates(f"in {side}", max((line.day for line in lines if line.day), default=None))
    if papers:
        own = [line for line in lines if line.passage.source in papers]
    elif days:
        own = [line for line in lines if _was_of_days(line, days[0].first, days[0].last)]
    else:
        own = [line for line in lines if by(side, line)]
        if not own:
            wanted = Topic(topic_words(side), lines)
            own = [line for line in lines if wanted and wanted.share(line.terms) >= LEAST_HELD]
    rated = sorted(own, key=lambda line: -_beside_worth(line, topic, whole))
    least = _beside_worth(rated[0], topic, whole) - NEXT_BEST if rated else 0.0
    return distinct([line for line in rated if _beside_worth(line, topic, whole) >= least], A_SIDE)


def _beside_worth(line: SourceLine, topic: Topic, whole: Topic) -> float:
    return 2 * topic.coverage(line) + whole.coverage(line) + whole.relevance(line) + 0.3 * line_worth(line)


def _without_sides(asked: Asked, lines: Sequence[SourceLine], topic: Topic, whole: Topic) -> tuple[Sentence, ...]:
    """What was told at first and what later, where that is asked; else what different speakers say."""
    if _TWO_STATES.search(asked.question):
        return _beside(lines, topic, whole)
    return _speakers_beside(lines, topic or whole)


def _speakers_beside(lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """What different speakers say of the topic, those with figures first."""
    rated = sorted(
        (line for line in lines if line.told.speaker and _speaks_of(line, topic, LEAST_HELD)),
        key=lambda line: -(2 * topic.coverage(line) + 0.4 * bool(NUMBER.search(line.text)) + 0.2 * line_worth(line)),
    )
    found: dict[str, list[SourceLine]] = {}
    for line in rated:
        own = found.setdefault(line.told.speaker, [])
        if len(own) < A_SIDE and not any(
            line_says_same(line.text, other.text) for said in found.values() for other in said
        ):
            own.append(line)
    best = [(who, line) for who, said in list(found.items())[:SPEAKERS_BESIDE] for line in said]
    if len({who for who, _ in best}) < 2:
        return ()
    return tuple(shown(line, lines, heading=who[0].upper() + who[1:], speaker=who) for who, line in best)


def _beside(lines: Sequence[SourceLine], topic: Topic, whole: Topic) -> tuple[Sentence, ...]:
    """What is told of the topic at first and later; none where only one thing is told."""
    told = topic or whole
    rated = sorted(
        (
            line
            for line in lines
            if told.coverage(line) >= LEAST_BESIDE and whole.share(line.terms | line.preceding) >= LEAST_NEAR
        ),
        key=lambda line: -(_beside_worth(line, topic, whole) + _marks_of_a_side(line)),
    )
    best = _beside_worth(rated[0], topic, whole) + _marks_of_a_side(rated[0]) if rated else 0.0
    near = [line for line in rated if _beside_worth(line, topic, whole) + _marks_of_a_side(line) >= best - FURTHER]
    kept = sorted(distinct(near, MOST_BESIDE), key=lambda line: (str(line.day), line.passage.article_id, line.at))
    if len(kept) < 2:
        return ()
    return tuple(
        shown(line, lines, heading=_heading(line.told.speaker, line), speaker=line.told.speaker) for line in kept
    )


def _marks_of_a_side(line: SourceLine) -> float:
    """What it is worth that a line tells a figure, a speaker, or by its words one of several states of a thing."""
    return 0.3 * bool(NUMBER.search(line.text)) + 0.3 * bool(line.told.speaker) + 0.4 * bool(_CHANGED.search(line.text))
