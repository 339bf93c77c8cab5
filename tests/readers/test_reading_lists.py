from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.readers.reading_lists import Saved, read_reading_list
from briefbot.types import Article, Problem
from tests.readers.test_mail import FIRST, PAGE, SECOND, texts

LOCK = "https://courier.example/lock?a=1&b=2"


def table(*rows: dict[str, str], mark: str = ",") -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8"><TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p><DT><H3 ADD_DATE="1700000000">Canals</H3>
<DL><p><DT><A HREF="https://courier.example/lock?a=1&amp;b=2" ADD_DATE="1700000000" TAGS="lock">Lock shut</A>
<DD>A note<DT><A HREF="javascript:void(0)">A script</A></DL><p></DL><p>"""
POCKET = """<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>
<li><a href="https://courier.example/lock?a=1&amp;b=2" time_added="1700000000" tags="">Lock shut</a></li></ul>"""

LISTS = {
    "bookmarks.html": BOOKMARKS,
    "ril_export.html": POCKET,
    "pocket.csv": table({"title": "Lock shut", "url": LOCK, "time_added": "17", "tags": "", "status": "unread"}),
    "instapaper.csv": table(
        {"URL": LOCK, "Title": "Lock shut", "Selection": "", "Folder": "Unread", "Timestamp": "17", "Tags": "[]"}
    ),
    "raindrop.csv": table(
        {"id": "1", "title": "Lock shut", "note": "", "excerpt": "A lock.", "url": LOCK, "folder": "x", "tags": "",
         "created": "2026-02-26T08:00:00.000Z", "cover": "", "highlights": "", "favorite": "false"}
    ),
    "reader.csv": table(
        {"Title": "Lock shut", "URL": LOCK, "ID": "01", "Document tags": "", "Saved date": "2026-02-26 08:00:00+0000",
         "Reading progress": "0.0", "Location": "new", "Seen": "False"}
    ),
    "karakeep.json": json.dumps({"bookmarks": [
        {"createdAt": 1700000000, "title": None, "tags": ["x"], "note": None, "archived": False,
         "content": {"type": "link", "url": LOCK, "title": "Lock shut"}},
        {"createdAt": 1700000001, "title": "Gone", "tags": [], "content": None},
    ]}),
    "google.htm": BOOKMARKS.partition("\n")[2],
    "linkwarden.json": json.dumps({"collections": [
        {"id": 1, "name": "Canals", "parentId": None, "links": [
            {"name": "Lock shut", "url": LOCK, "tags": [{"name": "lock"}], "createdAt": "2026-03-01T00:00:00.000Z"}]},
        {"id": 2, "name": "Empty", "parentId": 1, "links": []},
    ]}),
    "pinboard.json": json.dumps([{"href": LOCK, "description": "Lock shut", "extended": "", "meta": "0", "hash": "1",
                                  "time": "2026-03-01T00:00:00Z", "shared": "no", "toread": "yes", "tags": "x"}]),
    "omnivore.json": json.dumps([{"id": "1", "slug": "lock", "title": "Lock shut", "url": LOCK, "state": "Active",
                                  "savedAt": "2026-03-01T00:00:00.000Z", "thumbnail": "https://t.example/1.png"}]),
    "firefox.json": json.dumps({"guid": "root________", "title": "", "type": "text/x-moz-place-container", "children": [
        {"guid": "menu________", "title": "menu", "type": "text/x-moz-place-container", "children": [
            {"guid": "a", "title": "Lock shut", "type": "text/x-moz-place", "uri": LOCK},
            {"guid": "b", "title": "Recent", "type": "text/x-moz-place", "uri": "place:sort=8"}]}]}),
    "chrome.json": json.dumps({"checksum": "0", "roots": {"other": {"children": [
        {"date_added": "1", "id": "5", "name": "Lock shut", "type": "url", "url": LOCK}], "name": "Other"}},
        "version": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_the_addresses_of_a_reading_list_are_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LISTS[name], encoding="utf-8-sig" if name.endswith(".csv") else "utf-8")
    assert read_reading_list(tmp_path / name) == [Saved("Lock shut", LOCK)]
    [problem] = read_articles(tmp_path / name)
    assert (
        isinstance(problem, Problem) and "`briefbot reading-list" in problem.reason and "1 of the 1" in problem.reason
    )


def wallabag(**changes: object) -> dict[str, object]:
    return {
        "is_archived": 0, "is_starred": 0, "tags": [], "id": 7, "title": "Lock shut", "url": LOCK, "content": PAGE,
        "created_at": "2026-03-09T10:00:00+00:00", "updated_at": "2026-03-09T10:00:00+00:00", "annotations": [],
        "published_at": "2026-02-26T08:30:00+00:00", "published_by": ["Ann Poe", "Cid Low"], "language": "en",
        "domain_name": "courier.example", "mimetype": "text/html", "reading_time": 1, **changes,
    }  # fmt: skip


def test_texts_that_wallabag_kept_are_articles_dated_by_themselves(tmp_path: Path) -> None:
    failed = wallabag(content="wallabag can't retrieve contents for this article. Please troubleshoot this issue.")
    undated = wallabag(published_at=None, published_by=None)
    (tmp_path / "all.json").write_text(json.dumps([wallabag(), failed, undated]))
    full, bare, missing = read_articles(tmp_path / "all.json")
    assert isinstance(full, Article) and isinstance(bare, Article) and isinstance(missing, Problem)
    assert (full.title, full.author, full.source, full.language, full.url, texts(full)) == (
        "Lock shut", "Ann Poe, Cid Low", "courier.example", "en", LOCK, [FIRST, SECOND],
    )  # fmt: skip
    assert full.published and full.published.iso == "2026-02-26T08:30+00:00"
    assert bare.published is None  # the day on which it was saved is not that of its publication
    assert (full.path, bare.path) == (f"{tmp_path}/all.json!1", f"{tmp_path}/all.json!3")


def test_what_was_marked_with_readwise_is_cited_as_what_it_is(tmp_path: Path) -> None:
    marked = [("Lock shut", FIRST), ("Old bridge", SECOND), ("Lock shut", SECOND)]
    rows = [{"Highlight": text, "Book Title": title, "Book Author": "Ann Poe", "Amazon Book ID": "", "Note": "",
             "Color": "yellow", "Tags": "", "Location Type": "order", "Location": str(at),
             "Highlighted at": "2026-03-09 10:00:00+00:00", "Document tags": ""}
            for at, (title, text) in enumerate(marked)]  # fmt: skip
    (tmp_path / "readwise.csv").write_text(table(*rows))
    lock, bridge = read_articles(tmp_path / "readwise.csv")
    assert isinstance(lock, Article) and isinstance(bridge, Article)
    assert (lock.title, lock.author, lock.published, texts(lock)) == ("Lock shut", "Ann Poe", None, [FIRST, SECOND])
    assert [piece.reason for piece in lock.dropped] == ["rest not in the export"]


def test_a_note_of_karakeep_is_an_article(tmp_path: Path) -> None:
    note = {"createdAt": 1, "title": "Lock", "tags": [], "content": {"type": "text", "text": f"{FIRST}\n\n{SECOND}"}}
    (tmp_path / "k.json").write_text(json.dumps({"bookmarks": [note]}))
    [article] = read_articles(tmp_path / "k.json")
    assert isinstance(article, Article) and texts(article) == [FIRST, SECOND]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_articles_has_one_a_row(tmp_path: Path, mark: str) -> None:
    rows = [{"title": "Lock shut", "source": "Canal Courier", "date": "2026-02-26", "text": f"{FIRST}\n\n{SECOND}"},
            {"title": "Empty", "source": "", "date": "", "text": ""}]  # fmt: skip
    (tmp_path / "a.csv").write_text(table(*rows, mark=mark))
    article, problem = read_articles(tmp_path / "a.csv")
    assert isinstance(article, Article) and isinstance(problem, Problem)
    assert (article.title, article.source, texts(article)) == ("Lock shut", "Canal Courier", [FIRST, SECOND])
    assert article.published and article.published.iso == "2026-02-26"


@pytest.mark.parametrize("data", ["", "just a line\n", "title\x00", '{"a": 1}'])
def test_what_is_no_reading_list_is_refused(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.csv").write_text(data)
    with pytest.raises(ReadError, match="a.csv"):
        read_reading_list(tmp_path / "a.csv")


def test_an_entry_without_a_title_or_a_text_has_none(tmp_path: Path) -> None:
    entries = [
        wallabag(title="No title found", content=f"<p>{FIRST}</p>"),
        wallabag(content="[unable to retrieve full-text content]"),
    ]
    (tmp_path / "all.json").write_text(json.dumps(entries))
    untitled, bare = read_articles(tmp_path / "all.json")
    assert isinstance(untitled, Article) and untitled.title == FIRST
    assert isinstance(bare, Problem) and "1 of the 2" in bare.reason
