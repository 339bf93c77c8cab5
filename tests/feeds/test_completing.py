from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.poll import fetch_feeds
from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.intake import completed
from briefbot.types import Article, Published, article_id
from tests.conftest import make_article
from tests.feeds.loopback import Page, Site, html, item, rss

FEED_DAY = dt.date(2020, 3, 3)


@pytest.fixture
def page(site: Site, fetcher: Fetcher, tmp_path: Path) -> Path:
    """A page that a feed led to."""
    site.pages["/feed"] = Page(rss(item("Pier stays open", site.url("/pier"))), "application/rss+xml")
    site.pages["/pier"] = Page(html("Pier stays open"))
    FEEDS.add(tmp_path, [Feed(url=site.url("/feed"))])
    fetch_feeds(tmp_path, fetcher)
    return next((tmp_path / "fetched").rglob("*.html"))


def article_of(path: Path, source: str | None, published: Published | None) -> Article:
    article = make_article("The pier stays open.", source=source, day=None, path=str(path))
    return article.model_copy(update={"published": published})


def test_a_page_that_says_nothing_of_itself_gets_what_its_feed_says(site: Site, page: Path) -> None:
    article = completed(article_of(page, None, None))
    assert article.url == site.url("/pier")
    assert article.source == "Harbour News"
    assert article.published == Published(
        day=FEED_DAY,
        time=dt.time(8, tzinfo=dt.UTC),
        evidence="feed's date 'Tue, 03 Mar 2020 08:00:00 GMT'",
        confidence="medium",
    )
    assert article.id == article_id(article.title, article.source, article.published, ["The pier stays open."])


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        (Published(day=dt.date(2020, 3, 2), evidence="page"), True),
        (Published(day=dt.date(2020, 3, 2), evidence="page", confidence="low"), False),
        (Published(day=dt.date(1970, 1, 1), evidence="page"), False),
    ],
)
def test_what_a_page_says_of_itself_counts_unless_it_is_doubtful(page: Path, own: Published, kept: bool) -> None:
    article = completed(article_of(page, "Quay Times", own))
    assert article.source == "Quay Times"
    assert article.published and article.published.day == (own.day if kept else FEED_DAY)


def test_other_articles_stay_as_they_are(tmp_path: Path) -> None:
    article = article_of(tmp_path / "mine.txt", None, None)
    assert completed(article) is article
