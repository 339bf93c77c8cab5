from __future__ import annotations

import gc
import gzip
import io
import warnings
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.types import Article, Problem
from tests.readers.pdfs import column, pdf

TEXT = "The lock at {} stays shut until the frost is over, the canal office said on Tuesday, and so do {} others."


def page(place: str, number: int) -> bytes:
    text = TEXT.format(place, number)
    more = "Two barges with grain wait below it, and a third is due tomorrow, the lock keeper said."
    return f"<html><head><title>{place} shut</title></head><body><p>{text}</p><p>{more}</p></body></html>".encode()


def archive(gzipped: bool, *bodies: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    with warnings.catch_warnings():  # warcio leaves its temporary files to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        data = _archive(gzipped, *bodies, kind=kind, status=status)
        gc.collect()
    return data


def _archive(gzipped: bool, *bodies: bytes, kind: str, status: str) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for number, body in enumerate(bodies):
        url = f"https://canal.example/{number}"
        said = [("Content-Type", kind)]
        if number == 1:
            body, said = gzip.compress(body), [*said, ("Content-Encoding", "gzip")]
        headers = StatusAndHeaders(status, said, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
        writer.write_record(
            writer.create_warc_record(url, "request", payload=io.BytesIO(b""),
                                      http_headers=StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True))
        )  # fmt: skip
    return buffer.getvalue()


def read(folder: Path, name: str, data: bytes) -> list[Article | Problem]:
    (folder / name).write_bytes(data)
    return list(read_articles(folder / name))


PAGES = [page(place, number) for number, place in enumerate(("Varnby", "Lund", "Skog"))]
NAMES = pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])


@NAMES
def test_each_page_of_a_web_archive_is_an_article(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, name, archive(name.endswith(".gz"), *PAGES))
    assert [one.title for one in found if isinstance(one, Article)] == ["Varnby shut", "Lund shut", "Skog shut"]
    assert isinstance(found[1], Article)
    assert (found[1].url, found[1].path) == ("https://canal.example/1", f"{tmp_path / name}!4")
    assert found[1].paragraphs[0].text == TEXT.format("Lund", 1)


@NAMES
def test_after_a_broken_record_the_next_is_read(tmp_path: Path, name: str) -> None:
    data = archive(name.endswith(".gz"), *PAGES)
    if name.endswith(".gz"):
        starts = [at for at in range(len(data)) if data.startswith(b"\x1f\x8b\x08", at)]
        second = starts[3] if len(starts) == 7 else next(at for at in starts[3:] if b"WARC" in _unpacked(data[at:]))
        data = data[: second + 40] + b"\0" * 30 + data[second + 70 :]
    else:
        at = data.index(b"Content-Length", data.index(b"canal.example/1"))
        data = data[:at] + data[at:].replace(b"Content-Length: ", b"Content-Length: 9", 1)
    found = read(tmp_path, name, data)
    titles = [one.title for one in found if isinstance(one, Article)]
    assert titles == ["Varnby shut", "Skog shut"]
    assert len([one for one in found if isinstance(one, Problem)]) >= 1


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)[:4]
    except (OSError, EOFError):
        return b""


@NAMES
def test_an_archive_that_is_cut_off_says_so(tmp_path: Path, name: str) -> None:
    data = archive(name.endswith(".gz"), *PAGES)
    *articles, cut = read(tmp_path, name, data[:-60] if name.endswith(".gz") else data[: data.rindex(b"GET / HTTP")])
    assert len(articles) == 3
    assert isinstance(cut, Problem) and "cut off" in cut.reason


def test_pdfs_are_read_and_pictures_and_errors_are_none(tmp_path: Path) -> None:
    body = pdf([column([TEXT.format("Varnby", 3)], 700)])
    [article] = read(tmp_path, "a.warc", archive(False, body, kind="application/pdf"))
    assert isinstance(article, Article) and article.url == "https://canal.example/0"
    for data in (archive(False, b"\x89PNG", kind="image/png"), archive(False, PAGES[0], status="404 Not Found")):
        with pytest.raises(ReadError, match="no page and no PDF among its . records"):
            read(tmp_path, "b.warc", data)


def test_a_page_in_the_charset_of_its_header_is_read_in_it(tmp_path: Path) -> None:
    body = page("Västerås", 2).decode().encode("cp1252")
    [article] = read(tmp_path, "a.warc", archive(False, body, kind="text/html; charset=windows-1252"))
    assert isinstance(article, Article) and article.title == "Västerås shut"


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04"])
def test_what_is_no_web_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ReadError, match="a.warc"):
        read(tmp_path, "a.warc", data)


def test_other_files_that_are_packed_are_read_by_their_own_format(tmp_path: Path) -> None:
    [article] = read(tmp_path, "page.html.gz", gzip.compress(PAGES[0]))
    assert isinstance(article, Article) and article.path == str(tmp_path / "page.html.gz")
    with pytest.raises(ReadError, match="backup"):
        read(tmp_path, "backup.tar.gz", gzip.compress(b"x"))
    with pytest.raises(ReadError, match="unpacked"):
        read(tmp_path, "cut.html.gz", gzip.compress(PAGES[0])[:-20])


def test_an_archive_whose_ends_of_lines_were_changed_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(archive(False, page("Lund", 1)).replace(b"\r\n", b"\r\r\n"))
    with pytest.raises(ReadError, match="ends of lines were changed"):
        list(read_articles(path))


def test_an_archive_of_an_older_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(archive(False, page("Lund", 1)).replace(b"WARC/1.0", b"WARC/0.17"))
    [found] = read_articles(path)
    assert isinstance(found, Article) and found.title == "Lund shut"


@pytest.mark.parametrize("first", ["note", "page"])
def test_an_archive_that_is_packed_as_a_whole_is_read_to_its_end(first: str, tmp_path: Path) -> None:
    plain = archive(False, *PAGES)
    plain = plain if first == "note" else plain[plain.index(b"\r\n\r\nWARC/") + 4 :]
    whole = [one.title for one in read(tmp_path, "a.warc.gz", gzip.compress(plain)) if isinstance(one, Article)]
    assert whole == ["Varnby shut", "Lund shut", "Skog shut"]
    found = read(tmp_path, "b.warc.gz", gzip.compress(plain + bytes(range(256)) * 400)[:-90])
    assert [one.title for one in found if isinstance(one, Article)] == whole[: len(found) - 1]
    assert len(found) > 2
    assert isinstance(found[-1], Problem)
    assert "cannot be unpacked" in found[-1].reason
