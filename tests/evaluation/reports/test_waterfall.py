from __future__ import annotations

import pytest
from lxml import html

from briefbot.evaluation.reports.html import report_html
from briefbot.evaluation.reports.markdown import report_markdown
from briefbot.evaluation.reports.waterfall import waterfall
from briefbot.evaluation.types import CaseResult
from tests.evaluation.sample_reports import report, run, small_cases

RIGHT = {"correctness": 1.0, "abstained": 0.0, "Recall@10": 1.0, "handed over": 1.0, "written": 1.0}


def case(**changed: float) -> CaseResult:
    scores = {name.replace("_", " ").replace("Recall10", "Recall@10"): value for name, value in changed.items()}
    return small_cases()[0].model_copy(update={"scores": RIGHT | scores})


@pytest.mark.parametrize(
    ("scores", "step"),
    [
        ({}, "answered rightly"),
        ({"correctness": 0.0, "Recall10": 0.5, "handed_over": 0.0}, "not among the ten best passages"),
        ({"correctness": 0.0, "handed_over": 0.0, "written": 0.0}, "found, and not handed to the model"),
        ({"correctness": 0.5, "written": 0.5}, "handed over, and not written"),
        ({"correctness": 0.0, "abstained": 1.0}, "written, and held back"),
        ({"correctness": 0.0}, "written, and given way to other words"),
    ],
)
def test_a_question_is_lost_at_the_first_step_that_failed_it(scores: dict[str, float], step: str) -> None:
    (found,) = waterfall(run("one", [case(**scores)])).steps
    assert (found.name, found.count, found.before, found.share) == (step, 1, 0.0, 100.0)


def test_what_is_quoted_without_a_draft_is_lost_for_missing_the_point() -> None:
    quoted = case(correctness=0.0)
    quoted = quoted.model_copy(update={"scores": {n: s for n, s in quoted.scores.items() if n != "written"}})
    assert [step.name for step in waterfall(run("one", [quoted])).steps] == ["quoted, and not to the point"]


def test_each_step_begins_where_the_one_before_it_ends() -> None:
    cases = [case(), case(), case(correctness=0.0, handed_over=0.0), case(correctness=0.0, abstained=1.0)]
    found = waterfall(run("one", cases))
    assert found.asked == 4
    assert [(step.before, step.share) for step in found.steps] == [(0.0, 25.0), (25.0, 25.0), (50.0, 50.0)]


def test_what_has_no_answer_or_was_not_scored_is_not_counted() -> None:
    unanswerable = small_cases()[0].model_copy(update={"scores": {"abstained": 1.0}})
    crashed = case().model_copy(update={"status": "unscored"})
    assert waterfall(run("one", [unanswerable, crashed])).asked == 0


def test_reports_show_where_right_answers_are_lost() -> None:
    made = report(run("one", [case(), case(correctness=0.0, abstained=1.0)]))
    rows = html.fromstring(report_html(made)).xpath("//section[@id='losses']//tbody/tr")
    assert [[cell.text_content().strip() for cell in row] for row in rows] == [
        ["written, and held back", "", "1"],
        ["answered rightly", "", "1"],
    ]
    assert "| written, and held back | 1 |" in report_markdown(made)
