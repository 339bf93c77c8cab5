"""`briefbot threads`: the threads of questions that the library keeps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefbot.cli.options import Home, Json

if TYPE_CHECKING:
    from briefbot.library.store import Library

threads_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Threads of questions: list, show, rename, delete, export."
)
Name = Annotated[str, typer.Argument(metavar="ID", help="A thread's id, or its beginning.")]


def open_library(home: Path | None) -> Library:
    """The library of a folder, or of the settings."""
    from briefbot.library.store import Library
    from briefbot.settings import load_settings

    return Library(load_settings(home=home).home / "library.db")


def print_threads(home: Path | None, json: bool) -> None:
    """Print the threads of a library."""
    from briefbot.render.threads import threads_text

    with open_library(home) as library:
        entries = library.threads()
    if json:
        typer.echo("[" + ",\n".join(entry.model_dump_json() for entry in entries) + "]")
    else:
        typer.echo(threads_text(entries) if entries else "There are no threads yet. Run `briefbot chat`.")


@threads_app.command("list")
def list_threads(json: Json = False, home: Home = None) -> None:
    """List the threads, the one that was asked last first.

    Example: briefbot threads list
    """
    print_threads(home, json)


@threads_app.command()
def show(thread: Name, json: Json = False, home: Home = None) -> None:
    """Show a thread: each question as typed and as asked, its answer and its sources.

    Example: briefbot threads show 3f2a
    """
    from briefbot.render.threads import thread_text

    with open_library(home) as library:
        found = library.thread(thread)
    typer.echo(found.model_dump_json(indent=2) if json else thread_text(found))


@threads_app.command()
def rename(thread: Name, name: Annotated[str, typer.Argument(help="The new name.")], home: Home = None) -> None:
    """Give a thread another name.

    Example: briefbot threads rename 3f2a "Korea talks"
    """
    from briefbot.render.text import printable

    with open_library(home) as library:
        tidy = library.rename_thread(thread, name)
    typer.echo(f"renamed: {printable(tidy)}")


@threads_app.command()
def delete(thread: Name, home: Home = None) -> None:
    """Delete a thread with its questions and answers; the articles stay.

    Example: briefbot threads delete 3f2a
    """
    with open_library(home) as library:
        found = library.delete_thread(thread)
    typer.echo(f"deleted: {found}")


@threads_app.command()
def export(
    thread: Name,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; else standard output.", show_default=False)
    ] = None,
    format: Annotated[
        Literal["md", "json"] | None,
        typer.Option(help="md or json; else what the file's ending says, else md.", show_default=False),
    ] = None,
    home: Home = None,
) -> None:
    """Write a thread as Markdown with footnotes, or as JSON.

    Example: briefbot threads export 3f2a -o korea.md
    """
    from briefbot.errors import InputError
    from briefbot.files import write_whole
    from briefbot.render.threads import thread_markdown

    with open_library(home) as library:
        found = library.thread(thread)
    chosen = format or ("json" if output and output.suffix.lower() == ".json" else "md")
    text = f"{found.model_dump_json(indent=2)}\n" if chosen == "json" else thread_markdown(found)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(output, [text])
    except OSError as error:
        raise InputError(f"Cannot write {str(output)!r}: {error.strerror}. Choose another place with -o.") from error
    typer.echo(f"written: {output}", err=True)
