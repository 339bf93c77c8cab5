"""What the words of a claim and of its sources say about support, without any model."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from briefbot.text.lexicon.opposites import OPPOSITES
from briefbot.text.words import WORD, is_cue, plain_word, stem
from briefbot.verification.evidence import Mismatch, Source
from briefbot.verification.excerpt import ORDINARY, SourceSentence, content, word_rarity

LONG_SOURCE = 6000  # characters; of sources as long as this nearly every word of a supported claim is expected
MOST_MISMATCHES = 2  # mismatches of one kind that are counted


def lexical_features(
    claim: str,
    sources: Sequence[Source],
    found: Sequence[SourceSentence],
    chosen: Sequence[SourceSentence],
    absent: Sequence[Mismatch],
) -> dict[str, float]:
    """Features between 0 and about 1, by name.

    Args:
        claim: one sentence.
        sources: what it is to be found in.
        found: all sentences of the sources.
        chosen: those that the claim is judged by.
        absent: the mismatches that the exact check found.
    """
    kinds: list[str] = [mismatch.kind for mismatch in absent]
    rare = word_rarity(found)
    weights = {word: rare(word) for word in dict.fromkeys(content(claim))}
    total = sum(weights.values()) or 1.0
    known = frozenset().union(*(unit.words for unit in found))
    seen = frozenset().union(*(unit.words for unit in chosen))
    size = math.log(max(1, sum(len(source.text) for source in sources)))
    length = min(1.0, max(0.0, (size - math.log(ORDINARY)) / (math.log(LONG_SOURCE) - math.log(ORDINARY))))
    lost = 1 - sum(weight for word, weight in weights.items() if word in known) / total
    nearest = max(chosen, key=lambda unit: sum(weights.get(word, 0.0) for word in unit.words), default=None)
    return {
        "number": min(MOST_MISMATCHES, sum(map(kinds.count, ("number", "unit", "date")))) / MOST_MISMATCHES,
        "name": min(MOST_MISMATCHES, kinds.count("name")) / MOST_MISMATCHES,
        "other": float("negation" in kinds or "quote" in kinds),
        "lost_long": lost * length,
        "long": length,
        "negated": float(_negates(claim) and not (nearest and _negates(_text(sources, nearest)))),
        "opposite": float(any(word not in seen and OPPOSITE.get(word, frozenset()) & seen for word in weights)),
    }


def _text(sources: Sequence[Source], unit: SourceSentence) -> str:
    source = sources[unit.source]
    return source.text[unit.start : unit.end] if unit.end else source.header


def _negates(text: str) -> bool:
    return any(is_cue(plain_word(word)) for word in WORD.findall(text))


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for pair in OPPOSITES.split(";"):
        one, other = map(stem, pair.split())
        table[one].add(other)
        table[other].add(one)
    return {word: frozenset(others) for word, others in table.items()}


OPPOSITE = _table()
"""The opposites of a stem, where it has some."""
