from __future__ import annotations

import math
from pathlib import Path

import pytest

from briefbot.errors import ModelError
from briefbot.llm.prompts import load_prompt
from briefbot.settings import Settings
from briefbot.verification.calibration import Coefficients, load_calibration, source_key
from briefbot.weights.registry import find_model
from tests.verification.calibrations import plain


def test_the_probability_is_the_logistic_function_of_the_weighted_sum() -> None:
    weights = {"margin": 2.0, "name": -3.0}
    calibration = plain(coefficients=Coefficients(intercept=-1.0, weights=weights), means={"margin": 0.0, "name": 0.0})
    odds = -1 + 2 * 1.5 - 3 * 0.5
    assert calibration.probability({"margin": 1.5, "name": 0.5}) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_a_feature_that_is_missing_counts_as_average() -> None:
    assert plain(means={"margin": 2.0}).probability({}) == pytest.approx(1 / (1 + math.exp(-2)))


@pytest.mark.parametrize("odds", [-1e9, 1e9])
def test_extreme_odds_stay_probabilities(odds: float) -> None:
    assert 0 <= plain().probability({"margin": odds}) <= 1


def test_a_source_that_was_fitted_on_is_judged_by_the_coefficients_of_its_fold() -> None:
    text = "The ferry sails again."
    folds = (Coefficients(intercept=5.0, weights={}), Coefficients(intercept=-5.0, weights={}))
    calibration = plain(folds=folds, sources={source_key([text]): 1})
    assert calibration.fold([" The ferry  sails\nagain. "]) == 1
    assert calibration.fold(["The ferry sails."]) is None
    assert calibration.probability({"margin": 0.0}, 1) < 0.01 < calibration.probability({"margin": 0.0})


def test_the_calibration_of_the_package_is_for_the_default_model_and_prompt() -> None:
    calibration = load_calibration()
    default = find_model(Settings.model_fields["model"].default)
    assert calibration.model.sha256 == default.files[0].sha256
    assert calibration.prompt == load_prompt("judge").ref
    assert set(calibration.coefficients.weights) == set(calibration.means)
    assert calibration.coefficients.weights["margin"] > 0
    assert all(set(fold.weights) == set(calibration.means) for fold in calibration.folds)
    assert set(calibration.sources.values()) <= set(range(len(calibration.folds)))
    for kind in ("number", "name", "other"):
        assert calibration.coefficients.weights[kind] < 0


def test_a_file_that_is_no_calibration_says_how_to_write_one(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"schema_version": 2}')
    with pytest.raises(ModelError, match="evals.calibrate"):
        load_calibration(tmp_path / "c.json")
    with pytest.raises(ModelError, match="evals.calibrate"):
        load_calibration(tmp_path / "none.json")
