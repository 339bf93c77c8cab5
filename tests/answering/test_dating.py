"""Which dates a sentence is of, and where that puts it."""

from __future__ import annotations

import datetime as dt

import pytest

from briefbot.answering.dating import days_told
from briefbot.answering.digests import latest
from briefbot.answering.lines import Topic, lines_of
from briefbot.answering.timeline import timeline
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import passage_of
from briefbot.text.dates.find import find_dates
from briefbot.types import Article, Passage
from tests.conftest import make_article

WRITTEN = dt.date(2018, 3, 11)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("By 9 votes to 4 they took the plan of Ivar Lund, one of the members expelled in January.", []),
        ("Two of the members who were expelled in January were let in again on Friday.", ["Friday"]),
        ("The council voted for a motion that gives it Wednesday to pass the plan.", []),
        ("There would be ample time, he said, on either side of the regatta of April 17.", []),
        ("The regatta of April 17 drew two thousand people.", ["April 17"]),
        ("The members were expelled in January.", ["January"]),
        ("Lund announced on Friday that the pier would be closed.", ["Friday"]),
        ("She said on Friday that the strike that began on 2 March was over.", ["Friday"]),
        ("They met at the end of February.", ["the end of February"]),
        ("He was told that the line would open on 5 April.", ["5 April"]),
        ("The pier was shut late on Friday after boats had been set on fire.", ["Friday"]),
    ],
)
def test_a_date_beside_what_is_told_is_not_its_day(text: str, told: list[str]) -> None:
    assert [date.text for date in days_told(text, find_dates(text, WRITTEN))] == told


def passages(*articles: Article) -> list[Passage]:
    return [passage_of(chunk, article) for article in articles for chunk in chunk_article(article, 900)]


def test_a_timeline_puts_a_line_under_the_day_of_what_it_tells() -> None:
    article = make_article(
        "The council of Skerry met on Saturday and took the plan of Ivar Lund, one of the members expelled in January.",
        "The members of the council were expelled in January.",
        "The council of Skerry voted for a motion that gives it Wednesday to pass the plan. It had nine for it.",
    )
    lines = timeline("the council of Skerry", passages(article))
    assert [(line.heading, line.citations[0].paragraph) for line in lines] == [
        ("January 2018", 2),
        ("10 March 2018", 1),
        ("10 March 2018", 3),
    ]


def test_the_latest_is_of_articles_that_are_as_near_in_meaning_as_those_with_the_word() -> None:
    old = make_article("The Skerrexit was put to the vote of the island.", title="Skerrexit vote", day="2018-03-01")
    new = make_article("The island left the union of harbours.", title="Island leaves", day="2018-03-09")
    other = make_article("Ada Holm won the regatta.", title="Regatta", day="2018-03-10")
    lines = lines_of(passages(old, new, other))
    near = {(old.id, 1): 0.5, (new.id, 1): 0.55, (other.id, 1): 0.2}
    days = [[each.heading for each in latest(lines, Topic(["Skerrexit"], lines, cosines), None)][:1] for cosines in (
        near, {**near, (new.id, 1): 0.4}, {})]  # fmt: skip
    assert days == [["9 March 2018"], ["1 March 2018"], ["1 March 2018"]]


def test_of_a_round_up_only_what_is_about_the_topic_is_the_latest() -> None:
    old = make_article("The Skerrexit was put to the vote of the island.", title="Skerrexit vote", day="2018-03-01")
    week = make_article(
        "Ada Holm won the regatta of Norhamn.",
        "A storm broke the pier of Aldport on Monday.",
        "The Skerrexit is a week away, and nobody in the harbours knows the rules.",
        title="The week",
        day="2018-03-09",
    )
    lines = lines_of(passages(old, week))
    topic = Topic(["Skerrexit"], lines, {(old.id, 1): 0.35, (week.id, 1): 0.2, (week.id, 3): 0.58})
    assert [each.citations[0].paragraph for each in latest(lines, topic, None) if each.heading == "9 March 2018"] == [3]
