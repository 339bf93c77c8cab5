"""Which articles may be copies: MinHash signatures of word runs, of which bands that agree are looked up."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from briefbot.text.words import article_words, runs
from briefbot.types import Article

if TYPE_CHECKING:
    from datasketch import MinHash
BANDS, ROWS = 40, 2  # finds 0.98 of the pairs with a Jaccard similarity of 0.3, and 0.92 of those with 0.25
PERMUTATIONS = BANDS * ROWS


def signature(article: Article) -> bytes:
    """The MinHash of the article's runs of words, serialised: the same on every machine.

    Source: Broder, On the resemblance and containment of documents, 1997.
    """
    from datasketch import LeanMinHash

    hashed = _unfilled().copy()
    hashed.update_batch({" ".join(run).encode() for paragraph in article_words(article) for run in runs(paragraph)})
    lean = LeanMinHash(hashed)
    blob = bytearray(lean.bytesize("<"))
    lean.serialize(blob, "<")
    return bytes(blob)


def hashes(signature: bytes) -> npt.NDArray[np.uint32]:
    """The hash values of a signature: the share that two have in common estimates their Jaccard similarity."""
    from datasketch import LeanMinHash

    return np.asarray(LeanMinHash.deserialize(bytearray(signature), "<").hashvalues, dtype="<u4")


def bands(signature: bytes) -> list[tuple[int, int]]:
    """The bands of a signature, of two hash values each, as 64-bit numbers with their positions."""
    return [(int(value), band) for band, value in enumerate(hashes(signature).view("<i8"))]


@cache
def _unfilled() -> MinHash:
    """A MinHash of nothing: drawing its permutations takes longer than hashing an article."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS)
