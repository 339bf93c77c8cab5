"""The figures of a report: what each is, and how it comes from the scores of its cases.

Every figure is a ratio of sums over cases or a percentile, so that one bootstrap serves all (see `bootstrap`). A case
that crashed or could not be judged adds nothing and is counted as unscored. A case to which a figure does not apply,
such as the correctness of a refused question that has no answer, adds nothing either.

Retrieval, over questions with gold paragraphs: see `ranking`.

Answer
    correctness: share of the expected facts that the answer says, in any accepted wording (see `wording`); 0 when an
        answerable question is refused. Over answerable questions.
    standalone right, follow-ups answered: see `briefbot.evaluation.followups`.
    token F1: words shared with the accepted wordings, SQuAD's definition (Rajpurkar et al., EMNLP 2016). An answer in
        whole sentences cannot reach 1 against a bare name; it serves to compare runs.
    wrong statements: share of questions whose answer says what it must not, or that got an answer though there is none.

Citations, over given answers to answerable questions: recall and precision as ALCE defines them (see `attribution`),
    with support by gold paragraphs or by the judge. Span accuracy: share of citations whose quoted words are in a gold
    paragraph and carry a fact that this paragraph proves.

Faithfulness: share of all sentences that what they cite supports, by the judge, which is the support check of `ask`; in
    the model's draft and in what was shown. The first tells of the model, the second of the safety net. As the net is
    the same check, the second says that it was in place; whether it is right is what the judge's own evaluation says.

Abstention, the positive class being "no answer exists": precision, recall and F1 (van Rijsbergen, Information
    Retrieval, 1979, chapter 7). Wrong refusals: share of the answerable questions that were refused, the price of
    caution.

Briefings: facts told is the share of the expected facts that some sentence says; forbidden claims the share of
    briefings that say what they must not, faults of form that of briefings with one (see `briefing_form`); coverage
    right, changes, events and differences found the shares of what was expected of these parts; faithfulness as above,
    over all sentences shown, quotations included.

Kinds of question (see `kinds`): the share of questions rightly answered, by kind, with Wilson's interval; points told
    is the share of the expected facts that are told, proven and, where asked for, dated and ascribed, points in
    passages the share that the passages it was written from prove, false premises aside. Sentences to the point tell an
    expected fact; others may be so too, so it serves to compare. Wrong list items are the share of the items of lists,
    right dated lines that of the dated lines of timelines, supported summaries that of the sentences of summaries;
    wrong speaker the share of quotations that give another's words. Seconds are those from question to answer, and the
    tags give them by kind.

Cost, over all questions: seconds from question to answer without loading the model, and tokens read and written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from briefbot.evaluation.cases import KINDS
from briefbot.evaluation.metrics.bootstrap import (
    Estimate,
    Ratio,
    percentile,
    percentile_difference,
    ratio,
    ratio_difference,
    wilson,
)
from briefbot.evaluation.types import CaseResult, Metric, PairedDifference

BRIEFING = "briefing"
"""The suite of briefings."""
Group = Literal["retrieval", "answer", "citations", "faithfulness", "abstention", "briefing", "kinds", "cost"]


class Measure(NamedTuple):
    """How a figure comes from the scores of cases."""

    name: str
    group: Group
    parts: Callable[[CaseResult], Ratio | None]
    """What a case adds above and below the line; for a percentile the value and 1; None when it does not apply."""
    better: Literal["higher", "lower"] = "higher"
    unit: Literal["share", "seconds", "tokens"] = "share"
    share: float | None = None
    """The percentile's share of the values; None for a ratio."""
    pooled: bool = False
    """Whether n counts what is below the line, such as sentences, and not cases."""
    per_tag: bool = False
    wilson: bool = False
    """Whether the interval is Wilson's; the cases are 0 or 1 then."""


def _score(name: str) -> Callable[[CaseResult], Ratio | None]:
    def parts(case: CaseResult) -> Ratio | None:
        return (case.scores[name], 1.0) if name in case.scores else None

    return parts


def _sentences(stage: Literal["draft", "shown"], of_briefings: bool = False) -> Callable[[CaseResult], Ratio | None]:
    def parts(case: CaseResult) -> Ratio | None:
        if (case.suite == BRIEFING) is not of_briefings:
            return None
        found = [verdict.supported for verdict in case.verdicts if verdict.stage == stage]
        judged = [supported for supported in found if supported is not None]
        return (float(sum(judged)), float(len(judged))) if judged else None

    return parts


def _pooled(above: str, below: str) -> Callable[[CaseResult], Ratio | None]:
    def parts(case: CaseResult) -> Ratio | None:
        return (case.scores[above], case.scores[below]) if case.scores.get(below) else None

    return parts


def _summaries(case: CaseResult) -> Ratio | None:
    return _sentences("shown")(case) if "right: summary" in case.scores else None


def _abstention(kind: Literal["precision", "recall", "F1", "wrong"]) -> Callable[[CaseResult], Ratio | None]:
    def parts(case: CaseResult) -> Ratio | None:
        if "abstained" not in case.scores:
            return None
        abstained, answerable = case.scores["abstained"], case.scores["answerable"]
        right = abstained * (1 - answerable)
        return {
            "precision": (right, abstained),
            "recall": (right, 1 - answerable),
            "F1": (2 * right, abstained + 1 - answerable),
            "wrong": (abstained * answerable, answerable),
        }[kind]

    return parts


MEASURES = (
    *(
        Measure(name, "retrieval", _score(name), per_tag=name == "Recall@5")
        for name in ("Hits@1", "Hits@5", "Recall@5", "Recall@10", "MRR@10", "nDCG@10")
    ),
    Measure("correctness", "answer", _score("correctness"), per_tag=True),
    Measure("token F1", "answer", _score("token F1")),
    Measure("wrong statements", "answer", _score("wrong statements"), better="lower", per_tag=True),
    Measure("standalone right", "answer", _score("standalone right"), per_tag=True),
    Measure("follow-ups answered", "answer", _score("follow-ups answered"), per_tag=True),
    Measure("citation recall (gold)", "citations", _score("citation recall (gold)")),
    Measure("citation precision (gold)", "citations", _score("citation precision (gold)")),
    Measure("citation recall (judge)", "citations", _score("citation recall (judge)")),
    Measure("citation precision (judge)", "citations", _score("citation precision (judge)")),
    Measure("span accuracy", "citations", _score("span accuracy"), per_tag=True),
    Measure("faithfulness (draft)", "faithfulness", _sentences("draft"), pooled=True, per_tag=True),
    Measure("faithfulness (shown)", "faithfulness", _sentences("shown"), pooled=True, per_tag=True),
    Measure("abstention precision", "abstention", _abstention("precision"), pooled=True),
    Measure("abstention recall", "abstention", _abstention("recall"), pooled=True),
    Measure("abstention F1", "abstention", _abstention("F1")),
    Measure("wrong refusals", "abstention", _abstention("wrong"), better="lower", pooled=True, per_tag=True),
    Measure("facts told", "briefing", _score("facts told"), per_tag=True),
    Measure("forbidden claims", "briefing", _score("forbidden claims"), better="lower", per_tag=True),
    Measure("faults of form", "briefing", _score("faults of form"), better="lower", per_tag=True),
    Measure("coverage right", "briefing", _score("coverage right")),
    Measure("changes found", "briefing", _score("changes found")),
    Measure("events found", "briefing", _score("events found")),
    Measure("differences found", "briefing", _score("differences found")),
    Measure("briefing faithfulness", "briefing", _sentences("shown", of_briefings=True), pooled=True, per_tag=True),
    Measure("rewritten by the model", "cost", _score("rewritten by the model"), better="lower"),
    *(
        Measure(
            f"rewriting seconds p{int(share * 100)}", "cost", _score("rewriting seconds"), "lower", "seconds", share
        )
        for share in (0.5, 0.95)
    ),
    Measure("right (all kinds)", "kinds", _score("right (all kinds)"), wilson=True, per_tag=True),
    *(Measure(f"right: {kind}", "kinds", _score(f"right: {kind}"), wilson=True) for kind in KINDS),
    Measure("points told", "kinds", _score("points told"), per_tag=True),
    Measure("points in passages", "kinds", _score("points in passages"), per_tag=True),
    Measure(
        "sentences to the point",
        "kinds",
        _pooled("sentences to the point", "sentences"),
        pooled=True,
        per_tag=True,
    ),
    Measure("wrong list items", "kinds", _pooled("wrong list items", "list items"), better="lower", pooled=True),
    Measure("right dated lines", "kinds", _pooled("right dated lines", "dated lines"), pooled=True),
    Measure("supported summaries", "kinds", _summaries, pooled=True),
    Measure("wrong speaker", "kinds", _score("wrong speaker"), better="lower", wilson=True),
    Measure("seconds of a kind", "kinds", _score("seconds of a kind"), "lower", "seconds", 0.5, per_tag=True),
    Measure("briefing seconds p50", "cost", _score("briefing seconds"), "lower", "seconds", 0.5),
    *(
        Measure(f"{unit} p{int(share * 100)}", "cost", _score(unit), "lower", unit, share)
        for unit in ("seconds", "tokens")
        for share in (0.5, 0.95)
    ),
)


def metrics(cases: Sequence[CaseResult], measures: Sequence[Measure] = MEASURES) -> tuple[Metric, ...]:
    """Every figure that applies to some of the cases, or would if they had been scored."""
    lost = sum(case.status == "unscored" for case in cases)
    found = []
    for measure in measures:
        parts = [part for case in cases if (part := measure.parts(case)) is not None]
        estimate = _value(measure, parts)
        unscored = sum(case.status == "unscored" and measure.parts(case) is None for case in cases)
        if estimate is None and not (lost and not parts):
            continue
        found.append(
            Metric(
                name=measure.name,
                group=measure.group,
                value=estimate.value if estimate else None,
                low=estimate.low if estimate else None,
                high=estimate.high if estimate else None,
                n=int(sum(below for _, below in parts)) if measure.pooled else len(parts),
                unscored=unscored,
                better=measure.better,
                unit=measure.unit,
            )
        )
    return tuple(found)


def metrics_by_tag(
    cases: Sequence[CaseResult], measures: Sequence[Measure] = MEASURES
) -> dict[str, tuple[Metric, ...]]:
    """The most telling figures for the cases of each tag, in alphabetical order."""
    telling = [measure for measure in measures if measure.per_tag]
    tags = sorted({tag for case in cases for tag in case.tags})
    return {tag: metrics([case for case in cases if tag in case.tags], telling) for tag in tags}


def paired_differences(
    cases: Sequence[CaseResult], first: Sequence[CaseResult], measures: Sequence[Measure] = MEASURES
) -> tuple[PairedDifference, ...]:
    """Every figure of a run less that of the first run, over the cases that both scored, paired by case."""
    known = {case.id: case for case in first}
    found = []
    for measure in measures:
        pairs = [
            (part, other)
            for case in cases
            if case.id in known
            and (part := measure.parts(case)) is not None
            and (other := measure.parts(known[case.id])) is not None
        ]
        estimate = difference(measure, [part for part, _ in pairs], [other for _, other in pairs])
        if estimate:
            found.append(
                PairedDifference(
                    name=measure.name, value=estimate.value, low=estimate.low, high=estimate.high, n=len(pairs)
                )
            )
    return tuple(found)


def difference(measure: Measure, one: Sequence[Ratio], other: Sequence[Ratio], level: float = 0.95) -> Estimate | None:
    """A figure of one run less that of another, over the same cases in the same order; None when one has no value."""
    if measure.share is None:
        return ratio_difference(one, other, level)
    return percentile_difference([value for value, _ in one], [value for value, _ in other], measure.share, level)


def _value(measure: Measure, parts: Sequence[Ratio]) -> Estimate | None:
    if measure.share is None:
        return wilson(parts) if measure.wilson else ratio(parts)
    return percentile([value for value, _ in parts], measure.share)
