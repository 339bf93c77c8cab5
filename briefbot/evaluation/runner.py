"""Cases under configurations to a report; what was done before is not done again."""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from functools import cached_property
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from pydantic import Field, TypeAdapter, ValidationError

from briefbot.desk import Desk
from briefbot.digests import code_digest, digest
from briefbot.errors import InputError
from briefbot.evaluation.cache import Cache
from briefbot.evaluation.corpora import library_key, prepare
from briefbot.evaluation.metrics.measures import metrics, metrics_by_tag, paired_differences
from briefbot.evaluation.models import Models, Weights
from briefbot.evaluation.tasks import Context, Task
from briefbot.evaluation.types import CaseResult, Machine, Report, Run
from briefbot.progress import Quiet, Reporter
from briefbot.settings import Settings, cpu_count
from briefbot.types import Frozen, ModelRef, PromptRef, Switches


class Runner:
    """Runs tasks.

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
        self, tasks: Sequence[Task], configurations: Sequence[Configuration], fixtures_sha256: str, fresh: bool = False
    ) -> Report:
        """Run every task under every configuration that it is for.

        Args:
            tasks: at least one.
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
            models = Models(self._weights, cache, configurations[0].settings(self._settings))
            every = [_Configured(self, one, cache, models) for one in configurations]
            work = [one for one in every if one is every[0] or one.chosen(tasks)]
            chosen = [one.chosen(tasks) for one in work]
            known = [one.known(some) for one, some in zip(work, chosen, strict=True)]
            count = sum(len(some) - len(kept) for some, kept in zip(chosen, known, strict=True))
            self._reporter.note(f"{sum(map(len, known))} results are kept from before, {count} are to be made.")
            results = []
            with self._reporter.progress("Evaluating") as progress:
                progress.begin(count)
                for one, some, kept in zip(work, chosen, known, strict=True):
                    with one:
                        made = {}
                        for task in sorted(some, key=one.library):  # one library after the other
                            if task.id not in kept:
                                progress.stage(f"{one.configuration.label}: {task.id}")
                                made[task.id] = one.run(task)
                                progress.done(1)
                    results.append([kept.get(task.id) or made[task.id] for task in some])
        return self._assembled(tasks, work, results, fixtures_sha256)

    def _assembled(
        self,
        tasks: Sequence[Task],
        work: Sequence[_Configured],
        results: Sequence[Sequence[CaseResult]],
        fixtures_sha256: str,
    ) -> Report:
        runs = [
            Run(
                label=one.configuration.label,
                model=one.model,
                embedder=one.embedder,
                prompts=one.prompts(one.chosen(tasks)),
                settings_sha256=one.settings.sha256,
                settings=one.settings.decisive,
                switches=one.configuration.switches,
                metrics=metrics(cases),
                by_tag=metrics_by_tag(cases),
                differences=() if at == 0 else paired_differences(cases, results[0]),
                cases=tuple(cases),
            )
            for at, (one, cases) in enumerate(zip(work, results, strict=True))
        ]
        return Report(
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            version=metadata.version("briefbot"),
            commit=commit(),
            machine=machine(self._settings.threads),
            suites=tuple(dict.fromkeys(task.suite for task in tasks)),
            fixtures_sha256=fixtures_sha256,
            runs=tuple(runs),
        )


class _Notes(Quiet):
    """Passes notes on and shows no progress, since the evaluation's own is on the screen."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def note(self, text: str) -> None:
        self._reporter.note(text)


class _Configured:
    """One configuration: its keys, and the desks that are open while it runs."""

    def __init__(self, runner: Runner, configuration: Configuration, cache: Cache, models: Models) -> None:
        self.configuration = configuration
        self.settings = configuration.settings(runner._settings)
        self._folder = runner._folder
        self._weights = runner._weights
        self._reporter = _Notes(runner._reporter)
        self._cache = cache
        self._models = models
        self._open = ExitStack()
        self._desks: dict[str, Desk] = {}
        self._libraries: dict[int, str] = {}
        self._prompts: dict[type[Task], tuple[PromptRef, ...]] = {}

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

    def chosen(self, tasks: Sequence[Task]) -> list[Task]:
        """The tasks that the configuration is for."""
        suites = self.configuration.suites
        return [task for task in tasks if suites is None or task.suite in suites]

    def prompts(self, tasks: Sequence[Task]) -> tuple[PromptRef, ...]:
        """The prompts of tasks, each once."""
        return tuple(dict.fromkeys(prompt for task in tasks for prompt in self._prompts_of(task)))

    def _prompts_of(self, task: Task) -> tuple[PromptRef, ...]:
        if type(task) not in self._prompts:
            self._prompts[type(task)] = task.prompts(self.settings)
        return self._prompts[type(task)]

    def library(self, task: Task) -> str:
        """The key of the library that a task is asked over."""
        if id(task.corpus) not in self._libraries:
            self._libraries[id(task.corpus)] = library_key(task.corpus, self.settings, self.embedder)
        return self._libraries[id(task.corpus)]

    def known(self, tasks: Sequence[Task]) -> dict[str, CaseResult]:
        """The results that are kept from before, by case."""
        found = {task.id: self._cache.get("case", self._key(task)) for task in tasks}
        return {
            name: CaseResult.model_validate_json(text).model_copy(update={"cached": True})
            for name, text in found.items()
            if text
        }

    def run(self, task: Task) -> CaseResult:
        """Do a task; its result is kept unless something went wrong."""
        desk = self._desk(task)
        context = Context(desk, self._models.generator(self.settings), self._models.judge, self.configuration.switches)
        try:
            result = task.run(context)
        except Exception as error:  # whatever breaks one case, the others go on
            return CaseResult(
                id=task.id,
                suite=task.suite,
                tags=task.tags,
                question=task.question,
                expected=task.expected,
                status="unscored",
                reasons=(f"crashed: {type(error).__name__}: {error}",),
            )
        if result.status != "unscored":
            self._cache.put("case", self._key(task), result.model_dump_json())
        return result

    def _key(self, task: Task) -> str:
        return digest(
            *(task.suite, task.material, self.library(task), code_digest(*task.code)),
            *(self.model.sha256, self.embedder.sha256, self.settings.sha256),
            [prompt.model_dump() for prompt in self._prompts_of(task)],
            self._models.judge_key,
            self.configuration.switches.model_dump(),
        )

    def _desk(self, task: Task) -> Desk:
        """A desk on the task's library, which is filled when it is not."""
        key = self.library(task)
        if key not in self._desks:
            home = self._folder / "libraries" / key[:16]
            settings = self.settings.model_copy(update={"home": home})
            embedder = self._weights.embedder(settings)
            desk = Desk(settings, self._reporter, embedder=embedder, generator=self._models.generator(self.settings))
            self._open.enter_context(desk)
            prepare(task.corpus, key, home, desk)
            self._desks[key] = desk
        return self._desks[key]


Part = Literal["words", "vectors", "grammar", "verification", "model"]
PLAIN = "plain"
"""The prompt of the plain ablation."""


class Configuration(Frozen):
    """One way to answer; what is None is as the settings say."""

    label: str
    model: str | None = None
    prompt: str | None = None
    switches: Switches = Switches()
    suites: tuple[str, ...] | None = Field(default=None, description="The suites it applies to; None for all.")

    def settings(self, settings: Settings) -> Settings:
        """The settings with the model and the prompt of this configuration."""
        changes = {"model": self.model, "prompt": self.prompt}
        return settings.model_copy(update={name: value for name, value in changes.items() if value is not None})


ABLATIONS = (
    Configuration(label="plain prompt only", prompt=PLAIN, switches=Switches(grammar=False, verification=False)),
    Configuration(label="no grammar", switches=Switches(grammar=False)),
    Configuration(label="no verification", switches=Switches(verification=False)),
    Configuration(label="dense only", switches=Switches(words=False)),
    Configuration(label="BM25 only", switches=Switches(vectors=False)),
)
"""What each part is worth. Of answers only: briefings have no such switches."""


def checked_parts(names: Collection[str]) -> tuple[Part, ...]:
    """Names of parts, checked.

    Raises:
        InputError: there is no such part.
    """
    try:
        return TypeAdapter(tuple[Part, ...]).validate_python(tuple(names))
    except ValidationError as error:
        wrong = str(error.errors()[0]["input"])
        raise InputError(f"No part {wrong!r} to leave out. There are: {', '.join(get_args(Part))}.") from error


def configurations(
    settings: Settings, models: Sequence[str], ablate: bool, without: Collection[Part] = ()
) -> tuple[Configuration, ...]:
    """The product with each model, then, with the first of them, the product with parts left out.

    Args:
        settings: whose model is used when none is named.
        models: names of the registry or GGUF files, each once.
        ablate: whether to leave parts out as well.
        without: parts to leave out of the product itself.
    """
    names = list(dict.fromkeys(models)) or [settings.model]
    switches = Switches(**dict.fromkeys(without, False))
    note = "".join(f", no {part}" for part in dict.fromkeys(without))
    found = [Configuration(label=f"{name}{note}", model=name, switches=switches) for name in names]
    if ablate:
        first = {"model": names[0], "suites": ("ask", "kinds", "data")}
        found += [ablation.model_copy(update=first) for ablation in ABLATIONS]
    return tuple(found)


_ROOT = Path(__file__).parent.parent.parent


def machine(threads: int) -> Machine:
    """This machine, and the build of llama.cpp on it."""
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        cores=cpu_count(),
        threads=threads,
        llama=f"{metadata.version('llama-cpp-python')}, {_features()}",
    )


def commit(root: Path = _ROOT) -> str | None:
    """The git commit of a checkout, with '+' when its files have changes; None outside of a checkout."""
    if not (root / ".git").exists():
        return None
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{head}{'+' if changed else ''}" if head else None


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _features() -> str:
    """The processor features that llama.cpp was built with, such as 'AVX2 FMA F16C'."""
    import llama_cpp

    parts = llama_cpp.llama_print_system_info().decode().replace("|", " ").replace(":", " ").split()
    on = [name for name, sign, value in zip(parts, parts[1:], parts[2:], strict=False) if (sign, value) == ("=", "1")]
    return " ".join(on) or "no processor features"
