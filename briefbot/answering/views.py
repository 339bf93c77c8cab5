"""Who said what: the words of somebody, who holds what, and what several say of one thing, without a model.

A sentence is shown as somebody's words only where the article says that they are: by name, by an office that it gives
to them, or by a pronoun that is clear; see `briefbot.text.mentions`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from briefbot.answering.kinds import Asked, topic_words
from briefbot.answering.lines import (
    NEAR_ENOUGH,
    SourceLine,
    Topic,
    is_of,
    is_of_days,
)
from briefbot.answering.points import Pointed, Stretch, nearly_best, shown_run
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
    SAY,
    SIDING,
    THINK,
)
from briefbot.text.lexicon.questions import QUESTION_VERBS
from briefbot.text.lexicon.synonyms import SYNONYMS
from briefbot.text.names import OFFICE_WORDS, offices, same_party
from briefbot.text.words import roots
from briefbot.types import Sentence

MOST_WORDS = 3  # sentences of one speaker
NEAR_WORDS, OTHERS_WORDS = 0.3, 1.0  # points fewer than the best that they may have, and where several people are meant
MOST_HOLDERS = 4
A_SIDE, NEAR_A_SIDE = 2, 0.15  # sentences of one side of a comparison, and how many points fewer the second may have
ITS_WORDS = 0.5  # what the words of a side are worth against its being the speaker
NEAR_A_VIEW = 0.5  # points fewer than the best that a view may have
A_VIEW = 0.4  # points that it is worth to be a view, where views are asked for
LEAST_SAID = 0.45  # how well somebody's words must speak of the topic
LEAST_NEAR = 0.34  # share of the topic that they and their paragraph must have
_SIDING = re.compile(rf"\b{any_of(SIDING)}\b", re.I)
_CHANGED = re.compile(rf"\b{any_of(CHANGED)}\b", re.I)
_ASKS_FOR_WORDS = re.compile(rf"\b{any_of((*SAY, *THINK))}\b", re.I)
_GROUP = re.compile(rf"\b{any_of(HOLDERS)}\b", re.I)
_ASKED_SIDES = tuple(
    (re.compile(rf"\b{any_of(asked)}\b", re.I), re.compile(rf"\b{any_of(words)}\b", re.I))
    for asked, words in ((ASKED_AGAINST, AGAINST), (ASKED_FOR, IN_FAVOUR))
)
_MARKS = re.compile(r"[“\"]")
_ASKS_WHO = re.compile(r"who\b", re.I)
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


def holder_of(who: str, lines: Sequence[SourceLine]) -> str:
    """The person to whom an article gives an office that is asked for: 'the head of the agency', "the firm's boss".

    Empty where none is, or several are. The article has all other words of what is asked for.
    """
    office = re.search(rf"(?i){OFFICE_WORDS}", who)
    rest = roots(re.sub(rf"(?i){OFFICE_WORDS}", " ", who)) if office else set()
    if not office or not rest:
        return ""
    texts: dict[str, list[str]] = {}
    people: dict[str, dict[str, None]] = {}
    for line in lines:
        texts.setdefault(line.passage.article_id, [line.passage.title]).append(line.text)
        people.setdefault(line.passage.article_id, {}).update(dict.fromkeys(line.told.people))
    found = {
        name
        for article, names in people.items()
        if rest <= roots(" ".join(texts[article]))
        for name in names
        if office[0].lower() in offices(name, texts[article])
    }
    return found.pop() if len(found) == 1 else ""


def words_of(asked: Asked, rated: Sequence[Pointed], lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The words of the one asked for, best first; none where nobody quotes them on that.

    Of two people of one name each is shown under his full name.

    Args:
        asked: the question.
        rated: the sentences, those most to the point first.
        lines: of the articles that are looked at.
        topic: what the words must be about.
    """
    voices = voices_of(asked.who, lines)
    mine = [each for each in rated if by(asked.who, each.line, voices) and _speaks_of(each.line, topic, LEAST_SAID)]
    if asked.first:
        mine = [each for each in mine if is_of_days(each.line, asked.first, asked.last)] or mine
    speakers = list(dict.fromkeys(line.told.speaker for line, *_ in mine if line.told.speaker in line.told.people))
    several = len({speaker for speaker in speakers if " " in speaker}) > 1
    near = nearly_best(mine, (), MOST_WORDS, OTHERS_WORDS if several else NEAR_WORDS)
    return tuple(
        shown_run(
            run,
            lines,
            speaker=run[0].told.speaker,
            heading=_heading(run[0].told.speaker if several else "", run[0]),
            first=run[0].day,
            last=run[0].day,
        )
        for run in near
    )


def reworded(words: Sequence[str], said: Sequence[frozenset[str]]) -> list[str]:
    """The words of a topic, those that nobody said in other words of the same meaning that somebody did.

    Args:
        words: as asked: "departure".
        said: the terms of each sentence that was said: somebody who "offered to resign" spoke of it.
    """
    known = frozenset().union(*said)
    return [
        word
        if roots(word) & known
        else next((other for other in SYNONYMS.get(word.lower(), ()) if roots(other) & known), word)
        for word in words
    ]


def _heading(speaker: str, line: SourceLine) -> str:
    return ", ".join(filter(None, (speaker, describe_span(line.day, line.day) if line.day else "")))


def _speaks_of(line: SourceLine, topic: Topic, least: float) -> bool:
    near = topic.share(line.terms | line.beside) >= LEAST_NEAR or topic.nearness(line) >= NEAR_ENOUGH
    return not topic or (topic.coverage(line) >= least and near)


def asks_for_words(question: str) -> bool:
    """Whether a question asks what somebody says or thinks."""
    return _ASKS_FOR_WORDS.search(question) is not None


def view_worth(line: SourceLine) -> float:
    """What it is worth that a sentence reports somebody's words, or takes a side."""
    return A_VIEW * bool(line.told.speaker or _SIDING.search(line.text))


def is_held_by(who: str, line: SourceLine) -> bool:
    """Whether a sentence tells of somebody, as its subject or otherwise."""
    return (
        by(who, line)
        or any(is_of(who, person) for person in line.told.people)
        or bool(roots(who) and roots(who) <= roots(line.text))
    )


def holders(asked: Asked, rated: Sequence[Pointed], lines: Sequence[SourceLine]) -> tuple[Sentence, ...]:
    """Who holds what: the sentences most to the point, each under the name of who holds it where that is told.

    Args:
        asked: the question.
        rated: the sentences, those most to the point first.
        lines: of the articles that are looked at.
    """
    views = [each for each in rated if takes_the_side(asked.question, each.line)]
    held = [each for each in views if view_worth(each.line)]
    near = held and held[0].points >= views[0].points - NEAR_A_VIEW
    views = held if near or _ASKS_WHO.match(asked.question) else views
    found = []
    for run in nearly_best(views, rated, MOST_HOLDERS, NEAR_A_VIEW):
        line = next((each for each in run if each.told.speaker), run[0])
        holder = line.told.speaker or line.told.subject or _holder_of(line)
        if not holder and _ASKS_WHO.match(asked.question):
            continue
        heading = holder[:1].upper() + holder[1:]
        found.append(shown_run(run, lines, heading=heading, speaker=line.told.speaker))
    return tuple(found)


def words_of_group(
    asked: Asked, rated: Sequence[Pointed], lines: Sequence[SourceLine], topic: Topic
) -> tuple[Sentence, ...]:
    """The words of whoever speaks in a paragraph that tells of a group: 'the unions'; under the speaker's name."""
    group = roots(asked.who)
    own = [
        each
        for each in rated
        if group and group <= each.line.beside and each.line.told.speaker and _speaks_of(each.line, topic, LEAST_SAID)
    ]
    return tuple(
        shown_run(run, lines, heading=_heading(run[0].told.speaker, run[0]), speaker=run[0].told.speaker)
        for run in nearly_best(own, (), MOST_WORDS)
    )


def _groups(question: str) -> frozenset[str]:
    """The groups whose views a question asks for: 'the protesters', not 'people'."""
    return frozenset(word.lower() for word in _GROUP.findall(question)) - ANYBODY


def takes_the_side(question: str, line: SourceLine) -> bool:
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
    asked: Asked, rated: Sequence[Pointed], lines: Sequence[SourceLine], publishers: Sequence[str]
) -> tuple[Sentence, ...]:
    """What each side of a comparison says or is said to be, under its name; one sentence may tell of several.

    A side is a publisher, a day, somebody who speaks, or what sentences speak of. Where none is named, or one has
    nothing, the sentences most to the point are put beside each other.

    Args:
        asked: the question.
        rated: the sentences, those most to the point first.
        lines: of the articles that are looked at.
        publishers: those of the library.
    """
    chosen: dict[str, tuple[Stretch, list[str]]] = {}
    for side in asked.sides:
        others = [other for other in asked.sides if other != side]
        tells = _of_side(side, [each.line for each in rated], publishers)
        own = [
            each._replace(points=each.points + share)
            for each in rated
            if (share := tells(each.line)) > 0
            and (by(side, each.line) or not any(by(other, each.line) for other in others))
        ]
        for run in nearly_best(sorted(own, key=lambda each: -each.points), rated, A_SIDE, NEAR_A_SIDE):
            chosen.setdefault(run[0].text, (run, []))[1].append(side[0].upper() + side[1:])
        if not own:
            chosen = {}
            break
    if not chosen:
        best = sorted(nearly_best(rated), key=lambda run: (str(run[0].day), run[0].passage.article_id, run[0].at))
        return tuple(shown_run(run, lines, heading=_heading(run[0].told.speaker, run[0])) for run in best)
    return tuple(
        shown_run(run, lines, heading=" and ".join(sides), speaker=run[0].told.speaker)
        for run, sides in chosen.values()
    )


def _of_side(side: str, lines: Sequence[SourceLine], publishers: Sequence[str]) -> Callable[[SourceLine], float]:
    """How much a sentence is of one side of a comparison, 0 to 1."""
    papers = named_publishers(side, publishers)
    if papers:
        return lambda line: float(line.passage.source in papers)
    days = find_dates(f"in {side}", max((line.day for line in lines if line.day), default=None))
    if days:
        return lambda line: float(_was_of_days(line, days[0].first, days[0].last))
    wanted = Topic(topic_words(side), lines)
    return lambda line: 1.0 if by(side, line) else ITS_WORDS * (wanted.share(line.terms) if wanted else 0.0)


def _was_of_days(line: SourceLine, first: dt.date, last: dt.date) -> bool:
    """Whether a line is of some days by its own dates, by those named before it, or by its article's."""
    spans = [(date.first, date.last) for date in line.when] or ([(line.day, line.day)] if line.day else [])
    return any(start <= last and first <= end for start, end in spans)
