from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.library.store import Library
from tests.conftest import make_article

MONDAY, TUESDAY, FRIDAY = dt.date(2018, 3, 12), dt.date(2018, 3, 13), dt.date(2018, 3, 16)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as opened:
        yield opened


def test_a_briefing_is_found_by_its_key_and_replaced(library: Library) -> None:
    assert library.briefing_for("key") is None
    library.save_briefing("key", MONDAY, MONDAY, None, "one")
    library.save_briefing("key", MONDAY, MONDAY, None, "two")
    assert library.briefing_for("key") == "two"
    assert list(library.briefings()) == ["two"]


def test_the_briefing_before_is_the_newest_of_its_topic(library: Library) -> None:
    library.save_briefing("a", MONDAY, TUESDAY, None, "first of Tuesday")
    library.save_briefing("b", TUESDAY, TUESDAY, None, "second of Tuesday")
    library.save_briefing("c", MONDAY, MONDAY, None, "Monday")
    library.save_briefing("d", TUESDAY, TUESDAY, "ferries", "ferries of Tuesday")
    assert library.briefing_before(FRIDAY, None) == "second of Tuesday"
    assert library.briefing_before(TUESDAY, None) == "Monday"
    assert library.briefing_before(MONDAY, None) is None
    assert library.briefing_before(FRIDAY, "ferries") == "ferries of Tuesday"
    assert library.briefing_before(FRIDAY, "banks") is None


def test_a_story_is_kept_by_its_key(library: Library) -> None:
    library.save_story("key", "one")
    library.save_story("key", "two")
    assert library.story_for("key") == "two"
    assert library.story_for("other") is None


def test_saving_does_not_make_the_vectors_stale(library: Library) -> None:
    before = library.revision
    library.save_briefing("a", MONDAY, MONDAY, None, "one")
    library.save_story("key", "one")
    assert library.revision == before


def test_articles_are_found_by_their_days(library: Library) -> None:
    for name, day in (("one", MONDAY), ("two", TUESDAY), ("three", None)):
        article = make_article(f"Text of {name}.", title=name, day=day.isoformat() if day else None, path=f"/{name}")
        library.put(article, [], name)

    def titles(ids: list[str]) -> list[str]:
        return [library.article(article_id).title for article_id in ids]

    assert titles(library.articles_between(MONDAY, MONDAY)) == ["one"]
    assert titles(library.articles_between(MONDAY, FRIDAY)) == ["one", "two"]
    assert titles(library.articles_before(FRIDAY, 1)) == ["two"]
    assert titles(library.undated_articles()) == ["three"]


def test_what_stood_by_a_day_changes_with_what_was_out_by_then_and_with_nothing_else(library: Library) -> None:
    def put(name: str, day: dt.date | None) -> tuple[str, str]:
        article = make_article(f"Text of {name}.", title=name, day=day.isoformat() if day else None, path=f"/{name}")
        library.put(article, [], name)
        return library.standing_until(MONDAY), library.standing_until(FRIDAY)

    seen = [put("one", MONDAY), put("two", TUESDAY), put("three", None)]
    library.forget(["/two"])
    seen.append((library.standing_until(MONDAY), library.standing_until(FRIDAY)))
    mondays, fridays = zip(*seen, strict=True)
    assert mondays[0] == mondays[1] != mondays[2] == mondays[3]
    assert len(set(fridays[:3])) == 3
    assert fridays[3] == mondays[3]
