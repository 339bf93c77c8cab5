"""A report as a file, in the format that the file's suffix names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from briefbot.errors import InputError
from briefbot.evaluation.reports.history import Past, report_json
from briefbot.evaluation.reports.html import report_html
from briefbot.evaluation.reports.junit import report_junit
from briefbot.evaluation.reports.markdown import report_markdown
from briefbot.evaluation.types import Report
from briefbot.files import write_whole

FORMATS: dict[str, Callable[[Report, Sequence[Past]], str]] = {
    ".html": report_html,
    ".md": report_markdown,
    ".json": lambda report, history: report_json(report),
    ".xml": lambda report, history: report_junit(report),
}
"""Formats by suffix: a page, Markdown for a CI job summary, everything as JSON, and JUnit XML."""


def check_path(path: Path) -> None:
    """Find out, before anything is measured, whether a report can be written there.

    Raises:
        InputError: no format has that suffix, or the path is a folder.
    """
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"Cannot write a report to {str(path)!r}: {path.suffix!r} is not one of {known}. Rename it.")
    if path.is_dir():
        raise InputError(f"Cannot write a report to {str(path)!r}: it is a folder. Name a file in it.")


def write_report(report: Report, path: Path, history: Sequence[Past] = ()) -> None:
    """Write a report in the format of the path's suffix; the file is replaced as a whole.

    Args:
        report: what to write.
        path: a file whose name ends in `.html`, `.md`, `.json` or `.xml`; its folder is made.
        history: earlier reports, as `load_history` finds them, for the page's plots and the Markdown's table.

    Raises:
        InputError: no format has that suffix, or the file cannot be written.
    """
    check_path(path)
    text = FORMATS[path.suffix.lower()](report, history)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [text])
    except OSError as error:
        raise InputError(f"Cannot write a report to {str(path)!r}: {error.strerror}. Choose another path.") from error
