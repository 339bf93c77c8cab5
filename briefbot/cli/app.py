"""The commands: each loads settings, builds parts, calls one function of the library and renders."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from briefbot.cli.ask import ask
from briefbot.cli.brief import brief, schedule
from briefbot.cli.chat import chat
from briefbot.cli.eval import eval_app
from briefbot.cli.feeds import feeds_app
from briefbot.cli.ingest import ingest, rebuild, watch_folder
from briefbot.cli.library import library_app
from briefbot.cli.mail import mail_app
from briefbot.cli.mcp import mcp
from briefbot.cli.models import models_app
from briefbot.cli.options import Home, Json
from briefbot.cli.reading_list import reading_list
from briefbot.cli.rounds import outbox_app, run
from briefbot.cli.search import search
from briefbot.cli.serve import serve
from briefbot.cli.threads import threads_app
from briefbot.cli.watchlist import watchlist_app
from briefbot.errors import BriefbotError

INTERRUPTED = 130  # the exit status that Typer makes of Ctrl-C, without a word
LISTED = 1_000  # articles, where nobody says how many
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A news desk on your own machine: every sentence proven by a source paragraph.",
)
index_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The vectors, made from the library.")
app.add_typer(feeds_app, name="feeds")
app.add_typer(mail_app, name="mail")
app.add_typer(watchlist_app, name="watchlist")
app.add_typer(outbox_app, name="outbox")
app.add_typer(library_app, name="library")
app.add_typer(models_app, name="models")
app.add_typer(threads_app, name="threads")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

app.command()(ask)
app.command()(serve)
app.command()(chat)
app.command()(search)
app.command()(brief)
app.command()(run)
app.command()(schedule)
app.command()(mcp)
app.command()(ingest)
app.command("reading-list")(reading_list)
app.command("watch")(watch_folder)
index_app.command("rebuild")(rebuild)


@app.command()
def articles(
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="How many of the newest are listed; else 1000, and as JSON all.", show_default=False),
    ] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """List the articles of the library, oldest first.

    Example: briefbot articles --limit 20
    """
    from briefbot.cli.console import Console
    from briefbot.library.store import Library
    from briefbot.render.text import printable, published_day, short_path, table
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        if json:
            columns = {"id", "title", "source", "author", "url", "path", "published"}
            begin = "["
            for article in library.each_head(limit or -1):
                typer.echo(begin + article.model_dump_json(include=columns), nl=False)
                begin = ",\n"
            typer.echo("[]" if begin == "[" else "]")
            return
        found = list(library.each_head(limit or LISTED))
        count = library.counts()[0]
    rows = [
        (
            article.id[:8],
            published_day(article),
            printable(article.source or "?"),
            printable(article.title)[:60],
            short_path(article.path or ""),
        )
        for article in found
    ]
    typer.echo(table(rows) if rows else "The library is empty. Run `briefbot ingest FOLDER`.")
    if len(found) < count:
        Console().note(f"The newest {len(found):,} of {count:,}. `briefbot articles --limit {count}` lists all.")


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="An id, its beginning, or the article's file.")],
    json: Json = False,
    home: Home = None,
) -> None:
    """Show an article as it was understood, and what was left out of it and why.

    Example: briefbot show 2019-07-14-han-river-wire-talks-proposed.txt
    """
    import datetime as dt
    from json import dumps

    from briefbot.library.store import Library
    from briefbot.render.answer import article_text, relations_text
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        found = library.find_article(article)
        years = library.fitting_years(found, dt.date.today())
        if json:
            fits = [fit.model_dump(mode="json") for fit in years]
            typer.echo(dumps(found.model_dump(mode="json") | {"years": fits}, indent=2, ensure_ascii=False))
        else:
            why = library.held().get(found.id)
            typer.echo(article_text(found, why.reason if why else None, years))
            typer.echo(relations_text(library.versions_of(found.id), library.copies_of(found.id)), nl=False)


def main() -> None:
    """Run the command line: exit 0 for success, 1 for an expected failure in one line, 2 for wrong usage."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")  # chromadb
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        app()
    except BriefbotError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo("Interrupted. Run the same command again to carry on.", err=True)
        raise
