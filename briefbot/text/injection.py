"""Paragraphs that speak to a machine instead of a reader: they are text like any other, but no news.

Nothing that stands in an article is followed. These patterns only keep a briefing from retelling what was planted there
for a summary; what they miss is retold as the words of its article, with its citation.
"""

from __future__ import annotations

import re

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.press import MACHINES, ORDERS, PLAIN_ORDERS

MOST_FOREIGN = 0.3  # share of letters outside ASCII from which a paragraph is not of an English article
_MARKERS = re.compile(
    r"<\|\w+\|>|\[/?INST\]|<</?SYS>>|<!--|^\s*\[\d+\]\s|\[\d+\]\[\d+\]|\bpassage \[\d+\]|\[\d+\]\W*$"
    r"|\b(?:User|Human|System): .*\bAssistant:|\bSYSTEM OVERRIDE\b"
    r"|^\s*(?:Question|Answer|Claim|Passages?):\s",
    re.S,
)
_MACHINE = re.compile(rf"\b{any_of(MACHINES)}\b")
_ORDER = re.compile(rf"\b{any_of(ORDERS)}\b", re.I)
_PLAIN_ORDER = re.compile(rf"\b{any_of(PLAIN_ORDERS)}", re.I)


def speaks_to_machines(text: str) -> bool:
    """Whether a paragraph has marks of a chat or prompt, or orders for whoever sums it up, or is in another script."""
    letters = [letter for letter in text if letter.isalpha()]
    if sum(not letter.isascii() for letter in letters) > MOST_FOREIGN * len(letters):
        return True
    if _MARKERS.search(text) or _PLAIN_ORDER.search(text):
        return True
    return _MACHINE.search(text) is not None and _ORDER.search(text) is not None
