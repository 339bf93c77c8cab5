from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from briefbot.answering.abstention import AbstentionPolicy, load_policy
from briefbot.evaluation.types import CaseResult
from briefbot.types import ModelRef, Signals
from evals.answerable import main
from tests.evaluation.sample_reports import FERRY, QWEN, answer, passage, report, run


def case(number: int, draw: np.random.Generator) -> CaseResult:
    """A drafted answer; the better ones are to questions that can be answered."""
    found = Signals(
        preference=float(draw.normal(2)),
        shared=float(draw.uniform()),
        support=float(draw.normal()) if number % 3 else None,
    )
    likely = found.preference - 2 + 4 * (found.shared - 0.5) + (found.support or 0.0)
    made = answer("When?", [passage(1, FERRY)], [("The ferry will sail again next week.", (1,))])
    return CaseResult(
        id=f"case-{number}",
        suite="ask",
        tags=(),
        question="When?",
        expected="next week",
        status="passed",
        scores={"answerable": float(likely + draw.normal() > 0)},
        answer=made.model_copy(update={"signals": found}),
    )


def reports(folder: Path, *models: ModelRef) -> list[Path]:
    paths = []
    for at, model in enumerate(models):
        draw = np.random.default_rng(at)
        made = report(run("one", [case(number, draw) for number in range(60)], model=model))
        paths.append(folder / f"part-{at}.json")
        paths[-1].write_text(made.model_dump_json())
    return paths


def test_the_fitted_policy_is_printed_in_the_form_of_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(reports(tmp_path, QWEN, QWEN))
    printed = capsys.readouterr().out
    policy = AbstentionPolicy.model_validate_json(printed[printed.index("\n{") :])
    assert policy.model == QWEN
    assert [prompt.name for prompt in policy.prompts][:1] == ["answer"]
    assert [(one.name, one.drafts) for one in policy.data] == [("part-0", 60), ("part-1", 60)]
    before = load_policy()
    assert all(weight > 0 for weight in (*policy.unasked.weights.values(), *policy.asked.weights.values()))
    assert (policy.doubt, policy.least_answerable) == (before.doubt, before.least_answerable)
    assert policy.unasked != before.unasked
    assert policy.probed == before.probed  # no draft was probed


def test_reports_of_two_models_are_not_fitted_together(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"part-1\.json.*another model"):
        main(reports(tmp_path, QWEN, ModelRef(name="other", sha256="7" * 64)))
