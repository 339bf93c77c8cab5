"""The time that reading takes grows with the length of what is read, and not with its square."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from briefbot.readers.formats import read_articles
from briefbot.types import Article

BUDGET = 8.0
"""Seconds of the processor's time; each takes about one, and took from 15 to 60 when it grew with the square."""
NUMBERS = range(1_600)


def sentence(number: int, more: str = "") -> str:
    return f"Ship number {number} left the harbour of Esk with {number + 7} crates on board{more}."


def twice_told() -> str:
    texts = "".join(f"<p>{sentence(number)}</p>" for number in NUMBERS)
    return f"<h1>Ships</h1>{texts}<h2>And once more</h2>{texts}"


def quoted() -> str:
    said = (f"<p>{sentence(n, ' at noon')}</p><aside class='pull-quote'>{sentence(n)}</aside>" for n in NUMBERS)
    return f"<h1>Ships</h1>{''.join(said)}"


def linked() -> str:
    texts = "".join(f"<p><a href='/{n}'>Ship {n}</a> {sentence(n)} <i>It sails.</i></p>" for n in range(4_500))
    return f"<h1>Ships</h1>{texts}"


def rich_text() -> str:
    return "{\\rtf1\\ansi " + "".join(f"\\pard\\fs22 {sentence(n)}\\par\n" for n in range(4_500)) + "}"


def nexis() -> str:
    head = "\n\n\n{:>34} of 150 DOCUMENTS\n\n\n{:^80}\n\n{:^80}\n\nShips of harbour {}\n\nLENGTH: 99 words\n\n"
    foot = "LOAD-DATE: March 5, 2024\n\nLANGUAGE: ENGLISH\n\n\n               Copyright 2024 Esk Herald\n"
    texts = ["\n\n".join(sentence(n * 20 + each) for each in range(20)) for n in range(150)]
    heads = [head.format(n + 1, "Esk Herald", "March 4, 2024 Monday", n) for n in range(150)]
    return "".join(f"{above}{text}\n\n{foot}" for above, text in zip(heads, texts, strict=True))


def mailbox() -> str:
    header = "From a@b.example Thu Feb 26 09:30:00 2026\nFrom: Ann Poe <a@b.example>\nSubject: Ships {}\nDate: Thu, "
    header += "26 Feb 2026 09:30:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain\n\n{}\n\n"
    return "".join(header.format(n, "\n\n".join(sentence(n * 20 + each) for each in range(20))) for n in range(150))


def wrapped_lines() -> str:
    return "# Ships\n\n" + "".join(f"| ship {number} | {number + 7} | and so on |\n" for number in range(5_000))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("twice.html", twice_told),
        ("quoted.html", quoted),
        ("linked.html", linked),
        ("lines.md", wrapped_lines),
        ("text.rtf", rich_text),
        ("nexis.txt", nexis),
        ("box.mbox", mailbox),
    ],
)
def test_a_long_file_takes_no_long_time(tmp_path: Path, name: str, make: object) -> None:
    assert callable(make)
    text = make()
    path = tmp_path / name
    path.write_text(f"<body><article>{text}</article></body>" if name.endswith(".html") else text)
    started = time.process_time()
    found = list(read_articles(path))
    assert time.process_time() - started < BUDGET
    assert len(found) == (150 if name in ("nexis.txt", "box.mbox") else 1)
    assert all(isinstance(each, Article) for each in found)
