"""The things of a list, as the sources list them: by ordinals, by points, or within a sentence, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefbot.answering.kinds import Asked
from briefbot.answering.lines import SourceLine, Topic, line_says_same, line_worth, shown
from briefbot.citations import quote, quoted
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import NO_ITEM
from briefbot.text.lexicon.kinds import AFTER_ITEMS, BEFORE_ITEMS
from briefbot.text.lexicon.numbers import ONES, ORDINAL_WORDS
from briefbot.text.numbers import NUMBER
from briefbot.types import Sentence

FEWEST = 2  # things that make a list
_MOST = 10
LONGEST = 12  # words of a thing within a sentence
LEAST_COVERAGE = 0.5  # how well a list must speak of the topic
LEAST_ITEM = 0.6  # and how well a sentence that is a thing by itself
AS_COUNTED = 0.5  # what it is worth to have as many things as the question says
BY_ORDINALS, BY_POINTS = 0.3, 0.3  # what it is worth to be told apart by more than commas
_ORDINAL = re.compile(
    rf"^(?:The |And the )?(?P<ordinal>{any_of(ORDINAL_WORDS[:10])}|last|final)(?:ly)?(?=[,:]? [a-z]|,)", re.I
)
_POINT = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+")
_START = re.compile(rf".*(?:[:—–]|\b{any_of(BEFORE_ITEMS)}\b)\s+(?=\S)")
_END = re.compile(rf"\s+{any_of(AFTER_ITEMS)}\b.*$")
_AND = re.compile(r",?\s+(?:and|or|as well as)\s+")
_NAMES = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*")
_NO_THING = re.compile(r"^[a-z]+ed$|\b(?:after|before|when|while|days?|weeks?)\b", re.I)
_CLAUSE = re.compile(rf"(?i){any_of(NO_ITEM)}\b")


class Listed(NamedTuple):
    """What a source lists."""

    worth: float
    sentences: tuple[Sentence, ...]


def listed(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Listed | None:
    """The best list of the sources about the topic; None where they have none."""
    found = [*_by_ordinals(asked, lines, topic), *_by_points(asked, lines, topic), *_within(asked, lines, topic)]
    return max(found, key=lambda each: each.worth, default=None)


def scattered(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> tuple[Sentence, ...]:
    """The sentences that each tell one of the things asked for, oldest first; where no source lists them."""
    rated = [line for line in lines if topic.is_relevant(line) and topic.coverage(line) >= LEAST_ITEM and _tells(line)]
    kept: list[SourceLine] = []
    for line in sorted(rated, key=lambda each: -(2 * topic.coverage(each) + line_worth(each))):
        if len(kept) < _MOST and not any(line_says_same(line.text, other.text, 0.5) for other in kept):
            kept.append(line)
    return tuple(shown(line, lines) for line in sorted(kept, key=lambda each: (str(each.day), each.at)))


def _tells(line: SourceLine) -> bool:
    """Whether a sentence tells something particular: a day, a figure or a name."""
    return bool(line.dates or line.told.people or NUMBER.search(line.text))


def missing_note(asked: Asked, count: int) -> str:
    """What to say where the sources list fewer things than the question counts; empty where they do not."""
    if not asked.count or count >= asked.count:
        return ""
    return f"The sources name {ONES[count] if count < len(ONES) else count} of the {ONES[asked.count]}."


def _rated(asked: Asked, head: Sequence[SourceLine], things: int, topic: Topic, bonus: float) -> float:
    """How well a list fits: 0 where it is about something else."""
    coverage = max(topic.coverage(line) for line in head)
    if coverage < LEAST_COVERAGE or things < FEWEST:
        return 0.0
    fits = AS_COUNTED * (asked.count == things) - (0.2 if asked.count and things > asked.count else 0)
    return coverage + bonus + fits + 0.02 * min(things, _MOST)


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
            yield Listed(worth, tuple(shown(item, lines) for item in items))


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
                yield Listed(worth, tuple(shown(item, lines) for item in run))
        run = [line] if point and line else []


def _within(asked: Asked, lines: Sequence[SourceLine], topic: Topic) -> Iterator[Listed]:
    """Things that one sentence lists: 'A, B and C'."""
    for line in lines:
        items = _items_of(line.text)
        own = topic.share(line.terms)
        worth = _rated(asked, [line], len(items), topic, 0.3 * own) if items and topic.is_about(line) else 0.0
        if not worth:
            continue
        whole = quoted(quote(line.passage, (line.start, line.end)))
        yield Listed(worth, tuple(whole.model_copy(update={"text": line.text[slice(*item)]}) for item in items))


def _items_of(text: str) -> list[tuple[int, int]]:
    """The spans of the things of a list such as 'A, B and C'; empty where a sentence lists fewer than three."""
    end = len(text.rstrip(' .!?"”’'))
    for match in reversed(list(_AND.finditer(text, 0, end))):
        spans = _spans(text, match, end)
        if len(spans) > FEWEST:
            return spans
    return []


def _spans(text: str, last: re.Match[str], end: int) -> list[tuple[int, int]]:
    """The things before an 'and', each after a comma, and the one behind it."""
    behind = _END.sub("", text[last.end() : end].split(", ")[0])
    spans = [(last.end(), last.end() + len(behind))]
    stop = last.start()
    while True:
        comma = text.rfind(", ", 0, stop)
        item = text[comma + 2 : stop] if comma >= 0 else text[:stop]
        if comma < 0 or len(item.split()) > LONGEST or _CLAUSE.match(item):
            break
        spans.insert(0, (comma + 2, stop))
        stop = comma
    opening = _START.match(text[:stop])
    first = opening.end() if opening else 0
    if 0 < len(text[first:stop].split()) <= LONGEST and not _CLAUSE.match(text[first:stop]):
        spans.insert(0, (first, stop))
    if len(spans) > FEWEST and all(_NAMES.fullmatch(text[slice(*span)]) for span in spans[:-1]):
        names = _NAMES.match(text[slice(*spans[-1])])
        spans[-1] = (last.end(), last.end() + (names.end() if names else len(behind)))
    if any(_NO_THING.search(text[slice(*span)]) for span in spans):
        return []
    return spans if all(0 < len(text[slice(*span)].split()) <= LONGEST for span in spans) else []
