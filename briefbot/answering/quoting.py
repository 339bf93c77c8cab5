"""A question and its passages to an answer, every sentence of it proven."""

from __future__ import annotations

from collections.abc import Sequence, Set

from briefbot.answering.abstention import LEAST_ANSWERABLE, has_many_parts
from briefbot.citations import quote
from briefbot.text.sentences import sentence_spans, supporting_span
from briefbot.text.speech import drops_hedge
from briefbot.text.words import content_words, overlap, own_words
from briefbot.types import Action, Citation, Passage, Sentence, Support

LEAST_OWN_WORDS = 0.65  # probability of support below which a sentence gives way to the words of the sources


def _nearest(text: str, cited: Sequence[int], passages: Sequence[Passage]) -> Passage:
    """The passage that has most of a text's words, of equals one that it cites."""
    return max(passages, key=lambda passage: (overlap(text, passage.text), passage.number in cited))


def _in_safe_words(question: str, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences; those that are not safe to say give way to the words of the sources, each once.

    Where a question has many parts, no words say all that the sentence says: it is not proven, and nothing more.
    """
    safe: list[Sentence] = []
    for sentence in sentences:
        if not sentence.support.supported or _is_safe(sentence):
            safe.append(sentence)
            continue
        unsure = {"supported": False, "action": Action.REMOVED}
        safe.append(sentence.model_copy(update={"support": sentence.support.model_copy(update=unsure)}))
        for citation in () if has_many_parts(question) else _words_for(sentence, passages):
            quoted = Support(supported=True, action=Action.QUOTED)
            said = Sentence(text=citation.quote, quoted=True, support=quoted, citations=(citation,))
            if said.text not in [other.text for other in safe]:
                safe.append(said)
    return safe


def _is_safe(sentence: Sentence) -> bool:
    """Whether a supported sentence is surely so, and as sure of what it says as what it cites."""
    cited = " ".join(citation.quote for citation in sentence.citations)
    return _is_sure(sentence) and not drops_hedge(sentence.text, cited)


def _is_sure(sentence: Sentence) -> bool:
    likely = sentence.support.probability
    return likely is None or likely >= LEAST_OWN_WORDS


def _words_for(sentence: Sentence, passages: Sequence[Passage]) -> Sequence[Citation]:
    """What a sentence cites if it is surely so, or rests on several; else the nearest words, which it need not cite."""
    if _is_sure(sentence) or len(sentence.citations) > 1:
        return sentence.citations
    numbers = [citation.number for citation in sentence.citations]
    nearest = _nearest(sentence.text, numbers, passages)
    return [quote(nearest, supporting_span(sentence.text, nearest.text))]


def _proven_or_quoted(
    question: str, sentences: list[Sentence], passages: Sequence[Passage], likely: float, least: float
) -> list[Sentence]:
    """The sentences; where none of them is proven, the words of the sources that are most like them may join.

    They join if the question is answered with at least a probability, or by words of the draft's own. A draft that
    answers a question in many parts repeats them, and no paragraph proves them all. There a quotation answers if it has
    some of the words that are the draft's own. Where a paragraph has them all, in its headline or itself, it is the one
    that is quoted, and they stand before the quotation.
    """
    if not sentences or any(sentence.support.supported for sentence in sentences):
        return sentences
    drafted = [sentence.text for sentence in sentences]
    phrase = own_words(" ".join(drafted), question)
    own = set(content_words(phrase))
    many = has_many_parts(question)
    named = (
        [p for p in passages if own & set(content_words(p.text)) and phrase in f"{p.title}\n{p.text}"] if many else []
    )
    passage, span = _likest([question, *drafted], own, named or passages)
    words = passage.text[slice(*span)]
    answers = many and bool(own & set(content_words(words)))
    if likely < (LEAST_ANSWERABLE if answers else least):
        return sentences
    said = Sentence(
        text=words,
        quoted=True,
        phrase=phrase if named else "",
        support=Support(supported=True, action=Action.QUOTED),
        citations=(quote(passage, span),),
    )
    return [*sentences, said]


def _likest(claims: Sequence[str], own: Set[str], passages: Sequence[Passage]) -> tuple[Passage, tuple[int, int]]:
    """The passage and the span of its sentence that has most of some words, then shares most with the claims."""
    spans = [(passage, span) for passage in passages for span in sentence_spans(passage.text)]

    def likeness(pair: tuple[Passage, tuple[int, int]]) -> tuple[int, float]:
        words = pair[0].text[slice(*pair[1])]
        return len(own & set(content_words(words))), sum(overlap(claim, words) for claim in claims)

    return max(spans, key=likeness)
