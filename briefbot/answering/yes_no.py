"""A yes or a no, from the sentences of the sources that say most of what was asked.

A small model that is to write evidence for a yes-or-no question repeats the question as a fact. So it writes nothing
here: the sentences are taken from the passages word for word, and the model is only asked what they mean. What it says
is its reading and proven by nothing, which the answer says.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.answering.abstention import shared
from briefbot.answering.questions import affirmed, asks_for_change
from briefbot.citations import quote
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Prompt, Rendered
from briefbot.text.dates.describe import annotate
from briefbot.text.sentences import Span, supporting_span
from briefbot.types import Action, Citation, Frozen, Passage, Sentence, Support

MOST_QUOTED = 4  # passages that are quoted
LEAST_YES = 0.65  # probability from which it is a yes: the model says yes too easily
LEAST_CHANGE = 0.85  # the same, of a change: it sees one between any two sentences
LEAST_SHARED = 0.3  # share of the question's words that a quoted sentence has, or else it and its headline


class Verdict(Frozen):
    """Yes or no or one of two opposites, the sentences that it rests on, and the tokens that were read for it."""

    word: str | None = None
    sentences: tuple[Sentence, ...] = ()
    tokens_read: int = 0


def verdict_request(question: str, citations: Sequence[Citation], prompt: Prompt) -> Rendered:
    """What the model is asked: the question in the positive."""
    return prompt.render(question=affirmed(question).question, facts="\n".join(map(_fact, citations)))


def decide(question: str, passages: Sequence[Passage], generator: Generator, prompt: Prompt) -> Verdict:
    """The verdict on a yes-or-no question; no word when no passage speaks of what is asked.

    Args:
        question: as asked.
        passages: what retrieval found, best first.
        generator: says what the sentences mean.
        prompt: asks for it; variables `question` and `facts`.
    """
    spans = [(passage, supporting_span(question, passage.text)) for passage in passages]
    telling = _telling(question, spans) or _telling(question, spans, with_headline=True)
    if not telling:
        return Verdict()
    citations = [quote(passage, span) for passage, span in telling[:MOST_QUOTED]]
    judgement = generator.judge(verdict_request(question, citations, prompt))
    sentences = tuple(
        Sentence(
            text=citation.quote,
            quoted=True,
            support=Support(supported=True, action=Action.QUOTED),
            citations=(citation,),
        )
        for citation in citations
    )
    asked = affirmed(question)
    least = LEAST_CHANGE if asks_for_change(asked.question) else LEAST_YES
    word = asked.yes if judgement.probability >= least else asked.no
    return Verdict(word=word, sentences=sentences, tokens_read=judgement.tokens_read)


def _telling(
    question: str, spans: Sequence[tuple[Passage, Span]], with_headline: bool = False
) -> list[tuple[Passage, Span]]:
    """The sentences that have enough of a question's words to speak of what it asks."""
    return [
        (passage, span)
        for passage, span in spans
        if shared(question, f"{passage.title if with_headline else ''}\n{passage.text[slice(*span)]}") >= LEAST_SHARED
    ]


def _fact(citation: Citation) -> str:
    """A quoted sentence as the model sees it: publisher, day, title, and the words with their dates resolved."""
    where = ", ".join(part for part in (citation.source, (citation.published or "")[:10]) if part)
    return f"{where}: {citation.title}: {annotate(citation.quote, citation.dates)}"
