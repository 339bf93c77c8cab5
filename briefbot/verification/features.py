"""What the words of a claim and of its sources say about support, without any model."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from briefbot.text.words import WORD, is_cue, plain_word, stem
from briefbot.verification.evidence import Mismatch, Source
from briefbot.verification.excerpt import ORDINARY, SourceSentence, content, word_rarity

LONG = 6000  # characters; of sources as long as this nearly every word of a supported claim is expected
MOST = 2  # mismatches of one kind that are counted


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
    length = min(1.0, max(0.0, (size - math.log(ORDINARY)) / (math.log(LONG) - math.log(ORDINARY))))
    lost = 1 - sum(weight for word, weight in weights.items() if word in known) / total
    nearest = max(chosen, key=lambda unit: sum(weights.get(word, 0.0) for word in unit.words), default=None)
    return {
        "number": min(MOST, sum(map(kinds.count, ("number", "unit", "date")))) / MOST,
        "name": min(MOST, kinds.count("name")) / MOST,
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


_PAIRS = """
increase decrease; increase decline; increase drop; increase fall; rise fall; rise drop; rise decline; rose fell;
rose dropped; rose declined; grow shrink; grew shrank; growth decline; gain loss; gain lose; surge plunge;
climb drop; expand contract; raise cut; raise lower; strengthen weaken; ease tighten; surplus deficit; profit loss;
more less; more fewer; most least; higher lower; high low; above below; over under; maximum minimum;
majority minority; many few; all some; all none; always never; sometimes always; before after; first last;
earlier later; early late; begin end; began ended; start stop; start end; open close; resume suspend; continue stop;
accept reject; accept refuse; approve reject; agree disagree; agree refuse; allow ban; allow forbid; permit ban;
support oppose; confirm deny; admit deny; praise criticise; praise criticize; encourage discourage; include exclude;
include omit; cause prevent; install remove; keep remove; buy sell; bought sold; import export; arrive leave;
enter leave; join leave; release arrest; attack defend; win lose; won lost; victory defeat; success failure;
succeed fail; survive die; alive dead; guilty innocent; legal illegal; likely unlikely; possible impossible;
known unknown; safe dangerous; complete incomplete; complete partial; positive negative; true false; public private;
national local; domestic foreign; permanent temporary; urban rural; internal external; inside outside; with without;
up down; north south; east west; northern southern; eastern western; left right; male female; man woman; men women;
boy girl; father mother; son daughter; brother sister; husband wife; young old; new old; large small; big small;
long short; strong weak; rich poor; hot cold; slow fast; easy difficult; better worse; best worst;
optimistic pessimistic; ally enemy; friend enemy; together alone; buyer seller; employer employee; teacher student;
doctor patient; former current; past future; day night; morning evening; summer winter
"""


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    for pair in _PAIRS.split(";"):
        one, other = map(stem, pair.split())
        table[one].add(other)
        table[other].add(one)
    return {word: frozenset(others) for word, others in table.items()}


OPPOSITE = _table()
"""The opposites of a stem, where it has some."""
