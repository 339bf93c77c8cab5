"""Cases as the page shows them: answers with links to their passages, and passages with the quoted words marked."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from briefbot.citations import shown_text
from briefbot.evaluation.reports.tables import format_value
from briefbot.evaluation.scoring import cited_passages
from briefbot.evaluation.types import CaseResult, CaseStatus, Report, Run, SentenceVerdict
from briefbot.render.text import known_day
from briefbot.types import Answer, Citation, Frozen, Passage, Sentence

MarkKind = Literal["shown", "removed", ""]
COSTS = ("seconds", "tokens")  # scores that are told as the cost of a case


class MarkedRun(Frozen):
    """A run of characters of a passage: quoted by a sentence that was shown, by one that was removed, or by none."""

    text: str
    kind: MarkKind


class MarkedPassage(Frozen):
    """A passage with its quoted words marked."""

    number: int
    anchor: str
    title: str
    where: str
    pieces: tuple[MarkedRun, ...]
    cited: bool


class ShownSentence(Frozen):
    """A sentence and the passages it cites: number, and anchor on the page ('' when not shown there)."""

    text: str
    links: tuple[tuple[int, str], ...]
    note: str = ""


class CaseOutcome(Frozen):
    """What one run made of a case."""

    label: str
    status: CaseStatus
    reasons: tuple[str, ...]
    scores: tuple[tuple[str, str], ...]
    abstained: bool = False
    lead: str = ""
    said: tuple[ShownSentence, ...] = ()
    removed: tuple[ShownSentence, ...] = ()
    output: str = ""
    draft: str = ""
    verdicts: tuple[SentenceVerdict, ...] = ()
    sources: tuple[MarkedPassage, ...] = ()
    remark: str = ""
    cost: str = ""


class Card(Frozen):
    """One case with its outcome in each run; the first outcome is that of the first run."""

    anchor: str
    id: str
    suite: str
    tags: tuple[str, ...]
    question: str
    expected: str
    statuses: tuple[str, ...]
    outcomes: tuple[CaseOutcome, ...]

    @property
    def status(self) -> CaseStatus:
        """The status in the first run that has the case."""
        return self.outcomes[0].status

    @property
    def group(self) -> Literal["failed", "unscored", "elsewhere", "passed"]:
        """Where the page lists it: by the first run, with failures of other runs after those of the first."""
        if self.status != "passed":
            return self.status
        return "passed" if all(outcome.status == "passed" for outcome in self.outcomes) else "elsewhere"


def cards(report: Report) -> tuple[Card, ...]:
    """Every case of a report once, with its outcome in every run that has it."""
    keys = list(dict.fromkeys((case.suite, case.id) for run in report.runs for case in run.cases))
    by_run = [{(case.suite, case.id): case for case in run.cases} for run in report.runs]
    found = []
    for at, key in enumerate(keys, start=1):
        having = [(run, cases[key]) for run, cases in zip(report.runs, by_run, strict=True) if key in cases]
        first = having[0][1]
        outcomes = [
            _outcome(run, case, first, f"case-{at}-{which}") for which, (run, case) in enumerate(having, start=1)
        ]
        statuses = tuple(cases[key].status if key in cases else "" for cases in by_run)
        found.append(
            Card(
                anchor=f"case-{at}",
                id=first.id,
                suite=first.suite,
                tags=first.tags,
                question=first.question,
                expected=first.expected,
                statuses=statuses,
                outcomes=tuple(outcomes),
            )
        )
    return tuple(found)


def _outcome(run: Run, case: CaseResult, first: CaseResult, anchor: str) -> CaseOutcome:
    units = {metric.name: metric.unit for metric in run.metrics}
    bare = CaseOutcome(
        label=run.label,
        status=case.status,
        reasons=case.reasons,
        scores=tuple(
            (name, format_value(score, units.get(name, "share")))
            for name, score in case.scores.items()
            if name not in COSTS
        ),
        output=case.output,
        verdicts=case.verdicts,
        cost=f"{format_value(case.seconds, 'seconds')} s" + (", from the cache" if case.cached else ""),
    )
    answer = case.answer
    if answer is None:
        return bare
    sources, remark = _sources(answer, anchor), ""
    if case is not first:
        same = first.answer is not None and _places(first.answer) == _places(answer)
        remark = "It was given the same passages as the first run; those it cites are shown." if same else ""
        if case.status == "passed":
            sources, remark = (), "Its passages are in the JSON report."
        elif same:
            sources = tuple(source for source in sources if source.cited)
    anchors = {source.number: source.anchor for source in sources}
    read, written = sum(t.tokens_read for t in answer.timings), sum(t.tokens_written for t in answer.timings)
    return bare.model_copy(
        update={
            "abstained": answer.abstained,
            "lead": _lead(answer),
            "said": tuple(_said(sentence, answer.passages, anchors) for sentence in answer.sentences),
            "removed": tuple(_said(sentence, answer.passages, anchors) for sentence in answer.removed),
            "draft": "" if answer.draft == answer.text else answer.draft,
            "sources": sources,
            "remark": remark,
            "cost": f"{bare.cost}; {read:,} tokens read, {written:,} written",
        }
    )


def _lead(answer: Answer) -> str:
    """What an answer says before its first sentence: a yes or no."""
    first = answer.sentences[0] if answer.sentences else None
    ways = [shown_text(first, resolved) for resolved in (True, False)] if first else []
    return next((answer.text.partition(words)[0].strip() for words in ways if words in answer.text), "")


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(passage.article_id, passage.paragraph, passage.start) for passage in answer.passages]


def _said(sentence: Sentence, passages: Sequence[Passage], anchors: dict[int, str]) -> ShownSentence:
    support = sentence.support
    notes = [] if support.probability is None else [f"support {support.probability:.2f}"]
    notes += [f"lacks {', '.join(support.missing)}"] if support.missing else []
    links = tuple((passage.number, anchors.get(passage.number, "")) for passage in cited_passages(sentence, passages))
    return ShownSentence(text=shown_text(sentence, resolved=False), links=links, note="; ".join(notes))


def _sources(answer: Answer, anchor: str) -> tuple[MarkedPassage, ...]:
    shown = [citation for sentence in answer.sentences for citation in sentence.citations]
    removed = [citation for sentence in answer.removed for citation in sentence.citations]
    found = []
    for passage in answer.passages:
        pieces = marked_runs(passage, shown, removed)
        day = passage.published.iso.replace("T", " ") if passage.published else known_day(passage.known)
        place = passage.url or _beside(passage.path)
        where = [passage.source or "unknown publisher", day, f"paragraph {passage.paragraph}", place]
        found.append(
            MarkedPassage(
                number=passage.number,
                anchor=f"{anchor}-{passage.number}",
                title=passage.title,
                where=", ".join(part for part in where if part),
                pieces=pieces,
                cited=any(piece.kind for piece in pieces),
            )
        )
    return tuple(found)


def _beside(path: str | None) -> str:
    """A path from the working folder where it lies in it: the page is read on other machines."""
    if path and Path(path).is_relative_to(Path.cwd()):
        return str(Path(path).relative_to(Path.cwd()))
    return path or ""


def marked_runs(passage: Passage, shown: Sequence[Citation], removed: Sequence[Citation]) -> tuple[MarkedRun, ...]:
    """A passage's text cut where a quotation begins or ends; where both kinds overlap, what was shown counts."""
    kinds: list[MarkKind] = [""] * len(passage.text)
    layers: tuple[tuple[MarkKind, Sequence[Citation]], ...] = (("removed", removed), ("shown", shown))
    for kind, citations in layers:
        for citation in citations:
            if (citation.article_id, citation.paragraph) == (passage.article_id, passage.paragraph):
                start, end = citation.start - passage.start, citation.end - passage.start
                for at in range(max(0, start), min(len(kinds), end)):
                    kinds[at] = kind
    runs = itertools.groupby(zip(passage.text, kinds, strict=True), key=lambda pair: pair[1])
    return tuple(MarkedRun(text="".join(letter for letter, _ in letters), kind=kind) for kind, letters in runs)
