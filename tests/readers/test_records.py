from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from briefbot.errors import InputError, ReadError
from briefbot.readers.formats import read_articles
from briefbot.readers.records import NEWSAPI, PRESETS, RECORD_LIMIT, Mapping, parse_mapping
from briefbot.types import Article, Problem

BODY = ["The bridge opens on Monday.", "It was closed for four years."]


def read(folder: Path, document: object, mapping: Mapping | None = None) -> list[Article | Problem]:
    path = folder / "news.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return list(read_articles(path, mapping))


def only(found: list[Article | Problem]) -> Article:
    [article] = found
    assert isinstance(article, Article), article
    return article


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def test_a_newsapi_answer_is_one_article_a_record_and_says_what_was_cut_off(tmp_path: Path) -> None:
    record = {
        "source": {"id": None, "name": "Esk Herald"},
        "author": "Ann Poe",
        "title": "Bridge to reopen",
        "description": "A bridge.",
        "url": "https://news.example.com/bridge",
        "urlToImage": None,
        "publishedAt": "2019-08-22T17:03:00Z",
        "content": "The bridge opens on Monday.\r\nIt was closed for four years… [+1234 chars]",
    }
    empty = {**record, "content": None, "description": ""}
    found = read(tmp_path, {"status": "ok", "totalResults": 2, "articles": [record, empty]})
    article = found[0]
    assert isinstance(article, Article)
    assert (article.title, article.source, article.author) == ("Bridge to reopen", "Esk Herald", "Ann Poe")
    assert article.published and article.published.iso == "2019-08-22T17:03+00:00"
    assert texts(article) == ["The bridge opens on Monday.", "It was closed for four years"]
    assert [piece.reason for piece in article.dropped] == ["rest cut off by the export"]
    assert article.path == str(tmp_path / "news.json!1")
    assert isinstance(found[1], Problem)
    assert found[1].path == str(tmp_path / "news.json!2")


@pytest.mark.parametrize(
    "body",
    [
        {"body_xhtml": "<p>The bridge opens on <b>Monday</b>.</p>\n<p>It was closed for four years.</p>"},
        {"body": {"p": BODY}},
        {"body": {"body.content": {"block": {"p": BODY}}}},
        {"body_nitf": "<body><body.content><block><p>" + "</p><p>".join(BODY) + "</p></block></body.content></body>"},
    ],
)
def test_bodies_in_nitf_keep_their_paragraphs(tmp_path: Path, body: dict[str, Any]) -> None:
    record = {"headline": "Bridge to reopen", "byline": "By Ann Poe", "firstcreated": "2019-08-22T17:03:00+09:00"}
    article = only(read(tmp_path, {**record, "versioncreated": "2019-08-23T08:00:00+09:00", **body}))
    assert (article.title, article.author, texts(article)) == ("Bridge to reopen", "Ann Poe", BODY)
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert article.updated and article.updated.iso == "2019-08-23T08:00+09:00"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "\n\n".join(BODY)},
        {"content": {"rendered": "<p>" + "</p>\n<p>".join(BODY) + "</p>"}},
        {"paragraphs": BODY},
        {"paragraphs": [{"text": text} for text in BODY]},
        {"content_html": "<br>".join(BODY)},
        {"articleBody": "\n".join(BODY)},
    ],
)
def test_the_bodies_of_common_exports_are_found(tmp_path: Path, body: dict[str, Any]) -> None:
    record = {"title": "Bridge to reopen", "publisher": {"name": "Esk Herald"}, "date": "Aug. 22, 2019", **body}
    for document in (record, [record], {"items": [record]}, {"response": {"docs": [record]}}):
        article = only(read(tmp_path, document))
        assert texts(article) == BODY
        assert (article.title, article.source) == ("Bridge to reopen", "Esk Herald")
        assert article.published and article.published.iso == "2019-08-22"


def test_a_mapping_names_the_keys(tmp_path: Path) -> None:
    record = {"kop": "Bridge to reopen", "tekst": {"alinea": [{"t": text} for text in BODY]}, "dag": 1566493380}
    mapping = parse_mapping("title=kop, body=none|tekst.alinea.t, published=dag, records=nieuws")
    article = only(read(tmp_path, {"nieuws": [record]}, mapping))
    assert (article.title, texts(article)) == ("Bridge to reopen", BODY)
    assert article.published and article.published.iso == "2019-08-22T17:03+00:00"


def test_a_preset_is_named() -> None:
    assert parse_mapping("NewsAPI") == NEWSAPI
    assert set(PRESETS) == {"newsapi", "nitf", "generic", "trafilatura"}


@pytest.mark.parametrize("text", ["", "title", "title=", "colour=red", "title=a,,body=b"])
def test_a_mapping_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="FIELD=KEY"):
        parse_mapping(text)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"text"', "null", "[" * 100_000, '{"title": NaN'])
def test_a_document_without_records_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "news.json").write_text(text)
    with pytest.raises(ReadError, match="news.json"):
        list(read_articles(tmp_path / "news.json"))


def test_a_bad_line_is_a_problem_and_the_rest_goes_in(tmp_path: Path) -> None:
    good = json.dumps({"title": "Bridge to reopen", "text": "\n\n".join(BODY)})
    lines = [good, "no json", "", "[1]", "\xff", '{"text": "' + "x" * RECORD_LIMIT + '"}', good]
    path = tmp_path / "news.jsonl"
    path.write_bytes("\n".join(lines).encode("latin-1"))
    found = list(read_articles(path))
    assert [each.path for each in found] == [f"{path}!{number}" for number in (1, 2, 4, 5, 6, 7)]
    assert [isinstance(each, Article) for each in found] == [True, False, False, False, False, True]


def test_json_lines_are_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    with path.open("w") as file:
        for number in range(300):
            file.write(json.dumps({"title": f"Story {number}", "text": BODY[0], "raw": "x" * 50_000}) + "\n")
    first = next(read_articles(path))
    assert isinstance(first, Article)
    tracemalloc.start()
    count = sum(1 for _ in read_articles(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert peak < path.stat().st_size / 5
