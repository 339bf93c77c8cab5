from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from briefbot.briefing.developments import make_developments, shown_developments
from briefbot.briefing.types import Developments
from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from briefbot.types import Article
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article

Opener = Callable[..., Desk]
FIRST, LAST = dt.date(2018, 3, 12), dt.date(2018, 3, 16)
AGROUND = (
    "The ferry Sea Lark ran aground off Skerry with 212 people aboard, the coastguard of Nordmark said on Monday.",
    "Captain Ivar Dahl told investigators of the coastguard that the steering of the Sea Lark had failed off Skerry.",
)
FREE = (
    "Two tugs pulled the ferry Sea Lark off the rocks of Skerry on Wednesday, the coastguard of Nordmark said.",
    "Divers of the coastguard of Nordmark began to look at the rudder of the Sea Lark in the harbour of Aldport.",
)


def ferry(day: str, *texts: str, title: str = "", **said: Any) -> Article:  # noqa: ANN401 - further fields
    name = f"/news/ferry-{day}-{len(texts)}-{said.get('status', '')}.txt"
    return make_article(*texts, title=title or f"Ferry Sea Lark at Skerry, {day}", day=day, path=name, **said)


def bank(day: str) -> Article:
    return make_article(
        "Governor Ruth Aske raised interest rates in Nordmark by half a point, which mortgages will feel soon.",
        "Economists had expected a quarter; shares of builders lost four percent within minutes.",
        title="Governor Ruth Aske raised interest rates in Nordmark",
        source="Capital Times",
        day=day,
        path=f"/news/bank-{day}.txt",
    )


def told(desk: Desk, *articles: Article, topic: str | None = None) -> Developments:
    for article in articles:
        desk.library.put(article, chunk_article(article, 900), article.id)
    desk.sync()
    return make_developments(desk.library, desk.index, desk.embedder, FIRST, LAST, topic)


def test_a_story_is_new_or_goes_on_and_every_day_adds_what_none_before_told(open_desk: Opener) -> None:
    found = told(open_desk(), ferry("2018-03-08", *AGROUND), ferry("2018-03-14", *FREE), bank("2018-03-13"))
    stories = {story.headline: story for story in found.stories}
    goes_on, new = stories["Ferry Sea Lark at Skerry, 2018-03-14"], stories[bank("2018-03-13").title]
    assert new.is_new and new.before is None and not goes_on.is_new
    assert goes_on.before and goes_on.before.text == AGROUND[0] and goes_on.before_day == dt.date(2018, 3, 8)
    assert [line.now.text for line in goes_on.developments] == [FREE[0]]
    assert [(line.kind, line.day) for line in new.developments] == [("new", dt.date(2018, 3, 13))]


def test_days_that_repeat_what_was_told_add_nothing(open_desk: Opener) -> None:
    desk = open_desk()
    again = ferry("2018-03-15", f"{AGROUND[0]}", title="Still there: the ferry Sea Lark at Skerry")
    found = told(desk, ferry("2018-03-12", *AGROUND), ferry("2018-03-14", *FREE), again)
    (story,) = found.stories
    assert [(line.day.day, line.now.text) for line in story.developments] == [(12, AGROUND[0]), (14, FREE[0])]


def test_a_number_that_rises_is_told_with_what_stood_before(open_desk: Opener) -> None:
    first = "The coastguard of Nordmark counted 12 people injured on the ferry Sea Lark at Skerry."
    later = "By Wednesday the coastguard of Nordmark counted 31 people injured on the ferry Sea Lark at Skerry."
    found = told(open_desk(), ferry("2018-03-12", *AGROUND, first), ferry("2018-03-14", *FREE, later))
    lines = [line for story in found.stories for line in story.developments if line.before]
    assert [(line.kind, line.day.day, line.before and line.before.text, line.now.text) for line in lines] == [
        ("moved", 14, first, later)
    ]


def test_numbers_of_other_things_and_of_one_day_have_not_moved(open_desk: Opener) -> None:
    first = "The coastguard of Nordmark counted 12 injured people of the ferry Sea Lark at Skerry."
    other = "The coastguard of Nordmark counted 31 lifeboats of the ferry Sea Lark at Skerry."
    same_day = "The coastguard of Nordmark counted 14 injured people of the ferry Sea Lark at Skerry."
    articles = (ferry("2018-03-12", *AGROUND, first), ferry("2018-03-14", *FREE, other))
    beside = ferry("2018-03-12", AGROUND[1], same_day, AGROUND[0], title="Ferry Sea Lark at Skerry, again")
    found = told(open_desk(), *articles, beside)
    assert found.stories and not any(line.before for story in found.stories for line in story.developments)


def test_a_correction_is_told_though_its_article_is_older_than_the_days(open_desk: Opener) -> None:
    rest = ("The whip was lost by the rebels of Nordmark on Monday night.", "The speaker of Nordmark left at once.")
    old = "Members of Nordmark voted by 328 to 311, a margin of 17, for the motion."
    new = "Members of Nordmark voted by 328 to 301, a margin of 27, for the motion."
    title = "Nordmark votes for the motion"
    mended = ferry("2018-03-13", new, *rest, *AGROUND, title=f"Corrected: {title}")
    found = told(open_desk(), ferry("2018-03-11", old, *rest, *AGROUND, title=title), mended)
    (story,) = found.stories
    (line,) = story.developments
    assert (line.kind, line.before and line.before.text, line.now.text) == ("corrected", old, new)


def test_a_version_that_says_more_supersedes_the_one_before(open_desk: Opener) -> None:
    more = "The accident commission of Nordmark opened an inquiry that will take a month, minister Greta Moe announced."
    title = "Ferry Sea Lark runs aground"
    newer = ferry("2018-03-13", *AGROUND, more, *FREE, title=f"{title} (2nd Lead)")
    found = told(open_desk(), ferry("2018-03-12", *AGROUND, title=title), newer)
    lines = [line for story in found.stories for line in story.developments if line.kind == "superseded"]
    assert [line.title for line in lines] == [title]
    assert lines[0].now.text in (more, *FREE)


def test_of_what_was_taken_back_nothing_is_told_but_whose_it_was(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    killed = ferry("2018-03-13", *AGROUND, title="Captain drunk at Skerry")
    desk.library.put(killed, chunk_article(killed, 900), killed.id)
    desk.brief(killed.published.day, killed.published.day)  # type: ignore[union-attr]
    desk.library.forget([killed.path or ""])
    notice = ferry("2018-03-13", *AGROUND, title="Captain drunk at Skerry", status="killed", ids=("item:urn:ferry",))
    found = told(desk, notice, bank("2018-03-14"))
    assert [(one.source, one.day.day, one.reason) for one in found.withdrawn] == [
        ("Coast Gazette", 13, "killed by its publisher")
    ]
    assert "drunk" not in found.model_dump_json(exclude={"coverage"}) and "Sea Lark" not in found.model_dump_json()


def test_every_line_is_cited_word_for_word_and_numbered_in_the_order_of_reading(open_desk: Opener) -> None:
    desk = open_desk()
    found = told(desk, ferry("2018-03-08", *AGROUND), ferry("2018-03-14", *FREE), bank("2018-03-13"))
    citations = [citation for sentence in shown_developments(found) for citation in sentence.citations]
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        paragraph = next(
            p for p in desk.library.article(citation.article_id).paragraphs if p.number == citation.paragraph
        )
        assert paragraph.text[citation.start : citation.end] == citation.quote


def test_a_topic_keeps_to_its_stories_and_no_articles_are_said(open_desk: Opener) -> None:
    desk = open_desk()
    found = told(desk, ferry("2018-03-14", *FREE), bank("2018-03-13"), topic="interest rates")
    assert [story.headline for story in found.stories] == [bank("2018-03-13").title]
    empty = make_developments(desk.library, desk.index, desk.embedder, dt.date(2018, 5, 1), dt.date(2018, 5, 2))
    assert empty.stories == () and "no article published between" in empty.note


def test_the_model_is_never_asked(open_desk: Opener) -> None:
    generator = CopyingGenerator()
    told(open_desk(generator), ferry("2018-03-12", *AGROUND), ferry("2018-03-14", *FREE))
    assert generator.stories == 0
