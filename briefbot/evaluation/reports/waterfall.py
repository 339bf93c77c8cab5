"""Where right answers are lost on the way: each question that can be answered, by the first step that failed it."""

from __future__ import annotations

from briefbot.evaluation.types import CaseResult, Run
from briefbot.types import Frozen

_RIGHT = "answered rightly"
_STEPS = (
    "not among the ten best passages",
    "found, and not handed to the model",
    "handed over, and not written",
    "written, and held back",
    "written, and given way to other words",
    "quoted, and not to the point",
)
_FOUND, _HANDED, _WRITTEN, _HELD, _CHANGED, _QUOTED = _STEPS


class Step(Frozen):
    """The questions that came to grief at one step, or the rest, which came through."""

    name: str
    count: int
    before: float
    """Percent of all questions that steps before it took away."""
    share: float
    """Percent of all questions."""


class Waterfall(Frozen):
    """From the questions that can be answered to those that are."""

    label: str
    asked: int
    steps: tuple[Step, ...]
    """In the order of the way; the last is what is answered rightly."""


def waterfall(run: Run) -> Waterfall:
    """Where the questions of a run were lost that have an answer and were scored."""
    cases = [case for case in run.cases if "correctness" in case.scores and case.status != "unscored" and case.answer]
    found = [_lost_at(case) for case in cases]
    names = [name for name in (*_STEPS, _RIGHT) if name in found]
    steps, before = [], 0.0
    for name in names:
        count = found.count(name)
        share = 100 * count / len(found)
        steps.append(Step(name=name, count=count, before=round(before, 2), share=round(share, 2)))
        before += share
    return Waterfall(label=run.label, asked=len(found), steps=tuple(steps))


def _lost_at(case: CaseResult) -> str:
    """The first step that an answer failed at, or that it came through."""
    scores = case.scores
    if scores["correctness"] == 1.0:
        return _RIGHT
    if scores.get("Recall@10", 1.0) < 1.0:
        return _FOUND
    if scores.get("handed over", 1.0) < 1.0:
        return _HANDED
    if "written" not in scores:
        return _QUOTED
    if scores["written"] < 1.0:
        return _WRITTEN
    return _HELD if scores["abstained"] else _CHANGED
