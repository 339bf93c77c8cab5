"""What holds for every text, however odd."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article
from briefbot.types import Article

LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "Mayor to stand again",
            "SEOUL, July 14 (Yonhap) -- The council met on Sunday.",
            "HONG KONG —",
            "Published : Aug. 22, 2019 - 17:03",
            "[2019.08.22]",
            "17:03 KST",
            "By Kim Tong-hyung",
            "By Ann Poe (ann@example.com), Esk News",
            "ann@example.com",
            "(Yonhap)",
            "(END)",
            "###",
            "Most read",
            "1. Rain to continue",
            "- Fares stay",
            "Source: Esk Herald",
            "Esk Herald | Fri 23 Aug 2019",
            "Photo: A tram. Esk Herald",
            "Comments (2)",
            "jo88: About time.",
            "Correction: The name was wrong.",
            "Copyright 2019 Esk Herald",
            "Home > World > Asia",
            "---",
            "title: Fed: no change",
            "The trams ran again on Tuesday after a week without any, and the drivers",
            "were tired but glad, as one of them said at the depot in the old town.",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text("aAbB .,:;()[]@|>-—#*_`!1920\n", max_size=60),
)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)


def read(data: bytes, name: str) -> Article | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_article(path)
        except ReadError:
            return None


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(TEXTS, st.sampled_from(["a.txt", "2019-07-14.md"]))
@settings(max_examples=300, deadline=None)
def test_a_text_is_an_article_or_a_read_error(text: str, name: str) -> None:
    article = read(text.encode(), name)
    if article:
        assert [p.number for p in article.paragraphs] == list(range(1, len(article.paragraphs) + 1))
        assert all(p.text == p.text.strip() and p.text for p in article.paragraphs)
        assert all(0 <= piece.after <= len(article.paragraphs) for piece in article.dropped)
        again = read(text.encode(), name)
        assert again and again.id == article.id


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md"]))
@settings(max_examples=200, deadline=None)
def test_bytes_are_an_article_or_a_read_error(data: bytes, name: str) -> None:
    read(data, name)


@given(st.lists(LINES.filter(lambda line: not line.startswith("---")), max_size=25).map("\n".join))
@settings(max_examples=300, deadline=None)
def test_every_word_of_a_plain_text_is_in_the_title_a_paragraph_or_what_was_dropped(text: str) -> None:
    article = read(text.encode(), "a.txt")
    if article is None:
        return
    parts = Counter[str]()
    for part in [*(p.text for p in article.paragraphs), *(p.text for p in article.dropped)]:
        parts += words(part)
    shown = re.sub(r"(?!\s)[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]", "", text)
    missing = words(shown) - parts
    assert missing in (Counter(), words(article.title))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_dropped_pieces_and_paragraphs_keep_the_order_of_the_text(text: str) -> None:
    article = read(text.encode(), "a.txt")
    if article:
        assert [piece.after for piece in article.dropped] == sorted(piece.after for piece in article.dropped)
