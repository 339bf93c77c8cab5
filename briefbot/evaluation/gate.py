"""The gate: a run against the pinned figures of the same cases.

A figure falls below its floor by more than noise when it is worse than its floor and the interval of the paired
difference, over the cases that both scored, lies wholly on the worse side of zero. The pipeline is deterministic, so on
one machine an unchanged product gives exactly its floors. Noise is what a harmless change does: it turns a few answers
for the worse and others for the better, and would do so with other cases too. Of many cases with one outcome each, k
that only got worse stay out of a draw with the probability e^-k; so at 95% the fourth is more than noise, net of those
that got better.

What the product must not do counts more: a wrong statement or an unsupported sentence shown is noise only once. For
those figures the interval is the 60% one, which the second such case moves off zero (e^-2 is less than the fifth that
lies on either side of it, e^-1 is more).

Rules are no model, and answers by rules have less noise: all figures of the suite of rules have that interval.

A case that is not scored any more fails the gate whatever the figures are: it is no zero, and must not be a way out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from briefbot.errors import GateError
from briefbot.evaluation.kind_tasks import RULES_SUITE
from briefbot.evaluation.metrics.bootstrap import LEVEL, Ratio
from briefbot.evaluation.metrics.measures import MEASURES, Measure, difference
from briefbot.evaluation.types import CaseResult, CaseStatus, Report, Run
from briefbot.files import write_whole
from briefbot.types import Frozen, ModelRef, PromptRef

CRITICAL = frozenset({"faithfulness (shown)", "wrong statements", "briefing faithfulness", "forbidden claims"})
CRITICAL_LEVEL = 0.6
_EXACT = 1e-5  # figures in the file are rounded


class Moved(Frozen):
    """A figure that is not at its floor."""

    metric: str
    kind: Literal["fallen", "within noise", "better"]
    floor: float
    value: float
    low: float
    high: float = Field(description="With `low` the bounds of the paired difference.")
    level: float = Field(description="Of that interval.")
    cases: tuple[str, ...] = Field(description="Ids of the cases that got worse in it; or better, for a better one.")


class Changed(Frozen):
    """A case whose outcome is another."""

    id: str
    before: CaseStatus
    now: CaseStatus
    reasons: tuple[str, ...]


class Outcome(Frozen):
    """What the gate found."""

    pin: str
    problems: tuple[str, ...] = Field(default=(), description="What forbids a comparison, or fails by itself.")
    moved: tuple[Moved, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing fell by more than noise."""
        return not self.problems and all(one.kind != "fallen" for one in self.moved)


def pin_name(suites: tuple[str, ...], split: str, model: str) -> str:
    """The name of a pin in the file: suites, split and model."""
    return f"{'+'.join(sorted(suites)) or 'all'} {split} {model}"


def compare(report: Report, run: Run, name: str, baseline: Baseline) -> Outcome:
    """A run against its pin."""
    pin = baseline.pins.get(name)
    if pin is None:
        known = ", ".join(repr(one) for one in baseline.pins) or "none"
        return Outcome(
            pin=name,
            problems=(f"No floors are pinned for {name!r} (there are: {known}). Run `briefbot eval --update`.",),
        )
    if pin.fixtures_sha256 != report.fixtures_sha256:
        return Outcome(
            pin=name,
            problems=(
                f"The cases or their articles have changed since the floors were measured (fixtures "
                f"{report.fixtures_sha256[:12]}, then {pin.fixtures_sha256[:12]}). Run `briefbot eval --update`.",
            ),
        )
    lost = [case.id for case in run.cases if case.status == "unscored" and pin.cases[case.id].status != "unscored"]
    problems = [f"Not scored any more: {', '.join(lost)}."] if lost else []
    moved = [found for measure in gated() if (found := _moved(measure, run, pin))]
    changed = tuple(
        Changed(id=case.id, before=pin.cases[case.id].status, now=case.status, reasons=case.reasons)
        for case in run.cases
        if case.status != pin.cases[case.id].status
    )
    return Outcome(pin=name, problems=tuple(problems), moved=tuple(moved), changed=changed)


def updated(report: Report, run: Run, name: str, baseline: Baseline, reason: str | None = None) -> Baseline:
    """The baseline with a run as its pin.

    Args:
        report: of the run.
        run: whose figures become the floors.
        name: of the pin.
        baseline: as it is.
        reason: why floors may be lowered; kept in the file.

    Raises:
        GateError: a floor would be lowered and no reason is given, or a case of the run is unscored.
    """
    unscored = [case.id for case in run.cases if case.status == "unscored"]
    if unscored:
        raise GateError(f"Floors are not measured on unscored cases: {', '.join(unscored)}. See the report for why.")
    old = baseline.pins.get(name)
    new = pin_of(report, run, old.allowed if old else ())
    lowered = _lowered(old, new) if old else ()
    if lowered and not (reason and reason.strip()):
        listed = ", ".join(f"{one.metric} {one.before:.3f} to {_figure(one.after)}" for one in lowered)
        raise GateError(
            f"The floors of {name!r} would be lowered: {listed}. Nothing was written. If that is right, run "
            '`briefbot eval --update --allow-regression "reason"`.'
        )
    if lowered and reason:
        allowance = Allowance(created=report.created, commit=report.commit, reason=reason.strip(), lowered=lowered)
        new = new.model_copy(update={"allowed": (*new.allowed, allowance)})
    return baseline.model_copy(update={"pins": {**baseline.pins, name: new}})


def _moved(measure: Measure, run: Run, pin: Pin) -> Moved | None:
    """How a figure stands to its floor; None when it is at it, or has none."""
    floor = pin.floors.get(measure.name)
    now = next((metric.value for metric in run.metrics if metric.name == measure.name), None)
    pairs = [
        (case.id, part, pin.cases[case.id].parts[measure.name])
        for case in run.cases
        if (part := parts_of(case).get(measure.name)) is not None and measure.name in pin.cases[case.id].parts
    ]
    if floor is None or now is None or abs(now - floor) <= _EXACT:
        return None
    sign = 1 if measure.better == "higher" else -1
    by_rules = {case.suite for case in run.cases} == {RULES_SUITE}
    level = CRITICAL_LEVEL if measure.name in CRITICAL or by_rules else LEVEL
    estimate = difference(measure, [part for _, part, _ in pairs], [part for _, _, part in pairs], level)
    low, high = (estimate.low, estimate.high) if estimate else (0.0, 0.0)
    kind: Literal["fallen", "within noise", "better"] = "better"
    if sign * (now - floor) < 0:
        kind = "fallen" if max(sign * low, sign * high) < 0 else "within noise"
    direction = sign if kind == "better" else -sign
    cases = tuple(name for name, part, before in pairs if direction * (_share(part) - _share(before)) > _EXACT)
    return Moved(metric=measure.name, kind=kind, floor=floor, value=now, low=low, high=high, level=level, cases=cases)


def _share(part: Ratio) -> float:
    return part[0] / part[1] if part[1] else 0.0


def _lowered(old: Pin, new: Pin) -> tuple[Lowered, ...]:
    found = []
    for measure in gated():
        before, after = old.floors.get(measure.name), new.floors.get(measure.name)
        sign = 1 if measure.better == "higher" else -1
        if before is not None and (after is None or sign * (after - before) < -_EXACT):
            found.append(Lowered(metric=measure.name, before=before, after=after))
    return tuple(found)


def _figure(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"


def outcome_text(outcome: Outcome, pinned: bool = False) -> str:
    """The outcome for people.

    Args:
        outcome: what the gate found.
        pinned: whether the run has become the new floors.
    """
    lines = [f"Gate {outcome.pin!r}: {'pinned anew' if pinned else 'passed' if outcome.passed else 'FAILED'}"]
    lines += [] if pinned else [f"  {problem}" for problem in outcome.problems]
    for one in outcome.moved:
        sign = {"fallen": "FALLEN", "within noise": "worse, within noise", "better": "better"}[one.kind]
        cases = f": {', '.join(one.cases)}" if one.cases else ""
        lines.append(
            f"  {sign}: {one.metric} {one.value:.3f}, floor {one.floor:.3f} "
            f"({one.level:.0%} interval of the difference {one.low:+.3f} to {one.high:+.3f}){cases}"
        )
    for case in outcome.changed:
        reasons = f": {'; '.join(case.reasons)}" if case.reasons else ""
        lines.append(f"  case {case.id} was {case.before}, is {case.now}{reasons}")
    return "\n".join(lines)


DIGITS = 6  # of the figures in the file


class CasePin(Frozen):
    """A case as it was when the floors were measured."""

    status: CaseStatus
    parts: dict[str, Ratio] = Field(description="By figure: what it adds above and below the line.")


class Lowered(Frozen):
    """A floor that was lowered, or given up, on purpose."""

    metric: str
    before: float
    after: float | None = Field(description="None when the figure is no longer measured.")


class Allowance(Frozen):
    """A regression that somebody allowed, and why."""

    created: str
    commit: str | None
    reason: str = Field(min_length=1)
    lowered: tuple[Lowered, ...]


class Pin(Frozen):
    """The floors of one suite, and all that they were measured with."""

    fixtures_sha256: str
    model: ModelRef
    embedder: ModelRef
    prompts: tuple[PromptRef, ...]
    settings_sha256: str
    version: str
    commit: str | None
    created: str
    floors: dict[str, float] = Field(description="By figure. Of those where less is better they are ceilings.")
    cases: dict[str, CasePin]
    allowed: tuple[Allowance, ...] = ()


class Baseline(Frozen):
    """The file: pins by suite, split and model."""

    schema_version: Literal[1] = 1
    pins: dict[str, Pin] = {}


def gated(measures: tuple[Measure, ...] = MEASURES) -> tuple[Measure, ...]:
    """The figures that have floors: all that are shares, so neither seconds nor tokens, but for token F1."""
    return tuple(measure for measure in measures if measure.unit == "share" and measure.name != "token F1")


def pin_of(report: Report, run: Run, allowed: tuple[Allowance, ...] = ()) -> Pin:
    """A run as the floors for runs to come."""
    floors = {metric.name: metric.value for metric in run.metrics if metric.value is not None}
    return Pin(
        fixtures_sha256=report.fixtures_sha256,
        model=run.model,
        embedder=run.embedder,
        prompts=run.prompts,
        settings_sha256=run.settings_sha256,
        version=report.version,
        commit=report.commit,
        created=report.created,
        floors={one.name: round(floors[one.name], DIGITS) for one in gated() if one.name in floors},
        cases={case.id: CasePin(status=case.status, parts=parts_of(case)) for case in run.cases},
        allowed=allowed,
    )


def parts_of(case: CaseResult) -> dict[str, Ratio]:
    """What a case adds to each figure that has a floor."""
    found = {measure.name: measure.parts(case) for measure in gated()}
    return {name: (round(part[0], DIGITS), round(part[1], DIGITS)) for name, part in found.items() if part is not None}


def load_baseline(path: Path) -> Baseline:
    """The baseline of a file; an empty one when there is no file.

    Raises:
        GateError: the file cannot be read.
    """
    if not path.exists():
        return Baseline()
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise GateError(
            f"Cannot read the baseline {str(path)!r}: {error}. Take it from version control again, or delete it and "
            "run `briefbot eval --gate --update`."
        ) from error


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, a case a line, so that changes show in version control; the file is replaced as a whole.

    Raises:
        GateError: the file cannot be written.
    """
    try:
        write_whole(path, [_text(baseline)])
    except OSError as error:
        raise GateError(f"Cannot write the baseline {str(path)!r}: {error.strerror}.") from error


def _text(baseline: Baseline) -> str:
    pins = []
    for name, pin in sorted(baseline.pins.items()):
        head = json.loads(pin.model_dump_json(exclude={"cases", "floors"}))
        fields = [f"{_line(key)}: {_line(value)}" for key, value in head.items()]
        fields.append(f'"floors": {_table(pin.floors)}')
        fields.append(f'"cases": {_table({key: case.model_dump(mode="json") for key, case in pin.cases.items()})}')
        body = ",\n      ".join(fields)
        pins.append(f"    {_line(name)}: {{\n      {body}\n    }}")
    return f'{{\n  "schema_version": {baseline.schema_version},\n  "pins": {{\n' + ",\n".join(pins) + "\n  }\n}\n"


def _table(values: Mapping[str, object]) -> str:
    rows = ",\n        ".join(f"{_line(key)}: {_line(value)}" for key, value in sorted(values.items()))
    return f"{{\n        {rows}\n      }}" if rows else "{}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
