"""The command that answers a question."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.options import Bibtex, Docx, Home, Json, Pdf, Ris, Template
from briefbot.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

    from briefbot.types import Answer


def ask(
    question: Annotated[list[str], typer.Argument(help="The question, in quotes or not.", show_default=False)],
    first: Annotated[str | None, typer.Option("--from", help="First day of publication, such as 2019-07-14.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of publication.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this publisher.", show_default=False)] = None,
    today: Annotated[
        str | None,
        typer.Option(help='Day of asking, of which "this week" is; else today.', show_default=False),
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="Also search superseded versions and copies.")] = False,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown with footnotes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show passages, prompt, checks and times.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Choose a sentence at once, without the language model.")
    ] = False,
    docx: Docx = None,
    pdf: Pdf = None,
    ris: Ris = None,
    bibtex: Bibtex = None,
    template: Template = None,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Answer a question from the library, every sentence tied to the paragraph that proves it.

    Example: briefbot ask "when did the working-level talks get proposed?"

    Example: briefbot ask --quick "who leads the talks?"

    Lists, timelines, quotations, summaries, "who is ..." and "what happened ..." are answered in the sources' words.

    Example: briefbot ask "what happened in Hong Kong this week?" --today 2019-10-05

    Example: briefbot ask "who won the vote?" --from 2019-09-01 --to 2019-09-05 --json

    Example: briefbot ask "who will lead the American side?" --docx answer.docx --bibtex sources.bib
    """
    from briefbot.cli.console import Console
    from briefbot.cli.handover import HandOver, write_answer_files
    from briefbot.server.remote import ask_server
    from briefbot.settings import load_settings
    from briefbot.types import Filters, Switches

    filters = Filters(first=day(first, "--from"), last=day(last, "--to"), source=source, history=history)
    files = HandOver(docx=docx, pdf=pdf, ris=ris, bibtex=bibtex, template=template)
    files.check()
    console = Console()
    settings = load_settings(home=home, model=model)
    asked_on = day(today, "--today")
    answer = None
    if not quick and asked_on is None:
        with console.draft() as on_text:
            answer = ask_server(settings, " ".join(question), filters, console.note, on_text)
    if answer is None:
        from briefbot.desk import Desk

        with Desk(settings, console) as desk, console.draft() as draft:
            answer = desk.ask(
                " ".join(question),
                filters,
                draft,
                Switches(model=not quick),
                today=asked_on,
                on_glance=lambda found: draft.glance([each.text for each in found.sentences], found.answerable or 0.0),
            )
    if files != HandOver():
        from briefbot.library.store import Library

        with closing(Library(settings.home / "library.db")) as library:
            written = write_answer_files(files, answer, library)
        for path in written:
            console.note(f"{path}: written.")
    _print_answer(answer, json=json, markdown=markdown, explain=explain)
    if not quick and sys.stderr.isatty():
        from briefbot.weights.fitting import better_model_named_once

        if told := better_model_named_once(settings):
            console.note(told)


def _print_answer(answer: Answer, *, json: bool, markdown: bool, explain: bool) -> None:
    from briefbot.render.answer import answer_markdown, answer_text, explanation

    if json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    typer.echo(answer_markdown(answer) if markdown else answer_text(answer))
    if explain:
        typer.echo(explanation(answer))


def day(text: str | None, option: str) -> dt.date | None:
    """A day given on the command line.

    Raises:
        InputError: it is not a date.
    """
    import datetime as dt

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{option} {text!r} is not a date. Write it as 2019-07-14.") from error
