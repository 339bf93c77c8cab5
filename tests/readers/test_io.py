"""Bytes, encodings and limits: what is read, and what is refused with which words."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article
from briefbot.readers.io import FILE_LIMIT, LINE_LIMIT, LINES_LIMIT
from briefbot.readers.markup import clean
from briefbot.render.text import printable

TEXT = "Café “Zürich” to close\r\n\r\nThe café closes on Friday – after 90 years, its owner said.\r\n"


def write(folder: Path, data: bytes, name: str = "article.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_same_text_in_any_encoding_is_the_same_article(tmp_path: Path, encoding: str) -> None:
    article = read_article(write(tmp_path, TEXT.encode(encoding)))
    assert article.title == "Café “Zürich” to close"
    assert [p.text for p in article.paragraphs] == ["The café closes on Friday – after 90 years, its owner said."]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Гавань в Мерине откроется в понедельник, сообщил городской совет. Она была закрыта два года."),
        ("koi8-r", "Гавань в Мерине откроется в понедельник, сообщил городской совет. Она была закрыта два года."),
        ("cp949", "메린 항구가 월요일에 다시 문을 연다고 시의회가 밝혔다. 항구는 2년 동안 닫혀 있었다."),
        ("shift_jis", "メリン港は月曜日に再開すると市議会が発表した。港は嵐のため二年間閉鎖されていた。"),
        ("big5", "梅林港將於星期一重新開放，市議會表示。該港口因風暴關閉了兩年。渡輪將恢復原來的航線。"),
        ("cp1253", "Το λιμάνι του Μέριν ανοίγει ξανά τη Δευτέρα, ανακοίνωσε το δημοτικό συμβούλιο."),
    ],
)
def test_a_text_in_another_script_is_read_in_its_old_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    article = read_article(write(tmp_path, f"{text}\n".encode(encoding)))
    assert article.paragraphs[0].text == text


def test_a_text_of_two_encodings_is_read_in_both(tmp_path: Path) -> None:
    mixed = "Die Tür öffnet um neun.\n\n".encode("cp1252") + "Das heißt “früh”, sagt der Müller.\n".encode()
    assert [p.text for p in read_article(write(tmp_path, mixed)).paragraphs] == [
        "Die Tür öffnet um neun.",
        "Das heißt “früh”, sagt der Müller.",
    ]


SHAPED = ("او می\u200cخواهد برود.", "क\u094d\u200dष और र\u200d\u094dय", "۱۲\u200cساله است.")


@pytest.mark.parametrize("text", SHAPED)
def test_what_shapes_the_letters_of_a_word_stays_and_is_hidden_nowhere_else(text: str, tmp_path: Path) -> None:
    hidden = f"\u200cThe mi\u200cll\u200d opened \u200c on Monday. {text.replace(chr(0x200C), chr(0x200C) * 3)} \u200c"
    shown = f"The mill opened on Monday. {text}"
    assert clean(hidden) == shown
    assert clean(shown) == shown
    assert " ".join(printable(hidden).split()) == shown
    assert printable(shown) == shown
    found = read_article(write(tmp_path, f"{hidden}\n".encode()))
    assert " ".join(each.text for each in found.paragraphs) == shown


def test_spaces_are_plain_and_invisible_characters_gone(tmp_path: Path) -> None:
    path = write(tmp_path, "Mr\u00a0Poe\tpaid 5\u202f000 euros for the in\u00adven\u200btion.\n".encode())
    assert read_article(path).paragraphs[0].text == "Mr Poe paid 5 000 euros for the invention."


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, b"\x00" * 4000, b"\x01\x02text\x03" * 9],
)
def test_binary_junk_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ReadError, match=r"is not text: its bytes start with|has no paragraph"):
        read_article(write(tmp_path, data))


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match="it is a folder"):
        read_article(tmp_path / "folder.txt")
    with pytest.raises(ReadError, match="it is missing"):
        read_article(tmp_path / "none.txt")


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(ReadError, match="Cannot read"):
        read_article(Path("a\0b.txt"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT.encode())
    path.chmod(0)
    with pytest.raises(ReadError, match="permissions"):
        read_article(path)


def test_a_huge_file_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    started = time.perf_counter()
    with pytest.raises(ReadError, match=rf"50,000,000 bytes, more than the {FILE_LIMIT:,}"):
        read_article(path)
    assert time.perf_counter() - started < 0.5


def test_a_line_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=rf"more than {LINE_LIMIT:,} characters"):
        read_article(write(tmp_path, b"word " * LINE_LIMIT))


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "> ", "1. ", "a, ", "(", "[", "](", "*a_ ", "`", "A. ", "2019-", "By A ", "a@", "a.b@c.", "- ",
     "\u00a9 ", "Photo: ", "Jan 1 ", "\u2014 ", "share ", "(AP) ", "!", "<", "A B C. ", "a | "],
)  # fmt: skip
def test_no_line_is_slow(tmp_path: Path, unit: str, suffix: str) -> None:
    line = (unit * LINE_LIMIT)[:LINE_LIMIT]
    path = write(tmp_path, f"A title\n\nA sentence stands here first.\n\n{line}\n".encode(), f"a{suffix}")
    started = time.process_time()
    read_article(path)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("line", ["x", "---", "- a", "> a", "1. a", "By A", "a | b"])
def test_too_many_lines_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ReadError, match=rf"20,001 lines, more than the {LINES_LIMIT:,}"):
        read_article(write(tmp_path, f"{line}\n".encode() * (LINES_LIMIT + 1), "a.md"))
