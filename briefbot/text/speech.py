"""Words by which a source does not say a thing itself: somebody said so, or it is believed, estimated, or may be."""

from __future__ import annotations

import re

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.speech import HEDGES

_HEDGE = re.compile(rf"\b{any_of(HEDGES)}\b", re.I)


def drops_hedge(claim: str, source: str) -> bool:
    """Whether a source says a thing on another's word, or hedges it, and a claim does neither.

    "Police said 128,000 marched" proves that police said so; "the lake is believed to have risen", only a belief.
    """
    return bool(_HEDGE.search(source)) and not _HEDGE.search(claim)
