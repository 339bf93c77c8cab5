from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import VectorIndexError
from briefbot.library.store import Library
from briefbot.search import compact, flat, index
from briefbot.search.chunking import chunk_article
from briefbot.search.compact import ids_of, keys_of, signs_of
from briefbot.search.embedding import Vectors
from briefbot.search.flat import FlatVectors
from briefbot.search.index import VectorIndex, remove_index, vector_faults
from briefbot.types import ModelRef
from tests.conftest import make_article
from tests.doubles import BagOfWords

NAMES = ("ferry", "pier", "toll", "quay", "lighthouse", "dredger")


def add(library: Library, *names: str) -> None:
    for name in names:
        article = make_article(f"The {name} is old.", f"A {name} was painted green.", path=f"/{name}")
        library.put(article, chunk_article(article, 900), name)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as library:
        add(library, *NAMES)
        yield library


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library counts as large."""
    monkeypatch.setattr(index, "LARGE", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


def texts(library: Library, ids: Sequence[str]) -> list[str]:
    chunks = library.chunks(ids)
    return [chunks[name].text for name in ids]


def test_a_library_that_grows_large_keeps_its_vectors_and_what_they_find(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = VectorIndex(folder, BagOfWords())
    assert vectors.sync(library) == 12
    before = {word: vectors.similar(f"the old {word}", 5) for word in NAMES}
    monkeypatch.setattr(index, "LARGE", 13)
    add(library, "buoy")
    assert vectors.sync(library) == 2  # the others are taken over from Chroma
    assert not folder.exists()
    assert vectors.faults(library) == vector_faults(folder, library) == []
    for word, cosines in before.items():
        after = vectors.similar(f"the old {word}", 99)
        assert list(after)[0] == list(cosines)[0]
        assert {name: after[name] for name in cosines} == pytest.approx(cosines, abs=2e-3)
    assert texts(library, vectors.search("the old buoy", 1)) == ["The buoy is old."]
    assert vectors.sync(library) == 0


@pytest.mark.usefixtures("large")
def test_what_comes_and_goes_in_the_library_does_so_among_the_vectors(folder: Path, library: Library) -> None:
    vectors = VectorIndex(folder, BagOfWords())
    assert vectors.sync(library) == 12
    library.forget(["/ferry"])
    add(library, "buoy")
    assert vectors.sync(library) == 2
    assert set(vectors.search("old", 99)) == library.chunk_ids()
    assert vectors.faults(library) == []
    add(library, "ferry")
    assert vectors.sync(library) == 2
    assert vectors.faults(library) == []
    library.forget([f"/{name}" for name in NAMES])
    assert vectors.sync(library) == 0
    assert set(vectors.search("old", 99)) == library.chunk_ids()
    assert (vectors.faults(library), len(library.chunk_ids())) == ([], 2)
    assert (folder.with_name("vectors-flat") / "state.json").read_text().count('"rows":2,') == 1  # the rest is left out


@pytest.mark.usefixtures("large")
def test_superseded_articles_are_found_only_when_they_are_named(folder: Path, library: Library) -> None:
    vectors = VectorIndex(folder, BagOfWords())
    text = "The barge between Aldport and Skerry will sail again next week, the harbour board said on Sunday."
    old = make_article(text, path="/1", source="Harbour Wire")
    library.put(old, chunk_article(old, 900), "1")
    vectors.sync(library)
    new = make_article(text, "A fare is set.", title="(LEAD) Ferry line to reopen", source="Harbour Wire", path="/2")
    library.put(new, chunk_article(new, 900), "2")
    assert vectors.sync(library) == 2
    found = {name.split("-")[0] for name in vectors.search("barge between Aldport", 99)}
    assert (new.id in found, old.id in found) == (True, False)
    assert {name.split("-")[0] for name in vectors.search("barge", 9, {old.id, new.id})} == {old.id, new.id}
    assert vectors.faults(library) == []
    library.forget(["/2"])
    assert vectors.sync(library) == 0
    assert vectors.search("barge between Aldport", 1)[0].startswith(old.id)


class Stopping(BagOfWords):
    """Stops the program at the fourth portion."""

    portions = 0

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        self.portions += 1
        if self.portions > 4:
            raise KeyboardInterrupt
        return super().embed(texts, done)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("known", [False, True])
def test_a_sync_that_is_cut_short_goes_on_where_it_stopped(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(flat, "AT_ONCE", 1)
    monkeypatch.setattr(flat, "RECORDED", 1)
    if known:
        add(library, "buoy")
        VectorIndex(folder, BagOfWords()).sync(library)
        library.forget(["/buoy"])  # and its gap must not hide what is missing
        add(library, "mole", "weir")
    expected = 4 if known else 12
    with pytest.raises(KeyboardInterrupt):
        VectorIndex(folder, Stopping() if not known else AtSecond()).sync(library)
    vectors = VectorIndex(folder, BagOfWords())
    assert vectors.sync(library) == expected - 3 + 2 * known
    assert vectors.faults(library) == []
    assert set(vectors.search("old", 99)) == library.chunk_ids()


class AtSecond(Stopping):
    """Stops the program at the second portion."""

    portions = 3


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("name", ["keys", "signs", "values", "flags"])
@pytest.mark.parametrize("how", ["truncated", "gone"])
def test_files_that_are_too_short_are_made_again(folder: Path, library: Library, name: str, how: str) -> None:
    VectorIndex(folder, BagOfWords()).sync(library)
    path = next(folder.with_name("vectors-flat").rglob(name))
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    vectors = VectorIndex(folder, BagOfWords())
    assert vectors.faults(library) == ["The vectors are damaged, or were not written to their end."]
    assert vectors.repair(library) == 12
    assert vectors.faults(library) == []


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("name", ["signs", "values"])
def test_vectors_that_were_scribbled_on_are_found_and_only_they_are_made_again(
    folder: Path, library: Library, name: str
) -> None:
    VectorIndex(folder, BagOfWords()).sync(library)
    path = next(folder.with_name("vectors-flat").rglob(name))
    whole = bytearray(path.read_bytes())
    width = len(whole) // 12
    whole[2 * width : 4 * width] = random.Random(0).randbytes(2 * width)
    path.write_bytes(whole)
    vectors = VectorIndex(folder, BagOfWords())
    assert vectors.faults(library) == ["2 chunks have a damaged vector."]
    assert vectors.repair(library) == 2
    assert vectors.faults(library) == []
    assert set(vectors.search("old", 99)) == library.chunk_ids()


class _Faint(BagOfWords):
    """Vectors with values that 16 bits cannot tell from 0."""

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        return np.asarray(np.where(super().embed(texts, done) == 0, 1e-9, super().embed(texts)), dtype=np.float32)


@pytest.mark.usefixtures("large")
def test_values_that_become_0_are_no_damage(folder: Path, library: Library) -> None:
    vectors = VectorIndex(folder, _Faint())
    vectors.sync(library)
    assert vectors.faults(library) == []
    assert vectors.repair(library) == 0


@pytest.mark.usefixtures("large")
def test_the_vectors_of_another_library_are_compared_chunk_by_chunk(
    folder: Path, library: Library, tmp_path: Path
) -> None:
    VectorIndex(folder, BagOfWords()).sync(library)
    with Library(tmp_path / "other.db") as other:
        add(other, "toll", "weir")
        vectors = VectorIndex(folder, BagOfWords())
        assert vectors.sync(other) == 2  # those of the toll are the same in both
        assert vectors.faults(other) == []
        assert set(vectors.search("old", 99)) == other.chunk_ids()


@pytest.mark.usefixtures("large")
def test_what_another_process_adds_is_found_by_one_that_has_the_files_open(folder: Path, library: Library) -> None:
    reader, writer = VectorIndex(folder, BagOfWords()), VectorIndex(folder, BagOfWords())
    writer.sync(library)
    assert len(reader.search("old", 99)) == 12
    add(library, "buoy")
    writer.sync(library)
    assert texts(library, reader.search("the old buoy", 1)) == ["The buoy is old."]
    library.forget(["/buoy", *(f"/{name}" for name in NAMES[1:])])
    writer.sync(library)
    assert set(reader.search("old", 99)) == library.chunk_ids()


@pytest.mark.usefixtures("large")
def test_another_embedder_is_refused_until_the_vectors_are_removed(folder: Path, library: Library) -> None:
    class Other(BagOfWords):
        ref = ModelRef(name="other-bag", sha256="0" * 64)

    VectorIndex(folder, BagOfWords()).sync(library)
    with pytest.raises(VectorIndexError, match="briefbot index rebuild"):
        VectorIndex(folder, Other())
    remove_index(folder)
    assert VectorIndex(folder, Other()).sync(library) == 12


@pytest.mark.usefixtures("large")
def test_files_that_vanish_under_a_search_are_said_in_one_line(folder: Path, library: Library) -> None:
    vectors = VectorIndex(folder, BagOfWords())
    vectors.sync(library)
    shutil.rmtree(next(path for path in folder.with_name("vectors-flat").iterdir() if path.is_dir()))
    with pytest.raises(VectorIndexError, match="Run `briefbot library repair`"):
        vectors.search("old", 9)


@given(
    st.lists(st.tuples(*(st.integers(0, 2**bits - 1) for bits in (64, 32, 32, 32))).map(
        lambda parts: f"{parts[0]:016x}-{parts[1]}-{parts[2]}-{parts[3]}"
    ))
)  # fmt: skip
def test_ids_come_back_from_their_keys(ids: list[str]) -> None:
    assert ids_of(keys_of(ids)) == ids


def test_a_search_in_two_stages_finds_nearly_all_that_an_exact_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat, "LOOKED_AT", 300)
    monkeypatch.setattr(compact, "ROWS_AT_ONCE", 1_000)
    chance = np.random.default_rng(23)
    centres = chance.normal(size=(200, 384))
    drawn = (centres[chance.integers(0, 200, 8_000)] + chance.normal(size=(8_000, 384))).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    ids = [f"{row:016x}-1-0-9" for row in range(len(drawn))]

    class Drawn:
        ref = BagOfWords.ref

        def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
            return np.full((len(texts), 384), 384**-0.5, dtype=np.float32)

    store = FlatVectors(tmp_path / "flat", Drawn.ref)
    with Library(tmp_path / "library.db") as library:
        numbers = {name: number for number, name in enumerate(ids, start=1)}
        monkeypatch.setattr(library, "chunk_numbers", lambda after, most: {} if after else numbers)
        assert store.sync(library, Drawn(), [(ids, drawn)]) == 0
    recalls = []
    for row in range(0, 8_000, 200):
        asked = drawn[row : row + 1]
        exact = [ids[at] for at in np.argsort(-(drawn @ asked[0]))[:10]]
        found = store.nearest(asked, 10)
        assert list(found)[0] == ids[row]
        assert list(found.values()) == sorted(found.values(), reverse=True)
        recalls.append(len(set(found) & set(exact)) / 10)
    assert np.mean(recalls) > 0.97


def test_signs_are_whole_words() -> None:
    assert signs_of(np.ones((3, 70), dtype=np.float32)).shape == (3, 16)
