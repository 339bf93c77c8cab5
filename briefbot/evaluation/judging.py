"""The judge, judged: how well the support check agrees with labelled claims.

Balanced accuracy is the mean of the shares of supported and of unsupported claims that are told rightly (Brodersen et
al., The Balanced Accuracy and Its Posterior Distribution, ICPR 2010). AUC is the probability that a supported claim
scores above an unsupported one (Hanley and McNeil, Radiology 143, 1982). The calibration error is the mean distance
between the probability given and the share that is supported, over ten bins of equally many claims, weighted by size
(Guo et al., On Calibration of Modern Neural Networks, ICML 2017, with bins by quantile).

Intervals are 95% percentile bootstraps over sources, not over claims, because claims about one source are alike. A
source that the calibration was fitted on is judged by coefficients that were fitted without it.

A claim of several sentences is judged sentence by sentence and is as probable as its weakest one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field, ValidationError

from briefbot.errors import CaseError
from briefbot.evaluation.metrics.bootstrap import BOOTSTRAP_SEED, LEVEL, RESAMPLES, Estimate
from briefbot.types import Frozen, ModelRef, PromptRef
from briefbot.verification.calibration import source_key
from briefbot.verification.checker import SupportChecker, claim_sentences, weakest
from briefbot.verification.evidence import Source, SupportVerdict

CALIBRATION_BINS = 10
JUDGEMENTS = "judgements.db"  # in the home folder: every judgement made so far
_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


class LabelledClaim(Frozen):
    """A claim that somebody labelled; further keys of its line are left alone."""

    model_config = ConfigDict(extra="ignore")

    source: str | tuple[str, ...] = Field(description="A text, or its sentences.")
    claim: str = Field(min_length=1)
    supported: bool = Field(strict=True)
    id: str = ""
    kind: str | None = Field(default=None, description="How the claim was made; errors are counted by it.")

    @property
    def texts(self) -> tuple[str, ...]:
        """The source as lines of text; sentences given one by one stay apart."""
        if isinstance(self.source, str):
            return (self.source,)
        return ("\n".join(" ".join(sentence.split()) for sentence in self.source),)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The source as the support check reads it."""
        return tuple(Source(text=text) for text in self.texts)


class Judged(Frozen):
    """A labelled claim with what the support check found."""

    claim: LabelledClaim
    verdict: SupportVerdict = Field(description="On the weakest sentence, with the tokens and seconds of all.")
    probability: float = Field(description="By coefficients that never saw the source.")
    margin: float = Field(description="The model's log-odds of yes; the least of the claim's sentences.")
    parts: int = Field(default=1, ge=1, description="Sentences that were judged.")
    timed: bool = Field(default=True, description="Whether the model was asked now, and not kept from before.")
    held_out: bool = Field(description="Whether the source was fitted on, and a fold's coefficients were used.")


def balanced_accuracy(said: _Bools, labels: _Bools, counts: _Floats) -> _Floats:
    """The mean of the shares of both kinds told rightly, for each row of counts; not a number where a kind lacks."""
    with np.errstate(invalid="ignore"):
        true = counts[:, labels] @ said[labels] / counts[:, labels].sum(axis=1)
        false = counts[:, ~labels] @ ~said[~labels] / counts[:, ~labels].sum(axis=1)
        mean: _Floats = (true + false) / 2
    return mean


def calibration_error(probabilities: _Floats, labels: _Bools, counts: _Floats) -> _Floats:
    """The mean distance of probability and share over bins of equally many claims, for each row of counts."""
    order = np.argsort(probabilities, kind="stable")
    total = np.zeros(len(counts))
    for part in np.array_split(order, min(CALIBRATION_BINS, len(order))):
        total += np.abs(counts[:, part] @ (probabilities[part] - labels[part]))
    error: _Floats = total / counts.sum(axis=1)
    return error


class Score(Frozen):
    """How well one way to judge tells claims apart."""

    name: str
    threshold: float
    balanced_accuracy: Estimate
    auc: Estimate
    calibration_error: Estimate


class KindOfError(Frozen):
    """The claims of one kind, and how many of them were told wrongly."""

    kind: str
    supported: bool
    claims: int
    wrong: int


class JudgeReport(Frozen):
    """What `briefbot eval judge` found."""

    data: str
    data_sha256: str
    claims: int
    supported: int
    sources: int
    split: int = Field(default=0, description="Claims of several sentences, judged sentence by sentence.")
    held_out: int = Field(description="Claims whose source was fitted on; cross-validated figures for these.")
    scores: tuple[Score, ...] = Field(description="The support check, then the model alone.")
    errors: tuple[KindOfError, ...]
    timed: int = Field(description="Claims that the model was asked about now; the others were kept from before.")
    seconds: float | None = Field(description="Median seconds a timed claim.")
    slowest: float | None = Field(description="95th percentile of the seconds.")
    tokens: float | None = Field(description="Mean tokens read a timed claim.")
    model: ModelRef
    prompt: PromptRef
    note: str = Field(default="", description="What to know about these figures.")


def judge_claims(
    claims: Sequence[LabelledClaim],
    checker: SupportChecker,
    done: Callable[[int], None] = lambda count: None,
    made: Callable[[], int] | None = None,
) -> list[Judged]:
    """Judge every claim, each by coefficients that never saw its source.

    Args:
        claims: what to judge.
        checker: judges.
        done: told of every claim.
        made: how many judgements the model has made; None when it makes all.
    """
    judged = []
    for claim in claims:
        before = made() if made else -1
        found = _judged(claim, checker)
        judged.append(found.model_copy(update={"timed": made is None or made() > before}))
        done(1)
    return judged


def _judged(claim: LabelledClaim, checker: SupportChecker) -> Judged:
    fold = checker.calibration.fold(claim.texts)

    def probability(verdict: SupportVerdict) -> float:
        return checker.probability(verdict.features, fold)

    verdicts = [checker.check(part, claim.sources, strict=False) for part in claim_sentences(claim.claim)]
    verdict = weakest(verdicts, probability)
    return Judged(
        claim=claim,
        verdict=verdict,
        probability=probability(verdict),
        margin=min(verdict.features["margin"] for verdict in verdicts),
        parts=len(verdicts),
        held_out=fold is not None,
    )


def judge_report(path: Path, judged: Sequence[Judged], checker: SupportChecker) -> JudgeReport:
    """The figures over judged claims."""
    labels = np.array([item.claim.supported for item in judged])
    keys = [source_key(item.claim.texts) for item in judged]
    probabilities = np.array([item.probability for item in judged])
    margins = np.array([item.margin for item in judged])
    calibration = checker.calibration
    draws = draw_sources(keys)
    held_out = sum(item.held_out for item in judged)
    split = sum(item.parts > 1 for item in judged)
    timed = [item.verdict for item in judged if item.timed]
    seconds = [verdict.seconds for verdict in timed]
    return JudgeReport(
        data=path.name,
        data_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        claims=len(judged),
        supported=int(labels.sum()),
        sources=len(set(keys)),
        split=split,
        held_out=held_out,
        scores=(
            judging_score("support check", probabilities, labels, draws, calibration.threshold, probabilities),
            judging_score(
                "model only", margins, labels, draws, calibration.model_threshold, 1 / (1 + np.exp(-margins))
            ),
        ),
        errors=errors_by_kind(judged, calibration.threshold),
        timed=len(timed),
        seconds=float(np.median(seconds)) if timed else None,
        slowest=float(np.quantile(seconds, 0.95)) if timed else None,
        tokens=float(np.mean([verdict.tokens_read for verdict in timed])) if timed else None,
        model=checker.model,
        prompt=checker.prompt,
        note=" ".join(filter(None, (_split_note(split), _held_out_note(held_out, len(judged)), checker.note))),
    )


def _split_note(split: int) -> str:
    if not split:
        return ""
    claims = "1 claim has" if split == 1 else f"{split} claims have"
    return f"{claims} several sentences; each is judged, and the weakest counts."


def _held_out_note(held_out: int, claims: int) -> str:
    if not held_out:
        return ""
    return (
        f"The sources of {held_out} of the {claims} claims were fitted on; these are judged by coefficients fitted "
        "without them (cross-validated)."
    )


def judging_score(
    name: str, values: _Floats, labels: _Bools, draws: _Floats, threshold: float, probabilities: _Floats
) -> Score:
    """The figures of one way to judge.

    Args:
        name: for people.
        values: one a claim, higher where support is likelier.
        labels: whether each claim is supported.
        draws: how often each claim is in each bootstrap draw, of shape (draws, claims).
        threshold: the least value of a claim that counts as supported.
        probabilities: the values as probabilities, for the calibration error.
    """
    once = np.ones((1, len(labels)))

    def estimate(figure: Callable[[_Floats], _Floats]) -> Estimate:
        drawn = figure(draws)
        low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Estimate(value=float(figure(once)[0]), low=float(low), high=float(high))

    return Score(
        name=name,
        threshold=threshold,
        balanced_accuracy=estimate(lambda counts: balanced_accuracy(values >= threshold, labels, counts)),
        auc=estimate(lambda counts: area_under_curve(values, labels, counts)),
        calibration_error=estimate(lambda counts: calibration_error(probabilities, labels, counts)),
    )


def draw_sources(keys: Sequence[str]) -> _Floats:
    """How often each claim is in each bootstrap draw of sources, of shape (draws, claims)."""
    names = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    drawn = np.random.default_rng(BOOTSTRAP_SEED).multinomial(
        len(names), np.full(len(names), 1 / len(names)), RESAMPLES
    )
    return drawn[:, [names[key] for key in keys]].astype(np.float64)


def area_under_curve(values: _Floats, labels: _Bools, counts: _Floats) -> _Floats:
    """The probability that a supported claim has the higher value, a tie being half, for each row of counts."""
    _, place = np.unique(values, return_inverse=True)
    size = int(place.max()) + 1
    table = np.zeros((2, len(counts), size))
    for kind in (0, 1):
        own = np.flatnonzero(labels == bool(kind))
        np.add.at(table[kind].T, place[own], counts[:, own].T)
    false, true = table
    below = np.cumsum(false, axis=1) - false / 2
    with np.errstate(invalid="ignore"):
        area: _Floats = (true * below).sum(axis=1) / (true.sum(axis=1) * false.sum(axis=1))
    return area


def errors_by_kind(judged: Sequence[Judged], threshold: float) -> tuple[KindOfError, ...]:
    """The claims by kind, the kinds that go wrong most first."""
    groups: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for item in judged:
        wrong = (item.probability >= threshold) != item.claim.supported
        groups[item.claim.kind or found_kind(item), item.claim.supported].append(wrong)
    table = [
        KindOfError(kind=kind, supported=supported, claims=len(wrong), wrong=sum(wrong))
        for (kind, supported), wrong in groups.items()
    ]
    return tuple(sorted(table, key=lambda row: (-row.wrong / row.claims, row.kind, row.supported)))


def found_kind(item: Judged) -> str:
    """A kind for a claim that was given none: what the exact check misses in it, else how long it is."""
    if item.verdict.mismatches:
        return f"{item.verdict.mismatches[0].kind} not found"
    words = len(item.claim.claim.split())
    return "under 15 words" if words < 15 else "15 to 29 words" if words < 30 else "30 words or more"


def read_claims(path: Path, limit: int | None = None) -> tuple[LabelledClaim, ...]:
    """The claims of a file of JSON lines.

    Args:
        path: the file.
        limit: only so many, drawn with a fixed seed and in the order of the file.

    Raises:
        CaseError: the file cannot be read, or a line is no such claim; names file, line and key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"Cannot read the file of claims {str(path)!r}: {error}.") from error
    claims = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            claims.append(LabelledClaim.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise CaseError(f"{path}:{number}: {f'{key}: ' if key else ''}{first['msg']}.") from error
    if limit is not None and limit < len(claims):
        drawn = np.random.default_rng(BOOTSTRAP_SEED).choice(len(claims), limit, replace=False)
        claims = [claims[at] for at in sorted(drawn)]
    if len({claim.supported for claim in claims}) < 2:
        raise CaseError(f"{path}: needs supported and unsupported claims, one JSON object a line.")
    return tuple(claims)
