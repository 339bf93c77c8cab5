from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import GateError
from briefbot.evaluation.gate import Baseline, compare, load_baseline, outcome_text, pin_name, save_baseline, updated
from briefbot.evaluation.metrics.measures import metrics
from briefbot.evaluation.types import CaseResult, Report, Run
from tests.evaluation.sample_reports import MACHINE, MINILM, PROMPT, QWEN

NAME = "quick dev qwen"


def case(at: int, *, right: bool = True, wrong: bool = False, lost: bool = False) -> CaseResult:
    scores = {
        "correctness": float(right),
        "wrong statements": float(wrong),
        "abstained": 0.0,
        "answerable": 1.0,
        "seconds": 1.0,
    }
    return CaseResult(
        id=f"case-{at:02}",
        suite="ask",
        tags=("who",),
        question="?",
        expected="x",
        status="unscored" if lost else "passed" if right and not wrong else "failed",
        reasons=() if right else ("does not say: x",),
        scores={} if lost else scores,
    )


def report(cases: list[CaseResult], fixtures: str = "f" * 64) -> Report:
    run = Run(
        label="m",
        model=QWEN,
        embedder=MINILM,
        prompts=(PROMPT,),
        settings_sha256="0" * 64,
        metrics=metrics(cases),
        cases=tuple(cases),
    )
    return Report(
        created="2019-10-05T12:00:00+00:00",
        version="0.1.0",
        commit="abc",
        machine=MACHINE,
        suites=("ask",),
        fixtures_sha256=fixtures,
        runs=(run,),
    )


GOOD = report([case(at) for at in range(40)])


def pinned(found: Report = GOOD) -> Baseline:
    return updated(found, found.runs[0], NAME, Baseline())


def with_wrong(count: int, **how: bool) -> Report:
    return report([case(at, **how) if at < count else case(at) for at in range(40)])


def test_the_same_run_passes() -> None:
    outcome = compare(GOOD, GOOD.runs[0], NAME, pinned())
    assert outcome.passed
    assert not outcome.moved
    assert not outcome.changed
    assert outcome_text(outcome) == f"Gate '{NAME}': passed"


@pytest.mark.parametrize(("count", "passed"), [(1, True), (3, True), (4, False), (20, False)])
def test_a_few_answers_that_got_worse_are_noise_and_many_are_not(count: int, passed: bool) -> None:
    found = with_wrong(count, right=False)
    outcome = compare(found, found.runs[0], NAME, pinned())
    assert outcome.passed is passed
    (moved,) = outcome.moved
    assert (moved.metric, moved.kind) == ("correctness", "within noise" if passed else "fallen")
    assert moved.cases == tuple(f"case-{at:02}" for at in range(count))
    assert [(one.id, one.before, one.now) for one in outcome.changed][0] == ("case-00", "passed", "failed")


def test_the_second_wrong_statement_is_more_than_noise() -> None:
    for count, passed in ((1, True), (2, False)):
        found = with_wrong(count, wrong=True)
        outcome = compare(found, found.runs[0], NAME, pinned())
        assert outcome.passed is passed
    assert "FALLEN: wrong statements 0.050, floor 0.000" in outcome_text(outcome)
    assert "case-00, case-01" in outcome_text(outcome)
    assert "case case-00 was passed, is failed" in outcome_text(outcome)


def test_answers_that_got_better_make_up_for_others() -> None:
    before = report([case(at, right=at >= 5) for at in range(40)])
    now = report([case(at, right=not 5 <= at < 10) for at in range(40)])
    outcome = compare(now, now.runs[0], NAME, pinned(before))
    assert outcome.passed
    assert outcome.moved == ()
    assert len(outcome.changed) == 10


def test_a_better_figure_passes_and_is_told() -> None:
    before = report([case(at, right=at >= 5) for at in range(40)])
    outcome = compare(GOOD, GOOD.runs[0], NAME, pinned(before))
    assert outcome.passed
    assert [(one.metric, one.kind, one.cases[0]) for one in outcome.moved] == [("correctness", "better", "case-00")]


def test_a_case_that_is_not_scored_any_more_fails() -> None:
    found = with_wrong(1, lost=True)
    outcome = compare(found, found.runs[0], NAME, pinned())
    assert not outcome.passed
    assert outcome.problems == ("Not scored any more: case-00.",)


def test_changed_fixtures_need_an_update() -> None:
    found = report(list(GOOD.runs[0].cases), fixtures="e" * 64)
    outcome = compare(found, found.runs[0], NAME, pinned())
    assert not outcome.passed
    assert "cases or their articles have changed" in outcome.problems[0]
    assert "--update" in outcome.problems[0]


def test_a_pin_that_is_not_there_is_named() -> None:
    outcome = compare(GOOD, GOOD.runs[0], "all test other", pinned())
    assert not outcome.passed
    assert f"'all test other' (there are: '{NAME}')" in outcome.problems[0]


def test_an_update_does_not_lower_a_floor_without_a_reason() -> None:
    found = with_wrong(1, right=False)
    for reason in (None, "", " "):
        with pytest.raises(GateError, match=r"correctness 1\.000 to 0\.975.*--allow-regression"):
            updated(found, found.runs[0], NAME, pinned(), reason)
    allowed = updated(found, found.runs[0], NAME, pinned(), "a harder question")
    (why,) = allowed.pins[NAME].allowed
    assert (why.reason, [(one.metric, one.before, one.after) for one in why.lowered]) == (
        "a harder question",
        [("correctness", 1.0, 0.975)],
    )
    assert allowed.pins[NAME].floors["correctness"] == 0.975
    again = updated(GOOD, GOOD.runs[0], NAME, allowed, "no need")
    assert again.pins[NAME].allowed == (why,)
    assert again.pins[NAME].floors["correctness"] == 1.0


def test_a_ceiling_is_not_raised_without_a_reason() -> None:
    found = with_wrong(1, wrong=True)
    with pytest.raises(GateError, match=r"wrong statements 0\.000 to 0\.025"):
        updated(found, found.runs[0], NAME, pinned())


def test_a_figure_that_is_no_longer_measured_is_a_lowered_floor() -> None:
    bare = report(
        [one.model_copy(update={"scores": {"abstained": 0.0, "answerable": 1.0}}) for one in GOOD.runs[0].cases]
    )
    with pytest.raises(GateError, match=r"correctness 1\.000 to not measured"):
        updated(bare, bare.runs[0], NAME, pinned())


def test_floors_are_not_measured_on_unscored_cases() -> None:
    found = with_wrong(2, lost=True)
    with pytest.raises(GateError, match="unscored cases: case-00, case-01"):
        updated(found, found.runs[0], NAME, Baseline())


def test_cost_and_token_f1_have_no_floors() -> None:
    assert set(pinned().pins[NAME].floors) == {"correctness", "wrong statements", "wrong refusals"}


def test_the_file_comes_back_as_it_was_with_a_case_a_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = updated(GOOD, GOOD.runs[0], "other", pinned())
    save_baseline(baseline, path)
    assert load_baseline(path) == baseline
    assert json.loads(path.read_text())["pins"]["other"]["model"]["name"] == QWEN.name
    assert sum('"case-' in line for line in path.read_text().splitlines()) == 80
    assert [file.name for file in tmp_path.iterdir()] == ["baseline.json"]


def test_a_file_that_is_no_baseline_is_named(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert load_baseline(path) == Baseline()
    path.write_text('{"pins": 3}')
    with pytest.raises(GateError, match=r"Cannot read the baseline .*baseline\.json"):
        load_baseline(path)


def test_names_of_pins() -> None:
    assert pin_name(("quick",), "dev", "m") == "quick dev m"
    assert pin_name((), "test", "m") == "all test m"
    assert pin_name(("briefing", "ask"), "dev", "m") == "ask+briefing dev m"


def by_rules(wrong: int) -> Report:
    cases = [case(at, right=at >= wrong).model_copy(update={"suite": "rules"}) for at in range(40)]
    scores = [{"right: list": float(each.status == "passed")} for each in cases]
    return report([each.model_copy(update={"scores": one}) for each, one in zip(cases, scores, strict=True)])


@pytest.mark.parametrize(("wrong", "passes"), [(0, True), (1, True), (2, False)])
def test_of_rules_the_second_question_of_a_kind_that_is_lost_is_no_noise(wrong: int, passes: bool) -> None:
    good, now = by_rules(0), by_rules(wrong)
    pinned = updated(good, good.runs[0], NAME, Baseline())
    assert compare(now, now.runs[0], NAME, pinned).passed is passes
