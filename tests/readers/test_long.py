"""The time that reading takes grows with the length of what is read, and not with its square."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from briefbot.readers.formats import read_article

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


def wrapped_lines() -> str:
    return "# Ships\n\n" + "".join(f"| ship {number} | {number + 7} | and so on |\n" for number in range(5_000))


@pytest.mark.parametrize(
    ("name", "make"),
    [("twice.html", twice_told), ("quoted.html", quoted), ("linked.html", linked), ("lines.md", wrapped_lines)],
)
def test_a_long_file_takes_no_long_time(tmp_path: Path, name: str, make: object) -> None:
    assert callable(make)
    text = make()
    path = tmp_path / name
    path.write_text(f"<body><article>{text}</article></body>" if name.endswith(".html") else text)
    started = time.process_time()
    read_article(path)
    assert time.process_time() - started < BUDGET
