from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from briefbot.briefing.changes import corrected_sentences
from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from briefbot.types import Article
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article

Opener = Callable[..., Desk]
FIRST, SECOND = dt.date(2018, 3, 12), dt.date(2018, 3, 13)


def put(desk: Desk, *articles: Article) -> None:
    for article in articles:
        desk.library.put(article, chunk_article(article, 900), article.id)


def ferry(day: dt.date, *texts: str) -> Article:
    title = f"Ferry Sea Lark at Skerry, {day}"
    return make_article(*texts, title=title, day=day.isoformat(), path=f"/news/ferry-{day}.txt")


def bank(day: dt.date) -> Article:
    return make_article(
        "Governor Ruth Aske raised interest rates in Nordmark by half a point, which mortgages will feel soon.",
        "Economists had expected a quarter; shares of builders lost four percent within minutes.",
        title="Governor Ruth Aske raised interest rates in Nordmark",
        source="Capital Times",
        day=day.isoformat(),
        path=f"/news/bank-{day}.txt",
    )


AGROUND = (
    "The ferry Sea Lark ran aground off Skerry with 212 people aboard, the coastguard of Nordmark said on Monday.",
    "Captain Ivar Dahl told investigators of the coastguard that the steering of the Sea Lark had failed off Skerry.",
)
FREE = (
    "Two tugs pulled the ferry Sea Lark off the rocks of Skerry on Tuesday, the coastguard of Nordmark said.",
    "Divers of the coastguard began to look at the rudder of the Sea Lark in the harbour of Aldport.",
    "The accident commission of Nordmark said that its report on the Sea Lark would take a month.",
    "Fishermen from Skerry had brought the children ashore before the lifeboats came, skipper Greta Moe recalled.",
)


def test_a_first_briefing_has_no_changes(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, ferry(FIRST, *AGROUND))
    briefing = desk.brief(FIRST, FIRST)
    assert briefing.changes == () and briefing.previous is None


def test_stories_are_new_developing_or_gone_quiet(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, ferry(FIRST, *AGROUND), ferry(SECOND, *FREE))
    put(desk, bank(SECOND))
    first = desk.brief(FIRST, FIRST)
    second = desk.brief(SECOND, SECOND)
    assert second.previous == first.id and second.previous_last == FIRST
    kinds = {change.kind: change.story for change in second.changes}
    told = {article: story.id for story in second.stories for article in story.articles}
    assert kinds == {"developing": told[ferry(SECOND, *FREE).id], "new": told[bank(SECOND).id]}
    third = desk.brief(dt.date(2018, 3, 14), dt.date(2018, 3, 14))
    assert {change.kind for change in third.changes} == {"gone quiet"}
    assert all(change.story is None and change.before for change in third.changes)


def test_what_is_new_is_told_in_other_sentences_than_the_story(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, ferry(FIRST, *AGROUND), ferry(SECOND, *FREE))
    desk.brief(FIRST, FIRST)
    briefing = desk.brief(SECOND, SECOND)
    said = {sentence.text for sentence in (*briefing.in_brief, *briefing.stories[0].happened)}
    for change in briefing.changes:
        for sentence in change.now:
            assert sentence.text not in said
            assert sentence.support.action == "quoted"


def test_a_corrected_sentence_is_found_with_what_stands_there_now(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    old = ferry(FIRST, "Members voted by 328 to 311, a margin of 17, for the motion.", "The whip was lost by rebels.")
    new = ferry(SECOND, "Members voted by 328 to 301, a margin of 27, for the motion.", "The whip was lost by rebels.")
    put(desk, old, new)
    pairs = corrected_sentences(old, new, desk.library)
    assert [(one.text, other.text) for one, other in pairs] == [(old.paragraphs[0].text, new.paragraphs[0].text)]


def test_a_sentence_that_only_grew_is_not_corrected(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    old = ferry(FIRST, "Members voted for the motion on Tuesday night.")
    new = ferry(SECOND, "Members voted by 328 to 301 for the motion on Tuesday night.")
    put(desk, old, new)
    assert corrected_sentences(old, new, desk.library) == []
