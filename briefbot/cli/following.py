"""What `briefbot feeds` and `briefbot mail` do alike: list what is followed, and take in what was fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from briefbot.feeds.mailboxes import Mailbox
    from briefbot.feeds.subscriptions import Feed
    from briefbot.settings import Settings

    _Place = TypeVar("_Place", Feed, Mailbox)
WIDEST_NAME = 50


def print_followed(places: Sequence[_Place], name_of: Callable[[_Place], str], json: bool, none: str) -> None:
    """Print what is followed, one a line; `none` where nothing is."""
    from briefbot.render.text import printable, table

    if json:
        typer.echo("[" + ",\n".join(place.model_dump_json() for place in places) + "]")
        return
    rows = [
        (
            printable(name_of(place))[:WIDEST_NAME],
            place.last_fetched.date().isoformat() if place.last_fetched else "never fetched",
            f"failed {place.failures} times" if place.failures else "",
            place.url,
        )
        for place in places
    ]
    typer.echo(table(rows) if rows else none)


def take_in_fetched(settings: Settings, json: bool) -> None:
    """Ingest what was fetched, also by a round that was stopped, and print the counts; with JSON on stderr."""
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.feeds.storage import fetched_folder

    if fetched_folder(settings.home).is_dir():
        with Desk(settings, Console()) as desk:
            read = desk.ingest([fetched_folder(settings.home)])
        typer.echo(f"{read.added} articles added to the library, {len(read.problems)} could not be read.", err=json)
