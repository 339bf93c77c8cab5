"""A question and its passages to an answer, every sentence of it proven."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set

from briefbot.abstention import LEAST_ANSWERABLE, LEAST_QUOTED, answerable, has_many_parts, is_in_doubt, signals
from briefbot.errors import InputError
from briefbot.generation import Completion, Generator, clock
from briefbot.grounding import FREE, REFUSAL, Claim, answer_grammar, parse_draft, parse_prose
from briefbot.hedges import drops_hedge
from briefbot.prompts import AnswerPrompts, Prompt, Rendered
from briefbot.questions import is_yes_or_no, unheard
from briefbot.sentences import content_words, overlap, own_words, sentence_spans, supporting_span
from briefbot.support import Entailment
from briefbot.types import Answer, Citation, Frozen, ModelRef, Passage, Sentence, Signals, Support, Switches, Timing
from briefbot.verdicts import decide
from briefbot.verdicts import request as request_verdict
from briefbot.verification import Verifier, dated, passage_text, quote

ALL_ON = Switches()
LONGEST_QUESTION = 1000  # characters
LEAST_OWN_WORDS = 0.65  # probability of support below which a sentence gives way to the words of the sources
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


def request(question: str, passages: Sequence[Passage], prompt: Prompt) -> Rendered:
    """What the model is asked."""
    block = "\n".join(f"[{passage.number}] {passage_text(passage)}" for passage in passages)
    return prompt.render(passages=block, question=question)


def asked_for(answer: Answer, prompts: AnswerPrompts) -> Rendered:
    """What the model was asked for an answer: to write it, or what the quoted sentences mean."""
    if answer.prompt == prompts.verdict.ref:
        cited = [citation for sentence in answer.sentences for citation in sentence.citations]
        return request_verdict(answer.question, cited, prompts.verdict)
    return request(answer.question, answer.passages, prompts.answer)


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
    if passages and not unknown and switches.grammar and is_yes_or_no(question):
        made = _decided(question, passages, generator, prompts.verdict)
    elif passages and not unknown:
        verifier = Verifier(generator, prompts.judge, threshold, entailment=entailment)
        asked = request(question, passages, prompts.answer)
        made = _drafted(question, passages, generator, asked, longest, on_text, switches, verifier)
    shown = _renumbered([sentence for sentence in made.sentences if sentence.support.supported])
    return Answer(
        question=question,
        text=" ".join((*([READING.format(made.word)] if made.word else []), *map(_marked, shown))),
        abstained=not shown,
        reason=f"Nothing of {' or '.join(unknown)} is in the library." if unknown else None,
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
    stage = Timing(stage="decide", seconds=clock() - began, tokens_read=verdict.tokens_read)
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
            stages.append(Timing(stage="weigh", seconds=clock() - began, tokens_read=read))
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
        stages.append(Timing(stage="verify", seconds=clock() - began, tokens_read=verifier.tokens_read))
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
        unsure = {"supported": False, "action": "removed"}
        safe.append(sentence.model_copy(update={"support": sentence.support.model_copy(update=unsure)}))
        for citation in () if has_many_parts(question) else _words_for(sentence, passages):
            quoted = Support(supported=True, action="quoted")
            said = Sentence(text=f"“{citation.quote}”", support=quoted, citations=(citation,))
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
    said = f"{phrase}: “{words}”" if named else f"“{words}”"
    support = Support(supported=True, action="quoted")
    return [*sentences, Sentence(text=said, support=support, citations=(quote(passage, span),))]


def _off_the_question(sentence: Sentence) -> Sentence:
    """A sentence, removed because it does not answer."""
    reason = {"supported": False, "missing": ("an answer to the question",), "action": "removed"}
    return sentence.model_copy(update={"support": sentence.support.model_copy(update=reason)})


def _unverified(claim: Claim, passages: Sequence[Passage]) -> Sentence:
    """A claim with the citations that the model gave it, taken on trust."""
    cited = [passage for passage in passages if passage.number in claim.numbers]
    citations = tuple(quote(passage, supporting_span(claim.text, passage.text)) for passage in cited)
    return Sentence(text=claim.text, support=Support(supported=True), citations=citations)


def _likest(claims: Sequence[str], own: Set[str], passages: Sequence[Passage]) -> tuple[Passage, tuple[int, int]]:
    """The passage and the span of its sentence that has most of some words, then shares most with the claims."""
    spans = [(passage, span) for passage in passages for span in sentence_spans(passage.text)]

    def likeness(pair: tuple[Passage, tuple[int, int]]) -> tuple[int, float]:
        words = pair[0].text[slice(*pair[1])]
        return len(own & set(content_words(words))), sum(overlap(claim, words) for claim in claims)

    return max(spans, key=likeness)


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
