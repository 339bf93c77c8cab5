from __future__ import annotations

import datetime as dt

import pytest

from briefbot.desk import Desk
from briefbot.feeds.entries import atom_of, parse_feed
from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.http import Reply
from briefbot.feeds.matching import holds
from briefbot.feeds.poll import fetch_feeds
from briefbot.feeds.storage import fetched_folder
from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.readers.formats import read_articles
from briefbot.settings import Settings
from briefbot.types import Article
from tests.feeds.loopback import Page, Site, html, item, rss

GAUGE = "The Esk stood at {} metres at {} this morning, and the wardens expect it to fall by {}."
PAGE = """<!doctype html><title>Gauges</title><h1>Gauges of the wardens</h1>
<p>The wardens read eleven gauges twice a day and publish what they read as a feed for everybody who lives by the
water or works on it.</p>"""


def reply(body: str, content_type: str = "application/xml") -> Reply:
    return Reply(url="http://news.example/f", status=200, headers={"content-type": content_type}, body=body.encode())


def stored(
    settings: Settings, site: Site, feed: bytes, fetcher: Fetcher, kind: str = "application/rss+xml"
) -> list[Article]:
    """The articles of the library after a round of one feed."""
    site.pages["/feed"] = Page(feed, kind)
    FEEDS.add(settings.home, [Feed(url=site.url("/feed"))])
    report = fetch_feeds(settings.home, fetcher)
    assert report.problems == ()
    with Desk(settings) as desk:
        desk.ingest([fetched_folder(settings.home)])
        return [desk.library.article(one) for one in desk.library.article_ids()]


def test_items_that_share_a_link_stay_articles_of_their_own(settings: Settings, site: Site, fetcher: Fetcher) -> None:
    site.pages["/gauges"] = Page(PAGE.encode())
    link = site.url("/gauges")
    places = [("3.42", "Lowick", "noon"), ("1.97", "Upton", "evening"), ("0.80", "Marsh", "Friday")]
    feed = rss(*[item(f"Gauge at {place}", link, GAUGE.format(high, place, end)) for high, place, end in places])
    articles = stored(settings, site, feed, fetcher)
    assert {article.title for article in articles} == {"Gauge at Lowick", "Gauge at Upton", "Gauge at Marsh"}
    assert {article.url for article in articles} == {f"{link}#:~:text=Gauge%20at%20{place}" for _, place, _ in places}
    assert site.paths() == ["/feed"]  # a page of several is the article of none
    with Desk(settings) as desk:
        assert [len(desk.library.linked(one.id)) for one in articles] == [1, 1, 1]


def test_a_page_without_the_words_of_its_entry_does_not_replace_it(
    settings: Settings, site: Site, fetcher: Fetcher
) -> None:
    site.pages["/pier"] = Page(b"<!doctype html><title>Harbour News</title><p>We value your privacy. Choose which of"
                               b" our 480 partners may keep what on your device, and for how long.</p>")  # fmt: skip
    site.pages["/ferry"] = Page(html("Ferries again", "Ferries run again from Monday, the port says, with 3 boats."))
    feed = rss(
        item("Pier closed", site.url("/pier"), "The pier was closed after a plank broke under two anglers."),
        item("Ferries again", site.url("/ferry"), "Ferries run again from Monday."),
    )
    articles = {article.title: article for article in stored(settings, site, feed, fetcher)}
    assert articles["Pier closed"].paragraphs[0].text.startswith("The pier was closed after")
    assert articles["Ferries again"].paragraphs[0].text.endswith("with 3 boats.")


@pytest.mark.parametrize(
    ("title", "text", "fits"),
    [
        ("Gauge at Lowick", GAUGE.format("3.42", "Lowick", "noon"), False),
        ("Gauges of the wardens", "", True),
        ("Wardens on strike", "", False),
        ("Gauges", "The wardens read eleven gauges twice a day.", True),
        ("수위", "오늘 아침 수위는 3.42미터였다", False),
    ],
)
def test_words_tell_whether_a_page_fits(title: str, text: str, fits: bool) -> None:
    assert holds(PAGE.encode(), title, text) is fits


def test_a_teaser_in_other_words_is_followed_by_the_page_of_its_title() -> None:
    page = html("Dam inspection delayed", "Engineers wait. " + "The lake stands far too high for divers to work. " * 4)
    assert holds(page, "Dam inspection delayed", "Why our correspondent thinks that somebody should resign")


def test_a_page_in_a_script_without_spaces_is_found_by_pairs() -> None:
    assert holds(html("수위", "오늘 아침 수위는 3.42미터였다고 밝혔다."), "수위", "오늘 아침 수위는 3.42미터였다")


def test_every_author_counts_whatever_names_them() -> None:
    feed = rss(
        "<item><title>A</title><dc:creator>Ann Poe</dc:creator><dc:creator>Jos&amp;eacute; Roe</dc:creator>"
        "<author>cid@news.example (Cid Low)</author><author>Eve Ray &lt;eve@news.media&gt;</author></item>"
    ).replace(b"<rss ", b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    [entry] = parse_feed(reply(feed.decode())).entries
    assert entry.authors == ("Ann Poe", "José Roe", "Cid Low", "Eve Ray")
    [again] = parse_feed(reply(atom_of(entry, "T", "http://news.example/f").decode())).entries
    assert again.authors == entry.authors


def test_a_bare_ampersand_stays_one() -> None:
    feed = rss(item("AT&T and R&D: Q&A &amp;amp; more", "http://news.example/?a=1&b=2", "R&D is up.")).decode()
    parsed = parse_feed(reply(feed.replace("Harbour News", "Sand & Sea")))
    assert (parsed.title, parsed.entries[0].title) == ("Sand & Sea", "AT&T and R&D: Q&A & more")
    assert parsed.entries[0].link == "http://news.example/?a=1&b=2"
    assert "R&D is up." in parsed.entries[0].words


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Esk &amp; Sea", "language": "en",
 "authors": [{"name": "The desk"}], "items": [
 {"id": "1", "url": "http://news.example:%d/pier", "title": "Pier closed",
  "content_html": "<p>The pier was closed.</p><p>A plank broke.</p>",
  "date_published": "2026-03-02T08:00:00+01:00", "authors": [{"name": "Ann Poe"}, {"name": "Cid Low"}]},
 {"id": "2", "content_text": "A post without a title. It has two sentences."}, {"id": "3"}]}"""


def test_a_json_feed_is_followed_like_any_other(settings: Settings, site: Site, fetcher: Fetcher) -> None:
    site.pages["/pier"] = Page(html("Pier closed", "The pier was closed. A plank broke. Nobody was hurt, police said."))
    feed = (JSON_FEED % site.port).encode()
    articles = {article.title: article for article in stored(settings, site, feed, fetcher, "application/feed+json")}
    assert set(articles) == {"Pier closed", "A post without a title."}
    pier = articles["Pier closed"]
    assert pier.paragraphs[0].text.endswith("Nobody was hurt, police said.")
    assert (pier.source, pier.author) == ("Esk & Sea", "Ann Poe, Cid Low")
    assert pier.published and pier.published.iso == "2026-03-02T08:00+01:00"
    assert articles["A post without a title."].author == "The desk"


def test_a_saved_json_feed_is_read_as_one(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "feed.json"  # type: ignore[operator]
    path.write_text(JSON_FEED % 80)
    pier, post, _ = read_articles(path)
    assert isinstance(pier, Article) and isinstance(post, Article)
    assert (pier.source, pier.author, len(pier.paragraphs)) == ("Esk & Sea", "Ann Poe, Cid Low", 2)
    assert post.path == f"{path}!2"


def test_posts_without_titles_are_followed(settings: Settings, site: Site, fetcher: Fetcher) -> None:
    """As the feeds of Mastodon and Bluesky have them: no title, and a page that is a script."""
    shell = b"<!doctype html><title>Loading</title><noscript>Enable JavaScript.</noscript><div id=root></div>"
    site.pages |= {"/@esk/1": Page(shell), "/@esk/2": Page(shell)}
    posts = [
        f"<item><guid isPermaLink='true'>{site.url(path)}</guid><link>{site.url(path)}</link>"
        f"<pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for path, text in (("/@esk/1", "The pier is closed. A plank broke this morning."),
                           ("/@esk/2", "Ferries run again from Monday, the port told us."))
    ]  # fmt: skip
    articles = stored(settings, site, rss(*posts, title="Esk Wardens"), fetcher)
    assert {(one.title, one.source, one.published and one.published.day) for one in articles} == {
        ("The pier is closed.", "Esk Wardens", dt.date(2026, 3, 2)),
        ("Ferries run again from Monday, the port told us.", "Esk Wardens", dt.date(2026, 3, 2)),
    }


def test_the_transcript_of_a_podcast_is_its_article(settings: Settings, site: Site, fetcher: Fetcher) -> None:
    said = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann Poe>The pier stays closed until June.\n"
    site.pages["/12.vtt"] = Page(said.encode(), "text/vtt; charset=utf-8")
    feed = rss(
        f"<item><title>The pier, again</title><link>{site.url('/12')}</link><itunes:author>Ann Poe</itunes:author>"
        f"<podcast:transcript url='{site.url('/12.json')}' type='application/json'/>"
        f"<podcast:transcript url='{site.url('/12.vtt')}' type='text/vtt' language='en'/>"
        f"<podcast:transcript url='{site.url('/12.pdf')}' type='application/pdf'/>"
        "<pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate><description>What now?</description></item>"
    ).replace(b"<rss ", b'<rss xmlns:podcast="https://podcastindex.org/namespace/1.0" '
              b'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" ')  # fmt: skip
    [article] = stored(settings, site, feed, fetcher)
    assert (article.title, article.url) == ("The pier, again", site.url("/12"))
    assert article.published and article.published.iso == "2026-03-02T08:00+00:00"
    assert [paragraph.text for paragraph in article.paragraphs] == ["Ann Poe: The pier stays closed until June."]
    assert site.paths() == ["/feed", "/12.vtt"]
