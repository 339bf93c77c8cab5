"""An answer against what was expected of it: scores, verdicts, and whether the case passes.

A case passes when the answer says every expected fact, nothing that it must not say, and only sentences that the judge
finds supported by what they cite; or when there is no answer and it abstains.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefbot.answering.drafting import parse_prose
from briefbot.citations import parse_draft, shown_text
from briefbot.evaluation.cases import wording_pattern
from briefbot.evaluation.matching import (
    carries,
    contains,
    leading_yes_or_no,
    says,
    squad_words,
    token_f1,
    without_marks,
)
from briefbot.evaluation.metrics.citations import attributed, citation_precision, citation_recall, gold_support
from briefbot.evaluation.metrics.retrieval import Place, gains, hits, ndcg, recall, reciprocal_rank
from briefbot.evaluation.models import Judge
from briefbot.evaluation.samples import Question
from briefbot.evaluation.types import CaseResult, SentenceVerdict
from briefbot.search.retrieval import same_text
from briefbot.text.dates.describe import annotate
from briefbot.types import Answer, Citation, Passage, Sentence, Switches

SCORED_DEPTH = 10  # passages that retrieval is scored on


class Scorer:
    """Scores the answers to one question.

    Args:
        question: what was expected.
        texts: of the question's gold paragraphs.
        judge: says whether passages support sentences.
    """

    def __init__(self, question: Question, texts: Mapping[Place, str], judge: Judge) -> None:
        self._question = question
        self._texts = texts
        self._judge = judge

    def score(self, answer: Answer, ranked: Sequence[Passage], switches: Switches, suite: str) -> CaseResult:
        """The result of a case.

        Args:
            answer: what was answered.
            ranked: the first passages of retrieval, best first.
            switches: which parts of the way to the answer were on.
            suite: that the case belongs to.
        """
        question = self._question
        scores = self._ranking(ranked) | self._right(answer) | self._on_the_way(answer)
        scores |= self._gold_citations(answer) | cost_of(answer)
        verdicts: tuple[SentenceVerdict, ...] = ()
        judged, trouble = self._judged(answer, switches)
        if judged is not None:
            verdicts, found = judged
            scores |= found
        reasons = tuple(self._faults(answer, scores, verdicts))
        return CaseResult(
            id=question.id,
            suite=suite,
            tags=question.tags,
            question=question.text,
            expected=question.expected,
            status="unscored" if trouble else "failed" if reasons else "passed",
            reasons=(*reasons, *trouble),
            scores=scores,
            verdicts=verdicts,
            answer=answer,
            output=answer.text,
            seconds=scores["seconds"],
        )

    # Retrieval

    def _ranking(self, ranked: Sequence[Passage]) -> dict[str, float]:
        groups = self._question.groups
        if not groups:
            return {}
        counts = gains([self._places(passage) for passage in ranked[:SCORED_DEPTH]], groups)
        return {
            "Hits@1": hits(counts, 1),
            "Hits@5": hits(counts, 5),
            "Recall@5": recall(counts, len(groups), 5),
            "Recall@10": recall(counts, len(groups), 10),
            "MRR@10": reciprocal_rank(counts, 10),
            "nDCG@10": ndcg(counts, len(groups), 10),
        }

    def _places(self, passage: Passage) -> set[Place]:
        """Where a passage stands: its own place, and the gold paragraphs that are the same text in other articles."""
        own = (passage.article_id, passage.paragraph)
        return {own, *(place for place, text in self._texts.items() if same_text(passage.text, text))}

    # The answer

    def _on_the_way(self, answer: Answer) -> dict[str, float]:
        """The shares of the gold paragraphs that were handed over, and of the facts that the model's draft says."""
        question = self._question
        scores = {}
        if question.groups and answer.passages:
            counts = gains([self._places(passage) for passage in answer.passages], question.groups)
            scores["handed over"] = recall(counts, len(question.groups), len(counts))
        if question.answerable and answer.draft:
            drafted = answer.model_copy(update={"text": answer.draft, "sentences": (), "abstained": False})
            said = [self._is_said(drafted, fact.any) for fact in question.facts]
            scores["written"] = sum(said) / len(said)
        return scores

    def _right(self, answer: Answer) -> dict[str, float]:
        question = self._question
        scores = {"abstained": float(answer.abstained), "answerable": float(question.answerable)}
        if question.answerable:
            said = [self._is_said(answer, fact.any) for fact in question.facts]
            scores["correctness"] = sum(said) / len(said)
            wordings = [[w for w in fact.any if squad_words(w) and w[0] != "/"] for fact in question.facts]
            if all(wordings):
                text = without_marks(answer.text)
                best = [max(some, key=lambda wording: token_f1(text, wording)) for some in wordings]
                scores["token F1"] = token_f1(text, " ".join(best))
        wrong = bool(self._forbidden(answer)) or not (question.answerable or answer.abstained)
        scores["wrong statements"] = float(wrong)
        return scores

    def _is_said(self, answer: Answer, wordings: Sequence[str]) -> bool:
        text = without_marks(answer.text)
        if self._question.matching == "yes or no":
            return leading_yes_or_no(text) in [wording.strip().lower() for wording in wordings]
        if self._question.matching == "contains":
            return any(contains(text, wording) for wording in wordings)
        return any(_is_in(answer, wording) for wording in wordings)

    def _forbidden(self, answer: Answer) -> list[str]:
        """The wordings of `must_not_say` that are said."""
        return [] if answer.abstained else [w for w in self._question.must_not_say if _is_in(answer, w)]

    # Citations

    def _gold_citations(self, answer: Answer) -> dict[str, float]:
        question = self._question
        if answer.abstained or not question.gold:
            return {}
        found = []
        accurate = []
        for sentence in answer.sentences:
            days = days_of(sentence.citations)
            stated = [
                frozenset(fact.places)
                for fact in question.facts
                if any(says(shown_text(sentence), wording, days) for wording in fact.any)
            ]
            prove = gold_support(stated, frozenset(question.gold))
            cited = [frozenset(self._places(passage)) for passage in cited_passages(sentence, answer.passages)]
            found.append(attributed(cited, _over_places(prove)))
            accurate += [self._is_accurate(citation, answer.passages) for citation in sentence.citations]
        scores = {
            "citation recall (gold)": citation_recall(found) or 0.0,
            "citation precision (gold)": citation_precision(found) or 0.0,
        }
        if question.matching != "yes or no":  # no source has the word
            scores["span accuracy"] = sum(accurate) / len(accurate) if accurate else 0.0
        return scores

    def _is_accurate(self, citation: Citation, passages: Sequence[Passage]) -> bool:
        """Whether quoted words stand in a gold paragraph and carry a fact that it proves."""
        places = {
            place
            for passage in passages
            if (passage.article_id, passage.paragraph) == (citation.article_id, citation.paragraph)
            for place in self._places(passage)
        }
        words = annotate(citation.quote, citation.dates)
        days = days_of([citation])
        return any(
            carries(words, wording, days) or (self._question.matching != "wordings" and contains(words, wording))
            for fact in self._question.facts
            if places & set(fact.places)
            for wording in fact.any
        )

    # The judge

    def _judged(
        self, answer: Answer, switches: Switches
    ) -> tuple[tuple[tuple[SentenceVerdict, ...], dict[str, float]] | None, tuple[str, ...]]:
        """Verdicts and scores by the judge; or None and why it could not judge."""
        try:
            draft = [
                self._judge.verdict(claim.text, [p for p in answer.passages if p.number in claim.numbers], "draft")
                for claim in (parse_draft if switches.grammar else parse_prose)(answer.draft).claims
            ]
            verdicts, found = [], []
            for sentence in answer.sentences:
                passages = cited_passages(sentence, answer.passages)
                text = f"{sentence.phrase}: {sentence.text}" if sentence.phrase else sentence.text
                verdicts.append(self._judge.verdict(text, passages, "shown"))
                found.append(attributed(passages, self._supports(text)))
        except Exception as error:  # whatever the judge stumbles over, the other cases go on
            return None, (f"could not be judged: {type(error).__name__}: {error}",)
        scores: dict[str, float] = {}
        if self._question.answerable and found:
            scores["citation recall (judge)"] = citation_recall(found) or 0.0
            scores["citation precision (judge)"] = citation_precision(found) or 0.0
        return ((*draft, *verdicts), scores), ()

    def _supports(self, claim: str) -> Callable[[Sequence[Passage]], bool]:
        return lambda passages: self._judge.check(claim, passages).supported

    # The outcome

    def _faults(
        self, answer: Answer, scores: Mapping[str, float], verdicts: Sequence[SentenceVerdict]
    ) -> Iterator[str]:
        """Why the case fails; nothing when it passes."""
        question = self._question
        if question.answerable and answer.abstained:
            yield "refused, though the articles say"
        elif scores.get("correctness", 1.0) < 1.0:
            for fact in question.facts:
                if not self._is_said(answer, fact.any):
                    yield f"does not say: {fact.any[0]}"
        if not question.answerable and not answer.abstained:
            yield "answered, though the articles do not say"
        for wording in self._forbidden(answer):
            yield f"says what it must not: {wording}"
        for verdict in verdicts:
            if verdict.stage == "shown" and verdict.supported is False:
                yield f"not supported by what it cites: {verdict.text}"


def cited_passages(sentence: Sentence, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that a sentence cites, each once."""
    return [
        passage
        for passage in passages
        if any(
            (citation.article_id, citation.paragraph) == (passage.article_id, passage.paragraph)
            and passage.start <= citation.start < passage.start + len(passage.text)
            for citation in sentence.citations
        )
    ]


def _over_places(prove: Callable[[Sequence[Place]], bool]) -> Callable[[Sequence[frozenset[Place]]], bool]:
    return lambda cited: prove([place for places in cited for place in places])


def _is_in(answer: Answer, wording: str) -> bool:
    """Whether an answer says a wording: a sentence with the days of what it cites, or the whole answer.

    A regular expression is only tried on the whole, because it may say what must not stand anywhere.
    """
    every = days_of([citation for sentence in answer.sentences for citation in sentence.citations])
    if says(without_marks(answer.text), wording, every):
        return True
    sentences = () if wording_pattern(wording) else answer.sentences
    return any(says(shown_text(sentence), wording, days_of(sentence.citations)) for sentence in sentences)


def days_of(citations: Sequence[Citation]) -> list[dt.date]:
    """The days of cited articles, each once."""
    return list(dict.fromkeys(dt.date.fromisoformat(c.published[:10]) for c in citations if c.published))


def cost_of(answer: Answer) -> dict[str, float]:
    """Seconds and tokens of an answer, over all its stages."""
    return {
        "seconds": sum(stage.seconds for stage in answer.timings),
        "tokens": float(sum(stage.tokens_read + stage.tokens_written for stage in answer.timings)),
    }
