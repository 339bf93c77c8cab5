"""An answer to a question of a kind against what a right one tells: what is told, proven, dated and rightly ascribed.

A fact is told when a part of the answer, a sentence or a line, has all words of one of its wordings, in any order; a
word of at least five letters is had by its longer forms too. It is proven when a part that tells it cites a paragraph
that proves it, or another with the same text. It counts when it is proven and, where the case asks for them, its day is
shown and its speaker named. A year need not be shown, since some articles have none.

An answer is right when it says nothing that it must not (in a quotation, in a part that tells no fact), of its facts
counts the share `NEEDED` for its kind, and

- of its sentences the share `POINTED` for its kind tells an expected fact;
- who-is, latest, quotation: the first fact counts, which is what the person is, the newest, what was said;
- latest: what it says first cites a paragraph that proves one of the facts, all of which are of the newest articles;
- list: no item is wrong, which is one that tells no fact and cites no paragraph that proves one;
- yes-no: it begins with the right word, and cites a paragraph that proves a fact;
- timeline: lines that begin with the day of a fact and tell it stand oldest first, and `LINES` of its dated lines are
  right: a line that tells a fact has that fact's day, another one has, first, a day that a paragraph it cites tells or
  was published on;
- summary: the judge finds every sentence supported;
- false-premise: it abstains, or says that there is nothing of it, or what the articles say instead;
- mixed: where some of it is not told, that is said, and else it is not said.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from briefbot.citations import shown_text
from briefbot.evaluation.cases import Gold, KindCase, KindName, Point
from briefbot.evaluation.matching import carries, leading_yes_or_no, says, without_marks
from briefbot.evaluation.metrics.retrieval import Place
from briefbot.evaluation.scoring import days_of
from briefbot.search.retrieval import same_text
from briefbot.text.dates.find import find_dates
from briefbot.text.words import fold
from briefbot.types import Answer, Article, Citation

NEEDED: dict[KindName, float] = {
    "fact": 1.0,
    "who-is": 0.5,
    "list": 0.7,
    "yes-no": 0.0,
    "quotation": 0.5,
    "latest": 0.5,
    "what-happened": 0.6,
    "timeline": 0.6,
    "summary": 0.6,
    "comparison": 1.0,
    "opinion": 1.0,
    "false-premise": 1.0,
    "half-known": 1.0,
    "mixed": 0.7,
}
"""Share of the facts that a right answer of a kind has."""
LINES = 0.75
POINTED: dict[KindName, float] = {
    "fact": 0.5,
    "who-is": 0.5,
    "quotation": 0.5,
    "comparison": 0.5,
    "opinion": 0.5,
    "latest": 0.2,
    "what-happened": 0.2,
    "timeline": 0.2,
    "summary": 0.2,
}
"""Least share of the sentences of a right answer that tell an expected fact; in long ones others may be of use."""
FIRST_COUNTS: tuple[KindName, ...] = ("who-is", "latest", "quotation")
_LONG = 5  # letters of a word that its longer forms have too
_WORD = re.compile(r"[^\W_]+(?:[.,:][^\W_]+)*")
_CITED = re.compile(r"[^\n]*?(?:\[\d+\]\s?)+|[^\n]+")
_NUMBER = re.compile(r"\[(\d+)\]")
_NOTHING_OF_IT = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't) (?:say|tell|state|give|mention|quote)\b|\bno (?:article|source|passage)s?\b",
    re.I,
)


class _Part(NamedTuple):
    """A sentence or a line of an answer, with what it cites."""

    text: str
    days: tuple[dt.date, ...]
    places: frozenset[Place]


class Rubric:
    """A case with its paragraphs found in a library.

    Args:
        case: what is expected.
        article: finds an article by its file name or its id.
    """

    def __init__(self, case: KindCase, article: Callable[[str], Article]) -> None:
        self.case = case
        self._article = article
        self._proofs = {id(fact): [self._found(gold) for gold in fact.gold] for fact in case.facts}

    def _found(self, gold: Gold) -> tuple[Place, str]:
        found = self._article(gold.file)
        return (found.id, gold.paragraph), found.paragraphs[gold.paragraph - 1].text

    def proves(self, place: Place, fact: Point) -> bool:
        """Whether a paragraph is one that proves a fact, or says the same."""
        text = self._article(place[0]).paragraphs[place[1] - 1].text
        return any(place == proof or same_text(text, words) for proof, words in self._proofs[id(fact)])

    def days_told(self, place: Place) -> set[dt.date]:
        """The days that a paragraph tells of, and that of its article."""
        found = self._article(place[0])
        text = found.paragraphs[place[1] - 1].text
        told = {day for each in find_dates(text, found.day) for day in (each.first, each.last)}
        return told | ({found.day} if found.day else set())


class Findings(NamedTuple):
    """What was found of an answer: scores by name, and what is wrong with it."""

    scores: dict[str, float]
    faults: tuple[str, ...]


def assess(rubric: Rubric, answer: Answer, unsupported: Sequence[str] = ()) -> Findings:
    """The scores of an answer, and why it is not right; no faults when it is.

    Args:
        rubric: of the case.
        answer: what was answered.
        unsupported: its sentences that the judge does not find supported.
    """
    case = rubric.case
    sentences = [] if answer.abstained else _sentences_of(answer)
    parts = [*sentences, *([] if answer.abstained else _lines_of(answer))]
    counted = [counts(rubric, fact, parts) for fact in case.facts]
    share = sum(counted) / len(counted) if counted else 1.0
    forbidden = [wording for wording in case.must_not_say if any(_says_wrongly(case, part, wording) for part in parts)]
    faults = [f"says what it must not: {wording}" for wording in forbidden]
    scores = {"abstained": float(answer.abstained), "answerable": float(case.answerable)}
    if case.kind == "false-premise":
        refused = answer.abstained or bool(_NOTHING_OF_IT.search(answer.text)) or (bool(counted) and all(counted))
        faults += [] if refused else ["takes up the false premise"]
    else:
        scores["points told"] = share
        passages = {(passage.article_id, passage.paragraph) for passage in answer.passages}
        within = [any(rubric.proves(place, fact) for place in passages) for fact in case.facts]
        scores["points in passages"] = sum(within) / len(within)
        pointed = sum(_tells_some(case, part) for part in sentences)
        scores |= {"sentences": len(sentences), "sentences to the point": pointed}
        faults += _of_the_facts(case, counted, share, answer)
        if pointed < POINTED.get(case.kind, 0.0) * len(sentences):
            faults.append(f"tells other things: {pointed} of {len(sentences)} sentences are to the point")
    scores["wrong statements"] = float(bool(forbidden) or (case.kind == "false-premise" and bool(faults)))
    faults += _of_the_kind(rubric, answer, sentences, parts, scores)
    if case.kind == "summary":
        faults += [f"not supported by what it cites: {text}" for text in unsupported]
    scores["right (all kinds)"] = scores[f"right: {case.kind}"] = float(not faults)
    return Findings(scores, tuple(faults))


def _says_wrongly(case: KindCase, part: _Part, wording: str) -> bool:
    """Whether a part says what it must not; what another said may stand beside what the one asked about said."""
    return says(part.text, wording, part.days) and not (case.kind == "quotation" and _tells_some(case, part))


def _of_the_facts(case: KindCase, counted: Sequence[bool], share: float, answer: Answer) -> Iterator[str]:
    if answer.abstained:
        yield "refused, though the articles say"
        return
    missing = [fact.any[0] for fact, good in zip(case.facts, counted, strict=True) if not good]
    if share < NEEDED[case.kind] or (case.kind in FIRST_COUNTS and not counted[0]):
        yield from (f"does not tell and prove: {wording}" for wording in missing)


def _of_the_kind(
    rubric: Rubric, answer: Answer, sentences: Sequence[_Part], parts: Sequence[_Part], scores: dict[str, float]
) -> Iterator[str]:
    """What a kind asks for besides; adds its scores."""
    case = rubric.case
    if case.kind == "quotation" and not answer.abstained:
        scores["wrong speaker"] = scores["wrong statements"]
    yield from _of_the_untold(case, answer)
    if answer.abstained:
        return
    if case.kind == "yes-no":
        if leading_yes_or_no(answer.text) != case.word:
            yield f"does not begin with {case.word}"
        if not any(_proves_some(rubric, part) for part in parts):
            yield "cites no paragraph that proves it"
    elif case.kind == "latest" and not (sentences and _proves_some(rubric, sentences[0])):
        yield "does not begin with the newest"
    elif case.kind == "list":
        wrong = [part.text for part in sentences if not _proves_some(rubric, part) and not _tells_some(case, part)]
        scores |= {"list items": len(sentences), "wrong list items": len(wrong)}
        yield from (f"a wrong item: {text}" for text in wrong)
    elif case.kind == "timeline":
        yield from _of_the_lines(rubric, sentences, scores)


def _of_the_untold(case: KindCase, answer: Answer) -> Iterator[str]:
    if case.abstain and not _NOTHING_OF_IT.search(" ".join([answer.text, *answer.notes])):
        yield "does not say that some of it is not told"
    if case.kind == "mixed" and not case.abstain and any(map(_is_refusal, answer.text.splitlines())):
        yield "says that some of it is not told, though it is"


def _of_the_lines(rubric: Rubric, sentences: Sequence[_Part], scores: dict[str, float]) -> Iterator[str]:
    dated = [part for part in sentences if first_day(part.text)]
    right = [part for part in dated if _dated_rightly(rubric, part)]
    scores |= {"dated lines": len(dated), "right dated lines": len(right)}
    if len(right) < LINES * len(dated):
        yield from (f"a line with a wrong day: {part.text}" for part in dated if part not in right)
    days = [
        fact.day[0]
        for part in sentences
        for fact in rubric.case.facts
        if fact.day and _begins_with(part, fact.day) and counts(rubric, fact, [part])
    ]
    if days != sorted(days):
        yield "is not oldest first"


def _dated_rightly(rubric: Rubric, part: _Part) -> bool:
    told = [
        fact for fact in rubric.case.facts if tells(part, fact) and any(rubric.proves(p, fact) for p in part.places)
    ]
    if told:
        return any(fact.day is not None and shows(part.text, fact.day) for fact in told)
    day = first_day(part.text)
    return any(_same_day(day, known) for place in part.places for known in rubric.days_told(place))


def _is_refusal(line: str) -> bool:
    """Whether a line that cites nothing says that something is not told."""
    return bool(_NOTHING_OF_IT.search(line)) and not _marks(line)


def _begins_with(part: _Part, span: tuple[dt.date, dt.date]) -> bool:
    """Whether the first day that a line shows is one of a span."""
    day = first_day(part.text)
    return any(_same_day(day, span[0] + dt.timedelta(days=at)) for at in range((span[1] - span[0]).days + 1))


def _proves_some(rubric: Rubric, part: _Part) -> bool:
    return any(rubric.proves(place, fact) for place in part.places for fact in rubric.case.facts)


def _tells_some(case: KindCase, part: _Part) -> bool:
    return any(tells(part, fact) for fact in case.facts)


def counts(rubric: Rubric, fact: Point, parts: Sequence[_Part]) -> bool:
    """Whether some part tells a fact, proves it, shows its day and names its speaker, as far as these are asked for."""
    return any(
        tells(part, fact)
        and any(rubric.proves(place, fact) for place in part.places)
        and (fact.day is None or shows(part.text, fact.day))
        and (not fact.by or any(has(f"{part.text} {rubric.case.question}", name) for name in fact.by))
        for part in parts
    )


def tells(part: _Part, fact: Point) -> bool:
    """Whether a part has all words of a wording of a fact."""
    return any(has(part.text, wording, part.days) for wording in fact.any)


def has(text: str, wording: str, days: Sequence[dt.date] = ()) -> bool:
    """Whether a text has all words of a wording, in any order, as they are or in longer forms; or see `carries`."""
    words = set(_words(text))
    return all(
        wanted in words or (len(wanted) >= _LONG and any(word.startswith(wanted) for word in words))
        for wanted in _words(wording)
    ) or carries(text, wording, days)


def _words(text: str) -> list[str]:
    """The words of a text: of one form whatever their case and accents, numbers with their points and commas."""
    found = _WORD.findall(text.replace("-", " "))
    return [word if word[0].isdigit() else fold(word) for word in found]


def shows(text: str, span: tuple[dt.date, dt.date]) -> bool:
    """Whether a text shows a day of a span, or as much of the span as a date has; a year may be left out."""
    first, last = span
    for day in (first + dt.timedelta(days=at) for at in range((last - first).days + 1)):
        if re.search(_day_pattern(day), text, re.I):
            return True
    return any(first <= each.first and each.last <= last for each in find_dates(text, None))


def _month(name: str) -> str:
    return rf"(?:{name}|{name[:4]}\.?|{name[:3]}\.?)(?!\w)"


def _day_pattern(day: dt.date) -> str:
    month = _month(calendar.month_name[day.month])
    words = rf"\b{day.day}(?:st|nd|rd|th)?\s+{month}|\b{month}\s+{day.day}(?:st|nd|rd|th)?\b"
    return rf"(?:{words})(?!,?\s+(?!{day.year})\d{{4}})|{day.isoformat()}"


_NAMES = "|".join(map(_month, calendar.month_name[1:]))
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_NAMES})|\b({_NAMES})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b|\b\d{{4}}-(\d\d)-(\d\d)\b",
    re.IGNORECASE,
)
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}


def first_day(text: str) -> tuple[int, int] | None:
    """Month and day of the first day that a text shows, whatever its year; None when it shows none."""
    found = _DAY.search(text)
    if not found:
        return None
    if found[5]:
        return int(found[5]), int(found[6])
    return _MONTHS[(found[2] or found[3])[:3].lower()], int(found[1] or found[4])


def _same_day(day: tuple[int, int] | None, known: dt.date) -> bool:
    return day == (known.month, known.day)


def _sentences_of(answer: Answer) -> list[_Part]:
    """The sentences of an answer as they are shown."""
    return [
        _part(f"{sentence.phrase} {shown_text(sentence)}".strip(), sentence.citations) for sentence in answer.sentences
    ]


def _lines_of(answer: Answer) -> list[_Part]:
    """The pieces of an answer's text between citation marks and ends of lines, with what their marks point to."""
    numbered = {citation.number: citation for sentence in answer.sentences for citation in sentence.citations}
    return [
        _part(without_marks(piece), [numbered[number] for number in _marks(piece) if number in numbered])
        for piece in _CITED.findall(answer.text)
    ]


def _marks(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(text)]


def _part(text: str, citations: Sequence[Citation]) -> _Part:
    places = frozenset((citation.article_id, citation.paragraph) for citation in citations)
    return _Part(text, tuple(days_of(citations)), places)
