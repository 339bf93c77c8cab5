"""Reports as GitHub-flavoured Markdown for a CI job summary.

What articles, questions and models say is shown as it was written: it is escaped, and can neither mention a person,
link to a page nor open an element.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from briefbot.evaluation.reports.history import Past, PastMetric, history_chart, past
from briefbot.evaluation.reports.tables import (
    DASH,
    changed,
    format_value,
    gain,
    interval,
    origin,
    rows,
    run_parts,
    run_summary,
    telling,
    value,
    why,
    with_numbers,
)
from briefbot.evaluation.reports.waterfall import waterfall
from briefbot.evaluation.types import CaseResult, Metric, Report, Run
from briefbot.render.text import printable

LIMIT = 1_000_000
"""Most bytes; a GitHub job summary holds 1 MiB.

See https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (step isolation and limits).
"""
LONGEST_CELL = 1_500  # characters of one passage or answer
MOST_NAMED = 12  # cases of another run that came out otherwise
PAST = 10  # earlier reports in the history
# A text never begins a line, so what has a meaning only there (#, -, 1.) stays as it is.
_PUNCTUATION = re.compile(r"([\\`*_\[\]|~$])")
_LIVE = re.compile(r"[@#]|/(?=/)|www(?=\\?\.)|gh(?=\\?-)", re.IGNORECASE)


def report_markdown(report: Report, history: Sequence[Past] = ()) -> str:
    """A report as Markdown of at most `LIMIT` bytes; the failing cases that do not fit are counted."""
    first = report.runs[0]
    blocks = [f"# Evaluation: {_line(first.label)}", f"**{run_summary(first)}**"]
    blocks.append(_single(report) if len(report.runs) == 1 else _comparison(report))
    blocks += [_changes(report), _losses(first), _tags(first), _history(report, history), _origin(report)]
    return _fill([block for block in blocks if block], report)


def _fill(blocks: list[str], report: Report) -> str:
    room = LIMIT - 1_000
    kept: list[str] = []
    cases = [case for case in report.runs[0].cases if case.status != "passed"]
    cases.sort(key=lambda case: case.status == "unscored")
    shown = [_case(case, report.runs[0]) for case in cases]
    if cases:
        blocks.append(f"## Cases that did not pass ({len(cases)})")
    for at, block in enumerate([*blocks, *shown]):
        room -= len(block.encode()) + 2
        if room < 0:
            left = len(blocks) + len(shown) - max(at, len(blocks))
            kept.append(f"_{left} more cases are left out: a job summary has no room. See the HTML or JSON report._")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def _single(report: Report) -> str:
    table = [("Metric", "Value", "95% interval", "n", "Unscored")]
    for row in rows(report):
        metric = row.cells[0].metric
        counts = (str(metric.n), str(metric.unscored)) if metric else ("", "")
        table.append((_line(row.name), value(metric), interval(metric), *counts))
    return _table(table, "lrrrr")


def _comparison(report: Report) -> str:
    table = [("Metric", *(_line(run.label) for run in report.runs))]
    for row in rows(report):
        cells = []
        for cell in row.cells:
            text = _with_n(cell.metric)
            if cell.difference:
                change = gain(cell.difference, row.unit)
                text += f"<br>**{change} {cell.change}**" if cell.change else f"<br>{change}"
            cells.append(text)
        table.append((_line(row.name), *cells))
    note = "Below: the difference from the first run on the same cases, with its 95% interval. (+1): not scored."
    return f"{_table(table, 'l' + 'r' * len(report.runs))}\n\n{note}"


def _changes(report: Report) -> str:
    lines = []
    for run in report.runs[1:]:
        found = changed(run, report.runs[0])
        named = "; ".join(f"{_line(case.id)} {case.status}, was {before}" for case, before in found[:MOST_NAMED])
        rest = f"; {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        named = f": {named}{rest}" if named else ""
        lines.append(
            f"- **{_line(run.label)}**: {run_summary(run)}; {len(found)} came out otherwise than in the first run"
            f"{named}"
        )
    return "\n".join(lines)


def _losses(run: Run) -> str:
    lost = waterfall(run)
    if not lost.asked:
        return ""
    table = [("Where right answers are lost", f"Questions of {lost.asked}")]
    return _table([*table, *((step.name, str(step.count)) for step in lost.steps)], "lr")


def _tags(run: Run) -> str:
    having = {metric.name for metrics in run.by_tag.values() for metric in metrics}
    names = [metric.name for metric in run.metrics if metric.name in having]
    if not names:
        return ""
    table = [("Tag", *(_line(name) for name in names))]
    for tag, metrics in run.by_tag.items():
        named = {metric.name: metric for metric in metrics}
        table.append((_line(tag), *(_with_n(named.get(name)) for name in names)))
    return _details("By tag", _table(table, "l" + "r" * len(names)))


def _with_n(metric: Metric | None) -> str:
    if metric is None:
        return DASH
    between = f" ({interval(metric)})" if interval(metric) else ""
    unscored = f" (+{metric.unscored})" if metric.unscored else ""
    return f"{value(metric)}{between}, n {metric.n}{unscored}"


def _history(report: Report, history: Sequence[Past]) -> str:
    now = past(report)
    earlier = [before for before in history_chart([*history, now]) if before.created <= now.created][-PAST:]
    if len(earlier) < 2:
        return ""
    names = telling(report.runs[0].metrics)
    table = [("Measured", "Commit", "Fixtures", *(_line(name) for name in names))]
    for before in reversed(earlier):
        named = {metric.name: metric for metric in before.runs[0].metrics}
        fixtures = "same" if before.fixtures_sha256 == now.fixtures_sha256 else "other"
        figures = [_past_value(named.get(name)) for name in names]
        table.append((_line(before.created[:16]), _line(before.commit or "?"), fixtures, *figures))
    return _details("History", _table(table, "lll" + "r" * len(names)))


def _past_value(metric: PastMetric | None) -> str:
    return DASH if metric is None or metric.value is None else format_value(metric.value, metric.unit)


def _origin(report: Report) -> str:
    table = [("What", "Which"), *((name, _line(text)) for name, text in origin(report))]
    for run in report.runs:
        table += [(f"{_line(name)}, {_line(run.label)}", _line(text)) for name, text in run_parts(run)]
    return _details("How it was measured", _table(table, "ll"))


def _case(case: CaseResult, run: Run) -> str:
    lines = [f"**Question:** {_line(case.question)}", f"**Expected:** {_line(case.expected)}"]
    lines += [f"**Reason:** {_line(reason)}" for reason in case.reasons]
    if case.answer or case.output:
        abstained = case.answer is not None and case.answer.abstained
        text = with_numbers(case.answer) if case.answer else case.output
        shown = text or ("The sources do not say." if abstained else "")
        lines.append(f"**Shown:** {_line(shown)}")
    if case.verdicts:
        table = [("Stage", "Sentence", "Cites", "Support", "Missing")]
        for verdict in case.verdicts:
            judged = DASH if verdict.probability is None else f"{verdict.probability:.2f}"
            outcome = {True: "supported", False: "not supported", None: "not judged"}[verdict.supported]
            cited = " ".join(f"\\[{number}\\]" for number in verdict.cited)
            missing = _line("; ".join(verdict.missing))
            table.append((verdict.stage, _line(verdict.text), cited, f"{outcome} ({judged})", missing))
        lines.append(_table(table, "lllll"))
    if case.answer:
        items = []
        for passage in case.answer.passages:
            head = ", ".join(part for part in (passage.title, passage.source, f"paragraph {passage.paragraph}") if part)
            items.append(f"{passage.number}. **{_line(head)}** {_line(passage.text)}")
        lines.append("\n".join(items))
    summary = f"{case.status.upper()} {case.id}: {why(case)}"
    return _details(summary, "\n\n".join(line for line in lines if line))


def _details(summary: str, body: str) -> str:
    # A blank line ends the HTML block, so that the body is read as Markdown.
    return f"<details><summary>{_html(_cut(summary, LONGEST_CELL))}</summary>\n\n{body}\n\n</details>"


def _table(table: Sequence[Sequence[str]], align: str) -> str:
    rules = [":--" if side == "l" else "--:" for side in align]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (table[0], rules, *table[1:]))


def _line(text: str) -> str:
    """A text on one line as Markdown that shows exactly it."""
    text = _cut(" ".join(printable(text).split()), LONGEST_CELL)
    text = _PUNCTUATION.sub(r"\\\1", html.escape(text, quote=False).replace("&", "\0"))
    return _inert(text).replace("\0", "&")


def _html(text: str) -> str:
    """A text on one line as HTML that shows exactly it."""
    return _inert(html.escape(" ".join(printable(text).split()), quote=False))


def _inert(text: str) -> str:
    """A text in which GitHub finds no person, issue or address to link to: a zero-width space parts them."""
    return _LIVE.sub(lambda match: f"{match[0]}&#8203;", text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"
