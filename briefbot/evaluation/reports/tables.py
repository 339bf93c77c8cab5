"""Figures in words, and the figures of several runs side by side: what every format shows alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from briefbot.evaluation.scoring import cited_passages
from briefbot.evaluation.types import CaseResult, CaseStatus, Metric, PairedDifference, Report, Run
from briefbot.types import Answer, Frozen

Unit = Literal["share", "seconds", "tokens"]
STATUSES: tuple[CaseStatus, ...] = ("failed", "unscored", "passed")
TELLING = (
    *("Hits@5", "correctness", "citation recall (judge)", "faithfulness (shown)", "abstention F1", "seconds p50"),
)
"""The figures shown where there is room for one of each group."""
FEWEST_CASES = 6
"""Cases that a difference needs to be called better or worse.

The intervals of fewer that all agree have no width; by the sign test, six that all agree are the fewest that chance
brings about less than one time in twenty (2 in 64; Conover, Practical Nonparametric Statistics, chapter 3).
"""
DASH = "–"
MINUS = "−"
_MARK = re.compile(r"\[(\d+)\]")


class Cell(Frozen):
    """One metric of one run, and what it gained on the first run."""

    metric: Metric | None = None
    difference: PairedDifference | None = None
    change: Literal["better", "worse", ""] = ""


class Row(Frozen):
    """One metric over all runs."""

    group: str
    name: str
    unit: Unit
    cells: tuple[Cell, ...]


def rows(report: Report) -> tuple[Row, ...]:
    """The metrics of all runs in the order of the first run, by group; a run without a metric has an empty cell."""
    named = {metric.name: metric for run in reversed(report.runs) for metric in reversed(run.metrics)}
    order = list(dict.fromkeys(metric.name for run in report.runs for metric in run.metrics))
    groups = list(dict.fromkeys(named[name].group for name in order))
    return tuple(
        Row(
            group=named[name].group,
            name=name,
            unit=named[name].unit,
            cells=tuple(_cell(run, name, named[name].better) for run in report.runs),
        )
        for group in groups
        for name in order
        if named[name].group == group
    )


def telling(metrics: Iterable[Metric]) -> list[str]:
    """The name of the most telling metric of each group, or else of its first."""
    names: dict[str, str] = {}
    for metric in metrics:
        if metric.name in TELLING or metric.group not in names:
            names[metric.group] = metric.name
    return list(names.values())


def _cell(run: Run, name: str, better: Literal["higher", "lower"]) -> Cell:
    metric = next((metric for metric in run.metrics if metric.name == name), None)
    difference = next((difference for difference in run.differences if difference.name == name), None)
    change: Literal["better", "worse", ""] = ""
    if difference and difference.n >= FEWEST_CASES and (difference.low > 0 or difference.high < 0):
        change = "better" if (difference.low > 0) == (better == "higher") else "worse"
    return Cell(metric=metric, difference=difference, change=change)


def format_value(value: float, unit: Unit) -> str:
    """A value without its unit: a share to three decimals, seconds to two below ten, whole tokens."""
    if unit == "tokens":
        text = f"{abs(value):,.0f}"
    elif unit == "seconds":
        text = f"{abs(value):.{2 if abs(value) < 10 else 1}f}"
    else:
        text = f"{abs(value):.3f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def value(metric: Metric | None) -> str:
    """A metric's value, or a dash when nothing could be scored."""
    if metric is None or metric.value is None:
        return DASH
    return format_value(metric.value, metric.unit) + (" s" if metric.unit == "seconds" else "")


def interval(metric: Metric | None) -> str:
    """A metric's 95% interval; empty when it has none, and of a single case, which says nothing of others."""
    if metric is None or metric.low is None or metric.high is None or metric.n < 2:
        return ""
    return f"{format_value(metric.low, metric.unit)}{DASH}{format_value(metric.high, metric.unit)}"


def gain(difference: PairedDifference, unit: Unit) -> str:
    """A paired difference with its 95% interval, each with its sign; a single case has no interval."""
    if difference.n < 2:
        return _signed(difference.value, unit)
    low, high = _signed(difference.low, unit), _signed(difference.high, unit)
    return f"{_signed(difference.value, unit)} ({low} to {high})"


def _signed(amount: float, unit: Unit) -> str:
    text = format_value(amount, unit)
    return text if text.startswith(MINUS) or not float(text.replace(",", "")) else f"+{text}"


def tally(cases: Iterable[CaseResult]) -> dict[CaseStatus, int]:
    """How many cases failed, could not be scored, and passed."""
    counts = Counter(case.status for case in cases)
    return {status: counts[status] for status in STATUSES}


def run_summary(run: Run) -> str:
    """The outcome of a run in one sentence."""
    counts = tally(run.cases)
    total = len(run.cases)
    cases = "case" if total == 1 else "cases"
    return f"{counts['passed']} of {total} {cases} passed, {counts['failed']} failed, {counts['unscored']} unscored"


def why(case: CaseResult) -> str:
    """The reasons of a case on one line."""
    return "; ".join(" ".join(reason.split()) for reason in case.reasons) or "no reason given"


def changed(run: Run, first: Run) -> list[tuple[CaseResult, CaseStatus]]:
    """The cases whose status differs from the first run's, and what it was there."""
    before = {(case.suite, case.id): case.status for case in first.cases}
    found = [(case, before.get((case.suite, case.id))) for case in run.cases]
    return [(case, status) for case, status in found if status is not None and status != case.status]


def origin(report: Report) -> list[tuple[str, str]]:
    """What was measured, on what and where: names and values."""
    machine = report.machine
    return [
        ("Suites", ", ".join(report.suites)),
        ("Fixtures", report.fixtures_sha256[:12]),
        ("Measured", report.created.replace("T", " ").replace("+00:00", " UTC")),
        ("briefbot", f"{report.version}, commit {report.commit or 'unknown'}"),
        (
            "Machine",
            f"{machine.system}, {_counted(machine.cores, 'core')}, {_counted(machine.threads, 'thread')}, "
            f"Python {machine.python}",
        ),
        ("llama.cpp", machine.llama),
    ]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def with_numbers(answer: Answer) -> str:
    """An answer's text with the numbers of its passages; it was shown with its own, by first appearance."""
    places = {
        citation.number: passage.number
        for sentence in answer.sentences
        for citation in sentence.citations
        for passage in cited_passages(sentence.model_copy(update={"citations": (citation,)}), answer.passages)
    }
    return _MARK.sub(lambda mark: f"[{places.get(int(mark[1]), mark[1])}]", answer.text)


def run_parts(run: Run) -> list[tuple[str, str]]:
    """What a run was made of: names, versions and the first digits of the digests."""
    return [
        ("Model", f"{run.model.name} ({run.model.sha256[:12]})"),
        ("Embedder", f"{run.embedder.name} ({run.embedder.sha256[:12]})"),
        *((f"Prompt {p.name}", f"version {p.version} ({p.sha256[:12]})") for p in run.prompts),
        ("Settings", run.settings_sha256[:12]),
    ]
