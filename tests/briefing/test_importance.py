from __future__ import annotations

import datetime as dt

import pytest

from briefbot.briefing.importance import harmed, importance, is_near, news_signs, weighed
from briefbot.briefing.kinds import TextKind, kind_of
from briefbot.briefing.similarity import VectorStore, features_of, name_rarity, whole
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import passage_of
from briefbot.types import Article
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAY = dt.date(2018, 3, 12)
NEUTRAL = "The harbour of Skerry has a pier."


def total(article: Article) -> float:
    unit = whole(article, DAY)
    near = is_near(unit, [passage_of(chunk, article) for chunk in chunk_article(article, 900)])
    signs = news_signs(unit, TextKind.NEWS, "Other news", near)
    vectors, rare = VectorStore(BagOfWords()), name_rarity([])
    return importance([unit], features_of([unit], vectors, rare), [], DAY, [signs]).total


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Supreme court of Nordmark overturns the ferry law", "Ferry to Skerry sails again"),
        ("Ferry sinks off Norway, 30 passengers dead", "Ferry off Norway gets a new menu"),
        ("Ferry to Skerry sails again", "When does the ferry to Skerry sail? What to know"),
        ("Ferry to Skerry sails again", "10 ferries ranked"),
    ],
)
def test_what_an_editor_puts_first(better: str, worse: str) -> None:
    assert total(make_article(NEUTRAL, title=better)) > total(make_article(NEUTRAL, title=worse))


def test_what_came_as_a_letter_or_names_no_near_day_counts_less() -> None:
    plain = total(make_article("The pier of Skerry was mended on Monday, 12 March 2018.", day="2018-03-12"))
    assert total(make_article("The pier of Skerry was mended.", day="2018-03-12")) < plain
    letter = make_article(
        "Sign up for our newsletter.", "The pier was mended on Monday, 12 March 2018.", day="2018-03-12"
    )
    assert total(letter) < plain


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("An earthquake killed more than 1,000 people.", 0.7, 0.9),
        ("8 million people were told to evacuate.", 1.0, 1.0),
        ("Two men were arrested.", 0.1, 0.3),
        ("Eleven people saw the film.", 0.0, 0.0),
        ("She died at 90.", 0.0, 0.0),
    ],
)
def test_how_many_came_to_harm(text: str, least: float, most: float) -> None:
    assert least <= harmed(text) <= most


def test_an_urgent_wire_counts_more_and_says_so() -> None:
    vectors, rare = VectorStore(BagOfWords()), name_rarity([])

    def of(level: int) -> tuple[float, tuple[str, ...]]:
        unit = whole(make_article(NEUTRAL).model_copy(update={"ids": (f"urgency:{level}",)}), DAY)
        found = importance([unit], features_of([unit], vectors, rare), [], DAY, [{}])
        return found.total, found.reasons

    assert of(1)[0] > of(5)[0] > of(8)[0]
    assert of(1)[1] == ("its wire's urgency is 1 (+1.2)",)
    assert of(5)[1] == ()


def test_what_has_no_weight_adds_nothing() -> None:
    assert weighed({"it is about nothing": 1.0}) == {"it is about nothing": 0.0}
    assert weighed({"its headline asks": 1.0})["its headline asks"] < -0.3


@pytest.mark.parametrize("title", ["Photos: the ferry at sea", "In pictures: a storm", "Video: the pier falls"])
def test_a_gallery_is_no_news(title: str) -> None:
    found = kind_of(make_article(NEUTRAL, title=title))
    assert found.kind is TextKind.GALLERY and found.kind.is_no_story


def test_a_gallery_is_known_by_its_address() -> None:
    article = make_article(NEUTRAL).model_copy(update={"url": "https://coast.example/2018/politics/gallery/pier"})
    assert kind_of(article).kind is TextKind.GALLERY
    photo = make_article("Police found photos of the pier on Monday.", title="Photos show how the pier fell")
    assert kind_of(photo).kind is not TextKind.GALLERY
