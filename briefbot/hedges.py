"""Words by which a source does not say a thing itself: it is believed, alleged, estimated, or may be."""

from __future__ import annotations

import re

_HEDGE = re.compile(
    r"""(?ix)\b(?:
        (?:is|are|was|were|be|been)\ (?:said|thought|understood|feared|expected)\ to | it\ is\ (?:said|thought) |
        belie(?:f|fs|ve|ves|ved) | conjectur(?:e|es|ed) | hypothesi[sz](?:e|es|ed) | theori[sz](?:e|es|ed) |
        alleg(?:e|es|ed|edly) | reportedly | supposed(?:ly)? | purported(?:ly)? | apparently | rumou?r(?:s|ed)? |
        suspect(?:s|ed)? | claim(?:s|ed|ing)? | estimat(?:e|es|ed|ing) | according\ to | suggest(?:s|ed|ing)? |
        argu(?:e|es|ed|ing) | (?-i:may) | might | could | possibly | perhaps | probably | presumably | (?:un)?likely |
        seem(?:s|ed)? | appear(?:s|ed)?\ to
    )\b"""
)


def drops_hedge(claim: str, source: str) -> bool:
    """Whether a source hedges or names who says so, and a claim does not: "it is conjectured that the lake rose"."""
    return bool(_HEDGE.search(source)) and not _HEDGE.search(claim)
