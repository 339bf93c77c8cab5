"""Articles -> which are copies or versions of one another, and what changed between them."""

from __future__ import annotations

from briefbot.dedup.diff import Difference, DiffRun, describe_difference, differences
from briefbot.dedup.minhash import signature
from briefbot.dedup.relations import canonical, newer, relation
from briefbot.dedup.titles import plain_title
from briefbot.dedup.urls import canonical_url

__all__ = [
    "DiffRun",
    "Difference",
    "canonical",
    "canonical_url",
    "describe_difference",
    "differences",
    "newer",
    "plain_title",
    "relation",
    "signature",
]
