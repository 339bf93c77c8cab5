"""What an evaluation measures and reports, as frozen models."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefbot.types import Answer, Frozen, ModelRef, PromptRef, Switches

CaseStatus = Literal["passed", "failed", "unscored"]


class Metric(Frozen):
    """One figure with the cases it rests on and its 95% bootstrap interval."""

    name: str = Field(description="For example 'correctness' or 'citation recall (judge)'.")
    group: Literal["retrieval", "answer", "citations", "faithfulness", "abstention", "briefing", "kinds", "cost"]
    value: float | None = Field(description="None when no case could be scored.")
    low: float | None = None
    high: float | None = None
    n: int = Field(ge=0, description="Cases (or sentences) behind the value.")
    unscored: int = Field(default=0, ge=0, description="Cases that crashed or could not be judged; never zeros.")
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds", "tokens"] = "share"


class PairedDifference(Frozen):
    """A metric of one run less that of the first, paired by case."""

    name: str
    value: float
    low: float
    high: float
    n: int = Field(description="Cases that both runs scored.")


class SentenceVerdict(Frozen):
    """What the judge and the exact check say of one sentence and what it cites."""

    text: str
    stage: Literal["draft", "shown"] = Field(description="As the model wrote it, or as verification let it through.")
    cited: tuple[int, ...] = Field(description="Numbers of the passages it cites.")
    probability: float | None = Field(description="Of support by all it cites together; None when not judged.")
    supported: bool | None = None
    missing: tuple[str, ...] = Field(default=(), description="Mismatches of the exact check.")


class CaseResult(Frozen):
    """One case as one configuration answered it."""

    id: str
    suite: str
    tags: tuple[str, ...]
    question: str
    expected: str = Field(description="For people: the accepted facts, or 'abstain'.")
    status: CaseStatus
    reasons: tuple[str, ...] = Field(default=(), description="Why it failed, or why it could not be scored.")
    scores: dict[str, float] = Field(default_factory=dict, description="Per-case score by metric name; absent = n/a.")
    verdicts: tuple[SentenceVerdict, ...] = ()
    answer: Answer | None = Field(default=None, description="None for briefing cases and for crashes.")
    output: str = Field(default="", description="What was shown, as text.")
    seconds: float = 0.0
    cached: bool = False


class Run(Frozen):
    """All cases under one configuration: a model, a prompt, or an ablation."""

    label: str = Field(description="For example 'qwen2.5-coder-1.5b' or 'no verification'.")
    model: ModelRef
    embedder: ModelRef
    prompts: tuple[PromptRef, ...]
    settings_sha256: str
    settings: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, description="Those that can change an answer."
    )
    switches: Switches = Field(default=Switches(), description="Which parts of the way to an answer were on.")
    metrics: tuple[Metric, ...]
    by_tag: dict[str, tuple[Metric, ...]] = Field(default_factory=dict)
    differences: tuple[PairedDifference, ...] = Field(
        default=(), description="Against the first run; empty for the first."
    )
    cases: tuple[CaseResult, ...]


class Machine(Frozen):
    """Where it was measured."""

    system: str
    python: str
    cores: int
    threads: int
    llama: str = Field(description="Version of llama-cpp-python and the processor features of its build.")


class Report(Frozen):
    """What one call of `briefbot eval` found."""

    schema_version: Literal[1] = 1
    created: str = Field(description="ISO 8601, UTC.")
    version: str = Field(description="Of briefbot.")
    commit: str | None = Field(description="Git commit of the working tree, with '+' when it has changes.")
    machine: Machine
    suites: tuple[str, ...]
    fixtures_sha256: str = Field(description="Over the cases that ran and the articles they are asked over.")
    runs: tuple[Run, ...] = Field(min_length=1)
