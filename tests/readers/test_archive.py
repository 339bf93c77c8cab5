from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import members_passed_over, read_articles, read_data
from briefbot.types import Article, Problem

TEXT = b"Bridge to reopen\n\nThe bridge opens on Monday.\n\nIt was closed for four years.\n"
LINES = b'{"title": "Rain", "text": "It will rain."}\n{"title": "Wind"}\n'


def packed(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def read(folder: Path, data: bytes) -> list[Article | Problem]:
    path = folder / "inner" / "news.zip"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return list(read_articles(path))


def names(found: list[Article | Problem], kind: type) -> list[str]:
    return [(each.path or "").partition("news.zip!")[2] for each in found if isinstance(each, kind)]


def test_every_member_is_read_by_the_reader_of_its_format(tmp_path: Path) -> None:
    page = b"<html><body><h1>Sun</h1><p>The sun shone on Monday.</p><p>It was warm for once.</p></body></html>"
    found = read(
        tmp_path,
        packed(
            ("a.txt", TEXT), ("b/c.html", page), ("b/d.JSONL", LINES), ("picture.png", b"\x89PNG"), ("b/.e.txt", b"")
        ),
    )
    assert names(found, Article) == ["a.txt", "b/c.html", "b/d.JSONL!1"]
    assert names(found, Problem) == ["b/d.JSONL!2"]
    assert isinstance(found[0], Article)
    assert found[0].title == "Bridge to reopen"


def test_members_of_no_format_that_is_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(packed(("a.txt", TEXT), ("b/picture.png", b"\x89PNG"), (".hidden", b"x"), ("in.zip", packed())))
    assert members_passed_over(path) == [f"{path}!b/picture.png"]
    path.write_bytes(b"PK\x03\x04 broken")
    assert members_passed_over(path) == []


def test_a_bad_member_is_a_problem_that_names_it_and_the_rest_goes_in(tmp_path: Path) -> None:
    data = packed(("empty.txt", b""), ("inner.zip", packed(("a.txt", TEXT))), ("broken.pdf", b"%PDF-"), ("z.txt", TEXT))
    found = read(tmp_path, data)
    assert names(found, Problem) == ["empty.txt", "inner.zip", "broken.pdf"]
    assert names(found, Article) == ["z.txt"]
    assert all(each.path in each.reason for each in found if isinstance(each, Problem))


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/tmp/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt", "a/../../evil.txt"]
)
def test_a_member_cannot_be_written_outside(tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.parent.rglob("*evil*")}
    [article] = read(tmp_path, packed((name, TEXT)))
    assert isinstance(article, Article)
    assert {path for path in tmp_path.parent.rglob("*evil*")} == before
    assert not Path("/tmp/evil.txt").exists()


def test_a_member_that_unpacks_to_far_more_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, packed(("bomb.txt", b"a" * 30_000_000), ("z.txt", TEXT)))
    assert names(found, Problem) == ["bomb.txt"]
    assert names(found, Article) == ["z.txt"]


def test_a_scribbled_member_is_a_problem(tmp_path: Path) -> None:
    data = bytearray(packed(("a.txt", TEXT * 40), ("z.txt", TEXT)))
    data[60:70] = b"\x00" * 10
    found = read(tmp_path, bytes(data))
    assert (names(found, Problem), names(found, Article)) == (["a.txt"], ["z.txt"])


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"PK\x03\x04", packed(("a.txt", TEXT))[:-30]):
        with pytest.raises(ReadError, match="no zip file"):
            read(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (TEXT, "Bridge to reopen"),
        (LINES, "Rain"),
        (b'[{"title": "Rain", "text": "It will rain."}]', "Rain"),
        (b'\n{\n "title": "Rain",\n "text": "It will rain."\n}', "Rain"),
        (b"<!DOCTYPE html><title>Sun</title><h1>Sun</h1><p>The sun shone on Monday.</p>", "Sun"),
        (b"Subject: Rain\nFrom: a@example.com\n\nIt will rain on Monday.\n", "Rain"),
        (b"<?xml version='1.0'?><rss><channel><item><title>Rain</title><description>It will rain.</description></item>"
         b"</channel></rss>", "Rain"),
        (packed(("a.txt", TEXT)), "Bridge to reopen"),
        (b"# Rain\n\nIt will rain on Monday.\n", "Rain"),
    ],
)  # fmt: skip
def test_data_without_a_name_is_read_by_what_it_begins_with(data: bytes, title: str) -> None:
    first = next(read_data(data, "-"))
    assert isinstance(first, Article), first
    assert first.title == title
    assert first.path is not None and first.path.startswith("-")


def test_data_that_cannot_be_read_is_refused_under_its_name() -> None:
    with pytest.raises(ReadError, match="'-'"):
        list(read_data(b"\x00\x01\x02", "-"))
