from __future__ import annotations

from briefbot.progress import Pace


def test_lines_and_checks_are_steps_and_the_rest_comes_at_the_end() -> None:
    counted: list[int] = []
    pace = Pace(counted.append, 6)
    for piece in ("[1] The ferry", " sailed.\n[2] Re", "pairs.\n"):
        pace.text(piece)
    pace.step()
    assert counted == [1, 1, 1]
    pace.finish()
    assert sum(counted) == 6


def test_a_long_draft_counts_no_more_than_its_steps() -> None:
    counted: list[int] = []
    pace = Pace(counted.append, 2)
    pace.text("one\ntwo\nthree\n")
    pace.step()
    pace.finish()
    assert counted == [2]
