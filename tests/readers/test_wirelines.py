"""What wires write for their clients among the paragraphs of an item."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.readers.formats import read_articles
from briefbot.readers.lines import Piece
from briefbot.readers.wire import identifiers
from briefbot.readers.wirelines import without_client_lines
from briefbot.types import Article

TEXTS = ("The lock at Merrin is shut until May, the canal office said.", "It was built in 1911.")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Harbour HW", "section and agency"),
        ("HarbourHW", "section and agency"),
        ("Ships and harbours/HW", None),
        ("The captain told HW", "section and agency"),
        ("He said: no HW", None),
        ("N e w e r item, replaces: Lock shut", "note to editors"),
        ("A b c of boats", None),
        ("2.4.2024 16:02:09 CEST | HW | Annual report", "date line"),
        ("2.4.2024 16:02:09 CEST | Annual report", None),
    ],
)
def test_lines_above_the_text_are_told_apart(line: str, reason: str | None) -> None:
    pieces, asides = without_client_lines([Piece(line), *map(Piece, TEXTS)], "HW")
    assert [aside.reason for aside in asides] == ([reason] if reason else [])
    assert [piece.text for piece in pieces] == [*([] if reason else [line]), *TEXTS]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("(hw/jo)", "sign-off"),
        (r"(HW\/jo)", "sign-off"),
        ("MA // EA", "sign-off"),
        ("HW/End", "sign-off"),
        ("\u0628\u0648\u0631/\u063a \u0631/\u0646\u0648\u0631", "sign-off"),
        ("The fare is 4 crowns/km.", None),
        ("51 77 03 CRO01 1113 APE4800 GEST03 QBX", "wire's codes"),
        ("SALTHOLM 3 MERRIN 2 AFTER 90 MINUTES", None),
    ],
)
def test_lines_below_the_text_are_told_apart(line: str, reason: str | None) -> None:
    pieces, asides = without_client_lines([*map(Piece, TEXTS), Piece(line)], "HW")
    assert [aside.reason for aside in asides] == ([reason] if reason else [])
    assert [piece.text for piece in pieces] == [*TEXTS, *([] if reason else [line])]


@pytest.mark.parametrize(("author", "kept"), [("Ann Poe/HW", 2), ("Bea Poe, Cid Low", 3), (None, 3)])
def test_the_name_of_who_wrote_it_below_the_text_is_a_byline(author: str | None, kept: int) -> None:
    pieces, asides = without_client_lines([*map(Piece, TEXTS), Piece("Ann Poe")], "HW", author)
    assert (len(pieces), [aside.reason for aside in asides]) == (kept, ["byline"] if kept == 2 else [])


def test_the_headline_of_an_alert_is_its_text(tmp_path: Path) -> None:
    alert = {"uri": "urn:x:1", "type": "text", "headline": "Lock at Merrin shut", "versioncreated": "2024-03-11",
             "body_text": "jo/ma/el"}  # fmt: skip
    file = tmp_path / "alert.json"
    file.write_text(json.dumps(alert))
    [article] = read_articles(file)
    assert isinstance(article, Article)
    assert [article.title, *(each.text for each in article.paragraphs)] == ["Lock at Merrin shut"] * 2


@pytest.mark.parametrize(("slug", "told"), [("URGENT", ()), ("Urgent care", ("slug:Urgent care",))])
def test_a_rank_is_no_slug(slug: str, told: tuple[str, ...]) -> None:
    assert identifiers(None, slug=slug) == told
