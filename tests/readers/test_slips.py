"""What others write that is no address, number or encoding costs no more than itself; no pattern is slow on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles, read_data
from briefbot.readers.letters import unquoted
from briefbot.readers.lines import Piece
from briefbot.readers.reading_lists import read_reading_list
from briefbot.readers.syndication import with_ampersands, without_shortcodes
from briefbot.readers.wirelines import without_client_lines
from briefbot.types import Article
from tests.readers.test_documents import odt, save
from tests.readers.test_mail import FIRST, SECOND

BAD = "https://[bad/x"


def found_in(folder: Path, name: str, data: str) -> list[Article]:
    (folder / name).write_text(data, encoding="utf-8")
    return [one for one in read_articles(folder / name) if isinstance(one, Article)]


def page(linked: dict[str, str]) -> str:
    said = json.dumps({"@type": "NewsArticle", **linked})
    return (
        f'<html><head><title>Lock shut</title><script type="application/ld+json">{said}</script></head>'
        f"<body><article><h1>Lock shut</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )


FILES = {
    "page.html": page({"headline": "Lock shut", "url": BAD}),
    "front.md": f"---\ntitle: Lock shut\nurl: {BAD}\n---\n\n{FIRST}\n",
    "item.json": json.dumps(
        {"uri": BAD, "type": "text", "version": "1", "versioncreated": "2026-03-03T09:00:00Z", "headline": "Lock shut",
         "body_text": FIRST}
    ),
    "feed.json": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Canal",
         "items": [{"id": 1, "url": BAD, "title": "Lock shut", "summary": 5, "content_text": FIRST, "language": []}]}
    ),
    "wallabag.json": json.dumps(
        [{"url": BAD, "title": "Lock shut", "content": f"<p>{FIRST}</p><p>{SECOND}</p>", "is_archived": 0}]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_an_article_whose_address_is_none_is_read_without_it(name: str, tmp_path: Path) -> None:
    [article] = found_in(tmp_path, name, FILES[name])
    assert (article.title, article.url) == ("Lock shut", None)
    assert article.paragraphs[0].text == FIRST


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("marks.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1><dl><dt><a href='http://[x'>A</a>"
                       "<dt><a href='https://a.example/1'>B</a></dl>"),
        ("pocket.csv", f"title,url,time_added,tags,status\nA,{BAD},1,,unread\nB,https://a.example/1,1,,unread\n"),
        ("pins.json", json.dumps([{"href": each, "description": "B", "toread": "no"}
                                  for each in (BAD, "https://a.example/1")])),
    ],
)  # fmt: skip
def test_what_is_no_address_is_left_out_of_a_reading_list(name: str, data: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(data)
    assert [one.url for one in read_reading_list(tmp_path / name)] == ["https://a.example/1"]


@pytest.mark.parametrize("count", ["x", "2", "²", "9" * 5000])
def test_a_number_of_spaces_that_is_none_is_a_space(count: str, tmp_path: Path) -> None:
    spaces = f'<text:s text:c="{count}"/>'
    [article] = read_articles(save(odt(), tmp_path / "a.odt", "The lock", f"The{spaces}lock"))
    assert isinstance(article, Article)
    assert article.paragraphs[0].text == FIRST


def test_an_encoding_that_does_not_exist_is_told(tmp_path: Path) -> None:
    path = save(odt(), tmp_path / "a.odt", 'encoding="UTF-8"', 'encoding="foo"')
    with pytest.raises(ReadError, match="no OpenDocument that can be read"):
        list(read_articles(path))


def test_an_export_without_a_publisher_has_none(tmp_path: Path) -> None:
    document = (
        '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName"> </span></div>'
        '<span class="DocHeader">Economie, mardi 3 mars 2026, p. 12</span>'
        f'<p class="titreArticleVisu rdp__articletitle">Lock shut</p></header>'
        f"<section><p>{FIRST}</p></section></article>"
    )
    [article] = found_in(tmp_path, "europresse.html", f"<html><body>{document}</body></html>")
    assert (article.title, article.source) == ("Lock shut", None)


def growth(run: Callable[[int], object], small: int, large: int) -> float:
    """How many times the processor time of the small size the large one takes."""

    def taken(size: int) -> float:
        best = 1.0
        for _ in range(3):
            begun = time.process_time()
            for _ in range(5):
                run(size)
            best = min(best, time.process_time() - begun)
        return best

    return taken(large) / max(taken(small), 1e-5)


@pytest.mark.parametrize(
    ("run", "small", "large", "most"),
    [
        (lambda size: without_client_lines([Piece("aA" * size)], "HW"), 15, 45, 20),
        (lambda size: with_ampersands(b"<![CDATA[ x " * size), 200, 2000, 45),
        (lambda size: without_shortcodes("[xx" + " a='b'" * size), 6, 14, 20),
        (lambda size: unquoted(["> no", "we do say yes now"] * size), 60, 600, 45),
    ],
    ids=["credits", "unclosed CDATA", "shortcodes", "quotations"],
)
def test_no_pattern_is_slow(run: Callable[[int], object], small: int, large: int, most: float) -> None:
    assert growth(run, small, large) < most


def test_comments_before_a_feed_are_passed_over_once() -> None:
    data = b'<?xml version="1.0"?>' + b"<!-- x --> " * 24 + f"<p>{FIRST}</p>".encode()
    begun = time.process_time()
    with pytest.raises(ReadError):
        list(read_data(data, "-"))
    assert time.process_time() - begun < 1
