"""Reports as JUnit XML, a test a case, for the test tables of CI systems.

There is no standard; this keeps to the elements and attributes that the schema of Jenkins' xUnit plug-in
(https://github.com/jenkinsci/xunit-plugin, junit-10.xsd) and GitLab's and GitHub's readers have in common. A case that
crashed is an error; one that was answered but could not be judged is skipped.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from briefbot.evaluation.reports.tables import why
from briefbot.evaluation.types import CaseResult, Report, Run
from briefbot.render.text import printable

_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
"""What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets) or discourages."""
OUTCOMES = ("failure", "error", "skipped")


def report_junit(report: Report) -> str:
    """A report as JUnit XML: a testsuite for each suite of each run, a testcase for each case."""
    several = len(report.runs) > 1
    root = ET.Element("testsuites", name="briefbot eval")
    everything: list[tuple[CaseResult, str]] = []
    for run in report.runs:
        for suite in dict.fromkeys(case.suite for case in run.cases):
            cases = [case for case in run.cases if case.suite == suite]
            element = ET.SubElement(root, "testsuite", name=_text(f"{suite} [{run.label}]" if several else suite))
            found = [(case, _kind(case)) for case in cases]
            everything += found
            _count(element, found)
            skipped = sum(kind == "skipped" for _, kind in found)
            element.attrib |= {"skipped": str(skipped), "timestamp": _text(report.created[:19])}
            _properties(element, report, run)
            for case, kind in found:
                _case(element, case, kind, run.label if several else "")
    _count(root, everything)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(element: ET.Element, found: Sequence[tuple[CaseResult, str]]) -> None:
    kinds = [kind for _, kind in found]
    element.set("tests", str(len(found)))
    element.set("failures", str(kinds.count("failure")))
    element.set("errors", str(kinds.count("error")))
    element.set("time", f"{sum(case.seconds for case, _ in found):.3f}")


def _kind(case: CaseResult) -> str:
    if case.status == "unscored":
        return "skipped" if case.answer or case.output else "error"
    return "failure" if case.status == "failed" else ""


def _properties(element: ET.Element, report: Report, run: Run) -> None:
    properties = ET.SubElement(element, "properties")
    named = {
        "briefbot": report.version,
        "commit": report.commit or "unknown",
        "fixtures": report.fixtures_sha256,
        "run": run.label,
        "model": f"{run.model.name} {run.model.sha256}",
        "settings": run.settings_sha256,
    }
    for name, value in named.items():
        ET.SubElement(properties, "property", name=name, value=_text(value))


def _case(parent: ET.Element, case: CaseResult, kind: str, label: str) -> None:
    name = f"{case.id} [{label}]" if label else case.id
    element = ET.SubElement(
        parent, "testcase", classname=_text(case.suite), name=_text(name), time=f"{case.seconds:.3f}"
    )
    if kind:
        result = ET.SubElement(element, kind, message=_text(why(case)), type=case.status)
        shown = case.output or ("abstained" if case.answer else "")
        lines = [f"Question: {case.question}", f"Expected: {case.expected}", *(f"Reason: {r}" for r in case.reasons)]
        result.text = _text("\n".join([*lines, f"Shown: {shown}"] if shown else lines))


def _text(text: str) -> str:
    return _INVALID.sub("", printable(text))
