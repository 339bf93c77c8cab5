"""What `briefbot eval` was asked for, checked, run, kept and held against the baseline."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from briefbot.errors import InputError
from briefbot.evaluation.briefing_tasks import BriefingTask
from briefbot.evaluation.cases import BriefingCase, Case, KindCase, QuestionCase, fixtures_sha256, load_cases
from briefbot.evaluation.corpora import Folders
from briefbot.evaluation.datasets import load_data, sample
from briefbot.evaluation.followups import FOLLOWUPS, FollowUpCase, FollowUpTask, load_followups
from briefbot.evaluation.gate import Outcome, compare, load_baseline, pin_name, save_baseline, updated
from briefbot.evaluation.kind_tasks import RULES_SUITE, KindTask, RuleTask
from briefbot.evaluation.models import Weights
from briefbot.evaluation.reports.files import check_path, write_report
from briefbot.evaluation.reports.history import load_history
from briefbot.evaluation.runner import Part, Runner, configurations
from briefbot.evaluation.tasks import Task, ask_task
from briefbot.evaluation.types import Report
from briefbot.progress import Reporter
from briefbot.settings import Settings
from briefbot.types import Frozen

EVALS_FOLDER = "evals"
"""Within the data folder: kept results, the libraries asked over, and the reports of whole suites."""
BASELINE = "baseline.json"
Split = Literal["dev", "test"]


class Request(Frozen):
    """What an evaluation is asked for."""

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
        """The split to run: the gate's own is 'test', but the quick suite and that of rules are of 'dev'."""
        return self.split or ("test" if self.gating and self.suites not in (("quick",), (RULES_SUITE,)) else "dev")

    def check(self) -> None:
        """Find out what does not go together, before anything is run.

        Raises:
            InputError: two options that contradict each other, or a report that cannot be written.
        """
        for wrong, message, fields in self._contradictions():
            if wrong:
                raise InputError(message, fields)
        for path in self.reports:
            check_path(path)

    def _contradictions(self) -> Iterator[tuple[bool, str, tuple[str, ...]]]:
        """What does not go together: whether it is so, what is said then, and the fields that it is about."""
        yield (
            self.split == "test" and not self.gating,
            "The split 'test' is only read by the gate, so that nobody tunes on it. Run the gate, or the split 'dev'.",
            ("split", "gate"),
        )
        yield (
            self.gating and bool(self.tags or self.names or self.limit),
            "The gate runs whole suites, not chosen kinds or cases, nor a sample.",
            ("tags", "names", "limit"),
        )
        yield (
            self.gating and self.data is not None,
            "A folder of data has no floors to be gated by or updated.",
            ("data", "gate", "update"),
        )
        yield (
            self.data is not None and bool(self.suites or self.split),
            "A folder of data is neither a suite nor split; its kinds of questions are chosen by tag.",
            ("data", "suites", "split", "tags"),
        )
        yield (
            self.reason is not None and not self.update,
            "A reason says why an update may lower floors, and nothing is updated.",
            ("reason", "update"),
        )
        yield (
            self.update and bool(self.without),
            "Floors are those of the product as it is, with nothing left out.",
            ("update", "without"),
        )
        yield (
            {"words", "vectors"} <= set(self.without),
            "Without words and vectors nothing is found. Leave out one of them.",
            ("without",),
        )
        yield (
            self.limit is not None and self.limit < 1,
            f"A sample has at least 1 case, not {self.limit}.",
            ("limit",),
        )


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
    tasks, fixtures = _tasks(request, settings)
    runner = Runner(settings, settings.home / EVALS_FOLDER, weights, reporter)
    configured = configurations(settings, request.models, request.ablate, request.without)
    report = runner.report(tasks, configured, fixtures, request.fresh)
    kept = settings.home / EVALS_FOLDER / "runs" / _history_name(request)
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


def _tasks(request: Request, settings: Settings) -> tuple[Sequence[Task], str]:
    if request.data is not None:
        data = load_data(request.data, request.limit, request.tags)
        tasks = [task for task in data.tasks if not request.names or task.id in request.names]
        if not tasks:
            raise InputError(f"No question {', '.join(request.names)} in what was chosen.")
        return tasks, data.fixtures_sha256
    selection = Selection(suites=request.suites, split=request.chosen_split, tags=request.tags, names=request.names)
    chosen = choose_cases(selection, request.evals, settings.corpus)
    return sample(chosen.tasks, request.limit), chosen.fixtures_sha256


def _history_name(request: Request) -> str:
    """The folder of the reports that can be compared with this one."""
    if request.data is not None:
        return f"data-{request.data.resolve().name}"
    return f"{'+'.join(sorted(request.suites)) or 'all'}-{request.chosen_split}"


SUITES = ("ask", "briefing", "kinds", RULES_SUITE, "quick", FOLLOWUPS)
QUICK = "quick.txt"
BY_RULES = "rules.txt"
"""The list of the suite of rules."""
_TASKS: dict[type[Case], Callable[..., Task]] = {
    QuestionCase: ask_task,
    BriefingCase: BriefingTask,
    KindCase: KindTask,
    FollowUpCase: FollowUpTask,
}
"""How a case of each kind becomes a task."""
_KINDS: dict[str, type[Case]] = {"ask": QuestionCase, "briefing": BriefingCase, "kinds": KindCase}


class Selection(Frozen):
    """Which cases to run."""

    suites: tuple[str, ...] = Field(default=(), description="Of `SUITES`; none for ask and briefing.")
    split: Split = "dev"
    tags: tuple[str, ...] = Field(default=(), description="Cases with one of these; none for all.")
    names: tuple[str, ...] = Field(default=(), description="Ids of cases; none for all.")


class Chosen(NamedTuple):
    """Tasks, and the digest of their cases and of the articles they are asked over."""

    tasks: tuple[Task, ...]
    fixtures_sha256: str


def choose_cases(selection: Selection, evals: Path, corpus: Path) -> Chosen:
    """The tasks of a selection.

    Args:
        selection: which.
        evals: folder with `quick.txt` and `cases/`, whose files are `dev.yaml`, `test.yaml` or end in `-dev.yaml` and
            `-test.yaml`, and with `followups/`, whose cases are run only when their suite is named.
        corpus: folder of articles.

    Raises:
        InputError: no such suite, folder, tag or case.
        CaseError: a case file does not load.
    """
    others = tuple(suite for suite in selection.suites if suite != FOLLOWUPS)
    cases = list(_of_suites(_loaded(selection.split, evals), others, evals)) if others or not selection.suites else []
    if FOLLOWUPS in selection.suites:
        cases += load_followups(evals / FOLLOWUPS / f"{selection.split}.yaml")
    cases = _tagged(cases, selection.tags)
    cases = _named(cases, selection.names)
    if not cases:
        raise InputError(f"No case of the split {selection.split!r} fits all of it.", ("tags", "names", "suites"))
    made = _TASKS | ({KindCase: RuleTask} if RULES_SUITE in selection.suites else {})
    corpora: dict[tuple[str, ...], Folders] = {}
    tasks = []
    for case in cases:
        if case.articles not in corpora:
            corpora[case.articles] = Folders([corpus, *(evals / folder for folder in case.articles)])
        tasks.append(made[type(case)](case, corpora[case.articles]))
    folders = sorted({folder for case in cases for folder in case.articles})
    return Chosen(
        tasks=tuple(tasks), fixtures_sha256=fixtures_sha256(cases, [corpus, *(evals / folder for folder in folders)])
    )


def _loaded(split: str, evals: Path) -> Sequence[Case]:
    files = sorted((evals / "cases").glob("*.yaml"))
    paths = [path for path in files if path.stem == split or path.stem.endswith(f"-{split}")]
    if not paths:
        raise InputError(
            f"No cases of the split {split!r} in {str(evals / 'cases')!r}. Run `briefbot eval` in a checkout of "
            "briefbot, or `briefbot eval --data FOLDER` on questions of your own.",
            ("evals", "data"),
        )
    return load_cases(*paths)


def _of_suites(cases: Sequence[Case], suites: Sequence[str], evals: Path) -> list[Case]:
    for suite in suites:
        if suite not in SUITES:
            raise InputError(f"No suite {suite!r}. There are: {', '.join(SUITES)}.")
    if RULES_SUITE in suites:
        if len(suites) > 1:
            raise InputError(
                f"The suite {RULES_SUITE!r} is run by itself, since no model is loaded for it.", ("suites",)
            )
        names = quick_names(evals, BY_RULES)
        return [case for case in cases if isinstance(case, KindCase) and case.id in names]
    kinds = tuple(_KINDS[suite] for suite in suites or ("ask", "briefing") if suite in _KINDS)
    quick = quick_names(evals) if "quick" in suites else frozenset()
    return [case for case in cases if isinstance(case, kinds) or case.id in quick]


def quick_names(evals: Path, name: str = QUICK) -> frozenset[str]:
    """The ids in the list of the quick suite, or another list: one a line, '#' begins a comment.

    Raises:
        InputError: there is no such list.
    """
    path = evals / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"Cannot read the quick suite {str(path)!r}: {error.strerror}.") from error
    return frozenset(name for line in lines if (name := line.split("#")[0].strip()))


def _tagged(cases: list[Case], tags: Sequence[str]) -> list[Case]:
    known = {tag for case in cases for tag in case.tags}
    for tag in tags:
        if tag not in known:
            raise InputError(f"No case has the tag {tag!r}. There are: {', '.join(sorted(known))}.")
    return [case for case in cases if not tags or set(tags) & set(case.tags)]


def _named(cases: list[Case], names: Sequence[str]) -> list[Case]:
    known = {case.id for case in cases}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise InputError(f"No case {name!r} in what was chosen.{hint}")
    return [case for case in cases if not names or case.id in names]
