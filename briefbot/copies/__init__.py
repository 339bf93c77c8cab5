"""One story told once: near copies, versions of one article, and what changed between them."""

from briefbot.copies.addresses import canonical_url
from briefbot.copies.differences import Difference, Piece, describe, differences
from briefbot.copies.order import canonical, newer
from briefbot.copies.relations import relation
from briefbot.copies.signatures import NearCopies, signature
from briefbot.copies.titles import plain_title

__all__ = [
    "Difference",
    "NearCopies",
    "Piece",
    "canonical",
    "canonical_url",
    "describe",
    "differences",
    "newer",
    "plain_title",
    "relation",
    "signature",
]
