"""Varied articles in any number, made from the words of the demo corpus as often as they stand there."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import accumulate
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
PUBLISHERS = 40
COPIED = 50
"""One article in so many is a copy of an earlier one: another headline and publisher, and the tail cut."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def make_articles(folder: Path, count: int) -> None:
    """Write articles of four or five paragraphs with two sentences each, about forty tokens a paragraph."""
    chance = random.Random(count)
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.*")) if path.name != "README.md"]
    frequency = Counter(word for text in texts for word in _WORD.findall(text))
    words, totals = list(frequency), list(accumulate(frequency.values()))

    def sentence(length: int) -> str:
        drawn = chance.choices(words, cum_weights=totals, k=length)
        drawn[chance.randrange(1, length)] = str(chance.randint(2, 9_999))
        text = " ".join(drawn)
        return text[0].upper() + text[1:] + "."

    def paragraph() -> str:
        return f"{sentence(chance.randint(11, 17))} {sentence(chance.randint(11, 17))}"

    kept: list[str] = []
    for number in range(count):
        paragraphs = [paragraph() for _ in range(chance.randint(4, 5))]
        if number % COPIED == COPIED - 1:
            paragraphs = kept[: chance.randint(3, 4)]
        kept = paragraphs
        publisher = number % PUBLISHERS
        day = f"{chance.randint(1, 28)} March {chance.randint(2005, 2024)}"
        head = f"{sentence(8).rstrip('.')}\n\nALDPORT, {day} (Gazette {publisher}) -- "
        (folder / f"{number:06}.txt").write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
