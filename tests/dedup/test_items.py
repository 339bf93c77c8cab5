from __future__ import annotations

import pytest

from briefbot.dedup.items import compare_versions, same_item
from briefbot.dedup.relations import newer, relation
from briefbot.types import Article, Status
from tests.conftest import make_article

GUID = "item:urn:newsml:harbourwire.example:20240311:ferry"
TEXT = ("The ferry will sail again on 6 May.", "The line has lain idle since October.")
OTHER = ("Herring landings fell.", "Nobody knows why.", "The board meets on Friday.")


def issue(
    *texts: str,
    version: int | None = None,
    item: str | None = GUID,
    slug: str | None = None,
    mark: str | None = None,
    status: Status = "usable",
    day: str = "2024-03-11",
    source: str = "Harbour Wire",
    replaces: str | None = None,
) -> Article:
    said = [item, f"version:{version}" if version is not None else None, f"slug:{slug}" if slug else None]
    ids = tuple(
        each for each in (*said, f"replaces:{replaces}" if replaces else None, f"mark:{mark}" if mark else None) if each
    )
    return make_article(*texts or TEXT, ids=ids, status=status, day=day, source=source)


@pytest.mark.parametrize(
    ("one", "other", "found", "order"),
    [
        (issue(version=1), issue(*OTHER, version=2), "version", -1),
        (issue(version=2), issue(*OTHER, version=10), "version", -1),
        (issue(version=1), issue(version=2), "version", -1),
        (issue(version=1), issue("Killed.", version=2, status="killed"), "version", -1),
        (issue(version=3), issue("Killed.", version=2, status="killed"), "version", 1),
        (issue(), issue("Killed.", status="killed"), "version", 0),
        (issue(item=None), issue(item=None, status="killed"), "version", 0),
        (issue(), issue(*OTHER), "version", 0),
        (issue(version=1), issue(version=1), "copy", 0),
        (issue(version=1), issue(*OTHER, version=2, item="item:other"), None, 0),
        (issue(version=4), issue(*OTHER, version=1, item="item:other", replaces=GUID[5:]), "version", -1),
        (issue(version=4), issue(*OTHER, item=None, replaces=GUID[5:]), "version", -1),
        (issue(version=1), issue(*OTHER, version=2, item=None), None, 0),
    ],
)
def test_versions_of_an_item_are_told_by_its_identifier_and_number(
    one: Article, other: Article, found: str | None, order: int
) -> None:
    assert relation(one, other) == relation(other, one) == found
    assert compare_versions(one, other) == -compare_versions(other, one) == order
    if order:
        assert newer(one, other) is newer(other, one) is (one if order > 0 else other)
    elif one.status != other.status:
        assert newer(one, other) is newer(other, one) is other


def slugged(*texts: str, **said: object) -> Article:
    return issue(*texts, **{"item": None, "slug": "BC-XM--Fire", "version": 0, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (slugged(), slugged(*OTHER, version=1, mark="1st Ld-Writethru"), True),
        (slugged(), slugged("Killed.", status="killed", mark="KILL"), True),
        (slugged(version=2, mark="2nd Ld"), slugged("Killed.", status="killed", mark="KILL"), True),
        (slugged(), slugged(*OTHER), False),
        (slugged(), slugged(*OTHER, version=1, mark="1st Ld", day="2024-03-20"), False),
        (slugged(), slugged(*OTHER, version=1, mark="1st Ld", source="Coast Press"), False),
        (slugged(), slugged(*OTHER, version=1, mark="1st Ld", slug="BC-XM--Flood"), False),
    ],
)
def test_without_an_identifier_a_marked_slug_of_the_same_days_tells(one: Article, other: Article, same: bool) -> None:
    assert same_item(one, other) == same_item(other, one) == same
    assert (relation(one, other) == "version") == same
    if same:
        assert newer(one, other) is newer(other, one) is other
