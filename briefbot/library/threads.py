"""Threads: questions that follow on from one another, kept with their answers.

A turn is written whole in one transaction and never changed afterwards: whatever stops a process, the thread has the
turn or lacks it. Who reads meanwhile sees the library as it was.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime, Field, ValidationError

from briefbot.errors import InputError, LibraryError
from briefbot.library.briefings import Writable
from briefbot.types import Answer, Citation, Frozen

LONGEST_NAME = 120
"""Characters; a longer name is cut at a word where it comes from a question, and refused where it was given."""


class How(StrEnum):
    """How a follow-up came to stand alone."""

    ALONE = "alone"
    """It stood alone already and was not touched."""
    RULES = "rules"
    MODEL = "model"
    TOPIC = "topic"
    """Neither gave a question that could be trusted; the topic of the last one was put behind it."""


class Rewriting(Frozen):
    """A question as it is asked when nobody has read those before it."""

    question: str
    changed: bool
    how: How
    evidence: str = Field(default="", description="What was put in from where, for people.")
    notes: tuple[str, ...] = Field(default=(), description="What was left out of account, such as earlier turns.")
    seconds: float = Field(default=0.0, description="Nearly all of it the model's; 0 where it was not asked.")


class Turn(Frozen):
    """A question of a thread with its answer."""

    number: int = Field(ge=1, description="Within its thread.")
    asked: str = Field(description="The question as typed.")
    rewriting: Rewriting = Field(description="As it was proposed.")
    question: str = Field(description="As it was asked: what was proposed, or what a person made of it.")
    edited: bool = Field(description="Whether a person changed what was proposed.")
    answer: Answer
    at: AwareDatetime = Field(description="When it was asked, UTC.")


class Thread(Frozen):
    """Questions that follow on from one another."""

    id: str
    name: str = Field(description="Empty until the first question names it.")
    created: AwareDatetime
    turns: tuple[Turn, ...] = ()


class ThreadEntry(Frozen):
    """A thread in a list."""

    id: str
    name: str
    created: AwareDatetime
    turns: int
    latest: AwareDatetime = Field(description="When its last question was asked, or when it was made.")


class EarlierCitation(Frozen):
    """A citation of a turn whose paragraph an earlier turn cited as well."""

    number: int = Field(description="Of the citation, in its own turn.")
    turn: int = Field(description="The latest turn before that cited the paragraph.")
    cited: int = Field(description="The number that it has there.")


def earlier_citations(turn: Turn, earlier: Sequence[Turn]) -> tuple[EarlierCitation, ...]:
    """Which citations of a turn stand in paragraphs that turns before it cited, in the order of their numbers.

    Args:
        turn: it.
        earlier: turns of its thread; those that are not before it are not looked at.
    """
    known: dict[tuple[str, int], tuple[int, int]] = {}
    for other in earlier:
        if other.number < turn.number:
            known |= {(one.article_id, one.paragraph): (other.number, one.number) for one in cited(other)}
    found = {
        one.number: known[one.article_id, one.paragraph]
        for one in cited(turn)
        if (one.article_id, one.paragraph) in known
    }
    return tuple(EarlierCitation(number=number, turn=at, cited=as_) for number, (at, as_) in sorted(found.items()))


def cited(turn: Turn) -> list[Citation]:
    """The citations of a turn's answer, in the order of its sentences."""
    return [citation for sentence in turn.answer.sentences for citation in sentence.citations]


class _Readable(Protocol):
    """An open library."""

    _db: sqlite3.Connection

    def thread_id(self, name: str) -> str:
        """The id of a thread, by its beginning."""
        ...


class _Open(Writable, _Readable, Protocol):
    """A library that can be written."""


class Threads:
    """The part of an open library that keeps threads."""

    _db: sqlite3.Connection

    def threads(self) -> list[ThreadEntry]:
        """All threads, the one that was asked last first."""
        rows = self._db.execute(
            "SELECT id, name, created, count(number), coalesce(max(at), created) AS latest "
            "FROM threads LEFT JOIN turns ON thread = id GROUP BY id ORDER BY latest DESC, id"
        )
        return [
            ThreadEntry(id=name, name=title, created=_moment(created), turns=turns, latest=_moment(latest))
            for name, title, created, turns, latest in rows
        ]

    def thread_id(self, name: str) -> str:
        """The id of the one thread whose id is, or begins with, some text.

        Raises:
            InputError: none or several fit.
        """
        rows = self._db.execute("SELECT id FROM threads WHERE substr(id, 1, length(?1)) = ?1", (name.lower(),))
        found = [row[0] for row in rows] if name else []
        if len(found) != 1:
            many = f"{len(found)} threads fit" if found else "No thread fits"
            raise InputError(f"{many} {name!r}. Run `briefbot threads list` to see their ids.")
        return str(found[0])

    def thread(self: _Readable, name: str) -> Thread:
        """A thread with its turns, as it is at one moment.

        Args:
            name: its id, or the beginning of it.

        Raises:
            InputError: none or several fit.
            LibraryError: a turn that this version of briefbot cannot read.
        """
        found = self.thread_id(name)
        rows = self._db.execute(
            "SELECT id, name, created, number, asked, rewriting, question, edited, answer, at "
            "FROM threads LEFT JOIN turns ON thread = id WHERE id = ? ORDER BY number",
            (found,),
        ).fetchall()
        if not rows:
            raise _gone(found)
        turns = (_turn(found, row[3:]) for row in rows if row[3] is not None)
        return Thread(id=found, name=rows[0][1], created=_moment(rows[0][2]), turns=tuple(turns))

    def current(self, articles: Collection[str]) -> set[str]:
        """Those of some articles, by id, that are still there, and neither superseded nor copies."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) "
            "AND copy_of IS NULL AND superseded_by IS NULL",
            (json.dumps(sorted(articles)),),
        )
        return {row[0] for row in rows}

    def create_thread(self: Writable, name: str = "") -> Thread:
        """Begin a thread.

        Args:
            name: empty for one that its first question will name.

        Raises:
            InputError: a name that is too long, or has no letters.
            LibraryError: the library cannot be written.
        """
        made = Thread(id=secrets.token_hex(4), name=_checked(name) if name else "", created=_now())
        with self.writing(change=False) as db:
            while db.execute("SELECT 1 FROM threads WHERE id = ?", (made.id,)).fetchone():
                made = made.model_copy(update={"id": secrets.token_hex(4)})
            db.execute("INSERT INTO threads VALUES (?, ?, ?)", (made.id, made.name, made.created.isoformat()))
        return made

    def add_turn(self: Writable, thread: str, asked: str, question: str, rewriting: Rewriting, answer: Answer) -> Turn:
        """Put a turn at the end of a thread, in one transaction; an unnamed thread takes its name from the question.

        Args:
            thread: its id, whole.
            asked: the question as typed.
            question: the question as it was asked.
            rewriting: what was proposed.
            answer: to `question`.

        Raises:
            InputError: there is no such thread (any more).
            LibraryError: the library cannot be written.
        """
        edited = question != rewriting.question
        with self.writing(change=False) as db:
            if not db.execute("SELECT 1 FROM threads WHERE id = ?", (thread,)).fetchone():
                raise _gone(thread)
            row = db.execute("SELECT coalesce(max(number), 0) + 1 FROM turns WHERE thread = ?", (thread,)).fetchone()
            turn = Turn(
                number=row[0],
                asked=asked,
                rewriting=rewriting,
                question=question,
                edited=edited,
                answer=answer,
                at=_now(),
            )
            db.execute(
                "INSERT INTO turns (thread, number, asked, rewriting, question, edited, answer, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(thread, turn.number, asked, rewriting.model_dump_json(), question, int(edited)),
                    *(answer.model_dump_json(), turn.at.isoformat()),
                ),
            )
            db.execute("UPDATE threads SET name = ? WHERE id = ? AND name = ''", (_short(question), thread))
        return turn

    def rename_thread(self: _Open, thread: str, name: str) -> str:
        """Give a thread another name; returns the name as it was tidied.

        Raises:
            InputError: no such thread, or a name that is too long, or has no letters.
            LibraryError: the library cannot be written.
        """
        found, tidy = self.thread_id(thread), _checked(name)
        with self.writing(change=False) as db:
            if not db.execute("UPDATE threads SET name = ? WHERE id = ?", (tidy, found)).rowcount:
                raise _gone(found)
        return tidy

    def delete_thread(self: _Open, thread: str) -> str:
        """Remove a thread with its turns; returns its id.

        Raises:
            InputError: no such thread.
            LibraryError: the library cannot be written.
        """
        found = self.thread_id(thread)
        with self.writing(change=False) as db:
            if not db.execute("DELETE FROM threads WHERE id = ?", (found,)).rowcount:
                raise _gone(found)
        return found


def _turn(thread: str, row: Iterable[object]) -> Turn:
    number, asked, rewriting, question, edited, answer, at = row
    try:
        return Turn(
            number=int(str(number)),
            asked=str(asked),
            rewriting=Rewriting.model_validate_json(str(rewriting)),
            question=str(question),
            edited=bool(edited),
            answer=Answer.model_validate_json(str(answer)),
            at=_moment(str(at)),
        )
    except ValidationError as error:
        raise LibraryError(
            f"Turn {number} of the thread {thread!r} was written by another version of briefbot and cannot be read: "
            f"{error.errors()[0]['msg']}. Run `briefbot threads delete {thread}`, or that version."
        ) from error


def _checked(name: str) -> str:
    """A name with its spaces tidied.

    Raises:
        InputError: it has no letters or digits, or is too long.
    """
    tidy = " ".join(name.split())
    if not any(letter.isalnum() for letter in tidy):
        raise InputError(f"{name[:40]!r} is no name of a thread: it has no letters. Give it a name with some.")
    if len(tidy) > LONGEST_NAME:
        raise InputError(
            f"The name {tidy[:40]!r}... has {len(tidy)} characters; a thread's may have {LONGEST_NAME}. Give a shorter "
            "one."
        )
    return tidy


def _short(question: str) -> str:
    """A question as a name."""
    tidy = " ".join(question.split())
    return tidy if len(tidy) <= LONGEST_NAME else f"{tidy[: LONGEST_NAME - 1].rsplit(' ', 1)[0]}…"


def _gone(thread: str) -> InputError:
    return InputError(f"There is no thread {thread!r} any more. Run `briefbot threads list` to see those that are.")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
