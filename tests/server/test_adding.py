"""Articles and feeds added from a browser."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from lxml import html
from starlette.testclient import TestClient

from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.server.jobs import Job, Kind, State
from briefbot.server.security import LONGEST_BODY, LONGEST_UPLOAD
from briefbot.server.service import Service
from briefbot.settings import Settings
from tests.doubles import BagOfWords
from tests.feeds.loopback import Handler, Page, Site
from tests.feeds.loopback import serving as serving_site
from tests.server.test_pages import HOSTILE
from tests.server.workbench import SteadyGenerator, browsing, serving

FERRY = (
    b"Ferry reopens\nCoast Gazette, 11 March 2018\n\nThe ferry reopened on Monday, the company said.\n\nIt was shut.\n"
)
RSS = b'<rss version="2.0"><channel><title>World &lt;b&gt;news</title><item><title>One</title></item></channel></rss>'


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with serving(settings, SteadyGenerator()) as service, browsing(service) as opened:
        yield opened


def add(client: TestClient, *files: tuple[str, bytes]) -> html.HtmlElement:
    """Send files by the form, wait for the work, and open the page of what came of it."""
    sent = [("files", (name, data)) for name, data in files]
    reply = client.post("/library/files", files=sent)
    assert reply.status_code == 303, reply.text
    job = client.app.state.service.job(reply.headers["location"].rpartition("/")[2])  # type: ignore[attr-defined]
    assert job.wait(20) and job.error == ""
    place = client.get(reply.headers["location"]).headers["location"]
    return html.fromstring(client.get(place).text)


def test_files_are_read_and_their_articles_shown(client: TestClient, settings: Settings) -> None:
    page = add(client, ("ferry.txt", FERRY), ("notes.html", b"<html><title>Port</title><p>The port is old.</p>"))
    links = page.xpath("//ul//a/@href")
    assert len(links) == 2 and "2 files added" in page.text_content()
    assert "The ferry reopened on Monday" in client.get(links[0]).text
    assert "/articles?q=" not in links[0] and client.get("/articles?q=ferry").text.count(links[0]) >= 1
    again = add(client, ("ferry.txt", FERRY))
    assert "1 there before" in again.text_content() and again.xpath("//ul//a/@href") == links[:1]
    kept = [path for path in (settings.home / "added").rglob("*") if path.is_file()]
    assert sorted(path.name for path in kept) == ["ferry.txt", "notes.html"]


def test_what_cannot_be_read_says_why_on_the_page(client: TestClient) -> None:
    page = add(client, ("broken.pdf", b"%PDF-1.4 torn"), ("ferry.txt", FERRY))
    assert "broken.pdf" in page.xpath("//p[@role='alert']")[0].text_content()
    assert len(page.xpath("//ul//a")) == 1
    assert "broken.pdf" in client.get("/library").text


@pytest.mark.parametrize("name", ["../../../../etc/cron.d/x.txt", "C:\\Windows\\x.txt", "/x.txt", "..\\..\\x.txt"])
def test_a_name_leads_out_of_no_folder(client: TestClient, settings: Settings, name: str) -> None:
    add(client, (name, FERRY))
    (kept,) = (path for path in settings.home.parent.rglob("x.txt") if path.is_file())
    assert kept.parent.parent == settings.home / "added"


def test_a_hostile_name_and_text_are_inert(client: TestClient) -> None:
    page = add(client, (f"{HOSTILE}.txt", f"{HOSTILE}\n\nThe ferry. {HOSTILE}\n".encode()))
    assert not page.xpath("//main//script | //main//img")


@pytest.mark.parametrize("name", ["tool.exe", "noending", ".txt"])
def test_what_is_of_no_format_is_refused(client: TestClient, settings: Settings, name: str) -> None:
    reply = client.post("/library/files", files=[("files", (name, b"MZ"))])
    assert reply.status_code == 422 and "of a format that is not read" in reply.text
    assert not (settings.home / "added").exists()


def test_no_file_too_much_and_another_site_are_refused(client: TestClient) -> None:
    large = b"x" * (LONGEST_BODY + 1)
    assert client.post("/library/files", files=[("files", ("large.txt", large))]).status_code == 303
    too_large = {"content-length": str(LONGEST_UPLOAD + 1), "content-type": "multipart/form-data; boundary=x"}
    assert client.post("/library/files", content=b"", headers=too_large).status_code == 413
    other = {"origin": "https://evil.example"}
    assert client.post("/library/files", files=[("files", ("x.txt", FERRY))], headers=other).status_code == 403
    assert client.post("/library/files").status_code == 422


def test_an_archive_is_read_article_by_article(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", FERRY)
        archive.writestr("b.txt", FERRY.replace(b"Monday", b"Tuesday").replace(b"Ferry reopens", b"Another"))
    add(client, ("both.zip", packed.getvalue()))
    assert "2 articles" in html.fromstring(client.get("/library").text).text_content()


@contextmanager
def following(settings: Settings, site: Site) -> Iterator[TestClient]:
    chosen = Service(settings, embedder=BagOfWords(), generator=SteadyGenerator(), network=site.network())
    with chosen as service, browsing(service) as client:
        yield client


def test_a_feed_is_followed_after_a_look_at_it(settings: Settings) -> None:
    with serving_site() as site, following(settings, site) as client:
        site.pages["/rss"] = Page(RSS, "application/rss+xml")
        address = site.url("/rss")
        assert client.post("/library/feeds", data={"url": address}).headers["location"] == "/library#feeds"
        (feed,) = FEEDS.load(settings.home)
        assert feed.url == address
        page = html.fromstring(client.get("/library").text)
        assert address in page.text_content() and not page.xpath("//td//b[text()='news']")
        missing = client.post("/library/feeds", data={"url": site.url("/none")})
        assert missing.status_code == 422 and "answers 404" in missing.text and site.url("/none") in missing.text
        assert client.post("/library/feeds/remove", data={"url": address}).status_code == 303
        assert FEEDS.load(settings.home) == ()
        assert client.post("/library/feeds/remove", data={"url": address}).status_code == 422


@pytest.mark.parametrize(
    ("url", "told"),
    [("file:///etc/passwd", "is not a web address"), ("http://me:pw@news.example/", "user name or password"),
     ("", "is not a web address"), ("http://127.0.0.1:9/rss", "127.0.0.1")],
)  # fmt: skip
def test_an_address_that_must_not_be_fetched_is_not(
    client: TestClient, settings: Settings, url: str, told: str
) -> None:
    reply = client.post("/library/feeds", data={"url": url})
    assert reply.status_code == 422 and told in html.fromstring(reply.text).text_content()
    assert FEEDS.load(settings.home) == () and not Path(settings.home / "fetched").exists()


ENTRY = b"""<rss version="2.0"><channel><title>World news</title><item><title>Ferry reopens</title>
<link>%s</link><pubDate>Sun, 11 Mar 2018 09:00:00 GMT</pubDate>
<description>The ferry reopened on Monday, the company said.</description></item></channel></rss>"""
PAGE = b"""<html><head><title>Ferry reopens</title></head><body><article><h1>Ferry reopens</h1>
<p>The ferry reopened on Monday, the company said.</p><p>It had been shut since a storm in January broke its pier.</p>
</article></body></html>"""


def fetch(client: TestClient) -> str:
    """Press the button, and give the path of the job."""
    reply = client.post("/library/feeds/fetch")
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


def job_at(client: TestClient, place: str) -> Job:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    job = service.job(place.rpartition("/")[2])
    assert job
    return job


def test_feeds_are_fetched_and_read_on_request(settings: Settings) -> None:
    with serving_site() as site, following(settings, site) as client:
        site.pages["/rss"] = Page(ENTRY % site.url("/ferry").encode(), "application/rss+xml")
        site.pages["/ferry"] = Page(PAGE)
        FEEDS.add(settings.home, [Feed(url=site.url("/rss")), Feed(url=site.url("/gone"))])
        place = fetch(client)
        job = job_at(client, place)
        assert job.wait(60) and job.error == ""
        labels = {event.data.label for event in job.events() if event.kind is Kind.PROGRESS}
        assert "Fetching feeds and their pages" in labels  # of what is over at once nothing need be told
        page = html.fromstring(client.get(client.get(place).headers["location"]).text)
        told = " ".join(page.xpath("//p[@class='standfirst']")[0].text_content().split())
        assert told.startswith("1 new entry, 1 page fetched;") and told.endswith("1 file added to the library.")
        assert "answers 404" in page.xpath("//p[@role='alert']")[0].text_content()
        assert "It had been shut since a storm" in client.get("/articles?q=ferry").text
        state = html.fromstring(client.get("/library").text).xpath("//td[3]")[1].text_content()
        assert "failed 1 time" in state and "answers 404" in state


def test_fetching_is_stopped_at_once_and_keeps_nobody_waiting(settings: Settings) -> None:
    asked, go = threading.Event(), threading.Event()

    def slowly(handler: Handler) -> None:
        asked.set()
        go.wait(30)
        handler.send(Page(RSS, "application/rss+xml"))

    with serving_site() as site, following(settings, site) as client:
        site.pages["/rss"] = slowly
        FEEDS.add(settings.home, [Feed(url=site.url("/rss")), Feed(url=site.url("/other"))])
        add(client, ("ferry.txt", FERRY))
        place = fetch(client)
        assert asked.wait(20)
        assert fetch(client) == place, "a second press leads to the round that is under way"
        assert "See how the fetching goes" in client.get("/library").text
        question = client.post("/ask", data={"question": "When did the ferry reopen?"}).headers["location"]
        assert job_at(client, question).wait(20), "the model does not wait for a feed"
        assert client.post(f"{place}/stop").headers["location"] == "/library#feeds"
        assert job_at(client, place).state is State.STOPPED
        go.set()
        with one_round_when_free(settings.home):
            assert site.paths() == ["/rss"]


@contextmanager
def one_round_when_free(home: Path) -> Iterator[None]:
    """Wait until nobody fetches any more."""
    with FileLock(home / ".fetch.lock", timeout=20):
        yield


def test_without_feeds_or_from_another_site_nothing_is_fetched(client: TestClient, settings: Settings) -> None:
    reply = client.post("/library/feeds/fetch")
    assert reply.status_code == 422 and "No feed is followed" in reply.text
    assert client.post("/library/feeds/fetch", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/library/fetched/none").status_code == 404
