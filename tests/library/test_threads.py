from __future__ import annotations

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefbot.errors import InputError, LibraryError
from briefbot.library.schema import MIGRATIONS, statements
from briefbot.library.store import Library
from briefbot.library.threads import LONGEST_NAME, How, Rewriting
from briefbot.types import Answer, ModelRef, PromptRef
from tests.conftest import ROOT, make_article

REF = ModelRef(name="scripted", sha256="0" * 64)
ALONE = Rewriting(question="When did the ferry sail?", changed=False, how=How.ALONE)


def an_answer(question: str, text: str = "On Monday [1].") -> Answer:
    return Answer(
        question=question, text=text, abstained=False, sentences=(), passages=(), draft=text,
        prompt=PromptRef(name="answer", version=1, sha256="0" * 64), model=REF, embedder=REF, settings_sha256="0" * 64,
        timings=(),
    )  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as opened:
        yield opened


def add(library: Library, thread: str, question: str = ALONE.question) -> None:
    library.add_turn(thread, question, question, ALONE, an_answer(question))


def test_a_thread_comes_back_with_its_turns_as_they_were_written(library: Library) -> None:
    made = library.create_thread("Ferries")
    rewriting = Rewriting(question="Who led the repairs?", changed=True, how=How.RULES, evidence="of the last question")
    first = library.add_turn(made.id, ALONE.question, ALONE.question, ALONE, an_answer(ALONE.question))
    second = library.add_turn(made.id, "and who?", "Who led the work?", rewriting, an_answer("Who led the work?"))
    assert library.thread(made.id).turns == (first, second)
    assert (first.number, first.edited, second.number, second.edited) == (1, False, 2, True)
    assert second.answer.question == second.question == "Who led the work?"
    assert dt.datetime.now(dt.UTC) - second.at < dt.timedelta(minutes=1)


def test_a_thread_without_a_name_takes_it_from_its_first_question(library: Library) -> None:
    made = library.create_thread()
    assert library.thread(made.id).name == ""
    long = "When did the ferry sail " + "again " * 40
    add(library, made.id, long)
    add(library, made.id, "Who led the repairs?")
    name = library.thread(made.id).name
    assert name.startswith("When did the ferry sail again") and name.endswith("again…") and len(name) <= LONGEST_NAME


def test_the_thread_that_was_asked_last_is_listed_first(library: Library) -> None:
    old, new = library.create_thread("Old"), library.create_thread("New")
    assert [entry.name for entry in library.threads()] == ["New", "Old"]
    add(library, old.id)
    entries = library.threads()
    assert [(entry.name, entry.turns) for entry in entries] == [("Old", 1), ("New", 0)]
    assert entries[0].latest > entries[1].latest == new.created


def test_a_thread_is_named_by_the_beginning_of_its_id(library: Library) -> None:
    made = library.create_thread("Ferries")
    assert library.thread(made.id[:5]).id == made.id == library.thread_id(made.id.upper())
    library.create_thread("Banks")
    for name in ("", "zz", "%", "_" * 8):
        with pytest.raises(InputError, match=r"No thread fits .* Run `briefbot threads list`"):
            library.thread(name)


def test_a_beginning_that_several_have_is_refused(library: Library) -> None:
    ids = [library.create_thread("Ferries").id for _ in range(17)]  # two of them begin alike
    first = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    with pytest.raises(InputError, match=r"\d+ threads fit"):
        library.thread_id(first)


def test_a_thread_is_renamed_and_deleted_with_its_turns(library: Library) -> None:
    made = library.create_thread("Ferries")
    add(library, made.id)
    assert library.rename_thread(made.id, "  Skerry\nferry ") == "Skerry ferry" == library.thread(made.id).name
    assert library.delete_thread(made.id) == made.id
    assert library.threads() == []
    with closing(sqlite3.connect(library.path)) as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


@pytest.mark.parametrize("name", [" ", "\x1b[", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_is_none_is_refused(library: Library, name: str) -> None:
    made = library.create_thread("Ferries")
    with pytest.raises(InputError):
        library.rename_thread(made.id, name)
    with pytest.raises(InputError):
        library.create_thread(name)
    assert [entry.name for entry in library.threads()] == ["Ferries"]


def test_a_turn_for_a_thread_that_is_gone_is_refused(library: Library) -> None:
    made = library.create_thread("Ferries")
    library.delete_thread(made.id)
    with pytest.raises(InputError, match="no thread"):
        add(library, made.id)


def test_threads_do_not_make_the_vectors_stale(library: Library) -> None:
    before = library.revision
    made = library.create_thread("Ferries")
    add(library, made.id)
    library.rename_thread(made.id, "Boats")
    assert library.revision == before


def test_a_reader_lists_while_another_writes(library: Library) -> None:
    made = library.create_thread("Ferries")
    add(library, made.id)
    with Library(library.path) as reader:
        with library.writing(change=False) as db:
            db.execute("DELETE FROM threads")
            assert [entry.turns for entry in reader.threads()] == [1]
            assert len(reader.thread(made.id).turns) == 1
        assert reader.threads() == []


def test_a_turn_of_another_version_is_told_in_a_line(library: Library) -> None:
    made = library.create_thread("Ferries")
    add(library, made.id)
    with library.writing(change=False) as db:
        db.execute("UPDATE turns SET answer = '{}'")
    with pytest.raises(LibraryError, match=rf"Turn 1 of the thread '{made.id}'"):
        library.thread(made.id)
    assert [entry.turns for entry in library.threads()] == [1]


def test_threads_travel_with_the_library(library: Library, tmp_path: Path) -> None:
    library.put(make_article("One."), [], "d1")
    made = library.create_thread("Ferries")
    add(library, made.id)
    with Library(tmp_path / "other.db") as other:
        other.import_lines(library.export_lines(), lambda article: [])
        assert other.thread(made.id) == library.thread(made.id)
        assert list(other.export_lines()) == list(library.export_lines())


def test_a_library_of_before_can_keep_threads(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:
        for migration in MIGRATIONS[:6]:
            for statement in statements(migration):
                db.execute(statement)
        db.execute("PRAGMA user_version = 6")
        db.commit()
    with Library(tmp_path / "library.db") as library:
        assert library.create_thread("Ferries").name == "Ferries"


WRITER = """
import sys
from pathlib import Path
from briefbot.library.store import Library
from tests.library.test_threads import add
with Library(Path(sys.argv[1])) as library:
    while True:
        add(library, sys.argv[2])
        print("one", flush=True)
"""


def test_a_kill_loses_no_turn_that_was_written_and_leaves_none_in_part(library: Library) -> None:
    made = library.create_thread("Ferries")
    command = [sys.executable, "-c", WRITER, str(library.path), made.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout
        for _ in range(8):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        written = 8 + len(writer.stdout.read().splitlines())
    found = library.thread(made.id).turns
    assert [turn.number for turn in found] == list(range(1, len(found) + 1))
    assert written <= len(found) <= written + 1  # a kill may come between the commit and the word of it
    assert library.faults().sentences() == []
