from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from briefbot.cli.judge import report_text
from briefbot.errors import CaseError
from briefbot.evaluation.cache import Cache, CachedGenerator
from briefbot.evaluation.judging import (
    area_under_curve,
    balanced_accuracy,
    calibration_error,
    draw_sources,
    judge_claims,
    judge_report,
    read_claims,
)
from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.verification.calibration import Calibration, Coefficients, source_key
from briefbot.verification.checker import SupportChecker
from tests.doubles import ScriptedGenerator
from tests.verification.calibrations import plain

ONCE = np.ones((1, 4))
LABELS = np.array([True, True, False, False])
FERRY = "The ferry sails on Monday. It was repaired by Ada Holm."
ROWS = [
    {"source": FERRY, "claim": "Ada Holm repaired the ferry.", "supported": True, "kind": "voice"},
    {"source": FERRY, "claim": "Ada Holm praised the ferry.", "supported": False, "kind": "role", "extra": 1},
    {"source": ["Sales rose.", "Velm paid\nfor it."], "claim": "Velm paid.", "supported": True},
    {"source": ["Sales rose.", "Velm paid\nfor it."], "claim": "Sales rose by 5 percent.", "supported": False},
]


def write(folder: Path, *rows: object) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def checker(judge: Callable[[Rendered], float], calibration: Calibration | None = None) -> SupportChecker:
    return SupportChecker(ScriptedGenerator([], judge), load_prompt("judge"), calibration=calibration or plain())


def knows(prompt: Rendered) -> float:
    """Right about the praise and wrong about who paid."""
    return 0.2 if "praised" in prompt.user or "Velm paid." in prompt.user else 0.9


def test_balanced_accuracy_is_the_mean_over_both_kinds() -> None:
    said = np.array([True, True, True, False])
    assert balanced_accuracy(said, LABELS, ONCE)[0] == pytest.approx((1 + 0.5) / 2)
    twice = np.array([[1.0, 1.0, 1.0, 2.0]])
    assert balanced_accuracy(said, LABELS, twice)[0] == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(balanced_accuracy(said, LABELS, np.array([[1.0, 1.0, 0.0, 0.0]]))[0])


def test_the_area_under_the_curve_counts_pairs_and_ties_by_half() -> None:
    assert area_under_curve(np.array([4.0, 3.0, 2.0, 1.0]), LABELS, ONCE)[0] == 1
    assert area_under_curve(np.array([4.0, 2.0, 2.0, 1.0]), LABELS, ONCE)[0] == pytest.approx(3.5 / 4)
    assert area_under_curve(np.zeros(4), LABELS, ONCE)[0] == 0.5


def test_the_area_agrees_with_counting_pairs_on_any_draw() -> None:
    random = np.random.default_rng(1)
    values, labels = random.integers(0, 6, 40).astype(float), random.random(40) < 0.4
    counts = random.integers(0, 3, (5, 40)).astype(float)
    for row, area in zip(counts, area_under_curve(values, labels, counts), strict=True):
        drawn = np.repeat(np.arange(40), row.astype(int))
        true, false = values[drawn][labels[drawn]], values[drawn][~labels[drawn]]
        pairs = (true[:, None] > false) + 0.5 * (true[:, None] == false)
        assert area == pytest.approx(pairs.mean())


def test_the_calibration_error_is_the_mean_distance_within_bins() -> None:
    assert calibration_error(np.array([1.0, 1.0, 0.0, 0.0]), LABELS, ONCE)[0] == 0
    assert calibration_error(np.array([0.8, 0.8, 0.3, 0.3]), LABELS, ONCE)[0] == pytest.approx(0.25)
    many = np.repeat([0.25, 0.75], 200)
    rightly = np.tile([True, False, False, False], 50).tolist() + np.tile([True, True, True, False], 50).tolist()
    assert calibration_error(many, np.array(rightly), np.ones((1, 400)))[0] == pytest.approx(0)


def test_claims_of_one_source_are_drawn_together() -> None:
    draws = draw_sources(["a", "a", "b", "c"])
    assert (draws[:, 0] == draws[:, 1]).all()
    assert (draws[:, [0, 2, 3]].sum(axis=1) == 3).all()
    assert (draws == draw_sources(["a", "a", "b", "c"])).all()


def test_a_report_has_the_check_beside_the_model_alone(tmp_path: Path) -> None:
    path = write(tmp_path, *ROWS)
    check = checker(knows, plain(coefficients=Coefficients(intercept=0.0, weights={"margin": 1.0, "number": -9.0}),
                                 means={"margin": 0.0, "number": 0.0}))  # fmt: skip
    report = judge_report(path, judge_claims(read_claims(path), check), check)
    assert (report.claims, report.supported, report.sources, report.held_out) == (4, 2, 2, 0)
    whole, alone = report.scores
    assert whole.balanced_accuracy.value == pytest.approx(0.75)  # the percentage is not in the source
    assert alone.balanced_accuracy.value == pytest.approx(0.5)
    assert whole.auc.low <= whole.auc.value <= whole.auc.high
    assert {(row.kind, row.claims, row.wrong) for row in report.errors} == {
        ("under 15 words", 1, 1),
        ("voice", 1, 0),
        ("role", 1, 0),
        ("number not found", 1, 0),
    }
    text = report_text(report)
    assert "4 claims, 2 supported, 2 sources" in text
    assert "support check" in text and "model only" in text


def test_sources_that_were_fitted_on_are_judged_by_the_coefficients_of_their_fold(tmp_path: Path) -> None:
    path = write(tmp_path, *ROWS)
    claims = read_claims(path)
    backwards = Coefficients(intercept=0.0, weights={"margin": -1.0})
    calibration = plain(folds=(backwards,), sources={source_key(claims[0].texts): 0})
    check = checker(knows, calibration)
    judged = judge_claims(claims, check)
    assert [item.held_out for item in judged] == [True, True, False, False]
    assert judged[0].probability == pytest.approx(1 - judged[0].verdict.probability)
    assert judged[2].probability == judged[2].verdict.probability
    report = judge_report(path, judged, check)
    assert report.held_out == 2
    assert "2 of the 4 claims" in report.note


def test_a_model_that_the_calibration_does_not_know_is_noted(tmp_path: Path) -> None:
    path = write(tmp_path, *ROWS)
    other = plain().model_copy(update={"model": plain().model.model_copy(update={"sha256": "0" * 64})})
    check = checker(knows, other)
    assert "fitted for the model" in judge_report(path, judge_claims(read_claims(path), check), check).note


def test_a_claim_of_several_sentences_is_as_probable_as_its_weakest(tmp_path: Path) -> None:
    claim = "The ferry sails on Monday. Ada Holm praised the ferry. It was repaired by Ada Holm in 14 weeks."
    rows = [*ROWS[:1], {"source": FERRY, "claim": claim, "supported": False}]
    check = checker(knows)
    judged = judge_claims(read_claims(write(tmp_path, *rows)), check)
    assert [item.parts for item in judged] == [1, 3]
    assert judged[1].probability == pytest.approx(0.2)
    assert judged[1].verdict.missing == ()  # the 14 weeks are missing in another sentence
    whole = [check.check(part, judged[1].claim.sources, strict=False) for part in claim.split(". ")]
    assert judged[1].verdict.tokens_read > max(verdict.tokens_read for verdict in whole)
    report = judge_report(tmp_path / "claims.jsonl", judged, check)
    assert report.split == 1
    assert "1 claim has several sentences" in report_text(report)


def test_parts_of_a_claim_are_judged_by_the_coefficients_of_their_fold(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ROWS[0],
        {"source": FERRY, "claim": "It sails again on Monday. Ada Holm praised the ferry.", "supported": False},
    )
    backwards = Coefficients(intercept=0.0, weights={"margin": -1.0})
    calibration = plain(folds=(backwards,), sources={source_key(read_claims(path)[0].texts): 0})
    judged = judge_claims(read_claims(path), checker(knows, calibration))
    assert judged[1].probability == pytest.approx(0.1)  # of the sentence that the model believes
    assert judged[1].verdict.probability == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"claim": "x", "supported": True}, "claims.jsonl:3: source"),
        ({"source": "x", "claim": "", "supported": True}, "claims.jsonl:3: claim"),
        ({"source": "x", "claim": "x", "supported": "yes"}, "claims.jsonl:3: supported"),
        ('{"source": ', "claims.jsonl:3: "),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        read_claims(write(tmp_path, ROWS[0], row))


def test_claims_of_one_label_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="supported and unsupported"):
        read_claims(write(tmp_path, ROWS[0]))
    with pytest.raises(CaseError, match="Cannot read"):
        read_claims(tmp_path / "none.jsonl")


def test_a_sample_is_the_same_every_time(tmp_path: Path) -> None:
    path = write(tmp_path, *(ROWS * 10))
    sample = read_claims(path, 12)
    assert len(sample) == 12
    assert sample == read_claims(path, 12)
    assert len(read_claims(path, 100)) == 40


def test_only_claims_that_the_model_was_asked_about_now_are_timed(tmp_path: Path) -> None:
    path, kept = write(tmp_path, *ROWS), tmp_path / "kept.db"
    for timed in (4, 0):
        with Cache(kept) as cache:
            generator = CachedGenerator(ScriptedGenerator.ref, lambda: ScriptedGenerator([], knows), cache)
            check = SupportChecker(generator, load_prompt("judge"), calibration=plain())
            judged = judge_claims(read_claims(path), check, made=lambda: generator.judged)  # noqa: B023
        report = judge_report(path, judged, check)
        assert report.timed == timed
        assert (report.seconds is None) == (timed == 0)
        assert ("Not timed" in report_text(report)) == (timed == 0)


def test_progress_is_told_claim_by_claim(tmp_path: Path) -> None:
    told: list[int] = []
    judge_claims(read_claims(write(tmp_path, *ROWS)), checker(knows), told.append)
    assert told == [1, 1, 1, 1]
