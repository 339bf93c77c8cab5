from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing import choosing, stories
from briefbot.briefing.choosing import choose_articles
from briefbot.briefing.types import Exclusion
from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from briefbot.types import Article
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article

DAY = dt.date(2018, 3, 11)
EVENTS = {
    "the Skerry ferry": "Captain Ida Berg took the ferry of Skerry out of Aldport",
    "the Marlow dam": "Engineers of the Marlow dam told Mayor Otto Lind",
    "the Tarn museum": "The museum of Tarn asked Director Vera Holt",
}


def report(event: str, publisher: str, number: int = 0) -> Article:
    return make_article(
        f"On Sunday {EVENTS[event]} that work had begun, as the {publisher} was told.",
        f"Report {number} of it has {number + 3} more words than any other had.",
        title=f"What became of {event}",
        source=publisher,
        day=DAY.isoformat(),
        path=f"/{event}/{publisher}/{number}",
    )


REPORTS = [
    *(report("the Tarn museum", "Gazette", number) for number in range(6)),
    *(report("the Skerry ferry", publisher) for publisher in ("Gazette", "Post", "Wire")),
    *(report("the Marlow dam", publisher) for publisher in ("Gazette", "Post")),
]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four articles are the most that are read, two of one event."""
    monkeypatch.setattr(choosing, "MOST_READ", 4)
    monkeypatch.setattr(choosing, "OF_ONE_EVENT", 2)


def test_a_day_that_is_not_full_is_read_whole() -> None:
    assert choose_articles(REPORTS) == tuple(REPORTS)


@pytest.mark.usefixtures("few")
def test_what_most_publishers_report_is_read_first_and_of_each_publisher_one() -> None:
    chosen = choose_articles(REPORTS)
    assert [(article.title.split()[-1], article.source) for article in chosen] == [
        ("ferry", "Post"), ("ferry", "Wire"), ("dam", "Gazette"), ("dam", "Post"),
    ]  # fmt: skip


@pytest.mark.usefixtures("few")
def test_what_has_the_words_of_the_topic_is_read_first() -> None:
    chosen = choose_articles(REPORTS, "Tarn museum")
    assert [article.title.split()[-1] for article in chosen].count("museum") == 2


def test_room_that_is_left_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_READ", 10)
    monkeypatch.setattr(choosing, "OF_ONE_EVENT", 2)
    assert len(choose_articles(REPORTS)) == 10


@pytest.mark.usefixtures("few")
def test_what_is_not_read_is_told_with_the_reason(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(CopyingGenerator())
    for article in REPORTS:
        desk.library.put(article, chunk_article(article, 900), article.id)
    briefing = desk.brief(DAY, DAY)
    unread = [each for each in briefing.coverage.left_out if each.kind is Exclusion.NOT_READ]
    folded = [each for each in briefing.coverage.left_out if each.kind and each.kind.folded]
    assert briefing.coverage.articles == len(REPORTS)
    told = len(REPORTS) - len(folded)
    assert len(unread) == told - 4
    assert {each.reason for each in unread} == {f"of {told} articles 4 were read, on what most publishers report"}
    shown = {name for story in briefing.stories for name in story.articles}
    assert not shown & {each.article_id for each in unread}
    assert stories.MOST_STORIES >= len(briefing.stories) >= 1
