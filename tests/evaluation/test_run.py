from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from briefbot.errors import GateError, InputError
from briefbot.evaluation.run import Finished, Request, carry_out
from briefbot.progress import Quiet, Reporter
from briefbot.settings import Settings
from tests.evaluation.workbench import RIGHT, Answering, Fakes, lay_out

WRONG = {words: "NOT STATED" for words in RIGHT}


class Noting(Quiet):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


def run(
    settings: Settings,
    folder: Path,
    replies: Mapping[str, str] = RIGHT,
    reporter: Reporter | None = None,
    /,
    **options: object,
) -> Finished:
    evals, corpus = lay_out(folder)
    (evals / "quick.txt").write_text("leader\nduration\n")
    request = Request.model_validate({"evals": evals, **options})
    settings = settings.model_copy(update={"corpus": corpus})
    return carry_out(request, settings, Fakes(Answering(dict(replies))), reporter or Quiet())


def test_reports_are_written_and_whole_suites_are_kept(settings: Settings, tmp_path: Path) -> None:
    paths = tuple(tmp_path / f"report.{suffix}" for suffix in ("json", "md", "xml", "html"))
    finished = run(settings, tmp_path, reports=paths)
    assert all(path.stat().st_size > 500 for path in paths)
    kept = list((settings.home / "evals" / "runs" / "all-dev").glob("*.json"))
    assert json.loads(kept[0].read_text())["fixtures_sha256"] == finished.report.fixtures_sha256
    run(settings, tmp_path, tags=("who",))
    assert len(list((settings.home / "evals" / "runs").rglob("*.json"))) == 1


def test_past_reports_that_cannot_be_read_are_told(settings: Settings, tmp_path: Path) -> None:
    run(settings, tmp_path)
    kept = settings.home / "evals" / "runs" / "all-dev"
    (kept / "cut.json").write_text('{"created": ')
    reporter = Noting()
    run(settings, tmp_path, RIGHT, reporter, reports=(tmp_path / "report.html",))
    told = [note for note in reporter.notes if "left out" in note]
    assert len(told) == 1
    assert f"{str(kept / 'cut.json')!r} is left out: it is not JSON" in told[0]


def test_the_gate_passes_fails_and_is_pinned_anew(settings: Settings, tmp_path: Path) -> None:
    first = run(settings, tmp_path, suites=("quick",), gate=True)
    assert first.outcome is not None
    assert "No floors are pinned" in first.outcome.problems[0]
    assert run(settings, tmp_path, suites=("quick",), update=True).updated
    again = run(settings, tmp_path, suites=("quick",), gate=True)
    assert again.outcome is not None
    assert again.outcome.passed
    written = (tmp_path / "evals" / "baseline.json").read_text()
    with pytest.raises(GateError, match="would be lowered"):
        run(settings, tmp_path, WRONG, suites=("quick",), update=True, fresh=True)
    assert (tmp_path / "evals" / "baseline.json").read_text() == written
    lowered = run(settings, tmp_path, WRONG, suites=("quick",), update=True, fresh=True, reason="it must")
    assert lowered.updated
    assert "it must" in (tmp_path / "evals" / "baseline.json").read_text()


def test_the_gate_sees_that_verification_is_dropped(settings: Settings, tmp_path: Path) -> None:
    loose = RIGHT | {"led the work": "Bo Berg led the work [1].", "How long": "It took 15 weeks [1]."}
    run(settings, tmp_path, loose, suites=("quick",), update=True)
    finished = run(settings, tmp_path, loose, suites=("quick",), gate=True, without=("verification",))
    assert finished.outcome is not None
    fallen = {one.metric for one in finished.outcome.moved if one.kind == "fallen"}
    assert "wrong statements" in fallen or "faithfulness (shown)" in fallen
    assert finished.report.runs[0].label.endswith(", no verification")


def test_the_gate_reads_the_test_split(settings: Settings, tmp_path: Path) -> None:
    evals, _ = lay_out(tmp_path)
    (evals / "cases" / "test.yaml").write_text(
        "questions:\n  - {id: held-out, question: Who paid for it, tags: [who, unanswerable]}\n"
    )
    finished = run(settings, tmp_path, gate=True)
    assert [case.id for case in finished.report.runs[0].cases] == ["held-out"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "test"}, "'test' is only read by the gate"),
        ({"gate": True, "tags": ["who"]}, "The gate runs whole suites"),
        ({"update": True, "limit": 3}, "The gate runs whole suites"),
        ({"gate": True, "data": "x"}, "has no floors"),
        ({"data": "x", "suites": ["ask"]}, "is neither a suite"),
        ({"gate": True, "reason": "x"}, "nothing is updated"),
        ({"update": True, "without": ["grammar"]}, "nothing left out"),
        ({"without": ["words", "vectors"]}, "nothing is found"),
        ({"limit": 0}, "at least 1 case, not 0"),
        ({"reports": ["report.pdf"]}, "'.pdf' is not one of"),
    ],
)
def test_options_that_contradict_each_other(
    settings: Settings, tmp_path: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        run(settings, tmp_path, RIGHT, **options)


def test_a_sample_of_the_cases(settings: Settings, tmp_path: Path) -> None:
    assert len(run(settings, tmp_path, limit=2).report.runs[0].cases) == 2


def test_data_by_kind_and_name(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "articles.jsonl").write_text('{"id": "a", "paragraphs": ["Ada Holm led the work."]}\n')
    questions = [
        {"id": f"q{at}", "question": "Who led the work?", "kind": kind, "answers": ["Ada Holm"]}
        for at, kind in enumerate(("who", "who", "what"))
    ]
    (folder / "questions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions))
    finished = run(settings, tmp_path, data=folder, tags=("who",), names=("q1",))
    assert [case.id for case in finished.report.runs[0].cases] == ["q1"]
    assert finished.report.suites == ("data",)
    with pytest.raises(InputError, match="No question q9"):
        run(settings, tmp_path, data=folder, names=("q9",))
