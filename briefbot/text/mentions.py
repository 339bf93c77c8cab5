"""Who is meant, sentence by sentence: names, short names and pronouns of one article, and who says what it reports.

Nothing is put in the place of the words: a sentence is given with whom its words mean, by which rule, and where the
article names them. A pronoun means whom `people.meant` is sure of; else the subject of the sentence before it, if that
is one person. An office ("the French president") means the person to whom the article gives it, else that subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import Field

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTH_NAMES, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import FUNCTION_WORDS, OPENING_PREPOSITIONS, STOP_WORDS
from briefbot.text.lexicon.people import AFTER_NO_ROLE, COURTESIES, NOT_PEOPLE, ROLES, SPEAKERS, TITLES, WRITTEN_TITLES
from briefbot.text.lexicon.places import CAPITALS, KNOWN, LONG_NAMES, PLACE, SAME
from briefbot.text.lexicon.sentences import SENTENCE_OPENERS
from briefbot.text.lexicon.speech import ACTING, HOLDING, SAYING
from briefbot.text.lexicon.verbs import PAST_VERBS
from briefbot.text.people import meant, people
from briefbot.text.sentences import KEPT, sentence_spans
from briefbot.text.words import fold
from briefbot.types import Frozen

LONGEST_OPENING = 9  # words before the subject of a sentence
LONGEST_SPEAKER = 8  # words of a speaker who has no name
_ROLE = any_of(ROLES)
_SAID_BY = any_of((*SAYING, *HOLDING))
_OFFICE_WORDS = rf"(?:(?:prime|foreign|first|deputy|chief|vice|finance|home|security|national|state|special|security|speaker|general)\s+){{0,3}}{_ROLE}"
_NAMES = re.compile(
    rf"(?<![\w’'-])(?!{any_of((*SENTENCE_OPENERS, *WEEKDAY_NAMES, *MONTH_NAMES, *COURTESIES))}\b)"
    r"[A-Z][a-z]+(?:[’'-][A-Za-z]+)*(?: [A-Z][a-z]+(?:[’'-][A-Za-z]+)*){1,2}(?![\w’'-])"
)
_NO_ROLE = rf"(?!\s+{any_of(AFTER_NO_ROLE)}\b)"
_SAYS = re.compile(rf"\b(?<!-)(?:{any_of((*SAYING, *HOLDING))})\b(?!-)")
_QUOTES = re.compile(r"“[^“”]*”|\"[^\"]*\"|(?<!\w)‘[^‘’]*’(?!\w)")
_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?P<who>[^,.;]+)|\bby (?P<by>the [\w’' -]{3,40}?)['’] estimate|\b(?:from|by) that of (?P<of>the \w+)"
)
_INNER_PRONOUN = re.compile(
    rf"[,”\"’]\s*(?P<pronoun>he|she)\s+(?:\w+ly\s+|has\s+|had\s+|later\s+|also\s+)?{_SAID_BY}\b"
    rf"|^\W*{any_of(OPENING_PREPOSITIONS)}\b[^,;.]{{3,80}},? (?P<pronoun2>he|she)\b"
)
_TIME_OPENING = re.compile(
    r"^(?:On|In|At|After|Before|By|Late|Early|Earlier|Later)\b[^,;]{2,40}?,?\s+(?=(?:the|its)\s|[A-Z][\w-]+['’]s)"
)
_OPENS = re.compile(r"\W*(?:He|She|His|Her)\b(?!['’])")
_OFFICE = re.compile(
    rf"(?P<office>(?:[Tt]he|[Ii]ts|[A-Z][\w.-]+(?:\s[A-Z][\w.-]+)?['’]s)\s+(?:[\w’'-]+\s+){{0,3}}?{_ROLE}(?:\s+{_ROLE})?)\b{_NO_ROLE}"
)
_SOME_ROLE = re.compile(rf"\b(?:{_ROLE})\b", re.I)
_BREAK = re.compile(r"[;:,]\s+|\b(?:that|which|who|and|but|while|when|where|because|as|although)\s+")
_WORD = re.compile(r"[^\W_]+")
_VERB = re.compile(rf"\b(?:{any_of(PAST_VERBS)})\b")
_OF_ANOTHER = re.compile(
    rf"\b(?:to|of|for|with|from|by|against|and)\s+(?:the\s+)?(?:{any_of((*WRITTEN_TITLES, *COURTESIES))}\.?\s+)?$"
)
_NO_VERB = re.compile(r"\b(?:be|been|being|was|were|is|are|to|the|a|an|of|in|not|who|which|[Ww]hen)\s+(?:\w+ly\s+)?$")
_PASSIVE = re.compile(
    r"\s+(?:to be|by|online|[A-Z]\w+ [A-Z]|on (?:January|February|March|April|May|June|July|August|September|October)|to (?!the|an?|Mr|his|her|reporters)[a-z]+ (?:the|to))\b"
)
_ADVERBS = re.compile(
    r"(?:,?\s+(?:\w+ly|also|later|then|now|has|had|have|at first|once|nonetheless|however|still|again|never|twice))+\s*$"
)
_DETERMINED = re.compile(r"(?i)(?:the|an?|its|his|her|their|several|some|many|all|no)\b")
_WHOLE_PHRASE = re.compile(r"^(?P<phrase>\w[\w’'.&() -]*)$")
_NOUN_PHRASE = re.compile(
    r"(?:^|\s)(?P<phrase>(?:(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Aa]n?|[Ss]everal|[Ss]ome|[Mm]any|[Aa]ll)\s"
    r"|[A-Z])(?:(?!\s(?:the|its|his|her|an?)\s)[\w’'.&() -])*|\w+)$"
)
_POLITE = re.compile(rf"^(?:{any_of(COURTESIES)}\.?\s+|[Tt]he\s+|[Aa]n?\s+)+")


class Reference(Frozen):
    """Words that mean a person whom they do not name in full, resolved beside them."""

    text: str
    start: int = Field(ge=0, description="First character within the paragraph.")
    end: int
    name: str = Field(description="The person, as the article names them most fully.")
    rule: str = Field(description="How it is known: 'pronoun', 'office', 'subject before', 'short name'.")
    paragraph: int = Field(ge=1, description="The paragraph that names them so.")


class Told(Frozen):
    """A sentence of an article, with whom it means."""

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0, description="First character within the paragraph.")
    end: int
    text: str
    people: tuple[str, ...] = Field(default=(), description="Whom it names or means, as fully as the article does.")
    subject: str = Field(default="", description="The person whom it is about, where it begins with one.")
    speaker: str = Field(default="", description="Whose words it reports; a person in full, others as they are named.")
    references: tuple[Reference, ...] = ()


class _Scene(NamedTuple):
    """What is known of an article."""

    texts: tuple[str, ...]
    known: tuple[str, ...]
    """Its people."""
    offices: tuple[tuple[str, str], ...]
    """Offices that other articles give to people, with whom."""


@lru_cache(maxsize=KEPT)
def told(
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
    return tuple(found)


def cast(texts: Sequence[str], asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The people of an article, those of some names among them, each as fully as it names them.

    Besides those of `people.people` they are names of several words a part of which stands elsewhere by itself.
    """
    known = list(people(tuple(texts)))
    whole = "\n".join(texts)
    others = [match[0] for match in _NAMES.finditer(whole) if _is_a_person(match[0], whole)]
    for name in (*(_as_written(name, whole) for name in asked), *dict.fromkeys(others)):
        if name and not any(same_person(name, other) for other in known if " " in other):
            known = [other for other in known if not same_person(other, name)] + [name]
    return tuple(known)


def _is_a_person(name: str, text: str) -> bool:
    """Whether a part of a name stands by itself as people are named after the first time: 'Mr Poe', 'Poe said'."""
    words = name.split()
    parts = {fold(part) for word in words for part in re.split(r"[-’']", word)}
    if (
        any(long <= parts for long in LONG_NAMES)
        or parts & (NOT_PEOPLE | KNOWN | set(CAPITALS))
        or parts & TITLES
        or words[0] in SENTENCE_OPENERS
    ):
        return False
    if re.search(
        rf"(?:{_ROLE}),? {re.escape(name)}(?!\w)|{re.escape(name)}, (?:the|an?|his|her|its)\b[^,.;]{{0,60}}{_ROLE}",
        text,
    ):
        return True
    if re.search(rf"(?:^|[.!?]\s){re.escape(name)} (?:has |had |was |is )?{any_of(ACTING)}\b", text, re.M):
        return True
    alone = "|".join(re.escape(word) for word in (words[0], words[-1]))
    return (
        re.search(
            rf"(?<![A-Z]\w\w )(?<![\w-])(?:{_courtesy()}(?:{alone})|(?:{alone})(?:\s+\w+ly)?\s+{_SAID_BY})\b(?!\s+[A-Z])",
            text,
        )
        is not None
    )


def offices(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The offices that texts give to a person, in small letters, without country and article: 'prime minister'."""
    found: dict[str, None] = {}
    full = r"[\s-]+".join(re.escape(word) for word in _WORD.findall(name))
    one_word = "" if len(name_words(name)) > 1 else r"(?:[A-Z][\w’'-]+ )?"
    for text in texts:
        for pattern in (
            rf"(?P<office>(?i:{_OFFICE_WORDS})),? (?:{_courtesy()})?{one_word}{full}(?!\w)",
            rf"(?<!\w){full}, (?:the|a|an|his|her|its|[A-Z][\w ]+['’]s)\s(?:[\w’'-]+ ){{0,3}}?(?P<office>(?i:{_OFFICE_WORDS}))\b",
            rf"(?<!\w){full} (?:became|becomes|is|was) (?:the )?(?P<office>(?i:{_OFFICE_WORDS}))\b",
        ):
            for match in re.finditer(pattern, text):
                found[match["office"].lower()] = None
    return tuple(found)


def _as_written(name: str, text: str) -> str:
    """A name of two words or more as a text writes it; empty where it does not."""
    words = [re.escape(word) for word in _WORD.findall(name)]
    if len(words) < 2:
        return ""
    found = re.search(r"(?<!\w)" + r"[\s-]+".join(words) + r"(?!\w)", text, re.I)
    return found[0] if found and found[0][0].isupper() else ""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without titles and courtesies: 'Mr Jong-un Kim' gives jong, un, kim."""
    words = [fold(word) for word in _WORD.findall(_POLITE.sub("", name))]
    return tuple(word for word in words if word and word not in TITLES) or tuple(filter(None, words))


def same_person(one: str, other: str) -> bool:
    """Whether two names can be of one person: the words of one are among those of the other."""
    first, second = set(name_words(one)), set(name_words(other))
    return bool(first and second) and (first <= second or second <= first)


def same_party(asked: str, speaker: str) -> bool:
    """Whether a speaker who is no person is the one asked for: 'the police', 'Pyongyang' for North Korea.

    All telling words of what is asked for must be among the speaker's, countries and their capitals and peoples alike.
    """
    wanted, given = _party(asked), _party(speaker)
    return bool(wanted) and wanted <= given


def _party(name: str) -> frozenset[str]:
    words = [fold(word.rstrip("s")) if word[:1].islower() else fold(word) for word in re.findall(r"[\w.’']+", name)]
    found = {PLACE.get(word, word) for word in words if word and word not in STOP_WORDS}
    for capital in found & set(CAPITALS):
        names = set(CAPITALS[capital].split())
        found = found - {capital} | next((form for forms in SAME for form in forms if form <= names), names)
    for forms in SAME:
        if any(form <= found for form in forms):
            found = found - set().union(*forms) | set(forms[0])
    return frozenset(found)


def _told(number: int, start: int, text: str, before: Sequence[Told], scene: _Scene) -> Told:
    """One sentence; those before it are known."""
    known = scene.known
    plain = _QUOTES.sub(lambda quote: " " * len(quote[0]), text)
    named = _named(plain, known)
    references = _references(number, text, plain, before, scene)
    meant_here = tuple(dict.fromkeys([*named, *(each.name for each in references)]))
    subject = _subject(plain, named) or next((each.name for each in references), "")
    return Told(
        paragraph=number,
        start=start,
        end=start + len(text),
        text=text,
        people=meant_here,
        subject=subject,
        speaker=_speaker(plain, known, references),
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
        if not opens and (_named(plain[:start], scene.known) or _OFFICE.search(plain[:start])):
            continue
        who = _meant(before, scene.known)
        if who:
            return [_reference(text, (start, end), *who)]
    return []


def _reference(text: str, span: tuple[int, int], name: str, rule: str) -> Reference:
    return Reference(text=text[slice(*span)], start=span[0], end=span[1], name=name, rule=rule, paragraph=1)


def _place(name: str, texts: Sequence[str]) -> int:
    """The number of the paragraph that has a name first."""
    return next((number for number, text in enumerate(texts, start=1) if name in text), 1)


def _meant(before: Sequence[Told], known: Sequence[str]) -> tuple[str, str] | None:
    """Whom a pronoun means, and by which rule: it is sure, or the subject of the sentence before."""
    sure = meant([each.text for each in before], known)
    if sure and not sure.startswith("the "):
        return sure, "pronoun"
    last = before[-1] if before else None
    if last and last.subject:
        return last.subject, "subject before"
    if sure:
        return sure, "pronoun"
    silent = last is not None and not last.people and not _SOME_ROLE.search(last.text)
    if silent and len(before) > 1 and before[-2].subject:
        return before[-2].subject, "subject before"
    return None


def _holder(office: str, text: str, number: int, before: Sequence[Told], scene: _Scene) -> tuple[str, str] | None:
    """Who holds an office, by which rule: to whom the article gives it, else the subject of the sentence before."""
    after = text[text.find(office) + len(office) :]
    if re.match(r",?\s+[A-Z]", after) or re.match(r"\s+(?:of|for|in|to)\b", after):
        return None  # The name stands beside it, or it is an office of another.
    role = _role(office)
    modifiers = {PLACE.get(fold(word), fold(word)) for word in office.split()} - {*role.split(), "the", "its"}
    holders = [name for name in scene.known if role in offices(name, scene.texts)]
    last = before[-1] if before else None
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
    found = re.search(rf"(?i){_OFFICE_WORDS}$", office)
    return found[0].lower() if found else office.split()[-1].lower()


def _is_in(name: str, texts: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name.split()[-1])}(?!\w)", text) for text in texts)


def _courtesy() -> str:
    return rf"{any_of(COURTESIES)}\.?\s+"


def _named(text: str, known: Sequence[str]) -> list[str]:
    """The people whom a text names, in full or in part, in the order of their first mention.

    A part of a name counts where it is nobody else's; behind another first name it is another person's.
    """
    found: dict[str, int] = {}
    for name in known:
        parts = [name, *(part for part in name.split() if sum(part in other.split() for other in known) == 1)]
        for part in parts:
            match = re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])(?!-\w)", text)
            if match and not (part != name and _is_another(text, match, name)):
                found[name] = min(match.start(), found.get(name, match.start()))
    return sorted(found, key=lambda name: found[name])


def _is_another(text: str, match: re.Match[str], name: str) -> bool:
    """Whether a surname stands behind a first name that is not its person's: 'Jo Johnson' for Boris Johnson."""
    before = re.search(r"([A-Z][\w’'-]+) $", text[: match.start()])
    if not before or fold(before[1]) in TITLES or before[1] in COURTESIES:
        return False
    return before[1] not in name.split() and re.search(r"[.!?] $|^$", text[: before.start()]) is None


def _subject(text: str, named: Sequence[str]) -> str:
    """The person with whom a sentence begins, but for an opening phrase; empty where it begins otherwise."""
    for name in named[:1]:
        places = [text.find(part) for part in (name, *name.split()) if part in text]
        at = min(places)
        end = max(at + len(part) for part in (name, *name.split()) if text.startswith(part, at))
        possessive = text[end : end + 2] in ("'s", "’s")
        if len(text[:at].split()) <= LONGEST_OPENING and not _VERB.search(text[:at]) and not possessive:
            return name
    return ""


def _speaker(text: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """Whose words a sentence reports; empty where that is nobody's or not clear."""
    for match in _SAYS.finditer(text):
        words = text[: match.start()]
        if _NO_VERB.search(words) or _PASSIVE.match(text, match.end()):
            continue
        speaker = _before_verb(words, known, references)
        if speaker:
            return speaker
        after = re.match(r"\s+(?P<who>(?:the |an? )?(?:[\w’'.-]+ ?){1,6})", text[match.end() :])
        if after and re.search(r"[,”\"’]\s*$", words) and (named := _named(after["who"], known)):
            return named[0]
    according = _ACCORDING.search(text)
    if according:
        words = (according["who"] or according["by"] or according["of"]).strip()
        named = _named(words, known)
        return named[0] if named else _plain(re.sub(r"\s+(?:on|in|at|it|he|she)\b.*$", "", words))
    return ""


def _before_verb(words: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """The subject of a verb of saying, from the words before it."""
    words = _ADVERBS.sub("", words.rstrip())
    last = _BREAK.split(f"{words} ")[-1].strip()
    if re.search(r"(?i)(?:^|[\s,”\"’])(?:he|she)$", words):
        own = [each for each in references if each.text.lower() in ("he", "she")]
        return own[0].name if own else _own_subject(words, known, references)
    if words.endswith(",") or not last:
        return _with_apposition(words, known, references)
    named = _named(last, known)
    if named:
        if _OF_ANOTHER.search(last[: min(last.find(part) for part in named[-1].split() if part in last)]):
            return _plain(last)
        behind = last[max(last.rfind(part) + len(part) for part in named[-1].split()) :]
        if re.match(r"['’]s\s", behind):
            return _plain(last)
        together = re.search(r"[A-Z][\w’'-]*\s+and\s+$", words[: words.rfind(last)]) is not None
        return "" if _VERB.search(behind) or _SAYS.search(behind) or len(behind.split()) > 3 or together else named[-1]
    held = next((each for each in references if each.text in last), None)
    return held.name if held and held.rule != "pronoun" else _plain(last)


def _own_subject(words: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """Whom a 'he' means that stands behind a name in its own sentence, where there is one only."""
    named = _named(words, known)
    if len(named) == 1 and _OF_ANOTHER.search(
        words[: min(words.find(part) for part in named[0].split() if part in words)]
    ):
        return ""
    return named[0] if len(named) == 1 and not references and re.search(r"[,”\"’:]\s*(?:he|she)$", words) else ""


def _with_apposition(words: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """The subject before 'a deputy chief of the office,' that stands between commas after it."""
    pieces = [piece.strip() for piece in words.split(",") if piece.strip()]
    for piece in reversed(pieces[:-1]):
        named = _named(piece, known)
        if named and piece.endswith(tuple(named[-1].split())):
            return named[-1]
    if pieces and len(named := _named(pieces[-1], known)) == 1 and pieces[-1].endswith(tuple(named[0].split())):
        return named[0]
    return _plain(pieces[0]) if len(pieces) == 2 else ""


def _plain(words: str) -> str:
    """A speaker who has no name, as he is called; empty where the words are no such."""
    words = _ADVERBS.sub("", words.strip(" ,"))
    leading = re.match(
        rf"(?:{any_of((*OPENING_PREPOSITIONS, 'By', 'To', 'Of', 'After', 'Before', 'But', 'And'))}|[a-z]+)\s", words
    )
    phrases = (_NOUN_PHRASE,) if leading and not _DETERMINED.match(words) else (_WHOLE_PHRASE, _NOUN_PHRASE)
    found = next((match for phrase in phrases if (match := phrase.search(words))), None)
    phrase = found["phrase"].strip() if found else ""
    first = phrase.split(" ")[0].lower()
    determined = _DETERMINED.match(phrase) is not None
    alone = re.fullmatch(r"[a-z]+", phrase) is not None and not (phrase.endswith("s") or phrase in SPEAKERS)
    if (
        not phrase
        or alone
        or re.search(r"(?i)\b(?:it|they|he|she|we|and|that|this)$", phrase)
        or (first in FUNCTION_WORDS and not determined)
        or _VERB.search(phrase)
        or _SAYS.search(phrase)
    ):
        return ""
    return phrase if len(phrase.split()) <= LONGEST_SPEAKER else ""
