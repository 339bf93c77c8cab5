"""What the words of a claim and of its sources say about support, without any model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from briefbot.exact import Mismatch
from briefbot.exact.alignment import WORD, is_cue, plain_word
from briefbot.support.antonyms import OPPOSITE
from briefbot.support.excerpt import Unit, content, rarity
from briefbot.support.types import Source

SHORT, LONG = 400, 8000  # characters of sources: from here words are expected to differ, from here they are not


def lexical_features(
    claim: str, sources: Sequence[Source], found: Sequence[Unit], chosen: Sequence[Unit], absent: Sequence[Mismatch]
) -> dict[str, float]:
    """Features between 0 and about 1, by name.

    Args:
        claim: one sentence.
        sources: what it is to be found in.
        found: all sentences of the sources.
        chosen: those that the claim is judged by.
        absent: the mismatches that the exact check found.
    """
    kinds = {mismatch.kind for mismatch in absent}
    rare = rarity(found)
    words = content(claim)
    weights = {word: rare(word) for word in dict.fromkeys(words)}
    total = sum(weights.values()) or 1.0
    seen = frozenset().union(*(unit.words for unit in chosen))
    size = math.log(max(1, sum(len(source.text) for source in sources)))
    length = min(1.0, max(0.0, (size - math.log(SHORT)) / (math.log(LONG) - math.log(SHORT))))
    lost = 1 - sum(weight for word, weight in weights.items() if word in seen) / total
    pairs = set(pairwise(words))
    known = {pair for unit in chosen for pair in pairwise(content(_text(sources, unit)))}
    broken = 1 - len(pairs & known) / len(pairs) if pairs else 0.0
    nearest = max(chosen, key=lambda unit: sum(weights.get(word, 0.0) for word in unit.words), default=None)
    return {
        "number": float(bool(kinds & {"number", "unit", "date"})),
        "name": float("name" in kinds),
        "other": float(bool(kinds & {"negation", "quote"})),
        "lost": lost,
        "lost_long": lost * length,
        "broken": broken,
        "broken_long": broken * length,
        "long": length,
        "negated": float(_negates(claim) and not (nearest and _negates(_text(sources, nearest)))),
        "opposite": float(any(word not in seen and OPPOSITE.get(word, frozenset()) & seen for word in weights)),
    }


def _text(sources: Sequence[Source], unit: Unit) -> str:
    source = sources[unit.source]
    return source.text[unit.start : unit.end] if unit.end else source.header


def _negates(text: str) -> bool:
    return any(is_cue(plain_word(word)) for word in WORD.findall(text))
