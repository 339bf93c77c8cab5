"""`briefbot library`: what is in it, whether it is whole, and how it travels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.options import Home, Json

if TYPE_CHECKING:
    from collections.abc import Sequence
library_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Measure, check, repair, export and import the library."
)


@library_app.command()
def stats(json: Json = False, home: Home = None) -> None:
    """Count what the library holds.

    Example: briefbot library stats
    """
    from briefbot.library.store import Library
    from briefbot.progress import human
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    with Library(settings.home / "library.db") as library:
        numbers = library.stats().model_dump()
    files = (each for place in settings.home.glob("vectors*") for each in place.rglob("*") if each.is_file())
    numbers["vector_bytes"] = None if settings.chroma else sum(each.stat().st_size for each in files)
    if json:
        _print_json(numbers)
        return
    for name, value in numbers.items():
        shown = "-" if value is None else human(value) if name.endswith("bytes") else value
        typer.echo(f"{name.replace('_', ' '):<14}{shown}")


@library_app.command()
def check(json: Json = False, home: Home = None) -> None:
    """Examine the library and its vectors in all their parts; exit 1 when something is wrong.

    Example: briefbot library check
    """
    from briefbot.cli.console import Console
    from briefbot.errors import LibraryError
    from briefbot.library.store import Library
    from briefbot.search.index import vector_faults
    from briefbot.search.stores import vectors_place
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    with Library(settings.home / "library.db") as library:
        with Console().progress("Examining articles") as bar:
            found = library.faults(bar.begin, bar.done)
        faults = [*found.sentences(), *vector_faults(vectors_place(settings, library), library)]
    _print(faults, json, key="faults", none="The library is whole, and its vectors agree with it.")
    if faults:
        raise LibraryError(f"Found {len(faults)} faults in {str(settings.home)!r}. Run `briefbot library repair`.")


@library_app.command()
def repair(json: Json = False, home: Home = None) -> None:
    """Make again what can be made from the articles: chunks, word search, links and vectors.

    Example: briefbot library repair
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.errors import LibraryError
    from briefbot.ingest import repair as repair_library
    from briefbot.search.index import vector_faults
    from briefbot.search.stores import vectors_place
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    console = Console()
    with Desk(settings, console) as desk:
        with console.progress("Examining articles") as bar:
            done = repair_library(desk.library, settings.chunk_characters, bar.begin, bar.done)
        place = vectors_place(settings, desk.library)
        if vector_faults(place, desk.library):
            with console.progress("Embedding paragraphs") as progress:
                embedded = desk.index.repair(desk.library, progress.begin, progress.done)
            done.append(f"Brought the vectors in step with the articles, embedding {embedded} chunks.")
        faults = [
            *desk.library.faults().sentences(),
            *vector_faults(vectors_place(settings, desk.library), desk.library),
        ]
    _print(done, json, key="done", none="There was nothing to repair.")
    if faults:
        raise LibraryError(
            f"This cannot be repaired: {' '.join(faults)} Move {str(settings.home / 'library.db')!r} away and run "
            "`briefbot ingest` on your files, or `briefbot library import` on an export."
        )


@library_app.command("export")
def export_library(
    file: Annotated[Path, typer.Argument(help="The file to write; - for standard output.")] = Path("-"),
    json: Json = False,
    home: Home = None,
) -> None:
    """Write the library as JSON lines, from which `import` makes another like it.

    What waits in the outbox comes along, but is sent from there only by `briefbot outbox retry`: this library may send
    it too. Vectors are left out, and made again when they are needed; settings, feeds and mailboxes are kept elsewhere.

    Example: briefbot library export articles.jsonl
    """
    from briefbot.cli.console import Console
    from briefbot.files import counted, write_lines
    from briefbot.library.store import Library
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library, Console().progress("Exporting") as bar:
        articles = library.counts()[0]
        bar.begin(articles + len(library.files()) + len(library.problems()) + 1)
        lines = counted(library.export_lines(), bar.done)
        if str(file) == "-":
            sys.stdout.writelines(lines)
            return
        write_lines(file, lines)
    _print_json({"articles": articles}) if json else typer.echo(f"Wrote {articles} articles to {str(file)!r}.")


@library_app.command("import")
def import_library(
    file: Annotated[Path, typer.Argument(help="What `export` wrote; - for standard input.", show_default=False)],
    json: Json = False,
    home: Home = None,
) -> None:
    """Fill an empty library from an export.

    Messages that the other library had not sent yet are kept and not sent; `briefbot outbox retry` sends them.

    Example: briefbot library import articles.jsonl --home ~/new
    """
    from briefbot.cli.console import Console
    from briefbot.files import counted, stream_lines
    from briefbot.library.maintenance import UNSENT
    from briefbot.library.store import Library
    from briefbot.render.text import number
    from briefbot.search.chunking import chunk_article
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    with Library(settings.home / "library.db") as library, Console().progress("Importing") as bar:
        lines = sys.stdin if str(file) == "-" else stream_lines(file)
        if str(file) != "-":
            bar.begin(sum(1 for _ in stream_lines(file)))
            lines = counted(lines, bar.done)
        articles = library.import_lines(lines, lambda article: chunk_article(article, settings.chunk_characters))
        unsent = sum(parcel.reason == UNSENT for parcel in library.parcels("given up"))
    if json:
        _print_json({"articles": articles, "unsent": unsent})
        return
    typer.echo(f"Imported {articles} articles.")
    if unsent:
        told = number(unsent, "message was", "messages were")
        typer.echo(f"{told} not sent yet: `briefbot outbox` lists, `briefbot outbox retry` sends what is not sent.")


@library_app.command()
def vacuum(json: Json = False, home: Home = None) -> None:
    """Give unused space back to the disk.

    Example: briefbot library vacuum
    """
    from briefbot.library.store import Library
    from briefbot.progress import human
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        freed = library.vacuum()
    _print_json({"freed_bytes": freed}) if json else typer.echo(f"The library is {human(freed)} smaller.")


@library_app.command()
def problems(json: Json = False, home: Home = None) -> None:
    """List what could not be read, why, and when it was last tried; what was read with doubts, and may not be used.

    Example: briefbot library problems
    """
    from briefbot.library.store import Library
    from briefbot.render.answer import doubt_text
    from briefbot.render.text import printable, short_path
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        found, doubts = library.problems(), library.doubts()
        held = [(library.article(name), why) for name, why in library.held().items()]
    if json:
        kept = [{"path": each.path, "article": each.id, "reason": why.reason} for each, why in held]
        _print_json([*(each.model_dump() for each in (*found, *doubts)), *kept])
        return
    for problem in found:
        typer.echo(printable(f"{problem.at}  {short_path(problem.path)}: {problem.reason}"))
    for doubt in doubts:
        typer.echo(doubt_text(doubt))
    for article, why in sorted(held, key=lambda pair: pair[0].path or ""):
        typer.echo(printable(f"{short_path(article.path or '')}: article {article.id[:8]} is not used: {why.reason}"))
    if not found and not doubts and not held:
        typer.echo("Everything could be read.")


def _print(sentences: Sequence[str], json: bool, *, key: str, none: str) -> None:
    from briefbot.render.text import printable

    if json:
        _print_json({key: list(sentences)})
    else:
        typer.echo(printable("\n".join(sentences) or none))


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
