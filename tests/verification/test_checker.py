from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.types import ModelRef
from briefbot.verification.calibration import Coefficients
from briefbot.verification.checker import SupportChecker
from briefbot.verification.entailment import Entailment
from briefbot.verification.evidence import Source
from tests.doubles import ScriptedGenerator
from tests.verification.calibrations import plain

SOURCE = Source(text="Kim met Biegun for about an hour in Seoul. Biegun was pleased. The pier will be repaired.")
TRUE = "Kim talked to Biegun in Seoul."


def checker(
    judge: Callable[[Rendered], float] = lambda prompt: 0.9, entailment: Entailment | None = None, **changes: object
) -> SupportChecker:
    return SupportChecker(
        ScriptedGenerator([], judge), load_prompt("judge"), calibration=plain(**changes), entailment=entailment
    )


def never(prompt: Rendered) -> float:
    raise AssertionError("the model was asked")


def test_the_probability_is_calibrated_and_what_it_rests_on_is_kept() -> None:
    weights = Coefficients(intercept=0.0, weights={"margin": 0.5})
    verdict = checker(coefficients=weights).check(TRUE, [SOURCE])
    assert verdict.features["margin"] == pytest.approx(2.1972, abs=1e-3)  # ln 9
    assert verdict.probability == pytest.approx(0.75, abs=1e-3)  # 3 to 1
    assert (verdict.supported, verdict.asked) == (True, True)
    assert verdict.tokens_read > 0


def test_the_threshold_is_the_calibrations_unless_one_is_given() -> None:
    assert not checker(threshold=0.95).check(TRUE, [SOURCE]).supported
    own = SupportChecker(
        ScriptedGenerator([], lambda prompt: 0.9), load_prompt("judge"), 0.85, calibration=plain(threshold=0.95)
    )
    assert own.check(TRUE, [SOURCE]).supported


def test_a_wrong_particular_is_refused_without_asking_the_model() -> None:
    verdict = checker(never).check("Kim met Biegun for three hours in Seoul.", [SOURCE])
    assert (verdict.probability, verdict.supported, verdict.asked) == (0, False, False)
    assert verdict.missing == ("unit 'three'",) or verdict.missing[0].startswith(("number", "unit"))


def test_a_whole_sentence_of_a_source_is_accepted_without_asking_the_model() -> None:
    verdict = checker(never).check("Biegun was  pleased", [SOURCE])
    assert (verdict.probability, verdict.supported, verdict.asked) == (1, True, False)


def test_a_part_of_a_sentence_is_not_the_sentence() -> None:
    denial = Source(text="Nobody would confirm that the talks will resume.")
    assert not checker(lambda prompt: 0.1).check("The talks will resume.", [denial]).supported


def test_where_nothing_is_refused_outright_the_model_is_always_asked() -> None:
    wrong = checker().check("Kim met Biegun for three hours in Seoul.", [SOURCE], strict=False)
    verbatim = checker().check("Biegun was pleased.", [SOURCE], strict=False)
    assert wrong.asked and verbatim.asked
    assert wrong.missing
    assert wrong.features["number"] == 0.5
    assert verbatim.features["number"] == 0


def test_the_model_sees_only_the_sentences_that_matter() -> None:
    seen: list[str] = []

    def judge(prompt: Rendered) -> float:
        seen.append(prompt.user)
        return 0.9

    checker(judge).check(TRUE, [SOURCE])
    assert seen == [load_prompt("judge").render(passage="Kim met Biegun for about an hour in Seoul.", claim=TRUE).user]


class Doubt:
    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.1 for _ in pairs]


def test_a_cross_encoder_is_asked_too_and_the_log_odds_are_averaged() -> None:
    assert checker(entailment=Doubt()).check(TRUE, [SOURCE]).probability == pytest.approx(0.5)


@pytest.mark.parametrize("said", [0.0, 1.0])
def test_certainty_of_the_model_can_be_weighed(said: float) -> None:
    assert 0 <= checker(lambda prompt: said, Doubt()).check(TRUE, [SOURCE]).probability <= 1


def test_no_source_supports_nothing_of_itself() -> None:
    assert not checker(lambda prompt: 0.1).check(TRUE, []).supported


def test_a_calibration_for_another_model_or_prompt_is_noted() -> None:
    assert checker().note == ""
    other = ModelRef(name="large", sha256="0" * 64)
    assert "'large'" in checker(model=other).note
    prompt = load_prompt("judge").ref.model_copy(update={"sha256": "0" * 64})
    assert "version" in checker(prompt=prompt).note
