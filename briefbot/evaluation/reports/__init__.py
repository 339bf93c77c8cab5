"""A report -> a terminal, a page, a file for a CI system or for programs."""

from __future__ import annotations

from briefbot.evaluation.reports.files import FORMATS, check_path, write_report
from briefbot.evaluation.reports.history import History, Past, load_history, load_report, past
from briefbot.evaluation.reports.terminal import terminal_report

__all__ = [
    "FORMATS",
    "History",
    "Past",
    "check_path",
    "load_history",
    "load_report",
    "past",
    "terminal_report",
    "write_report",
]
