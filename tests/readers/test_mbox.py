from __future__ import annotations

import mailbox
import tracemalloc
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.ingest import find_files
from briefbot.readers import mbox
from briefbot.readers.formats import read_articles
from briefbot.types import Article, Problem
from tests.readers.test_mail import FIRST, SECOND, STORY, message, texts

LINE = "From news@courier.example Thu Feb 26 09:30:00 2026\n"


def test_each_message_of_a_mailbox_is_an_article(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number in range(3):
        box.add(
            message(
                f"{STORY}\nFrom the lock, {number} men walked home.\n\nFrom here on it rained.\n",
                subject=f"Day {number}",
            )
        )
    box.close()
    found = list(read_articles(tmp_path / "a.mbox"))
    assert [one.title for one in found if isinstance(one, Article)] == ["Day 0", "Day 1", "Day 2"]
    assert found[1].path == f"{tmp_path}/a.mbox!2"
    assert isinstance(found[2], Article)
    assert texts(found[2]) == [FIRST, SECOND, "From the lock, 2 men walked home.", "From here on it rained."]


@pytest.mark.parametrize("name", ["Newsletters", "Inbox.mbx", "mail.txt", "INBOX.2026"])
def test_a_mailbox_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"{LINE}{bytes(message(STORY)).decode()}\n{LINE}{bytes(message(STORY)).decode()}\n")
    assert find_files([tmp_path]) == ([tmp_path / name], [])
    assert [texts(one) for one in read_articles(tmp_path / name) if isinstance(one, Article)] == [[FIRST, SECOND]] * 2


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_deleted_in_thunderbird_is_left_out_and_told(tmp_path: Path, end: str) -> None:
    marked = [f"{LINE}X-Mozilla-Status: {status}\n{message(STORY, subject=status)}\n" for status in ("0001", "0009")]
    path = tmp_path / "Inbox"
    path.write_bytes("".join(marked).replace("\n", end).encode())
    article, problem = read_articles(path)
    assert isinstance(article, Article) and article.title == "0001"
    assert isinstance(problem, Problem) and "1 messages that were deleted" in problem.reason


def test_a_sentence_that_begins_with_from_opens_no_message(tmp_path: Path) -> None:
    """Not every program quotes them; Python's own `mailbox` makes three messages of these two."""
    text = f"{STORY}\nFrom the lock it is 4 miles to Lund, as it was in 2019.\n\nFrom Lund the road goes on.\n"
    one, two = (bytes(message(text, subject=f"Day {number}")).decode() for number in (1, 2))
    (tmp_path / "a.mbox").write_text(f"{LINE}{one}\n{LINE}{two}\n")
    assert [len(texts(one)) for one in read_articles(tmp_path / "a.mbox") if isinstance(one, Article)] == [4, 4]


def test_what_cannot_be_read_in_a_mailbox_is_told_and_the_rest_read(tmp_path: Path) -> None:
    parts = ["Subject: Empty\n\n", "X-Nothing: 1\n\nBare.\n", bytes(message(STORY)).decode()]
    (tmp_path / "a.mbox").write_text("".join(f"{LINE}{part}\n" for part in parts))
    empty, bare, good = read_articles(tmp_path / "a.mbox")
    assert isinstance(empty, Problem) and isinstance(bare, Problem) and isinstance(good, Article)
    assert "!2" in bare.reason


def test_a_mailbox_that_is_cut_off_keeps_its_messages(tmp_path: Path) -> None:
    whole = bytes(message(STORY)).decode()
    (tmp_path / "a.mbox").write_text(f"{LINE}{whole}\n{LINE}{whole[: whole.index('is over')]}")
    good, cut = read_articles(tmp_path / "a.mbox")
    assert isinstance(good, Article) and texts(good) == [FIRST, SECOND]
    assert isinstance(cut, Article | Problem)


def test_a_message_that_is_too_large_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "MAIL_LIMIT", 2000)
    large, small = bytes(message("A long line of text.\n" * 200)).decode(), bytes(message(STORY)).decode()
    (tmp_path / "a.mbox").write_text(f"{LINE}{large}\n{LINE}{small}\n")
    first, second = read_articles(tmp_path / "a.mbox")
    assert isinstance(first, Problem) and isinstance(second, Article)


def test_memory_does_not_grow_with_the_mailbox(tmp_path: Path) -> None:
    """A message is a thousandth of it."""
    filler = "".join(f"Subject: {n}\nX-Pad: {'x' * 900}\n\n{'y' * 70}\n\n" for n in range(1))
    (tmp_path / "a.mbox").write_text(f"{LINE}{filler}\n" * 8000)
    tracemalloc.start()
    with (tmp_path / "a.mbox").open("rb") as file:
        count = sum(1 for _ in mbox._messages(file, "a.mbox"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8000
    assert peak < 1_000_000 < (tmp_path / "a.mbox").stat().st_size


@pytest.mark.parametrize("data", [b"", b"Subject: a\n\nb", b"\x00\x01"])
def test_what_is_no_mailbox_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.mbox").write_bytes(data)
    with pytest.raises(ReadError, match="a.mbox"):
        list(read_articles(tmp_path / "a.mbox"))
