"""What `briefbot eval` was asked for, checked, run, kept and held against the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from briefbot.desk import Reporter
from briefbot.errors import InputError
from briefbot.evaluation.baseline import load_baseline, save_baseline
from briefbot.evaluation.configurations import Part, configurations
from briefbot.evaluation.folders import load_data, sample
from briefbot.evaluation.gate import Outcome, compare, pin_name, updated
from briefbot.evaluation.jobs import Job
from briefbot.evaluation.reports import check_path, load_history, write_report
from briefbot.evaluation.runner import Runner
from briefbot.evaluation.suites import Selection, Split, choose
from briefbot.evaluation.types import Report
from briefbot.evaluation.weights import Weights
from briefbot.settings import Settings
from briefbot.types import Frozen

FOLDER = "evals"
"""Within the data folder: kept results, the libraries asked over, and the reports of whole suites."""
BASELINE = "baseline.json"


class Request(Frozen):
    """The options of `briefbot eval`."""

    suites: tuple[str, ...] = ()
    split: Split | None = Field(default=None, description="None for 'dev', or for what the gate runs on.")
    tags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    ablate: bool = False
    without: tuple[Part, ...] = Field(default=(), description="Parts of the product that are left out.")
    data: Path | None = None
    limit: int | None = None
    gate: bool = False
    update: bool = False
    reason: str | None = Field(default=None, description="Why floors may be lowered.")
    reports: tuple[Path, ...] = ()
    fresh: bool = False
    evals: Path = Path("evals")

    @property
    def gating(self) -> bool:
        """Whether floors are looked at."""
        return self.gate or self.update

    @property
    def whole(self) -> bool:
        """Whether it runs the product on all of what it names."""
        return not (self.tags or self.names or self.limit or self.without)

    @property
    def chosen_split(self) -> Split:
        """The split to run: the gate's own is 'test', but the quick suite is of 'dev'."""
        return self.split or ("test" if self.gating and self.suites != ("quick",) else "dev")

    def check(self) -> None:
        """Find out what does not go together, before anything is run.

        Raises:
            InputError: two options that contradict each other, or a report that cannot be written.
        """
        refused = {
            "--split test is only read by the gate, so that nobody tunes on it. Add --gate, or use --split dev.": (
                self.split == "test" and not self.gating
            ),
            "The gate runs whole suites. Leave out --tag, --case and --limit.": (
                self.gating and bool(self.tags or self.names or self.limit)
            ),
            "--data has no floors. Leave out --gate and --update.": self.gating and self.data is not None,
            "--data is neither a suite nor split. Leave out --suite and --split; --tag chooses kinds of questions.": (
                self.data is not None and bool(self.suites or self.split)
            ),
            "--allow-regression says why --update may lower floors. Add --update.": (
                self.reason is not None and not self.update
            ),
            "--update takes the product as it is. Leave out --without.": self.update and bool(self.without),
            "Without words and vectors nothing is found. Leave out one of them.": (
                {"words", "vectors"} <= set(self.without)
            ),
            "--limit must be at least 1.": self.limit is not None and self.limit < 1,
        }
        for message, wrong in refused.items():
            if wrong:
                raise InputError(message)
        for path in self.reports:
            check_path(path)


class Finished(NamedTuple):
    """What came of a request."""

    report: Report
    outcome: Outcome | None
    """What the gate found; None when it was not asked."""
    updated: bool
    """Whether the baseline was written."""


def carry_out(request: Request, settings: Settings, weights: Weights, reporter: Reporter) -> Finished:
    """Run a request, keep the report of a whole suite, write the reports asked for, and look at the floors.

    Raises:
        BriefbotError: see `Request.check`, `choose`, `load_data`, `Runner.report` and `updated`.
    """
    request.check()
    jobs, fixtures = _jobs(request, settings)
    runner = Runner(settings, settings.home / FOLDER, weights, reporter)
    configured = configurations(settings, request.models, request.ablate, request.without)
    report = runner.report(jobs, configured, fixtures, request.fresh)
    kept = settings.home / FOLDER / "runs" / _history_name(request)
    if request.whole:
        write_report(report, kept / f"{report.created.replace(':', '')}.json")
    history = load_history(kept)
    for problem in history.problems:
        reporter.note(f"The past report {problem.path!r} is left out: {problem.reason}. Delete it, or mend it.")
    for path in request.reports:
        write_report(report, path, history.reports)
    if not request.gating:
        return Finished(report, None, False)
    path = request.evals / BASELINE
    baseline = load_baseline(path)
    first = report.runs[0]
    name = pin_name(request.suites, request.chosen_split, first.model.name)
    outcome = compare(report, first, name, baseline)
    if request.update:
        save_baseline(updated(report, first, name, baseline, request.reason), path)
    return Finished(report, outcome, request.update)


def _jobs(request: Request, settings: Settings) -> tuple[Sequence[Job], str]:
    if request.data is not None:
        data = load_data(request.data, request.limit, request.tags)
        jobs = [job for job in data.jobs if not request.names or job.id in request.names]
        if not jobs:
            raise InputError(f"No question {', '.join(request.names)} in what was chosen.")
        return jobs, data.fixtures_sha256
    selection = Selection(suites=request.suites, split=request.chosen_split, tags=request.tags, names=request.names)
    chosen = choose(selection, request.evals, settings.corpus)
    return sample(chosen.jobs, request.limit), chosen.fixtures_sha256


def _history_name(request: Request) -> str:
    """The folder of the reports that can be compared with this one."""
    if request.data is not None:
        return f"data-{request.data.resolve().name}"
    return f"{'+'.join(sorted(request.suites)) or 'all'}-{request.chosen_split}"
