"""`briefbot brief` and `briefbot schedule`: a briefing, and one every morning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefbot.cli.options import Atom, Bibtex, Docx, Home, Ics, Pdf, Ris, Template, To

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.briefing.types import Briefing
    from briefbot.cli.console import Console
    from briefbot.cli.output import Format
    from briefbot.desk import Desk
    from briefbot.library.store import Library


def brief(
    date: Annotated[str | None, typer.Option(help="The day, such as 2019-10-05.  [default: today]")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first of several days.")] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="The last of them; or a target to send it to, or an address.", show_default=False),
    ] = None,
    since_last: Annotated[bool, typer.Option("--since-last", help="From the briefing before until today.")] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="No briefing, but what changed from this day on.", show_default=False),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="The last day of --since.  [default: today]", show_default=False)
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only what is about this.", show_default=False)] = None,
    opinion: Annotated[bool, typer.Option("--opinion", help="Columns and editorials too, as views.")] = False,
    interest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Names and topics to rank higher or lower.", show_default=False),
    ] = None,
    format: Annotated[Literal["md", "html", "json"] | None, typer.Option(help="[default: as FILE ends, or md]")] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="File, folder or -.  [default: briefings/DAY.md]"),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show ranking, what was removed, times.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that was edited.")] = False,
    docx: Docx = None,
    pdf: Pdf = None,
    ris: Ris = None,
    bibtex: Bibtex = None,
    template: Template = None,
    ics: Ics = None,
    atom: Atom = None,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Write a briefing of the articles of a day, every sentence tied to the paragraph that proves it.

    Example: briefbot brief --date 2019-10-05

    Example: briefbot brief --from 2019-10-01 --to 2019-10-05 --topic "hong kong" -o week.html

    Example: briefbot brief --since-last

    Example: briefbot brief --since 2019-09-01 --until 2019-09-30 -o september.html

    Example: briefbot brief --date 2019-10-05 --to editors --to me@desk.example

    Example: briefbot brief --interest desk.toml

    Example: briefbot brief --docx today.docx --pdf today.pdf --ris sources.ris --ics ahead.ics
    """
    import datetime as dt

    from briefbot.briefing.brief import briefing_before
    from briefbot.cli.changes import ChangesOutput, check_options, write_changes
    from briefbot.cli.console import Console
    from briefbot.cli.days import Asked, check_asked, checked_topic, choose_days, split_to
    from briefbot.cli.handover import HandOver, write_briefing_files
    from briefbot.cli.output import check_file, chosen_format, output_file, write_briefing
    from briefbot.delivery import check_targets
    from briefbot.desk import Desk
    from briefbot.settings import load_settings

    today = dt.date.today()
    last, targets = split_to(to or ())
    settings = load_settings(home=home, model=model, interest=interest)
    check_targets(targets, settings)
    asked = Asked(date=date, first=first, last=last, since_last=since_last, since=since, until=until)
    check_asked(asked, today)
    topic = checked_topic(topic)
    form = chosen_format(format, output)
    files = HandOver(docx=docx, pdf=pdf, ris=ris, bibtex=bibtex, template=template, ics=ics, atom=atom)
    files.check()
    console = Console()
    if asked.since:
        check_options({"--to": targets, "--opinion": opinion, "--explain": explain, "--ics": ics, "--atom": atom})
        wanted = ChangesOutput(form=form, output=output, force=force, files=files)
        write_changes(asked, settings, console, topic, wanted)
        return
    with Desk(settings, console) as desk:
        desk.fill_if_empty()
        previous, day = briefing_before(desk.library, today, topic) if since_last else (None, None)
        if day and not previous:
            console.note(f"The briefing of {day} was saved by another version of briefbot and is left aside.")
        span = choose_days(asked, desk.library.days_of_articles(), today, previous)
        file = output_file(output, span.last if since_last else span.first, span.last, topic, form)
        if file:
            check_file(file, form, force)
        briefing = desk.brief(span.first, span.last, topic, before=today if since_last else None, opinion=opinion)
        text = _rendered(briefing, form, file, desk.library)
        written = write_briefing_files(files, briefing, desk.library)
        if file:
            write_briefing(file, text, form, force)
        lost = _send(desk, briefing, targets, console) if targets else False
    if not file:
        typer.echo(text, nl=False)
    for path in written:
        console.note(f"{path}: written.")
    _tell(briefing, file, console, explain)
    if lost:
        raise typer.Exit(1)


def schedule(
    at: Annotated[str, typer.Option(help="Local time of day of the briefing.")] = "06:30",
    to: To = None,
    systemd: Annotated[bool, typer.Option("--systemd", help="A timer of systemd; the default where it runs.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="A line of the crontab; the default elsewhere.")] = False,
    install: Annotated[bool, typer.Option("--install", help="Set it up, in place of one set up before.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take out what was set up.")] = False,
    home: Home = None,
) -> None:
    """Print what runs `briefbot run` in this folder every 5 minutes, or set it up: watchlists, and a briefing a day.

    Feeds and mail are fetched every half hour. The settings of the environment (`BRIEFBOT_...`) go with it.

    Example: briefbot schedule --at 06:30

    Example: briefbot schedule --at 06:30 --to editors --install
    """
    import os

    from briefbot.cli import scheduling
    from briefbot.delivery import check_targets
    from briefbot.settings import load_settings

    if systemd and cron:
        raise typer.BadParameter("give --systemd or --cron", param_hint="--cron")
    if install and remove:
        raise typer.BadParameter("give --install or --remove", param_hint="--remove")
    if remove:
        typer.echo("The schedule is removed." if scheduling.unschedule() else "There is no schedule.", err=True)
        return
    check_targets(to or (), load_settings(home=home))
    job = scheduling.make_job(scheduling.parse_time(at), home, to=to or ())
    for name in filter(scheduling.is_secret, filter(lambda name: name.startswith("BRIEFBOT_"), sorted(os.environ))):
        typer.echo(f"{name} is not written down; put it into the settings file, or into the keyring.", err=True)
    kind: scheduling.Scheduler = "systemd" if systemd else "cron" if cron else scheduling.default_kind()
    if install:
        place = scheduling.install(job, kind)
        typer.echo(f"Scheduled every {scheduling.EVERY} minutes, briefing at {job.at:%H:%M}, in {place}.", err=True)
        typer.echo("`briefbot schedule --remove` takes it out.", err=True)
    else:
        typer.echo(scheduling.printed(job, kind))


def _send(desk: Desk, briefing: Briefing, targets: Sequence[str], console: Console) -> bool:
    """Send a briefing; what cannot be sent now stays in the outbox. Returns whether anything was refused for good."""
    import datetime as dt

    from briefbot.rounds import send_briefing
    from briefbot.watchlists.schedule import local_zone

    zone = local_zone()
    report = send_briefing(desk, briefing, targets, lambda: dt.datetime.now(zone))
    if report.sent or not (report.problems or report.losses):
        console.note(f"{report.sent} sent." if report.sent else "It was sent before.")
    for problem in report.problems:
        console.note(f"Not sent yet: {problem} `briefbot run` tries again.")
    for loss in report.losses:
        console.note(f"Given up: {loss} `briefbot outbox retry` tries again.")
    return bool(report.losses)


def _rendered(briefing: Briefing, form: Format, file: Path | None, library: Library) -> str:
    from briefbot.briefing.sources import cited_paragraphs
    from briefbot.render.briefing_html import briefing_html
    from briefbot.render.briefing_markdown import briefing_markdown

    if form == "json":
        return briefing.model_dump_json(indent=2) + "\n"
    if form == "html":
        return briefing_html(briefing, cited_paragraphs(briefing, library))
    return briefing_markdown(briefing, file.parent if file else None)


def _tell(briefing: Briefing, file: Path | None, console: Console, explain: bool) -> None:
    """The path and a summary on standard error; the explanation where the briefing does not stand."""
    from briefbot.render.briefing import coverage, ranking

    console.note(f"{file or 'Briefing'}: {coverage(briefing)}.")
    if explain:
        typer.echo(ranking(briefing), err=file is None)
