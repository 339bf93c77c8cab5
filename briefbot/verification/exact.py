"""All exact checks of one sentence against the paragraphs that it cites.

A small model copies fluently and slips in particulars, so a particular has to be found, not judged:

- A number needs an equal one with the same unit (60 minutes are an hour, $1.7bn are 1,700,000,000 dollars). A rounder
  one passes only behind "about", "nearly", "more than" and the like, and only where that is true. A number with a
  noun is refused where the evidence gives that noun another number and this number other nouns.
- A date needs an equal or a more precise one; a name needs each of its words, where demonyms, capitals of countries,
  acronyms and spellings count as the same and titles ("President") do not count at all.
- Quoted words must be verbatim. A negation is compared only with the sentence that the claim repeats.
- A name is that of one person; a role, and what the repeated sentence tells, are those of the person who has them.
- A list names each thing once, and nothing of which the evidence has no word.
- Where the claim repeats one sentence, its numbers and dates must be those of that sentence: otherwise "three hours"
  would be proven by another event in the same paragraph.
- "We" and "I" that the evidence has between quotation marks only must stand between them in the claim.
- Any other sentence of the evidence, word for word, is never questioned.

What they cannot see: a number, date or name that the cited paragraphs have but say of something else, where the claim
does not repeat one of their sentences; and wrong words that are none of these ("hilltop" for "clifftop"). Citation
marks such as "[1]" must be taken out of the claim before, or they are read as numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.text.dates.find import find_dates
from briefbot.text.numbers import find_quantities
from briefbot.types import DateMention
from briefbot.verification.alignment import source_sentence
from briefbot.verification.dates import wrong_dates
from briefbot.verification.evidence import Evidence, Mismatch
from briefbot.verification.items import wrong_items
from briefbot.verification.joins import wrong_joins
from briefbot.verification.names import lexicon, wrong_names
from briefbot.verification.numbers import wrong_quantities
from briefbot.verification.quotes import wrong_negation, wrong_quotes, wrong_voice

_ENDS = ".!?"
_CLOSING = " \"”’')]"


def mismatches(
    claim: str, evidence: Sequence[Evidence], *, claim_dates: tuple[DateMention, ...] = ()
) -> tuple[Mismatch, ...]:
    """What the claim says that its evidence does not bear out, in the order of the claim; empty when all is there.

    Args:
        claim: one sentence.
        evidence: the paragraphs that it cites, with the dates found in them.
        claim_dates: the claim's dates; found here when none are given, relative to the article's day when the
            evidence has one only, so that "Sunday" means the same in the claim as in its source.
    """
    spoken = wrong_voice(claim, evidence)
    if spoken or _verbatim(claim, evidence):
        return tuple(spoken)
    days = {item.published for item in evidence if item.published}
    mentions = claim_dates or find_dates(claim, days.pop() if len(days) == 1 else None)
    source = source_sentence(claim, evidence)
    wrong, spans = wrong_dates(claim, mentions, evidence, source)
    quantities = [
        item
        for item in find_quantities(claim)
        if not any(start < item.end and item.start < end for start, end in spans)
    ]
    known = [found for item in evidence for text in (item.text, item.context) for found in find_quantities(text)]
    wrong += wrong_quantities(quantities, known, find_quantities(source.text) if source else ())
    wrong += wrong_names(claim, lexicon(tuple(evidence)))
    wrong += wrong_quotes(claim, evidence)
    wrong += wrong_items(claim, evidence)
    wrong += wrong_joins(claim, evidence)
    wrong += wrong_negation(claim, source.text) if source else []
    return tuple(sorted(wrong, key=lambda item: (item.start, item.end)))


def _verbatim(claim: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the claim stands in the evidence word for word, as whole sentences."""
    copy = " ".join(claim.split())
    for item in evidence:
        text = " ".join(item.text.split())
        at = text.find(copy)
        while at >= 0:
            before, after = text[:at].rstrip(_CLOSING), text[at + len(copy) :].lstrip(_CLOSING)
            if (not before or before[-1] in _ENDS) and (not after or after[0] in _ENDS or copy.endswith(tuple(_ENDS))):
                return True
            at = text.find(copy, at + 1)
    return False
