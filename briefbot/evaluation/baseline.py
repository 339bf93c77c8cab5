"""The pinned figures that the gate holds runs against, in `evals/baseline.json`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from briefbot.errors import GateError
from briefbot.evaluation.bootstrap import Parts
from briefbot.evaluation.measures import MEASURES, Measure
from briefbot.evaluation.types import CaseResult, Report, Run, Status
from briefbot.types import Frozen, ModelRef, PromptRef

DIGITS = 6  # of the figures in the file


class CasePin(Frozen):
    """A case as it was when the floors were measured."""

    status: Status
    parts: dict[str, Parts] = Field(description="By figure: what it adds above and below the line.")


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


def parts_of(case: CaseResult) -> dict[str, Parts]:
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
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(_text(baseline), encoding="utf-8", newline="\n")
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
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
