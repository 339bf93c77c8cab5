"""Who published an article, where several places name somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.feeds.http import Reply
from briefbot.feeds.storage import Hints, save_reply
from briefbot.intake import completed
from briefbot.library.store import Library
from briefbot.readers.formats import read_article
from briefbot.readers.publishers import Publisher, by_domain, by_feed, first_named
from briefbot.render.answer import article_text
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Dropped
from tests.conftest import make_article

STORY = "The pilots of Skerry have sailed the sound for two hundred years, and few of them can swim."
MORE = "They learn the tides from their mothers, who never went to sea."
PAGE = (
    "<html><head><title>The pilots</title>{meta}</head><body><article><h1>The pilots of Skerry sound</h1>{line}"
    f"<p>SKERRY (Reuters) - {STORY}</p><p>{MORE}</p></article></body></html>"
)
SITE = '<meta property="og:site_name" content="Island Post">'
OWN = "https://www.islandpost.example/pilots"


def fetched(home: Path, meta: str, line: str = "", hints: Hints | None = None, url: str = OWN) -> Article:
    """A page as it is taken in after it was fetched."""
    body = PAGE.format(meta=meta, line=line).encode()
    reply = Reply(url=url, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=body)
    return completed(read_article(save_reply(home, url, reply, hints or Hints()).path))


def feed(title: str, address: str = "https://feeds.islandpost.example/all") -> Hints:
    return Hints(source=title, feed=address)


@pytest.mark.parametrize(
    ("meta", "line", "hints", "source", "place"),
    [
        (SITE, "<p>Source: Coast Gazette</p>", feed("Skerry Herald"), "Coast Gazette", "the text: line"),
        (SITE, "", feed("Skerry Herald"), "Skerry Herald", "the feed: 'Skerry Herald'"),
        (SITE, "", feed("Island Post - World"), "Island Post", "the feed: 'Island Post - World'"),
        (SITE, "", feed("Planet Sea", "https://planet.example/rss"), "Island Post", "the page: meta og:site_name"),
        (SITE, "", None, "Island Post", "the page: meta og:site_name"),
        ("", "", None, "Reuters", "a credit in the text: dateline"),
    ],
)
def test_the_place_that_is_believed_first_names_the_publisher(
    tmp_path: Path, meta: str, line: str, hints: Hints | None, source: str, place: str
) -> None:
    article = fetched(tmp_path, meta, line, hints)
    assert article.source == source
    assert (article.source_evidence or "").startswith(place)


def test_the_text_comes_first_in_files_too_and_the_paper_before_the_agency(tmp_path: Path) -> None:
    path = tmp_path / "pilots.txt"
    path.write_text(f"The pilots\n\nSource: Island Post\n\nSKERRY, July 14 (Reuters) -- {STORY}\n")
    article = read_article(path)
    assert (article.source, article.source_evidence) == ("Island Post", "the text: line 'Source: Island Post'")


@pytest.mark.parametrize(
    ("signed", "url", "source", "evidence"),
    [
        ("By Jo Roe (jroe@islandpost.example)", None, "islandpost.example", "a mail address of the byline: "),
        ("By Jo Roe (jroe@islandpost.example)", OWN, "islandpost.example", f"the address: {OWN!r}"),
        ("By Jo Roe (jo.roe@gmail.com)", None, None, None),
        ("By Jo Roe", "https://web.archive.org/web/20190714/https://coast.example/a", "coast.example", "the address: "),
        ("By Jo Roe", "https://news.google.com/articles/1", None, None),
        ("By Jo Roe", "http://192.168.1.5/pilots", None, None),
        ("By Jo Roe", "http://[broken/pilots", None, None),
        ("By Jo Roe", None, None, None),
    ],
)
def test_a_domain_stands_for_the_publisher_where_nothing_names_one(
    tmp_path: Path, signed: str, url: str | None, source: str | None, evidence: str | None
) -> None:
    path = tmp_path / "pilots.txt"
    path.write_text(
        "".join([f"---\nurl: {url}\n---\n" if url else "", f"The pilots\n\n{signed}\n\n{STORY}\n\n{MORE}\n"])
    )
    article = completed(read_article(path))
    assert (article.source, (article.source_evidence or "")[: len(evidence or "")]) == (source, evidence or "")


def test_a_mail_address_in_the_story_names_nobody() -> None:
    article = make_article("Write to tips@coast.example.", source=None)
    assert by_domain(article, None) is None
    beside = article.model_copy(update={"dropped": (Dropped(text="tips@coast.example", reason="caption", after=1),)})
    assert by_domain(beside, None) is None


def test_of_one_place_the_first_counts_and_what_has_no_evidence_is_of_the_file() -> None:
    page, known = Publisher("Post", "the page: meta og:site_name"), Publisher("Gazette", "")
    assert first_named([None, page, known]) == known
    assert first_named([page, Publisher("Herald", "the page: JSON-LD publisher")]) == page
    assert by_feed(None, None, OWN, page) is None


def test_what_names_the_publisher_is_kept_and_shown(tmp_path: Path) -> None:
    article = fetched(tmp_path, SITE)
    with Library(tmp_path / "library.db") as library:
        library.put(article, chunk_article(article, 900), article.id)
        assert library.article(article.id).source_evidence == "the page: meta og:site_name"
        assert "source     Island Post, from the page: meta og:site_name" in article_text(library.article(article.id))
