"""`briefbot feeds`: follow feeds, and fetch what is new in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.following import print_followed, take_in_fetched
from briefbot.cli.options import Home, Json

if TYPE_CHECKING:
    from briefbot.feeds.fetch import Fetcher
    from briefbot.settings import Settings
feeds_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Follow feeds and fetch what is new in them.")
Private = Annotated[
    bool, typer.Option("--allow-private", help="Also reach this machine and private networks, if feeds point there.")
]


@feeds_app.command("add")
def add_feed(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses of RSS, Atom or JSON feeds.")],
    allow_private: Private = False,
    home: Home = None,
) -> None:
    """Follow feeds, after a look at each.

    Example: briefbot feeds add https://news.example/world.rss
    """
    from briefbot.feeds.addresses import checked_url
    from briefbot.feeds.poll import feed_title
    from briefbot.feeds.subscriptions import FEEDS, Feed
    from briefbot.render.text import printable
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    fetcher = _fetcher(settings, allow_private)
    for url in [checked_url(url) for url in urls]:
        feed = Feed(url=url, title=feed_title(url, fetcher))
        state = "added" if FEEDS.add(settings.home, [feed]) else "followed already"
        typer.echo(f"{state}: {printable(feed.title)} <{feed.url}>")


@feeds_app.command("list")
def list_feeds(json: Json = False, home: Home = None) -> None:
    """List the feeds that are followed.

    Example: briefbot feeds list
    """
    from briefbot.feeds.subscriptions import FEEDS
    from briefbot.settings import load_settings

    feeds = FEEDS.load(load_settings(home=home).home)
    none = "No feed is followed. Run `briefbot feeds add URL`."
    print_followed(feeds, lambda feed: feed.title, json, none)


@feeds_app.command("remove")
def remove_feed(url: Annotated[str, typer.Argument(help="Address of the feed.")], home: Home = None) -> None:
    """Stop following a feed; its articles stay in the library.

    Example: briefbot feeds remove https://news.example/world.rss
    """
    from briefbot.feeds.addresses import checked_url
    from briefbot.feeds.subscriptions import FEEDS
    from briefbot.settings import load_settings

    feed = FEEDS.remove(load_settings(home=home).home, checked_url(url))
    typer.echo(f"removed: {feed.url}")


@feeds_app.command("fetch")
def fetch_entries(
    pages: Annotated[bool, typer.Option("--pages/--no-pages", help="Fetch the pages that entries link to.")] = True,
    allow_private: Private = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Fetch all feeds and the pages of their new entries; stopped halfway, it carries on the next time.

    Example: briefbot feeds fetch
    """
    from briefbot.cli.console import Console
    from briefbot.errors import FetchError
    from briefbot.feeds.poll import fetch_feeds
    from briefbot.feeds.subscriptions import FEEDS
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    with Console().progress("Fetching") as bar:
        fetcher = _fetcher(settings, allow_private)
        report = fetch_feeds(settings.home, fetcher, pages=pages, begin=bar.begin, done=bar.done)
    if json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        waiting = f" ({report.waiting} to be tried again)" if report.waiting else ""
        kept = f", {report.kept} entries kept whose pages lack their words" if report.kept else ""
        typer.echo(
            f"{report.new} new entries, {report.pages} pages fetched{waiting}{kept}; "
            f"{report.unchanged} feeds unchanged, {len(report.problems)} failures."
        )
    for problem in report.problems:
        typer.echo(problem.reason, err=True)
    take_in_fetched(settings, json)
    feeds = FEEDS.load(settings.home)
    if feeds and all(feed.failures for feed in feeds):
        raise FetchError("No feed could be fetched. Check the network, and `briefbot feeds list`.")


@feeds_app.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An OPML file from a feed reader.")],
    home: Home = None,
) -> None:
    """Follow the feeds of an OPML file; they are looked at when they are fetched.

    Example: briefbot feeds import subscriptions.opml
    """
    from briefbot.feeds.subscriptions import FEEDS, read_opml
    from briefbot.settings import load_settings

    feeds, problems = read_opml(file.read_bytes(), str(file))
    added = FEEDS.add(load_settings(home=home).home, feeds)
    typer.echo(f"{len(added)} feeds added, {len(feeds) - len(added)} followed already.")
    for problem in problems:
        typer.echo(problem.reason, err=True)


@feeds_app.command("export")
def export_opml(
    file: Annotated[Path | None, typer.Argument(help="Where to write; default: standard output.")] = None,
    home: Home = None,
) -> None:
    """Write the feeds as OPML, for a feed reader or another machine.

    Example: briefbot feeds export subscriptions.opml
    """
    from briefbot.feeds.subscriptions import FEEDS, write_opml
    from briefbot.files import write_bytes
    from briefbot.settings import load_settings

    written = write_opml(FEEDS.load(load_settings(home=home).home))
    if file is None:
        typer.echo(written.decode(), nl=False)
    else:
        write_bytes(file, written)


def _fetcher(settings: Settings, allow_private: bool) -> Fetcher:
    from briefbot.feeds.fetch import Fetcher
    from briefbot.feeds.http import FetchRules

    return Fetcher(FetchRules(contact=settings.contact, allow_private=allow_private))
