"""`briefbot brief --since`: what changed within some days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from briefbot.cli.handover import HandOver
from briefbot.cli.output import Format
from briefbot.types import Frozen

if TYPE_CHECKING:
    from pathlib import Path

    from briefbot.briefing.types import Developments
    from briefbot.cli.console import Console
    from briefbot.cli.days import Asked
    from briefbot.settings import Settings


class ChangesOutput(Frozen):
    """What is written of the changes, and where."""

    form: Format
    output: str | None
    force: bool
    files: HandOver


def check_options(others: Mapping[str, object]) -> None:
    """See that no option was given that needs a briefing.

    Args:
        others: the values of such options by their names.

    Raises:
        InputError: one was given.
    """
    from briefbot.errors import InputError

    given = next((name for name, value in others.items() if value), None)
    if given:
        raise InputError(f"--since and {given} exclude each other. Give one of them.")


def write_changes(asked: Asked, settings: Settings, console: Console, topic: str | None, wanted: ChangesOutput) -> None:
    """Tell what changed within the days that were asked for, and write it."""
    from briefbot.briefing.developments import make_developments
    from briefbot.briefing.interests import load_interests
    from briefbot.cli.days import choose_days
    from briefbot.cli.handover import write_developments_files
    from briefbot.cli.output import check_file, output_file, write_briefing
    from briefbot.desk import Desk
    from briefbot.progress import Watcher
    from briefbot.render.developments import changes_line

    interests = load_interests(settings.interest)
    with Desk(settings, console) as desk:
        desk.fill_if_empty()
        span = choose_days(asked, desk.library.days_of_articles(), dt.date.today())
        file = output_file(wanted.output, span.first, span.last, topic, wanted.form, "changes-")
        if file:
            check_file(file, wanted.form, wanted.force)
        desk.sync()
        with console.progress("Comparing articles") as progress:
            watcher = Watcher(progress.begin, progress.done, progress.stage)
            found = make_developments(
                desk.library, desk.index, desk.embedder, span.first, span.last, topic, interests, watcher
            )
        text = _rendered(found, wanted.form, file)
        written = write_developments_files(wanted.files, found, desk.library)
    if file:
        write_briefing(file, text, wanted.form, wanted.force)
    else:
        typer.echo(text, nl=False)
    for path in written:
        console.note(f"{path}: written.")
    console.note(f"{file or 'Changes'}: {changes_line(found)}.")


def _rendered(found: Developments, form: Format, file: Path | None) -> str:
    from briefbot.render.developments import developments_document, developments_markdown
    from briefbot.render.document_html import document_html

    if form == "json":
        return found.model_dump_json(indent=2) + "\n"
    if form == "html":
        return document_html(developments_document(found))
    return developments_markdown(found, file.parent if file else None)
