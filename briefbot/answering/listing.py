"""The things of a list, as the sources list them: by ordinals, by points, or within sentences, without a model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from briefbot.answering.classes import asks_for_reasons, class_asked, gives_reason, members
from briefbot.answering.enumerations import FEWEST, enumerated, is_new, is_of_class, places_in
from briefbot.answering.kinds import Asked, Sort, names_sort, topic_words
from briefbot.answering.lines import SourceLine, Topic, is_of_days, shown, terms
from briefbot.answering.points import Pointed, is_sure, nearly_best, shown_run
from briefbot.answering.views import takes_the_side
from briefbot.answering.yes_no import is_told_as_done
from briefbot.citations import quote, quoted
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.numbers import ONES, ORDINAL_WORDS
from briefbot.text.lexicon.people import ROLES
from briefbot.text.names import full_names, same_person
from briefbot.types import Sentence

_MOST = 10
LEAST_COVERAGE = 0.5  # how well a list must speak of the topic
LEAST_OF_NAMED = 0.6  # of the topic in a sentence that names people or places asked for, where none lists them
AGREED = 3  # sentences most to the point, in whose articles a list must stand
LEAST_TOLD_OF = 0.5  # of the topic in the words of a list and its headline, or before it
SOON_AFTER = 2  # days after which an article still tells of a day that it does not name
AS_COUNTED = 0.5  # what it is worth to have as many things as the question says
BY_ORDINALS, BY_POINTS = 0.3, 0.3  # what it is worth to be told apart by more than commas
OF_THE_SORT = 0.3  # what it is worth that things are of the sort asked for
IN_OFFICE = 0.2  # and that people have an office, where those who have one are asked for
EACH = 0.05  # what each thing is worth
_ORDINAL = re.compile(
    rf"^(?:The |And the )?(?P<ordinal>{any_of(ORDINAL_WORDS[:10])}|last|final)(?:ly)?(?=[,:]? [a-z]|,)", re.I
)
_POINT = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+")
_OFFICE = re.compile(rf"(?i)\b{any_of(ROLES)}\b")
_IN_OFFICE = re.compile(rf"(?i)\b(?:{any_of(ROLES)}|politician)s\b")


class Listed(NamedTuple):
    """What a source lists."""

    worth: float
    sentences: tuple[Sentence, ...]
    lines: tuple[SourceLine, ...]


def listed(
    asked: Asked, lines: Sequence[SourceLine], topic: Topic, rated: Sequence[Pointed] = ()
) -> tuple[Sentence, ...]:
    """The best list of the sources about the topic in an article that has one of the sentences most to the point.

    Args:
        asked: the question.
        lines: of the articles that are looked at.
        topic: what it is about.
        rated: the sentences, those most to the point first.
    """
    lines = [line for line in lines if _is_of_days(line, asked)]
    ways = (_of_a_sort,) if asked.sort is not Sort.ANY else (_by_ordinals, _by_points, _within)
    top = {each.line.passage.article_id for each in rated[:AGREED]}
    found = [each for way in ways for each in way(asked, lines, topic) if each.lines[0].passage.article_id in top]
    best = max(found, key=lambda each: each.worth, default=None)
    return best.sentences if best else ()


def gathered(asked: Asked, rated: Sequence[Pointed], lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The sentences most to the point, where no source lists the things; none where they are of other days.

    Of people or places only sentences count that name some whom the question does not, and speak of it themselves.

    Args:
        asked: the question.
        rated: the sentences, those most to the point first.
        lines: of the articles that are looked at.
        topic: what it is about.
    """
    rated = [each for each in rated if is_told_as_done(asked.question, each.line.text)]
    if asks_for_reasons(asked.question):
        rated = [each for each in rated if gives_reason(each.line.text)]
    if asked.sort is not Sort.ANY:
        deed = _deed_of(asked, lines) or topic
        rated = [
            each
            for each in rated
            if _names_some(asked, each.line, lines)
            and _tells_of(deed, each.line, asked.sort) >= LEAST_OF_NAMED
            and takes_the_side(asked.question, each.line)
        ]
    if not is_sure(rated):
        return ()
    runs = [run for run in nearly_best(rated) if any(_is_of_days(line, asked) for line in run)]
    runs.sort(key=lambda run: (str(run[0].day), run[0].at))
    return tuple(shown_run(run, lines) for run in runs)


def _tells_of(deed: Topic, line: SourceLine, sort: Sort) -> float:
    """How much of what is asked of the things a sentence tells; those of a class are told apart from all else."""
    return deed.coverage(line) if sort is Sort.NAMED else deed.share(line.terms)


def _deed_of(asked: Asked, lines: Sequence[SourceLine]) -> Topic:
    """What a question says of the things that it asks for, without the word for them."""
    return Topic([word for word in topic_words(asked.topic) if not names_sort(word)], lines)


def _names_some(asked: Asked, line: SourceLine, lines: Sequence[SourceLine]) -> bool:
    """Whether a line names people, places or things, as they are asked for, that the question does not name."""
    names = _people_of(line) if asked.sort is Sort.PEOPLE else _named_by(line, asked, lines)
    wanted = terms(asked.question)
    return any(is_new(name, wanted) for name in names)


def missing_note(asked: Asked, count: int) -> str:
    """What to say where the sources list fewer things than the question counts; empty where they do not."""
    if not asked.count or count >= asked.count:
        return ""
    return f"The sources name {_in_words(count)} of the {_in_words(asked.count)}."


def _in_words(count: int) -> str:
    return ONES[count] if count < len(ONES) else str(count)


def _rated(asked: Asked, head: Sequence[SourceLine], things: int, topic: Topic, bonus: float) -> float:
    """How well a list fits: 0 where it is about something else."""
    coverage = max(topic.coverage(line) for line in head)
    told = frozenset().union(*(line.terms | terms(line.passage.title) for line in head))
    itself = asked.sort is not Sort.ANY or topic.share(told) >= LEAST_TOLD_OF
    if coverage < LEAST_COVERAGE or things < FEWEST or not itself:
        return 0.0
    fits = AS_COUNTED * (asked.count == things) - (0.2 if asked.count and things > asked.count else 0)
    return coverage + bonus + fits + EACH * min(things, _MOST)


def _by_ordinals(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Iterator[Listed]:
    """Sentences of one article that begin with 'the first', 'the second' and so on."""
    names = [word.lower() for word in ORDINAL_WORDS]
    for at, line in enumerate(lines):
        match = _ORDINAL.match(line.text)
        if not match or match["ordinal"].lower() != names[0]:
            continue
        items, wanted = [line], 1
        for other in lines[at + 1 :]:
            if other.passage.article_id != line.passage.article_id:
                break
            further = _ORDINAL.match(other.text)
            if further and (
                further["ordinal"].lower() == names[wanted] or further["ordinal"].lower() in ("last", "final")
            ):
                items.append(other)
                wanted += 1
        before = [each for each in lines[max(0, at - 2) : at] if each.passage.article_id == line.passage.article_id]
        worth = _rated(asked, [*before, *items], len(items), topic, BY_ORDINALS)
        if worth:
            yield Listed(worth, tuple(shown(item, lines) for item in items), tuple(items))


def _by_points(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Iterator[Listed]:
    """Paragraphs one after the other that begin with a dash, a bullet or a number."""
    run: list[SourceLine] = []
    for line in [*lines, None]:
        point = line is not None and line.start == 0 and _POINT.match(line.text) is not None
        if point and line and (not run or run[-1].passage.article_id == line.passage.article_id):
            run.append(line)
            continue
        if len(run) >= FEWEST:
            at = lines.index(run[0])
            worth = _rated(asked, [*lines[max(0, at - 1) : at], *run], len(run), topic, BY_POINTS)
            if worth:
                yield Listed(worth, tuple(shown(item, lines) for item in run), tuple(run))
        run = [line] if point and line else []


def _within(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Iterator[Listed]:
    """Things of any sort that one sentence lists: 'A, B and C'."""
    for line in lines:
        told = topic.share(line.terms | line.preceding) >= LEAST_TOLD_OF
        items = enumerated(line.text, Sort.ANY, line.told.people) if told and topic.is_about(line) else []
        worth = _rated(asked, [line], len(items), topic, 0.3 * topic.share(line.terms)) if items else 0.0
        if worth:
            yield Listed(worth, tuple(_parts(line, items)), (line,))


def _of_a_sort(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Iterator[Listed]:
    """The people or places that a paragraph names: one by one where a sentence lists them, else in its sentences."""
    wanted = terms(asked.question)
    deed = _deed_of(asked, lines)
    in_office = asked.sort is Sort.PEOPLE and _IN_OFFICE.search(asked.question) is not None
    for _, group in groupby(lines, key=lambda line: (line.passage.article_id, line.passage.paragraph)):
        paragraph = [line for line in group if is_told_as_done(asked.question, line.text)]
        known: set[str] = set()
        parted: list[Sentence] = []
        whole: list[Sentence] = []
        for line in paragraph:
            people = _people_of(line)
            items = enumerated(line.text, asked.sort, people, wanted)
            if asked.sort is Sort.PLACES:
                items = [item for item in items if is_of_class(line.text[slice(*item)], asked.question)]
            if _is_borne_out(asked) and 2 * len(_named_by(line, asked, lines)) <= len(items):
                items = []  # of those that are listed together others may be of the class too
            places = [*_named_by(line, asked, lines), *(line.text[slice(*item)] for item in items)]
            names = set(people if asked.sort is Sort.PEOPLE else places)
            if not any(is_new(name, wanted) for name in names - known):
                continue
            known |= names
            parted += _parts(line, items)
            whole += [] if items else [shown(line, lines)]
        heads = [line for line in paragraph if topic.is_relevant(line)]
        names_new = {name for name in known if is_new(name, wanted)}
        own = max((topic.share(line.terms) for line in paragraph), default=0.0)
        office = IN_OFFICE * (in_office and any(_OFFICE.search(line.text) for line in paragraph))
        of_deed = not deed or any(deed.of_article(line) >= LEAST_TOLD_OF for line in paragraph)
        told = bool(heads) and (bool(parted) or (own > 0 and of_deed))  # what is not listed must at least be told of it
        worth = _rated(asked, heads, len(names_new), topic, OF_THE_SORT + office + 0.3 * own) if told else 0.0
        if worth:
            yield Listed(worth, tuple(parted or whole), tuple(paragraph))


def _people_of(line: SourceLine) -> list[str]:
    """The people whom a line names, those too of whom its article tells nothing else."""
    known = list(line.told.people)
    return known + [name for name in full_names(line.text) if not any(same_person(name, other) for other in known)]


def _is_borne_out(asked: Asked) -> bool:
    """Whether it can be told of a name whether it is one of the things asked for; of towns nothing is known."""
    return asked.sort is Sort.NAMED or class_asked(asked.question) == "country"


def _named_by(line: SourceLine, asked: Asked, lines: Sequence[SourceLine]) -> list[str]:
    """The places or things of the class asked for that a line names, and the question does not; see `members`."""
    of_class = class_asked(asked.question)
    if _is_borne_out(asked):
        texts = {each.passage.text: None for each in lines if each.passage.article_id == line.passage.article_id}
        asked_for = members(asked.question, of_class, tuple(texts))
        return [name for name in members(line.text, of_class, tuple(texts)) if name not in asked_for]
    return [name for name in places_in(line.text) if is_of_class(name, asked.question)]


def _is_of_days(line: SourceLine, asked: Asked) -> bool:
    """Whether a line is of the days asked for, or names none and was written soon after."""
    after = asked.last + dt.timedelta(days=SOON_AFTER) if asked.last else None
    return is_of_days(line, asked.first, asked.last) or (not line.dates and is_of_days(line, asked.first, after))


def _parts(line: SourceLine, items: Sequence[tuple[int, int]]) -> list[Sentence]:
    """The things that a sentence lists, each with the sentence as its proof."""
    whole = quoted(quote(line.passage, (line.start, line.end)))
    return [whole.model_copy(update={"text": line.text[slice(*item)]}) for item in items]
