"""Sentences of the sources, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from briefbot.citations import quote, quoted
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import DANGLING, POINTING_BACK
from briefbot.text.lexicon.speech import SCENES, WITH_WORDS
from briefbot.text.people import in_place_of
from briefbot.text.sentences import Span, is_open, is_whole, sentence_spans
from briefbot.text.words import particulars
from briefbot.types import DateMention, Frozen, Passage, Sentence

LONGEST_EXCERPT = 320  # characters that a sentence shown whole may have
SCRAP = 8  # words of a sentence below which it tells something only if it has a number or a name
_DANGLING = re.compile(rf"\W*{any_of(DANGLING)}\b", re.I)
_BACKWARDS = re.compile(rf"\b{any_of(POINTING_BACK)}", re.I)
_SCENE = re.compile(rf"\b{any_of(SCENES)}\b")
_REPORTS = re.compile(rf"\b{any_of(WITH_WORDS)}\b")


def dangles(text: str) -> bool:
    """Whether a sentence points back at one before it: 'He said …', 'Two days after that …'."""
    return _DANGLING.match(text) is not None or _BACKWARDS.search(text) is not None


def sets_scene(text: str) -> bool:
    """Whether a sentence says that somebody spoke, and not what: 'He read a statement to reporters.'."""
    return _SCENE.search(text) is not None and not _REPORTS.search(text)


def particular(text: str) -> int:
    """How many different numbers and names a text has."""
    return sum(map(len, particulars([text])))


def is_scrap(text: str) -> bool:
    """Whether a sentence is short and has no number or name: 'It is a careful answer.'."""
    return len(text.split()) < SCRAP and not particular(text)


class Excerpt(Frozen):
    """A sentence of a passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text[self.start : self.end]

    @property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates that it names; their spans count within the passage."""
        return tuple(date for date in self.passage.dates if self.start <= date.start and date.end <= self.end)

    @property
    def stands_alone(self) -> bool:
        """Whether it can be read without the sentence before it, is no scrap, and is not overlong."""
        words = self.text.split()
        return len(words) >= 6 and len(self.text) <= LONGEST_EXCERPT and not dangles(self.text)


def excerpts(passages: Iterable[Passage]) -> list[Excerpt]:
    """All whole sentences of some passages, in their order; those of one quotation together, where they are short."""
    found = (
        Excerpt(passage=passage, start=start, end=end)
        for passage in passages
        for start, end in _closed(passage.text, sentence_spans(passage.text))
    )
    return [excerpt for excerpt in found if is_whole(excerpt.text)]


def _closed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, those that one quotation runs through made one where that is no longer than an excerpt."""
    pending: Span | None = None
    for start, end in spans:
        first = pending[0] if pending and end - pending[0] <= LONGEST_EXCERPT else start
        if pending and first == start:
            yield pending
        if is_open(text[first:end]):
            pending = first, end
        else:
            yield first, end
            pending = None
    if pending:
        yield pending


def widened(excerpt: Excerpt) -> Excerpt:
    """An excerpt with the sentences before it in its passage, until it can be read by itself or nothing is left."""
    spans = [span for span in sentence_spans(excerpt.passage.text) if span[0] < excerpt.start]
    while spans and not excerpt.stands_alone:
        wider = excerpt.model_copy(update={"start": spans.pop()[0]})
        if len(wider.text) > LONGEST_EXCERPT:
            break
        excerpt = wider
    return excerpt


def quotation(excerpt: Excerpt) -> Sentence:
    """An excerpt as a quoted sentence, cited."""
    return quoted(quote(excerpt.passage, (excerpt.start, excerpt.end)))


def with_name(sentence: Sentence, name: str, named: Excerpt) -> Sentence:
    """A quotation with a name in square brackets for the pronoun that it begins with, and where the name stands cited.

    Args:
        sentence: a quotation of one excerpt.
        name: whom the pronoun means.
        named: the excerpt before it that names them.
    """
    begins = sentence.text.lstrip("“")
    pronoun, _, rest = begins.partition(" ")
    name = in_place_of(pronoun, name)
    citations = (*sentence.citations, quote(named.passage, (named.start, named.end)))
    text = f"{sentence.text.removesuffix(begins)}[{name[0].upper()}{name[1:]}] {rest}"
    return sentence.model_copy(update={"text": text, "citations": citations})
