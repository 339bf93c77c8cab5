"""Bylines of exports: who wrote an article, whatever stands beside the names."""

from __future__ import annotations

import pytest

from briefbot.readers.exports.writers import writers_of

PAPER = "Canal Harbour Post (Varnby, Lund)"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Poe", "Ann Poe"),
        ("By Ann Poe and Cid Low Canal Harbour Post Staff Writers", "Ann Poe and Cid Low"),
        ("ANN POE Post Staff Writer", "ANN POE"),
        ("Ann Poe Staff writer", "Ann Poe"),
        ("Ann Poe, Canal Harbour Post, Lund, N.C.", "Ann Poe"),
        ("By Ann Poe, The Canal Harbour Post", "Ann Poe"),
        ("Ann Poe The Canal Harbour Post", "Ann Poe"),
        ("Ann Poe; Staff", "Ann Poe"),
        ("ANN POE, STAFF WRITER", "ANN POE"),
        ("Ann Poe, Mercury staff", "Ann Poe"),
        ("ANN POE  ann@post.example, 608-555-6198", "ANN POE"),
        ("Ann Poe; @annpoe on Twitter", "Ann Poe"),
        ("Ann Poe / Canal Harbour Post / Follow @AnnPoe", "Ann Poe"),
        ("Cid Low; and reported by Ann Poe;Jo Roe", "Cid Low; Ann Poe; Jo Roe"),
        ("CANAL HARBOUR POST, Writer", ""),
        ("Post report", ""),
        ("From staff and wire reports", ""),
        ("NO BYLINE AVAILABLE", ""),
        ("Ann Lund", "Ann Lund"),
        ("Mary Ann Post", "Mary Ann Post"),
        ("The Lake Press", "The Lake Press"),
    ],
)
def test_the_names_of_a_byline_are_told(byline: str, names: str) -> None:
    assert writers_of(byline, PAPER) == names
