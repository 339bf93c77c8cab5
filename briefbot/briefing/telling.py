"""A story told in the words of its sources: the sentence of a paragraph that tells its news, where it can be shown.

It is shown word for word, so that nothing can be wrong with it but what surrounds it. So it must be short, name who
acts, have no pronoun of which the reader does not know whom it means, and say whose words it quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from briefbot.briefing.headlines import sources_headline
from briefbot.briefing.redundancy import SaidBefore, is_told_by
from briefbot.briefing.selection import DETAIL, DETAILS
from briefbot.briefing.similarity import VectorStore
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.speech import OTHERWISE
from briefbot.text.mentions import Told, mentions_told
from briefbot.text.people import begins_with_pronoun
from briefbot.text.standing import (
    after_dateline,
    begins_with_label,
    loose_pronoun,
    names_speaker,
    points_back,
    quotes_words,
    speaks_of_writer,
)
from briefbot.text.words import overlap
from briefbot.types import Passage, Sentence
from briefbot.verification.excerpts import (
    Excerpt,
    dangles,
    excerpts,
    is_scrap,
    particular,
    quotation,
    sets_scene,
    with_name,
)

LONGEST_QUOTED = 35  # words of a sentence that is shown as it is; a longer one is shortened by the model
LONGEST_LEAD = 45  # of one at the top of its article, which tells the news
LEAST_QUOTED = 7  # words
OF_A_PIECE = 2  # sentences of one piece of a paragraph; of all, those that tell most are shown
TOP_LOOKED_AT = 14  # paragraphs among which the sentence is looked for that tells a story in one
DOWN = 0.03  # what each sentence before it counts against one
IN_CHOSEN = 0.15  # what it counts for one that it stands in the paragraph that tells the story best
_OTHERWISE = re.compile(rf"\b{any_of(OTHERWISE)}\b")


class Resolved(NamedTuple):
    """A sentence of a source and, where it begins with a pronoun, whom that means."""

    excerpt: Excerpt
    name: str = ""
    named: Excerpt | None = None
    """Where the name stands."""

    @property
    def shown(self) -> Sentence:
        """It as a quotation, the name in brackets for the pronoun."""
        sentence = quotation(self.excerpt)
        return with_name(sentence, self.name, self.named) if self.named else sentence


class Quoter:
    """Finds the sentences of a story that can be shown word for word.

    Args:
        passages: all paragraphs of the story's articles, article by article in reading order.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        paragraphs: dict[str, dict[int, str]] = {}
        for passage in passages:
            own = paragraphs.setdefault(passage.article_id, {})
            own[passage.paragraph] = f"{own.get(passage.paragraph, '')} {passage.text}".strip()
        self._told = {name: mentions_told(tuple(own.values())) for name, own in paragraphs.items()}
        self._sentences: dict[str, list[Excerpt]] = {}
        for excerpt in excerpts(passages):
            self._sentences.setdefault(excerpt.passage.article_id, []).append(excerpt)

    def tellable(self, passages: Iterable[Passage], longest: int = LONGEST_QUOTED) -> Iterator[Resolved]:
        """The sentences of some paragraphs that can be shown, in their order.

        Args:
            passages: paragraphs of the story, or pieces of them.
            longest: words that one may have.
        """
        for excerpt in excerpts(passages):
            excerpt = _without_dateline(excerpt)
            if LEAST_QUOTED <= len(excerpt.text.split()) <= longest and (resolved := self._resolved(excerpt)):
                yield resolved

    def with_figures(self, found: Resolved) -> Resolved:
        """A sentence with the one behind it, where that goes on from it with a number or a name and both are short.

        "The ban begins at midnight. Those who break it are fined 900 crowns."
        """
        known, at = self._sentences.get(found.excerpt.passage.article_id, []), _place(found.excerpt)
        behind = next((each for each in known if _place(each) > at), None)
        if behind is None or behind.passage.paragraph != at[0] or found.named:
            return found
        text = behind.text
        goes_on = dangles(text) and particular(text) > 0 and not begins_with_pronoun(text) and not loose_pronoun(text)
        both = behind.model_copy(update={"start": at[1] - behind.passage.start})
        fits = both.start >= 0 and len(both.text.split()) <= LONGEST_LEAD and not quotes_words(text)
        return Resolved(both) if goes_on and fits else found

    def _resolved(self, excerpt: Excerpt) -> Resolved | None:
        text = excerpt.text
        if text.endswith("?") or is_scrap(text) or sets_scene(text) or speaks_of_writer(text):
            return None
        if begins_with_label(text):
            return None
        found = Resolved(excerpt)
        if begins_with_pronoun(text):
            name = self._meant(excerpt)
            named = self._naming(name, excerpt) if name else None
            if not name or not named:
                return None
            found = Resolved(excerpt, name, named)
            text = f"{name} {text.partition(' ')[2]}"
        if dangles(text) or points_back(text) or loose_pronoun(text) or _OTHERWISE.search(text):
            return None
        if quotes_words(text) and not names_speaker(text):
            return None
        return found

    def _meant(self, excerpt: Excerpt) -> str:
        """Whom the pronoun at the beginning of a sentence means; empty where that is not clear."""
        told = next(filter(lambda told: _is(told, excerpt), self._told.get(excerpt.passage.article_id, ())), None)
        name = told.references[0].name if told and told.references else ""
        return "" if name.startswith("the ") else name

    def _naming(self, name: str, excerpt: Excerpt) -> Excerpt | None:
        """The last sentence before one that has a name."""
        known = self._sentences.get(excerpt.passage.article_id, [])
        before = [other for other in known if _place(other) < _place(excerpt)]
        return next((other for other in reversed(before) if name in other.text), None)


class StoryPlan(NamedTuple):
    """What of a story is quoted, and what is left for the model to shorten."""

    headline: Sentence | None
    """That of a source, where one can head the story."""
    quoted: tuple[Sentence, ...]
    drafted: tuple[Passage, ...]
    """Pieces of paragraphs."""


def plan_story(passages: Sequence[Passage], others: Sequence[Passage], most: int, vectors: VectorStore) -> StoryPlan:
    """What of a story can be quoted. Where that is enough, no model need be asked.

    Args:
        passages: the pieces of paragraphs that tell it best, in reading order; more of them than are told.
        others: all paragraphs of its articles.
        most: sentences that are wanted.
        vectors: of sentences.
    """
    headline = sources_headline(passages, others)
    title = headline.text if headline else ""
    if most == 1:
        main = [*main_sentences(others, LONGEST_QUOTED, passages), *main_sentences(others, LONGEST_LEAD, passages)]
        one = tuple(sentence for sentence in main if not is_told_by(sentence.text, title))[:1]
        return StoryPlan(headline, one, () if one else tuple(passages[:1]))
    quoter, told = Quoter(others), SaidBefore(vectors)
    quoted: list[Sentence] = []
    left: list[Passage] = []
    tops = {article: min(p.paragraph for p in others if p.article_id == article) for article in _articles(others)}
    for passage in passages:
        longest = LONGEST_LEAD if passage.paragraph == tops[passage.article_id] else LONGEST_QUOTED
        shown = (quoter.with_figures(each).shown for each in quoter.tellable([passage], longest))
        fresh = (each for each in shown if not told.repeats(each.text) and not is_told_by(each.text, title))
        found = list(islice(fresh, OF_A_PIECE))
        quoted += found
        if not found and not told.repeats(passage.text):
            left.append(passage)
        told.add(sentence.text for sentence in found)
    leading = [passage for passage in left if passage.paragraph == tops[passage.article_id]]
    missing = max(0, most - len(quoted) - len(leading))
    drafted = [*leading, *(passage for passage in left if passage not in leading)][: len(leading) + missing]
    return StoryPlan(headline, tuple(quoted), tuple(sorted(drafted, key=lambda passage: passage.number)))


def main_sentences(others: Sequence[Passage], longest: int, passages: Sequence[Passage] = ()) -> list[Sentence]:
    """The sentences that can be shown, first those that tell the whole story as its headline does.

    They stand near the top, and have most of the words of their headline: an article that begins with a scene has its
    news further down.

    Args:
        others: all paragraphs of the story's articles.
        longest: words that one may have.
        passages: those that tell it best.
    """
    chosen = {(passage.article_id, passage.paragraph) for passage in passages}
    ranked: list[tuple[float, Sentence]] = []
    for at, found in enumerate(Quoter(others).tellable(others[:TOP_LOOKED_AT], longest)):
        shown, passage = found.shown, found.excerpt.passage
        worth = overlap(passage.title, shown.text) - DOWN * at + DETAIL * min(DETAILS, particular(shown.text))
        ranked.append((worth + IN_CHOSEN * ((passage.article_id, passage.paragraph) in chosen), shown))
    return [sentence for _, sentence in sorted(ranked, key=lambda each: -each[0])]


def _articles(passages: Iterable[Passage]) -> set[str]:
    return {passage.article_id for passage in passages}


def _without_dateline(excerpt: Excerpt) -> Excerpt:
    begins = excerpt.passage.start + excerpt.start == 0
    return excerpt.model_copy(update={"start": excerpt.start + after_dateline(excerpt.text)}) if begins else excerpt


def _is(told: Told, excerpt: Excerpt) -> bool:
    return told.text == excerpt.text or excerpt.text.startswith(told.text) or told.text.endswith(excerpt.text)


def _place(excerpt: Excerpt) -> tuple[int, int]:
    return excerpt.passage.paragraph, excerpt.passage.start + excerpt.start
