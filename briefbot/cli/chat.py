"""`briefbot chat`: questions that follow on from one another, a line each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.options import Home
from briefbot.cli.threads import print_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.library.threads import Turn

HELP = """/edit WORDS   ask the last question again in these words
/sources      show where the passages of the last answer stand
/quit         end; the thread is kept"""


def chat(
    thread: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with a thread, by its id.", show_default=False)
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List the threads and end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a turn, a line each.")] = False,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Ask questions that follow on from one another; each is shown as it is asked, and kept in a thread.

    A line is a question, or /edit WORDS, /sources, /help or /quit. Lines of standard input are read in a script.

    Example: briefbot chat

    Example: briefbot chat --json < questions.txt
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.settings import load_settings

    if show:
        print_threads(home, json)
        return
    console = Console()
    with Desk(load_settings(home=home, model=model), console) as desk:
        talk = Talk(desk, console, thread, json)
        for line in _lines():
            if not talk.hear(line):
                break
    if talk.failures:
        raise typer.Exit(1)


def _lines() -> Iterator[str]:
    """What is typed or piped in, line by line; a prompt is shown where somebody types.

    Raises:
        InputError: it is no text.
    """
    from briefbot.errors import InputError

    while True:
        if sys.stdin.isatty():
            typer.echo("> ", nl=False, err=True)
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError as error:
            raise InputError(f"Standard input is no UTF-8 text: {error}. Give a question a line.") from error
        if not line:
            return
        if line.strip():
            yield line.strip()


class Talk:
    """One run of `briefbot chat`.

    Args:
        desk: answers, and keeps the thread.
        console: shows drafts.
        thread: the beginning of the id of a thread to go on with.
        json: whether each turn is printed as JSON.

    Raises:
        InputError: no such thread.
    """

    def __init__(self, desk: Desk, console: Console, thread: str | None, json: bool) -> None:
        self._desk = desk
        self._console = console
        self._json = json
        self._thread = desk.library.thread_id(thread) if thread else None
        turns = desk.library.thread(self._thread).turns if self._thread else ()
        self._last: Turn | None = turns[-1] if turns else None
        self.failures = 0

    def hear(self, line: str) -> bool:
        """Do what a line says; whether to go on."""
        from briefbot.errors import BriefbotError

        command, _, words = line.partition(" ")
        if command == "/quit":
            return False
        try:
            if command == "/sources":
                self._sources()
            elif command == "/edit":
                self._edit(words)
            elif command == "/help":
                typer.echo(HELP, err=True)
            elif command.startswith("/"):
                self._fail(f"There is no {command!r}. /help says what there is.")
            else:
                self._ask(line)
        except BriefbotError as error:
            self._fail(str(error))
        return True

    def _fail(self, reason: str) -> None:
        self.failures += 1
        typer.echo(f"Error: {reason}", err=True)

    def _ask(self, question: str) -> None:
        from briefbot.render.threads import rewriting_text

        library = self._desk.library
        thread = library.thread(self._thread) if self._thread else library.create_thread()
        try:
            rewriting = self._desk.rewrite(question, thread)
            if rewriting.changed and not self._json:
                typer.echo(rewriting_text(rewriting.question, rewriting.how))
            with self._console.draft() as on_text:
                turn = self._desk.follow_up(thread.id, question, rewriting, on_text=on_text)
        except BaseException:
            if not self._thread:
                library.delete_thread(thread.id)  # nothing was asked in it
            raise
        self._thread = thread.id
        self._print(turn)

    def _edit(self, words: str) -> None:
        from briefbot.render.threads import rewriting_text

        if not self._thread or not self._last:
            self._fail("There is no question to edit yet. Ask one first.")
            return
        before = self._last
        with self._console.draft() as on_text:
            turn = self._desk.follow_up(self._thread, before.asked, before.rewriting, words, on_text=on_text)
        if not self._json:
            typer.echo(rewriting_text(turn.question, turn.rewriting.how, edited=True))
        self._print(turn)

    def _print(self, turn: Turn) -> None:
        import json

        from briefbot.render.threads import turn_text

        self._last = turn
        if self._json:
            typer.echo(json.dumps({"thread": self._thread, **turn.model_dump(mode="json")}, ensure_ascii=False))
        else:
            earlier = self._desk.library.thread(str(self._thread)).turns
            typer.echo(f"{turn_text(turn, earlier)}\n")

    def _sources(self) -> None:
        from briefbot.render.threads import sources_text

        if self._last is None:
            self._fail("There is no answer yet. Ask a question first.")
        elif self._json:
            typer.echo(self._last.answer.model_dump_json(include={"passages"}))
        else:
            typer.echo(sources_text(self._last))
