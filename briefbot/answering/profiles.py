"""Who or what somebody or something is: how the sources introduce them, and what they last did, without a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from briefbot.answering.lines import SourceLine, is_of, line_says_same, line_worth, shown
from briefbot.text.dates.describe import describe_span
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.kinds import BEING, DESCRIBING, NAMING, NO_DEFINING, SORTS
from briefbot.text.lexicon.people import COURTESIES, ROLES, WRITTEN_TITLES
from briefbot.text.names import name_words
from briefbot.text.words import roots
from briefbot.types import Sentence

MOST_PEOPLE = 3  # of one name
INTRODUCTIONS = 2  # sentences that say who somebody is
NEW_WORDS = 2  # that a further introduction must add
LEAST_DEFINING = 2.0
_ROLE = rf"(?:{any_of(ROLES)})"
_TITLE = rf"(?:{any_of(WRITTEN_TITLES)})"


class _Introduced(NamedTuple):
    """A line that introduces somebody, how well, and by which words."""

    worth: float
    line: SourceLine
    words: frozenset[str]


def people_of(name: str, lines: Sequence[SourceLine]) -> list[str]:
    """The people of a name whom some lines mean, those meant most first; each by the fullest form of his name.

    Forms that differ in hyphens and capitals are one name; one that is part of a fuller one is that of whoever is meant
    most.
    """
    counts: Counter[str] = Counter()
    forms: dict[tuple[str, ...], str] = {}
    for line in lines:
        for person in line.told.people:
            if is_of(name, person):
                key = name_words(person)
                counts[forms.setdefault(key, person)] += 1
    full = [person for person in counts if len(name_words(person)) > 1]
    return sorted(full or list(counts), key=lambda person: -counts[person])[:MOST_PEOPLE]


def profile(name: str, lines: Sequence[SourceLine]) -> tuple[Sentence, ...]:
    """Who somebody is and what he last did, by whoever of that name the sources know; see `people_of`."""
    found: list[Sentence] = []
    everybody = people_of(name, lines)
    if not everybody:
        return definition(name, lines)
    for person in everybody:
        own = [line for line in lines if any(is_of(person, other) for other in line.told.people)]
        if not own:
            own = [line for line in lines if any(is_of(other, person) for other in line.told.people)]
        found += _one_profile(person, own, lines, several=len(everybody) > 1)
    return tuple(found)


def _one_profile(person: str, own: Sequence[SourceLine], lines: Sequence[SourceLine], several: bool) -> list[Sentence]:
    introduced = _introductions(person, own)
    heading = person if several else ""
    chosen = [each.line for each in introduced]
    found = [shown(line, lines, heading=heading) for line in chosen]
    doing = [
        line for line in own if line.day and (_is_of(person, line.told.subject) or _is_of(person, line.told.speaker))
    ]
    newest = max((line.day for line in doing if line.day), default=None)
    latest = [line for line in doing if line.day == newest]
    if latest and newest:
        last = max(latest, key=lambda line: (line_worth(line), -line.at))
        if not any(line_says_same(last.text, line.text) for line in chosen):
            day = describe_span(newest, newest)
            head = f"{person}, last told {day}" if several else f"Last told {day}"
            found.append(shown(last, lines, heading=head, first=newest, last=newest))
    return found or [
        shown(line, lines, heading=heading) for line in sorted(own, key=lambda each: -line_worth(each))[:1]
    ]


def _is_of(person: str, name: str) -> bool:
    return bool(name) and (is_of(person, name) or is_of(name, person))


def _introductions(person: str, own: Sequence[SourceLine]) -> list[_Introduced]:
    """The lines that say best who somebody is, each with something that those before lack."""
    rated = sorted((each for line in own if (each := _introduced(person, line))), key=lambda each: -each.worth)
    if not rated:  # "He is wanted in Oslo", where nobody says it of his name
        meant = [(line.reference.text, line) for line in own if line.reference and _is_of(person, line.reference.name)]
        rated = [each for pronoun, line in meant if (each := _introduced(pronoun, line))]
    chosen: list[_Introduced] = []
    known: frozenset[str] = frozenset()
    for each in rated:
        if len(chosen) < INTRODUCTIONS and (not chosen or len(each.words - known) >= NEW_WORDS):
            chosen.append(each)
            known |= each.words
    return chosen


def _introduced(person: str, line: SourceLine) -> _Introduced | None:
    """How well a line introduces somebody; None where it does not."""
    names = re.findall(r"[^\W_]+", person)
    alone = r"(?! [A-Z])"  # "Lam" is Carrie Lam, and "Lam Cheuk-ting" is not
    parts = [re.escape(name) + alone for name in dict.fromkeys((names[-1], names[0])) if len(name) > 2]
    forms = "|".join([r"[\s.-]+".join(map(re.escape, names)), *parts])
    full = rf"(?:{forms})(?![\w-])"
    polite = rf"(?:{any_of(COURTESIES)}\.?\s+)?"
    described = rf"(?:{any_of(DESCRIBING)}|[A-Z][\w ]+['’]s)"
    ways = (
        (3.0, rf"{full}, (?P<what>{described}\b[^.;]{{3,90}}?)(?:,|\.|;| (?:said|told|and|is|was|will)\b)"),
        (2.6, rf"{full} (?:{any_of(BEING)}) (?!{any_of(NO_DEFINING)}\b)(?P<what>[^.;]{{3,90}})"),
        (2.4, rf"(?P<what>(?:[\w’'.-]+ ){{0,5}}?(?:(?i:{_ROLE})|{_TITLE})),? {polite}{full}"),
        (2.4, rf"(?P<what>(?:[\w’'.-]+ ){{0,5}}?(?:{_ROLE})[^,.;]{{0,30}}), {full},"),
        (1.2, rf"{full} (?:will lead|led|leads|heads|chairs) (?P<what>[^.;]{{3,60}})"),
    )
    for worth, pattern in ways:
        match = re.search(rf"(?<!\w)(?:{pattern})", line.text)
        if match:
            words = frozenset(roots(match["what"])) - frozenset(roots(person))
            return (
                _Introduced(worth + 0.3 * line_worth(line) + 0.05 * min(len(words), 6), line, words) if words else None
            )
    return None


def definition(name: str, lines: Sequence[SourceLine]) -> tuple[Sentence, ...]:
    """What something is: the sentences that introduce it; none where the sources only use its name."""
    wanted = frozenset(roots(name))
    whole = r"[\s-]+".join(map(re.escape, re.findall(r"[^\W_]+", name)))
    rated: list[_Introduced] = []
    for line in lines:
        if wanted and wanted <= frozenset(roots(line.text)):
            worth = _defines(whole, line.text)
            if worth:
                words = frozenset(roots(line.text)) - wanted
                rated.append(_Introduced(worth + 0.3 * line_worth(line), line, words))
    rated.sort(key=lambda each: -each.worth)
    chosen = rated[:1]
    for each in rated[1:]:
        if len(chosen) < INTRODUCTIONS + 1 and not any(
            line_says_same(each.line.text, other.line.text) for other in chosen
        ):
            chosen.append(each)
    if not chosen or chosen[0].worth < LEAST_DEFINING:
        return ()
    found = [each.line for each in chosen]
    after = next((line for line in lines if _goes_on(found[0], line)), None)
    if after and after not in found:
        found.insert(1, after)
    return tuple(shown(line, lines) for line in found[: INTRODUCTIONS + 1])


def _goes_on(line: SourceLine, other: SourceLine) -> bool:
    """Whether a line comes next in its article and goes on about the same: 'It says that ...'."""
    return (
        other.passage.article_id == line.passage.article_id
        and other.at == line.at + 1
        and re.match(r"(?:It|This|That)\b", other.text) is not None
    )


def _defines(whole: str, text: str) -> float:
    """How well a sentence says what a thing of a name is; 0 where it does not."""
    the = r"(?:the |an? |its |his |her )?"
    ways = (
        (3.0, rf"(?:{any_of(NAMING)}) {the}[“\"‘]?{whole}"),
        (3.0, rf"{whole}[”\"’]?, (?:{any_of(DESCRIBING)}|known|named|due)\b"),
        (2.8, rf"(?:[a-z]+ )+(?:[\w’'-]+), {the}{whole}[,.]"),
        (
            2.6,
            rf"^(?:The |An? )?{whole} (?:{any_of(BEING)}|dates|allows|says|would|means|stands|gives|lets|requires)\b",
        ),
        (
            2.4,
            rf"{any_of(SORTS)}\b[^.;]{{0,60}}\b{whole}",
        ),
        (2.0, rf"{whole} (?:is|was|are|were) (?:an?|the)\b"),
    )
    return next((worth for worth, pattern in ways if re.search(rf"(?i)(?<!\w){pattern}", text)), 0.0)
