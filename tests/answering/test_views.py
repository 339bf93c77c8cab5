"""Who holds what view."""

from __future__ import annotations

import pytest

from briefbot.answering.kinds import Asked
from briefbot.answering.lines import lines_of, terms
from briefbot.answering.points import Pointed
from briefbot.answering.views import holders, reworded
from briefbot.types import Kind
from tests.answering.test_dating import passages
from tests.conftest import make_article


@pytest.mark.parametrize(
    ("question", "text", "heading"),
    [
        ("Who opposes the ban?", "It covers approved marches as well as unlawful ones.", None),
        ("Who opposes the ban?", "The ban was printed on Friday in the gazette of the harbour.", None),
        ("Who supports the ban?", "The ban was printed on Friday in the gazette of the harbour.", None),
        ("Who opposes the ban?", "Ada Holm said that the ban was unlawful.", "Ada Holm"),
    ],
)
def test_a_view_is_somebodys_and_takes_a_side_or_is_said(question: str, text: str, heading: str | None) -> None:
    lines = lines_of(passages(make_article(f"{text} The harbour is closed.")))
    found = holders(Asked(question=question, kind=Kind.OPINION), [Pointed(lines[0], 2.0)], lines)
    assert [each.heading for each in found] == ([heading] if heading else [])


def test_a_topic_is_reworded_by_what_was_said() -> None:
    said = [terms("She had offered to resign, she wrote.")]
    assert reworded(["departure", "harbour"], said) == ["resignation", "harbour"]
    assert reworded(["resign"], said) == ["resign"]
    assert reworded(["departure"], [terms("She spoke of the harbour.")]) == ["departure"]
