from __future__ import annotations

import pytest

from briefbot.evaluation.metrics.measures import MEASURES, metrics, metrics_by_tag, paired_differences
from briefbot.evaluation.types import CaseResult, Metric, SentenceVerdict


def result(
    name: str,
    scores: dict[str, float],
    *,
    tags: tuple[str, ...] = ("who",),
    shown: tuple[bool | None, ...] = (),
    lost: bool = False,
) -> CaseResult:
    return CaseResult(
        id=name,
        suite="ask",
        tags=tags,
        question="?",
        expected="",
        status="unscored" if lost else "passed",
        scores=scores,
        verdicts=tuple(
            SentenceVerdict(text="", stage="shown", cited=(), probability=None, supported=supported)
            for supported in shown
        ),
    )


def asked(name: str, *, answerable: bool, abstained: bool) -> CaseResult:
    return result(name, {"answerable": float(answerable), "abstained": float(abstained)})


def figure(cases: list[CaseResult], name: str) -> Metric:
    return next(metric for metric in metrics(cases) if metric.name == name)


def test_a_mean_counts_the_cases_that_it_applies_to() -> None:
    cases = [result("a", {"correctness": 1.0}), result("b", {"correctness": 0.5}), result("c", {})]
    found = figure(cases, "correctness")
    assert (found.value, found.n, found.unscored, found.better) == (0.75, 2, 0, "higher")


def test_a_crash_is_counted_and_never_a_zero() -> None:
    cases = [result("a", {"correctness": 1.0}), result("b", {}, lost=True)]
    found = figure(cases, "correctness")
    assert (found.value, found.n, found.unscored) == (1.0, 1, 1)
    none = figure([result("b", {}, lost=True)], "correctness")
    assert (none.value, none.n, none.unscored) == (None, 0, 1)


def test_a_figure_that_applies_to_no_case_is_left_out() -> None:
    assert metrics([result("a", {"correctness": 1.0})])[0].name == "correctness"
    assert [metric.name for metric in metrics([result("a", {"correctness": 1.0})])] == ["correctness"]


def test_abstention() -> None:
    cases = [
        asked("a", answerable=False, abstained=True),
        asked("b", answerable=False, abstained=True),
        asked("c", answerable=False, abstained=False),
        asked("d", answerable=True, abstained=True),
        *(asked(f"e{at}", answerable=True, abstained=False) for at in range(4)),
    ]
    figures = {metric.name: metric for metric in metrics(cases)}
    for name, value, n in (
        ("abstention precision", 2 / 3, 3),
        ("abstention recall", 2 / 3, 3),
        ("abstention F1", 2 / 3, 8),
        ("wrong refusals", 1 / 5, 5),
    ):
        assert figures[name].value == pytest.approx(value)
        assert figures[name].n == n


def test_faithfulness_counts_sentences_and_not_what_could_not_be_judged() -> None:
    cases = [result("a", {}, shown=(True, True, False)), result("b", {}, shown=(True, None))]
    found = figure(cases, "faithfulness (shown)")
    assert (found.value, found.n) == (0.75, 4)


def test_kinds_are_told_apart_and_lines_are_pooled() -> None:
    cases = [
        result("a", {"right: list": 1.0, "list items": 3, "wrong list items": 0}),
        result("b", {"right: list": 0.0, "list items": 1, "wrong list items": 1}),
        result("c", {"right: timeline": 0.0, "dated lines": 0, "right dated lines": 0}),
        result("d", {"right: timeline": 1.0, "dated lines": 4, "right dated lines": 3}),
        result("e", {"right: summary": 1.0}, shown=(True, True, False)),
        result("f", {"right: fact": 1.0}, shown=(False,)),
    ]
    for name, value, n in (
        ("right: list", 0.5, 2),
        ("wrong list items", 0.25, 4),
        ("right dated lines", 0.75, 4),
        ("supported summaries", 2 / 3, 3),
    ):
        found = figure(cases, name)
        assert found.value == pytest.approx(value)
        assert (found.n, found.group) == (n, "kinds")


def test_percentiles_of_the_cost() -> None:
    cases = [result(str(at), {"seconds": float(at)}) for at in range(1, 22)]
    figures = {metric.name: metric for metric in metrics(cases)}
    assert (figures["seconds p50"].value, figures["seconds p95"].value) == (11.0, 20.0)
    assert (figures["seconds p50"].unit, figures["seconds p50"].better) == ("seconds", "lower")


def test_by_tag() -> None:
    cases = [
        result("a", {"correctness": 1.0}, tags=("who", "hostile")),
        result("b", {"correctness": 0.0}, tags=("who",)),
    ]
    found = metrics_by_tag(cases)
    assert {tag: (figures[0].value, figures[0].n) for tag, figures in found.items()} == {
        "hostile": (1.0, 1),
        "who": (0.5, 2),
    }


def test_differences_are_over_the_cases_that_both_runs_scored() -> None:
    first = [result("a", {"correctness": 0.0}), result("b", {"correctness": 1.0}), result("c", {}, lost=True)]
    second = [result("c", {"correctness": 1.0}), result("b", {"correctness": 1.0}), result("a", {"correctness": 1.0})]
    (found,) = paired_differences(second, first)
    assert (found.name, found.value, found.n) == ("correctness", 0.5, 2)
    assert found.low == 0.0
    assert found.high == 1.0


def test_names_are_unique() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
