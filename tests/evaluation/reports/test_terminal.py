from __future__ import annotations

import io

from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from briefbot.evaluation.reports.terminal import terminal_report
from briefbot.evaluation.types import Report
from tests.evaluation.sample_reports import hostile_report, report, run, small_cases, small_report


def printed(shown: Report, width: int = 100, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None, legacy_windows=False)
    terminal_report(shown, console)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_one_run(snapshot: SnapshotAssertion) -> None:
    assert printed(report(run("qwen2.5-coder-1.5b", small_cases()))) == snapshot


def test_two_runs_side_by_side(snapshot: SnapshotAssertion) -> None:
    assert printed(small_report()) == snapshot


def test_runs_that_do_not_fit_beside_each_other_stand_below() -> None:
    wide, narrow = printed(small_report(), width=120), printed(small_report(), width=60)
    heads = ["qwen2.5-coder-1.5b", "no verification"]
    assert [line for line in wide.splitlines() if line.startswith("Metric")] == [
        line for line in wide.splitlines() if all(head in line for head in heads)
    ]
    assert [next(head for head in heads if head in line) for line in narrow.splitlines() if "Metric" in line] == heads


def test_away_from_a_terminal_a_case_is_one_whole_line() -> None:
    lost = "FAILED   ferry-fare        the answer lacks '14 crowns'; says 12 crowns, which no source does"
    assert lost in printed(small_report(), width=60).splitlines()
    assert f"{lost[:59]}…" in printed(small_report(), width=60, terminal=True).splitlines()


def test_a_case_that_another_run_changed_is_named_with_its_status_before() -> None:
    shown = printed(small_report()).splitlines()
    at = shown.index("no verification: cases that came out otherwise")
    assert shown[at + 1 :] == ["FAILED   ferry-who  was passed: answered a question that the articles do not answer"]


def test_no_text_steers_the_terminal() -> None:
    shown = printed(hostile_report(), width=300, terminal=False)
    assert not set(shown) & {"\x1b", "\x07", "\x00", "\u202e", "\u2066", "\ud800"}
    assert "</script><script>alert('x')</script>" in shown
