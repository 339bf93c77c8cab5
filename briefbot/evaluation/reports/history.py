"""Earlier reports of a folder, as far as their figures are concerned.

Only what the plots need is read, and unknown fields are passed over, so that reports of other versions of briefbot
still count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefbot.errors import InputError
from briefbot.evaluation.types import Report
from briefbot.types import Frozen, Problem


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class PastMetric(_Lenient):
    """One figure of an earlier report."""

    name: str
    group: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds", "tokens"] = "share"


class PastRun(_Lenient):
    """The figures of one run."""

    label: str
    metrics: tuple[PastMetric, ...]


class Past(_Lenient):
    """An earlier report without its cases."""

    created: str = Field(min_length=10, description="ISO 8601, UTC.")
    commit: str | None = None
    fixtures_sha256: str = ""
    runs: tuple[PastRun, ...] = Field(min_length=1)


class History(Frozen):
    """The earlier reports of a folder, oldest first, and the files that could not be read."""

    reports: tuple[Past, ...] = ()
    problems: tuple[Problem, ...] = ()


def past(report: Report) -> Past:
    """A report without its cases."""
    return Past.model_validate(report)


def load_history(folder: Path) -> History:
    """The reports saved as `*.json` in a folder; those that cannot be read are named, with the reason.

    A folder that does not exist has no history.

    Raises:
        InputError: the path is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"Cannot read the history in {str(folder)!r}: it is a file. Name a folder of saved reports.")
    reports: dict[Past, None] = {}
    problems = []
    for path in sorted(folder.glob("*.json")):
        try:
            reports[Past.model_validate(json.loads(path.read_text(encoding="utf-8")))] = None
        except (OSError, ValueError, RecursionError) as error:  # ValidationError and UnicodeDecodeError are ValueErrors
            problems.append(Problem(path=str(path), reason=_reason(error)))
    return History(reports=history_chart(list(reports)), problems=tuple(problems))


def _reason(error: Exception) -> str:
    return f"it is no report ({reason(error)})" if isinstance(error, ValidationError) else reason(error)


def history_chart(reports: Sequence[Past]) -> tuple[Past, ...]:
    """Reports in the order they were made, each once."""
    return tuple(sorted(dict.fromkeys(reports), key=lambda report: report.created))


VERSION = 1


def report_json(report: Report) -> str:
    """A report as JSON, indented so that two of them can be compared line by line."""
    text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    # A lone surrogate has no UTF-8; its backslash escape is the JSON escape too.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def load_report(path: Path) -> Report:
    """Read a report that `write_report` saved as JSON.

    Raises:
        InputError: the file cannot be read, is no report, or has the format of another version.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _refusal(path, reason(error)) from error
    version = found.get("schema_version") if isinstance(found, dict) else None
    if version != VERSION:
        raise _refusal(path, f"its schema_version is {version!r}, and this briefbot reads {VERSION}")
    try:
        return Report.model_validate(found)
    except ValidationError as error:
        raise _refusal(path, reason(error)) from error


def _refusal(path: Path, why: str) -> InputError:
    return InputError(f"Cannot read the report {str(path)!r}: {why}. Write it anew with `briefbot eval`.")


def reason(error: Exception) -> str:
    """What is wrong with a file, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place or 'the file'}: {first['msg'].lower()}"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON (line {error.lineno}: {error.msg.lower()})"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "it is not JSON"
