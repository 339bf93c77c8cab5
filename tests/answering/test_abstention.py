from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from briefbot.answering.abstention import POLICY_FILE, load_policy, shared
from briefbot.errors import ModelError
from briefbot.llm.prompts import AnswerPrompts
from briefbot.search.query import ENOUGH_WORDS
from briefbot.types import ModelRef, Signals
from briefbot.verification.calibration import Coefficients, load_calibration

POLICY = load_policy()


def probability(preference: float, shared: float, support: float | None = None, probed: float | None = None) -> float:
    return POLICY.answerable(Signals(preference=preference, shared=shared, support=support, probed=probed))


@pytest.mark.parametrize(
    ("fitted", "support", "probed"), [(POLICY.unasked, None, None), (POLICY.asked, 1, None), (POLICY.probed, None, 1)]
)
def test_the_probability_is_that_of_the_regression(
    fitted: Coefficients, support: float | None, probed: float | None
) -> None:
    log_odds = fitted.intercept + sum(fitted.weights.values())
    assert probability(1, 1, support, probed) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_all_that_speaks_for_an_answer_makes_it_likelier() -> None:
    assert probability(-1, 0.5) < probability(1, 0.5) < probability(3, 0.5)
    assert probability(1, 0.2) < probability(1, 0.5) < probability(1, 0.9)
    assert probability(1, 0.5, -1) < probability(1, 0.5, 0) < probability(1, 0.5, 1)
    assert probability(1, 0.5, probed=-1) < probability(1, 0.5, probed=0) < probability(1, 0.5, probed=1)


def test_only_a_doubt_about_a_question_that_one_passage_can_answer_is_one() -> None:
    weights = POLICY.unasked.weights
    apart = POLICY.unasked.intercept + weights["shared"] * 0.5
    least, most = (math.log(p / (1 - p)) - apart for p in POLICY.doubt)
    for log_odds, doubt in ((least - 0.1, False), (least + 0.1, True), (most - 0.1, True), (most + 0.1, False)):
        found = Signals(preference=log_odds / weights["preference"], shared=0.5)
        assert POLICY.is_in_doubt("Who led the repairs?", found) is doubt
        assert not POLICY.is_in_doubt(" ".join(f"word{at}" for at in range(20)), found)


@pytest.mark.parametrize("probed", [-3.0, -1.0, 0.0, 0.5, 1.0, 3.0])
def test_what_was_probed_is_not_read_a_second_time(probed: float) -> None:
    assert not POLICY.is_in_doubt("Who led the repairs?", Signals(preference=0.5, shared=0.5, probed=probed))


def test_the_policy_of_the_package_serves_its_default_model_and_its_own_prompts() -> None:
    prompts = AnswerPrompts.load("answer")
    assert POLICY.model == load_calibration().model
    known = (*POLICY.prompts, *POLICY.carried_over)
    assert {prompt.sha256 for prompt in known} >= {prompts.answer.ref.sha256, prompts.judge.ref.sha256}
    assert POLICY.note(POLICY.model, (prompts.answer.ref, prompts.judge.ref)) == ""


def test_another_model_or_prompt_than_was_fitted_for_is_named_with_the_next_command() -> None:
    other = POLICY.note(ModelRef(name="tiny", sha256="1" * 64), POLICY.prompts)
    assert "'tiny'" in other and repr(POLICY.model.name) in other and "python -m evals.answerable" in other
    changed = POLICY.prompts[0].model_copy(update={"version": 7, "sha256": "2" * 64})
    assert "'answer' version 7" in POLICY.note(POLICY.model, (changed, POLICY.prompts[1]))


def policy_file(folder: Path, **changes: object) -> Path:
    path = folder / "policy.json"
    path.write_text(json.dumps(json.loads(POLICY_FILE.read_text()) | changes))
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"doubt": [0.7, 0.2]},
        {"least_answerable": 45},
        {"unasked": POLICY.probed.model_dump()},
        {"probed": POLICY.unasked.model_dump()},
        {"asked": {"intercept": 0.0, "weights": {"preference": 1.0, "shared": 1.0, "length": 1.0}}},
        {"more": 1},
    ],
)
def test_a_file_that_is_no_policy_is_refused_with_its_name(tmp_path: Path, changes: dict[str, object]) -> None:
    assert load_policy(policy_file(tmp_path)) == POLICY
    with pytest.raises(ModelError, match=r"(?s)policy\.json.*evals\.answerable"):
        load_policy(policy_file(tmp_path, **changes))


def test_the_share_of_a_long_question_counts_eight_words() -> None:
    assert shared("Who led the repairs?", "The repairs went on.") == 0.5
    assert shared("Who?", "Ada Holm") == 0.0
    assert shared("What did Ada Holm test?", "She tested it.") == pytest.approx(1 / 3)
    many = " ".join(f"word{at}" for at in range(20))
    assert shared(many, "word1 word2 word3 word4") == 4 / ENOUGH_WORDS
    assert shared(many, many) == 1.0
