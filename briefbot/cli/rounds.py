"""`briefbot run` and `briefbot outbox`: all that is due, once, and what is on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.options import Home, Json

if TYPE_CHECKING:
    import datetime as dt

    from briefbot.briefing.types import Briefing
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.rounds import BriefingPlan, RoundReport
    from briefbot.types import Problem

outbox_app = typer.Typer(rich_markup_mode=None, help="What is on its way, and why it has not arrived.")


def run(
    brief_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Also a briefing into briefings/, every day at this local time.")
    ] = None,
    brief_to: Annotated[
        list[str] | None, typer.Option(metavar="TARGET", help="Who is sent that briefing.", show_default=False)
    ] = None,
    fetch: Annotated[
        int | None,
        typer.Option(metavar="MINUTES", min=1, help="First fetch feeds and mail that were fetched so long ago."),
    ] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Do all that is due, once: compare new articles with the watchlists, make the briefing, send.

    Two at the same time are one: the second leaves.

    Example: briefbot run

    Example: briefbot run --fetch 30 --brief-at 06:30 --brief-to editors
    """
    from briefbot.cli.scheduling import parse_time
    from briefbot.delivery import check_targets
    from briefbot.rounds import BriefingPlan
    from briefbot.settings import load_settings

    if brief_to and not brief_at:
        raise typer.BadParameter("give --brief-at too", param_hint="--brief-to")
    check_targets(brief_to or (), load_settings(home=home))
    plan = BriefingPlan(at=parse_time(brief_at), to=tuple(brief_to or ())) if brief_at else None
    run_round(home, plan, json=json, fetch=fetch)


def run_round(
    home: Path | None,
    plan: BriefingPlan | None = None,
    only: str | None = None,
    json: bool = False,
    fetch: int | None = None,
) -> None:
    """Run a round and print what it did."""
    import datetime as dt

    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.rounds import run_due
    from briefbot.settings import load_settings
    from briefbot.watchlists.keeping import find_list
    from briefbot.watchlists.schedule import local_zone

    settings = load_settings(home=home)
    console, zone = Console(), local_zone()

    def now() -> dt.datetime:
        return dt.datetime.now(zone)

    with Desk(settings, console) as desk:
        if fetch:
            _fetch(desk, console, dt.timedelta(minutes=fetch), now())
        chosen = find_list(desk.library, only).id if only else None
        report = run_due(desk, now, zone, plan, chosen, lambda made: _keep(made, console), console)
    typer.echo(report.model_dump_json(indent=2) if json else _told(report))
    for problem in report.delivered.problems:
        console.note(f"Not sent yet: {problem}")
    for loss in report.delivered.losses:
        console.note(f"Given up: {loss} `briefbot outbox retry` tries again.")
    for note in report.notes:
        console.note(f"Error: {note}")
    if report.notes:
        raise typer.Exit(1)


@outbox_app.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also what was sent in the last 30 days.")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """List what is on its way, and why it has not arrived.

    Example: briefbot outbox
    """
    if context.invoked_subcommand:
        return
    from briefbot.delivery import Sending
    from briefbot.library.store import Library
    from briefbot.render.text import printable, table
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        found = [each for each in library.parcels() if everything or each.state != "sent"]
    if json:
        typer.echo("[" + ",\n".join(each.model_dump_json(exclude={"json_text"}) for each in found) + "]")
        return
    rows = []
    for each in found:
        subject = Sending.model_validate_json(each.json_text).message.subject
        due = f", again at {each.due.astimezone():%Y-%m-%d %H:%M}" if each.state == "waiting" and each.attempts else ""
        state = f"{each.state}, {each.attempts} attempts{due}" if each.state != "sent" else "sent"
        rows.append((str(each.number), each.target, printable(subject)[:50], state, printable(each.reason)))
    typer.echo(table(rows) if rows else "The outbox is empty.")


@outbox_app.command("retry")
def retry(
    number: Annotated[int | None, typer.Argument(help="Of one of them.  [default: all]")] = None, home: Home = None
) -> None:
    """Try again at once what waits or was given up.

    Example: briefbot outbox retry 12
    """
    import datetime as dt

    from briefbot.delivery import deliver
    from briefbot.library.store import Library
    from briefbot.settings import load_settings
    from briefbot.watchlists.schedule import local_zone

    settings, zone = load_settings(home=home), local_zone()
    with Library(settings.home / "library.db") as library:
        library.retry(number, dt.datetime.now(dt.UTC))
        report = deliver(library, settings, lambda: dt.datetime.now(zone))
    typer.echo(
        f"{report.sent} sent, {report.failed + report.given_up} failed, {report.quiet} wait for quiet hours to end."
    )
    for problem in (*report.problems, *report.losses):
        typer.echo(f"Not sent: {problem}", err=True)


@outbox_app.command("drop")
def drop(number: Annotated[int, typer.Argument(help="Of one of them.")], home: Home = None) -> None:
    """Take something out unsent.

    Example: briefbot outbox drop 12
    """
    from briefbot.library.store import Library
    from briefbot.settings import load_settings

    with Library(load_settings(home=home).home / "library.db") as library:
        library.drop_parcel(number)
    typer.echo(f"Dropped: {number}.")


def _fetch(desk: Desk, console: Console, age: dt.timedelta, now: dt.datetime) -> None:
    """Fetch feeds and mail when they were last fetched so long ago; what fails is noted and tried the next time."""
    from briefbot.errors import BriefbotError
    from briefbot.feeds.fetch import Fetcher
    from briefbot.feeds.http import FetchRules
    from briefbot.feeds.imap import fetch_mail
    from briefbot.feeds.mailboxes import MAILBOXES
    from briefbot.feeds.poll import fetch_feeds
    from briefbot.feeds.storage import fetched_folder
    from briefbot.feeds.subscriptions import FEEDS

    home, last = desk.settings.home, desk.library.slot("fetch")
    if last and now - age < last <= now:
        return
    desk.library.dispatch("fetch", now, ())
    fetcher = Fetcher(FetchRules(contact=desk.settings.contact))
    problems: list[Problem] = []
    try:
        if FEEDS.load(home):
            problems += fetch_feeds(home, fetcher).problems
        if MAILBOXES.load(home):
            problems += fetch_mail(home).problems
    except BriefbotError as error:
        console.note(str(error))
    for problem in problems:
        console.note(problem.reason)
    if fetched_folder(home).is_dir():
        desk.ingest([fetched_folder(home)])


def _keep(briefing: Briefing, console: Console) -> None:
    """Write the briefing of a round into the folder of briefings."""
    from briefbot.cli.output import check_file, output_file, write_briefing
    from briefbot.errors import InputError
    from briefbot.render.briefing import coverage
    from briefbot.render.briefing_markdown import briefing_markdown

    file = output_file(None, briefing.last, briefing.last, None, "md")
    assert file
    try:
        check_file(file, "md")
        write_briefing(file, briefing_markdown(briefing, file.parent), "md")
        console.note(f"{file}: {coverage(briefing)}.")
    except InputError as error:  # an edited file is kept, and the briefing is sent all the same
        console.note(str(error))


def _told(report: RoundReport) -> str:
    if report.busy:
        return "Another round is at work; it does all that is due."
    sent, matched = report.delivered, report.matched
    parts = [f"{matched.articles} new articles, {matched.hits} hits; {sent.sent} sent"]
    parts += [f"{report.notices} notices of what was taken back or corrected"] if report.notices else []
    parts += [f"{sent.failed} to be tried again"] if sent.failed else []
    parts += [f"{sent.given_up} given up, see `briefbot outbox`"] if sent.given_up else []
    parts += [f"{sent.quiet} wait for quiet hours to end"] if sent.quiet else []
    parts += [f"{matched.waiting} articles under embargo"] if matched.waiting else []
    return ", ".join(parts) + "."
