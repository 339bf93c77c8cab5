"""What a desk follows: names, places and topics with their weights, from a file of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError, field_validator

from briefbot.briefing.similarity import Segment
from briefbot.errors import InputError
from briefbot.text.lexicon.topics import TOPICS
from briefbot.types import Frozen

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10.0  # weights, and what several of them together may come to


class Interests(Frozen):
    """How much more, or less, a story counts that names somebody or some place, or stands under a topic.

    A weight of 2 makes a story count twice, one of 0.5 half.
    """

    names: dict[str, float] = Field(default_factory=dict, description="People, bodies, firms.")
    places: dict[str, float] = Field(default_factory=dict)
    topics: dict[str, float] = Field(default_factory=dict, description="By the name of a section.")

    @field_validator("names", "places", "topics")
    @classmethod
    def _are_weights(cls, value: dict[str, float]) -> dict[str, float]:
        for name, weight in value.items():
            if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
                raise ValueError(
                    f"{name!r} = {weight:g}: a weight is a number from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}"
                )
            if not re.search(r"\w", name):
                raise ValueError(f"{name!r} has no word")
        return value

    @field_validator("topics")
    @classmethod
    def _are_topics(cls, value: dict[str, float]) -> dict[str, float]:
        known = {topic.casefold(): topic for topic in TOPICS}
        unknown = [name for name in value if name.casefold() not in known]
        if unknown:
            raise ValueError(f"there is no topic {unknown[0]!r}; they are {', '.join(TOPICS)}")
        return {known[name.casefold()]: weight for name, weight in value.items()}


class Weighed(NamedTuple):
    """What a story counts for a desk, and why."""

    share: float
    reasons: tuple[str, ...]


def followed(interests: Interests, units: Sequence[Segment], topic: str | None) -> Weighed:
    """What a story counts for a desk: the product of all weights that apply.

    Args:
        interests: of the desk.
        units: the story.
        topic: under which it stands.
    """
    text = "\n".join(part for unit in units for part in (unit.title, *(each.text for each in unit.paragraphs)))
    found = [
        (name, weight)
        for name, weight in {**interests.names, **interests.places}.items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    ]
    if topic in interests.topics:
        found.append((topic, interests.topics[topic]))
    share = 1.0
    for _, weight in found:
        share *= weight
    reasons = tuple(f"the desk follows {name} (x{weight:g})" for name, weight in found)
    return Weighed(max(LEAST_WEIGHT, min(MOST_WEIGHT, share)), reasons)


def load_interests(path: Path | None) -> Interests:
    """The interests of a TOML file with the tables `names`, `places` and `topics`; none without a file.

    Raises:
        InputError: the file cannot be read, is no TOML, or holds something else.
    """
    if path is None:
        return Interests()
    try:
        return Interests.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"Cannot read the interests {str(path)!r}: {error.strerror}. Name another file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {place}: {first['msg'].removeprefix('Value error, ')}. {_FORM}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML: {error}. {_FORM}") from error


_FORM = 'Write tables such as [names] with lines such as "Kim Jong Un" = 2.'
