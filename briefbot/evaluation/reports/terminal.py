"""Reports on a terminal: the figures as tables, then the failing cases, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from briefbot.evaluation.reports.tables import (
    Cell,
    Row,
    changed,
    gain,
    interval,
    origin,
    rows,
    run_parts,
    run_summary,
    tally,
    value,
    why,
)
from briefbot.evaluation.types import CaseResult, CaseStatus, Report
from briefbot.render.text import printable

LABEL_WIDTH = 26  # characters of a metric's name and of a run's column, more or less
STYLES = {"failed": "bold red", "unscored": "yellow", "passed": "green", "better": "green", "worse": "bold red", "": ""}


def terminal_report(report: Report, console: Console) -> None:
    """Print a report. Where the console is no terminal there are no colours and no line of a case is cut."""
    first = report.runs[0]
    made_of = [("Run", first.label), *run_parts(first)[:1]] if len(report.runs) == 1 else []
    for name, text in [*origin(report)[:4], *made_of]:
        console.print(Text(f"{name:<10}{_plain(text)}"), soft_wrap=True)
    console.print()
    found = rows(report)
    if len(report.runs) == 1:
        console.print(_table(found))
        console.print()
    else:
        for start in range(0, len(report.runs), step := _fitting(console.width)):
            console.print(_comparison(report, found, range(start, min(start + step, len(report.runs)))))
        note = "Below: the difference from the first run on the same cases, with its 95% interval. (+1): not scored."
        console.print(Text(note), soft_wrap=True)
        console.print()
    for run in report.runs:
        label = f"{_plain(run.label)}: " if len(report.runs) > 1 else ""
        style = STYLES["failed"] if tally(run.cases)["failed"] else ""
        console.print(Text(f"{label}{run_summary(run)}", style=style), soft_wrap=True)
    _cases(report, console)


def _table(found: Sequence[Row]) -> Table:
    table = _empty()
    for heading in ("Value", "95% interval", "n", "unscored"):
        table.add_column(heading, justify="right", no_wrap=True)
    group = ""
    for row in found:
        metric = row.cells[0].metric
        if row.group != group:
            group = row.group
            table.add_row(Text(group, style="bold"))
        counts = [str(metric.n), str(metric.unscored or "")] if metric else []
        table.add_row(Text(f"  {_plain(row.name)}"), value(metric), interval(metric), *counts)
    return table


def _comparison(report: Report, found: Sequence[Row], columns: range) -> Table:
    table = _empty()
    for at in columns:
        table.add_column(Text(_plain(report.runs[at].label)), min_width=LABEL_WIDTH - 4)
    group = ""
    for row in found:
        if row.group != group:
            group = row.group
            table.add_row(Text(group, style="bold"))
        table.add_row(Text(f"  {_plain(row.name)}"), *(_both(row.cells[at], row) for at in columns))
    return table


def _both(cell: Cell, row: Row) -> Text:
    metric = cell.metric
    count = f" n {metric.n}" if metric else ""
    missing = f" (+{metric.unscored})" if metric and metric.unscored else ""
    text = Text(f"{value(metric)}  {interval(metric)}{count}{missing}".rstrip())
    if cell.difference:
        text.append(f"\n{gain(cell.difference, row.unit)} {cell.change}".rstrip(), style=STYLES[cell.change] or "dim")
    return text


def _empty() -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("Metric", max_width=LABEL_WIDTH + 8)
    return table


def _fitting(width: int) -> int:
    """How many runs fit beside each other."""
    return max(1, (width - LABEL_WIDTH) // (LABEL_WIDTH + 4))


def _cases(report: Report, console: Console) -> None:
    first = report.runs[0]
    _list(console, "", [(case, None) for case in first.cases if case.status != "passed"])
    for run in report.runs[1:]:
        _list(console, f"{_plain(run.label)}: cases that came out otherwise", list(changed(run, first)))


def _list(console: Console, title: str, cases: Sequence[tuple[CaseResult, CaseStatus | None]]) -> None:
    if not cases:
        return
    console.print()
    if title:
        console.print(Text(title, style="bold"), soft_wrap=True)
    width = min(LABEL_WIDTH + 6, max(len(_plain(case.id)) for case, _ in cases))
    for case, before in sorted(cases, key=lambda pair: (pair[0].status == "passed", pair[0].status == "unscored")):
        line = Text(f"{case.status.upper():<9}", style=STYLES[case.status])
        line.append(f"{_plain(case.id):<{width}}  ", style="bold")
        was = f"was {before}" if before else ""
        reasons = "" if case.status == "passed" else _plain(why(case))
        line.append(": ".join(part for part in (was, reasons) if part), style="")
        if console.is_terminal:
            console.print(line, no_wrap=True, overflow="ellipsis")
        else:
            console.print(line, soft_wrap=True)


def _plain(text: str) -> str:
    """A text on one line that cannot steer the terminal."""
    return " ".join(printable(text).split())
