"""Who is meant, sentence by sentence: names, short names and pronouns of one article, and who says what it reports.

Nothing is put in the place of the words: a sentence is given with whom its words mean, by which rule, and where the
article names them. A pronoun means whom `people.meant` is sure of; else the subject of the sentence before it, if that
is one person. An office ("the French president") means the person to whom the article gives it, else that subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import Field

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import OPENING_PREPOSITIONS
from briefbot.text.lexicon.people import AFTER_NO_ROLE, FOR_MEN, FOR_WOMEN
from briefbot.text.lexicon.places import PLACE
from briefbot.text.lexicon.speech import CONDITION_BEGINS, WHEN_BEGINS
from briefbot.text.names import OFFICE_WORDS, ROLE, SAID_BY, Reference, cast, full_names, named_in, offices, same_person
from briefbot.text.people import meant
from briefbot.text.sentences import KEPT_TEXTS, sentence_spans
from briefbot.text.speakers import VERB, speakers_of
from briefbot.text.words import fold
from briefbot.types import Frozen

LONGEST_OPENING = 9  # words before the subject of a sentence
_NO_ROLE = rf"(?!\s+{any_of(AFTER_NO_ROLE)}\b)"
_QUOTES = re.compile(r"“[^“”]*”|\"[^\"]*\"|(?<!\w)‘[^‘’]*’(?!\w)")
_INNER_PRONOUN = re.compile(
    rf"(?:[,”\"’]|^)\s*(?P<pronoun>he|she)\s+(?:\w+ly\s+|has\s+|had\s+|later\s+|also\s+)?{SAID_BY}\b"
    rf"|^\W*{any_of(OPENING_PREPOSITIONS)}\b[^,;.]{{3,80}},? (?P<pronoun2>he|she)\b"
)
_TIME_OPENING = re.compile(rf"^{any_of(WHEN_BEGINS)}\b[^,;]{{2,40}}?,?\s+(?=(?:the|its)\s|[A-Z][\w-]+['’]s)")
_CONDITION = re.compile(rf"^{any_of(CONDITION_BEGINS)}\b[^,;]*,\s+")
_OPENS = re.compile(r"\W*(?:He|She|His|Her)\b(?!['’])")
_OFFICE = re.compile(
    rf"(?P<office>(?:[Tt]he|[Ii]ts|[A-Z][\w.-]+(?:\s[A-Z][\w.-]+)?['’]s)\s+(?:[\w’'-]+\s+){{0,3}}?{ROLE}(?:\s+{ROLE})?)\b{_NO_ROLE}"
)
_NOT_OF = {"h": FOR_WOMEN, "s": FOR_MEN}
"""Courtesies that nobody has whom 'he', or 'she', means."""
_LEAD_OFFICE = re.compile(
    rf"(?P<office>(?:The|An?|[A-Z][\w.-]+(?:\s[A-Z][\w.-]+)?['’]s)\s+(?:[\w’'.-]+\s+){{0,5}}?{ROLE}(?:\s+{ROLE})?)\b{_NO_ROLE}"
)
_SOME_ROLE = re.compile(rf"\b(?:{ROLE})\b", re.I)


class Told(Frozen):
    """A sentence of an article, with whom it means."""

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0, description="First character within the paragraph.")
    end: int
    text: str
    people: tuple[str, ...] = Field(default=(), description="Whom it names or means, as fully as the article does.")
    subject: str = Field(default="", description="The person whom it is about, where it begins with one.")
    speaker: str = Field(default="", description="Whose words it reports; a person in full, others as they are named.")
    others: tuple[str, ...] = Field(default=(), description="Whose words it reports besides, in other clauses.")
    references: tuple[Reference, ...] = ()


class _Scene(NamedTuple):
    """What is known of an article."""

    texts: tuple[str, ...]
    known: tuple[str, ...]
    """Its people."""
    offices: tuple[tuple[str, str], ...]
    """Offices that other articles give to people, with whom."""


@lru_cache(maxsize=KEPT_TEXTS)
def mentions_told(
    texts: tuple[str, ...], asked: tuple[str, ...] = (), offices: tuple[tuple[str, str], ...] = ()
) -> tuple[Told, ...]:
    """The sentences of an article, each with whom it means.

    Args:
        texts: its paragraphs, in order.
        asked: names that a question has: people of the article, if it has them.
        offices: offices that other articles give to people: ("prime minister", "Ann Poe"). They count where this
            article has a part of the name and gives the office to nobody else.
    """
    scene = _Scene(texts, cast(texts, asked), offices)
    found: list[Told] = []
    for number, text in enumerate(texts, start=1):
        for start, end in sentence_spans(text):
            found.append(_told(number, start, text[start:end], found, scene))
    return tuple(_with_lead(found))


def _with_lead(sentences: Sequence[Told]) -> list[Told]:
    """The sentences, the first with the person whom the next paragraph names for the office that it begins with.

    So news begins: "A security official said Thursday ... Kim Hyun-chong, a deputy chief of the office, spoke to
    reporters ...".
    """
    following = next((each for each in sentences if each.paragraph == 2), None)
    first = next(iter(sentences), None)
    office = _LEAD_OFFICE.match(first.text) if first else None
    if not first or not following or not office or not following.subject or first.subject or first.references:
        return list(sentences)
    if named_in(office[0], [each for line in sentences for each in line.people]):
        return list(sentences)
    name = following.subject
    own = _reference(first.text, office.span("office"), name, "named next").model_copy(update={"paragraph": 2})
    speaker = name if first.speaker and first.speaker in first.text[: office.end() + 40] else first.speaker
    told_first = first.model_copy(
        update={"people": (name, *first.people), "subject": name, "speaker": speaker, "references": (own,)}
    )
    return [told_first, *sentences[1:]]


def _told(number: int, start: int, text: str, before: Sequence[Told], scene: _Scene) -> Told:
    """One sentence; those before it are known."""
    known = scene.known
    plain = _QUOTES.sub(lambda quote: " " * len(quote[0]), text)
    named = named_in(plain, known)
    references = _references(number, text, plain, before, scene)
    speakers = speakers_of(plain, known, references)
    last = before[-1] if before else None
    if not any(letter.isalpha() for letter in plain) and last and last.paragraph == number and last.speaker:
        speakers = (last.speaker,)
    meant_here = tuple(dict.fromkeys([*named, *(each.name for each in references)]))
    subject = _subject(plain, named) or next((each.name for each in references), "")
    return Told(
        paragraph=number,
        start=start,
        end=start + len(text),
        text=text,
        people=meant_here,
        subject=subject,
        speaker=speakers[0] if speakers else "",
        others=speakers[1:],
        references=tuple(
            each.model_copy(
                update={
                    "start": start + each.start,
                    "end": start + each.end,
                    "paragraph": _place(each.name, scene.texts),
                }
            )
            for each in references
        ),
    )


def _references(number: int, text: str, plain: str, before: Sequence[Told], scene: _Scene) -> list[Reference]:
    """Whom an office or a pronoun of a sentence means, its first that is clear."""
    opening = _TIME_OPENING.match(plain)
    at = opening.end() if opening else 0
    office = _OFFICE.match(plain, at)
    if office:
        held = _holder(office["office"], text, number, before, scene)
        return [_reference(text, office.span("office"), *held)] if held else []
    opens = _OPENS.match(text)
    for match in [opens] if opens else _INNER_PRONOUN.finditer(plain):
        start = (
            match.end() - len(match[0].split()[-1].lstrip("\"“'‘(["))
            if opens
            else match.start("pronoun" if match["pronoun"] else "pronoun2")
        )
        end = match.end() if opens else match.end("pronoun" if match["pronoun"] else "pronoun2")
        if not opens and (named_in(plain[:start], scene.known) or _OFFICE.search(plain[:start])):
            continue
        who = _meant(text[start:end], before, scene)
        if who:
            return [_reference(text, (start, end), *who)]
    return []


def _reference(text: str, span: tuple[int, int], name: str, rule: str) -> Reference:
    return Reference(text=text[slice(*span)], start=span[0], end=span[1], name=name, rule=rule, paragraph=1)


def _place(name: str, texts: Sequence[str]) -> int:
    """The number of the paragraph that has a name first."""
    return next((number for number, text in enumerate(texts, start=1) if name in text), 1)


def _meant(pronoun: str, before: Sequence[Told], scene: _Scene) -> tuple[str, str] | None:
    """Whom a pronoun means, and by which rule: it is sure, or the subject of the sentence before.

    Nobody who is addressed otherwise: 'he' is no 'Mrs Poe'; nobody where it may be either of two.
    """

    def fits(name: str) -> bool:
        return not _is_addressed_as(name, _NOT_OF[pronoun.lower()[0]], scene.texts)

    last = before[-1] if before else None
    if last and _may_be_either(pronoun, last):
        return None
    sure = meant([each.text for each in before], scene.known)
    if sure and not sure.startswith("the ") and fits(sure):
        return sure, "pronoun"
    if last and last.subject and fits(last.subject):
        return last.subject, "subject before"
    if sure and sure.startswith("the "):
        return sure, "pronoun"
    silent = last is not None and not last.people and not _SOME_ROLE.search(last.text)
    unclear = len(before) < 2 or _may_be_either(pronoun, before[-2])
    if silent and not unclear and before[-2].subject and fits(before[-2].subject):
        return before[-2].subject, "subject before"
    return None


def _may_be_either(pronoun: str, last: Told) -> bool:
    """Whether a pronoun may mean the subject of the sentence before it or another.

    After "Poe stepped down in favour of Ann Roe", "she" may be either, and "her deputy" wherever Roe is named there.
    """
    for name in (*last.people, *full_names(last.text)) if last.subject else ():
        after = last.text[last.text.rfind(name) + len(name) :] if name in last.text else last.text
        ends = len(after.split()) <= 1
        if not same_person(name, last.subject) and (ends or pronoun.lower() in ("his", "her")):
            return True
    return False


def _is_addressed_as(name: str, courtesies: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of some courtesies stands before a name somewhere."""
    pattern = rf"{any_of(courtesies)}\.?\s+(?:[A-Z][\w’'-]+\s+)?{re.escape(name.split()[-1])}(?!\w)"
    return any(re.search(pattern, text) for text in texts)


def _holder(office: str, text: str, number: int, before: Sequence[Told], scene: _Scene) -> tuple[str, str] | None:
    """Who holds an office, by which rule: to whom the article gives it, else the subject of the sentence before."""
    after = text[text.find(office) + len(office) :]
    last = before[-1] if before else None
    if re.match(r",?\s+[A-Z]", after):
        return None  # The name stands beside it.
    if re.match(r"\s+(?:of|for|in|to)\b", after):
        alone = last is not None and last.paragraph == number and len(last.people) == 1
        said = last.people[0] if last and alone else ""
        return (said, "subject before") if last and said and said in (last.subject, last.speaker) else None
    role = _role(office)
    modifiers = {PLACE.get(fold(word), fold(word)) for word in office.split()} - {*role.split(), "the", "its"}
    holders = [name for name in scene.known if role in offices(name, scene.texts)]
    if len(holders) == 1 and not modifiers:
        return holders[0], "office"
    if not holders or modifiers:
        elsewhere = [name for held, name in scene.offices if held == role and _is_in(name, scene.texts)]
        if len(elsewhere) == 1 and not holders:
            return elsewhere[0], "office elsewhere"
        beside = last is not None and last.paragraph == number
        if last and beside and last.subject and not last.subject.startswith("the ") and len(last.people) <= 2:
            return (last.subject, "subject before") if last.subject not in holders or not modifiers else None
    return None


def _role(office: str) -> str:
    """The words of an office that say which it is: 'prime minister' of 'the British prime minister'."""
    found = re.search(rf"(?i){OFFICE_WORDS}$", office)
    return found[0].lower() if found else office.split()[-1].lower()


def _is_in(name: str, texts: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name.split()[-1])}(?!\w)", text) for text in texts)


def _subject(text: str, named: Sequence[str]) -> str:
    """The person with whom a sentence begins, but for an opening phrase; empty where it begins otherwise.

    Behind a clause that a conjunction opens it is the person with whom the main one begins: "If Poe resigns, Roe ...".
    """
    condition = _CONDITION.match(text)
    main = text[condition.end() :] if condition else ""
    for name in named:
        if re.match(rf"{any_of(map(re.escape, (name, *name.split())))}\b(?!['’])", main):
            return name
    for name in named[:1]:
        places = [text.find(part) for part in (name, *name.split()) if part in text]
        at = min(places)
        end = max(at + len(part) for part in (name, *name.split()) if text.startswith(part, at))
        possessive = text[end : end + 2] in ("'s", "’s")
        if len(text[:at].split()) <= LONGEST_OPENING and not VERB.search(text[:at]) and not possessive:
            return name
    return ""
