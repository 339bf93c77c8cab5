"""A question and its passages to an answer, every sentence of it proven, in six steps over one session.

route         what kind of question it is, and whether it can be answered at all
draft         the model writes; for a yes or no the sentences that speak of it are quoted
decide        whether what was found answers; for a yes or no what the sentences mean
verify        each sentence is proven by what it cites, or removed
choose_words  a sentence that is not safe to say gives way to words of the sources
number        the citations are numbered in the order of reading
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefbot.answering.abstention import AbstentionPolicy, signals
from briefbot.answering.drafting import ANY_TEXT, answer_grammar, answer_request, parse_prose
from briefbot.answering.questions import is_yes_or_no, of_known_publishers
from briefbot.answering.quoting import choose_words, nearest_passage, with_what_is_asked
from briefbot.answering.session import Route, Session
from briefbot.answering.shapes import laid_out
from briefbot.answering.yes_no import is_denied, telling_sentences, verdict_request, verdict_word
from briefbot.citations import REFUSAL, parse_draft, quote, renumbered
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import AnswerPrompts
from briefbot.progress import clock
from briefbot.search.query import has_many_parts
from briefbot.search.retrieval import within
from briefbot.text.sentences import supporting_span
from briefbot.types import (
    ALL_ON,
    Action,
    Answer,
    Claim,
    ModelRef,
    Passage,
    PromptRef,
    Refusal,
    Sentence,
    Stage,
    Support,
    Switches,
    Timing,
)
from briefbot.verification.verifier import Verifier

READING = "{}, as the model reads these words:"  # nothing proves a yes or no: the quoted sentences stand for themselves

DENIAL = "{}, by these words:"  # where they deny what was asked; see `is_denied`


@dataclass(frozen=True)
class Answerer:
    """Answers questions from passages, and keeps of an answer what they prove."""

    generator: Generator
    """Writes, and says what quoted sentences mean."""
    prompts: AnswerPrompts
    verifier: Verifier
    policy: AbstentionPolicy
    longest: int
    """The most tokens of a draft."""
    switches: Switches = ALL_ON
    """Whether the draft is written under the grammar, and whether it is verified."""

    def answer(self, session: Session, on_text: Callable[[str], None] = lambda text: None) -> Answer:
        """The answer to a question.

        Args:
            session: the question and its passages; none of them makes the answer an abstention.
            on_text: given the draft piece by piece as it is written.
        """
        session = self.route(session)
        session = self.draft(session, on_text)
        session = self.decide(session)
        session = self.verify(session)
        session = self.choose_words(session)
        return self.number(session)

    def route(self, session: Session) -> Session:
        """How the question is answered; a question about the report of a publisher that is not there is refused."""
        session = of_known_publishers(session)
        if session.refusal:
            return session
        if not session.passages:
            return session.then(refusal=Refusal.NOTHING_FOUND)
        asks_for_one = self.switches.grammar and is_yes_or_no(session.question)
        return session.then(route=Route.YES_OR_NO if asks_for_one else Route.DRAFT)

    def draft(self, session: Session, on_text: Callable[[str], None] = lambda text: None) -> Session:
        """What the model writes, taken apart; for a yes or no the quoted sentences that speak of what is asked."""
        if session.route is Route.REFUSE:
            return session
        if session.route is Route.YES_OR_NO:
            return session.then(sentences=telling_sentences(session.question, session.passages))
        free = not self.switches.grammar
        asked = answer_request(session.question, session.passages, self.prompts.answer)
        grammar = ANY_TEXT if free else answer_grammar(len(session.passages))
        written = self.generator.write(asked, grammar, self.longest, on_text, "" if free else REFUSAL)
        return session.then(
            Timing(stage=Stage.READ, seconds=written.seconds_read, tokens_read=written.tokens_read),
            Timing(stage=Stage.WRITE, seconds=written.seconds_written, tokens_written=written.tokens_written),
            asked=asked,
            draft=written.text,
            claims=(parse_prose if free else parse_draft)(written.text).claims,
            preference=written.preference,
            probed=written.probed,
        )

    def decide(self, session: Session) -> Session:
        """How likely what was found answers the question; of a yes or no, which."""
        if session.route is Route.YES_OR_NO:
            return self._read_sentences(session)
        if not session.claims or not self.switches.grammar:
            return session
        claims, passages = session.claims, session.passages
        numbers = {number for claim in claims for number in _rests_on(claim, passages)}
        behind = [p for p in passages if p.number in numbers or has_many_parts(session.question)]
        found = signals(session.question, session.preference, session.probed, behind)
        stages = []
        if self.policy.is_in_doubt(session.question, found):
            began = clock()
            whole = " ".join([session.question, *(claim.text for claim in claims)])
            support, read = self.verifier.log_odds(whole, behind)
            found = found.model_copy(update={"support": support})
            stages.append(Timing(stage=Stage.WEIGH, seconds=clock() - began, tokens_read=read))
        likely = self.policy.answerable(found)
        unfitted = self.policy.note(self.generator.ref, (self.prompts.answer.ref, self.prompts.judge.ref))
        changes = {"signals": found, "answerable": likely, "refusal": self._refusal(likely), "unfitted": unfitted}
        return session.then(*stages, **changes)

    def _refusal(self, likely: float) -> Refusal | None:
        return Refusal.NOT_ANSWERED if likely < self.policy.least_answerable else None

    def weigh(self, session: Session, budget: int) -> Session:
        """How likely the paragraphs answer whose sentences were put together without the model, as its probe tells.

        Refused where that is too little; as it was where the probe says nothing.

        Args:
            session: with such sentences.
            budget: tokens of the paragraphs that are read.
        """
        cited = {(each.article_id, each.paragraph) for sentence in session.sentences for each in sentence.citations}
        behind = [each for each in session.passages if (each.article_id, each.paragraph) in cited]
        passages = within(behind, budget, self.generator.count)
        asked = answer_request(session.question, passages, self.prompts.answer)
        read = self.generator.write(asked, answer_grammar(len(passages)), 1, instead=REFUSAL)
        if read.probed is None:
            return session
        found = signals(session.question, read.preference, read.probed, passages)
        likely = self.policy.answerable(found)
        taken = Timing(stage=Stage.WEIGH, seconds=read.seconds_read, tokens_read=read.tokens_read)
        return session.then(taken, signals=found, answerable=likely, refusal=self._refusal(likely))

    def _read_sentences(self, session: Session) -> Session:
        """What the model says that the quoted sentences mean; nothing where there are none."""
        if not session.sentences:
            return session.then(Timing(stage=Stage.DECIDE, seconds=0.0))
        began = clock()
        asked = verdict_request(session.question, session.sentences, self.prompts.verdict)
        judgement = self.generator.judge(asked)
        denied = is_denied(session.question, session.sentences)
        return session.then(
            Timing(stage=Stage.DECIDE, seconds=clock() - began, tokens_read=judgement.tokens_read),
            asked=asked,
            denied=denied,
            word=verdict_word(session.question, 0.0 if denied else judgement.probability),
        )

    def verify(self, session: Session) -> Session:
        """The claims of the draft as sentences with their proof; those that do not answer are not looked at."""
        if session.route is not Route.DRAFT:
            return session
        trusted = [_on_trust(claim, session.passages) for claim in session.claims]
        if session.refusal:
            return session.then(sentences=tuple(map(_off_the_question, trusted)))
        if not self.switches.verification:
            return session.then(sentences=tuple(trusted))
        began, before = clock(), self.verifier.tokens_read
        sentences = tuple(self.verifier.verify(claim, session.passages) for claim in session.claims)
        read = self.verifier.tokens_read - before
        return session.then(Timing(stage=Stage.VERIFY, seconds=clock() - began, tokens_read=read), sentences=sentences)

    def choose_words(self, session: Session) -> Session:
        """The sentences in words that are safe to say; see `briefbot.answering.quoting.choose_words`."""
        if session.route is not Route.DRAFT or session.refusal or not self.switches.verification:
            return session
        likely = session.answerable
        chosen = choose_words(session.question, session.sentences, session.passages, likely, self.policy)
        return session.then(sentences=tuple(with_what_is_asked(session.question, chosen, session.passages)))

    def number(self, session: Session) -> Answer:
        """The answer, its citations numbered by first appearance."""
        return finished(session, self.generator.ref, self.prompts.answer.ref)


def finished(session: Session, model: ModelRef, prompt: PromptRef) -> Answer:
    """The answer of a session at its end, its citations numbered by first appearance.

    Args:
        session: with its sentences, shown or removed.
        model: recorded in the answer.
        prompt: recorded in the answer, where none was rendered.
    """
    shown = renumbered([sentence for sentence in session.sentences if sentence.support.supported])
    removed = [sentence for sentence in session.sentences if not sentence.support.supported]
    word = (DENIAL if session.denied else READING).format(session.word) if session.word else ""
    missing = Refusal.NOT_PROVEN if session.claims else Refusal.NOT_TOLD
    unknown = f"Nothing of {' or '.join(session.unknown)} is in the library." if session.unknown else None
    return Answer(
        question=session.question,
        kind=session.kind,
        shape=session.shape,
        text=laid_out(shown, session.shape, word),
        word=word,
        abstained=not shown,
        refusal=None if shown else session.refusal or missing,
        reason=session.reason or unknown,
        notes=(*session.notes, *years_noted(shown, session.passages)),
        sentences=tuple(shown),
        removed=tuple(removed),
        passages=session.passages,
        asked=session.asked.user if session.asked else "",
        draft=session.draft,
        signals=session.signals,
        answerable=session.answerable,
        unfitted=session.unfitted,
        prompt=session.asked.ref if session.asked else prompt,
        model=model,
        embedder=session.embedder,
        settings_sha256=session.settings_sha256,
        timings=session.timings,
    )


def years_noted(sentences: Sequence[Sentence], passages: Sequence[Passage]) -> tuple[str, ...]:
    """For each cited article that tells no year, what its day was inferred from."""
    cited = {citation.article_id for sentence in sentences for citation in sentence.citations}
    told = {
        passage.article_id: f"The year of “{passage.title}” is inferred: {passage.published.evidence}."
        for passage in passages
        if passage.article_id in cited and passage.published and passage.published.confidence == "inferred"
    }
    return tuple(told.values())


def _rests_on(claim: Claim, passages: Sequence[Passage]) -> Sequence[int]:
    """The passages that a claim cites, or the nearest in their place: a small model often writes the wrong number."""
    nearest = nearest_passage(claim.text, claim.numbers, passages).number
    return claim.numbers if nearest in claim.numbers else (nearest,)


def _off_the_question(sentence: Sentence) -> Sentence:
    """A sentence, removed because it does not answer."""
    reason = {"supported": False, "missing": ("an answer to the question",), "action": Action.REMOVED}
    return sentence.model_copy(update={"support": sentence.support.model_copy(update=reason)})


def _on_trust(claim: Claim, passages: Sequence[Passage]) -> Sentence:
    """A claim with the citations that the model gave it."""
    cited = [passage for passage in passages if passage.number in claim.numbers]
    citations = tuple(quote(passage, supporting_span(claim.text, passage.text)) for passage in cited)
    return Sentence(text=claim.text, support=Support(supported=True), citations=citations)
