from __future__ import annotations

import xml.etree.ElementTree as ET

from syrupy.assertion import SnapshotAssertion

from briefbot.evaluation.reports.junit import report_junit
from tests.evaluation.sample_reports import HOSTILE, hostile_report, report, run, small_cases, small_report


def test_a_report(snapshot: SnapshotAssertion) -> None:
    assert report_junit(small_report()) == snapshot


def test_counts_agree_with_the_cases() -> None:
    root = ET.fromstring(report_junit(small_report()))
    for element in (root, *root.iter("testsuite")):
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        assert element.get("failures") == str(len(list(element.iter("failure"))))
        assert element.get("errors") == str(len(list(element.iter("error"))))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("10", "5", "2")


def test_a_crash_is_an_error_and_a_lost_judgement_is_skipped() -> None:
    crashed = small_cases()[4]
    unjudged = small_cases()[0].model_copy(update={"status": "unscored", "reasons": ("the judge gave no number",)})
    root = ET.fromstring(report_junit(report(run("one", [crashed, unjudged]))))
    found = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert found == {"ferry-crash": ["error"], "ferry-when": ["skipped"]}
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "the judge gave no number"


def test_names_are_unique_over_runs() -> None:
    root = ET.fromstring(report_junit(small_report()))
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names) == 10


def test_hostile_texts_stay_text() -> None:
    text = report_junit(hostile_report())
    root = ET.fromstring(text.encode())
    assert {element.tag for element in root.iter()} == {
        *("testsuites", "testsuite", "properties", "property", "testcase", "failure", "error"),
    }
    failure = root.find(".//failure")
    assert failure is not None
    assert HOSTILE in (failure.get("message") or "")
    assert not set(text) & {"\x1b", "\x07", "\x00", "\u202e", "\u2066", "\ud800", "\ufffe"}
