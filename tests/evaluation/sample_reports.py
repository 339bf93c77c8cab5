"""Reports as an evaluation would write them, made without a model: a small one, and one of hostile texts."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from typing import Literal

from briefbot.citations import quote
from briefbot.evaluation.types import CaseResult, Machine, Metric, PairedDifference, Report, Run, SentenceVerdict
from briefbot.text.dates.find import find_dates
from briefbot.text.sentences import supporting_span
from briefbot.types import Answer, ModelRef, Passage, PromptRef, Published, Sentence, Support, Timing

QWEN = ModelRef(name="qwen2.5-coder-1.5b", sha256="1a" * 32)
SMOL = ModelRef(name="smollm2-135m", sha256="2b" * 32)
MINILM = ModelRef(name="minilm-int8", sha256="3c" * 32)
PROMPT = PromptRef(name="answer", version=3, sha256="4d" * 32)
JUDGE = PromptRef(name="judge", version=2, sha256="5e" * 32)
MACHINE = Machine(system="Linux x86_64", python="3.11.7", cores=2, threads=2, llama="0.3.36, AVX2 FMA F16C")

FERRY = (
    "The ferry between Norvik and Saint Osmund will sail again next week, the harbour office said on Friday. "
    "Two boats have been repaired since the storm of 2 March."
)
FARES = "A single ticket will cost 14 crowns, two more than before. Children under six travel free of charge."


def passage(number: int, text: str, title: str = "Ferry line to reopen", paragraph: int = 1) -> Passage:
    """A passage of the Coast Gazette."""
    day = dt.date(2018, 3, 9)
    return Passage(
        number=number,
        article_id=f"{number:x}" * 16,
        title=title,
        source="Coast Gazette",
        published=Published(day=day, evidence="dateline"),
        path="news/ferry.txt",
        url=None,
        paragraph=paragraph,
        start=0,
        text=text,
        dates=find_dates(text, day),
        score=0.03,
        ranks={"words": 1, "vectors": 2},
    )


def answer(
    question: str,
    passages: Sequence[Passage],
    said: Sequence[tuple[str, tuple[int, ...]]],
    removed: Sequence[tuple[str, tuple[int, ...], float]] = (),
    seconds: float = 4.0,
    model: ModelRef = QWEN,
) -> Answer:
    """An answer that says each text with its citations; an abstention where it says nothing."""

    def sentence(text: str, cited: tuple[int, ...], support: Support) -> Sentence:
        found = [p for p in passages if p.number in cited]
        return Sentence(
            text=text, support=support, citations=tuple(quote(p, supporting_span(text, p.text)) for p in found)
        )

    marks = ["".join(f"[{number}]" for number in cited) for _, cited in said]
    gone = [f"{text} {''.join(f'[{number}]' for number in cited)}" for text, cited, _ in removed]
    shown = [f"{text} {mark}" for (text, _), mark in zip(said, marks, strict=True)]
    return Answer(
        question=question,
        text=" ".join(shown),
        abstained=not said,
        sentences=tuple(
            sentence(text, cited, Support(supported=True, probability=0.93, action="kept")) for text, cited in said
        ),
        removed=tuple(
            sentence(text, cited, Support(supported=False, probability=probability, action="removed"))
            for text, cited, probability in removed
        ),
        passages=tuple(passages),
        draft=" ".join([*shown, *gone]) or "NOT STATED",
        prompt=PROMPT,
        model=model,
        embedder=MINILM,
        settings_sha256="6f" * 32,
        timings=(
            Timing(stage="retrieve", seconds=0.1),
            Timing(stage="write", seconds=seconds - 0.1, tokens_read=1204, tokens_written=48),
        ),
    )


def metric(
    name: str,
    group: Literal["retrieval", "answer", "citations", "faithfulness", "abstention", "briefing", "cost"],
    values: Sequence[float],
    unscored: int = 0,
    better: Literal["higher", "lower"] = "higher",
    unit: Literal["share", "seconds", "tokens"] = "share",
) -> Metric:
    """A mean with a rough interval."""
    if not values:
        return Metric(name=name, group=group, value=None, n=0, unscored=unscored, better=better, unit=unit)
    mean = statistics.fmean(values)
    half = 1.96 * statistics.pstdev(values) / len(values) ** 0.5
    top = 1.0 if unit == "share" else float("inf")
    return Metric(
        name=name,
        group=group,
        value=mean,
        low=max(0.0, mean - half),
        high=min(top, mean + half),
        n=len(values),
        unscored=unscored,
        better=better,
        unit=unit,
    )


def run(label: str, cases: Sequence[CaseResult], first: Run | None = None, model: ModelRef = QWEN) -> Run:
    """A run over cases, with metrics, figures by tag, and differences from the first run."""
    tags = sorted({tag for case in cases for tag in case.tags})
    return Run(
        label=label,
        model=model,
        embedder=MINILM,
        prompts=(PROMPT, JUDGE),
        settings_sha256="6f" * 32,
        metrics=metrics(cases),
        by_tag={
            tag: tuple(m for m in metrics([c for c in cases if tag in c.tags]) if m.name in BY_TAG) for tag in tags
        },
        differences=differences(cases, first.cases) if first else (),
        cases=tuple(cases),
    )


BY_TAG = ("correctness", "faithfulness (shown)")


def metrics(cases: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """The figures of some cases."""
    unscored = sum(case.status == "unscored" for case in cases)

    def of(name: str) -> list[float]:
        return [case.scores[name] for case in cases if name in case.scores]

    seconds = [case.seconds for case in cases]
    return (
        metric("Hits@5", "retrieval", of("Hits@5"), unscored),
        metric("MRR", "retrieval", of("MRR"), unscored),
        metric("correctness", "answer", of("correctness"), unscored),
        metric("wrong statements", "answer", of("wrong statements"), unscored, better="lower"),
        metric("citation recall (judge)", "citations", of("citation recall (judge)"), unscored),
        metric("faithfulness (draft)", "faithfulness", of("faithfulness (draft)"), unscored),
        metric("faithfulness (shown)", "faithfulness", of("faithfulness (shown)"), unscored),
        metric("abstention F1", "abstention", of("abstention F1"), unscored),
        metric("seconds p50", "cost", seconds, better="lower", unit="seconds"),
        metric("tokens p50", "cost", [1252.0 + 10 * s for s in seconds], better="lower", unit="tokens"),
    )


def differences(cases: Sequence[CaseResult], first: Sequence[CaseResult]) -> tuple[PairedDifference, ...]:
    """Means of what cases gained on the same cases of the first run."""
    found = []
    for name in [m.name for m in metrics(cases) if m.unit == "share"]:
        pairs = [
            (new.scores[name], old.scores[name])
            for new, old in zip(cases, first, strict=True)
            if name in new.scores and name in old.scores
        ]
        if pairs:
            gains = [new - old for new, old in pairs]
            mean, half = statistics.fmean(gains), 1.96 * statistics.pstdev(gains) / len(gains) ** 0.5
            found.append(PairedDifference(name=name, value=mean, low=mean - half, high=mean + half, n=len(gains)))
    return tuple(found)


def report(*runs: Run, created: str = "2019-11-02T08:30:00+00:00", commit: str | None = "00f3bb0+") -> Report:
    """A report over runs."""
    return Report(
        created=created,
        version="0.1.0",
        commit=commit,
        machine=MACHINE,
        suites=tuple(dict.fromkeys(case.suite for case in runs[0].cases)),
        fixtures_sha256="7a" * 32,
        runs=runs,
    )


def small_cases(verified: bool = True) -> list[CaseResult]:
    """One case that passed, one that failed unless `verified`, one that failed, a briefing, and one that crashed."""
    ferry, fares = passage(1, FERRY), passage(2, FARES, "New fares | from Monday", 4)
    when, fare, who = "When will the ferry sail again?", "What does a ticket cost?", "Who repaired the boats?"
    said = [("The ferry will sail again next week.", (1,))]
    slip = ("The repairs cost 2 million crowns.", (1,), 0.12)
    return [
        CaseResult(
            id="ferry-when",
            suite="questions",
            tags=("when", "answerable"),
            question=when,
            expected="next week | week of 12 March",
            status="passed",
            scores={"correctness": 1.0, "faithfulness (draft)": 1.0, "faithfulness (shown)": 1.0, "Hits@5": 1.0},
            verdicts=(
                SentenceVerdict(text=said[0][0], stage="draft", cited=(1,), probability=0.97, supported=True),
                SentenceVerdict(text=said[0][0], stage="shown", cited=(1,), probability=0.97, supported=True),
            ),
            answer=answer(when, [ferry, fares], said),
            output=f"{said[0][0]} [1]",
            seconds=4.0,
        ),
        CaseResult(
            id="ferry-fare",
            suite="questions",
            tags=("how many", "answerable"),
            question=fare,
            expected="14 crowns",
            status="failed",
            reasons=("the answer lacks '14 crowns'", "says 12 crowns, which no source does"),
            scores={
                "correctness": 0.0,
                "wrong statements": 1.0,
                "faithfulness (draft)": 0.5,
                "faithfulness (shown)": 1.0 if verified else 0.5,
                "Hits@5": 1.0,
            },
            verdicts=(
                SentenceVerdict(
                    text="A ticket costs 12 crowns.",
                    stage="draft",
                    cited=(1, 2),
                    probability=0.08,
                    supported=False,
                    missing=("number '12'",),
                ),
                SentenceVerdict(
                    text="Children under six travel free of charge.",
                    stage="shown",
                    cited=(2,),
                    probability=None,
                    supported=True,
                ),
            ),
            answer=answer(
                fare,
                [ferry, fares],
                [("Children under six travel free of charge.", (2,))],
                [("A ticket costs 12 crowns.", (1, 2), 0.08)],
                seconds=6.5,
            ),
            output="Children under six travel free of charge. [2]",
            seconds=6.5,
            cached=True,
        ),
        CaseResult(
            id="ferry-who",
            suite="questions",
            tags=("who", "unanswerable"),
            question=who,
            expected="abstain",
            status="passed" if verified else "failed",
            reasons=() if verified else ("answered a question that the articles do not answer",),
            scores={"abstention F1": 1.0 if verified else 0.0, "Hits@5": 0.0},
            verdicts=(SentenceVerdict(text=slip[0], stage="draft", cited=(1,), probability=0.12, supported=False),),
            answer=answer(who, [ferry, fares], [] if verified else [slip[:2]], [slip] if verified else []),
            output="The sources do not say." if verified else f"{slip[0]} [1]",
            seconds=5.0,
        ),
        CaseResult(
            id="coast-2018-03-09",
            suite="briefings",
            tags=("briefing",),
            question="Briefing for 2018-03-09",
            expected="ferry sails next week; fares rise to 14 crowns",
            status="failed",
            reasons=("lacks the fact 'fares rise to 14 crowns'",),
            scores={"correctness": 0.5},
            output="1. Ferry line to reopen\nThe ferry will sail again next week [1].",
            seconds=21.25,
        ),
        CaseResult(
            id="ferry-crash",
            suite="questions",
            tags=("when",),
            question="When does the last boat leave?",
            expected="23:15",
            status="unscored",
            reasons=("ModelError: the context holds 4096 tokens, the prompt has 4411",),
        ),
    ]


def small_report() -> Report:
    """Two runs of five cases."""
    first = run("qwen2.5-coder-1.5b", small_cases())
    return report(first, run("no verification", small_cases(verified=False), first))


HOSTILE = (
    "</script><script>alert('x')</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} @someone #12 https://evil.example"
)


def hostile_report() -> Report:
    """Every text of it is hostile: markup, quotes, control, bidi and lone surrogate characters."""
    bad = f"{HOSTILE} \x1b[31m\x07\x00 \u202egnp.exe\u2066 ``` | <!-- ]]> &lt; \ud800 [a](javascript:b) \ufffe"
    name = bad.replace("\ud800", "")  # pydantic does not write a lone surrogate in a key
    found = passage(1, f"{bad}. Second sentence about a ferry.", bad).model_copy(
        update={"source": bad, "path": bad, "url": "javascript:alert(1)"}
    )
    case = CaseResult(
        id=f"case {bad}",
        suite=bad,
        tags=(name, "tag\n# heading"),
        question=f"{bad}\n\n<script>alert(2)</script>\n# heading\n- item",
        expected=bad,
        status="failed",
        reasons=(bad, f"line\n\n{bad}"),
        scores={name: 0.5},
        verdicts=(
            SentenceVerdict(text=bad, stage="draft", cited=(1,), probability=0.5, supported=False, missing=(bad,)),
        ),
        answer=answer(bad, [found], [(bad, (1,))], [(bad, (1,), 0.1)]),
        output=bad,
        seconds=1.0,
    )
    lost = case.model_copy(update={"id": "lost", "status": "unscored", "answer": None, "output": ""})
    fine = case.model_copy(update={"id": "fine", "status": "passed"})
    first = run(bad, [case, lost, fine])
    named = tuple(m.model_copy(update={"name": f"{m.name} {bad}"}) for m in first.metrics)
    first = first.model_copy(update={"metrics": named, "model": ModelRef(name=bad, sha256=bad)})
    machine = MACHINE.model_copy(update={"system": bad, "llama": bad})
    return report(first, run(f"second {bad}", [case, lost, fine], first), commit=bad).model_copy(
        update={"machine": machine, "version": bad, "suites": (bad,)}
    )
