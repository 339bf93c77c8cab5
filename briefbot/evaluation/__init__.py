"""Cases -> scores, scores -> a report, and a gate that fails when they fall."""

from __future__ import annotations
