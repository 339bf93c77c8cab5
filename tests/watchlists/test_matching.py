from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.types import Article
from briefbot.watchlists.compiled import Profile, compile_lists, from_bytes, plain_words, to_bytes
from briefbot.watchlists.matching import Matcher, load_matching, matched_text, weigh
from briefbot.watchlists.types import Watchlist
from tests.conftest import make_article

VECTOR = np.array([1.0, 0.0], dtype="<f4")
NEAR, FAR = np.array([[0.9, 0.4]], dtype=np.float32), np.array([[0.0, 1.0]], dtype=np.float32)
FERRY = make_article("The harbour office reopens the ferry line.", "It was shut for two years.")


def watchlist(**fields: object) -> Watchlist:
    plain = {"id": "1", "name": "l", "query": "ferry line", "to": ("x",), "created": "2026-01-01T00:00:00Z"}
    return Watchlist.model_validate({**plain, **fields})


def matcher(*lists: Watchlist) -> Matcher:
    vector = base64.b64encode(VECTOR.tobytes()).decode()
    profiles = [Profile(vector=vector, weights=weigh(each.query, {}, 10)) for each in lists]
    return Matcher(from_bytes(to_bytes(compile_lists(lists, profiles))))


def is_hit(one: Watchlist, article: Article = FERRY, vectors: np.ndarray = NEAR) -> bool:
    return bool(matcher(one).hits(matched_text(article), vectors))


def test_a_hit_is_near_in_meaning_and_has_the_words() -> None:
    assert is_hit(watchlist())
    assert not is_hit(watchlist(), vectors=FAR)
    assert not is_hit(watchlist(query="talks in Stockholm"), vectors=FAR)


@pytest.mark.parametrize(
    ("fields", "hit"),
    [
        ({"any": ("ferry", "boat")}, True),
        ({"any": ("boat",)}, False),
        ({"any": ("boat*", "harb*")}, True),
        ({"any": ("harb",)}, False),
        ({"any": ("Harbour Office",)}, True),
        ({"any": ("office harbour",)}, False),
        ({"any": ("line It",)}, False),
        ({"all": ("ferry", "harbour")}, True),
        ({"all": ("ferry", "boat")}, False),
        ({"all": ("ferry", "Ferry", "FERRY")}, True),
        ({"none": ("boat",)}, True),
        ({"none": ("two years",)}, False),
        ({"sources": ("coast gazette",)}, True),
        ({"sources": ("Northern Post", "COAST GAZETTE")}, True),
        ({"sources": ("Northern Post",)}, False),
        ({"any": ("ferry",), "all": ("years",), "none": ("boat",), "sources": ("Coast Gazette",)}, True),
    ],
)
def test_words_are_exact(fields: dict[str, tuple[str, ...]], hit: bool) -> None:
    assert is_hit(watchlist(**fields)) is hit


def test_words_of_any_script_and_with_apostrophes() -> None:
    article = make_article("O’Brien's ferry met محمد بن سلمان in İstanbul.", title="北京 – talks")
    for term in ("O'Brien", "محمد بن سلمان", "ferry", "北京"):
        assert is_hit(watchlist(any=(term,)), article), term
    assert plain_words("The U.S.'s O’Brien’s") == ["the", "u", "s", "s", "o'brien"]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from(["ferry", "boat", "years", "harb*", "two years"]), st.booleans()), max_size=6)
)
def test_many_lists_at_once_say_what_each_says_alone(terms: list[tuple[str, bool]]) -> None:
    lists = [
        watchlist(id=str(at), any=(term,)) if wanted else watchlist(id=str(at), none=(term,))
        for at, (term, wanted) in enumerate(terms)
    ]
    together = {name for name, _ in matcher(*lists).hits(matched_text(FERRY), NEAR)}
    assert together == {each.id for each in lists if is_hit(each)}


def test_rare_words_weigh_more() -> None:
    weights = weigh("Stockholm talks", {"stockholm": 1, "talk": 90}, 100)
    assert weights["stockholm"] > 3 * weights["talk"]
    assert sum(weights.values()) == pytest.approx(1)
    assert weigh("of the", {}, 3) == {}


def test_the_coefficients_are_there() -> None:
    fitted = load_matching()
    assert fitted.with_words.nearest > 0 and fitted.query_only.words > 0
