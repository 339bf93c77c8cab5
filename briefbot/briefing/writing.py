"""A story written by the model and proven sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pydantic import Field

from briefbot.briefing.headlines import begun_headline, heading, models_headline, sources_headline
from briefbot.briefing.loops import LoopWatch, stopped_at, written_sentences
from briefbot.briefing.redundancy import SaidBefore, is_told_by
from briefbot.briefing.reported_numbers import lacks_giver
from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.telling import LONGEST_LEAD, LONGEST_QUOTED, StoryPlan, main_sentences
from briefbot.citations import parse_draft, quote, shift_dates, without_spaced_initials
from briefbot.llm.generator import Completion, Generator
from briefbot.llm.prompts import Prompt, Rendered
from briefbot.progress import clock
from briefbot.text.dates.describe import annotate
from briefbot.text.dates.edtf import edtf_words
from briefbot.text.people import begins_with_pronoun, in_place_of
from briefbot.text.sentences import is_cut, is_whole, supporting_span
from briefbot.text.speech import drops_hedge
from briefbot.text.standing import names_speaker, quotes_words, without_quotations
from briefbot.text.words import content_words, overlap
from briefbot.types import Action, Claim, Frozen, Passage, Sentence, Stage, Support, Timing
from briefbot.verification.excerpts import dangles, excerpts, quotation
from briefbot.verification.verifier import Verifier

NO_HEDGE = Support(supported=False, missing=("on whose word it is, or the doubt",), action=Action.REMOVED)
NO_YEAR = Support(supported=False, missing=("the year",), action=Action.REMOVED)
NOT_WHOLE = Support(supported=False, missing=("a whole sentence",), action=Action.REMOVED)
NO_GIVER = Support(supported=False, missing=("who gives the number",), action=Action.REMOVED)
NO_SPEAKER = Support(supported=False, missing=("whose words they are",), action=Action.REMOVED)
TAKEN = 0.6  # share of the words of a sentence that its source has between quotation marks alone
LEAST_LIKE = 0.3  # share of a failed sentence's words that the source's sentence shown in its place must have


class Written(Frozen):
    """What was written of one story, before it is set beside the other stories."""

    headline: Sentence
    sentences: tuple[Sentence, ...] = Field(description="Proven or quoted, none repeating another.")
    removed: tuple[Sentence, ...]
    draft: str
    timings: tuple[Timing, ...]


class Writer:
    """Writes stories.

    Args:
        generator: writes.
        prompt: asks for a story; variable `passages`.
        verifier: proves; None shows the draft with the citations that the model gave, for evaluation only.
        vectors: of sentences.
    """

    def __init__(self, generator: Generator, prompt: Prompt, verifier: Verifier | None, vectors: VectorStore) -> None:
        self._generator = generator
        self._prompt = prompt
        self._verifier = verifier
        self._vectors = vectors

    def write(
        self,
        passages: Sequence[Passage],
        others: Sequence[Passage],
        names: Names,
        on_text: Callable[[str], None] = lambda text: None,
        on_checked: Callable[[], None] = lambda: None,
        quoted: Sequence[Sentence] = (),
    ) -> Written:
        """A story from its passages.

        Args:
            passages: what the model reads, numbered from 1.
            others: all paragraphs of the story's articles, which may prove a sentence too.
            names: whom 'he' or 'she' means, by passage number and first character.
            on_text: given the draft piece by piece.
            on_checked: told when the draft is complete, and when each of its sentences is checked.
            quoted: sentences of the story that are shown as the sources have them.
        """
        own = sources_headline(passages, others) if self._verifier else None
        draft = draft_story(passages, self._generator, self._prompt, names, on_text, headed=own is None)
        on_checked()
        began, read_before = clock(), self._tokens_read()
        proven, removed = self._prove(draft, passages, others, names, quoted, on_checked)
        proven = in_reading_order([*quoted, *proven], others)
        if not proven:  # the sources' own first words, rather than nothing
            proven = [quotation(excerpt) for excerpt in excerpts(passages)[:1]]
        headline, refused = (own, []) if own else self._headline(draft, passages, others, proven[0])
        begun = proven[0] if own is None and headline.text == begun_headline(proven[0]).text else None
        read = self._tokens_read() - read_before
        return Written(
            headline=headline,
            sentences=tuple(below_headline(headline.text, proven, [*passages, *others], self._vectors, begun)),
            removed=(*removed, *refused),
            draft=draft.text,
            timings=(
                Timing(stage=Stage.READ, seconds=draft.seconds_read, tokens_read=draft.tokens_read),
                Timing(stage=Stage.WRITE, seconds=draft.seconds_written, tokens_written=draft.tokens_written),
                Timing(stage=Stage.VERIFY, seconds=clock() - began, tokens_read=read),
            ),
        )

    def _tokens_read(self) -> int:
        return self._verifier.tokens_read if self._verifier else 0

    def _prove(
        self,
        draft: WrittenStory,
        passages: Sequence[Passage],
        others: Sequence[Passage],
        names: Names,
        quoted: Sequence[Sentence],
        on_checked: Callable[[], None],
    ) -> tuple[list[Sentence], list[Sentence]]:
        """The sentences that are shown, and those that are not."""
        proof = [*passages, *_behind(passages, others)]
        texts = [passage.text for passage in (*passages, *others)]
        told = SaidBefore(self._vectors)
        told.add(sentence.text for sentence in quoted)
        proven: list[Sentence] = []
        removed: list[Sentence] = []
        for claim in draft.claims:
            claim = _named(claim, names)
            if told.repeats(claim.text):
                continue
            sentence = self._verify(claim, proof)
            if self._verifier and (not is_whole(claim.text) or is_cut(claim.text, texts)):
                sentence = sentence.model_copy(update={"support": NOT_WHOLE})
            if self._verifier and lacks_giver(claim.text, [p for p in passages if p.number in claim.numbers]):
                sentence = sentence.model_copy(update={"support": NO_GIVER})
            if self._verifier and sentence.support.supported and _drops_hedge(sentence):
                sentence = sentence.model_copy(update={"support": NO_HEDGE})
            if self._verifier and sentence.support.supported and _drops_year(sentence):
                sentence = sentence.model_copy(update={"support": NO_YEAR})
            if self._verifier and sentence.support.supported and _takes_words(sentence):
                sentence = sentence.model_copy(update={"support": NO_SPEAKER})
            if sentence.support.supported:
                proven.append(sentence)
            else:
                removed.append(sentence)
                proven += _in_its_place(claim, passages, told)
            told.add(each.text for each in proven[-1:])
            on_checked()
        return proven, removed

    def _verify(self, claim: Claim, passages: Sequence[Passage]) -> Sentence:
        if self._verifier:
            return self._verifier.verify(claim, passages)
        cited = [passage for passage in passages if passage.number in claim.numbers]
        citations = tuple(quote(passage, supporting_span(claim.text, passage.text)) for passage in cited)
        return Sentence(text=claim.text, support=Support(supported=True), citations=citations)

    def _headline(
        self, draft: WrittenStory, passages: Sequence[Passage], others: Sequence[Passage], lead: Sentence
    ) -> tuple[Sentence, list[Sentence]]:
        if self._verifier:
            return models_headline(draft.headline, passages, others, lead, self._verifier)
        return lead.model_copy(update={"text": draft.headline or lead.text, "quoted": False}), []


def quoted_story(plan: StoryPlan, others: Sequence[Passage], vectors: VectorStore) -> Written:
    """A story of which everything is quoted.

    Args:
        plan: of it; something is quoted.
        others: all paragraphs of its articles.
        vectors: of sentences.
    """
    begun = None if plan.headline else heading(plan.quoted, main_sentences(others, LONGEST_LEAD))
    headline = begun_headline(begun) if begun else plan.headline or begun_headline(plan.quoted[0])
    sentences = tuple(below_headline(headline.text, plan.quoted, others, vectors, begun))
    return Written(headline=headline, sentences=sentences, removed=(), draft="", timings=())


def in_reading_order(sentences: Sequence[Sentence], others: Sequence[Passage]) -> list[Sentence]:
    """The sentences in the order in which their articles tell them.

    Args:
        sentences: each cited, first by the paragraph that it is made of.
        others: all paragraphs of the articles, article by article in reading order.
    """
    places = {(passage.article_id, passage.paragraph): at for at, passage in reversed(list(enumerate(others)))}

    def place(sentence: Sentence) -> tuple[int, int]:
        first = sentence.citations[0] if sentence.citations else None
        return (places.get((first.article_id, first.paragraph), len(places)), first.start) if first else (0, 0)

    return sorted(sentences, key=place)


def below_headline(
    headline: str,
    proven: Sequence[Sentence],
    passages: Sequence[Passage],
    vectors: VectorStore,
    begun: Sentence | None = None,
) -> list[Sentence]:
    """The sentences without those that the headline has told; another of the sources where none is left.

    Args:
        headline: of the story.
        proven: its sentences, at least one.
        passages: of the story.
        vectors: of sentences.
        begun: the sentence of which the headline is the beginning.
    """
    untold = [sentence for sentence in proven if begun is None or sentence.text != begun.text]
    rest = [sentence for sentence in untold if not is_told_by(sentence.text, headline)]
    if rest and (rest[0] == proven[0] or not dangles(rest[0].text)):
        return rest
    told = SaidBefore(vectors)
    told.add([headline, *(sentence.text for sentence in proven)])
    other = (sentence for sentence in main_sentences(passages, LONGEST_QUOTED) if not told.repeats(sentence.text))
    fresh = [sentence for sentence in other if not is_told_by(sentence.text, headline)][:1]
    return [*fresh, *rest] or list(proven)


def _drops_year(sentence: Sentence) -> bool:
    """Whether it leaves out the year with which the words that it cites begin: 'In 2017, the state offered ...'."""
    years = [found[1] for citation in sentence.citations for found in [_OPENING_YEAR.match(citation.quote)] if found]
    return any(year not in sentence.text for year in years)


def _drops_hedge(sentence: Sentence) -> bool:
    """Whether it says outright what the words that it cites say on another's word, or hedge."""
    return drops_hedge(sentence.text, " ".join(citation.quote for citation in sentence.citations))


def _takes_words(sentence: Sentence) -> bool:
    """Whether it says itself what the words that it cites have as somebody's, between quotation marks."""
    told = " ".join(citation.quote for citation in sentence.citations)
    outside = set(content_words(without_quotations(told)))
    words = content_words(without_quotations(sentence.text))
    inside = set(content_words(told)) - outside
    taken = sum(word in inside for word in words)
    return quotes_words(told) and taken >= TAKEN * max(1, len(words)) and not names_speaker(sentence.text)


def _named(claim: Claim, names: Names) -> Claim:
    """The claim with the name in the place of the 'he' or 'she' that it begins with, where its passage has one only."""
    meant = {name for (number, _), name in names.items() if number in claim.numbers}
    if not begins_with_pronoun(claim.text) or len(meant) != 1:
        return claim
    pronoun, _, rest = claim.text.partition(" ")
    name = in_place_of(pronoun, meant.pop())
    return claim.model_copy(update={"text": f"{name[0].upper()}{name[1:]} {rest}"})


def _behind(passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """The paragraphs right before those of the story, which name whom its pronouns mean, numbered on."""
    known = {(passage.article_id, passage.paragraph) for passage in passages}
    wanted = {(article, paragraph - 1) for article, paragraph in known} - known
    found = [passage for passage in others if (passage.article_id, passage.paragraph) in wanted]
    return [passage.model_copy(update={"number": len(passages) + at}) for at, passage in enumerate(found, start=1)]


def _in_its_place(claim: Claim, passages: Sequence[Passage], told: SaidBefore) -> list[Sentence]:
    """The source's sentence nearest to a claim that failed, quoted; none when there is no such sentence."""
    cited = [passage for passage in passages if passage.number in claim.numbers]
    offered = [
        excerpt
        for excerpt in excerpts(cited)
        if excerpt.stands_alone and overlap(claim.text, excerpt.text) >= LEAST_LIKE and not told.repeats(excerpt.text)
    ]
    best = max(offered, key=lambda excerpt: overlap(claim.text, excerpt.text), default=None)
    return [quotation(best)] if best else []


LONGEST_WRITTEN = 45  # tokens of a sentence
LONGEST_HEADLINE = 90  # characters
Names = Mapping[tuple[int, int], str]
"""Whom a pronoun means, by the number of its passage and its first character there."""
# "Kim said that it was over, he said, and left."
_SAID_TWICE = re.compile(r"(\bsaid\b[^.]*?), (?:he|she) said\b(,)?")
_ONCE = r"\1\2"
# A small model writes its headline too early, in a line of its own or at the end of one.
_LINE = re.compile(r"^\[(\d+)\] (?!Headline: )(.+?)(?: Headline: .*)?$", re.M)
_OPENING_YEAR = re.compile(r"\W*[A-Z]\w+\s(?:\w+\s){0,3}((?:19|20)\d\d)\b")
_HEADLINE = re.compile(r"^Headline: (.+)$", re.M)


class WrittenStory(Frozen):
    """What the model wrote of one story, taken apart."""

    text: str
    headline: str
    claims: tuple[Claim, ...]
    tokens_read: int
    tokens_written: int
    seconds_read: float
    seconds_written: float


def story_grammar(numbers: Sequence[int], headed: bool = True) -> str:
    """GBNF for a line for each of the passages with these numbers, beginning with its number, and for a headline.

    So every sentence cites, and nothing can be cited but what was given. Round brackets cannot be written: those of
    the passages hold resolved dates, which are shown beside the sentences anyway.
    """
    lines = " ".join(f'"[{number}] " sentence "\\n"' for number in numbers)
    headline = f'headline ::= [A-Z0-9"“‘$£€] [^\\[\\]()\\r\\n]{{8,{LONGEST_HEADLINE}}}'
    return "\n".join(
        (
            *([f'root ::= {lines} "Headline: " headline', headline] if headed else [f"root ::= {lines}"]),
            'sentence ::= [A-Z0-9"“‘$£€] [^\\[\\]()\\r\\n]+ [.]',
        )
    )


def story_request(passages: Sequence[Passage], names: Names, prompt: Prompt) -> Rendered:
    """What the model is asked: each article's publisher, day and headline once, then its numbered paragraphs.

    Resolved dates, and whom a pronoun means, stand in round brackets.
    """
    lines: list[str] = []
    shown = ""
    for passage in passages:
        if passage.article_id != shown:
            told = passage.published
            known = edtf_words(passage.known) if passage.known else "date unknown"
            day = f"{told.day:%-d %B %Y}" if told and not told.suspect else known
            lines.append(f"{passage.source or 'Unknown source'}, {day}: {passage.title}")
            shown = passage.article_id
        lines.append(f"[{passage.number}] {_annotated(passage, names)}")
    return prompt.render(passages="\n".join(lines))


def _annotated(passage: Passage, names: Names) -> str:
    """The text with dates and pronouns resolved."""
    text = ""
    done = 0
    for at in sorted(start for number, start in names if number == passage.number):
        end = passage.text.index(" ", at)
        # Shown whose 'his' is, the model leaves out what joins it: "he will not, but his lawyers say otherwise".
        note = "" if passage.text[at:end] in ("His", "Her") else f" ({names[passage.number, at]})"
        text += f"{_dated(passage, done, end)}{note}"
        done = end
    return text + _dated(passage, done, len(passage.text))


def _dated(passage: Passage, start: int, end: int) -> str:
    return annotate(passage.text[start:end], shift_dates(passage.dates, start, end))


def draft_story(
    passages: Sequence[Passage],
    generator: Generator,
    prompt: Prompt,
    names: Names,
    on_text: Callable[[str], None] = lambda text: None,
    headed: bool = True,
) -> WrittenStory:
    """Let the model write a story from its passages.

    Where it says a sentence again it is stopped, and goes on with the passages after that one.

    Args:
        passages: numbered from 1, at least one.
        generator: writes.
        prompt: asks for it; variable `passages`.
        names: whom 'he' or 'she' means, by passage number and first character.
        on_text: given the draft piece by piece.
        headed: whether it is to write a headline.
    """
    parts: list[str] = []
    completions: list[Completion] = []
    left = list(passages)
    while left:
        watch = LoopWatch((sentence for part in parts for sentence in written_sentences(part)), headed)
        longest = LONGEST_WRITTEN * (len(left) + 1)
        grammar = story_grammar([passage.number for passage in left], headed)
        completion = generator.write(story_request(left, names, prompt), grammar, longest, on_text, until=watch)
        completions.append(completion)
        if not watch(completion.text):
            parts.append(completion.text)
            break
        kept, at = stopped_at(completion.text)
        parts += [kept] if kept else []
        left = [passage for passage in left[1:] if passage.number > at]
    text = "\n".join(parts)
    headline = _HEADLINE.search(text)
    return WrittenStory(
        text=text,
        headline=re.sub(r"(?<=[^\W\d_]{2})\.$", "", without_spaced_initials(headline[1].strip())) if headline else "",
        claims=tuple(
            claim
            for number, words in _LINE.findall(text)
            for claim in parse_draft(f"{_SAID_TWICE.sub(_ONCE, words)} [{number}]").claims
        ),
        tokens_read=sum(completion.tokens_read for completion in completions),
        tokens_written=sum(completion.tokens_written for completion in completions),
        seconds_read=sum(completion.seconds_read for completion in completions),
        seconds_written=sum(completion.seconds_written for completion in completions),
    )
