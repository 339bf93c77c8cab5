"""Where sources differ: numbers, dates and names that are given differently for the same thing, and told otherwise.

Nothing here asks the model. Two numbers are compared when they count the same thing and

- stand side by side in one article, and two different people or bodies are named as giving them, or
- stand in articles of different publishers of one day, in sentences that otherwise share most of their words.

Dates and names are compared in sentences of different publishers that share most of their words. Where a source says
itself that another tells it otherwise ("gave another account"), both are shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.reported_numbers import (
    ReportedNumber,
    differ,
    givers_differ,
    readings,
    same_thing,
    words_besides,
)
from briefbot.briefing.similarity import VectorStore, names_in
from briefbot.briefing.types import Disagreement, DisagreementKind, Version
from briefbot.citations import shift_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.speech import OTHERWISE, REPORTS
from briefbot.text.people import people, teller
from briefbot.text.words import content_words
from briefbot.types import Passage
from briefbot.verification.excerpts import Excerpt, excerpts, quotation, widened

MOST_DISAGREEMENTS = 3  # of one story
SHARED = 0.5  # share of the shorter sentence's words that make two sentences speak of one thing
NEARLY_ALL = 0.65  # the same, for dates and names
CROWD = 1000  # people; two counts of as many in one article are of one crowd
NEAR_BY = 6  # sentences within which
RECENT_DAYS = dt.timedelta(days=7)
ACCOUNT_SENTENCES = 5  # before 'gave another account' among which the account that it contradicts is looked for
_OTHERWISE = re.compile(rf"\b{any_of(OTHERWISE)}\b")
_REPORTS = re.compile(rf"\b{any_of(REPORTS)}\b")


def disagreements(passages: Sequence[Passage], first: dt.date, vectors: VectorStore) -> tuple[Disagreement, ...]:
    """What the sources of a story tell differently, each version in a source's own words.

    Args:
        passages: all paragraphs of the story, article by article in reading order.
        first: the first day of the briefing; what is told of long before it is not compared.
        vectors: of sentences.
    """
    sentences = [sentence for sentence in excerpts(passages) if not _is_old(sentence, first)]
    found = [*_accounts(sentences, vectors), *_numbers(sentences), *_dates(sentences), *_names(sentences)]
    kept: list[Disagreement] = []
    for one in found:
        shown = {version.sentence.text for version in one.versions}
        if not any(shown & {version.sentence.text for version in other.versions} for other in kept):
            kept.append(one)
    return tuple(kept[:MOST_DISAGREEMENTS])


def shortened_disagreement(one: Disagreement, told: SaidBefore) -> Disagreement:
    """A disagreement over a number, of what has been said already only from the number on."""
    if one.kind is not DisagreementKind.NUMBER:
        return one
    versions = [_from_value(version) if told.repeats(version.sentence.text) else version for version in one.versions]
    return one.model_copy(update={"versions": tuple(versions)})


def _from_value(version: Version) -> Version:
    citation = version.sentence.citations[0]
    at = citation.quote.find(version.value)
    if at <= 0 or _REPORTS.search(citation.quote[:at]):
        return version  # who gives the number is part of what differs
    dates = shift_dates(citation.dates, at, len(citation.quote))
    cut = {"quote": citation.quote[at:], "start": citation.start + at, "dates": dates}
    words = version.sentence.model_copy(
        update={"text": citation.quote[at:], "citations": (citation.model_copy(update=cut),)}
    )
    return version.model_copy(update={"sentence": words})


def _is_old(sentence: Excerpt, first: dt.date) -> bool:
    return any(date.last < first - RECENT_DAYS for date in sentence.dates)


def _numbers(sentences: Sequence[Excerpt]) -> Iterator[Disagreement]:
    found = [reading for sentence in sentences for reading in readings(sentence)]
    place = {id(sentence): at for at, sentence in enumerate(sentences)}
    used: set[int] = set()
    for one, other in combinations(found, 2):
        if id(one.excerpt) in used or id(other.excerpt) in used or not (same_thing(one, other) and differ(one, other)):
            continue
        apart = place[id(other.excerpt)] - place[id(one.excerpt)]
        if not (_side_by_side(one, other, apart) or _aligned(one, other)):
            continue
        used |= {id(one.excerpt), id(other.excerpt)}
        versions = [
            Version(value=_value(reading), sentence=quotation(_side(reading, one.excerpt == other.excerpt)))
            for reading in (one, other)
        ]
        yield Disagreement(about=_counted(one, other), kind=DisagreementKind.NUMBER, versions=tuple(versions))


def _side(reading: ReportedNumber, shared: bool) -> Excerpt:
    """The words that give a number: its sentence, or its part of a sentence that gives both."""
    excerpt = reading.excerpt
    if not shared:
        return widened(excerpt)
    start, end = reading.clause
    lead = re.match(r"\W*(?:and |while |but )?", excerpt.text[start:end])
    start += lead.end() if lead else 0
    end = start + len(re.sub(r"[\s,;]*(?:\b(?:and|while|but)\s*)?$", "", excerpt.text[start:end]))
    return excerpt.model_copy(update={"start": excerpt.start + start, "end": excerpt.start + end})


def _side_by_side(one: ReportedNumber, other: ReportedNumber, apart: int) -> bool:
    """Whether one article sets two numbers by two givers beside each other."""
    if one.excerpt.passage.article_id != other.excerpt.passage.article_id or not givers_differ(one, other):
        return False
    crowds = "person" in one.quantity.nouns & other.quantity.nouns and min(one.value, other.value) >= CROWD
    return apart <= (NEAR_BY if crowds else 1)


def _aligned(one: ReportedNumber, other: ReportedNumber) -> bool:
    """Whether two publishers say the same of one day but for the number."""
    mine, theirs = one.excerpt.passage, other.excerpt.passage
    if not _two_publishers(mine, theirs) or not (one.quantity.nouns or one.quantity.dimension):
        return False
    left, right = words_besides(one, [other]), words_besides(other, [one])
    return _share(left, right) >= SHARED


def _two_publishers(one: Passage, other: Passage) -> bool:
    """Whether two paragraphs are of different publishers and one day, so that neither is the other's update."""
    days = {passage.published.day for passage in (one, other) if passage.published}
    return one.article_id != other.article_id and one.source != other.source and len(days) == 1


def _dates(sentences: Sequence[Excerpt]) -> Iterator[Disagreement]:
    for one, other in _pairs(sentences):
        if len(one.dates) == len(other.dates) == 1:
            mine, theirs = one.dates[0], other.dates[0]
            if mine.first > theirs.last or theirs.first > mine.last:
                versions = [
                    Version(value=text[0].text, sentence=quotation(sentence))
                    for text, sentence in ((one.dates, one), (other.dates, other))
                ]
                yield Disagreement(about="the date", kind=DisagreementKind.DATE, versions=tuple(versions))


def _names(sentences: Sequence[Excerpt]) -> Iterator[Disagreement]:
    for one, other in _pairs(sentences):
        mine, theirs = names_in([one.text]), names_in([other.text])
        extra = [sorted(mine - theirs), sorted(theirs - mine)]
        if all(len(some) == 1 for some in extra) and mine & theirs:
            values = [_as_written(name[0], sentence.text) for name, sentence in zip(extra, (one, other), strict=True)]
            versions = [Version(value=v, sentence=quotation(s)) for v, s in zip(values, (one, other), strict=True)]
            yield Disagreement(about="the name", kind=DisagreementKind.NAME, versions=tuple(versions))


def _pairs(sentences: Sequence[Excerpt]) -> Iterator[tuple[Excerpt, Excerpt]]:
    """Sentences of different publishers that share nearly all of their words."""
    alone = [(sentence, set(content_words(sentence.text))) for sentence in sentences if sentence.stands_alone]
    for (one, mine), (other, theirs) in combinations(alone, 2):
        if _share(mine, theirs) >= NEARLY_ALL and _two_publishers(one.passage, other.passage):
            yield one, other


def _accounts(sentences: Sequence[Excerpt], vectors: VectorStore) -> Iterator[Disagreement]:
    """Where a source says itself that another tells it otherwise."""
    for at, sentence in enumerate(sentences):
        match = _OTHERWISE.search(sentence.text)
        own = sentence.passage.article_id
        told = [other for other in sentences[:at] if other.passage.article_id == own]
        before = [other for other in told[-ACCOUNT_SENTENCES:] if _REPORTS.search(other.text)]
        if not match or not before:
            continue
        against = _with_next(sentence)
        alone = [other for other in before if other.stands_alone] or before
        nearest = max(alone, key=lambda other: float(vectors(other.text) @ vectors(against.text)))
        yield Disagreement(
            about="what happened",
            kind=DisagreementKind.ACCOUNT,
            versions=(
                Version(value=_who(nearest, told), sentence=quotation(nearest)),
                Version(
                    value=_subject(sentence.text[: match.start()]) or _who(against, told), sentence=quotation(against)
                ),
            ),
        )


def _with_next(sentence: Excerpt) -> Excerpt:
    """A sentence with the one after it in its passage, which says what is told otherwise."""
    following = [other for other in excerpts([sentence.passage]) if other.start > sentence.start]
    return sentence.model_copy(update={"end": following[0].end}) if following else sentence


def _who(sentence: Excerpt, told: Sequence[Excerpt]) -> str:
    """Who tells a sentence: a name, the words before its verb of saying, or its publisher."""
    texts = [other.text for other in told[: told.index(sentence)]] if sentence in told else [o.text for o in told]
    named = teller(sentence.text, texts, people([*texts, sentence.text]))
    verb = re.search(r"\s(?:said|says|say|told|wrote|put)\b", sentence.text)
    subject = _subject(sentence.text[: verb.start()]) if verb else None
    return named or subject or sentence.passage.source or sentence.passage.title


def _subject(words: str) -> str | None:
    """The words before a verb, where they are few and name somebody."""
    plain = words.strip(" ,")
    return plain if 0 < len(plain) <= 40 and "," not in plain else None


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _value(reading: ReportedNumber) -> str:
    """The number with its hedge and noun as the text has it."""
    text, quantity = reading.excerpt.text, reading.quantity
    noun = re.match(r"[\s-]+(?:[a-z]+\s){0,1}[a-z]+s\b", text[quantity.end :])
    return text[quantity.start : quantity.end] + (noun.group() if noun and quantity.nouns else "")


def _counted(one: ReportedNumber, other: ReportedNumber) -> str:
    nouns = sorted((one.quantity.nouns & other.quantity.nouns) or one.quantity.nouns or other.quantity.nouns)
    dimension = one.quantity.dimension
    if dimension:
        return f"the number ({dimension})"
    if "person" in nouns:
        return "the number of people"
    return f"the number of {nouns[-1]}s" if nouns else "the number"


def _as_written(name: str, text: str) -> str:
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I)
    return match.group() if match else name
