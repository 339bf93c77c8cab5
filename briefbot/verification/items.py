"""Whether a list in a claim names each thing once, and nothing of which its evidence has no word.

A small model that is asked for five things writes five, whatever its passages have: it says one again, or adds some of
its own, and a yes or no over the whole sentence hardly notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import NO_ITEM
from briefbot.text.words import stems
from briefbot.verification.evidence import Evidence, Mismatch, MismatchKind

FEWEST_ITEMS = 3  # things that make a list
LONGEST_ITEM = 6  # words of a thing; a longer one is a clause of its own
_CONJUNCTION = re.compile(r"\s*\b(?:and|or)\s+")
_COMMA = re.compile(r"[,;]\s+")
_OPENING = re.compile(r"^.*:\s*", re.DOTALL)
_CLAUSE = re.compile(rf"(?i){any_of(NO_ITEM)}\b")


def wrong_items(claim: str, evidence: Sequence[Evidence]) -> list[Mismatch]:
    """A mismatch for each thing of a list that was named before, or of which the evidence has no content word.

    Things with a figure or made of names alone are left to the checks of numbers, dates and names.
    """
    items = list(_items(claim))
    if len(items) < FEWEST_ITEMS - 1:
        return []
    known = frozenset[str]().union(*(stems(text) for item in evidence for text in (item.text, item.context)))
    seen: set[frozenset[str]] = set()
    wrong = []
    for start, end in items:
        text = claim[start:end]
        words = stems(text)
        if not words:
            continue
        if words in seen or (_is_plain(text) and not words & known):
            wrong.append(Mismatch(kind=MismatchKind.ITEM, text=text, start=start, end=end))
        seen.add(words)
    return wrong


def _items(claim: str) -> Iterator[tuple[int, int]]:
    """The spans of the things of a list such as "A, B, C and D"; none where the commas part clauses.

    Of the first, what stands before a colon is left out.
    """
    opening = _OPENING.match(claim)
    start, end = opening.end() if opening else 0, len(claim.rstrip(" .!?\"'”’"))
    commas = list(_COMMA.finditer(claim, start, end))
    last = _CONJUNCTION.search(claim, commas[-1].end(), end) if commas else None
    if not last:
        return
    breaks = [(comma.start(), comma.end()) for comma in commas]
    if last.start() == commas[-1].end():
        breaks[-1] = (commas[-1].start(), last.end())
    else:
        breaks.append(last.span())
    spans = list(zip([start, *(after for _, after in breaks)], [*(before for before, _ in breaks), end], strict=True))
    others = [claim[slice(*span)] for span in spans[1:]]
    if all(len(text.split()) <= LONGEST_ITEM and not _CLAUSE.match(text) for text in others):
        yield from spans if opening else spans[1:]


def _is_plain(text: str) -> bool:
    """Whether a thing is told by words, without a figure or a name."""
    return not re.search(r"\d|\b[A-Z]", text)
