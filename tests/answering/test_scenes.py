"""Where a sentence is set."""

from __future__ import annotations

import datetime as dt

import pytest

from briefbot.answering.digests import happened
from briefbot.answering.kinds import Asked, topic_words, understood
from briefbot.answering.lines import Topic, lines_of
from briefbot.answering.scenes import Scenes, dateline_places
from briefbot.types import Kind
from tests.answering.test_dating import passages
from tests.conftest import make_article

DAY = dt.date(2021, 5, 4)


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("OSLO, May 4 (Fjord Wire) --", {"oslo"}),
        ("PARIS/BERLIN —", {"paris", "berlin"}),
        ("NEW HAVEN (Wire) -", {"new haven"}),
        ("By Ada Holm in Bergen", {"bergen"}),
        ("By Ada Holm", {"by ada holm"}),
    ],
)
def test_a_dateline_names_places(words: str, places: set[str]) -> None:
    assert dateline_places(words) == places


@pytest.mark.parametrize(
    ("question", "dateline", "text", "elsewhere"),
    [
        ("what happened in Bergen", "BERGEN —", "The ferry sank.", False),
        ("what happened in bergen", "BERLIN —", "The chancellor spoke.", True),
        ("what happened in Berlin", "BERGEN —", "The ferry from Berlin sank.", False),
        ("what happened in Berlin", "", "The ferry sank.", False),
        ("what happened in Berlin", "BERLIN —", "In Paris, the ferry was named.", True),
        ("what happened in Berlin", "", "Paris. The ferry was named.", True),
        ("what happened in Norway", "BERGEN —", "The Norwegian ferry sank.", False),
        ("what happened in Germany", "BERLIN —", "The ferry sank.", False),
        ("what happened in Germany", "PARIS —", "The ferry sank.", True),
        ("what happened in the Harbour Hall", "PARIS —", "The ferry sank.", False),
    ],
)
def test_a_line_is_elsewhere_where_what_is_nearest_to_it_names_another_place(
    question: str, dateline: str, text: str, elsewhere: bool
) -> None:
    lines = lines_of(passages(make_article(text)))
    own = {lines[0].passage.article_id: dateline} if dateline else {}
    scenes = Scenes({**own, "another": "BERGEN —"}, lines)
    place = scenes.asked(question)
    assert (bool(place) and scenes.is_elsewhere(lines[-1], place)) is elsewhere


def test_what_happened_at_a_place_is_told_of_no_other() -> None:
    round_up = (
        "Berlin. The chancellor spoke on Tuesday about the new ferries of the north.",
        "Bergen. The old ferry sank on Tuesday in the harbour, with nobody on board.",
    )
    lines = lines_of(passages(make_article(*round_up, day=str(DAY))))
    asked = Asked(
        question="what happened in Bergen on 4 May", kind=Kind.WHAT_HAPPENED, topic="Bergen", first=DAY, last=DAY
    )
    topic = Topic(topic_words("Bergen"), lines)
    scenes = Scenes({"another": "BERGEN —"}, lines)
    assert any("chancellor" in each.text for each in happened(asked, lines, topic))
    told = [each.text for each in happened(asked, lines, topic, scenes)]
    assert told
    assert not any("chancellor" in text or text == "Bergen." for text in told)


@pytest.mark.parametrize(
    ("question", "last", "topic"),
    [
        ("what happened in Bergen from 1 to 4 May", DAY, "Bergen"),
        ("what happened in Bergen since 1 May", dt.date(2021, 5, 20), "Bergen since"),
        ("what happened in Bergen 1-4 May", DAY, "Bergen"),
    ],
)
def test_days_from_one_to_another_end_on_the_other(question: str, last: dt.date, topic: str) -> None:
    asked = understood(question, dt.date(2021, 5, 20), dt.date(2021, 5, 20))
    assert (asked.last, asked.topic) == (last, topic)
