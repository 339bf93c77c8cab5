"""`briefbot watchlist`: searches that are kept, and who is told of what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefbot.cli.options import Atom, Home, Json, To

if TYPE_CHECKING:
    from briefbot.settings import Settings
    from briefbot.watchlists.keeping import Wanted
    from briefbot.watchlists.types import Watchlist

watchlist_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Searches that are kept, and who is told of what they find."
)
Name = Annotated[str, typer.Argument(help="Name of the list.", show_default=False)]
Query = Annotated[str | None, typer.Option(help="What a hit is about.", show_default=False)]
Words = Annotated[list[str] | None, typer.Option("--any", help="A word of which a hit has one.", show_default=False)]
All = Annotated[list[str] | None, typer.Option("--all", help="A word that a hit has.", show_default=False)]
Without = Annotated[list[str] | None, typer.Option("--none", help="A word that a hit has not.", show_default=False)]
Source = Annotated[list[str] | None, typer.Option(help="Only this publisher.", show_default=False)]
Every = Annotated[Literal["immediate", "hourly", "daily", "weekly"] | None, typer.Option(help="How often.")]
At = Annotated[str | None, typer.Option(help="Local time of a daily or weekly list.  [default: 06:30]")]
Days = Annotated[str | None, typer.Option(help="Days of the week, such as mon-fri.", show_default=False)]
SHOWN = 20  # hits


@watchlist_app.command("add")
def add(
    name: Name,
    query: Annotated[str, typer.Option(help="What a hit is about.", show_default=False)],
    any_words: Words = None,
    all_words: All = None,
    none_words: Without = None,
    source: Source = None,
    every: Every = None,
    at: At = None,
    days: Days = None,
    to: To = None,
    home: Home = None,
) -> None:
    """Keep a search; what is in the library already is no news to it.

    Words at --any, --all and --none stand for themselves; with * at its end a word stands for all that begin so.
    A weekly list is a briefing on its topic.

    Example: briefbot watchlist add talks --query "talks in Stockholm" --any Stockholm --to me@desk.example

    Example: briefbot watchlist add hong-kong --query "protests in Hong Kong" --every daily --at 07:00 --to editors
    """
    import datetime as dt

    from briefbot.library.store import Library
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import add_list

    settings = load_settings(home=home)
    wanted = _wanted(settings, query, (any_words, all_words, none_words, source), every, at, days, to)
    with Library(settings.home / "library.db") as library:
        made = add_list(library, name, wanted, dt.datetime.now(dt.UTC))
    typer.echo(f"Added: {made.name}. {_when(made)} `briefbot run` compares new articles with it and tells.")


@watchlist_app.command("edit")
def edit(
    name: Name,
    query: Query = None,
    any_words: Words = None,
    all_words: All = None,
    none_words: Without = None,
    source: Source = None,
    every: Every = None,
    at: At = None,
    days: Days = None,
    to: To = None,
    home: Home = None,
) -> None:
    """Change a list; what is given takes the place of what was there, and an empty word leaves none.

    Example: briefbot watchlist edit talks --every daily --at 07:00 --any ""
    """
    from briefbot.library.store import Library
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import change_list

    settings = load_settings(home=home)
    wanted = _wanted(settings, query, (any_words, all_words, none_words, source), every, at, days, to)
    with Library(settings.home / "library.db") as library:
        changed = change_list(library, name, wanted)
    typer.echo(f"Changed: {changed.name}. {_when(changed)}")


@watchlist_app.command("list")
def list_all(json: Json = False, home: Home = None) -> None:
    """List the watchlists.

    Example: briefbot watchlist list
    """
    from briefbot.library.store import Library
    from briefbot.render.text import printable, table
    from briefbot.settings import load_settings
    from briefbot.watchlists.finding import read_list

    with Library(load_settings(home=home).home / "library.db") as library:
        lists = [read_list(kept) for kept in library.watchlists()]
        counts = [library.count_hits(each.id) for each in lists]
    if json:
        typer.echo("[" + ",\n".join(each.model_dump_json() for each in lists) + "]")
        return
    rows = [
        (printable(each.name), f"{count} hits", _when(each), printable(each.query)[:50], ", ".join(each.to))
        for each, count in zip(lists, counts, strict=True)
    ]
    typer.echo(
        table(rows) if rows else "There is no watchlist. Run `briefbot watchlist add NAME --query ... --to ...`."
    )


@watchlist_app.command("show")
def show(name: Name, atom: Atom = None, json: Json = False, home: Home = None) -> None:
    """Show a list and what it has found, newest first.

    Example: briefbot watchlist show talks --atom talks.atom
    """
    from briefbot.files import write_bytes
    from briefbot.library.store import Library
    from briefbot.render.handover import list_feed, standing_hits
    from briefbot.render.hits import hits_data, hits_text, words_text
    from briefbot.render.text import printable
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import find_list

    with Library(load_settings(home=home).home / "library.db") as library:
        found = find_list(library, name)
        hits = standing_hits(found, library)
        feed = list_feed(found, library) if atom else b""
    if atom:
        write_bytes(atom, feed)
        typer.echo(f"{atom}: written.", err=True)
    if json:
        import json as writer

        typer.echo(writer.dumps(hits_data(found, hits), ensure_ascii=False, indent=2))
        return
    about = printable(f"{found.name}: “{found.query}”{words_text(found)}. {_when(found)} To {', '.join(found.to)}.")
    typer.echo(f"{about}\n\n{hits_text(hits[:SHOWN])}".rstrip())


@watchlist_app.command("test")
def test(
    name: Name,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days back from today.")] = 7,
    until: Annotated[str | None, typer.Option(help="Count back from this day.  [default: today]")] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Show what a list would have been told of the articles of the last days; nothing is sent.

    Example: briefbot watchlist test talks --days 30
    """
    import datetime as dt

    from briefbot.cli.ask import day
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.render.hits import hits_data, hits_text
    from briefbot.settings import load_settings
    from briefbot.watchlists.finding import found_of_late
    from briefbot.watchlists.keeping import find_list

    now, last = dt.datetime.now().astimezone(), day(until, "--until")
    now = dt.datetime.combine(last, dt.time(23, 59), now.tzinfo) if last else now
    with Desk(load_settings(home=home), Console()) as desk:
        found = find_list(desk.library, name)
        hits = found_of_late(found, desk.library, desk.embedder, days, now)
    if json:
        import json as writer

        typer.echo(writer.dumps(hits_data(found, hits), ensure_ascii=False, indent=2))
        return
    first = now.date() - dt.timedelta(days=days)
    typer.echo(f"{len(hits)} hits among the articles of {first} to {now.date()}.\n\n{hits_text(hits)}".rstrip())


@watchlist_app.command("pause")
def pause(
    name: Name,
    resume: Annotated[bool, typer.Option("--resume", help="Go on; what was found meanwhile is told.")] = False,
    home: Home = None,
) -> None:
    """Stop telling what a list finds, until it goes on.

    Example: briefbot watchlist pause talks
    """
    from briefbot.library.store import Library
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import pause_list

    with Library(load_settings(home=home).home / "library.db") as library:
        changed = pause_list(library, name, paused=not resume)
    typer.echo(f"{changed.name}: {'goes on' if resume else 'paused; `--resume` lets it go on'}.")


@watchlist_app.command("remove")
def remove(name: Name, home: Home = None) -> None:
    """Forget a list and what it has found.

    Example: briefbot watchlist remove talks
    """
    from briefbot.library.store import Library
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import find_list

    with Library(load_settings(home=home).home / "library.db") as library:
        found = find_list(library, name)
        library.remove_watchlist(found.id)
    typer.echo(f"Removed: {found.name}.")


@watchlist_app.command("run")
def run_list(name: Name, home: Home = None) -> None:
    """Compare new articles with all lists and tell this one's hits now, whether or not it is due.

    Example: briefbot watchlist run talks
    """
    from briefbot.cli.rounds import run_round

    run_round(home, only=name)


def _wanted(
    settings: Settings,
    query: str | None,
    words: tuple[list[str] | None, ...],
    every: str | None,
    at: str | None,
    days: str | None,
    to: list[str] | None,
) -> Wanted:
    """What was asked for; an option given empty leaves none.

    Raises:
        InputError: a time, days or a target that cannot be used.
    """
    from briefbot.cli.scheduling import parse_time
    from briefbot.delivery import check_targets
    from briefbot.watchlists.keeping import Wanted
    from briefbot.watchlists.schedule import parse_days
    from briefbot.watchlists.types import Every as Often

    check_targets(to or (), settings)
    found = [tuple(filter(None, map(str.strip, each))) if each is not None else None for each in words]
    return Wanted(
        query=query,
        any=found[0],
        all=found[1],
        none=found[2],
        sources=found[3],
        every=Often(every) if every else None,
        at=parse_time(at) if at else None,
        days=parse_days(days) if days else None,
        to=tuple(to) if to else None,
    )


def _when(watchlist: Watchlist) -> str:
    """How often a list is told, in words."""
    from briefbot.watchlists.schedule import days_text
    from briefbot.watchlists.types import Every as Often

    if watchlist.paused:
        return "Paused."
    if watchlist.every in (Often.IMMEDIATE, Often.HOURLY):
        return f"{watchlist.every.capitalize()}."
    days = f" on {days_text(watchlist.days)}" if watchlist.days else ""
    return f"{watchlist.every.capitalize()} at {watchlist.at:%H:%M}{days}."
