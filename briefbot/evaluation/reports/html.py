"""Reports as one HTML page that needs nothing else: no network, no other file, and scripts only to filter.

The page's content security policy allows the style and the script that the page carries, by their hashes, and nothing
else (https://www.w3.org/TR/CSP3/#meta-element). Every text is escaped by the templates.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from briefbot.evaluation.reports import plots
from briefbot.evaluation.reports import tables as figures
from briefbot.evaluation.reports.cards import Card, cards
from briefbot.evaluation.reports.history import Past, history_chart, past
from briefbot.evaluation.reports.waterfall import waterfall
from briefbot.evaluation.types import Metric, Report, Run
from briefbot.render.text import printable
from briefbot.types import Frozen

COLOURS = 6  # that the style sheet has for runs; a seventh run has the first one's
FRONT = 6  # plots of the history that are not folded away
FRONT_TAGS = 2  # figures by tag that are not folded away
STAGES = ("draft", "shown")


class TagBar(Frozen):
    """One run's bar of a tag."""

    label: str
    colour: int
    metric: Metric | None
    bar: plots.IntervalBar | None


class TagChart(Frozen):
    """One metric by tag."""

    name: str
    rows: tuple[tuple[str, tuple[TagBar, ...]], ...]


def report_html(report: Report, history: Sequence[Past] = ()) -> str:
    """A report as a page.

    Args:
        report: what to show.
        history: earlier reports; those made after this one are left out.
    """
    now = past(report)
    earlier = [before for before in history_chart([*history, now]) if before.created <= now.created]
    earlier.sort(key=lambda before: before == now)  # the present one is the last
    found = plots.lines(earlier)
    front = _front(report, found)
    style, script = _text("report.css"), _text("report.js")
    shown = cards(report)
    scale = plots.seconds_axis(report.runs)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            first=report.runs[0],
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'",
            style=Markup(style),
            script=Markup(script),
            figures=figures,
            rows=figures.rows(report),
            axes=_axes(report.runs[0]),
            tags=_tag_charts(report),
            seconds=[plots.seconds(run, scale) for run in report.runs],
            probabilities=[[plots.probabilities(run, stage) for stage in STAGES] for run in report.runs],
            waterfalls=[each for each in map(waterfall, report.runs) if each.asked],
            decisions=[each for each in map(plots.decisions, report.runs) if each.n],
            lines=[*front, *(line for line in found if line not in front)],
            front=len(front),
            front_tags=FRONT_TAGS,
            earlier=earlier,
            groups=_grouped(shown),
            total=len(shown),
            all_tags=sorted({tag for card in shown for tag in card.tags}),
            all_suites=sorted({card.suite for card in shown}),
            colours=COLOURS,
            bar=plots.bar,
        )
    )
    return page + "\n"


def _grouped(shown: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    names = ("failed", "unscored", "elsewhere", "passed")
    return [(name, [card for card in shown if card.group == name]) for name in names]


def _front(report: Report, found: Sequence[plots.PlottedLine]) -> list[plots.PlottedLine]:
    """The plots of the most telling metrics."""
    drawn = {line.name for line in found}
    names = figures.telling(metric for metric in report.runs[0].metrics if metric.name in drawn)
    return [line for line in found if line.name in names[:FRONT]]


def _axes(run: Run) -> dict[str, plots.Axis]:
    """One axis for each unit of a run's metrics."""
    units = dict.fromkeys(metric.unit for metric in run.metrics)
    ends = {
        unit: [end for m in run.metrics if m.unit == unit for end in (m.value, m.high) if end is not None]
        for unit in units
    }
    return {unit: plots.axis(values, unit) for unit, values in ends.items()}


def _tag_charts(report: Report) -> list[TagChart]:
    first = report.runs[0]
    names = list(dict.fromkeys(metric.name for metrics in first.by_tag.values() for metric in metrics))
    names.sort(key=lambda name: name not in figures.TELLING)
    charts = []
    for name in names:
        bars = {tag: [_tag_metric(run, tag, name) for run in report.runs] for tag in first.by_tag}
        known = [metric for metrics in bars.values() for metric in metrics if metric]
        ends = [end for m in known for end in (m.value, m.high) if end is not None]
        scale = plots.axis(ends, known[0].unit)
        rows = tuple(
            (
                tag,
                tuple(
                    TagBar(
                        label=run.label,
                        colour=at % COLOURS,
                        metric=metric,
                        bar=plots.bar(metric, scale) if metric else None,
                    )
                    for at, (run, metric) in enumerate(zip(report.runs, metrics, strict=True))
                ),
            )
            for tag, metrics in bars.items()
            if any(metric and metric.n for metric in metrics)
        )
        if rows:
            charts.append(TagChart(name=name, rows=rows))
    return charts


def _tag_metric(run: Run, tag: str, name: str) -> Metric | None:
    return next((metric for metric in run.by_tag.get(tag, ()) if metric.name == name), None)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__name__.rpartition(".")[0]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _plain(value: object) -> object:
    """Texts lose the characters that could reorder what is read; what is already markup stays as it is."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
