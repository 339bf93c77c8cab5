"""How important a story is, in parts that can be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from briefbot.briefing.likeness import Sketch, Unit, alike
from briefbot.briefing.types import Importance

WEIGHTS = {"publishers": 0.4, "novelty": 0.2, "recency": 0.2, "prominence": 0.2}
ENOUGH_PUBLISHERS = 3  # from which more add nothing
HALF_LIFE = 2.0  # days after which news counts half
MUCH = 300  # words from which a story is as prominent as can be
LEAST_NOVEL, MOST_NOVEL = 0.6, 0.2  # likeness to earlier news at which a story is nothing new, and all new


def importance(
    units: Sequence[Unit], sketches: Sequence[Sketch], earlier: Sequence[Sketch], last: dt.date
) -> Importance:
    """The importance of a story.

    Args:
        units: its pieces of news; copies are not among them, so that every publisher of one is independent.
        sketches: of the units.
        earlier: of the articles before the span.
        last: the last day of the span.
    """
    sources = {unit.article.source or unit.article.path for unit in units}
    words = sum(len(paragraph.text.split()) for unit in units for paragraph in unit.paragraphs)
    nearest = max((alike(sketch, other) for sketch in sketches for other in earlier), default=0.0)
    age = (last - max(unit.day for unit in units)).days
    parts = {
        "publishers": min(1.0, len(sources) / ENOUGH_PUBLISHERS),
        "novelty": min(1.0, max(0.0, (LEAST_NOVEL - nearest) / (LEAST_NOVEL - MOST_NOVEL))),
        "recency": 0.5 ** (age / HALF_LIFE),
        "prominence": min(1.0, words / MUCH),
    }
    parts = {name: round(value, 3) for name, value in parts.items()}
    return Importance(**parts, total=round(sum(WEIGHTS[name] * value for name, value in parts.items()), 3))
