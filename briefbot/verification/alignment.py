"""The sentence of the evidence that a claim repeats, where it repeats one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from briefbot.citations import shift_dates
from briefbot.text.words import stems
from briefbot.verification.evidence import Evidence

# Plain on purpose: a sentence cut short at "Gov. Smith" only makes it less likely that a claim repeats it.
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z])")
_ENOUGH = 0.75  # share of the claim's content words that its source sentence has


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return tuple((start, end, stems(text[start:end])) for start, end in pairwise(ends))


def source_sentence(claim: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The one sentence that the claim repeats: at least three quarters of its content words; None if there is none.

    It comes as evidence of its own, with the dates that are in it.
    """
    wanted = stems(claim)
    best, most = None, _ENOUGH * len(wanted)
    for item in evidence:
        for start, end, found in _sentences(item.text):
            shared = len(wanted & found)
            if wanted and shared >= most and (best is None or shared > most):
                best, most = (item, start, end), shared
    if best is None:
        return None
    item, start, end = best
    return item.model_copy(update={"text": item.text[start:end], "dates": shift_dates(item.dates, start, end)})
