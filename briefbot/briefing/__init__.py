"""The articles of a day or a span -> a briefing, every sentence of it proven."""

from __future__ import annotations
