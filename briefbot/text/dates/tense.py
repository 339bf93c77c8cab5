"""Whether the clause around a date speaks of the past or of the future.

The verb that counts is the nearest one before the date in its clause, else the first after it in its sentence:
"said on Sunday that he will go on Tuesday", "said the talks on Tuesday will be short".
"""

from __future__ import annotations

import re

_WINDOW = 200  # Characters on either side; keeps the cost of a date constant in long texts.
_FUTURE = r"""
    \b(?:will|won't|shall|would|must|should|could|can|may|might|cannot)\b(?!\s+have\b) | ['’]ll\b
    | \b(?:is|are|was|were|be|has|have|due|set|likely|ready|about|able|wants?|hopes?|expects?|plans?|intends?|aims?
        |going|agree[sd]?|decided|vow(?:s|ed)?|promised|pledged|prepar(?:es|ing|ed)|supposed|wanted|hoped|intended)\sto\b
    | \b(?:expected|scheduled|planned|planning|slated|due|upcoming|forthcoming|proposed)\b | \bset\sfor\b
    | \b(?:wants?|wanted|seeks?|sought|(?:calls?|called|asks?|asked)\sfor)\s(?=an?\b|the\b)
    | \b(?:postponed|delayed|moved|extended|put\soff|pushed\sback)\s(?:from\s\w+\s)?to\b
    | \bto\s(?:hold|resume|restart|reopen|convene|reconvene|elect)\b
    | \bahead\sof\b | \b(?:until|till)\b | (?<!the\s)\bnext\b(?!\sto\b) | \b(?:is|are)\s[a-z]+ing\b
    | \b(?:opens|closes|begins|starts|resumes|ends|expires|meets|holds|hosts|decides|hears|arrives|visits|travels|heads
        |takes\splace|kicks\soff)\b
"""
# "Will be held" is future: a participle after "be" is passed over.
_PAST = r"""
    \baccording\sto\b | \b(?:was|were)\s(?:first|originally|initially)\s[a-z]+ed\b
    | (?<!\bbe\s)\b(?:had|did|was|were|been|would\shave|could\shave|said|told|met|held|took|made|came|went|began|won
        |lost|left|fell|rose|shot|shook|sent|gave|got|saw|broke|led|flew|wrote|spoke|sank|struck|hit|cut|became|grew|brought
        |found|spent|sat|stood|ran|paid|kept|felt|bought|sold|taught|thought|built|heard|drew|drove|fought|bore|blew|chose
        |threw|withdrew|tore|wore|swore|froze|stole|understood|slept|swept|dealt|meant|sought|caught|laid|lay|fled
        |(?:has|have)(?!\sto)|(?!hundred|indeed|united|need)[a-z]{2,}ed)\b
"""
_VERB = re.compile(rf"(?P<future>{_FUTURE})|(?P<past>{_PAST})", re.VERBOSE)  # With capitals, "May" is a month.
_DECISION = re.compile(r"(?:agreed|decided|vowed|promised|pledged|wanted|hoped|intended|planned)\b")
_SENTENCE_END = re.compile(
    r"(?<=\w\w)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)[.!?][\"”’)]*\s+(?=[A-Z“\"])|;"
)
# A verb of saying opens a new clause when a subject follows it: "said the talks", but not "said on Sunday".
_CLAUSE_START = re.compile(
    r"\b(?:that|which|who|whose|where|when|because|while|although)\b"
    r"|\b(?:said|says|added|told\s\w+)\s+(?=(?:the|an?|his|her|its|their|our|he|she|it|they|we|there|no)\b)"
)


def tense_around(text: str, start: int, end: int) -> int:
    """1 when the words around `text[start:end]` speak of the future, -1 of the past, 0 when they show neither."""
    sentence = _SENTENCE_END.split(text[max(0, start - _WINDOW) : start])[-1]
    verbs = list(_VERB.finditer(_CLAUSE_START.split(sentence)[-1]))
    if not verbs:
        rest = _SENTENCE_END.split(text[end : end + _WINDOW])[0]
        verbs = list(_VERB.finditer(rest))[:1]
        if verbs and _DECISION.match(verbs[0][0]):  # "On Monday they agreed to talk": the day of the decision
            return -1
    if not verbs:
        return 0
    return 1 if verbs[-1]["future"] else -1
