from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import InputError
from briefbot.evaluation.reports.files import write_report
from briefbot.evaluation.reports.history import load_history, past
from tests.evaluation.sample_reports import report, run, small_cases, small_report

OLD = report(run("old", small_cases()), created="2019-01-05T10:00:00+00:00")


def test_reports_come_oldest_first_and_once(tmp_path: Path) -> None:
    write_report(small_report(), tmp_path / "a.json")
    write_report(small_report(), tmp_path / "a-copy.json")
    write_report(OLD, tmp_path / "b.json")
    found = load_history(tmp_path)
    assert found.reports == (past(OLD), past(small_report()))
    assert found.problems == ()


def test_broken_files_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write_report(OLD, tmp_path / "good.json")
    (tmp_path / "cut.json").write_text('{"created": ', encoding="utf-8")
    (tmp_path / "latin.json").write_bytes(b'{"created": "\xe9"}')
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"created": "2019-01-05T10:00", "runs": []}', encoding="utf-8")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "notes.txt").write_text("not looked at", encoding="utf-8")
    found = load_history(tmp_path)
    assert found.reports == (past(OLD),)
    assert {Path(problem.path).name: problem.reason for problem in found.problems} == {
        "cut.json": "it is not JSON (line 1: expecting value)",
        "folder.json": "is a directory",
        "latin.json": "it is not UTF-8 text",
        "list.json": "it is no report (the file: input should be a valid dictionary or object to extract fields from)",
        "other.json": "it is no report (runs: tuple should have at least 1 item after validation, not 0)",
    }


def test_reports_of_other_versions_count(tmp_path: Path) -> None:
    write_report(OLD, tmp_path / "report.json")
    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    data |= {"schema_version": 7, "invented": True}
    del data["machine"], data["runs"][0]["embedder"]
    data["runs"][0]["metrics"][0]["invented"] = 1
    (tmp_path / "report.json").write_text(json.dumps(data), encoding="utf-8")
    assert load_history(tmp_path).reports == (past(OLD),)


def test_no_folder_is_no_history_and_a_file_is_a_mistake(tmp_path: Path) -> None:
    assert load_history(tmp_path / "none").reports == ()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="it is a file"):
        load_history(tmp_path / "file")
