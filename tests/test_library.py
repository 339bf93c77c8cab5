from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from briefbot.chunking import chunk_article
from briefbot.errors import InputError, LibraryError
from briefbot.library import MIGRATIONS, Library
from briefbot.types import Article, Dropped, Filters
from tests.conftest import make_article


def put(library: Library, article: Article, digest: str = "d1") -> None:
    library.put(article, chunk_article(article, 900), digest)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.db")


def test_an_article_comes_back_as_it_was_put(library: Library) -> None:
    article = make_article("One.", "Two.").model_copy(
        update={"dropped": (Dropped(text="(END)", reason="end mark", after=2),), "url": "https://example.com/a"}
    )
    put(library, article)
    assert library.article(article.id) == article


def test_putting_the_same_article_again_changes_nothing_but_the_revision(library: Library) -> None:
    article = make_article("One.")
    put(library, article)
    before = library.counts(), library.chunk_ids(), library.files()
    put(library, article)
    assert (library.counts(), library.chunk_ids(), library.files()) == before


def test_a_changed_file_replaces_its_article_and_its_words(library: Library) -> None:
    put(library, make_article("The ferry sank."))
    put(library, make_article("The ferry floats."), "d2")
    assert library.counts() == (1, 1)
    assert library.search("sank", 5, Filters()) == []
    assert len(library.search("floats", 5, Filters())) == 1


def test_an_article_stays_while_another_file_stands_for_it(library: Library) -> None:
    article = make_article("One.", path="/news/a.txt")
    put(library, article)
    put(library, article.model_copy(update={"path": "/news/b.txt"}))
    library.forget(["/news/a.txt"])
    assert library.article(article.id).path == "/news/b.txt"
    library.forget(["/news/b.txt"])
    assert library.counts() == (0, 0)
    assert library.chunk_ids() == set()


def test_filters_keep_to_days_and_publisher(library: Library) -> None:
    put(library, make_article("A ferry.", day="2019-07-14", path="/a"))
    put(library, make_article("A ferry.", day="2019-08-22", source="Northern Post", path="/b"))
    put(library, make_article("A ferry.", day=None, path="/c"))

    def count(**filters: object) -> int:
        return len(library.search("ferry", 9, Filters.model_validate(filters)))

    assert count() == 3
    assert count(first="2019-08-01") == 1
    assert count(last="2019-08-01") == 1
    assert count(source="northern post") == 1
    assert count(first="2019-07-14", last="2019-07-14", source="Northern Post") == 0


def test_a_failed_write_leaves_no_part_of_an_article(library: Library) -> None:
    article = make_article("One.", "Two.")
    chunks = chunk_article(article, 900)
    with pytest.raises(LibraryError, match="Nothing was changed"):
        library.put(article, [*chunks, chunks[0]], "d1")  # a chunk twice breaks a constraint in the last step
    assert library.counts() == (0, 0)
    assert library.files() == {}


def test_a_library_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Library(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LibraryError, match="newer briefbot"):
        Library(path)


def test_a_file_that_is_no_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"these are my own notes, not a database\n" * 40)
    with pytest.raises(LibraryError, match="Cannot use"):
        Library(path)
    assert path.read_bytes().startswith(b"these are my own notes")


def test_an_article_is_found_by_id_prefix_and_file_name(library: Library) -> None:
    article = make_article("One.", path="/news/ferry.txt")
    put(library, article)
    put(library, make_article("Two.", path="/news/pier.txt"))
    for name in (article.id, article.id[:6], "ferry.txt", "/news/ferry.txt"):
        assert library.find_article(name) == article
    for name in ("nothing.txt", "", "%", "_"):
        with pytest.raises(InputError):
            library.find_article(name)


def test_the_revision_rises_with_every_write(library: Library) -> None:
    revisions = [library.revision]
    put(library, make_article("One."))
    revisions.append(library.revision)
    library.forget(["/news/ferry.txt"])
    revisions.append(library.revision)
    assert revisions == sorted(set(revisions))
