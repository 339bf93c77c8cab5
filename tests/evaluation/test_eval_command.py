from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_cli import failed, run
from tests.evaluation.workbench import lay_out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--split", "test"), "only read by the gate"),
        (("--suite", "slow"), "There are: ask, briefing, kinds, rules, quick, followups"),
        (("--case", "american-sid"), "Did you mean american-side?"),
        (("--report", "report.pdf"), "'.pdf' is not one of"),
        (("--data", "nowhere"), "articles.jsonl"),
        (("--evals", "nowhere"), "--data FOLDER"),
        (("--without", "luck"), "There are: words, vectors, grammar, verification"),
        (("--allow-regression", "why not"), "nothing is updated. See --allow-regression, --update."),
        (("--gate", "--case", "american-side"), "See --tag, --case, --limit."),
    ],
)
def test_what_cannot_be_run_is_one_clear_line(arguments: tuple[str, ...], words: str) -> None:
    assert words in failed(run("eval", *arguments))


def test_a_wrong_number_is_wrong_usage() -> None:
    assert run("eval", "--limit", "many").returncode == 2


@pytest.mark.model
def test_the_gate_on_real_weights(tmp_path: Path) -> None:
    """A tiny model need not be right: it has to be the same twice, and the gate has to see when the articles change."""
    evals, corpus = lay_out(tmp_path)
    report = tmp_path / "report.json"
    home = str(tmp_path / "home")

    def evaluate(*options: str) -> subprocess.CompletedProcess[str]:
        chosen = ("eval", "--evals", str(evals), "--suite", "ask", "--split", "dev", "--home", home)
        return run(*chosen, *options, BRIEFBOT_CORPUS=str(corpus), BRIEFBOT_MODEL="smollm2-135m")

    unpinned = evaluate("--gate")
    assert unpinned.returncode == 1
    assert "No floors are pinned for 'ask dev smollm2-135m'" in unpinned.stdout
    assert unpinned.stderr.strip().splitlines()[-1].startswith("Error: The gate failed.")
    pinned = evaluate("--update")
    assert pinned.returncode == 0, pinned.stderr
    assert "pinned anew" in pinned.stdout
    again = evaluate("--gate", "--fresh", "--json", "--report", str(report))
    assert again.returncode == 0, again.stderr
    assert "passed" in again.stderr
    assert json.loads(again.stdout) == json.loads(report.read_text())
    assert [case["status"] != "unscored" for case in json.loads(again.stdout)["runs"][0]["cases"]] == [True] * 3
    (corpus / "toll.txt").write_text("Toll falls\n\nSKERRY, 2 May 2018 (Coast Gazette) -- The ferry toll falls.\n")
    changed = evaluate("--gate")
    assert changed.returncode == 1
    assert "have changed since the floors were measured" in changed.stdout
