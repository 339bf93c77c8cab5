from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing.background import said
from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.stories import gather
from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAY = dt.date(2018, 3, 12)
NEWS = (
    "The ferry between Aldport and Skerry sailed again on Monday, two hours late, Harbour Master Ada Holm said.",
    "Repairs to the pier took 14 weeks and cost 3.2 million crowns, twice what the office had reckoned with.",
)


@pytest.mark.parametrize(
    ("earlier", "belongs"),
    [
        (
            "On Friday a storm tore down the pier, so no ferry between Aldport and Skerry can sail, Ada Holm said.",
            True,
        ),
        (
            "A storm tore down the pier, so that the ferry between Aldport and Skerry cannot sail, Ada Holm said.",
            False,
        ),  # names no day
        ("The bank of Skerry raised its rates on Friday by half a point, to nobody's joy.", False),
    ],
)
def test_the_background_is_near_the_story_and_names_its_day(
    open_desk: Callable[..., Desk], earlier: str, belongs: bool
) -> None:
    desk = open_desk(CopyingGenerator())
    old = make_article(earlier, title="Earlier", day="2018-03-02", path="/news/old.txt")
    new = make_article(*NEWS, title="Ferry sails again", day=DAY.isoformat(), path="/news/new.txt")
    for article in (old, new):
        desk.library.put(article, chunk_article(article, 900), article.id)
    (story,) = desk.brief(DAY, DAY).stories
    assert (story.background is not None) == belongs
    if story.background:
        assert story.background.text == earlier


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“The ferry is late again, and nobody knows why,” Ada Holm said.", ["Ada Holm"]),
        ("“The ferry is late again, and nobody knows why,” said Mayor Ada Holm.", ["Ada Holm"]),
        ("“The ferry is late again, and nobody knows why,” she said of Ada Holm.", []),
        ("He also thanked Ada Holm, and said: “The ferry is late again, and nobody knows why.”", []),
        ("Ada Holm said that the ferry was “late again and as cold as the sea”.", []),
    ],
)
def test_words_are_somebodys_only_where_their_sentence_says_so(
    open_desk: Callable[..., Desk], text: str, speakers: list[str]
) -> None:
    desk = open_desk(CopyingGenerator())
    article = make_article(NEWS[1], text, title="Ferry between Aldport and Skerry sailed", day=DAY.isoformat())
    desk.library.put(article, chunk_article(article, 900), article.id)
    vectors = VectorStore(BagOfWords())
    (story,) = gather(desk.library, vectors, DAY, DAY, None).stories
    assert [each.speaker for each in said(story, [], SaidBefore(vectors))] == speakers
