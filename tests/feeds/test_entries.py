from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import FetchError
from briefbot.feeds.entries import ATOM, ParsedFeed, atom_of, parse_feed
from briefbot.feeds.http import Reply
from tests.feeds.loopback import html, item, rss

URL = "https://news.example/feed/"
TWO = rss(item("Pier stays open", "https://news.example/pier"), item("Fares rise", "https://news.example/fares"))


def parsed(body: bytes, content_type: str = "application/rss+xml") -> ParsedFeed:
    return parse_feed(Reply(url=URL, status=200, headers={"content-type": content_type}, body=body))


def test_a_feed_has_its_title_and_entries() -> None:
    feed = parsed(TWO)
    assert (feed.title, feed.complete, [entry.title for entry in feed.entries]) == (
        "Harbour News",
        True,
        ["Pier stays open", "Fares rise"],
    )
    assert feed.entries[0].link == "https://news.example/pier"
    assert feed.entries[0].summary and feed.entries[0].summary.text == "<p>The pier stays open.</p>"


def test_links_are_made_absolute() -> None:
    assert parsed(rss(item("Pier", "../pier"))).entries[0].link == "https://news.example/pier"


@pytest.mark.parametrize("served", ["application/xml", "text/xml; charset=utf-8", "application/rss+xml"])
def test_a_feed_in_another_charset_than_it_says_is_read(served: str) -> None:
    body = rss(item("Café über dem Hafen", "https://news.example/cafe")).decode().encode("latin-1")
    assert parsed(body, served).entries[0].title == "Café über dem Hafen"


def test_a_charset_that_only_the_header_knows_is_used() -> None:
    body = '<rss version="2.0"><channel><title>Порт</title><item><title>Паром</title></item></channel></rss>'
    assert parsed(body.encode("koi8-r"), "application/xml; charset=koi8-r").entries[0].title == "Паром"


@pytest.mark.parametrize("date", ["Tue, 31 Feb 2042 25:00:00", "yesterday", "1970-01-01T00:00:00Z", "3 мар 2020"])
def test_wrong_dates_are_passed_on_as_they_are_written(date: str) -> None:
    entry = parsed(rss(item("Pier", "https://news.example/pier", date=date))).entries[0]
    assert entry.published == date
    assert f"<published>{date}</published>" in atom_of(entry, "Harbour News", URL).decode()


@pytest.mark.parametrize("kept", [0.55, 0.75, 0.9])
def test_half_a_document_yields_its_complete_entries(kept: float) -> None:
    whole = rss(*(item(f"Story {number}", f"https://news.example/{number}", "A word. " * 9) for number in range(20)))
    feed = parsed(whole[: int(len(whole) * kept)])
    assert not feed.complete
    assert 20 * kept - 3 < len(feed.entries) <= 20 * kept
    for entry in feed.entries:
        assert entry.summary and entry.summary.text == "<p>" + ("A word. " * 9) + "</p>"


def test_a_feed_that_is_not_well_formed_but_whole_is_read_whole() -> None:
    feed = parsed(TWO.replace(b"Fares rise", b"Fares & fees <rise"))
    assert (feed.complete, len(feed.entries)) == (True, 2)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY a9 "{"ha" * 50_000}">]>',
    "external": '<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(bomb: str, charset: str) -> None:
    text = f"{BOMBS[bomb]}<rss version='2.0'><channel><item><title>{'&a9;' * 100}</title></item></channel></rss>"
    began = time.monotonic()
    with pytest.raises(FetchError, match="declares XML entities"):
        parsed(text.encode(charset))
    assert time.monotonic() - began < 1


def test_an_entry_may_write_about_entities() -> None:
    text = "Write &amp;lt;!ENTITY a 'b'&amp;gt; <![CDATA[<!ENTITY]]>"
    assert len(parsed(rss(item("XML", "https://news.example/xml", text))).entries) == 1


def test_a_web_page_is_not_a_feed() -> None:
    with pytest.raises(FetchError, match="is a web page, not a feed"):
        parsed(html("Service unavailable"))


@pytest.mark.parametrize("body", [b"{}", b"words", b"<?xml version='1.0'?><nitf/>", b"/etc/passwd", b"http://[::1]/"])
def test_something_else_is_not_a_feed(body: bytes) -> None:
    with pytest.raises(FetchError, match="not a feed"):
        parsed(body)


PIECES = st.sampled_from(
    [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"\0", b"\xff", b"<item>", b"</item>", b"<!--", b"&#0;"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(TWO)), PIECES | st.binary(max_size=4)), max_size=6), st.integers(0, 400))
def test_however_a_feed_is_damaged_its_entries_become_well_formed_documents(
    damages: list[tuple[int, bytes]], lost: int
) -> None:
    body = TWO
    for at, piece in damages:
        body = body[:at] + piece + body[at:]
    try:
        feed = parsed(body[: len(body) - lost])
    except FetchError:
        return
    for entry in feed.entries:
        ElementTree.fromstring(atom_of(entry, feed.title, URL))


def test_an_entry_becomes_a_well_formed_document_of_its_own() -> None:
    text = "Fares &amp;amp; fees &lt;b&gt;rise&lt;/b&gt; \x0b"
    entry = parsed(rss(item("Fares &amp; fees", "https://news.example/?a=1&amp;b=2", text))).entries[0]
    document = ElementTree.fromstring(atom_of(entry, "Harbour News", URL))
    read_again = parsed(atom_of(entry, "Harbour News", URL), "application/atom+xml")
    assert document.tag == f"{{{ATOM}}}feed"
    assert read_again.title == "Harbour News"
    assert read_again.entries[0].model_copy(update={"id": entry.id}) == entry


def test_a_text_that_is_full_of_brackets_takes_no_time() -> None:
    began = time.monotonic()
    for entry in parsed(rss(item("&lt;" * 50_000, "https://news.example/pier", "&amp;lt;" * 50_000))).entries:
        assert entry.identity
    assert time.monotonic() - began < 5


def test_an_entry_is_the_same_while_only_its_markup_changes() -> None:
    one, other, new = (
        parsed(rss(item("Pier", "https://news.example/pier", text))).entries[0].identity
        for text in (
            'Open.&lt;img src="https://count.example/1"&gt;',
            'Open.&lt;img src="https://count.example/2"&gt;',
            "Shut.",
        )
    )
    assert one == other != new
