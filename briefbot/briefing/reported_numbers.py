"""Numbers of a text, each with who gives it and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.people import OFFICES
from briefbot.text.lexicon.speech import ACTED, AT_FIRST, GAVE, GIVING, THINKING
from briefbot.text.numbers import Quantity, find_quantities
from briefbot.text.words import content_words
from briefbot.types import Article, Passage
from briefbot.verification.excerpts import Excerpt, excerpts

SHORT_CLAUSE = 15  # words of a clause that need not repeat what it counts
_CLAUSE = re.compile(r";|,? (?:and|while|but|though|whereas) (?=[^,;]{0,60}\d)|, (?=the [\w’' ]{3,25} \d)")
_VERB = rf"{any_of(GIVING)}\b"
_GIVERS = (
    re.compile(r"\baccording to (?:the |its |their |his |her )?(?P<who>[^,.;]+)", re.I),
    re.compile(
        r"\bby (?P<who>the [\w’' -]+?|that of [\w’' -]+?)(?:[’'] ?s? (?:estimate|count|figure)s?|$|[,.;])", re.I
    ),
    re.compile(rf"^(?P<who>[^,;\d]{{2,90}}?)(?:, [^,;]{{3,60}},)? (?:(?:at first|later|also|then|now) )?{_VERB}", re.I),
    re.compile(r"^\W*(?:and |while |but )?(?P<who>the [a-z]+(?: [a-z]+)?|[A-Z][\w’']+(?: [A-Z][\w’']+)*) \d"),
)
_ACTED = re.compile(rf"\s+{any_of(ACTED)}\b")
_STANDS_FOR_NOUN = re.compile(r"\W*$|\s*(?:,|;|\.|and\b)")
_REPORTED = re.compile(rf"\b{_VERB}|\b(?:according to|by (?:its|their|the \w+['’]s) (?:count|estimate))\b", re.I)
_UNTOLD = frozenset(("ordinal", "clock", "code", "decade", "vague", "date", "calendar", "time"))


class ReportedNumber(NamedTuple):
    """One number as somebody gives it."""

    excerpt: Excerpt
    quantity: Quantity
    giver: frozenset[str]
    """Words for who gives it; empty when the text does not say."""
    clause: tuple[int, int]
    """Where the clause begins and ends within the sentence."""

    @property
    def value(self) -> Fraction:
        """The number in the base unit of its dimension."""
        assert isinstance(self.quantity.value, Fraction)
        return self.quantity.value

    @property
    def elliptic(self) -> bool:
        """Whether what it counts is left to be understood: 'the police 56,000', 'says 1.7 million took part'."""
        text = self.excerpt.text
        bare = not self.quantity.nouns or _ACTED.match(text, self.quantity.end) is not None
        return bare and len(text[slice(*self.clause)].split()) <= SHORT_CLAUSE


def readings(excerpt: Excerpt) -> list[ReportedNumber]:
    """The numbers of a sentence; dates, ordinals and times are none."""
    text = excerpt.text
    found = []
    dates = [(date.start - excerpt.start, date.end - excerpt.start) for date in excerpt.dates]
    for start, end in _clauses(text):
        giver = _giver(text[start:end])
        for quantity in find_quantities(text):
            inside = start <= quantity.start < end and not any(
                a < quantity.end and quantity.start < b for a, b in dates
            )
            if inside and _counts(text, quantity):
                found.append(ReportedNumber(excerpt, quantity, giver, (start, end)))
    return found


def _counts(text: str, quantity: Quantity) -> bool:
    if quantity.dimension in _UNTOLD or not isinstance(quantity.value, Fraction) or quantity.value <= 0:
        return False
    if not quantity.weak:
        return True
    # "Reported one." counts, "one of them" and "the man" do not.
    return quantity.text.lower() == "one" and _STANDS_FOR_NOUN.match(text, quantity.end) is not None


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    return pairwise(cuts)


def _giver(clause: str) -> frozenset[str]:
    for pattern in _GIVERS:
        match = pattern.search(clause)
        if match:
            return frozenset(content_words(match["who"])) - OFFICES
    return frozenset()


def lacks_giver(text: str, passages: Sequence[Passage]) -> bool:
    """Whether a text gives a number as a fact of which the passages say who gives it.

    Args:
        text: one sentence.
        passages: what it was written from.
    """
    if _REPORTED.search(text):
        return False
    own = {quantity.value for quantity in find_quantities(text)}
    stated, given = set(), {}
    for excerpt in excerpts(passages):
        for reading in readings(excerpt):
            if reading.giver:
                given[reading.quantity.value] = reading.giver
            else:
                stated.add(reading.quantity.value)
    mine = set(content_words(text))
    return any(value in own and value not in stated and not giver & mine for value, giver in given.items())


def same_thing(one: ReportedNumber, other: ReportedNumber) -> bool:
    """Whether two numbers, in the order of the text, can count the same.

    Their units or nouns agree, or the later one leaves the noun to be understood.
    """
    mine, theirs = one.quantity, other.quantity
    if mine.dimension != theirs.dimension:
        return False
    return bool(mine.dimension) or bool(mine.nouns & theirs.nouns) or other.elliptic


def differ(one: ReportedNumber, other: ReportedNumber) -> bool:
    """Whether two numbers differ by more than rounding and hedges explain."""
    low, high = sorted((one.value, other.value))
    hedges = {one.quantity.hedge, other.quantity.hedge}
    if high - low <= high / 10:
        return high < 20 and high != low and not hedges & {"about", "nearly"}
    least = one if one.value == low else other
    return least.quantity.hedge not in ("over", "least")


def givers_differ(one: ReportedNumber, other: ReportedNumber) -> bool:
    """Whether two numbers come from different mouths, both of which are named."""
    return bool(one.giver and other.giver) and not one.giver & other.giver


def words_besides(reading: ReportedNumber, others: Sequence[ReportedNumber]) -> set[str]:
    """The content words of a sentence without its numbers and their givers."""
    given = {word for other in others for word in other.giver}
    return set(_words_without_numbers(reading.excerpt.text)) - reading.giver - given


@lru_cache(maxsize=1 << 11)  # sentences of a story, each of which is compared with many others
def _words_without_numbers(text: str) -> frozenset[str]:
    return frozenset(content_words(re.sub(r"\d[\d.,]*", " ", text)))


NEXT = 2  # sentences after the first figure within which the one that stands now must follow
_SAID = any_of(GAVE)
_AT_FIRST = re.compile(
    rf"\b{any_of(AT_FIRST)}\b.{{0,60}}?\b{_SAID}\b|\b{_SAID} {any_of(AT_FIRST)}\b|\b(?:first|earlier|had) {_SAID}\b",
    re.I,
)
_NOW = re.compile(
    rf"\b(?:now|later|since) (?:{_SAID}|{'|'.join(THINKING)})\b"
    r"|\b(?:said|told)\b.{0,60}\bnow (?:thought|believed)\b|\brevised\b|\bcorrected\b",
    re.I,
)


def revisions(passages: Iterable[Passage]) -> list[tuple[Excerpt, Excerpt]]:
    """Sentences that give a figure as it was first told, each with the one that gives it as it stands now.

    Args:
        passages: paragraphs, those of an article together and in their order.
    """
    found = []
    for _, own in groupby(passages, key=lambda passage: passage.article_id):
        sentences = excerpts(own)
        for at, old in enumerate(sentences):
            following = sentences[at + 1 : at + 1 + NEXT]
            new = next((other for other in following if _NOW.search(other.text)), None)
            if new and _AT_FIRST.search(old.text) and revised_numbers(old.text, new.text):
                found.append((old, new))
    return found


def revised_numbers(old: str, new: str) -> set[object]:
    """The numbers of one sentence that another, with numbers of its own, no longer gives."""
    mine, theirs = _numbers(old), _numbers(new)
    return mine - theirs if theirs - mine else set()


def was_told(old: str, new: str, articles: Sequence[Article]) -> bool:
    """Whether a paragraph of some articles gives all figures that one sentence had and another has no longer."""
    gone = revised_numbers(old, new)
    texts = (paragraph.text for article in articles for paragraph in article.paragraphs)
    return bool(gone) and any(gone <= _numbers(text) for text in texts)


def _numbers(text: str) -> set[object]:
    """The values of a text's numbers without its dates; a bare 'one' may be none."""
    plain = (found for found in find_quantities(text) if not found.weak)
    return {found.value for found in plain if found.dimension not in ("date", "decade", "ordinal", "clock", "vague")}
