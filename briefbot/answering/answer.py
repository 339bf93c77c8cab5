"""A question and its passages to an answer, every sentence of it proven."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from briefbot.answering.abstention import (
    LEAST_ANSWERABLE,
    LEAST_QUOTED,
    answerable,
    has_many_parts,
    is_in_doubt,
    signals,
)
from briefbot.answering.drafting import FREE, answer_grammar, answer_request, parse_prose
from briefbot.answering.questions import is_yes_or_no, unheard
from briefbot.answering.quoting import _in_safe_words, _nearest, _proven_or_quoted
from briefbot.answering.yes_no import decide
from briefbot.answering.yes_no import verdict_request as request_verdict
from briefbot.citations import REFUSAL, _marked, _renumbered, parse_draft, quote
from briefbot.errors import InputError
from briefbot.llm.generator import Completion, Generator
from briefbot.llm.prompts import AnswerPrompts, Prompt, Rendered
from briefbot.progress import clock
from briefbot.text.sentences import supporting_span
from briefbot.types import (
    Action,
    Answer,
    Claim,
    Frozen,
    ModelRef,
    Passage,
    Sentence,
    Signals,
    Stage,
    Support,
    Switches,
    Timing,
)
from briefbot.verification.entailment import Entailment
from briefbot.verification.verifier import Verifier, passage_text

ALL_ON = Switches()
LONGEST_QUESTION = 1000  # characters
READING = "{}, as the model reads these words:"  # nothing proves a yes or no: the quoted sentences stand for themselves


class _Made(Frozen):
    """What became of a question: what was written, its sentences proven or not, and how long it took."""

    draft: str = ""
    sentences: tuple[Sentence, ...] = ()
    word: str | None = None
    signals: Signals | None = None
    answerable: float | None = None
    timings: tuple[Timing, ...] = ()


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


def asked_for(answer: Answer, prompts: AnswerPrompts) -> Rendered:
    """What the model was asked for an answer: to write it, or what the quoted sentences mean."""
    if answer.prompt == prompts.verdict.ref:
        cited = [citation for sentence in answer.sentences for citation in sentence.citations]
        return request_verdict(answer.question, cited, prompts.verdict)
    return answer_request(answer.question, answer.passages, prompts.answer)


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
    publishers: Collection[str] = (),
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
        publishers: those of the library; a question about the report of another one is not answered.
        timings: the stages before this one.
        on_text: given the draft piece by piece as it is written.
        switches: whether the draft is written under the grammar, and whether it is verified.
    """
    unknown = unheard(question, publishers, map(passage_text, passages)) if publishers else ()
    made = _Made()
    absent = [credit.name for credit in unknown if credit.surely]
    if passages and not absent and switches.grammar and is_yes_or_no(question):
        made = _decided(question, passages, generator, prompts.verdict)
    elif passages and not absent:
        verifier = Verifier(generator, prompts.judge, threshold, entailment=entailment)
        asked = answer_request(question, passages, prompts.answer)
        made = _drafted(question, passages, generator, asked, longest, on_text, switches, verifier)
    shown = _renumbered([sentence for sentence in made.sentences if sentence.support.supported])
    return Answer(
        question=question,
        text=" ".join((*([READING.format(made.word)] if made.word else []), *map(_marked, shown))),
        abstained=not shown,
        reason=f"Nothing of {' or '.join(absent)} is in the library." if absent else None,
        notes=tuple(
            f"No article of {credit.name} is in the library; what others write is answered from."
            for credit in unknown
            if not credit.surely
        ),
        sentences=tuple(shown),
        removed=tuple(sentence for sentence in made.sentences if not sentence.support.supported),
        passages=tuple(passages),
        draft=made.draft,
        signals=made.signals,
        answerable=made.answerable,
        prompt=(prompts.verdict if made.word else prompts.answer).ref,
        model=generator.ref,
        embedder=embedder,
        settings_sha256=settings_sha256,
        timings=(*timings, *made.timings),
    )


def _decided(question: str, passages: Sequence[Passage], generator: Generator, prompt: Prompt) -> _Made:
    """A yes or a no over what the sources say."""
    began = clock()
    verdict = decide(question, passages, generator, prompt)
    stage = Timing(stage=Stage.DECIDE, seconds=clock() - began, tokens_read=verdict.tokens_read)
    return _Made(sentences=verdict.sentences, word=verdict.word, timings=(stage,))


def _drafted(
    question: str,
    passages: Sequence[Passage],
    generator: Generator,
    asked: Rendered,
    longest: int,
    on_text: Callable[[str], None],
    switches: Switches,
    verifier: Verifier,
) -> _Made:
    """Sentences that the model wrote, those that are not proven or do not answer marked as removed."""
    grammar = answer_grammar(len(passages)) if switches.grammar else FREE
    completion = generator.write(asked, grammar, longest, on_text, REFUSAL if switches.grammar else "")
    claims = (parse_draft(completion.text) if switches.grammar else parse_prose(completion.text)).claims
    weighed, likely = None, None
    stages = _stages(completion)
    if switches.grammar and claims:
        numbers = {number for claim in claims for number in _rests_on(claim, passages)}
        behind = [p for p in passages if p.number in numbers or has_many_parts(question)]
        weighed = signals(question, completion.preference, behind)
        if is_in_doubt(question, weighed):
            began = clock()
            support, read = verifier.log_odds(" ".join([question, *(claim.text for claim in claims)]), behind)
            weighed = weighed.model_copy(update={"support": support})
            stages.append(Timing(stage=Stage.WEIGH, seconds=clock() - began, tokens_read=read))
        likely = answerable(weighed)
    if likely is not None and likely < LEAST_ANSWERABLE:
        sentences = [_off_the_question(_unverified(claim, passages)) for claim in claims]
    elif switches.verification:
        began = clock()
        verified = [verifier.verify(claim, passages) for claim in claims]
        sentences = _in_safe_words(question, verified, passages)
        if likely is not None:
            least = LEAST_ANSWERABLE if any(sentence.support.supported for sentence in verified) else LEAST_QUOTED
            sentences = _proven_or_quoted(question, sentences, passages, likely, least)
        stages.append(Timing(stage=Stage.VERIFY, seconds=clock() - began, tokens_read=verifier.tokens_read))
    else:
        sentences = [_unverified(claim, passages) for claim in claims]
    return _Made(
        draft=completion.text,
        sentences=tuple(sentences),
        signals=weighed,
        answerable=likely,
        timings=tuple(stages),
    )


def _rests_on(claim: Claim, passages: Sequence[Passage]) -> Sequence[int]:
    """The passages that a claim cites, or the nearest in their place: a small model often writes the wrong number."""
    nearest = _nearest(claim.text, claim.numbers, passages).number
    return claim.numbers if nearest in claim.numbers else (nearest,)


def _off_the_question(sentence: Sentence) -> Sentence:
    """A sentence, removed because it does not answer."""
    reason = {"supported": False, "missing": ("an answer to the question",), "action": Action.REMOVED}
    return sentence.model_copy(update={"support": sentence.support.model_copy(update=reason)})


def _unverified(claim: Claim, passages: Sequence[Passage]) -> Sentence:
    """A claim with the citations that the model gave it, taken on trust."""
    cited = [passage for passage in passages if passage.number in claim.numbers]
    citations = tuple(quote(passage, supporting_span(claim.text, passage.text)) for passage in cited)
    return Sentence(text=claim.text, support=Support(supported=True), citations=citations)


def _stages(completion: Completion) -> list[Timing]:
    return [
        Timing(stage=Stage.READ, seconds=completion.seconds_read, tokens_read=completion.tokens_read),
        Timing(stage=Stage.WRITE, seconds=completion.seconds_written, tokens_written=completion.tokens_written),
    ]
