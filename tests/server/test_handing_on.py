"""Answers, briefings, feeds and calendars as a server hands them on, opened by other programs."""

from __future__ import annotations

import datetime as dt
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import docx
import feedparser
import icalendar
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from lxml import html
from pypdf import PdfReader
from starlette.testclient import TestClient

from briefbot.library.store import Library
from briefbot.library.watchlists import Arrival
from briefbot.server.service import Service
from briefbot.settings import Settings
from briefbot.watchlists.finding import match_arrivals
from briefbot.watchlists.keeping import Wanted, add_list
from tests.doubles import BagOfWords
from tests.render.test_handover import needs_pango
from tests.server.test_pages import BRIEFINGS, EVIL, FERRY, HOSTILE, asked, put, save_briefings
from tests.server.workbench import ADDRESS, SteadyGenerator, browsing, serving

MADE = BRIEFINGS[0].id
NOW = dt.datetime(2018, 3, 12, tzinfo=dt.UTC)
NAME = f"ferries {HOSTILE}"[:60].replace("\u202e", "")


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    put(settings, EVIL)
    with Library(settings.home / "library.db") as library:
        wanted = Wanted(query="the ferry that reopened on Monday", any=("ferry",), to=("https://x.example/hook",))
        add_list(library, NAME, wanted, NOW)
    put(settings, FERRY)
    with Library(settings.home / "library.db") as library:
        assert match_arrivals(library, BagOfWords(), NOW).hits == 1
        assert library.arrivals(9) == list[Arrival]()
    save_briefings(settings)
    with serving(settings, SteadyGenerator("The ferry reopened on Monday. [1]")) as running:
        yield running


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with browsing(service) as opened:
        yield opened


def words_of(data: bytes) -> str:
    return " ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_an_answer_is_handed_on_from_its_page(client: TestClient, service: Service) -> None:
    thread = asked(client, service, "When did the ferry reopen?").partition("#")[0]
    links = html.fromstring(client.get(thread).text).xpath("//article[@id='turn-1']//a[@download]/@href")
    assert [link.rpartition(".")[2] for link in links] == ["docx", "pdf", "ris", "bib"]
    word = client.get(links[0])
    assert 'filename="answer-' in word.headers["content-disposition"]
    assert "The ferry reopened on Monday" in words_of(word.content)
    (record,) = rispy.loads(client.get(links[2]).text)
    assert record["title"] == FERRY.title and record["authors"] == ["Ann Reed"]
    assert parse_string(client.get(links[3]).text).entries[0]["journal"] == "Coast Gazette"
    assert client.get(f"{thread}/turns/1.ics").status_code == 422
    assert client.get(f"{thread}/turns/1.exe").status_code == 422


def test_a_briefing_is_handed_on_from_its_page(client: TestClient) -> None:
    links = html.fromstring(client.get(f"/briefings/{MADE}").text).xpath("//a[@download]/@href")
    assert [link.rpartition(".")[2] for link in links] == ["md", "docx", "pdf", "ris", "bib", "ics"]
    assert BRIEFINGS[0].title in words_of(client.get(links[1]).content)
    assert len(rispy.loads(client.get(links[3]).text)) > 1
    calendar = icalendar.Calendar.from_ical(client.get(links[5]).content)
    assert len(calendar.walk("VEVENT")) == len(BRIEFINGS[0].events) > 0
    assert client.get("/briefings/none.docx").status_code == 404


@needs_pango
def test_pdf_is_handed_on(client: TestClient) -> None:
    made = client.get(f"/api/briefings/{MADE}/pdf")
    assert made.headers["content-type"] == "application/pdf"
    assert BRIEFINGS[0].title.split()[0] in PdfReader(io.BytesIO(made.content)).pages[0].extract_text()


def test_programs_have_the_same_files(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "When did the ferry reopen?"}).json()
    word = client.post("/api/answers/docx", json=answer)
    assert "The ferry reopened on Monday" in words_of(word.content)
    assert client.post("/api/answers/ics", json=answer).json()["error"]["message"].startswith("An answer cannot be")
    assert client.post("/api/answers/docx", json={"question": "?"}).status_code == 422
    assert client.get(f"/api/briefings/{MADE}/md").text.startswith("# ")
    assert client.get("/api/briefings/none/md").status_code == 404
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/answers/{form}", "/api/briefings/{name}/{form}"} <= set(paths)


def test_briefings_can_be_followed(client: TestClient) -> None:
    page = html.fromstring(client.get("/briefings").text)
    (address,) = page.xpath("//link[@type='application/atom+xml']/@href")
    reply = client.get(address)
    assert reply.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(reply.content)
    assert not feed.bozo and len(feed.entries) == 1, "of one span only the last that was made"
    assert feed.feed.links[0].href == f"{ADDRESS}{address}" and feed.feed.links[0].rel == "self"
    assert feed.entries[0].link == f"{ADDRESS}/briefings/{BRIEFINGS[-1].id}"
    assert client.get(address).content == reply.content, "ids and days stay"
    (ahead,) = page.xpath("//a[contains(@href, '.ics')]/@href")
    assert icalendar.Calendar.from_ical(client.get(ahead).content).walk("VEVENT")


def test_a_watchlist_can_be_followed(client: TestClient) -> None:
    page = html.fromstring(client.get("/library").text)
    (address,) = page.xpath("//section[@aria-labelledby='watchlists']//a/@href")
    assert re.fullmatch(r"/feeds/watchlists/[0-9a-f]{12}\.atom", address)
    assert "1 hit" in page.text_content() and "<img" not in client.get("/library").text
    reply = client.get(address)
    ElementTree.fromstring(reply.content)
    (entry,) = feedparser.parse(reply.content).entries
    assert FERRY.title in entry.title and entry.link == f"{ADDRESS}/articles/{FERRY.id}"
    assert client.get("/feeds/watchlists/000000000000.atom").status_code == 404


def test_a_calendar_without_a_briefing_says_what_is_missing(settings: Settings) -> None:
    with serving(settings) as service, browsing(service) as client:
        reply = client.get("/feeds/ahead.ics")
        assert reply.status_code == 404 and "briefbot brief" in reply.text
        assert feedparser.parse(client.get("/feeds/briefings.atom").content).entries == []


def test_feeds_are_behind_the_token_as_all_else_is(service: Service) -> None:
    with browsing(service, token="abc") as client:
        assert client.get("/feeds/briefings.atom").status_code == 401
        reply = client.get("/feeds/briefings.atom", auth=("anyone", "abc"))
        assert reply.status_code == 200 and not feedparser.parse(reply.content).bozo
        assert client.get("/feeds/briefings.atom", auth=("anyone", "abd")).status_code == 401
