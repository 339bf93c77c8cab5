"""The geometry of the page's plots: where bars, points and ticks stand, in percent of the plot's width and height.

Percent, so that a plot is as wide as the screen while its letters keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from briefbot.evaluation.judging import calibration_error
from briefbot.evaluation.reports.history import Past, PastMetric
from briefbot.evaluation.reports.tables import Unit, format_value
from briefbot.evaluation.types import Metric, Run
from briefbot.types import Frozen

HISTOGRAM_BINS = 20
MOST_PAST = 30  # earlier reports in a plot
PLOT_EDGE = 1.0  # percent kept free on both sides, so that no stroke is cut


class Tick(Frozen):
    """A labelled value of an axis."""

    at: float
    label: str


class Axis(Frozen):
    """A linear scale from a least to a greatest value."""

    least: float
    greatest: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Where a value stands, in percent from the least; beyond the ends it stands at the end."""
        share: float = (value - self.least) / (self.greatest - self.least)
        return round(PLOT_EDGE + (100 - 2 * PLOT_EDGE) * min(1.0, max(0.0, share)), 2)


class IntervalBar(Frozen):
    """A value with its interval on an axis."""

    at: float
    low: float | None
    high: float | None


class Bin(Frozen):
    """A bar of a histogram, in two parts: what counts as good, and above it the rest."""

    left: float
    width: float
    good: float
    rest: float
    count: int
    label: str


def axis(values: Sequence[float], unit: Unit, zoomed: bool = False) -> Axis:
    """An axis for these values: 0 to 1 for shares, from 0 for the rest; `zoomed` shows the part they take up."""
    greatest = max(values, default=1.0)
    if unit == "share" and not zoomed:
        return _ticked(0.0, 1.0, 0.25, unit)
    least = min(values, default=0.0) if zoomed else 0.0
    if zoomed and unit == "share":
        least, greatest = _widened(least, greatest)
    step = _step((greatest - least) / 4 or 1.0)
    first, last = math.floor(least / step + 1e-9), math.ceil(greatest / step - 1e-9)
    return _ticked(first * step, max(last, 1) * step, step, unit)


class Histogram(Frozen):
    """How often which values are."""

    title: str
    axis: Axis
    bins: tuple[Bin, ...]
    most: int
    n: int
    marks: tuple[Tick, ...] = ()
    note: str = ""


class _Point(Frozen):
    """One earlier figure."""

    x: float
    y: float
    low: float | None
    high: float | None
    same: bool
    label: str


class PlottedLine(Frozen):
    """One figure over the saved reports, oldest first."""

    name: str
    latest: str
    axis: Axis
    points: tuple[_Point, ...]
    first: str
    last: str


def _widened(least: float, greatest: float) -> tuple[float, float]:
    """At least a fifth of the scale, so that small changes do not look like large ones."""
    gap = max(0.0, 0.2 - (greatest - least)) / 2
    low, high = least - gap, greatest + gap
    return max(0.0, low - max(0.0, high - 1)), min(1.0, high + max(0.0, -low))


def _step(rough: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def _ticked(least: float, greatest: float, step: float, unit: Unit) -> Axis:
    bare = Axis(least=least, greatest=greatest, ticks=())
    count = round((greatest - least) / step)
    values = [least + step * at for at in range(count + 1)]
    ticks = tuple(Tick(at=bare.at(value), label=_short(value, unit)) for value in values)
    return bare.model_copy(update={"ticks": ticks})


def _short(value: float, unit: Unit) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text} s" if unit == "seconds" else text


def bar(metric: Metric, scale: Axis) -> IntervalBar | None:
    """A metric on an axis; None when it has no value. A single case has no interval."""
    if metric.value is None:
        return None
    low = None if metric.low is None or metric.n < 2 else scale.at(metric.low)
    high = None if metric.high is None or metric.n < 2 else scale.at(metric.high)
    return IntervalBar(at=scale.at(metric.value), low=low, high=high)


def seconds(run: Run, scale: Axis) -> Histogram:
    """How long the cases of a run took; those that crashed at once are left out."""
    taken = sorted(case.seconds for case in run.cases if case.seconds > 0)
    marks: tuple[Tick, ...] = ()
    if taken:
        found = [(name, float(np.quantile(taken, share))) for name, share in (("p50", 0.5), ("p95", 0.95))]
        marks = tuple(Tick(at=scale.at(at), label=f"{name} {format_value(at, 'seconds')} s") for name, at in found)
    cached = sum(case.cached for case in run.cases)
    note = f"{cached} from the cache, with the seconds they took when they were made." if cached else ""
    return _histogram(run.label, [(value, True) for value in taken], scale, "seconds", marks, note)


def seconds_axis(runs: Sequence[Run]) -> Axis:
    """One axis for the seconds of all runs."""
    return axis([case.seconds for run in runs for case in run.cases], "seconds")


def probabilities(run: Run, stage: str) -> Histogram:
    """The judge's probabilities of support of the sentences of a stage, 'draft' or 'shown'."""
    found = [verdict for case in run.cases for verdict in case.verdicts if verdict.stage == stage]
    judged = [(v.probability, v.supported is not False) for v in found if v.probability is not None]
    unasked = len(found) - len(judged)
    sentences = "sentence was" if unasked == 1 else "sentences were"
    note = f"{unasked} more {sentences} decided without asking the model." if unasked else ""
    title = "As the model wrote them" if stage == "draft" else "As they were shown"
    return _histogram(title, judged, axis([], "share"), "share", (), note)


def decisions(run: Run) -> Histogram:
    """The probabilities that questions are answered, of those that can be and of those that cannot."""
    found = [(case.answer.answerable, case.scores.get("answerable")) for case in run.cases if case.answer]
    judged = [(likely, label == 1) for likely, label in found if likely is not None and label is not None]
    note = ""
    if judged:
        likely, labels = np.array([one for one, _ in judged]), np.array([can for _, can in judged])
        error = calibration_error(likely, labels, np.ones((1, len(judged))))[0]
        note = f"Calibration error {error:.3f}: the mean distance of probability and share, over bins of equal size."
    return _histogram(run.label, judged, axis([], "share"), "share", (), note)


def _histogram(
    title: str, values: Sequence[tuple[float, bool]], scale: Axis, unit: Unit, marks: tuple[Tick, ...], note: str
) -> Histogram:
    width = (scale.greatest - scale.least) / HISTOGRAM_BINS
    counts = [[0, 0] for _ in range(HISTOGRAM_BINS)]
    for value, good in values:
        place = min(HISTOGRAM_BINS - 1, max(0, int((value - scale.least) / width)))
        counts[place][0 if good else 1] += 1
    most = max((good + rest for good, rest in counts), default=0)
    bins = tuple(
        Bin(
            left=scale.at(scale.least + width * at),
            width=round((100 - 2 * PLOT_EDGE) / HISTOGRAM_BINS, 2),
            good=round(100 * good / most, 2),
            rest=round(100 * rest / most, 2),
            count=good + rest,
            label=f"{_short(scale.least + width * at, unit)} to {_short(scale.least + width * (at + 1), unit)}",
        )
        for at, (good, rest) in enumerate(counts)
        if good + rest
    )
    return Histogram(title=title, axis=scale, bins=bins, most=most, n=len(values), marks=marks, note=note)


def lines(reports: Sequence[Past]) -> tuple[PlottedLine, ...]:
    """The figures of the first run of each report over time; the last report is the present one."""
    recent = reports[-MOST_PAST:]
    if len(recent) < 2:
        return ()
    return tuple(
        line for metric in recent[-1].runs[0].metrics if (line := _line(metric, recent)) and len(line.points) > 1
    )


def _line(metric: PastMetric, reports: Sequence[Past]) -> PlottedLine | None:
    found = []
    for at, report in enumerate(reports):
        then = next((m for m in report.runs[0].metrics if m.name == metric.name and m.unit == metric.unit), None)
        if then and then.value is not None:
            found.append((at, report, then, then.value))
    if not found:
        return None
    ends = [end for *_, m, v in found for end in (v, m.low, m.high) if end is not None]
    scale = axis(ends, metric.unit, zoomed=metric.unit == "share")
    across = Axis(least=-0.5, greatest=len(reports) - 0.5, ticks=())
    points = tuple(
        _Point(
            x=across.at(at),
            y=100 - scale.at(value),
            low=None if then.low is None else 100 - scale.at(then.low),
            high=None if then.high is None else 100 - scale.at(then.high),
            same=report.fixtures_sha256 == reports[-1].fixtures_sha256,
            label=f"{report.created[:16]}, {report.commit or 'no commit'}: {_shown(then)}",
        )
        for at, report, then, value in found
    )
    first, last = found[0][1].created[:10], found[-1][1].created[:10]
    return PlottedLine(name=metric.name, latest=_shown(metric), axis=scale, points=points, first=first, last=last)


def _shown(metric: PastMetric) -> str:
    if metric.value is None:
        return "–"
    unit = " s" if metric.unit == "seconds" else ""
    text = f"{format_value(metric.value, metric.unit)}{unit}"
    if metric.low is None or metric.high is None:
        return text
    return f"{text} ({format_value(metric.low, metric.unit)}–{format_value(metric.high, metric.unit)})"
