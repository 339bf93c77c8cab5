"""The few sentences that a claim is judged by.

A small model reads slowly, and every sentence that does not matter draws its judgement away from those that do, so it
is shown as few as can prove the claim. Sentences are taken greedily by the inverse document frequencies (Spärck Jones,
1972) of the claim's words. From sources of ordinary length each must add words that no sentence taken before has. A
long text says everything several times and scatters the particulars: there a word already found still counts half, a
neighbour of a taken sentence counts for more, since "he" and "there" are explained beside it, and sentences are taken
until the room is used.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from briefbot.citations import shift_dates
from briefbot.text.dates.describe import annotate
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import WORD, is_empty, plain_word, stem
from briefbot.verification.evidence import Source

ORDINARY = 3000  # characters: sources that are longer together count as long
ROOM = 550  # characters of an excerpt of a long text: about 130 tokens
SHARE = 0.12  # of the claim's weight that a further sentence of an ordinary source must add
MOST_SHOWN = 4  # sentences of an ordinary source
LONGEST_SENTENCE = 450  # characters of one sentence; what is longer is a table or a menu and is cut
NEIGHBOUR = 2.0  # what standing beside a taken sentence is worth, in nats of inverse document frequency
LENGTH_COST = 0.001  # how much a character of length costs, against a fixed cost of 1


class SourceSentence(NamedTuple):
    """A sentence of a source, by its place."""

    source: int
    start: int
    end: int
    """One past the last character; 0 for the header, which is not part of the text."""
    words: frozenset[str]


def content(text: str) -> list[str]:
    """The stems of a text's content words, in order."""
    plain = (plain_word(word) for word in WORD.findall(text))
    return [stem(word) for word in plain if not is_empty(word)]


def units(sources: Sequence[Source]) -> list[SourceSentence]:
    """The sentences of the sources, in order, each source's header before its own; lines are never joined."""
    found: list[SourceSentence] = []
    for number, source in enumerate(sources):
        if source.header:
            found.append(SourceSentence(number, 0, 0, frozenset(content(source.header))))
        for line in re.finditer(r"[^\n]+", source.text):
            for start, end in _pieces(line.group()):
                words = frozenset(content(line.group()[start:end]))
                found.append(SourceSentence(number, line.start() + start, line.start() + end, words))
    return found


def _pieces(line: str) -> list[tuple[int, int]]:
    spans = []
    for start, end in sentence_spans(line):
        while end - start > LONGEST_SENTENCE:
            cut = line.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            cut = cut if cut > start else start + LONGEST_SENTENCE
            spans.append((start, cut))
            start = cut + (line[cut : cut + 1] == " ")
        spans.append((start, end))
    return spans


def word_rarity(found: Sequence[SourceSentence]) -> Callable[[str], float]:
    """The inverse document frequency of a stem over sentences, in nats, as BM25 smooths it."""
    counts = Counter(word for unit in found for word in unit.words)
    return lambda word: math.log(1 + (len(found) - counts[word] + 0.5) / (counts[word] + 0.5))


def choose_sentences(claim: str, sources: Sequence[Source], found: Sequence[SourceSentence]) -> list[SourceSentence]:
    """The sentences to judge a claim by, in their order; at least one where there is any."""
    rare = word_rarity(found)
    weights = {word: rare(word) for word in dict.fromkeys(content(claim))}
    long = sum(len(source.text) for source in sources) > ORDINARY
    return _widest(weights, found) if long else _fewest(weights, found)


def _fewest(weights: dict[str, float], found: Sequence[SourceSentence]) -> list[SourceSentence]:
    """As few sentences as have the words between them."""
    left = dict(weights)
    chosen: list[int] = []
    while len(chosen) < min(MOST_SHOWN, len(found)):
        rest = [at for at in range(len(found)) if at not in chosen]
        best = max(rest, key=lambda at: (_gain(left, found[at]) / _cost(found[at]), -at))
        if chosen and _gain(left, found[best]) < SHARE * sum(weights.values()):
            break
        chosen.append(best)
        for word in found[best].words:
            left.pop(word, None)
    return [found[at] for at in sorted(chosen)]


def _widest(weights: dict[str, float], found: Sequence[SourceSentence], room: int = ROOM) -> list[SourceSentence]:
    """Sentences with the words, and their neighbours, as many as the room holds."""
    gains = dict(weights)
    chosen: set[int] = set()
    left = set(range(len(found)))

    def worth(at: int) -> float:
        beside = any(near in chosen and found[near].source == found[at].source for near in (at - 1, at + 1))
        return (_gain(gains, found[at]) + NEIGHBOUR * beside) / _cost(found[at])

    used = 0
    while left:
        best = max(left, key=lambda at: (worth(at), -at))
        if worth(best) <= 0 and chosen:
            break
        left.discard(best)
        length = found[best].end - found[best].start
        if chosen and used + length > room:
            continue
        chosen.add(best)
        used += length
        for word in found[best].words & gains.keys():
            gains[word] /= 2
    return [found[at] for at in sorted(chosen)]


def _gain(weights: dict[str, float], unit: SourceSentence) -> float:
    return sum(weight for word, weight in weights.items() if word in unit.words)


def _cost(unit: SourceSentence) -> float:
    return 1 + LENGTH_COST * (unit.end - unit.start)


def excerpt(sources: Sequence[Source], chosen: Sequence[SourceSentence]) -> str:
    """Chosen sentences as the model sees them: on one line, with their dates resolved."""
    return " ".join(_dated(sources[unit.source], unit) for unit in chosen)


def _dated(source: Source, unit: SourceSentence) -> str:
    """A sentence with the dates in it resolved; the header of a source as it is."""
    if not unit.end:
        return f"{source.header}."
    return annotate(source.text[unit.start : unit.end], shift_dates(source.dates, unit.start, unit.end))
