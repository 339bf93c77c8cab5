from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from briefbot.evaluation.cases import BriefingCase, load_cases
from briefbot.evaluation.run import quick_names
from briefbot.weights.registry import MODELS
from tests.conftest import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "evals.yml"


def commands() -> list[str]:
    (job,) = yaml.safe_load(WORKFLOW.read_text())["jobs"].values()
    script = "\n".join(step["run"] for step in job["steps"] if "run" in step).replace("\\\n", " ")
    return re.findall(r"uv run briefbot ([^|\n]+)", script)


def test_the_workflow_runs_the_gate_with_options_that_exist() -> None:
    from briefbot.cli import eval as command

    known = set(re.findall(r"--[a-z-]+", Path(command.__file__).read_text())) | {"--report"}
    (gate,) = [shlex.split(line) for line in commands() if line.startswith("eval ")]
    used = {word for word in gate if word.startswith("--")}
    assert "--gate" in used
    assert used <= known


def test_the_workflow_pulls_models_that_exist() -> None:
    (pull,) = [shlex.split(line) for line in commands() if line.startswith("models pull ")]
    assert set(pull[2:]) <= set(MODELS)


def test_the_weights_are_kept_until_the_registry_changes() -> None:
    for path in re.findall(r"hashFiles\('([^']+)'\)", WORKFLOW.read_text()):
        assert (ROOT / path).is_file()


def test_the_quick_suite_is_of_dev_and_of_every_kind() -> None:
    folder = ROOT / "evals" / "cases"
    cases = {case.id: case for case in load_cases(folder / "dev.yaml", folder / "briefings-dev.yaml")}
    names = quick_names(ROOT / "evals")
    assert names <= set(cases)
    assert 15 <= len(names) <= 25
    assert any(isinstance(cases[name], BriefingCase) for name in names)
    tags = {tag for name in names for tag in cases[name].tags}
    assert {
        "who",
        "what",
        "when",
        "where",
        "why",
        "how-many",
        "unanswerable",
        "hostile",
        "two-article",
        "changes",
        "events",
        "correction",
    } <= tags
