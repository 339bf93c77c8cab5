"""Who says what a sentence reports: the subjects of its verbs of saying, resolved to people where that is clear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import DAY_PARTS, MONTH_NAMES, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import FUNCTION_WORDS, OPENING_PREPOSITIONS
from briefbot.text.lexicon.people import COURTESIES, SPEAKERS, WRITTEN_TITLES
from briefbot.text.lexicon.speech import (
    BEFORE_NO_VERB,
    BEFORE_VERB,
    CLAUSE_BEGINS,
    DETERMINERS,
    HOLDING,
    SAYING,
    WHEN_BEGINS,
)
from briefbot.text.lexicon.verbs import PAST_VERBS
from briefbot.text.names import Reference, named_in

LONGEST_SPEAKER = 8  # words of a speaker who has no name
_SAYS = re.compile(rf"\b(?<!-)(?:{any_of((*SAYING, *HOLDING))})\b(?!-)")
_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?P<who>[^,.;]+)|\bby (?P<by>the [\w’' -]{3,40}?)['’] estimate"
    r"|\b(?:from|by) that of (?P<of>the \w+)"
)
_BREAK = re.compile(rf"[;:,]\s+|\b{any_of(CLAUSE_BEGINS)}\s+")
VERB = re.compile(rf"\b(?:{any_of(PAST_VERBS)})\b")
_OF_ANOTHER = re.compile(
    rf"\b(?:to|of|for|with|from|by|against|and)\s+(?:the\s+)?(?:{any_of((*WRITTEN_TITLES, *COURTESIES))}\.?\s+)?$"
)
_NO_VERB = re.compile(rf"\b{any_of(BEFORE_NO_VERB)}\s+(?:\w+ly\s+)?$")
_PASSIVE = re.compile(
    rf"\s+(?:to be|by|online|[A-Z]\w+ [A-Z]|on {any_of(MONTH_NAMES)}"
    r"|to (?!the|an?|Mr|his|her|reporters)[a-z]+ (?:the|to))\b"
)
_ADVERBS = re.compile(rf"(?:\s+(?:\w+ly|{'|'.join(BEFORE_VERB)}))+\s*$")
_WHEN = re.compile(
    rf"^(?:{any_of(WHEN_BEGINS)}\s+(?:on\s+)?"
    rf"{any_of((*WEEKDAY_NAMES, *MONTH_NAMES, 'week', 'month', 'year', 'later'))}(?:\s+\d{{1,2}})?"
    rf"(?:\s+{any_of(DAY_PARTS)})?\s+)"
)
_DETERMINED = re.compile(rf"(?i){any_of(DETERMINERS)}\b")
_WHOLE_PHRASE = re.compile(r"^(?P<phrase>\w[\w’'.&() -]*)$")
_NOUN_PHRASE = re.compile(
    rf"(?:^|\s)(?P<phrase>(?:(?i:{any_of(DETERMINERS)})\s|[A-Z])"
    r"(?:(?!\s(?:the|its|his|her|an?)\s)[\w’'.&() -])*|\w+)$"
)


def speakers_of(text: str, known: Sequence[str], references: Sequence[Reference]) -> tuple[str, ...]:
    """Whose words a sentence reports, in their order; those of whom it is clear."""
    found: list[str] = []
    for match in _SAYS.finditer(text):
        words = text[: match.start()]
        if _NO_VERB.search(words) or _PASSIVE.match(text, match.end()):
            continue
        speaker = _before_verb(words, known, references)
        after = re.match(r"\s+(?P<who>(?:the |an? )?(?:[\w’'.-]+ ?){1,6})", text[match.end() :])
        if not speaker and after and re.search(r"[,”\"’]\s*$", words) and (named := named_in(after["who"], known)):
            speaker = named[0]
        found += [speaker] if speaker else []
    according = _ACCORDING.search(text)
    if according and not found:
        words = (according["who"] or according["by"] or according["of"]).strip()
        named = named_in(words, known)
        plain = _plain(re.sub(r"\s+(?:on|in|at|it|he|she)\b.*$", "", words))
        found += [named[0]] if named else [plain] if plain else []
    return tuple(dict.fromkeys(found))


def _before_verb(words: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """The subject of a verb of saying, from the words before it."""
    words = _ADVERBS.sub("", words.rstrip())
    last = _BREAK.split(f"{words} ")[-1].strip()
    if re.search(r"(?i)(?:^|[\s,”\"’])(?:he|she)$", words):
        own = [each for each in references if each.text.lower() in ("he", "she")]
        return own[0].name if own else _own_subject(words, known, references)
    if words.endswith(","):
        return _with_apposition(words, known)
    if not last:
        return ""
    named = named_in(last, known)
    if named:
        if _is_of_another(last, named[-1]):
            return _plain(last)
        behind = last[max(last.rfind(part) + len(part) for part in named[-1].split()) :]
        if re.match(r"['’]s\s", behind):
            return _plain(last)
        together = re.search(r"[A-Z][\w’'-]*\s+and\s+$", words[: words.rfind(last)]) is not None
        return "" if VERB.search(behind) or _SAYS.search(behind) or len(behind.split()) > 3 or together else named[-1]
    held = next((each for each in references if each.text in last), None)
    return held.name if held and held.rule != "pronoun" else _plain(last)


def _is_of_another(text: str, name: str) -> bool:
    """Whether a name stands behind a preposition: 'an aide to Ann Poe', 'in a letter to Ann Poe'."""
    return _OF_ANOTHER.search(text[: min(text.find(part) for part in name.split() if part in text)]) is not None


def _own_subject(words: str, known: Sequence[str], references: Sequence[Reference]) -> str:
    """Whom a 'he' means that stands behind a name in its own sentence, where there is one only."""
    named = named_in(words, known)
    if len(named) == 1 and _is_of_another(words, named[0]):
        return ""
    return named[0] if len(named) == 1 and not references and re.search(r"[,”\"’:]\s*(?:he|she)$", words) else ""


def _with_apposition(words: str, known: Sequence[str]) -> str:
    """The subject before 'a deputy chief of the office,' that stands between commas after it."""
    pieces = [piece.strip() for piece in words.split(",") if piece.strip()]
    for piece in reversed(pieces[:-1]):
        named = named_in(piece, known)
        if named and re.fullmatch(rf"{re.escape(named[0])} (?:of|from|at) [^,]*", piece):
            return named[0]
        if named and piece.endswith(tuple(named[-1].split())):
            return "" if _is_of_another(piece, named[-1]) else named[-1]
    if pieces and len(named := named_in(pieces[-1], known)) == 1 and pieces[-1].endswith(tuple(named[0].split())):
        return named[0]
    return _plain(pieces[0]) if len(pieces) == 2 else ""


def _plain(words: str) -> str:
    """A speaker who has no name, as he is called; empty where the words are no such."""
    words = _WHEN.sub("", _ADVERBS.sub("", words.strip(" ,")))
    leading = re.match(
        rf"(?:{any_of((*OPENING_PREPOSITIONS, *WHEN_BEGINS, 'To', 'Of', 'After', 'Before'))}|[a-z]+)\s", words
    )
    plural = re.match(r"[a-z]+s\b", words) is not None
    phrases = (
        (_NOUN_PHRASE,) if leading and not plural and not _DETERMINED.match(words) else (_WHOLE_PHRASE, _NOUN_PHRASE)
    )
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
        or VERB.search(phrase)
        or _SAYS.search(phrase)
    ):
        return ""
    return phrase if len(phrase.split()) <= LONGEST_SPEAKER else ""
