"""Cases under configurations to a report; what was done before is not done again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from briefbot.desk import Desk, Quiet, Reporter
from briefbot.digests import code_digest, digest
from briefbot.evaluation.cache import Cache
from briefbot.evaluation.configurations import Configuration
from briefbot.evaluation.jobs import Bench, Job
from briefbot.evaluation.machine import commit, machine
from briefbot.evaluation.measures import differences, metrics, metrics_by_tag
from briefbot.evaluation.shelf import Shelf
from briefbot.evaluation.stock import library_key, prepare
from briefbot.evaluation.types import CaseResult, Report, Run
from briefbot.evaluation.weights import Weights
from briefbot.settings import Settings
from briefbot.types import ModelRef, PromptRef


class Runner:
    """Runs jobs.

    Args:
        settings: of the product that is measured; its `home` is not used.
        folder: where results and the libraries of the evaluations are kept.
        weights: where models come from.
        reporter: where notes and progress go.
    """

    def __init__(self, settings: Settings, folder: Path, weights: Weights, reporter: Reporter | None = None) -> None:
        self._settings = settings
        self._folder = folder
        self._weights = weights
        self._reporter: Reporter = reporter or Quiet()

    def report(
        self, jobs: Sequence[Job], configurations: Sequence[Configuration], fixtures_sha256: str, fresh: bool = False
    ) -> Report:
        """Run every job under every configuration that it is for.

        Args:
            jobs: at least one.
            configurations: at least one; the first is what the others are compared with, and its model is the judge.
            fixtures_sha256: recorded in the report.
            fresh: whether to ask and score everything again; nothing is kept then.

        Raises:
            BriefbotError: models, articles or settings that cannot be used. What goes wrong with one case does not
                stop the others: it is unscored.
        """
        with ExitStack() as opened:
            folder = Path(opened.enter_context(TemporaryDirectory())) if fresh else self._folder
            cache = opened.enter_context(Cache(folder / "cache.db"))
            shelf = Shelf(self._weights, cache, configurations[0].settings(self._settings))
            every = [_Configured(self, one, cache, shelf) for one in configurations]
            work = [one for one in every if one is every[0] or one.chosen(jobs)]
            chosen = [one.chosen(jobs) for one in work]
            known = [one.known(some) for one, some in zip(work, chosen, strict=True)]
            count = sum(len(some) - len(kept) for some, kept in zip(chosen, known, strict=True))
            self._reporter.note(f"{sum(map(len, known))} results are kept from before, {count} are to be made.")
            results = []
            with self._reporter.progress("Evaluating") as progress:
                progress.begin(count)
                for one, some, kept in zip(work, chosen, known, strict=True):
                    with one:
                        made = {}
                        for job in sorted(some, key=one.library):  # one library after the other
                            if job.id not in kept:
                                progress.stage(f"{one.configuration.label}: {job.id}")
                                made[job.id] = one.run(job)
                                progress.done(1)
                    results.append([kept.get(job.id) or made[job.id] for job in some])
        return self._assembled(jobs, work, results, fixtures_sha256)

    def _assembled(
        self,
        jobs: Sequence[Job],
        work: Sequence[_Configured],
        results: Sequence[Sequence[CaseResult]],
        fixtures_sha256: str,
    ) -> Report:
        runs = [
            Run(
                label=one.configuration.label,
                model=one.model,
                embedder=one.embedder,
                prompts=one.prompts(one.chosen(jobs)),
                settings_sha256=one.settings.sha256,
                settings=one.settings.decisive,
                switches=one.configuration.switches,
                metrics=metrics(cases),
                by_tag=metrics_by_tag(cases),
                differences=() if at == 0 else differences(cases, results[0]),
                cases=tuple(cases),
            )
            for at, (one, cases) in enumerate(zip(work, results, strict=True))
        ]
        return Report(
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            version=metadata.version("briefbot"),
            commit=commit(),
            machine=machine(self._settings.threads),
            suites=tuple(dict.fromkeys(job.suite for job in jobs)),
            fixtures_sha256=fixtures_sha256,
            runs=tuple(runs),
        )


@lru_cache
def _code(names: tuple[str, ...]) -> str:
    return code_digest(names)  # the code does not change while it runs


class _Notes(Quiet):
    """Passes notes on and shows no progress, since the evaluation's own is on the screen."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def note(self, text: str) -> None:
        self._reporter.note(text)


class _Configured:
    """One configuration: its keys, and the desks that are open while it runs."""

    def __init__(self, runner: Runner, configuration: Configuration, cache: Cache, shelf: Shelf) -> None:
        self.configuration = configuration
        self.settings = configuration.settings(runner._settings)
        self._folder = runner._folder
        self._weights = runner._weights
        self._reporter = _Notes(runner._reporter)
        self._cache = cache
        self._shelf = shelf
        self._open = ExitStack()
        self._desks: dict[str, Desk] = {}
        self._libraries: dict[int, str] = {}
        self._prompts: dict[type[Job], tuple[PromptRef, ...]] = {}

    def __enter__(self) -> None:
        self._open.__enter__()

    def __exit__(self, *raised: object) -> None:
        self._desks.clear()
        self._open.close()

    @cached_property
    def model(self) -> ModelRef:
        return self._weights.language_ref(self.settings)

    @cached_property
    def embedder(self) -> ModelRef:
        return self._weights.embedder_ref(self.settings)

    def chosen(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs that the configuration is for."""
        suites = self.configuration.suites
        return [job for job in jobs if suites is None or job.suite in suites]

    def prompts(self, jobs: Sequence[Job]) -> tuple[PromptRef, ...]:
        """The prompts of jobs, each once."""
        return tuple(dict.fromkeys(prompt for job in jobs for prompt in self._prompts_of(job)))

    def _prompts_of(self, job: Job) -> tuple[PromptRef, ...]:
        if type(job) not in self._prompts:
            self._prompts[type(job)] = job.prompts(self.settings)
        return self._prompts[type(job)]

    def library(self, job: Job) -> str:
        """The key of the library that a job is asked over."""
        if id(job.stock) not in self._libraries:
            self._libraries[id(job.stock)] = library_key(job.stock, self.settings, self.embedder)
        return self._libraries[id(job.stock)]

    def known(self, jobs: Sequence[Job]) -> dict[str, CaseResult]:
        """The results that are kept from before, by case."""
        found = {job.id: self._cache.get("case", self._key(job)) for job in jobs}
        return {
            name: CaseResult.model_validate_json(text).model_copy(update={"cached": True})
            for name, text in found.items()
            if text
        }

    def run(self, job: Job) -> CaseResult:
        """Do a job; its result is kept unless something went wrong."""
        desk = self._desk(job)
        bench = Bench(desk, self._shelf.generator(self.settings), self._shelf.judge, self.configuration.switches)
        try:
            result = job.run(bench)
        except Exception as error:  # whatever breaks one case, the others go on
            return CaseResult(
                id=job.id,
                suite=job.suite,
                tags=job.tags,
                question=job.question,
                expected=job.expected,
                status="unscored",
                reasons=(f"crashed: {type(error).__name__}: {error}",),
            )
        if result.status != "unscored":
            self._cache.put("case", self._key(job), result.model_dump_json())
        return result

    def _key(self, job: Job) -> str:
        return digest(
            *(job.suite, job.material, self.library(job), _code(job.code)),
            *(self.model.sha256, self.embedder.sha256, self.settings.sha256),
            [prompt.model_dump() for prompt in self._prompts_of(job)],
            self._shelf.judge_key,
            self.configuration.switches.model_dump(),
        )

    def _desk(self, job: Job) -> Desk:
        """A desk on the job's library, which is filled when it is not."""
        key = self.library(job)
        if key not in self._desks:
            home = self._folder / "libraries" / key[:16]
            settings = self.settings.model_copy(update={"home": home})
            embedder = self._weights.embedder(settings)
            desk = Desk(settings, self._reporter, embedder=embedder, generator=self._shelf.generator(self.settings))
            self._open.enter_context(desk)
            prepare(job.stock, key, home, desk)
            self._desks[key] = desk
        return self._desks[key]
