"""The sentences that an answer is made of when no model writes it: each with whom it means, its day and its dates.

They are sentences of the sources, word for word. How well one speaks of a topic is the share of the topic's words, each
by its rarity, that it has itself, or has beside it: in its paragraph, its headline, its article.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from briefbot.answering.dating import days_told
from briefbot.citations import quote, quoted
from briefbot.text.injection import speaks_to_machines
from briefbot.text.lexicon.people import COURTESIES
from briefbot.text.lexicon.places import CAPITALS, PLACE
from briefbot.text.lexicon.verbs import IRREGULAR
from briefbot.text.mentions import Told, mentions_told
from briefbot.text.names import Reference, name_words
from briefbot.text.numbers import NUMBER
from briefbot.text.words import content_words, roots
from briefbot.types import DateMention, Passage, Sentence
from briefbot.verification.excerpts import LONGEST_EXCERPT, dangles, is_scrap

BESIDE, IN_TITLE, IN_ARTICLE = 0.6, 0.6, 0.3  # what a word of the topic is worth that stands not in the sentence itself
LEAST_OWN, LEAST_TITLE = 0.34, 0.5  # shares of the topic in a sentence, or in its headline, that it is about it
CONTAINED = 0.7  # share of the shorter sentence's words that a longer one has that says the same
FAR, NEAR = 0.15, 0.6  # cosines of a paragraph that has nothing to do with a topic, and of one that is about it
BY_WORDS, BY_MEANING = 0.6, 0.5  # what words and meaning are worth beside each other
LEAST_RELEVANCE, OF_THE_BEST = 0.4, 0.62  # of an article that is about a topic, by itself and against the best
NEAR_ENOUGH, NEAR_FOR_LEAD = 0.35, 0.15  # of a paragraph of one, and of its first
AFTER = 4  # days after one in which articles still tell of it
TOP = 2  # paragraphs that say what an article is about
LEAD, LATER = 0.5, 0.08  # what it is worth to stand in the first paragraph of an article, and less in each after it
FIRST = 0.2  # and to begin a paragraph
_CREDIT = re.compile(r"^\W*(?:correction|caption|photo|picture|read more|related)\b", re.I)


@dataclass(frozen=True)
class SourceLine:
    """A sentence of a passage."""

    told: Told
    passage: Passage
    start: int
    """First character within the passage."""
    end: int
    at: int
    """Its place among the sentences of its article, from 0."""
    before: tuple[DateMention, ...] = ()
    """The dates of the nearest sentence before it in its paragraph that names any: what follows is of that day."""

    preceding: frozenset[str] = frozenset()
    """What the sentence before it in its article speaks of."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[str, int, int]:
        """Article, paragraph and first character of its passage."""
        return self.passage.article_id, self.passage.paragraph, self.passage.start

    @property
    def day(self) -> dt.date | None:
        """The day of its article, where that can be true."""
        return self.passage.day

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates that it names; their spans count within it."""
        return tuple(
            date.model_copy(update={"start": date.start - self.start, "end": date.end - self.start})
            for date in self.passage.dates
            if self.start <= date.start and date.end <= self.end
        )

    @cached_property
    def told_days(self) -> tuple[DateMention, ...]:
        """Those of them that are of what it tells; see `days_told`."""
        return days_told(self.text, self.dates)

    @property
    def when(self) -> tuple[DateMention, ...]:
        """The dates that it is of: those of what it tells, else those of what is told before it."""
        return self.told_days or self.before

    @cached_property
    def terms(self) -> frozenset[str]:
        """What it speaks of; see `terms`."""
        return terms(" ".join([self.text, *self.told.people]))

    @property
    def beside(self) -> frozenset[str]:
        """What its paragraph speaks of."""
        return terms(self.passage.text)

    @property
    def reference(self) -> Reference | None:
        """The words of it that mean somebody whom they do not name, where it begins with them."""
        return next(iter(self.told.references), None)


def lines_of(
    passages: Iterable[Passage], asked: Sequence[str] = (), offices: Sequence[tuple[str, str]] = ()
) -> list[SourceLine]:
    """The sentences of some passages, article by article in reading order; what speaks to machines is left out.

    Args:
        passages: best all of each article's, so that it is known whom a pronoun means.
        asked: names that the question has.
        offices: which offices other articles give to whom; see `briefbot.text.mentions.told`.
    """
    articles: dict[str, dict[int, list[Passage]]] = {}
    for passage in passages:
        articles.setdefault(passage.article_id, {}).setdefault(passage.paragraph, []).append(passage)
    found: list[SourceLine] = []
    for paragraphs in articles.values():
        numbers = sorted(paragraphs)
        texts = tuple(" ".join(each.text for each in _sorted(paragraphs[number])) for number in numbers)
        for at, sentence in enumerate(mentions_told(texts, tuple(asked), tuple(offices))):
            number = numbers[sentence.paragraph - 1]
            line = _placed(sentence, _sorted(paragraphs[number]), at)
            if line and not line.told_days and found and _is_beside(found[-1], line):
                line = replace(line, before=found[-1].when)
            if line and found and found[-1].passage.article_id == line.passage.article_id:
                line = replace(line, preceding=found[-1].terms)
            if line and not speaks_to_machines(line.passage.text) and not _CREDIT.match(line.text):
                found.append(line)
    return found


def _is_beside(line: SourceLine, other: SourceLine) -> bool:
    """Whether two lines stand in one paragraph."""
    return (line.passage.article_id, line.passage.paragraph) == (other.passage.article_id, other.passage.paragraph)


def _sorted(passages: Sequence[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda passage: passage.start)


def _placed(sentence: Told, passages: Sequence[Passage], at: int) -> SourceLine | None:
    """A sentence in the passage that has it whole."""
    for passage in passages:
        start = passage.text.find(sentence.text)
        if start >= 0:
            return SourceLine(sentence, passage, start, start + len(sentence.text), at)
    return None


@lru_cache(maxsize=8192)
def terms(text: str) -> frozenset[str]:
    """What a text speaks of: the roots of its content words; peoples and capitals stand for their countries."""
    found = set(roots(text)) | roots(text.replace("-", " "))
    for word in re.findall(r"[a-z]+", text.lower()):
        for other in (PLACE.get(word), CAPITALS.get(word), IRREGULAR.get(word)):
            found |= roots(other) if other else set()
    return frozenset(found)


class Topic:
    """What a question is about, and how well a line speaks of it.

    Args:
        words: the words of the question that say what it is about.
        lines: among which the rarity of a word is counted.
        near: how near paragraphs are in meaning, the cosine of each, by article and number; of others nothing is known.
        set_in: the places of each article's dateline, which its words need not name again.
    """

    def __init__(
        self,
        words: Sequence[str],
        lines: Sequence[SourceLine],
        near: Mapping[tuple[str, int], float] | None = None,
        set_in: Mapping[str, str] | None = None,
    ) -> None:
        plain = (word.lower() for word in words)
        named = (PLACE.get(word) or IRREGULAR.get(word) or word for word in plain)
        parts = (part for word in named for part in word.split("-"))
        wanted = frozenset().union(*map(roots, parts)) if words else frozenset()
        texts = [line.terms for line in lines]
        self.weights: Mapping[str, float] = {
            word: math.log(1 + len(texts) / (1 + sum(word in text for text in texts))) for word in wanted
        }
        self._total = sum(self.weights.values()) or 1.0
        self._near = {key: min(1.0, max(0.0, (cosine - FAR) / (NEAR - FAR))) for key, cosine in (near or {}).items()}
        self._articles: dict[str, frozenset[str]] = {}
        self._leads: dict[str, frozenset[str]] = {}
        for line, own in zip(lines, texts, strict=True):
            name = line.passage.article_id
            scene = terms((set_in or {}).get(name, ""))
            self._articles[name] = self._articles.get(name, scene) | own
            if line.told.paragraph <= TOP:
                self._leads[name] = self._leads.get(name, terms(line.passage.title) | scene) | own
        self._relevance = {name: self._of_article(name) for name in self._articles}
        self._best = max(self._relevance.values(), default=0.0)

    def __bool__(self) -> bool:
        return bool(self.weights)

    def share(self, text: frozenset[str]) -> float:
        """The share of the topic that some terms have, 0 to 1."""
        return sum(weight for word, weight in self.weights.items() if word in text) / self._total

    def nearness(self, line: SourceLine) -> float:
        """How near the paragraph of a line is to the topic in meaning, 0 to 1."""
        return self._near.get((line.passage.article_id, line.passage.paragraph), 0.0)

    def meaning(self, article: str) -> float:
        """How near the two nearest paragraphs of an article are to the topic in meaning, 0 to 1."""
        nearest = sorted((near for (name, _), near in self._near.items() if name == article), reverse=True)[:2]
        return sum(nearest) / len(nearest) if nearest else 0.0

    def coverage(self, line: SourceLine) -> float:
        """How well a line speaks of the topic, 0 to 1; 1 of anything where there is no topic."""
        if not self.weights:
            return 1.0
        own, beside, title = line.terms, line.beside | line.preceding, terms(line.passage.title)
        article = self._articles.get(line.passage.article_id, frozenset())
        worth = 0.0
        for word, weight in self.weights.items():
            near = max(BESIDE * (word in beside), IN_TITLE * (word in title), IN_ARTICLE * (word in article))
            worth += weight * (1.0 if word in own else near)
        words = worth / self._total
        return max(words, BY_WORDS * words + BY_MEANING * self.nearness(line))

    def is_about(self, line: SourceLine) -> bool:
        """Whether a line speaks of the topic itself, or stands in an article that is headed by it."""
        own, title = self.share(line.terms), self.share(terms(line.passage.title))
        return not self.weights or own >= LEAST_OWN or (title >= LEAST_TITLE and self.share(line.beside) > 0)

    def of_top(self, line: SourceLine) -> float:
        """How well the headline and the top of a line's article speak of the topic, 0 to 1."""
        return self.share(self._leads.get(line.passage.article_id, frozenset()))

    def of_article(self, line: SourceLine) -> float:
        """The share of the topic that a line's article has, 0 to 1."""
        return self.share(self._articles.get(line.passage.article_id, frozenset()))

    def relevance(self, line: SourceLine) -> float:
        """How much the article of a line is about the topic, 0 to 1."""
        return self._relevance.get(line.passage.article_id, 0.0)

    def is_relevant(self, line: SourceLine) -> bool:
        """Whether a line stands in one of the articles that are about the topic, in a part that is about it too."""
        if not self.weights:
            return True
        if self.relevance(line) < max(LEAST_RELEVANCE, OF_THE_BEST * self._best):
            return False
        headed = self.share(terms(line.passage.title)) >= LEAST_TITLE
        least = NEAR_ENOUGH if line.told.paragraph > 1 else NEAR_FOR_LEAD
        return headed or self.share(line.beside) > 0 or self.nearness(line) >= least

    def _of_article(self, name: str) -> float:
        """By the words of its top and of all of it, and by its nearest paragraphs."""
        words = 0.6 * self.share(self._leads.get(name, frozenset())) + 0.4 * self.share(self._articles[name])
        meaning = self.meaning(name)
        return max(words, BY_WORDS * words + BY_MEANING * meaning) if self._near else words


def line_worth(line: SourceLine) -> float:
    """How much a line says on its own: leads say more than what follows; what cannot be read alone says less."""
    worth = max(0.0, LEAD - LATER * (line.told.paragraph - 1)) + FIRST * (line.start + line.passage.start == 0)
    worth += 0.15 * bool(NUMBER.search(line.text)) + 0.1 * bool(line.told.people) + 0.1 * bool(line.dates)
    worth -= 0.4 * (dangles(line.text) and line.reference is None) + 0.6 * is_scrap(line.text)
    return worth - 0.3 * (len(line.text) > LONGEST_EXCERPT) - 0.5 * line.text.rstrip(' "”’').endswith("?")


def line_says_same(one: str, other: str, share: float = CONTAINED) -> bool:
    """Whether of two sentences one says no more than the other; those with a number of their own each do not.

    Args:
        one: a sentence.
        other: another.
        share: of the shorter one's words, from which they do.
    """
    mine, theirs = set(content_words(one)), set(content_words(other))
    if not mine or not theirs:
        return False
    numbers = set(NUMBER.findall(one)), set(NUMBER.findall(other))
    if numbers[0] - numbers[1] and numbers[1] - numbers[0]:
        return False
    return len(mine & theirs) >= share * min(len(mine), len(theirs))


def is_of_days(line: SourceLine, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether a line is of some days: it names one of them, or its article is of one and it names none."""
    if first is None or last is None:
        return True
    spans = [(date.first, date.last) for date in line.dates] or ([(line.day, line.day)] if line.day else [])
    return any(start <= last and first <= end for start, end in spans)


def main_days(lines: Iterable[SourceLine]) -> dict[str, dt.date]:
    """The day that each article is about: the first single day that its top names, not long before it was written."""
    found: dict[str, dt.date] = {}
    for line in lines:
        for date in line.dates if line.told.paragraph <= TOP else ():
            if line.day and date.first == date.last and 0 <= (line.day - date.first).days <= AFTER:
                found.setdefault(line.passage.article_id, date.first)
    return found


def distinct(lines: Iterable[SourceLine], most: int) -> list[SourceLine]:
    """The first lines of which none says the same as one before."""
    kept: list[SourceLine] = []
    for line in lines:
        if len(kept) == most:
            break
        if not any(line_says_same(line.text, other.text) for other in kept):
            kept.append(line)
    return kept


def shown(line: SourceLine, lines: Sequence[SourceLine] = (), **fields: object) -> Sentence:
    """A line as a quoted sentence; whom a pronoun or an office at its beginning means stands beside it in brackets.

    Args:
        line: it.
        lines: those of its article among them, for the paragraph that names that person, which is cited too.
        fields: of the sentence, such as its heading.
    """
    sentence = quoted(quote(line.passage, (line.start, line.end))).model_copy(update=fields)
    reference = line.reference
    if reference is None or reference.name.startswith("the "):
        return sentence
    at = reference.end - line.told.start
    name = f" [{reference.name}]"
    begins = sentence.text == line.text
    text = f"{line.text[:at]}{name}{line.text[at:]}" if begins else sentence.text
    named = next(
        (
            other
            for other in lines
            if other.passage.article_id == line.passage.article_id
            and reference.name in other.text
            and other.at < line.at
        ),
        None,
    )
    proof = (quote(named.passage, (named.start, named.end)),) if named and begins else ()
    return sentence.model_copy(update={"text": text, "citations": (*sentence.citations, *proof)})


def is_of(name: str, person: str) -> bool:
    """Whether a person has all words of a name: 'Lam' and 'Carrie Lam' are of Carrie Lam."""
    wanted = set(name_words(name)) - {word.lower() for word in COURTESIES}
    return bool(wanted) and wanted <= set(name_words(person))
