"""Names of places as they are written."""

from __future__ import annotations

import re

from briefbot.text.lexicon.places import KNOWN, QUARTERS

_QUARTER = re.compile(r"\b([NSEW])\. (?=([A-Z][a-z]+))")


def whole_quarters(text: str) -> str:
    """The text with the quarter before a country spelled out: 'N. Korea' as 'North Korea', 'E. Grant' as it was."""
    return _QUARTER.sub(lambda m: f"{QUARTERS[m[1]]} " if m[2].lower() in KNOWN else m[0], text)
