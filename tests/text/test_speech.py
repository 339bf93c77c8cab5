from __future__ import annotations

import pytest

from briefbot.text.speech import drops_hedge


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The lake rose by 2 metres.", "It is conjectured that the lake rose by 2 metres."),
        ("The ferry is late.", "The ferry is late, according to the harbour office."),
        ("Holm left.", "Holm may have left."),
        ("128,000 people marched.", "Police said 128,000 people marched."),
        ("The pier cost 3 million crowns.", "Perhaps the pier cost 3 million crowns."),
        ("Holm proposed talks on Sunday.", "Holm has proposed talks, according to people at the office on Sunday."),
        ("The crew was safe.", "The crew was thought to be safe."),
    ],
)
def test_what_a_source_does_not_say_itself_is_known(claim: str, source: str) -> None:
    assert drops_hedge(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The lake rose.", "The lake rose by 2 metres in May."),
        ("The lake probably rose.", "The lake may have risen."),
        ("Holm is believed to have left.", "Holm left."),
        ("The crew thought of home.", "The crew thought of home."),
        ("The harbour could not be reached.", "Nobody could reach the harbour."),
        ("Police told reporters that 128,000 marched.", "128,000 people marched, police said."),
    ],
)
def test_what_is_as_sure_as_its_source_is_let_through(claim: str, source: str) -> None:
    assert not drops_hedge(claim, source)
