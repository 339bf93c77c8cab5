from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.chunking import chunk_article
from briefbot.desk import Desk
from briefbot.embedding import BagOfWords
from briefbot.errors import VectorIndexError
from briefbot.index import VectorIndex
from briefbot.library import Library
from briefbot.types import ModelRef
from tests.conftest import make_article


class OtherBag(BagOfWords):
    ref = ModelRef(name="other-bag", sha256="0" * 64)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library.db")
    for name in ("ferry", "pier", "toll"):
        article = make_article(f"The {name} is old.", path=f"/{name}")
        library.put(article, chunk_article(article, 900), name)
    return library


def test_sync_embeds_what_is_missing_and_only_that(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    assert index.sync(library) == 3
    assert index.sync(library) == 0
    article = make_article("A lighthouse.", path="/light")
    library.put(article, chunk_article(article, 900), "light")
    assert index.sync(library) == 1
    assert index.search("lighthouse", 1)[0].startswith(article.id)


def test_sync_deletes_what_is_gone(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    index.sync(library)
    library.forget(["/ferry"])
    index.sync(library)
    assert set(index.search("ferry", 9)) == library.chunk_ids()


def test_another_embedder_is_refused_with_the_command_that_embeds_again(tmp_path: Path, library: Library) -> None:
    VectorIndex(tmp_path / "vectors", BagOfWords()).sync(library)
    with pytest.raises(VectorIndexError, match="briefbot index rebuild"):
        VectorIndex(tmp_path / "vectors", OtherBag())


def test_rebuild_makes_the_vectors_again_for_another_embedder(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Ferry\n\nThe ferry sails on 11 March 2018.")
    desk = open_desk()
    desk.ingest([folder])
    other = Desk(desk.settings, embedder=OtherBag())
    assert other.rebuild() == 1
    assert len(other.index.search("ferry", 5)) == 1
    with pytest.raises(VectorIndexError):
        VectorIndex(desk.settings.home / "vectors", BagOfWords())
    other.library.close()


@pytest.mark.parametrize("loss", ["folder gone", "state gone"])
def test_lost_vectors_are_made_again(tmp_path: Path, library: Library, loss: str) -> None:
    folder = tmp_path / "vectors"
    VectorIndex(folder, BagOfWords()).sync(library)
    if loss == "folder gone":
        shutil.rmtree(folder)
    else:
        (folder / "state.json").unlink()
    index = VectorIndex(folder, BagOfWords())
    assert index.sync(library) == 3
    assert len(index.search("pier", 9)) == 3


def test_search_keeps_to_the_articles_named(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    index.sync(library)
    one = library.article_ids()[0]
    assert [found.split("-")[0] for found in index.search("old", 9, {one})] == [one]
    assert index.search("old", 9, set()) == []
