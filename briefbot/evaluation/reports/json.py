"""Reports as JSON: all that a report holds, to be read again."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from briefbot.errors import InputError
from briefbot.evaluation.types import Report

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
