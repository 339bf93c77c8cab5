"""Calibrations for tests."""

from __future__ import annotations

from briefbot.llm.prompts import load_prompt
from briefbot.verification.calibration import Calibration, Coefficients
from tests.doubles import ScriptedGenerator


def plain(**changes: object) -> Calibration:
    """The model's own probability, whatever else was found."""
    parts: dict[str, object] = {
        "coefficients": Coefficients(intercept=0.0, weights={"margin": 1.0}),
        "means": {"margin": 0.0},
        "threshold": 0.5,
        "model_threshold": 0.0,
        "model": ScriptedGenerator.ref,
        "prompt": load_prompt("judge").ref,
        "data": (),
        "penalty": 1.0,
        "folds": (),
        "sources": {},
        "figures": (),
    }
    return Calibration.model_validate(parts | changes)
