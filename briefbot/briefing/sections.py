"""The stories of a briefing in the order of reading: by topic, where they have topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefbot.briefing.topics import OTHER
from briefbot.briefing.types import Brief, Story


class Section(NamedTuple):
    """The stories of a topic with their ranks, and those told in a sentence."""

    name: str
    """Empty for all of a briefing without sections."""
    stories: tuple[tuple[int, Story], ...]
    briefs: tuple[tuple[int, Brief], ...]


def sections(stories: Sequence[Story], briefs: Sequence[Brief]) -> list[Section]:
    """The stories by topic, the topic of the most important one first; one section where they have no topics.

    Args:
        stories: the most important first; ranks count from 1.
        briefs: likewise; their ranks go on.
    """
    told = [(story.topic or "", at, story) for at, story in enumerate(stories, start=1)]
    short = [(brief.topic or "", at, brief) for at, brief in enumerate(briefs, start=len(stories) + 1)]
    topics = dict.fromkeys(topic for topic, *_ in (*told, *short))
    return [
        Section(
            name=name,
            stories=tuple((at, story) for topic, at, story in told if topic == name),
            briefs=tuple((at, brief) for topic, at, brief in short if topic == name),
        )
        for name in sorted(topics, key=lambda topic: topic == OTHER)
    ]
