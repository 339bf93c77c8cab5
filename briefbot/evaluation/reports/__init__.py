"""What an evaluation found, for a terminal, a CI system, a browser and programs."""

from __future__ import annotations

from briefbot.evaluation.reports.history import History, Past, load_history, past
from briefbot.evaluation.reports.json import load_report
from briefbot.evaluation.reports.terminal import terminal_report
from briefbot.evaluation.reports.writing import FORMATS, check_path, write_report

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
