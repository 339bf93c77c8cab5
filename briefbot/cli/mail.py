"""`briefbot mail`: follow folders of a mail account, and fetch what is new in them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from briefbot.cli.following import print_followed, take_in_fetched
from briefbot.cli.options import Home, Json

mail_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Follow mail folders, such as one of newsletters; read only."
)
Url = Annotated[str, typer.Argument(metavar="URL", help="Address of the folder: imaps://USER@HOST/FOLDER.")]


@mail_app.command("add")
def add_mailbox(url: Url, home: Home = None) -> None:
    """Follow a mail folder, after a look at it; nothing in it is changed, nor marked as read.

    The password comes from BRIEFBOT_MAIL_PASSWORD or the system's keyring; else it is asked for and kept there.

    Example: briefbot mail add imaps://ann@mail.example/Newsletters
    """
    from briefbot.feeds.imap import look_at
    from briefbot.feeds.mailboxes import MAILBOXES, keep_password, parse_mailbox, password_of
    from briefbot.render.text import printable
    from briefbot.settings import load_settings

    mailbox = parse_mailbox(url)
    asked = None
    if password_of(mailbox) is None and sys.stdin.isatty():
        asked = typer.prompt(f"Password of {mailbox.account}", hide_input=True, err=True)
    mailbox, count = look_at(mailbox, asked)
    if asked:
        keep_password(mailbox, asked)
    state = "added" if MAILBOXES.add(load_settings(home=home).home, [mailbox]) else "followed already"
    typer.echo(f"{state}: {printable(mailbox.folder)} ({count} messages) <{mailbox.url}>")


@mail_app.command("list")
def list_mailboxes(json: Json = False, home: Home = None) -> None:
    """List the mail folders that are followed.

    Example: briefbot mail list
    """
    from briefbot.feeds.mailboxes import MAILBOXES
    from briefbot.settings import load_settings

    mailboxes = MAILBOXES.load(load_settings(home=home).home)
    none = "No mail folder is followed. Run `briefbot mail add URL`."
    print_followed(mailboxes, lambda mailbox: mailbox.folder, json, none)


@mail_app.command("remove")
def remove_mailbox(url: Url, home: Home = None) -> None:
    """Stop following a mail folder; its articles stay in the library, its password in the keyring.

    Example: briefbot mail remove imaps://ann@mail.example/Newsletters
    """
    from briefbot.feeds.mailboxes import MAILBOXES, parse_mailbox
    from briefbot.settings import load_settings

    mailbox = parse_mailbox(url)
    MAILBOXES.remove(load_settings(home=home).home, mailbox.url)
    typer.echo(f"removed: {mailbox.url}")


@mail_app.command("fetch")
def fetch_messages(json: Json = False, home: Home = None) -> None:
    """Fetch the new messages of all folders; stopped halfway, it carries on the next time.

    Example: briefbot mail fetch
    """
    from briefbot.cli.console import Console
    from briefbot.errors import FetchError
    from briefbot.feeds.imap import fetch_mail
    from briefbot.feeds.mailboxes import MAILBOXES
    from briefbot.settings import load_settings

    settings = load_settings(home=home)
    if not MAILBOXES.load(settings.home) and not json:
        typer.echo("No mail folder is followed. Run `briefbot mail add URL`.")
        return
    with Console().progress("Fetching") as bar:
        report = fetch_mail(settings.home, begin=bar.begin, done=bar.done)
    if json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        typer.echo(f"{report.new} new messages; {report.unchanged} folders unchanged, {len(report.problems)} failures.")
    for problem in report.problems:
        typer.echo(problem.reason, err=True)
    take_in_fetched(settings, json)
    mailboxes = MAILBOXES.load(settings.home)
    if mailboxes and all(mailbox.failures for mailbox in mailboxes):
        raise FetchError("No mail folder could be fetched. Check the network, and `briefbot mail list`.")
