"""Files that are cut off or damaged: what is whole is read, the rest told, and no other error gets out."""

from __future__ import annotations

import mailbox
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.types import Article
from tests.readers.ole import outlook
from tests.readers.test_captions import SRT, VTT
from tests.readers.test_documents import BODY, HEADERS, SUBJECT, epub, odt, save
from tests.readers.test_mail import PAGE, STORY, message
from tests.readers.test_reading_lists import BOOKMARKS, LISTS
from tests.readers.test_warc import PAGES, archive

MHTML = (
    "MIME-Version: 1.0\nSubject: Lock shut\nSnapshot-Content-Location: https://courier.example/lock\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
    f"Content-Location: https://courier.example/lock\n\n<html><body>{PAGE}</body></html>\n\n--b--\n"
)


def box(path: Path) -> bytes:
    with_messages = mailbox.mbox(path)
    for number in range(4):
        with_messages.add(message(STORY, PAGE, subject=f"Day {number}"))
    with_messages.close()
    return path.read_bytes()


def written(path: Path, make: Callable[[Path], Path]) -> bytes:
    return make(path).read_bytes()


MADE: dict[str, Callable[[Path], bytes]] = {
    "a.eml": lambda path: bytes(message(STORY, PAGE)),
    "a.mbox": box,
    "a.msg": lambda path: outlook({SUBJECT: "Lock", BODY: STORY * 30, HEADERS: "From: A <a@b.example>\r\n"}),
    "a.mhtml": lambda path: MHTML.encode(),
    "a.warc": lambda path: archive(False, *PAGES),
    "a.warc.gz": lambda path: archive(True, *PAGES),
    "a.epub": lambda path: written(path, lambda at: epub(at, {"a.xhtml": PAGE, "b.xhtml": PAGE})),
    "a.odt": lambda path: written(path, lambda at: save(odt(), at)),
    "a.vtt": lambda path: VTT.encode(),
    "a.srt": lambda path: SRT.encode(),
    "bookmarks.html": lambda path: BOOKMARKS.encode(),
    "pocket.csv": lambda path: LISTS["pocket.csv"].encode(),
    "karakeep.json": lambda path: LISTS["karakeep.json"].encode(),
}


def count(path: Path, data: bytes) -> int:
    """How many articles there are; every other outcome is a Problem or a ReadError that names the file."""
    path.write_bytes(data)
    articles = 0
    try:
        for found in read_articles(path):
            assert found.path and found.path.startswith(str(path))
            articles += isinstance(found, Article)
    except ReadError as error:
        assert path.name in str(error)
    return articles


@pytest.mark.parametrize("name", MADE)
def test_a_file_that_is_cut_off_or_damaged_is_read_as_far_as_it_goes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    data = MADE[name](path)
    whole = count(path, data)
    for part in range(10):
        assert count(path, data[: len(data) * part // 10]) <= whole
    chance = random.Random(name)  # noqa: S311
    for _ in range(15):
        at = chance.randrange(len(data))
        count(path, data[:at] + chance.randbytes(4) + data[at + chance.choice((0, 4, 40)) :])


@pytest.mark.parametrize(("name", "share"), [("a.mbox", 0.8), ("a.warc", 0.8), ("a.warc.gz", 0.8)])
def test_what_lies_before_the_cut_is_read(name: str, share: float, tmp_path: Path) -> None:
    data = MADE[name](tmp_path / name)
    assert count(tmp_path / name, data[: int(len(data) * share)]) >= 2
