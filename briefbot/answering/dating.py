"""Which of the dates that a sentence names it is itself of: those of what it tells, not of what it only speaks of.

"By 322 to 306 the House accepted an amendment of Letwin, one of those expelled in September" is not of September, nor
is "ample time on either side of the summit of October 17" of that day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import DAY_PARTS, PARTS_OF_TIME
from briefbot.text.lexicon.kinds import SAY
from briefbot.text.lexicon.numbers import ONES
from briefbot.text.lexicon.questions import QUESTION_VERBS
from briefbot.text.lexicon.verbs import BEFORE_CLAUSE, PAST_VERBS, RELATIVES, SOME_OF
from briefbot.types import DateMention

_CLAUSE = r"(?:(?!\s[–—-]\s)[^,;:()])*$"
_RELATIVE = re.compile(rf"(?<!,\s)\b{any_of(RELATIVES)}\b{_CLAUSE}", re.I)
_THAT = re.compile(rf"\b(?P<noun>[a-z]+) that (?={_CLAUSE})")
_SAYING = re.compile(rf"(?:{any_of((*SAY, *BEFORE_CLAUSE))}|\w+ed|\w+ing)", re.I)
_OF_NOUN = re.compile(rf"\b(?!{any_of((*DAY_PARTS, *PARTS_OF_TIME))}\b)[a-z]{{3,}} of (?:the )?$")
_FINITE = re.compile(rf"\b(?:{any_of(QUESTION_VERBS)}|{any_of(PAST_VERBS)}|\w+ed)\b")
"""Before a noun that has one before it the sentence tells of something else."""
_APPOSITION = re.compile(
    rf",\s(?:{any_of((*ONES[1:4], *SOME_OF))} of|among|an?|the)\s[^,;:]*\b[a-z]+(?:ed|en)"
    r"\s(?:in|on|at|last|since)?\s?$"
)


def days_told(text: str, dates: Sequence[DateMention]) -> tuple[DateMention, ...]:
    """The dates of what a sentence tells.

    Args:
        text: the sentence.
        dates: all that it names; their spans count within it.
    """
    kept = []
    end = 0  # of the date before, behind which a clause beside goes on no longer
    for date in sorted(dates, key=lambda each: each.start):
        if not _is_aside(text[end : date.start]):
            kept.append(date)
        end = date.end
    return tuple(kept)


def _is_aside(before: str) -> bool:
    """Whether the words before a date make it one of a clause or a noun beside what is told."""
    if (_OF_NOUN.search(before) and _FINITE.search(before)) or _APPOSITION.search(before) or _RELATIVE.search(before):
        return True
    that = _THAT.search(before)
    return that is not None and _SAYING.fullmatch(that["noun"]) is None
