"""`briefbot search`: the passages that a search finds, without the model."""

from __future__ import annotations

from typing import Annotated

import typer

from briefbot.cli.options import Home, Json


def search(
    query: Annotated[list[str], typer.Argument(help="What to look for, in quotes or not.", show_default=False)],
    first: Annotated[str | None, typer.Option("--from", help="First day of publication, such as 2019-07-14.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of publication.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this publisher.", show_default=False)] = None,
    history: Annotated[bool, typer.Option("--history", help="Also search superseded versions and copies.")] = False,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Passages shown.")] = 10,
    csv: Annotated[bool, typer.Option("--csv", help="Print all hits, without a cap, as CSV.")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Search the library: the passages, best first, without an answer.

    Example: briefbot search "working-level talks" --from 2019-07-01

    Example: briefbot search "mask ban" --csv > hits.csv
    """
    from briefbot.answering.session import checked_question
    from briefbot.cli.ask import day
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.render.passages import passages_csv, passages_text
    from briefbot.settings import load_settings
    from briefbot.types import Filters

    if csv and json:
        raise typer.BadParameter("give --csv or --json", param_hint="--csv")
    question = checked_question(" ".join(query))
    filters = Filters(first=day(first, "--from"), last=day(last, "--to"), source=source, history=history)
    with Desk(load_settings(home=home), Console()) as desk:
        desk.ready(filters)
        if csv:
            for line in passages_csv(desk.everything(question, filters)):
                typer.echo(line, nl=False)
            return
        found = desk.search(question, filters, count)
    if json:
        typer.echo("[" + ",\n".join(passage.model_dump_json() for passage in found) + "]")
    else:
        typer.echo(passages_text(found))
