"""Words on a command line -> what the desk does, printed; the only place that logs."""

from __future__ import annotations

from briefbot.cli.app import main

__all__ = ["main"]
