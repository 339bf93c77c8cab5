from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.library import articles
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.types import Filters
from tests.conftest import make_article

WORDS = ("ferry", "pier", "toll", "quay", "keel", "mast", "gull", "tide")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    chance = random.Random(23)
    with Library(tmp_path_factory.mktemp("home") / "library.db") as library:
        for number in range(80):
            texts = [" ".join(chance.choices(WORDS, k=chance.randint(2, 5))) for _ in range(3)]
            article = make_article(
                *texts,
                title=f"Report {number}",
                source="Post" if number % 9 == 0 else "Gazette",
                day=f"2018-0{1 + number % 3}-1{number % 10}",
                path=f"/{number}",
            )
            library.put(article, chunk_article(article, 900), str(number))
        yield library


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(source="Post"), Filters.model_validate({"first": "2018-03-18"})]
)
@pytest.mark.parametrize("query", ['"ferry"', '"pier" OR "toll"', '"gull" OR "report"'])
def test_what_matches_best_is_found_as_if_all_that_matches_were_looked_up(
    library: Library, monkeypatch: pytest.MonkeyPatch, query: str, filters: Filters
) -> None:
    found = {limit: (library.search(query, limit, filters), library.search_articles(query, limit, filters))
             for limit in (1, 5, 500)}  # fmt: skip
    monkeypatch.setattr(articles, "LOOKED_UP", 0)
    for limit, (chunks, whole) in found.items():
        assert list(chunks.items()) == list(library.search(query, limit, filters).items())
        assert list(whole.items()) == list(library.search_articles(query, limit, filters).items())
    assert found[5][0]


def test_common_words_are_reckoned_from_where_they_stand_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, whole = library.frequencies(WORDS), library.article_frequencies(WORDS)
    monkeypatch.setattr(articles, "MOST_COUNTED", 30)
    for counts, reckoned in (
        (exact, library.frequencies(WORDS)),
        (whole, library.article_frequencies(WORDS)),
    ):
        assert min(counts.values()) > 30
        assert reckoned == {word: pytest.approx(count, rel=0.4) for word, count in counts.items()}
    assert library.frequencies(["dredger"]) == {"dredger": 0}


def test_what_is_remembered_is_read_again_when_the_library_changes(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as one, Library(tmp_path / "library.db") as other:
        assert (one.empty, one.counts(), one.sources(), one.count_by_day(Filters())) == (True, (0, 0), [], {})
        article = make_article("The ferry sails.", path="/1")
        other.put(article, chunk_article(article, 900), "1")
        assert (one.empty, one.counts(), one.sources()) == (False, (1, 1), ["Coast Gazette"])
        assert sum(one.count_by_day(Filters()).values()) == one.count_articles(Filters()) == 1
        assert [each.id for each in one.headlines(Filters(), 9)] == list(one.heads([article.id]))
        assert one.allowed(Filters(source="Post")) == frozenset()
        allowed = one.allowed(Filters(source="Coast Gazette"))
        assert allowed is one.allowed(Filters(source="Coast Gazette"))
        other.forget(["/1"])
        assert (one.allowed(Filters(source="Coast Gazette")), one.counts()) == (frozenset(), (0, 0))


def test_which_chunks_have_a_common_word_is_the_same_however_it_is_looked_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, some = library.frequencies(("ferries", "report", "dredger", *WORDS)), library.article_ids()[3:40]
    found = [library.having(counts, some)]
    for rare, most in ((10, 0), (10, 10_000), (230, 0)):
        monkeypatch.setattr(articles, "RARE", rare)
        monkeypatch.setattr(articles, "LOOKED_THROUGH", most)
        found.append(library.having(counts, some))
    found.append(library.having(counts, some))  # what was indexed before is forgotten
    assert all(each == found[0] for each in found)
    assert found[0]["ferries"] == found[0]["ferry"]
    assert found[0]["report"] == set(some)
    assert not found[0]["dredger"]
    monkeypatch.setattr(articles, "RARE", 10)
    assert library.having(counts, some[:1])["report"] == {some[0]}
