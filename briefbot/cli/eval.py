"""`briefbot eval`: measure answers against cases, hold them against floors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefbot.cli.judge import judge

if TYPE_CHECKING:
    from briefbot.errors import InputError
    from briefbot.evaluation.run import Finished
# By which options the fields of a request are given.
OPTIONS = {
    **{name: f"--{name}" for name in ("split", "data", "limit", "gate", "update", "without", "evals")},
    **{"suites": "--suite", "tags": "--tag", "names": "--case", "reason": "--allow-regression"},
}
eval_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
eval_app.command()(judge)


@eval_app.callback()
def run(
    context: typer.Context,
    suite: Annotated[
        list[str] | None,
        typer.Option(
            help="ask, briefing, kinds, rules, followups, quick; ask and briefing if none.", show_default=False
        ),
    ] = None,
    split: Annotated[
        Literal["dev", "test"] | None, typer.Option(help="Cases to run; 'test' only with --gate.", show_default=False)
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag.", show_default=False)] = None,
    case: Annotated[list[str] | None, typer.Option(help="Only this case.", show_default=False)] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="A model; several are shown side by side.", show_default=False)
    ] = None,
    ablate: Annotated[bool, typer.Option("--ablate", help="Also run with parts left out, to see their worth.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave out words, vectors, grammar or verification.", show_default=False),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="A folder of articles.jsonl and questions.jsonl.")] = None,
    limit: Annotated[int | None, typer.Option(help="A seeded sample of so many cases.", show_default=False)] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with 1 when a figure fell below its floor.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Make the figures the new floors.")] = False,
    allow_regression: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why --update may lower floors.", show_default=False)
    ] = None,
    report: Annotated[
        list[Path] | None, typer.Option(help="Write a report: .html, .md, .json or .xml (JUnit).", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Use no results kept from before.")] = False,
    evals: Annotated[Path, typer.Option(help="Folder of the cases and the floors.")] = Path("evals"),
    home: Annotated[Path | None, typer.Option(help="Folder where results are kept.", show_default=False)] = None,
) -> None:
    """Measure answers against cases with known answers, and hold the figures against floors.

    Results are kept, so that a run after a change costs only what changed, and an interrupted run carries on.

    Example: briefbot eval --suite ask --tag when --report report.html

    Example: briefbot eval --suite quick --gate

    Example: briefbot eval --suite quick --gate --without verification

    Example: briefbot eval --gate --update --allow-regression "harder cases"

    Example: briefbot eval --data ~/squad2 --limit 100 --json
    """
    if context.invoked_subcommand:
        return
    from briefbot.cli.console import Console
    from briefbot.errors import InputError
    from briefbot.evaluation.models import Installed
    from briefbot.evaluation.run import Request, carry_out
    from briefbot.evaluation.runner import checked_parts
    from briefbot.settings import load_settings

    request = Request(
        suites=tuple(dict.fromkeys(suite or ())),
        split=split,
        tags=tuple(tag or ()),
        names=tuple(case or ()),
        models=tuple(model or ()),
        ablate=ablate,
        without=checked_parts(without or ()),
        data=data,
        limit=limit,
        gate=gate,
        update=update,
        reason=allow_regression,
        reports=tuple(report or ()),
        fresh=fresh,
        evals=evals,
    )
    console = Console()
    try:
        finished = carry_out(request, load_settings(home=home), Installed(console.note), console)
    except InputError as error:
        raise InputError(with_options(error)) from error
    _print(finished, json)


def with_options(error: InputError) -> str:
    """What a request was refused for, with the options that its fields are given by."""
    options = [OPTIONS[field] for field in error.fields]
    return f"{error} See {', '.join(options)}." if options else str(error)


def _print(finished: Finished, json: bool) -> None:
    from rich.console import Console

    from briefbot.errors import GateError
    from briefbot.evaluation.gate import outcome_text
    from briefbot.evaluation.reports.terminal import terminal_report

    if json:
        typer.echo(finished.report.model_dump_json(indent=2))
    else:
        terminal_report(finished.report, Console(highlight=False))
    if finished.outcome is None:
        return
    typer.echo(outcome_text(finished.outcome, finished.updated), err=json)
    if not (finished.updated or finished.outcome.passed):
        raise GateError("The gate failed. `--report report.html` shows every failing case.")
