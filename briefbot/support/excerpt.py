"""The few sentences of long sources that a claim is judged by.

A small model reads slowly and loses a fact among a thousand words, so it is shown an excerpt. Sentences are taken
greedily: each adds the inverse document frequencies (Spärck Jones, 1972) of the claim's words that it has, halved for
every sentence already taken that has the word too, and a neighbour of a taken sentence counts for more, since "he" and
"there" are explained beside it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from briefbot.exact.alignment import WORD, is_empty, plain_word, stem
from briefbot.sentences import sentence_spans
from briefbot.support.types import Source
from briefbot.temporal import annotate

ROOM = 850  # characters of an excerpt: about 200 tokens
LONGEST = 450  # characters of one sentence; what is longer is a table or a menu and is cut
NEIGHBOUR = 2.0  # what standing beside a taken sentence is worth, in nats of inverse document frequency
LENGTH = 0.001  # how much a character of length costs, against a fixed cost of 1


class Unit(NamedTuple):
    """A sentence of a source, by its place."""

    source: int
    start: int
    end: int
    words: frozenset[str]


def content(text: str) -> list[str]:
    """The stems of a text's content words, in order."""
    plain = (plain_word(word) for word in WORD.findall(text))
    return [stem(word) for word in plain if not is_empty(word)]


def units(sources: Sequence[Source]) -> list[Unit]:
    """The sentences of the sources, in order; lines are never joined."""
    found = []
    for number, source in enumerate(sources):
        for line in re.finditer(r"[^\n]+", source.text):
            for start, end in _pieces(line.group()):
                words = frozenset(content(line.group()[start:end]))
                found.append(Unit(number, line.start() + start, line.start() + end, words))
    return found


def _pieces(line: str) -> list[tuple[int, int]]:
    spans = []
    for start, end in sentence_spans(line):
        while end - start > LONGEST:
            cut = line.rfind(" ", start + 1, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            spans.append((start, cut))
            start = cut + (line[cut : cut + 1] == " ")
        spans.append((start, end))
    return spans


def rarity(found: Sequence[Unit]) -> Callable[[str], float]:
    """The inverse document frequency of a stem over sentences, in nats, as BM25 smooths it."""
    counts = Counter(word for unit in found for word in unit.words)
    return lambda word: math.log(1 + (len(found) - counts[word] + 0.5) / (counts[word] + 0.5))


def choose(claim: str, found: Sequence[Unit], room: int = ROOM) -> list[Unit]:
    """The sentences to judge a claim by, in their order, together of at most `room` characters (at least one)."""
    rare = rarity(found)
    weights = {word: rare(word) for word in sorted(set(content(claim)))}
    gain = {word: weight for word, weight in weights.items()}
    chosen: set[int] = set()
    left = set(range(len(found)))

    def worth(at: int) -> float:
        value = sum(gain[word] for word in gain if word in found[at].words)
        beside = any(near in chosen and found[near].source == found[at].source for near in (at - 1, at + 1))
        return (value + NEIGHBOUR * beside) / (1 + LENGTH * (found[at].end - found[at].start))

    used = 0
    while left:
        best = max(left, key=lambda at: (worth(at), -at))
        if worth(best) <= 0:
            break
        left.discard(best)
        length = found[best].end - found[best].start
        if chosen and used + length > room:
            continue
        chosen.add(best)
        used += length
        for word in gain:
            if word in found[best].words:
                gain[word] /= 2
    return [found[at] for at in sorted(chosen)]


def choose_from(claim: str, sources: Sequence[Source], found: Sequence[Unit], room: int = ROOM) -> list[Unit]:
    """All sentences of sources that are short enough together, the best of longer ones."""
    if sum(len(source.text) for source in sources) <= room:
        return list(found)
    return choose(claim, found, room)


def excerpt(sources: Sequence[Source], found: Sequence[Unit], chosen: Sequence[Unit]) -> str:
    """What the model is shown: the sources as they are when all sentences were chosen, else those that were.

    Sentences that follow one another stand on one line; each source begins with its header.
    """
    if len(chosen) == len(found):
        return "\n".join(source.shown for source in sources)
    lines = []
    for number, source in enumerate(sources):
        own = [unit for unit in chosen if unit.source == number]
        if own and source.header:
            lines.append(source.header)
        for at, unit in enumerate(own):
            words = _dated(source, unit)
            gap = source.text[own[at - 1].end : unit.start] if at else "\n"
            if gap.strip() or "\n" in gap:
                lines.append(words)
            else:
                lines[-1] += f" {words}"
    return "\n".join(lines)


def _dated(source: Source, unit: Unit) -> str:
    """A sentence with the dates in it resolved."""
    dates = tuple(
        date.model_copy(update={"start": date.start - unit.start, "end": date.end - unit.start})
        for date in source.dates
        if unit.start <= date.start and date.end <= unit.end
    )
    return annotate(source.text[unit.start : unit.end], dates)
