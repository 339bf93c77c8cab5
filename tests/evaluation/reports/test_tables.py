from __future__ import annotations

import pytest

from briefbot.evaluation.reports.cards import cards
from briefbot.evaluation.reports.markdown import report_markdown
from briefbot.evaluation.reports.tables import (
    Unit,
    changed,
    format_value,
    gain,
    interval,
    rows,
    run_summary,
    tally,
    telling,
    value,
    why,
    with_numbers,
)
from briefbot.evaluation.types import Metric, PairedDifference
from tests.evaluation.sample_reports import FARES, FERRY, answer, passage, report, run, small_cases, small_report


@pytest.mark.parametrize(
    ("amount", "unit", "wanted"),
    [
        (0.5, "share", "0.500"),
        (-0.0004, "share", "0.000"),
        (-0.0126, "share", "−0.013"),
        (9.876, "seconds", "9.88"),
        (98.76, "seconds", "98.8"),
        (-1204.4, "tokens", "−1,204"),
    ],
)
def test_numbers(amount: float, unit: Unit, wanted: str) -> None:
    assert format_value(amount, unit) == wanted


def test_a_metric_without_a_value_is_a_dash() -> None:
    empty = Metric(name="MRR", group="retrieval", value=None, n=0, unscored=3)
    assert (value(empty), interval(empty), value(None), interval(None)) == ("–", "", "–", "")


def test_a_value_with_its_interval() -> None:
    seconds = Metric(name="p50", group="cost", value=4.2, low=3.9, high=14.6, n=9, better="lower", unit="seconds")
    assert (value(seconds), interval(seconds)) == ("4.20 s", "3.90–14.6")


def test_a_gain_carries_its_signs() -> None:
    difference = PairedDifference(name="MRR", value=-0.05, low=-0.1, high=0.02, n=20)
    assert gain(difference, "share") == "−0.050 (−0.100 to +0.020)"


def test_citations_are_numbered_as_the_passages_are() -> None:
    found = [passage(1, FARES, paragraph=2), passage(2, FERRY)]
    made = answer("When?", found, [("The ferry will sail again next week.", (2,)), ("Children travel free.", (1,))])
    by_appearance = [
        sentence.model_copy(update={"citations": (sentence.citations[0].model_copy(update={"number": at}),)})
        for at, sentence in enumerate(made.sentences, 1)
    ]
    text = "Yes. The ferry will sail again next week. [1] Children travel free. [2] He said [9]."
    made = made.model_copy(update={"sentences": tuple(by_appearance), "text": text})
    assert with_numbers(made) == "Yes. The ferry will sail again next week. [2] Children travel free. [1] He said [9]."
    case = small_cases()[0].model_copy(update={"status": "failed", "answer": made, "output": text, "reasons": ("x",)})
    shown = report(run("one", [case]))
    assert "next week. \\[2\\] Children" in report_markdown(shown)
    outcome = cards(shown)[0].outcomes[0]
    links = [sentence.links for sentence in outcome.said]
    assert outcome.lead == "Yes."
    assert links == [((2, "case-1-1-2"),), ((1, "case-1-1-1"),)]


def test_a_single_case_has_no_interval() -> None:
    one = Metric(name="MRR", group="retrieval", value=1.0, low=1.0, high=1.0, n=1)
    assert (value(one), interval(one)) == ("1.000", "")
    assert interval(one.model_copy(update={"n": 2})) == "1.000–1.000"
    assert gain(PairedDifference(name="MRR", value=-1.0, low=-1.0, high=-1.0, n=1), "share") == "−1.000"


def test_a_change_is_named_only_when_its_interval_leaves_out_zero() -> None:
    first, second = small_report().runs
    rise = PairedDifference(name="wrong statements", value=0.2, low=0.1, high=0.3, n=6)
    fall = PairedDifference(name="wrong statements", value=-0.2, low=-0.3, high=-0.1, n=6)
    unsure = PairedDifference(name="wrong statements", value=-0.2, low=-0.3, high=0.1, n=6)
    few = PairedDifference(name="wrong statements", value=1.0, low=1.0, high=1.0, n=5)
    # Fewer wrong statements are better.
    for difference, wanted in ((rise, "worse"), (fall, "better"), (unsure, ""), (few, "")):
        other = second.model_copy(update={"differences": (difference,)})
        cells = {row.name: row.cells for row in rows(report(first, other))}
        assert cells["wrong statements"][1].change == wanted


def test_metrics_that_only_a_later_run_has_stand_in_their_group() -> None:
    first = run("first", small_cases())
    extra = Metric(name="nDCG", group="retrieval", value=0.5, n=3)
    second = first.model_copy(update={"label": "second", "metrics": (*first.metrics, extra)})
    found = rows(report(first, second))
    assert [row.name for row in found if row.group == "retrieval"] == ["Hits@5", "MRR", "nDCG"]
    assert next(row for row in found if row.name == "nDCG").cells[0].metric is None


def test_outcomes_are_counted() -> None:
    first, second = small_report().runs
    assert tally(first.cases) == {"failed": 2, "unscored": 1, "passed": 2}
    assert run_summary(first) == "2 of 5 cases passed, 2 failed, 1 unscored"
    assert run_summary(run("one", small_cases()[:1])) == "1 of 1 case passed, 0 failed, 0 unscored"
    assert [(case.id, status) for case, status in changed(second, first)] == [("ferry-who", "passed")]


def test_reasons_are_one_line() -> None:
    case = small_cases()[0].model_copy(update={"reasons": ("a\n b", "c")})
    assert (why(case), why(small_cases()[0])) == ("a b; c", "no reason given")


def test_one_figure_of_each_group_is_the_telling_one() -> None:
    assert telling(run("one", small_cases()).metrics) == [
        *("Hits@5", "correctness", "citation recall (judge)", "faithfulness (shown)", "abstention F1", "seconds p50"),
    ]
    others = [
        Metric(name="nDCG", group="retrieval", value=0.5, n=3),
        Metric(name="MRR", group="retrieval", value=0.5, n=3),
    ]
    assert telling(others) == ["nDCG"]
