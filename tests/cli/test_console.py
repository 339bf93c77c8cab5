from __future__ import annotations

import io

import rich.console

from briefbot.cli.console import DraftView, ProgressBar


def test_a_bar_names_its_stage_as_it_is_written() -> None:
    shown = io.StringIO()
    bar = ProgressBar("Writing", rich.console.Console(file=shown, force_terminal=True, width=100))
    bar.begin(4)
    bar.stage("Writing story 2 of 4: [red]fire\x07")
    bar.done(1)
    bar.close()
    assert "Writing story 2 of 4: [red]fire" in shown.getvalue()
    assert "1/4" in shown.getvalue()
    assert "\x07" not in shown.getvalue()


def test_no_bar_is_shown_where_there_is_no_terminal() -> None:
    shown = io.StringIO()
    bar = ProgressBar("Writing", rich.console.Console(file=shown))
    bar.begin(4)
    bar.stage("Checking")
    bar.close()
    assert shown.getvalue() == ""


def test_long_work_is_told_in_lines_where_there_is_no_terminal() -> None:
    shown, now = io.StringIO(), [0.0]
    bar = ProgressBar("Embedding", rich.console.Console(file=shown), seconds=lambda: now[0], apart=10)
    bar.begin(4_000)
    for moment in (4.0, 11.0, 12.0, 25.0):
        now[0] = moment
        bar.done(1_000)
    bar.close()
    assert shown.getvalue().splitlines() == ["Embedding: 2,000 of 4,000", "Embedding: 4,000 of 4,000"]


def test_a_view_of_a_draft_has_first_what_was_found_at_first_sight() -> None:
    shown: list[str] = []
    view = DraftView(lambda text: shown.append(text.plain))
    view.glance((), 0.2)
    assert shown == []
    view.glance(("The crane\x07 falls on 12 June.",), 0.54)
    view("It falls ")
    view("in June.")
    first = "At first sight (answers 54 times in 100): The crane falls on 12 June.\n"
    assert shown[0] == first
    assert shown[-1] == f"{first}Draft, not yet checked: It falls in June."
