"""The commands: each loads settings, builds parts, calls one function of the library and renders."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.brief import brief, schedule
from briefbot.cli.eval import eval_app
from briefbot.cli.feeds import feeds_app
from briefbot.cli.library import library_app
from briefbot.cli.models import models_app
from briefbot.errors import BriefbotError, InputError

if TYPE_CHECKING:
    import datetime as dt

    from briefbot.desk import Desk
    from briefbot.ingest import IngestReport
    from briefbot.types import Answer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A news desk on your own machine: every sentence proven by a source paragraph.",
)
index_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The vectors, made from the library.")
app.add_typer(feeds_app, name="feeds")
app.add_typer(library_app, name="library")
app.add_typer(models_app, name="models")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")

Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="The question, in quotes or not.", show_default=False)],
    first: Annotated[str | None, typer.Option("--from", help="First day of publication, such as 2019-07-14.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of publication.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this publisher.", show_default=False)] = None,
    history: Annotated[bool, typer.Option("--history", help="Also search superseded versions and copies.")] = False,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown with footnotes.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show passages, prompt, checks and times.")] = False,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Answer a question from the library, every sentence tied to the paragraph that proves it.

    Example: briefbot ask "when did the working-level talks get proposed?"

    Example: briefbot ask "who won the vote?" --from 2019-09-01 --to 2019-09-05 --json
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.settings import load_settings
    from briefbot.types import Filters

    filters = Filters(first=_day(first, "--from"), last=_day(last, "--to"), source=source, history=history)
    console = Console()
    settings = load_settings(home=home, model=model)
    with Desk(settings, console) as desk:
        with console.draft() as on_text:
            answer = desk.ask(" ".join(question), filters, on_text)
        _print_answer(answer, settings.prompt, json=json, markdown=markdown, explain=explain)


def _print_answer(answer: Answer, prompt: str, *, json: bool, markdown: bool, explain: bool) -> None:
    from briefbot.answering import asked_for
    from briefbot.prompts import AnswerPrompts
    from briefbot.render import answer_markdown, answer_text, explanation

    if json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    typer.echo(answer_markdown(answer) if markdown else answer_text(answer))
    if explain:
        typer.echo(explanation(answer, asked_for(answer, AnswerPrompts.load(prompt)).user))


app.command()(brief)
app.command()(schedule)


@app.command()
def ingest(
    names: Annotated[list[str], typer.Argument(metavar="PATH|URL|-...", help="Files, folders, addresses, or -.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose file is gone.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything could not be read.")] = False,
    map_: Annotated[str | None, typer.Option("--map", help="JSON keys: title=headline,body=content.text")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private networks.")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Take articles into the library; what is there already stays as it is.

    Reads .txt .md .html .json .jsonl .pdf .eml .rss .xml and .zip of these.

    Example: briefbot ingest corpus/

    Example: briefbot ingest ~/articles https://example.com/news.html --prune

    Example: briefbot ingest export.jsonl --map title=headline,body=content.text
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.readers import parse_mapping
    from briefbot.settings import load_settings

    mapping = parse_mapping(map_) if map_ else None
    if "-" in names and len(names) > 1:
        raise typer.BadParameter("standard input (-) is read alone", param_hint="PATH")
    with Desk(load_settings(home=home), Console()) as desk:
        if names == ["-"]:
            report = desk.ingest_data(sys.stdin.buffer.read(), mapping)
        else:
            report = desk.ingest(desk.fetch(names, allow_private), prune=prune, mapping=mapping)
        _print_report(report, desk, json)
    read = report.added + report.changed + report.unchanged
    if report.problems and (strict or not read):
        raise InputError(f"{len(report.problems)} could not be read; `briefbot library problems` lists them.")


def _print_report(report: IngestReport, desk: Desk, json: bool) -> None:
    if json:
        typer.echo(report.model_dump_json(indent=2))
        return
    articles, paragraphs = desk.library.counts()
    typer.echo(
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed; "
        f"the library has {articles} articles with {paragraphs} paragraphs."
    )
    if report.skipped:
        typer.echo(f"{report.skipped} other files were passed over (of unknown formats, or a README).")
    for problem in report.problems:
        typer.echo(problem.reason, err=True)


@app.command("watch")
def watch_folder(
    folder: Annotated[Path, typer.Argument(help="Folder of articles.")],
    home: Home = None,
) -> None:
    """Ingest a folder now, and again whenever its files change, until Ctrl-C.

    Example: briefbot watch ~/articles
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.settings import load_settings
    from briefbot.watch import watch

    with Desk(load_settings(home=home), Console()) as desk:

        def take_in(changed: tuple[Path, ...] = ()) -> None:
            _print_report(desk.ingest([folder], prune=True), desk, json=False)

        take_in()
        watch(folder, take_in)


@app.command()
def articles(json: Json = False, home: Home = None) -> None:
    """List the articles of the library, oldest first.

    Example: briefbot articles
    """
    from briefbot.library import Library
    from briefbot.render import day_of, printable, short_path, table
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        found = [library.article(article_id) for article_id in library.article_ids()]
    if json:
        columns = {"id", "title", "source", "author", "url", "path", "published"}
        typer.echo("[" + ",\n".join(article.model_dump_json(include=columns) for article in found) + "]")
        return
    rows = [
        (
            article.id[:8],
            day_of(article.published),
            printable(article.source or "?"),
            printable(article.title)[:60],
            short_path(article.path or ""),
        )
        for article in found
    ]
    typer.echo(table(rows) if rows else "The library is empty. Run `briefbot ingest FOLDER`.")


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="An id, its beginning, or the article's file.")],
    json: Json = False,
    home: Home = None,
) -> None:
    """Show an article as it was understood, and what was left out of it and why.

    Example: briefbot show 2019-07-14-han-river-wire-talks-proposed.txt
    """
    from briefbot.library import Library
    from briefbot.render import article_text, relations_text
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        found = library.find_article(article)
        if json:
            typer.echo(found.model_dump_json(indent=2))
        else:
            typer.echo(article_text(found))
            typer.echo(relations_text(library.versions_of(found.id), library.copies_of(found.id)), nl=False)


@index_app.command("rebuild")
def rebuild(home: Home = None) -> None:
    """Cut all articles into chunks and embed them again.

    Example: briefbot index rebuild
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.settings import load_settings

    with Desk(load_settings(home=home), Console()) as desk:
        typer.echo(f"Embedded {desk.rebuild()} chunks of {desk.library.counts()[0]} articles.")


def _day(text: str | None, option: str) -> dt.date | None:
    """A day given on the command line.

    Raises:
        InputError: it is not a date.
    """
    import datetime as dt

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{option} {text!r} is not a date. Write it as 2019-07-14.") from error


def main() -> None:
    """Run the command line: exit 0 for success, 1 for an expected failure in one line, 2 for wrong usage."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")  # chromadb
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        app()
    except BriefbotError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Interrupted. Run the same command again to carry on.", err=True)
        sys.exit(130)
