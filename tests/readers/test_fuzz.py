"""Whatever bytes a file holds, its reader gives articles, problems or a ReadError, soon and in silence."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.readers.formats import SUFFIXES, read_articles, read_data
from tests.conftest import ROOT
from tests.readers.pdfs import column, pdf
from tests.readers.test_archive import LINES, TEXT, packed
from tests.readers.test_feeds_and_mail import ATOM, NITF, RSS, mail

PAGES = sorted((ROOT / "tests" / "readers" / "pages").glob("*.html"))
SEEDS = [
    TEXT,
    LINES,
    RSS.encode(),
    ATOM.encode(),
    NITF.encode(),
    mail("It will rain.", "<p>It will rain.</p>"),
    packed(("a.txt", TEXT), ("b.jsonl", LINES)),
    pdf([column(["The bridge opens on Monday. It was closed for four years."], 700)]),
    *(page.read_bytes() for page in PAGES[::10]),
]
"""A file of each format, to be damaged."""

SECONDS = 10
"""Longest time for a small file, on a busy machine."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with bytes cut out, doubled or changed."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 200)))
        data = (
            data[:start]
            + draw(st.one_of(st.just(b""), st.just(data[start:end] * 2), st.binary(max_size=8)))
            + data[end:]
        )
    return data


def read(data: bytes, suffix: str) -> None:
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(data)
        try:
            for found in read_articles(path):
                assert found.path and found.path.startswith(str(path))
        except ReadError as error:
            assert str(path) in str(error)
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=400))
@settings(max_examples=25, deadline=None)
def test_any_bytes_are_articles_problems_or_a_read_error(suffix: str, data: bytes) -> None:
    read(data, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=damaged())
@settings(max_examples=25, deadline=None)
def test_damaged_files_are_articles_problems_or_a_read_error(suffix: str, data: bytes) -> None:
    read(data, suffix)


@given(data=damaged())
@settings(max_examples=60, deadline=None)
def test_damaged_data_without_a_name_is_articles_problems_or_a_read_error(data: bytes) -> None:
    try:
        list(read_data(data, "-"))
    except ReadError as error:
        assert "'-" in str(error)


def test_the_libraries_say_nothing_of_their_own(tmp_path: Path) -> None:
    broken = pdf([column(["The bridge opens on Monday."], 700)]).replace(b"startxref", b"startxxxx")
    (tmp_path / "a.pdf").write_bytes(broken)
    (tmp_path / "b.html").write_bytes(b"<p>a</p><div" + b"<p>\xff" * 50)
    (tmp_path / "c.rss").write_bytes(RSS.encode()[:700])
    code = (
        "import sys, pathlib\n"
        "from briefbot.errors import ReadError\n"
        "from briefbot.readers import read_articles\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: list(read_articles(path))\n"
        "    except ReadError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_importing_the_readers_imports_no_library_that_reads() -> None:
    code = (
        "import sys, briefbot.readers\n"
        "heavy = ('trafilatura', 'htmldate', 'lxml', 'pypdf', 'feedparser', 'defusedxml')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
