"""Pages that are kept: the same as made anew, and gone with what they were made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.server.pages import articles
from briefbot.server.pages.keeping import KeptPages
from briefbot.settings import Settings
from briefbot.types import Article
from tests.conftest import make_article
from tests.doubles import BagOfWords
from tests.server.workbench import SteadyGenerator, browsing, serving

FERRY = make_article("The ferry reopened on Monday.", "It had been closed since a storm in January.")
LATER = make_article("A storm closed the harbour on Friday.", title="Harbour closed", path="/news/later.txt")
PATHS = ("/articles", "/articles?q=storm", f"/articles/{FERRY.id}", f"/articles/{FERRY.id}?mark=1:0-9")


def put(settings: Settings, article: Article) -> None:
    with Library(settings.home / "library.db") as library:
        library.put(article, chunk_article(article, settings.chunk_characters), article.id)


def sync(settings: Settings) -> None:
    with Desk(settings, embedder=BagOfWords(), generator=SteadyGenerator()) as desk:
        desk.sync()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of pages that were made, each as often as it was."""
    found: list[str] = []
    counted: tuple[str, Callable[..., object]]
    for counted in (("_found", articles._found), ("_shown", articles._shown)):

        def count(*given: object, name: str = counted[0], of: Callable[..., object] = counted[1]) -> object:
            found.append(name)
            return of(*given)

        monkeypatch.setattr(articles, counted[0], count)
    return found


def test_a_page_is_made_once_until_the_library_changes(settings: Settings, made: list[str]) -> None:
    put(settings, FERRY)
    sync(settings)
    with serving(settings, SteadyGenerator()) as service, browsing(service) as client:
        first = [client.get(path).text for path in PATHS]
        assert [client.get(path).text for path in PATHS] == first
        assert len(made) == len(PATHS) and len(set(first)) == len(PATHS)
        put(settings, LATER)
        found = client.get("/articles?q=storm").text
        assert LATER.id in client.get("/articles").text and LATER.id in found
        assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)


def test_what_is_found_without_the_newest_vectors_is_not_kept(settings: Settings, made: list[str]) -> None:
    put(settings, FERRY)
    sync(settings)
    with serving(settings, SteadyGenerator()) as service, browsing(service) as client:
        put(settings, LATER)
        for _ in range(2):
            client.get("/articles?q=storm")
        assert len(made) == 2
        sync(settings)
        for _ in range(2):
            client.get("/articles?q=storm")
        assert len(made) == 3


def test_neither_failures_nor_what_waits_for_its_hour_are_kept(
    settings: Settings, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = dt.datetime(2031, 5, 4, 12, tzinfo=dt.UTC)
    put(settings, FERRY.model_copy(update={"embargo": hour}))
    with serving(settings, SteadyGenerator()) as service, browsing(service) as client:
        for _ in range(2):
            assert client.get("/articles/0000000000000000").status_code == 404
            assert "is not a date" in client.get("/articles?first=soon").text
        assert len(made) == 4
        assert "under embargo" in client.get(PATHS[2]).text
        monkeypatch.setattr("briefbot.library.articles.moment_now", lambda: hour + dt.timedelta(minutes=1))
        assert "under embargo" not in client.get(PATHS[2]).text


def test_pages_asked_for_longest_ago_make_room() -> None:
    kept = KeptPages(most=30)
    for address in ("/a", "/b"):
        kept.keep((1,), address, "x" * 10)
    assert kept.find((1,), "/a") and kept.find((2,), "/a") is None
    kept.keep((1,), "/c", "y" * 10)
    assert [address for address in ("/a", "/b", "/c") if kept.find((1,), address)] == ["/a", "/c"]
    kept.keep((1,), "/c", "z" * 5)
    kept.keep((1,), "/d", "x" * 10)
    assert [address for address in ("/a", "/c", "/d") if kept.find((1,), address)] == ["/c", "/d"]
    kept.keep((1,), "/e", "x" * 40)
    kept.keep((2,), "/f", "x")
    assert [address for address in ("/a", "/c", "/e") if kept.find((1,), address)] == []
    assert kept.find((2,), "/f") == "x"
