"""JSON that breaks off: the whole records are read, and the rest is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.readers.jsontext import parse_json
from briefbot.types import Article, Problem

RECORDS = [
    {"title": f"Lock {n}", "date": "2026-02-26", "text": f'The lock number {n} is shut, "he" said.'} for n in range(4)
]
ITEMS = [
    {"uri": f"urn:x:{n}", "type": "text", "headline": f"Lock {n}", "versioncreated": "2026-02-26T08:00:00Z",
     "body_html": f"<p>The lock number {n} is shut until May, the canal office said.</p>"}
    for n in range(4)
]  # fmt: skip
DOCUMENTS = {
    "a list": RECORDS,
    "an object with a list": {"status": "ok [1]", "total": 4, "articles": RECORDS},
    "a wire's list": ITEMS,
    "a wire's object": {"items": ITEMS},
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_whole_records_of_a_document_that_breaks_off_are_read(kind: str, tmp_path: Path) -> None:
    text = json.dumps(DOCUMENTS[kind])
    path = tmp_path / "a.json"
    path.write_text(text[: text.index("Lock 3")])
    *articles, problem = read_articles(path)
    assert [each.title for each in articles if isinstance(each, Article)] == ["Lock 0", "Lock 1", "Lock 2"]
    assert isinstance(problem, Problem) and "breaks off" in problem.reason


def test_a_document_without_a_whole_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text in ('[{"title": "Lo', '{"title": "Lock", "text": "The lo', "[1, 2", "{[", '["a", {"b": 1'):
        path.write_text(text)
        with pytest.raises(ReadError, match="is not JSON"):
            list(read_articles(path))


def test_a_whole_document_is_whole() -> None:
    assert parse_json("[1]") == ([1], None)
    with pytest.raises(ValueError, match="too deeply"):
        parse_json("[" * 100_000)
