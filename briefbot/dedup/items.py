"""Versions of one item by what wires say of them: the item's identifier and the number of the version, or its slug."""

from __future__ import annotations

import re
from typing import NamedTuple

from briefbot.types import Article, Published, is_item

_NEAR = 2
"""Days within which the same slug means the same story; agencies use slugs again."""


class Issue(NamedTuple):
    """Which item an article is, and which version of it."""

    item: str | None
    replaces: tuple[str, ...]
    """The items that it says to take the place of."""
    slug: str | None
    version: int | None
    marked: bool
    """Whether it says that it replaces or takes back another."""


def _issue(article: Article) -> Issue:
    """What an article's identifiers say."""
    said = dict(reversed([each.partition(":")[::2] for each in article.ids]))
    version = said.get("version", "")
    item = next((each for each in article.ids if is_item(each)), None)
    number = int(version) if re.fullmatch(r"\d{1,15}", version) else None
    marked = bool(said.get("mark")) or bool(number) or article.status != "usable"
    replaced = tuple(f"item:{each.removeprefix('replaces:')}" for each in article.ids if each.startswith("replaces:"))
    return Issue(item, replaced, said.get("slug"), number, marked)


def same_item(one: Article, other: Article) -> bool:
    """Whether wires call the articles one item, or one of them says to replace the other.

    Without an identifier the slug stands for it: of one publisher, within two days, where one of the two is marked as
    a further version or takes the other back. So does the whole text, when the publisher sends it again as taken back.
    """
    ours, theirs = _issue(one), _issue(other)
    if ours.item in theirs.replaces or theirs.item in ours.replaces:
        return True
    if ours.item or theirs.item:
        return ours.item == theirs.item
    if one.status != other.status and one.source == other.source and _texts(one) == _texts(other):
        return True
    near = _days(one.published, other.published)
    alike = bool(ours.slug) and ours.slug == theirs.slug and one.source == other.source
    return alike and (ours.marked or theirs.marked) and near is not None and near <= _NEAR


def is_further_issue(one: Article, other: Article) -> bool:
    """Whether the articles are one item and differ in its version, its status, its embargo or its words."""
    if not same_item(one, other):
        return False
    reworded = (_issue(one).item or _issue(other).item) is not None and _texts(one) != _texts(other)
    return reworded or one.issue != other.issue or compare_versions(one, other) != 0


def compare_versions(one: Article, other: Article) -> int:
    """1 when the first is the later version of one item, -1 when the earlier, 0 when what wires say does not tell."""
    if not same_item(one, other):
        return 0
    ours, theirs = _issue(one), _issue(other)
    if (theirs.item in ours.replaces) != (ours.item in theirs.replaces):
        return 1 if theirs.item in ours.replaces else -1
    if not ours.item and one.status != other.status:  # a kill has no number of its own
        return 0
    if ours.version is None or theirs.version is None:
        return 0
    return (ours.version > theirs.version) - (ours.version < theirs.version)


def _texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def _days(one: Published | None, other: Published | None) -> int | None:
    return abs((one.day - other.day).days) if one and other else None
