from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefbot.errors import InputError, LibraryError
from briefbot.feeds.subscriptions import FEEDS, Feed

ONE = Feed(url="https://news.example/one", title="One")
TWO = Feed(url="https://news.example/two")


def test_feeds_are_kept_in_order_and_once(tmp_path: Path) -> None:
    assert FEEDS.load(tmp_path) == ()
    assert FEEDS.add(tmp_path / "new", [ONE, TWO, ONE]) == (ONE, TWO)
    assert FEEDS.add(tmp_path / "new", [ONE.model_copy(update={"title": "Another"})]) == ()
    assert FEEDS.load(tmp_path / "new") == (ONE, TWO)


def test_a_feed_can_be_removed_once(tmp_path: Path) -> None:
    FEEDS.add(tmp_path, [ONE, TWO])
    assert FEEDS.remove(tmp_path, ONE.url) == ONE
    assert FEEDS.load(tmp_path) == (TWO,)
    with pytest.raises(InputError, match="briefbot feeds list"):
        FEEDS.remove(tmp_path, ONE.url)


def test_what_became_of_a_feed_is_written_down_unless_it_was_removed(tmp_path: Path) -> None:
    FEEDS.add(tmp_path, [ONE])
    now = dt.datetime(2020, 3, 3, tzinfo=dt.UTC)
    changed = ONE.model_copy(update={"etag": '"1"', "last_fetched": now, "failures": 2})
    FEEDS.replace(tmp_path, changed)
    FEEDS.replace(tmp_path, TWO)
    assert FEEDS.load(tmp_path) == (changed,)


def test_feeds_added_at_once_are_all_kept(tmp_path: Path) -> None:
    feeds = [Feed(url=f"https://news.example/{number}") for number in range(30)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda feed: FEEDS.add(tmp_path, [feed]), feeds))
    assert sorted(feed.url for feed in FEEDS.load(tmp_path)) == sorted(feed.url for feed in feeds)


@pytest.mark.parametrize("text", ["", "{", '{"feeds": 3}', '{"version": 2, "feeds": []}'])
def test_a_damaged_file_is_said_and_not_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "feeds.json").write_text(text)
    with pytest.raises(LibraryError, match="feeds.json"):
        FEEDS.add(tmp_path, [ONE])
    assert (tmp_path / "feeds.json").read_text() == text
