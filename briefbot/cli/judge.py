"""`briefbot eval judge`: measure the support check against labelled claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from briefbot.evaluation.judging import JudgeReport


def judge(
    data: Annotated[
        Path, typer.Option(help="Labelled claims: one JSON object {source, claim, supported} a line.", dir_okay=False)
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    limit: Annotated[int | None, typer.Option(help="Only a seeded sample of so many claims.", min=2)] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask the model anew, and time it.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder where judgements are kept.", show_default=False)] = None,
) -> None:
    """Measure how well the support check tells supported claims from others, beside the model alone.

    A source is a text or a list of its sentences; an optional `kind` says how a claim was made. A claim of several
    sentences is judged sentence by sentence, and the weakest counts.

    Judgements of the model are kept, so that measuring again costs nothing.

    Example: briefbot eval judge --data evals/judge.jsonl

    Example: briefbot eval judge --data evals/judge.jsonl --limit 30 --fresh
    """
    from briefbot.cli.console import Console
    from briefbot.desk import Desk
    from briefbot.evaluation.cache import Cache, CachedGenerator
    from briefbot.evaluation.judging import JUDGEMENTS, judge_claims, judge_report, read_claims
    from briefbot.llm.prompts import load_prompt
    from briefbot.settings import load_settings
    from briefbot.verification.checker import SupportChecker

    claims = read_claims(data, limit)
    console = Console()
    settings = load_settings(model=model, home=home)
    with (
        Desk(settings, console) as desk,
        Cache(settings.home / JUDGEMENTS) as cache,
        console.progress("Judging claims") as progress,
    ):
        kept = CachedGenerator(desk.language_ref, lambda: desk.generator, cache)
        generator = desk.generator if fresh else kept
        checker = SupportChecker(generator, load_prompt("judge"), entailment=desk.entailment)
        progress.begin(len(claims))
        judged = judge_claims(claims, checker, progress.done, None if fresh else lambda: kept.judged)
        report = judge_report(data, judged, checker)
    typer.echo(report.model_dump_json(indent=2) if json else report_text(report))


def report_text(report: JudgeReport) -> str:
    """The report for a terminal."""
    from briefbot.render.text import printable

    lines = [
        f"{printable(report.data)}: {report.claims} claims, {report.supported} supported, {report.sources} sources",
        "",
        f"{'':<16}{'balanced accuracy':<24}{'AUC':<24}calibration error",
    ]
    for score in report.scores:
        figures = (score.balanced_accuracy, score.auc, score.calibration_error)
        cells = "".join(f"{f'{x.value:.3f} ({x.low:.3f} to {x.high:.3f})':<24}" for x in figures)
        lines.append(f"{score.name:<16}{cells}".rstrip())
    lines += ["", f"{'kind':<24}{'label':<14}wrong of claims"]
    for row in report.errors:
        label = "supported" if row.supported else "unsupported"
        lines.append(f"{printable(row.kind)[:22]:<24}{label:<14}{row.wrong} of {row.claims}")
    lines += [
        "",
        _cost(report),
        f"Model {printable(report.model.name)}, prompt {report.prompt.name} version {report.prompt.version}. "
        "Intervals: 95%, sources drawn again.",
    ]
    if report.note:
        lines.append(printable(report.note))
    return "\n".join(lines)


def _cost(report: JudgeReport) -> str:
    if report.seconds is None or report.slowest is None or report.tokens is None:
        return "Not timed: every judgement was kept from before. Time it with --fresh."
    return (
        f"{report.seconds:.2f} s a claim (median of {report.timed}; 95% below {report.slowest:.2f} s), "
        f"{report.tokens:.0f} tokens read."
    )
