"""Is a sentence proven by the paragraphs it cites? First exactly, then by the model's own judgement.

A sentence that its citations do not prove is tried against the other passages, and removed when none proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefbot.exact import Evidence, missing
from briefbot.generation import Generator, Judgement
from briefbot.grounding import Claim
from briefbot.prompts import Prompt
from briefbot.sentences import content_words, overlap, sentence_spans, supporting_span
from briefbot.temporal import annotate, describe, find_dates
from briefbot.types import Citation, Passage, Sentence, Support

LEAST_OVERLAP = 0.35  # share of a claim's words that a passage it did not cite must have to be tried in its place
MOST_TRIES = 3  # sets of passages that one claim is tried against


class Verifier:
    """Proves sentences, and counts what that took.

    Args:
        generator: the model that judges.
        prompt: asks whether a passage supports a claim; variables `passage` and `claim`.
        threshold: least probability of yes.
    """

    def __init__(self, generator: Generator, prompt: Prompt, threshold: float) -> None:
        self._generator = generator
        self._prompt = prompt
        self._threshold = threshold
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

    def _support(self, claim: str, passages: Sequence[Passage]) -> Support:
        absent = missing(claim, [evidence(passage) for passage in passages])
        if absent:
            return Support(supported=False, missing=tuple(f"{what.kind} {what.text!r}" for what in absent))
        if any(_verbatim(claim, passage.text) for passage in passages):
            return Support(supported=True)
        judgement = self.judge(claim, passages)
        return Support(supported=judgement.probability >= self._threshold, probability=judgement.probability)

    def judge(self, claim: str, passages: Sequence[Passage]) -> Judgement:
        """The model's probability that the passages together support a claim."""
        text = "\n".join(passage_text(passage) for passage in passages)
        judgement = self._generator.judge(self._prompt.render(passage=text, claim=claim))
        self.tokens_read += judgement.tokens_read
        return judgement


def passage_text(passage: Passage) -> str:
    """A passage as the model sees it: publisher and date, title, and the words with their dates resolved."""
    day = f"{passage.published.day:%-d %B %Y}" if passage.published else "date unknown"
    return f"{passage.source or 'Unknown source'}, {day}: {passage.title}\n{annotate(passage.text, passage.dates)}"


def quote(passage: Passage, span: tuple[int, int]) -> Citation:
    """A citation of some characters of a passage."""
    start, end = span
    return Citation(
        number=passage.number,
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published=passage.published.iso if passage.published else None,
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
    return Evidence(
        text=passage.text,
        dates=passage.dates,
        context=f"{passage.title}. {passage.source or ''}",
        published=passage.day,
    )


def _verbatim(claim: str, text: str) -> bool:
    """Whether a claim is a whole sentence of a text, but for case, spacing and its full stop.

    A part of a sentence does not count: what stands before it may deny or weaken it.
    """
    return any(_plain(claim) == _plain(text[start:end]) for start, end in sentence_spans(text))


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().rstrip(".").split())
