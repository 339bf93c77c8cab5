"""`briefbot reading-list`: take in what was saved to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefbot.cli.options import Home, Json


def reading_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The export, or a browser's bookmarks.")],
    again: Annotated[bool, typer.Option("--again", help="Also ask for pages that could not be had.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private networks.")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Take in a reading list: the texts that it has, else each page, fetched politely; stopped, it carries on.

    Reads exports of Pocket, Instapaper, Raindrop, Readwise, wallabag, Karakeep, Linkwarden, Omnivore and Pinboard,
    and bookmarks of a browser in HTML or JSON.

    Example: briefbot reading-list bookmarks.html
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.feeds.fetch import Fetcher
    from briefbot.feeds.http import FetchRules
    from briefbot.feeds.saving import fetch_saved
    from briefbot.feeds.storage import fetched_folder
    from briefbot.readers.reading_lists import read_reading_list
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    saved = read_reading_list(file)
    bare = [(one.url, one.title) for one in saved if one.url and not one.has_text]
    with Console().progress("Fetching") as bar:
        fetcher = Fetcher(FetchRules(contact=settings.contact, allow_private=allow_private))
        report = fetch_saved(settings.home, bare, fetcher, again=again, begin=bar.begin, done=bar.done)
    if json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        lost = f", {report.lost} lost before (--again asks for them)" if report.lost else ""
        waiting = f" ({report.waiting} to be tried again)" if report.waiting else ""
        typer.echo(
            f"{len(saved)} entries, {len(saved) - len(bare)} with their text; {report.pages} pages fetched{waiting}, "
            f"{report.known} known{lost}, {len(report.problems)} failures."
        )
    for problem in report.problems:
        typer.echo(problem.reason, err=True)
    with Desk(settings, Console()) as desk:
        texts = [file] if len(bare) < len(saved) else []
        read = desk.ingest([*texts, *[each for each in [fetched_folder(settings.home)] if each.is_dir()]])
    typer.echo(f"{read.added} files added to the library, {len(read.problems)} problems.", err=json)
