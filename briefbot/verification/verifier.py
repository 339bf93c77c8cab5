"""Is a sentence proven by the paragraphs it cites? The support check decides, strictly.

A sentence that its citations do not prove is tried against the other passages, and removed when none proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefbot.citations import cite
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Prompt
from briefbot.text.words import content_words, overlap
from briefbot.types import Action, Claim, Passage, Sentence, Support
from briefbot.verification.calibration import Calibration
from briefbot.verification.checker import SupportChecker
from briefbot.verification.entailment import Entailment
from briefbot.verification.evidence import Evidence, source_of
from briefbot.verification.exact import mismatches

LEAST_OVERLAP = 0.35  # share of a claim's words that a passage it did not cite must have to be tried in its place
MOST_TRIES = 3  # sets of passages that one claim is tried against


class Verifier:
    """Proves sentences, and counts what that took.

    Args:
        generator: the model that judges.
        prompt: asks whether a passage supports a claim; variables `passage` and `claim`.
        threshold: least probability of support.
        calibration: turns what was found into a probability; None takes the package's.
        entailment: a cross-encoder, asked too where there is one.
    """

    def __init__(
        self,
        generator: Generator,
        prompt: Prompt,
        threshold: float,
        *,
        calibration: Calibration | None = None,
        entailment: Entailment | None = None,
    ) -> None:
        self._checker = SupportChecker(generator, prompt, threshold, calibration=calibration, entailment=entailment)
        self.tokens_read = 0

    def verify(self, claim: Claim, passages: Sequence[Passage]) -> Sentence:
        """The claim as a sentence with its proof; `support.supported` is False when nothing proves it."""
        cited = [passage for passage in passages if passage.number in claim.numbers]
        first: Support | None = None
        for tried in _candidates(claim, cited, passages):
            support = self._support(claim.text, tried)
            if support.supported:
                own = {passage.number for passage in tried} <= set(claim.numbers)
                support = support.model_copy(update={"action": Action.KEPT if own else Action.RECITED})
                return Sentence(text=claim.text, support=support, citations=cite(claim.text, tried))
            first = first or support
        removed = (first or Support(supported=False)).model_copy(update={"action": Action.REMOVED})
        return Sentence(text=claim.text, support=removed, citations=cite(claim.text, cited))

    def log_odds(self, claim: str, passages: Sequence[Passage]) -> tuple[float, int]:
        """The model's log-odds (nats) that passages support a claim, whatever else speaks for it; and tokens read."""
        verdict = self._checker.check(claim, [source_of(passage) for passage in passages], strict=False)
        return verdict.features["margin"], verdict.tokens_read

    def _support(self, claim: str, passages: Sequence[Passage]) -> Support:
        verdict = self._checker.check(claim, [source_of(passage) for passage in passages])
        self.tokens_read += verdict.tokens_read
        return Support(
            supported=verdict.supported,
            missing=verdict.missing,
            probability=verdict.probability if verdict.asked else None,
        )


def passage_text(passage: Passage) -> str:
    """A passage as the model sees it: publisher and date, title, and the words with their dates resolved."""
    return source_of(passage).shown


def _candidates(claim: Claim, cited: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """The sets of passages to try: what was cited without the superfluous, then the likeliest others."""
    tried = 0
    if cited:
        yield _needed(claim.text, cited)
        tried += 1
    others = [passage for passage in passages if passage not in cited]
    others.sort(
        key=lambda passage: (len(mismatches(claim.text, [evidence(passage)])), -overlap(claim.text, passage.text))
    )
    for passage in others:
        if tried < MOST_TRIES and overlap(claim.text, passage.text) >= LEAST_OVERLAP:
            yield (passage,)
            tried += 1
    if len(cited) == 1 and others and tried < MOST_TRIES:
        both = (cited[0], others[0])
        if overlap(claim.text, " ".join(p.text for p in both)) > overlap(claim.text, cited[0].text):
            yield both


def _needed(claim: str, cited: Sequence[Passage]) -> tuple[Passage, ...]:
    """The cited passages that each add words, numbers, dates or names of the claim which the others lack."""
    ordered = sorted(cited, key=lambda passage: -overlap(claim, passage.text))
    kept = [ordered[0]]
    words = set(content_words(claim))
    for passage in ordered[1:]:
        had = words & set(content_words(" ".join(p.text for p in kept)))
        adds = (words & set(content_words(passage.text))) - had
        fewer = len(mismatches(claim, [evidence(p) for p in (*kept, passage)])) < len(
            mismatches(claim, [evidence(p) for p in kept])
        )
        if fewer or len(adds) >= 2:
            kept.append(passage)
    return tuple(kept)


def evidence(passage: Passage) -> Evidence:
    """What the exact check may find a claim's particulars in."""
    return source_of(passage).evidence
