"""Words by which a source does not say a thing itself: somebody said so, or it is believed, estimated, or may be."""

from __future__ import annotations

import re

_HEDGE = re.compile(
    r"""(?ix)\b(?:
        (?:is|are|was|were|be|been)\ (?:thought|understood|feared|expected)\ to | it\ is\ thought |
        belie(?:f|fs|ve|ves|ved) | conjectur(?:e|es|ed) | hypothesi[sz](?:e|es|ed) | theori[sz](?:e|es|ed) |
        alleg(?:e|es|ed|edly) | reportedly | supposed(?:ly)? | purported(?:ly)? | apparently | rumou?r(?:s|ed)? |
        suspect(?:s|ed)? | claim(?:s|ed|ing)? | estimat(?:e|es|ed|ing) | according\ to | argu(?:e|es|ed|ing) |
        sa(?:id|ys) | told | tells | reported | reports?\ that | seem(?:s|ed)? | appear(?:s|ed)?\ to |
        (?-i:may) | might | possibly | perhaps | probably | presumably | (?:un)?likely
    )\b"""
)


def drops_hedge(claim: str, source: str) -> bool:
    """Whether a source says a thing on another's word, or hedges it, and a claim does neither.

    "Police said 128,000 marched" proves that police said so; "the lake is believed to have risen", only a belief.
    """
    return bool(_HEDGE.search(source)) and not _HEDGE.search(claim)
