from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing.coverage import collect, end_of
from briefbot.briefing.sources import shown_sentences
from briefbot.briefing.types import Briefing
from briefbot.desk import Desk
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.search.chunking import chunk_article
from briefbot.types import Article
from tests.briefing.copying import CopyingGenerator
from tests.briefing.test_brief import BANK, DAY, FERRY
from tests.conftest import make_article

Opener = Callable[..., Desk]
GUID = "item:urn:newsml:coast.example:20180312:ferry"
STORY = FERRY.model_copy(update={"ids": (GUID, "version:1")})
KILL = make_article(
    "Editors: the story on the ferry is wrong.",
    title="Ferry story killed",
    source=FERRY.source,
    day="2018-03-13",
    path="/news/kill.txt",
    ids=(GUID, "version:2"),
    status="killed",
)
NEXT = dt.date(2018, 3, 13)
STORM = make_article(
    "A storm closed the harbour of Skerry for nine hours on Tuesday, and two boats broke loose.",
    title="Storm closes harbour of Skerry",
    source="Northern Post",
    day="2018-03-13",
    path="/news/storm.txt",
)


def put(desk: Desk, *articles: Article) -> None:
    for article in articles:
        desk.library.put(article, chunk_article(article, 900), article.id)


def cited(briefing: Briefing) -> set[str]:
    return {citation.article_id for sentence in shown_sentences(briefing) for citation in sentence.citations}


def taken_back(briefing: Briefing) -> list[str]:
    return [change.headline for change in briefing.changes if change.kind == "taken back"]


def test_the_next_briefing_says_that_an_article_it_cited_was_killed(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, STORY, BANK)
    assert STORY.id in cited(desk.brief(DAY, DAY))
    put(desk, KILL, STORM)
    briefing = desk.brief(NEXT, NEXT)
    said = f"{FERRY.title} ({FERRY.source}), which the briefing of 2018-03-12 cited: killed by its publisher"
    assert taken_back(briefing) == [said]
    assert not {STORY.id, KILL.id} & cited(briefing)
    assert FERRY.paragraphs[0].text not in briefing_markdown(briefing)
    assert "**Taken back:**" in briefing_markdown(briefing)
    assert [left.reason for left in briefing.coverage.left_out if left.article_id == KILL.id] == [
        "killed by its publisher"
    ]


def test_the_same_briefing_made_again_leaves_it_out_and_says_so(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, STORY, BANK)
    before = desk.brief(DAY, DAY)
    put(desk, KILL)
    again = desk.brief(DAY, DAY)
    assert STORY.id in cited(before)
    assert cited(again) == {BANK.id}
    assert len(taken_back(again)) == 1
    assert desk.brief(DAY, DAY) == again


def test_a_kill_in_the_file_of_the_story_is_told_too(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, STORY, BANK)
    desk.brief(DAY, DAY)
    put(desk, KILL.model_copy(update={"path": STORY.path}))
    assert not desk.library.has_article(STORY.id)
    assert len(taken_back(desk.brief(DAY, DAY))) == 1


def test_no_kill_no_change(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, STORY, BANK)
    desk.brief(DAY, DAY)
    put(desk, STORM)
    assert taken_back(desk.brief(NEXT, NEXT)) == []


@pytest.mark.parametrize("hour", [dt.time(0), dt.time(9), dt.time(23, 59)])
def test_an_embargoed_article_is_news_of_the_day_of_its_hour(open_desk: Opener, hour: dt.time) -> None:
    desk = open_desk(CopyingGenerator())
    embargo = dt.datetime.combine(NEXT, hour).astimezone()
    story = make_article(
        *(paragraph.text for paragraph in FERRY.paragraphs), title=FERRY.title, day="2018-03-12", embargo=embargo
    )
    put(desk, story, BANK)
    before = desk.brief(DAY, DAY)
    assert cited(before) == {BANK.id}
    assert story.title not in briefing_markdown(before)
    assert [left.reason for left in before.coverage.left_out] == [
        f"under embargo until {embargo.isoformat(timespec='minutes')}"
    ]
    assert story.id not in before.articles
    assert story.id in cited(desk.brief(NEXT, NEXT))


def test_an_embargo_of_today_is_judged_by_the_clock(open_desk: Opener) -> None:
    desk = open_desk()
    now = dt.datetime.now().astimezone()
    today = now.date()
    for minutes in (-1, 1):
        embargo = now + dt.timedelta(minutes=minutes)
        text = f"Case of {minutes}."
        put(desk, make_article(text, day=today.isoformat(), embargo=embargo, path=f"/{minutes}"))
    assert [article.paragraphs[0].text for article in collect(desk.library, today, today).articles] == ["Case of -1."]
    assert end_of(today) <= dt.datetime.now().astimezone()
    assert end_of(DAY).date() == DAY
