"""Is a sentence proven by the paragraphs it cites? The support check decides, strictly.

A sentence that its citations do not prove is tried against the other passages, and removed when none proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefbot.exact import Evidence, missing
from briefbot.generation import Generator
from briefbot.grounding import Claim
from briefbot.prompts import Prompt
from briefbot.sentences import content_words, overlap, supporting_span
from briefbot.support import Calibration, Entailment, SupportChecker, source_of
from briefbot.temporal import describe, find_dates
from briefbot.types import Citation, Passage, Sentence, Support

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
                support = support.model_copy(update={"action": "kept" if own else "recited"})
                return Sentence(text=claim.text, support=support, citations=_cite(claim.text, tried))
            first = first or support
        removed = (first or Support(supported=False)).model_copy(update={"action": "removed"})
        return Sentence(text=claim.text, support=removed, citations=_cite(claim.text, cited))

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


def quote(passage: Passage, span: tuple[int, int]) -> Citation:
    """A citation of some characters of a passage."""
    start, end = span
    return Citation(
        number=passage.number,
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published=passage.published.iso if passage.published and not passage.published.suspect else None,
        path=passage.path,
        url=passage.url,
        paragraph=passage.paragraph,
        quote=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        dates=tuple(
            mention.model_copy(update={"start": mention.start - start, "end": mention.end - start})
            for mention in passage.dates
            if start <= mention.start and mention.end <= end
        ),
        also=passage.also,
    )


def dated(text: str, citations: Sequence[Citation]) -> str:
    """A sentence with the resolved date beside each relative one that it shares with the words it cites.

    A date that the sentence spells out itself is not repeated.
    """
    spelled = {(mention.first, mention.last) for mention in find_dates(text, None)}
    for citation in citations:
        for mention in citation.dates:
            words = citation.quote[mention.start : mention.end]
            end = text.find(words) + len(words)
            if mention.relative and words in text and (mention.first, mention.last) not in spelled:
                text = f"{text[:end]} ({describe(mention)}){text[end:]}"
                spelled.add((mention.first, mention.last))
    return text


def _candidates(claim: Claim, cited: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """The sets of passages to try: what was cited without the superfluous, then the likeliest others."""
    tried = 0
    if cited:
        yield _needed(claim.text, cited)
        tried += 1
    others = [passage for passage in passages if passage not in cited]
    others.sort(key=lambda passage: (len(missing(claim.text, [evidence(passage)])), -overlap(claim.text, passage.text)))
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
        fewer = len(missing(claim, [evidence(p) for p in (*kept, passage)])) < len(
            missing(claim, [evidence(p) for p in kept])
        )
        if fewer or len(adds) >= 2:
            kept.append(passage)
    return tuple(kept)


def _cite(claim: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    return tuple(quote(passage, supporting_span(claim, passage.text)) for passage in passages)


def evidence(passage: Passage) -> Evidence:
    """What the exact check may find a claim's particulars in."""
    return source_of(passage).evidence
