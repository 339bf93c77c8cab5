from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from briefbot.answering.abstention import load_policy
from briefbot.errors import ModelError
from briefbot.llm.answerprobe import PROBE_FILE, load_probe
from briefbot.llm.prompts import load_prompt


def test_the_probe_of_the_package_is_of_the_model_and_the_prompt_that_the_decision_was_fitted_for() -> None:
    probe = load_probe()
    assert probe.model.sha256 == load_policy().model.sha256
    assert probe.prompt.sha256 == load_prompt("answer").sha256
    assert len(probe.weights) == len(probe.layers)
    assert {one.licence for one in probe.data} <= {"Apache-2.0", "CC BY-SA 4.0", "MIT"}


def test_log_odds_are_linear_in_the_values() -> None:
    probe = load_probe()
    nothing = np.zeros((len(probe.layers), len(probe.weights[0])), np.float32)
    one = nothing.copy()
    one[0, 3] = 2.0
    assert probe.log_odds(nothing) == pytest.approx(probe.intercept)
    assert probe.log_odds(one) == pytest.approx(probe.intercept + 2 * probe.weights[0][3])


@pytest.mark.parametrize("text", ["", "{}", PROBE_FILE.read_text().replace("intercept", "offset")])
def test_a_file_that_is_no_probe_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"(?s)other\.json.*train_checker"):
        load_probe(path)
