from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from briefbot.desk import Desk
from briefbot.errors import VectorIndexError
from briefbot.library.store import Library
from briefbot.search import chroma as shards
from briefbot.search.chroma import CURRENT, HISTORY, Collections, try_out
from briefbot.search.chunking import chunk_article
from briefbot.search.index import VectorIndex, vector_faults
from briefbot.types import ModelRef
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAMAGES = ("truncated", "scribbled on", "gone")


class OtherBag(BagOfWords):
    ref = ModelRef(name="other-bag", sha256="0" * 64)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as library:
        for name in ("ferry", "pier", "toll"):
            article = make_article(f"The {name} is old.", path=f"/{name}")
            library.put(article, chunk_article(article, 900), name)
        yield library


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


def damage(folder: Path, name: str, how: str) -> None:
    """Truncate, scribble on or delete files of Chroma's, or leave the record of them as a crash would."""
    if how == "folder gone":
        shutil.rmtree(folder)
    for path in folder.rglob(name):
        data = path.read_bytes()
        third = len(data) // 3
        if how == "truncated":
            path.write_bytes(data[: len(data) // 2])
        elif how == "scribbled on":
            path.write_bytes(data[:third] + random.Random(0).randbytes(third + 1) + data[2 * third + 1 :])
        elif how == "gone":
            path.unlink()


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("*", "folder gone"),
        ("state.json", "gone"),
        ("state.json", "truncated"),
        *((name, how) for name in ("chroma.sqlite3", "data_level0.bin", "*.bin") for how in DAMAGES),
    ],
)
def test_damaged_vectors_are_found_said_and_made_again(tmp_path: Path, library: Library, name: str, how: str) -> None:
    folder = tmp_path / "vectors"
    before = VectorIndex(folder, BagOfWords())
    before.sync(library)
    before.close()
    damage(folder, name, how)
    notes: list[str] = []
    index = VectorIndex(folder, BagOfWords(), notes.append)
    assert index.sync(library) == 3
    assert len(index.search("pier", 9)) == 3
    assert len(notes) == 1
    assert vector_faults(folder, library) == []


@pytest.mark.parametrize("how", DAMAGES)
def test_files_damaged_while_they_were_being_written_are_found_in_opening(
    tmp_path: Path, library: Library, how: str
) -> None:
    folder = tmp_path / "vectors"
    before = VectorIndex(folder, BagOfWords())
    before.sync(library)
    before.close()
    state = folder / "state.json"
    state.write_text(state.read_text().replace('"closed"', '"open"'))  # as a kill leaves it
    damage(folder, "chroma.sqlite3", how)
    notes: list[str] = []
    index = VectorIndex(folder, BagOfWords(), notes.append)
    assert index.sync(library) == 3
    assert len(index.search("pier", 9)) == 3
    assert len(notes) == 1


def test_vectors_that_ended_a_process_are_not_opened_again(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "vectors"
    before = VectorIndex(folder, BagOfWords())
    before.sync(library)
    before.close()
    state = folder / "state.json"
    state.write_text(state.read_text().replace('"closed"', '"tried"'))
    notes: list[str] = []
    assert VectorIndex(folder, BagOfWords(), notes.append).sync(library) == 3
    assert "a process ended while it opened them" in notes[0]


def test_vectors_left_open_but_whole_are_kept(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "vectors"
    before = VectorIndex(folder, BagOfWords())
    before.sync(library)
    before.close()
    state = folder / "state.json"
    state.write_text(state.read_text().replace('"closed"', '"open"'))
    notes: list[str] = []
    index = VectorIndex(folder, BagOfWords(), notes.append)
    assert index.sync(library) == 0
    assert len(index.search("pier", 9)) == 3
    assert notes == []


def test_new_vectors_that_no_search_finds_are_made_again(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = iter([ValueError("a search does not find the vectors")])

    def fail_once(shard: object) -> None:
        for fault in faults:
            raise fault

    monkeypatch.setattr("briefbot.search.index.try_out", fail_once)
    notes: list[str] = []
    index = VectorIndex(tmp_path / "vectors", BagOfWords(), notes.append)
    assert index.sync(library) == 3
    assert "did not keep what it was given" in notes[0]
    assert len(index.search("pier", 9)) == 3


@pytest.mark.parametrize(("found", "sound"), [(10, True), (9, True), (5, False), (0, False)])
def test_vectors_that_an_approximate_search_misses_are_not_damaged(found: int, sound: bool) -> None:
    distances = [[0.0]] * found + [[0.2]] * (10 - found)
    ids = [f"{at}" for at in range(10)]
    get = {"ids": ids, "embeddings": np.eye(10)}
    shard = cast("Collection", SimpleNamespace(get=lambda **_: get, query=lambda **_: {"distances": distances}))
    if sound:
        try_out(shard)
    else:
        with pytest.raises(ValueError, match="does not find the vectors"):
            try_out(shard)


def test_a_search_that_finds_nothing_among_vectors_is_an_error_and_the_next_sync_mends_it(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    index.sync(library)
    with monkeypatch.context() as patch:
        patch.setattr(Collection, "query", lambda *_, **__: {"ids": [[]], "distances": [[]]})
        with pytest.raises(VectorIndexError, match="does not find the vectors. Run the same command again"):
            index.search("pier", 9)
    assert vector_faults(tmp_path / "vectors", library) == [
        "The vectors are damaged, or were not closed as they should be."
    ]
    assert index.sync(library) == 0
    assert len(index.search("pier", 9)) == 3


def test_what_one_process_adds_another_finds(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    index.sync(library)
    article = make_article("A lighthouse.", path="/light")
    library.put(article, chunk_article(article, 900), "light")
    code = (
        "import sys; from pathlib import Path; from tests.doubles import BagOfWords; "
        "from briefbot.search import VectorIndex; from briefbot.library import Library; "
        "print(VectorIndex(Path(sys.argv[1]), BagOfWords()).sync(Library(Path(sys.argv[2]))))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "vectors"), str(library.path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1\n"
    assert index.sync(library) == 0
    assert index.search("lighthouse", 1)[0].startswith(article.id)


def test_superseded_articles_are_searched_only_when_they_are_named(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    text = "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday."
    old = make_article(text, path="/1", source="Harbour Wire")
    library.put(old, chunk_article(old, 900), "1")
    assert index.sync(library) == 1 + 3
    new = make_article(text, "A fare is set.", title="(LEAD) Ferry line to reopen", source="Harbour Wire", path="/2")
    library.put(new, chunk_article(new, 900), "2")
    assert index.sync(library) == 2  # the old vector is moved, not made again
    found = {name.split("-")[0] for name in index.search("ferry between Aldport", 9)}
    assert new.id in found
    assert old.id not in found
    assert {name.split("-")[0] for name in index.search("ferry", 9, {old.id, new.id})} == {old.id, new.id}
    library.forget(["/2"])
    assert index.sync(library) == 0
    assert index.search("ferry between Aldport", 1)[0].startswith(old.id)


def test_vectors_that_disagree_are_found_and_repaired(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "vectors"
    index = VectorIndex(folder, BagOfWords())
    assert vector_faults(folder, library) == []  # none were made yet
    index.sync(library)
    assert vector_faults(folder, library) == []
    state = folder / "state.json"
    recorded = library.revision
    library.forget(["/ferry"])
    article = make_article("A lighthouse.", path="/light")
    library.put(article, chunk_article(article, 900), "light")
    state.write_text(state.read_text().replace(f'"revision":{recorded}', f'"revision":{library.revision}'))
    assert index.sync(library) == 0
    assert len(vector_faults(folder, library)) == 2
    assert index.repair(library) == 1
    assert vector_faults(folder, library) == []


def test_search_keeps_to_the_articles_named(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    index.sync(library)
    one = library.article_ids()[0]
    assert [found.split("-")[0] for found in index.search("old", 9, {one})] == [one]
    assert index.search("old", 9, set()) == []


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", 2)
    monkeypatch.setattr(shards, "VECTORS_AT_ONCE", 1)


def sizes(folder: Path) -> dict[str, int]:
    """The number of vectors in each shard."""
    with Collections(folder, BagOfWords.ref, print).using() as collections:
        return {shard.name: shard.count() for name in (CURRENT, HISTORY) for shard in collections[name].each()}


@pytest.mark.usefixtures("small_shards")
def test_vectors_fill_one_shard_after_another_and_a_search_asks_all(tmp_path: Path, library: Library) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    assert index.sync(library) == 3
    for name in ("lighthouse", "quay"):
        article = make_article(f"The {name} is old.", path=f"/{name}")
        library.put(article, chunk_article(article, 900), name)
    assert index.sync(library) == 2
    assert set(index.search("old", 9)) == library.chunk_ids()
    for name in ("ferry", "pier", "toll", "lighthouse", "quay"):
        assert library.chunks(index.search(f"The {name} is old", 1)).popitem()[1].text == f"The {name} is old."
    assert index.faults(library) == []
    index.close()
    assert sizes(tmp_path / "vectors") == {"chunks": 2, "chunks-1": 2, "chunks-2": 1}


@pytest.mark.usefixtures("small_shards")
def test_vectors_are_deleted_from_and_moved_between_whichever_shards_hold_them(
    tmp_path: Path, library: Library
) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    text = "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday."
    texts = (text, "A fare.", "A pier.", "A toll.")
    old = make_article(*texts, path="/1", source="Harbour Wire")
    library.put(old, chunk_article(old, 900), "1")
    assert index.sync(library) == 4 + 3
    new = make_article(*texts, "A tide.", title="(LEAD) Ferry line to reopen", source="Harbour Wire", path="/2")
    library.put(new, chunk_article(new, 900), "2")
    assert index.sync(library) == 5
    assert index.faults(library) == []
    assert set(index.search("ferry", 99)) == library.chunk_ids()
    assert set(index.search("ferry", 99, {old.id})) == library.chunk_ids(history=True) - library.chunk_ids()
    library.forget(["/ferry", "/toll", "/2"])
    assert index.sync(library) == 0
    assert index.faults(library) == []
    assert set(index.search("ferry", 99)) == library.chunk_ids()


@pytest.mark.usefixtures("small_shards")
def test_a_vector_in_two_shards_is_deleted_from_the_second(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "vectors"
    index = VectorIndex(folder, BagOfWords())
    index.sync(library)
    twice = sorted(library.chunk_ids())[0]
    with Collections(folder, BagOfWords.ref, print).using() as collections:
        last = [*collections[CURRENT].each()][-1]
        last.upsert(ids=[twice], embeddings=BagOfWords().embed(["twice"]), metadatas=[{"article_id": "any"}])
    assert len(index.search("old", 9)) == 3
    assert index.faults(library) == ["1 chunks have a vector in the wrong place."]
    assert index.repair(library) == 0
    assert index.faults(library) == []
    index.close()
    assert sizes(folder) == {"chunks": 2, "chunks-1": 1}


def test_a_folder_of_the_time_before_shards_is_kept_and_grows_in_shards(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = VectorIndex(tmp_path / "vectors", BagOfWords())
    assert index.sync(library) == 3  # one collection with all vectors, as it was then
    monkeypatch.setattr(shards, "SHARD", 2)
    article = make_article("A lighthouse.", path="/light")
    library.put(article, chunk_article(article, 900), "light")
    assert index.sync(library) == 1
    assert index.search("lighthouse", 1)[0].startswith(article.id)
    index.close()
    assert sizes(tmp_path / "vectors") == {"chunks": 3, "chunks-1": 1}
