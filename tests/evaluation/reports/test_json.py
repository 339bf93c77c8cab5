from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import InputError
from briefbot.evaluation.reports.files import check_path, write_report
from briefbot.evaluation.reports.history import load_report
from tests.evaluation.sample_reports import hostile_report, small_report


def test_a_saved_report_is_the_report(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_report(small_report(), path)
    assert load_report(path) == small_report()
    assert [file.name for file in path.parent.iterdir()] == ["report.json"]


def test_hostile_characters_survive(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_report(hostile_report(), path)
    assert load_report(path) == hostile_report()
    assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{", "it is not JSON (line 1"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "schema_version is None"),
        ('{"schema_version": 2}', "schema_version is 2, and this briefbot reads 1"),
        ('{"schema_version": 1, "extra": 0}', "created: field required"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(text: str, wanted: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_report(path)
    assert wanted in str(caught.value)
    assert repr(str(path)) in str(caught.value)


def test_a_report_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_report(tmp_path / "none.json")


@pytest.mark.parametrize("suffix", [".html", ".md", ".json", ".xml", ".JSON"])
def test_the_suffix_names_the_format(suffix: str, tmp_path: Path) -> None:
    write_report(small_report(), tmp_path / f"report{suffix}")
    begins = {".html": "<!doctype html>", ".md": "# ", ".json": "{", ".xml": "<?xml"}[suffix.lower()]
    assert (tmp_path / f"report{suffix}").read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(("name", "wanted"), [("report.pdf", r"\.html, \.md, \.json, \.xml"), ("report", "''")])
def test_other_suffixes_are_refused(name: str, wanted: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=wanted):
        write_report(small_report(), tmp_path / name)
    with pytest.raises(InputError, match=wanted):
        check_path(tmp_path / name)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match="it is a folder"):
        write_report(small_report(), tmp_path / "folder.md")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Choose another path"):
        write_report(small_report(), tmp_path / "file" / "report.md")


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old" * 100_000)
    write_report(small_report(), path)
    assert load_report(path) == small_report()
