"""Whether the clause around a date speaks of the past or of the future.

The verb that counts is the nearest one before the date in its clause, else the first after it in its sentence:
"said on Sunday that he will go on Tuesday", "said the talks on Tuesday will be short".
"""

from __future__ import annotations

import re

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.verbs import (
    CLAUSE_WORDS,
    CONVENING,
    DECIDING,
    INTENDING,
    PASSIVES,
    PAST_VERBS,
    PLANNED,
    POSTPONED,
    SEEKING,
    SUBJECTS,
    TIMETABLED,
    UNDERTAKEN,
    WILL,
)

_WINDOW = 200  # Characters on either side; keeps the cost of a date constant in long texts.
_FUTURE = rf"""
    \b{any_of(WILL)}\b(?!\s+have\b) | ['’]ll\b
    | \b{any_of(INTENDING)}\sto\b
    | \b{any_of(PLANNED)}\b | \bset\sfor\b
    | \b{any_of(SEEKING)}\s(?=an?\b|the\b)
    | \b{any_of(POSTPONED)}\s(?:from\s\w+\s)?to\b
    | \bto\s{any_of(CONVENING)}\b
    | \bahead\sof\b | \b(?:until|till)\b | (?<!the\s)\bnext\b(?!\sto\b) | \b(?:is|are)\s[a-z]+ing\b
    | \b{any_of(TIMETABLED)}\b
"""
# "Will be held" is future: a participle after "be" is passed over.
_PAST = rf"""
    \baccording\sto\b | \b(?:was|were)\s(?:first|originally|initially)\s[a-z]+ed\b
    | (?<!\bbe\s)\b{any_of(PAST_VERBS)}\b
"""
_VERB = re.compile(rf"(?P<future>{_FUTURE})|(?P<past>{_PAST})", re.VERBOSE)  # With capitals, "May" is a month.
_INFINITIVE = rf"\bto\s{any_of(UNDERTAKEN)}\b"
_PARTICIPLE = rf"(?<!\w)(?:{any_of(PASSIVES)})\s(?:[a-z]+ly\s)?[a-z]+ed\b"
_LAST_SIGN = re.compile(
    rf"(?P<none>{_PARTICIPLE}|\b(?:has|have)\s(?:an?|the|no)\b)|(?P<ahead>{_FUTURE}|{_INFINITIVE})"
    rf"|(?<!,\s)(?P<past>{_PAST})",
    re.VERBOSE,
)
_DECISION = re.compile(rf"{any_of(DECIDING)}\b")
# "The shop will close, and then on Monday, the clerks were told to go": the day belongs to what follows.
_FRONTED = re.compile(r"[,;]\s+(?:and\s+|but\s+)?(?:then\s+|later\s+|also\s+)?(?:on\s+|in\s+)?$")
_SENTENCE_END = re.compile(
    r"(?<=\w\w)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)[.!?][\"”’)]*\s+(?=[A-Z“\"])|;"
)
# A verb of saying opens a new clause when a subject follows it: "said the talks", but not "said on Sunday".
_CLAUSE_START = re.compile(
    rf"\b{any_of(CLAUSE_WORDS)}\b"
    rf"|\b(?:said|says|added|told\s\w+)\s+(?={any_of(SUBJECTS)}\b)"
)


def tense_around(text: str, start: int, end: int) -> int:
    """1 when the words around `text[start:end]` speak of the future, -1 of the past, 0 when they show neither."""
    sentence = _SENTENCE_END.split(text[max(0, start - _WINDOW) : start])[-1]
    rest = _SENTENCE_END.split(text[end : end + _WINDOW])[0]
    if _is_fronted(sentence, rest):
        sentence = ""
    verbs = list(_VERB.finditer(_CLAUSE_START.split(sentence)[-1]))
    if not verbs:
        verbs = list(_VERB.finditer(rest))[:1]
        if verbs and _DECISION.match(verbs[0][0]):  # "On Monday they agreed to talk": the day of the decision
            return -1
    if not verbs:
        return 0
    return 1 if verbs[-1]["future"] else -1


def is_told_as_past(text: str, start: int, end: int) -> bool:
    """Whether what is nearest to `text[start:end]` in its clause is a verb of the past.

    Stricter than `tense_around`, for what must not be taken for something ahead: no future beyond the clause counts.
    """
    sentence = _SENTENCE_END.split(text[max(0, start - _WINDOW) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _WINDOW])[0]
    before = "" if _is_fronted(sentence, after) else _CLAUSE_START.split(sentence)[-1]
    signs = [sign for sign in _LAST_SIGN.finditer(before) if not sign["none"]]
    if signs:
        return signs[-1]["past"] is not None
    rest = _CLAUSE_START.split(after)[0]
    following = next((sign for sign in _LAST_SIGN.finditer(rest) if not sign["none"]), None)
    return following is not None and following["past"] is not None


def _is_fronted(before: str, after: str) -> bool:
    """Whether a date begins a further clause of its sentence, which then tells what happened that day."""
    return after.startswith(",") and _FRONTED.search(before) is not None and _VERB.search(after) is not None
