from __future__ import annotations

import numpy as np
import pytest

from briefbot.briefing.kinds import KindModel, TextKind, features_of_text, kind_of, kind_probabilities
from briefbot.briefing.similarity import VectorStore
from briefbot.types import Article
from tests.conftest import make_article
from tests.doubles import BagOfWords

NEWS = (
    "The ferry between Aldport and Skerry sailed again on Monday, two hours late, the harbour office said.",
    "Repairs took 14 weeks and cost 3.2 million crowns. “It is over,” engineer Ada Holm said on Tuesday.",
    "The council voted against a protest on Thursday, after the mayor had asked for calm.",
)


def article(*texts: str, title: str = "Ferry sails again", **more: object) -> Article:
    return make_article(*(texts or NEWS), title=title).model_copy(update=more)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"ids": ("urgency:4", "genre:Opinion")}, TextKind.COLUMN),
        ({"ids": ("genre:Editorial",)}, TextKind.EDITORIAL),
        ({"ids": ("genre:Obituary",)}, TextKind.OBITUARY),
        ({"ids": ("genre:Interview",)}, TextKind.INTERVIEW),
        ({"ids": ("genre:Fact box",)}, TextKind.LIST),
        ({"ids": ("genre:Press Release",)}, TextKind.PROMOTION),
        ({"ids": ("genre:Advisory",)}, TextKind.ADVISORY),
        ({"ids": ("genre:Current",), "url": "https://coast.example/opinion/ferry"}, TextKind.NEWS),
        ({"url": "https://coast.example/2018/opinions/ferry/index.html"}, TextKind.COLUMN),
        ({"url": "https://coast.example/story/sports/columnist/ferry"}, TextKind.COLUMN),
        ({"url": "https://coast.example/news/opinion-polls-rise"}, TextKind.NEWS),
        ({"section": "Editorials"}, TextKind.EDITORIAL),
        ({"title": "Opinion: The ferry is too dear"}, TextKind.COLUMN),
        ({"title": "Analysis | Why the ferry is late"}, TextKind.ANALYSIS),
        ({"title": "Quiz of the week: 3 to 9 March"}, TextKind.LIST),
        ({"title": "Ferry Day: freebies at every pier"}, TextKind.PROMOTION),
        ({"title": "Aldport and Skerry reach a deal on the ferry"}, TextKind.NEWS),
        ({"url": "https://coast.example/money/shopping/ferry-closes"}, TextKind.NEWS),
        ({"title": "Ferry fire: live updates from Skerry"}, TextKind.LIVE),
        ({"title": "In the news: ferry, bridge, mill"}, TextKind.ROUND_UP),
        ({}, TextKind.NEWS),
    ],
)
def test_what_the_source_says_comes_first_and_marks_come_next(more: dict[str, object], kind: TextKind) -> None:
    found = kind_of(article(**more))  # type: ignore[arg-type]
    assert found.kind is kind
    assert found.evidence


def test_a_text_that_earns_a_commission_is_a_promotion() -> None:
    promoted = article("Purchases made through our links may earn us a commission. Buy a boat.", "It floats.")
    assert kind_of(promoted).kind is TextKind.PROMOTION


def test_a_column_is_known_by_its_words() -> None:
    texts = (
        "I have never liked the ferry, and I will tell you why. You should not like it either.",
        "If we cared about our islands, we would ask what it is for. But perhaps we do not. Do you? I doubt it.",
        "My father took me there when I was six. We must stop this, because our children are watching, even if you "
        "think that it is only a boat. Yet it is more than that, and I know it.",
    )
    assert kind_of(article(*texts, title="Why I hate the ferry")).kind.is_no_story


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({"url": "https://coast.example/story/travel/2024/ferry"}, {"soft section"}),
        ({"url": "https://coast.example/2024/11/02/Politics/ferry/index.html"}, {"politics section"}),
        ({"section": "World"}, {"news section"}),
        ({"url": "https://coast.example/travel-insurance"}, set()),
        ({}, set()),
    ],
)
def test_the_section_counts_beside_the_words(more: dict[str, object], known: set[str]) -> None:
    features = features_of_text(article(**more))  # type: ignore[arg-type]
    assert {name for name, value in features.items() if name.endswith("section") and value} == known


def test_what_may_be_one_or_another_but_is_surely_no_news_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    halves = {"news": {"": 0.0}, "feature": {"": 0.9}, "list": {"": 0.9}}
    monkeypatch.setattr("briefbot.briefing.kinds._model_for", lambda vectors: KindModel({}, halves))
    found = kind_of(article())
    assert found.kind is TextKind.FEATURE
    assert "0.83" in found.evidence


def test_probabilities_add_up_and_follow_the_weights() -> None:
    model = KindModel({"you": (0.0, 1.0)}, {"news": {"": 0.0, "you": -1.0}, "column": {"": 0.0, "you": 1.0}})
    found = kind_probabilities({"you": 2.0}, model)
    assert abs(sum(found.values()) - 1) < 1e-9
    assert found["column"] > 0.9 > found["news"]


def test_the_vector_of_a_beginning_counts_where_the_model_was_fitted_with_its_embedder() -> None:
    model = KindModel({}, {"news": {"": 0.0}, "column": {"": 0.0}}, {"news": (0.0, -1.0), "column": (0.0, 1.0)}, (0, 1))
    near, far = (kind_probabilities({}, model, np.array([0.0, at], dtype=np.float32)) for at in (0.0, 4.0))
    assert near["news"] > 0.8 > 0.2 > far["news"]


def test_vectors_of_another_embedder_count_nothing() -> None:
    assert kind_of(article(), VectorStore(BagOfWords())) == kind_of(article())


def test_an_article_without_words_of_its_own_has_features_too() -> None:
    assert set(features_of_text(article("“Yes.”"))) == set(features_of_text(article()))
