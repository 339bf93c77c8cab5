from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from filelock import FileLock

from briefbot.desk import Desk
from briefbot.errors import FetchError, LibraryError
from briefbot.feeds.fetch import Fetcher, fetch_url
from briefbot.feeds.poll import PATIENCE, fetch_feeds
from briefbot.feeds.storage import read_sidecar
from briefbot.feeds.subscriptions import FEEDS, Feed
from tests.feeds.loopback import Handler, Page, Site, html, item, redirect, rss, sequence

XML = "application/rss+xml"
Make = Callable[..., Fetcher]


def files(home: Path, place: str) -> list[Path]:
    """Pages, or entries in one of their places."""
    patterns = {"pages": "*/*.html", "articles": "*/*.xml", "waiting": "*/.waiting/*.xml", "replaced": "*/.replaced/*"}
    return sorted((home / "fetched").glob(patterns[place]))


def offer(site: Site, home: Path, *pages: str, feed: str = "/feed") -> None:
    """A feed of pages, followed."""
    links = [item(f"Story {page}", site.url(page), f"Teaser of {page}.") for page in pages]
    site.pages[feed] = Page(rss(*links), XML)
    site.pages |= {page: Page(html(f"Story {page}", f"All of {page}.")) for page in pages}
    FEEDS.add(home, [Feed(url=site.url(feed))])


def test_a_round_saves_entries_and_pages(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a", "/b")
    steps: list[int] = []
    report = fetch_feeds(tmp_path, fetcher, begin=lambda count: steps.append(-count), done=steps.append)
    assert (report.new, report.pages, report.unchanged, report.waiting, report.problems) == (2, 2, 0, 0, ())
    assert steps == [-1, 1, -3, 1, 1]
    assert sorted(path.read_bytes() for path in files(tmp_path, "pages")) == [
        html("Story /a", "All of /a."),
        html("Story /b", "All of /b."),
    ]
    particulars = read_sidecar(files(tmp_path, "pages")[0])
    assert particulars and particulars.hints.source == "Harbour News"
    assert particulars.hints.published == "Tue, 03 Mar 2020 08:00:00 GMT"
    assert particulars.hints.title == f"Story {particulars.asked.removeprefix(site.url(''))}"
    assert [len(files(tmp_path, place)) for place in ("replaced", "waiting", "articles")] == [2, 0, 0]
    (feed,) = FEEDS.load(tmp_path)
    assert (feed.title, feed.failures, feed.last_fetched is not None) == ("Harbour News", 0, True)


def test_without_pages_the_entries_are_the_articles(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a", "/b")
    report = fetch_feeds(tmp_path, fetcher, pages=False)
    assert (report.new, report.pages) == (2, 0)
    assert site.paths() == ["/feed"]
    texts = [ElementTree.parse(path).findtext(".//{*}summary") for path in files(tmp_path, "articles")]
    assert sorted(str(text) for text in texts) == ["<p>Teaser of /a.</p>", "<p>Teaser of /b.</p>"]


def test_a_second_round_takes_only_what_is_new(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a")
    fetch_feeds(tmp_path, fetcher)
    assert fetch_feeds(tmp_path, fetcher).unchanged == 1
    offer(site, tmp_path, "/b", "/a")
    site.asked.clear()
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.pages) == (1, 1)
    assert site.paths() == ["/feed", "/b"]


def test_an_unchanged_feed_is_not_sent_again(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a")
    whole = site.pages["/feed"]
    assert isinstance(whole, Page)
    tagged = whole._replace(headers={"ETag": '"one"', "Last-Modified": "Tue, 03 Mar 2020 08:00:00 GMT"})
    site.pages["/feed"] = sequence(tagged, Page(status=304))
    fetch_feeds(tmp_path, fetcher)
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.unchanged, report.problems) == (0, 1, ())
    sent = site.asked[-1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"one"', "Tue, 03 Mar 2020 08:00:00 GMT")


def test_a_date_beyond_ascii_is_not_sent_back(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a", feed="/one")
    offer(site, tmp_path, "/b", feed="/two")
    for path in ("/one", "/a"):
        page = site.pages[path]
        assert isinstance(page, Page)
        site.pages[path] = page._replace(headers={"ETag": '"sá"', "Last-Modified": "sáb, 05 oct 2019 08:00:00 GMT"})
    fetch_feeds(tmp_path, fetcher)
    offer(site, tmp_path, "/c", "/b", feed="/two")
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.pages, report.problems) == (1, 1, ())
    assert fetch_url(site.url("/a"), tmp_path, fetcher).status == 200
    assert "if-none-match" not in site.asked[-1].headers and "if-modified-since" not in site.asked[-1].headers


def test_a_page_that_has_not_changed_replaces_only_an_entry_whose_words_it_has(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    offer(site, tmp_path, "/a")
    page = Page(html("Story /a", "The pier stays open until the frost."), headers={"ETag": '"one"'})
    site.pages["/a"] = sequence(page, Page(status=304))
    fetch_feeds(tmp_path, fetcher)
    other = item("Wardens on strike", site.url("/a"), "The wardens leave their huts until the council pays them.")
    same = item("Pier open", site.url("/a"), "The pier stays open until the frost.")
    for entry, counts in ((other, (1, 0, 1)), (same, (1, 1, 0))):
        site.pages["/feed"] = Page(rss(entry), XML)
        report = fetch_feeds(tmp_path, fetcher)
        assert (report.new, report.pages, report.kept) == counts
    (own,) = files(tmp_path, "articles")
    assert "Wardens on strike" in own.read_text() and len(files(tmp_path, "pages")) == 1


def test_an_entry_with_new_words_is_new_and_its_page_is_asked_for_again(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    offer(site, tmp_path, "/a")
    fetch_feeds(tmp_path, fetcher)
    site.pages["/feed"] = Page(rss(item("Story /a (corrected)", site.url("/a"))), XML)
    site.pages["/a"] = Page(html("Story /a (corrected)"))
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.pages) == (1, 1)
    assert len(files(tmp_path, "pages")) == 2


def test_one_feed_that_fails_does_not_stop_the_others(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages |= {
        "/sorry": Page(html("Sorry")),
        "/bomb": Page(b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', XML),
        "/loop": redirect("/loop"),
        "/inside": redirect("http://10.0.0.1/feed"),
    }
    site.names["10.0.0.1"] = ["10.0.0.1"]
    FEEDS.add(tmp_path, [Feed(url=site.url(path)) for path in ("/sorry", "/bomb", "/missing", "/loop", "/inside")])
    offer(site, tmp_path, "/a")
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.pages) == (1, 1)
    reasons = ["web page, not a feed", "declares XML entities", "answers 404", "redirects more than", "10.0.0.1"]
    for problem, reason in zip(report.problems, reasons, strict=True):
        assert reason in problem.reason
    assert [feed.failures for feed in FEEDS.load(tmp_path)] == [1, 1, 1, 1, 1, 0]
    fetch_feeds(tmp_path, fetcher)
    assert [feed.failures for feed in FEEDS.load(tmp_path)] == [2, 2, 2, 2, 2, 0]


@pytest.mark.parametrize(
    ("served", "date", "day"),
    [
        ("latin-1", "Tue, 03 Mar 2020 08:00:00 GMT", "2020-03-03"),  # though the feed calls itself UTF-8
        ("utf-16", "Tue, 03 Mar 2020 08:00:00 GMT", "2020-03-03"),
        ("utf-8", "Thu, 32 Foo 2020", None),
        ("utf-8", "Fri, 01 Mar 2999 08:00:00 GMT", "suspect"),
        ("utf-8", "Thu, 01 Jan 1970 00:00:00 GMT", "suspect"),
    ],
)
def test_feeds_in_a_wrong_charset_or_with_wrong_dates_become_articles(
    site: Site,
    fetcher: Fetcher,
    tmp_path: Path,
    open_desk: Callable[..., Desk],
    served: str,
    date: str,
    day: str | None,
) -> None:
    feed = rss(item("Café on the pier", site.url("/a"), "The café “Zoë” stays open.", date)).decode()
    site.pages["/feed"] = Page(feed.replace("“", '"').replace("”", '"').encode(served), XML)
    FEEDS.add(tmp_path, [Feed(url=site.url("/feed"))])
    fetch_feeds(tmp_path, fetcher, pages=False)
    desk = open_desk()
    assert desk.ingest([tmp_path / "fetched"]).problems == ()
    (name,) = desk.library.article_ids()
    article = desk.library.article(name)
    assert (article.title, article.paragraphs[0].text) == ("Café on the pier", 'The café "Zoë" stays open.')
    published = article.published
    assert day == (published and ("suspect" if published.suspect else published.iso[:10]))


def test_half_a_feed_is_said_and_asked_for_whole_the_next_time(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    offer(site, tmp_path, "/a", "/b")
    whole = site.pages["/feed"]
    assert isinstance(whole, Page)
    whole = whole._replace(headers={"ETag": '"one"'})
    site.pages["/feed"] = sequence(whole._replace(body=whole.body[:-60]), whole)
    first = fetch_feeds(tmp_path, fetcher)
    assert (first.new, [problem.path for problem in first.problems]) == (1, [site.url("/feed")])
    assert first.problems[0].reason.endswith("ends in the middle of an entry.")
    second = fetch_feeds(tmp_path, fetcher)
    assert (second.new, second.problems) == (1, ())
    assert "if-none-match" not in [asked for asked in site.asked if asked.path == "/feed"][1].headers


@pytest.mark.parametrize("page", [Page(status=404), Page(b"\x89PNG", "image/png"), redirect("file:///etc/passwd")])
def test_an_entry_whose_page_cannot_be_had_speaks_for_itself(
    site: Site, fetcher: Fetcher, tmp_path: Path, page: Page
) -> None:
    offer(site, tmp_path, "/a")
    site.pages["/a"] = page
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.pages, report.waiting) == (1, 0, 0)
    assert [problem.path for problem in report.problems] == [site.url("/a")]
    assert [len(files(tmp_path, place)) for place in ("articles", "waiting", "pages")] == [1, 0, 0]


def test_a_page_that_fails_for_now_is_asked_for_again_until_patience_ends(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    offer(site, tmp_path, "/a", "/b")
    site.pages |= {"/a": Page(status=500), "/b": sequence(Page(status=500), Page(html("Story /b")))}
    assert fetch_feeds(tmp_path, fetcher).waiting == 2
    second = fetch_feeds(tmp_path, fetcher)
    assert (second.new, second.pages, second.waiting) == (0, 1, 1)
    (waiting,) = files(tmp_path, "waiting")
    long_ago = time.time() - PATIENCE - 1
    os.utime(waiting, (long_ago, long_ago))
    assert fetch_feeds(tmp_path, fetcher).waiting == 0
    assert len(files(tmp_path, "articles")) == 1


def test_a_waiting_entry_that_was_damaged_is_left_for_the_reader_to_report(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    offer(site, tmp_path, "/a")
    site.pages["/a"] = Page(status=500)
    fetch_feeds(tmp_path, fetcher)
    (waiting,) = files(tmp_path, "waiting")
    waiting.write_bytes(b"<feed><entry>")
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.waiting, len(report.problems), len(files(tmp_path, "articles"))) == (0, 1, 1)


def test_links_that_cannot_be_fetched_leave_the_entry_to_speak_for_itself(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    bad = ["file:///etc/passwd", "javascript:alert(1)", "", "../../..", f"http://{'a' * 300}/"]
    site.names["a" * 300] = []
    site.pages["/feed"] = Page(rss(*(item(f"Story {at}", link) for at, link in enumerate(bad))), XML)
    FEEDS.add(tmp_path, [Feed(url=site.url("/feed"))])
    assert fetch_feeds(tmp_path, fetcher).new == 5
    for path in (tmp_path / "fetched").rglob("*"):
        assert path.resolve().is_relative_to(tmp_path / "fetched")


def test_hosts_take_turns(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    hosts = ("a.example", "b.example")
    links = [item(f"{host} {at}", site.url(f"/{host}/{at}", host=host)) for host in hosts for at in range(3)]
    site.pages["/feed"] = Page(rss(*links), XML)
    FEEDS.add(tmp_path, [Feed(url=site.url("/feed"))])
    fetch_feeds(tmp_path, fetcher)
    assert [path[1:2] for path in site.paths()[1:]] == ["a", "b"] * 3


def test_a_disk_that_is_full_stops_the_round_and_the_next_one_carries_on(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    offer(site, tmp_path, "/a", "/b")
    site.pages["/b"] = Page(html("Story /b", "All of it. " * 5000))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(LibraryError, match="Cannot write"):
            fetch_feeds(tmp_path, fetcher)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    report = fetch_feeds(tmp_path, fetcher)
    assert (report.new, report.waiting, len(files(tmp_path, "pages"))) == (0, 0, 2)


def test_two_rounds_at_once_are_refused(tmp_path: Path, fetcher: Fetcher) -> None:
    with FileLock(tmp_path / ".fetch.lock"), pytest.raises(FetchError, match="being fetched already"):
        fetch_feeds(tmp_path, fetcher)


ROUND = """
import sys
from pathlib import Path
from briefbot.feeds.http import FetchRules
from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.poll import fetch_feeds
rules = FetchRules(allow_private=True, delay_seconds=0)
report = fetch_feeds(Path(sys.argv[1]), Fetcher(rules))
print(report.model_dump_json())
"""


def test_a_round_that_is_killed_anywhere_loses_nothing(site: Site, tmp_path: Path) -> None:
    def slow(page: Page) -> Callable[[Handler], None]:
        def answer(handler: Handler) -> None:
            time.sleep(0.01)
            handler.send(page)

        return answer

    pages = [f"/{number}" for number in range(25)]
    local = f"http://127.0.0.1:{site.port}"
    for name in ("/one", "/two"):
        mine = [page for page in pages if (int(page[1:]) % 2 == 0) == (name == "/one")]
        feed = rss(*(item(f"Story {page}", local + page, f"Teaser of {page}.") for page in mine))
        whole = Page(feed, XML, headers={"ETag": '"whole"'})
        site.pages[name] = lambda handler, whole=whole: handler.send(  # type: ignore[misc]
            Page(status=304) if handler.headers["If-None-Match"] else whole
        )
        FEEDS.add(tmp_path, [Feed(url=local + name)])
    site.pages |= {page: slow(Page(html(f"Story {page}"))) for page in pages}

    chance, halfway = random.Random(7), 0
    for requests in (2, 6, 8, 9):  # robots.txt and the feeds are asked for each time
        until = len(site.asked) + requests
        running = subprocess.Popen([sys.executable, "-c", ROUND, tmp_path], stdout=subprocess.DEVNULL)
        while len(site.asked) < until and running.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.03))
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL
        for path in files(tmp_path, "pages"):
            assert read_sidecar(path) and path.read_bytes().endswith(b"</html>")
        halfway += 0 < len(files(tmp_path, "pages")) < len(pages)
    assert halfway >= 2
    done = subprocess.run([sys.executable, "-c", ROUND, tmp_path], capture_output=True, text=True, check=True)
    assert '"problems":[]' in done.stdout
    saved = sorted(path.read_bytes() for path in files(tmp_path, "pages"))
    assert saved == sorted(html(f"Story {page}") for page in pages)
    assert [len(files(tmp_path, place)) for place in ("replaced", "waiting", "articles")] == [25, 0, 0]
