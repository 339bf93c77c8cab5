"""The commands that take articles in."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.options import Home, Json
from briefbot.errors import InputError

if TYPE_CHECKING:
    from briefbot.ingest import IngestReport


NAMED = 10
"""Most files passed over that are named."""


def ingest(
    names: Annotated[list[str], typer.Argument(metavar="PATH|URL|-...", help="Files, folders, addresses, or -.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose file is gone.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 on anything unread, passed over or doubtful.")
    ] = False,
    map_: Annotated[str | None, typer.Option("--map", help="JSON keys: title=headline,body=content.text")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private networks.")] = False,
    ray: Annotated[
        str | None, typer.Option(metavar="auto|ADDRESS", help="Read and embed on a Ray cluster.", show_default=False)
    ] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Take articles into the library; what is there already stays as it is.

    Reads .txt .md .html .mhtml .json .jsonl .csv .pdf .docx .rtf .odt .epub .eml .msg .mbox .rss .xml .vtt .srt .warc,
    .zip and .gz of these, and the exports of Nexis, Factiva, Europresse and ProQuest among them, article by article.
    Wires are told by their content, whatever their files are called: NewsML, NITF, ninjs, AP Media API, IPTC 7901,
    ANPA 1312.

    Example: briefbot ingest corpus/

    Example: briefbot ingest ~/articles https://example.com/news.html --prune

    Example: briefbot ingest export.jsonl --map title=headline,body=content.text

    Example: briefbot ingest /exports --ray auto
    """
    from briefbot.cli.console import Console
    from briefbot.cluster import joined_cluster
    from briefbot.desk import Desk
    from briefbot.ingest import read_here
    from briefbot.readers.records import parse_mapping
    from briefbot.settings import load_settings

    mapping = parse_mapping(map_) if map_ else None
    if "-" in names and (len(names) > 1 or ray):
        raise typer.BadParameter("standard input (-) is read alone, and here", param_hint="PATH")
    settings, console = load_settings(home=home), Console()
    with ExitStack() as stack:
        cluster = stack.enter_context(joined_cluster(ray, settings, console.note)) if ray else None
        embedder, crew = (cluster.embedder, cluster.read) if cluster else (None, read_here)
        desk = stack.enter_context(Desk(settings, console, embedder=embedder))
        if names == ["-"]:
            report = desk.ingest_data(sys.stdin.buffer.read(), mapping)
        else:
            report = desk.ingest(desk.fetch(names, allow_private), prune=prune, mapping=mapping, crew=crew)
        held = desk.library.counts()
    _print_report(report, held, json)  # a cluster has the terminal until here
    read = report.added + report.changed + report.unchanged
    if report.problems and (strict or not read):
        raise InputError(f"{len(report.problems)} could not be read; `briefbot library problems` lists them.")
    if report.skipped and strict:
        raise InputError(f"{report.skipped} were passed over; take them out of the folder, or convert them.")
    if report.doubts and strict:
        raise InputError(f"{len(report.doubts)} were read with doubts; `briefbot library problems` lists them.")


def _print_report(report: IngestReport, held: tuple[int, int], json: bool) -> None:
    if json:
        typer.echo(report.model_dump_json(indent=2))
        return
    from briefbot.render.answer import doubts_text

    articles, paragraphs = held
    typer.echo(
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed; "
        f"the library has {articles} articles with {paragraphs} paragraphs."
    )
    if report.skipped:
        typer.echo(_passed_over(report))
    for problem in report.problems:
        typer.echo(problem.reason, err=True)
    if report.doubts:
        typer.echo(doubts_text(report.doubts), err=True)


def _passed_over(report: IngestReport) -> str:
    """How many files were passed over, and the names of the first."""
    names = ", ".join(repr(_short(name)) for name in report.passed_over[:NAMED])
    more = f" and {report.skipped - NAMED} more, which `--json` lists" if report.skipped > NAMED else ""
    were = "file was" if report.skipped == 1 else "files were"
    return f"{report.skipped} other {were} passed over (of unknown formats, or a README): {names}{more}."


def _short(name: str) -> str:
    """A file's name without its folder; that of a zip file with the member that is meant."""
    archive, mark, member = name.partition(".zip!")
    return f"{Path(archive).name}{mark}{member}" if mark else Path(name).name


def watch_folder(
    folder: Annotated[Path, typer.Argument(help="Folder of articles.")],
    home: Home = None,
) -> None:
    """Ingest a folder now, and again whenever its files change, until Ctrl-C.

    Example: briefbot watch ~/articles
    """
    from briefbot.cli.console import Console
    from briefbot.cli.watch import watch
    from briefbot.desk import Desk
    from briefbot.settings import load_settings

    with Desk(load_settings(home=home), Console()) as desk:

        def take_in(changed: tuple[Path, ...] = ()) -> None:
            report = desk.ingest([folder], prune=True)
            _print_report(report, desk.library.counts(), json=False)

        take_in()
        watch(folder, take_in)


def rebuild(home: Home = None) -> None:
    """Cut all articles into chunks and embed them again.

    Example: briefbot index rebuild
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.settings import load_settings

    with Desk(load_settings(home=home), Console()) as desk:
        typer.echo(f"Embedded {desk.rebuild()} chunks of {desk.library.counts()[0]} articles.")
