"""A question and its passages to an answer, every sentence of it proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from briefbot.errors import InputError
from briefbot.exact import missing
from briefbot.generation import Completion, Generator, clock
from briefbot.grounding import FREE, Claim, answer_grammar, parse_draft, parse_prose
from briefbot.prompts import AnswerPrompts, Prompt, Rendered
from briefbot.sentences import best_sentence, overlap, supporting_span
from briefbot.support import Entailment
from briefbot.types import Answer, ModelRef, Passage, Sentence, Support, Switches, Timing
from briefbot.verification import Verifier, dated, evidence, passage_text, quote

ALL_ON = Switches()
LONGEST_QUESTION = 1000  # characters
LEAST_RELEVANCE = 0.75  # probability that the text answers the question
LEAST_RELEVANCE_UNNAMED = 0.9  # the same, where the question names somebody whom the sources of the text do not


def checked_question(question: str) -> str:
    """The question with its spaces tidied.

    Raises:
        InputError: it is empty, or too long to be a question.
    """
    tidy = " ".join(question.split())
    if not any(letter.isalnum() for letter in tidy):
        raise InputError(f'The question {question[:40]!r} has no words. Try: briefbot ask "who leads the talks?"')
    if len(tidy) > LONGEST_QUESTION:
        raise InputError(
            f"The question has {len(tidy)} characters ({tidy[:40]!r}...); at most {LONGEST_QUESTION} can be asked. "
            "Put long texts in a file and run `briefbot ingest FILE`."
        )
    return tidy


def request(question: str, passages: Sequence[Passage], prompt: Prompt) -> Rendered:
    """What the model is asked."""
    block = "\n".join(f"[{passage.number}] {passage_text(passage)}" for passage in passages)
    return prompt.render(passages=block, question=question)


def compose(
    question: str,
    passages: Sequence[Passage],
    generator: Generator,
    prompts: AnswerPrompts,
    *,
    longest: int,
    threshold: float,
    entailment: Entailment | None = None,
    embedder: ModelRef,
    settings_sha256: str,
    timings: Sequence[Timing] = (),
    on_text: Callable[[str], None] = lambda text: None,
    switches: Switches = ALL_ON,
) -> Answer:
    """Write an answer from passages and keep of it what they prove.

    Args:
        question: a checked question.
        passages: what retrieval found, numbered from 1; none of them makes the answer an abstention.
        generator: writes and judges.
        prompts: for writing and for judging.
        longest: the most tokens to write.
        threshold: least probability of support.
        entailment: a cross-encoder, asked about support too.
        embedder: recorded in the answer.
        settings_sha256: recorded in the answer.
        timings: the stages before this one.
        on_text: given the draft piece by piece as it is written.
        switches: whether the draft is written under the grammar, and whether it is verified.
    """
    stages = list(timings)
    draft, sentences = "", []
    if passages:
        grammar = answer_grammar(len(passages)) if switches.grammar else FREE
        completion = generator.write(request(question, passages, prompts.answer), grammar, longest, on_text)
        draft = completion.text
        stages += _stages(completion)
        claims = (parse_draft(draft) if switches.grammar else parse_prose(draft)).claims
        if switches.verification:
            began = clock()
            verifier = Verifier(generator, prompts.judge, threshold, entailment=entailment)
            sentences = [verifier.verify(claim, passages) for claim in claims]
            relevance = Relevance(generator, prompts.relevance, question)
            sentences = relevance.keep(sentences, passages)
            read = verifier.tokens_read + relevance.tokens_read
            stages.append(Timing(stage="verify", seconds=clock() - began, tokens_read=read))
        else:
            sentences = [_unverified(claim, passages) for claim in claims]
    shown = _renumbered([sentence for sentence in sentences if sentence.support.supported])
    return Answer(
        question=question,
        text=" ".join(_marked(sentence) for sentence in shown),
        abstained=not shown,
        sentences=tuple(shown),
        removed=tuple(sentence for sentence in sentences if not sentence.support.supported),
        passages=tuple(passages),
        draft=draft,
        prompt=prompts.answer.ref,
        model=generator.ref,
        embedder=embedder,
        settings_sha256=settings_sha256,
        timings=tuple(stages),
    )


class Relevance:
    """Whether proven sentences answer the question at all, by the model's own judgement."""

    def __init__(self, generator: Generator, prompt: Prompt, question: str) -> None:
        self._generator = generator
        self._prompt = prompt
        self._question = question
        self.tokens_read = 0

    def keep(self, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
        """The sentences as they were when the proven ones answer the question.

        Else the proven ones are removed. When verification removed every sentence, the sentence of the sources that is
        most like them joins as a quotation, if that answers the question.
        """
        proven = [sentence for sentence in sentences if sentence.support.supported]
        if proven:
            cited = {citation.article_id for sentence in proven for citation in sentence.citations}
            text = " ".join(sentence.text for sentence in proven)
            if self._probability(text) >= self._least(cited, passages):
                return list(sentences)
            return [_off_the_question(s) if s.support.supported else s for s in sentences]
        if not sentences:
            return []
        passage, span = _likest([self._question, *(sentence.text for sentence in sentences)], passages)
        words = passage.text[slice(*span)]
        probability = self._probability(words)
        if probability < self._least({passage.article_id}, passages):
            return list(sentences)
        support = Support(supported=True, probability=probability, action="quoted")
        return [*sentences, Sentence(text=f"“{words}”", support=support, citations=(quote(passage, span),))]

    def _least(self, cited: Set[str], passages: Sequence[Passage]) -> float:
        """The probability to ask for, given the articles that were cited."""
        own = [evidence(passage) for passage in passages if passage.article_id in cited]
        unnamed = any(mismatch.kind == "name" for mismatch in missing(self._question, own))
        return LEAST_RELEVANCE_UNNAMED if unnamed else LEAST_RELEVANCE

    def _probability(self, text: str) -> float:
        judgement = self._generator.judge(self._prompt.render(question=self._question, text=text))
        self.tokens_read += judgement.tokens_read
        return judgement.probability


def _unverified(claim: Claim, passages: Sequence[Passage]) -> Sentence:
    """A claim with the citations that the model gave it, taken on trust."""
    cited = [passage for passage in passages if passage.number in claim.numbers]
    citations = tuple(quote(passage, supporting_span(claim.text, passage.text)) for passage in cited)
    return Sentence(text=claim.text, support=Support(supported=True), citations=citations)


def _off_the_question(sentence: Sentence) -> Sentence:
    """A proven sentence, removed because it does not answer."""
    reason = {"supported": False, "missing": ("an answer to the question",), "action": "removed"}
    return sentence.model_copy(update={"support": sentence.support.model_copy(update=reason)})


def _likest(claims: Sequence[str], passages: Sequence[Passage]) -> tuple[Passage, tuple[int, int]]:
    """The passage and the span of its sentence that share most words with the claims."""
    spans = [(passage, best_sentence(claims, passage.text)) for passage in passages]
    return max(spans, key=lambda pair: sum(overlap(claim, pair[0].text[slice(*pair[1])]) for claim in claims))


def _stages(completion: Completion) -> list[Timing]:
    return [
        Timing(stage="read", seconds=completion.seconds_read, tokens_read=completion.tokens_read),
        Timing(stage="write", seconds=completion.seconds_written, tokens_written=completion.tokens_written),
    ]


def _renumbered(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with citations numbered by first appearance, one number for each quoted span."""
    numbers: dict[tuple[str, int, int, int], int] = {}
    renumbered = []
    for sentence in sentences:
        citations = []
        for citation in sentence.citations:
            key = (citation.article_id, citation.paragraph, citation.start, citation.end)
            citations.append(citation.model_copy(update={"number": numbers.setdefault(key, len(numbers) + 1)}))
        renumbered.append(sentence.model_copy(update={"citations": tuple(citations)}))
    return renumbered


def _marked(sentence: Sentence) -> str:
    """A sentence with its resolved dates and its citation numbers."""
    marks = "".join(f"[{citation.number}]" for citation in sentence.citations)
    return f"{dated(sentence.text, sentence.citations)} {marks}".rstrip()
