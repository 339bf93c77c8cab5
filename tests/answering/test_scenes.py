"""Where a sentence is set."""

from __future__ import annotations

import datetime as dt

import pytest

from briefbot.answering.digests import happened, latest
from briefbot.answering.kinds import Asked, topic_words, understood
from briefbot.answering.lines import Topic, lines_of
from briefbot.answering.profiles import profile
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


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("summarise how the May election was called", "Summarise how the May election was called"),
        ("summarise the strike in May", "Summarise the strike in"),
    ],
)
def test_a_month_that_tells_which_thing_is_meant_is_what_is_asked_about(question: str, topic: str) -> None:
    assert understood(question, DAY, DAY).topic.lower() == topic.lower().removesuffix(" in")


def test_an_article_is_about_the_place_of_its_dateline() -> None:
    own = make_article("The mayor met the minister on Tuesday.", title="A short talk")
    other = make_article("The mayor wore a hat on Tuesday.", title="A hat")
    lines = lines_of(passages(own, other))
    topic = Topic(["mayor", "Bergen"], lines, set_in={own.id: "bergen"})
    assert topic.relevance(lines[0]) > topic.relevance(lines[1])


def test_the_latest_of_somebody_is_told_of_her_surname_too_where_nobody_else_bears_it() -> None:
    first = make_article("Ann Poe opened the pier. Poe said that it was safe.", day="2021-05-01")
    second = make_article("Mrs Poe closed the pier again. Mrs Poe said that it was not safe.", day="2021-05-03")
    lines = lines_of(passages(first, second))
    told = latest(lines, Topic(["Ann", "Poe"], lines), DAY)
    assert told[0].first == dt.date(2021, 5, 3)
    brother = make_article("Carl Poe sang. Carl Poe said that he would sing again.", day="2021-05-02")
    lines = lines_of(passages(first, second, brother))
    told = latest(lines, Topic(["Ann", "Poe"], lines), DAY)
    assert told[0].first == dt.date(2021, 5, 1)


def test_whoever_is_told_of_by_a_pronoun_only_is_told_by_it() -> None:
    text = "On the same morning, Carl Poe walked out of prison. He is wanted in Bergen over a theft."
    found = profile("Carl Poe", lines_of(passages(make_article(text)), ["Carl Poe"]))
    assert found[0].text.startswith("He [Carl Poe] is wanted in Bergen")
