"""What a question asks for, told from its words: a yes or no, asked in the positive, and whose reports it names."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Collection, Iterable
from typing import NamedTuple

from briefbot.answering.session import Session
from briefbot.search.query import without_article
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.press import PRESS, PUBLISHED, REPORT
from briefbot.text.lexicon.questions import (
    BEFORE_INTERROGATIVE,
    BEFORE_PUBLISHER,
    CIRCUMSTANCES,
    INTERROGATIVES,
    QUESTION_SUBJECTS,
    QUESTION_VERBS,
)
from briefbot.text.words import fold
from briefbot.types import Refusal
from briefbot.verification.verifier import passage_text

_VERB = rf"{any_of(QUESTION_VERBS)}(?:n't|n’t)?"
_BEGINS = re.compile(rf"(?:(?:and|so|but|then)\s+)?{_VERB}\s+\S", re.I)
_INTERROGATIVE = any_of(INTERROGATIVES)
_ASKS = re.compile(rf"\b{_INTERROGATIVE}\b", re.I)
_CLAUSE = re.compile(
    rf"[,;:]\s*(?:(?P<asking>(?:{any_of(BEFORE_INTERROGATIVE)}\s+)?{_INTERROGATIVE})|"
    rf"{_VERB}\s+(?:{any_of(QUESTION_SUBJECTS)}\b|(?-i:[A-Z\"'“‘])))",
    re.I,
)
_OPENING = re.compile(rf"{any_of(CIRCUMSTANCES)}\b", re.I)
LONGEST_CHOICE = 20  # words of a question whose "or" offers a choice; in a longer one it lists things
_OPPOSITES = (
    ("consistent", "inconsistent"),
    ("the same", "different"),
    ("similar", "different"),
    ("similar", "dissimilar"),
    ("agree", "disagree"),
    ("unchanged", "changed"),
)
_NEGATIVE = re.compile(r"\b(a)n in(?=consisten)|\bin(?=consisten)|\bdis(?=agree|similar)")
_NO_CHANGE = re.compile(r"\bno change(?= in\b)")
_CHANGE = re.compile(r"\ba change\b|\bchange (?:its|his|her|their)\b|\b(?:has|have|had)\b.*\bchanged\b", re.I)


class Affirmed(NamedTuple):
    """A question without a negative, and the words that a yes and a no to it answer with."""

    question: str
    yes: str = "Yes"
    no: str = "No"


def affirmed(question: str) -> Affirmed:
    """A question as it is asked in the positive, since small models overlook a negative.

    A yes to "Was there agreement?" is a no to "Was there disagreement?", no change is consistency, and a yes to "Are
    they consistent?" answers "Are they consistent or inconsistent?" by "Consistent". A question with several negatives
    stays as it is.
    """
    for word, opposite in _OPPOSITES:
        positive, choices = re.subn(rf"\b(?:{word} or {opposite}|{opposite} or {word})\b", word, question)
        if choices:
            return Affirmed(positive, word.capitalize(), opposite.capitalize())
    positive, negatives = _NEGATIVE.subn(lambda found: "a " if found[1] else "", question)
    if negatives == 1:
        return Affirmed(positive, "No", "Yes")
    return Affirmed(question if negatives else _NO_CHANGE.sub("consistency", question))


def asks_for_change(question: str) -> bool:
    """Whether a question is after a change: "was there a change", "did the Gazette change its account"."""
    return _CHANGE.search(question) is not None


def is_yes_or_no(question: str) -> bool:
    """Whether a question asks for a yes or a no, or for a word or its opposite ("consistent or inconsistent").

    It begins with a verb ("Did he resign?"), or opens with a circumstance and goes on with a verb ("After the vote of
    3 September, was there a change?").
    """
    text = affirmed(question).question.strip().lstrip("\"'“‘")
    if _BEGINS.match(text):
        return " or " not in text or "," in text or _ASKS.search(text) is not None or len(text.split()) > LONGEST_CHOICE
    clauses = list(_CLAUSE.finditer(text)) if _OPENING.match(text) else []
    return bool(clauses) and not any(clause["asking"] for clause in clauses)


_NAME = r"(?:[Tt]he\s+)?(?:[A-Z][\w.&'’-]*|[A-Z]+)(?:\s+(?:of\s+|&\s+|and\s+)?[A-Z][\w.&-]*)*"
_PRESS = any_of(PRESS)
_REPORT = any_of((_PRESS, *REPORT))
_AND = re.compile(r"\s+(?:and|&)\s+")
_LEADING = re.compile(
    rf"^(?:(?:{_VERB}|{'|'.join(BEFORE_PUBLISHER)})(?:\s+|$))+",
    re.I,
)
_MARKS = "\"'“”‘’"
_CREDITS = (
    re.compile(rf"\b(?:{_REPORT}|another|one)\s+(?:by|from|in)\s+[{_MARKS}]?({_NAME})"),
    re.compile(rf"[{_MARKS}]?({_NAME})[{_MARKS}]?(?:['’]s?)?\s+{_REPORT}\b"),
    re.compile(rf"\b{any_of(PUBLISHED)}\s+(?:by|in)\s+[{_MARKS}]?({_NAME})"),
)


class Credit(NamedTuple):
    """A name that a question gives as that of a publisher."""

    name: str
    surely: bool
    """Whether nothing else can be meant: "the IPCC report" may be one that the panel wrote and others wrote of."""


def credited(question: str) -> tuple[Credit, ...]:
    """The names that a question gives as those of publishers: "a Bloomberg article", "as reported by Reuters"."""
    found = [(match[1], _is_press(match)) for pattern in _CREDITS for match in pattern.finditer(question)]
    names: dict[str, bool] = {}
    for name, surely in ((part, surely) for text, surely in found for part in _AND.split(text)):
        plain = without_article(_LEADING.sub("", re.sub(r"['’]s?$", "", name)))
        if plain and plain not in month_name:
            names[plain] = names.get(plain, False) or surely
    return tuple(Credit(name, surely) for name, surely in names.items())


def _is_press(credit: re.Match[str]) -> bool:
    return re.search(rf"\b(?:{_PRESS}|another|one|by|in)\b", credit[0].replace(credit[1], " ")) is not None


def unheard(question: str, publishers: Collection[str], texts: Iterable[str]) -> tuple[Credit, ...]:
    """The publishers that a question gives as its sources and that are unknown.

    Args:
        question: what is asked.
        publishers: those of the library.
        texts: what was found, headers included; a name that stands in one of them may be no publisher's at all.
    """
    known = f" {' '.join(_plain(text) for text in (*publishers, *texts))} "
    return tuple(credit for credit in credited(question) if f" {_plain(credit.name)} " not in known)


def _plain(text: str) -> str:
    """The words of a text in small letters without signs, one space between them."""
    return " ".join(fold(word) for word in re.findall(r"[\w.'’]+", text))


def of_known_publishers(session: Session) -> Session:
    """The session, refused where it asks about the report of a publisher that the library has nothing of.

    A body that may be meant as the subject is noted, and what others write of it is answered from.
    """
    texts = map(passage_text, session.passages)
    unknown = unheard(session.question, session.publishers, texts) if session.publishers else ()
    absent = tuple(credit.name for credit in unknown if credit.surely)
    notes = tuple(
        f"No article of {credit.name} is in the library; what others write is answered from."
        for credit in unknown
        if not credit.surely
    )
    session = session.then(notes=(*session.notes, *notes))
    return session.then(refusal=Refusal.UNKNOWN_PUBLISHER, unknown=absent) if absent else session
