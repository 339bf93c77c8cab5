"""The project's own cases, chosen by suite, split, tag and name, as jobs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from briefbot.errors import InputError
from briefbot.evaluation.briefings import BriefingJob
from briefbot.evaluation.cases import BriefingCase, Case, QuestionCase, fixtures_sha256, load_cases
from briefbot.evaluation.jobs import Job, ask_job
from briefbot.evaluation.stock import Folders
from briefbot.types import Frozen

SUITES = ("ask", "briefing", "quick")
QUICK = "quick.txt"
Split = Literal["dev", "test"]

_JOBS: dict[type[Case], Callable[..., Job]] = {QuestionCase: ask_job, BriefingCase: BriefingJob}
"""How a case of each kind becomes a job."""
_KINDS: dict[str, type[Case]] = {"ask": QuestionCase, "briefing": BriefingCase}


class Selection(Frozen):
    """Which cases to run."""

    suites: tuple[str, ...] = Field(default=(), description="Of `SUITES`; none for all cases of the split.")
    split: Split = "dev"
    tags: tuple[str, ...] = Field(default=(), description="Cases with one of these; none for all.")
    names: tuple[str, ...] = Field(default=(), description="Ids of cases; none for all.")


class Chosen(NamedTuple):
    """Jobs, and the digest of their cases and of the articles they are asked over."""

    jobs: tuple[Job, ...]
    fixtures_sha256: str


def choose(selection: Selection, evals: Path, corpus: Path) -> Chosen:
    """The jobs of a selection.

    Args:
        selection: which.
        evals: folder with `quick.txt` and `cases/`, whose files are `dev.yaml`, `test.yaml` or end in `-dev.yaml` and
            `-test.yaml`.
        corpus: folder of articles.

    Raises:
        InputError: no such suite, folder, tag or case.
        CaseError: a case file does not load.
    """
    cases = _of_suites(_loaded(selection.split, evals), selection.suites, evals)
    cases = _tagged(cases, selection.tags)
    cases = _named(cases, selection.names)
    if not cases:
        raise InputError(f"No case of the split {selection.split!r} fits. Leave out --tag, --case or --suite.")
    stocks: dict[tuple[str, ...], Folders] = {}
    jobs = []
    for case in cases:
        if case.articles not in stocks:
            stocks[case.articles] = Folders([corpus, *(evals / folder for folder in case.articles)])
        jobs.append(_JOBS[type(case)](case, stocks[case.articles]))
    folders = sorted({folder for case in cases for folder in case.articles})
    return Chosen(
        jobs=tuple(jobs), fixtures_sha256=fixtures_sha256(cases, [corpus, *(evals / folder for folder in folders)])
    )


def _loaded(split: str, evals: Path) -> Sequence[Case]:
    files = sorted((evals / "cases").glob("*.yaml"))
    paths = [path for path in files if path.stem == split or path.stem.endswith(f"-{split}")]
    if not paths:
        raise InputError(
            f"No cases of the split {split!r} in {str(evals / 'cases')!r}. Run `briefbot eval` in a checkout of "
            "briefbot, name the folder with --evals, or use --data FOLDER on questions of your own."
        )
    return load_cases(*paths)


def _of_suites(cases: Sequence[Case], suites: Sequence[str], evals: Path) -> list[Case]:
    for suite in suites:
        if suite not in SUITES:
            raise InputError(f"No suite {suite!r}. There are: {', '.join(SUITES)}.")
    if not suites:
        return list(cases)
    kinds = tuple(_KINDS[suite] for suite in suites if suite in _KINDS)
    quick = quick_names(evals) if "quick" in suites else frozenset()
    return [case for case in cases if isinstance(case, kinds) or case.id in quick]


def quick_names(evals: Path) -> frozenset[str]:
    """The ids in the list of the quick suite: one a line, '#' begins a comment.

    Raises:
        InputError: there is no such list.
    """
    path = evals / QUICK
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
