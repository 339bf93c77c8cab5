from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.evaluation.reports.history import past
from briefbot.evaluation.reports.plots import (
    MOST_PAST,
    axis,
    bar,
    decisions,
    lines,
    probabilities,
    seconds,
    seconds_axis,
)
from briefbot.evaluation.reports.tables import Unit
from briefbot.evaluation.types import Metric, Report
from tests.evaluation.sample_reports import answer, report, run, small_cases


@pytest.mark.parametrize(
    ("values", "unit", "zoomed", "wanted"),
    [
        ([0.3], "share", False, ["0", "0.25", "0.5", "0.75", "1"]),
        ([0.62, 0.71], "share", True, ["0.55", "0.6", "0.65", "0.7", "0.75", "0.8"]),
        ([0.98, 1.0], "share", True, ["0.8", "0.85", "0.9", "0.95", "1"]),
        ([21.0, 3.0], "seconds", False, ["0 s", "10 s", "20 s", "30 s"]),
        ([1310.0], "tokens", False, ["0", "500", "1,000", "1,500"]),
        ([0.0], "seconds", False, ["0 s", "1 s"]),
        ([], "seconds", False, ["0 s", "0.5 s", "1 s"]),
    ],
)
def test_axes(values: list[float], unit: Unit, zoomed: bool, wanted: list[str]) -> None:
    assert [tick.label for tick in axis(values, unit, zoomed).ticks] == wanted


@given(st.lists(st.floats(min_value=0, max_value=1e6), max_size=5), st.sampled_from(["seconds", "tokens"]))
def test_every_value_stands_on_its_axis(values: list[float], unit: Unit) -> None:
    scale = axis(values, unit)
    assert all(scale.least <= value <= scale.greatest * (1 + 1e-9) for value in values)
    assert 2 <= len(scale.ticks) <= 6
    places = [tick.at for tick in scale.ticks]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (1.0, 99.0)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=5))
def test_a_zoomed_share_shows_a_fifth_of_the_scale_or_more(values: list[float]) -> None:
    scale = axis(values, "share", zoomed=True)
    assert scale.least - 1e-9 <= min(values) and max(values) <= scale.greatest + 1e-9
    assert scale.greatest - scale.least >= 0.2 - 1e-9


def test_a_bar_with_its_interval() -> None:
    scale = axis([], "share")
    metric = Metric(name="MRR", group="retrieval", value=0.5, low=0.0, high=1.0, n=2)
    found = bar(metric, scale)
    assert found is not None
    assert (found.at, found.low, found.high) == (50.0, 1.0, 99.0)
    assert bar(metric.model_copy(update={"value": None}), scale) is None
    alone = bar(metric.model_copy(update={"n": 1}), scale)
    assert alone is not None
    assert (alone.at, alone.low, alone.high) == (50.0, None, None)


def test_seconds_are_counted_without_crashes() -> None:
    shown = run("one", small_cases())
    found = seconds(shown, seconds_axis([shown]))
    assert found.n == sum(piece.count for piece in found.bins) == 4  # 4.0, 5.0, 6.5 and 21.25 seconds
    assert [mark.label for mark in found.marks] == ["p50 5.75 s", "p95 19.0 s"]
    assert found.note == "1 from the cache, with the seconds they took when they were made."


def test_probabilities_by_stage() -> None:
    shown = run("one", small_cases())
    draft, after = probabilities(shown, "draft"), probabilities(shown, "shown")
    assert [(piece.label, piece.good > 0, piece.count) for piece in draft.bins] == [
        ("0.05 to 0.1", False, 1),
        ("0.1 to 0.15", False, 1),
        ("0.95 to 1", True, 1),
    ]
    assert (after.n, after.note) == (1, "1 more sentence was decided without asking the model.")


def test_the_decision_whether_to_answer_is_shown_beside_what_could_be_answered() -> None:
    cases = [
        case.model_copy(
            update={
                "scores": {"answerable": label},
                "answer": answer("When?", [], []).model_copy(update={"answerable": likely}),
            }
        )
        for case, (likely, label) in zip(small_cases(), [(0.97, 1.0), (0.97, 0.0), (0.1, 0.0)], strict=False)
    ]
    found = decisions(run("one", cases))
    assert [(piece.label, piece.good > 0, piece.count) for piece in found.bins] == [
        ("0.1 to 0.15", False, 1),
        ("0.95 to 1", True, 2),
    ]
    assert found.note.startswith("Calibration error 0.367: ")
    assert decisions(run("one", small_cases())).n == sum(
        case.answer is not None and case.answer.answerable is not None for case in small_cases()
    )


def at(day: int, fixtures: str = "7a" * 32) -> Report:
    made = report(run("one", small_cases()), created=f"2019-01-01T00:00:00+{day:02}:00")
    return made.model_copy(update={"fixtures_sha256": fixtures})


def test_history_marks_what_cannot_be_compared() -> None:
    found = {line.name: line for line in lines([past(at(1, "00" * 32)), past(at(2)), past(at(3))])}
    assert [point.same for point in found["correctness"].points] == [False, True, True]
    assert "MRR" not in found  # it never had a value
    assert lines([past(at(1))]) == ()


def test_history_keeps_the_latest() -> None:
    many = [past(at(day)) for day in range(MOST_PAST + 5)]
    assert {len(line.points) for line in lines(many)} == {MOST_PAST}
