from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing.reported_numbers import revised_numbers, revisions
from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import passage_of
from briefbot.types import Article, Passage
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article

Opener = Callable[..., Desk]
AT_FIRST = "The coastguard at first gave the number of passengers as 212."
NOW = "It now says that 187 people were aboard the Sea Lark."


def passages(*texts: str) -> list[Passage]:
    article = make_article(*texts)
    return [passage_of(chunk, article) for chunk in chunk_article(article, 900)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (AT_FIRST, NOW),
        ("Police had said that 40 people marched.", "They later put the number at 4,000."),
        ("The ministry initially reported three dead.", "On Friday it was revised to five."),
        (
            "The agency first said it would cost 2 million crowns.",
            "Its head told reporters that it now thought 3 million.",
        ),
    ],
)
def test_a_figure_that_a_source_puts_right(old: str, new: str) -> None:
    for texts in ([f"{old} {new}"], [old, new], [f"{old} Nobody knew why.", new]):
        assert [(one.text, other.text) for one, other in revisions(passages(*texts))] == [(old, new)]


@pytest.mark.parametrize(
    "texts",
    [
        (AT_FIRST, "The weather was bad.", "Divers went down.", "It was cold.", NOW),  # too far apart
        (AT_FIRST, "It now says that they were brought ashore by fishermen."),  # no other figure
        (AT_FIRST, "It now says that 212 people were aboard."),  # the same figure
        ("The captain was calm at first, with 212 people aboard.", NOW),  # nobody said it
        (NOW, AT_FIRST),
    ],
)
def test_no_figure_is_put_right(texts: tuple[str, ...]) -> None:
    assert revisions(passages(*texts)) == []


def test_only_figures_that_are_given_no_longer_count() -> None:
    assert revised_numbers("430 and 690 kilometers", "690 and 600 kilometers") == revised_numbers("430 km", "600 km")
    assert revised_numbers("430 kilometers", "about 430 km") == set()


def story(day: str, *texts: str) -> Article:
    return make_article(*texts, title=f"Ferry Sea Lark at Skerry, {day}", day=day, path=f"/news/ferry-{day}.txt")


@pytest.mark.parametrize(("aboard", "kinds"), [(212, {"developing", "corrected"}), (205, {"developing"})])
def test_a_briefing_says_what_a_later_article_puts_right(open_desk: Opener, aboard: int, kinds: set[str]) -> None:
    desk = open_desk(CopyingGenerator())
    first = story("2018-03-12", f"The ferry Sea Lark ran aground off Skerry with {aboard} people aboard on Monday.")
    tugs = "Two tugs pulled the ferry Sea Lark off the rocks of Skerry on Tuesday, its owner said."
    second = story("2018-03-13", tugs, "Divers looked at the rudder in the harbour of Aldport.", f"{AT_FIRST} {NOW}")
    for article in (first, second):
        desk.library.put(article, chunk_article(article, 900), article.id)
    desk.brief(dt.date(2018, 3, 12), dt.date(2018, 3, 12))
    changes = desk.brief(dt.date(2018, 3, 13), dt.date(2018, 3, 13)).changes
    assert {change.kind for change in changes} == kinds
    for change in changes:
        if change.kind == "corrected":
            assert change.before and change.before.text == AT_FIRST and change.now[0].text == NOW
            assert change.before.citations[0].article_id == second.id
