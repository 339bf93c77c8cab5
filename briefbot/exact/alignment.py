"""The sentence of the evidence that a claim repeats, where it repeats one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from briefbot.exact.models import Evidence
from briefbot.exact.numbers import NUMBER_WORDS
from briefbot.sentences import sentence_spans

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
CUES = frozenset(
    ["not", "no", "never", "neither", "nor", "none", "without", "cannot", "denied", "deny", "denies", "denying", "failed", "fail", "fails", "failing", "refused", "refuse", "refuses", "refusing", "unable", "declined", "rejected"]
)
_EMPTY = frozenset(
    ["a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "as", "that", "which", "who", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could", "may", "might", "shall", "should", "must", "it", "its", "he", "she", "they", "his", "her", "their", "said", "says", "so", "very", "any", "yet", "there", "this", "also", "more", "only", "about", "nearly", "over", "than", "least"]
)
_ENOUGH = 0.75  # share of the claim's content words that its source sentence has


def plain_word(word: str) -> str:
    """A word in lower case with a straight apostrophe."""
    return word.lower().replace("’", "'")


def is_cue(word: str) -> bool:
    """Whether a plain word negates."""
    return word in CUES or word.endswith("n't")


def is_empty(word: str) -> bool:
    """Whether a plain word carries no content of its own."""
    return word in _EMPTY


def stem(word: str) -> str:
    """A plain word without the commonest endings."""
    word = word.removesuffix("'s")
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, without numbers and negations."""
    words = {plain_word(word) for word in WORD.findall(text)}
    return frozenset(
        stem(word)
        for word in words
        if not is_empty(word) and not is_cue(word) and not word[0].isdigit() and word not in NUMBER_WORDS
    )


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    return tuple((start, end, stems(text[start:end])) for start, end in sentence_spans(text))


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
    dates = tuple(
        date.model_copy(update={"start": date.start - start, "end": date.end - start})
        for date in item.dates
        if start <= date.start and date.end <= end
    )
    return item.model_copy(update={"text": item.text[start:end], "dates": dates})
