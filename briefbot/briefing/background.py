"""What a reader must know of before: one sentence from earlier articles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.similarity import cosine, names_in
from briefbot.briefing.stories import StoryDraft
from briefbot.briefing.types import Quotation
from briefbot.library.store import Library
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import retrieve
from briefbot.text.dates.spans import DAY
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import BEFORE_NAME
from briefbot.text.lexicon.speech import HE_SAID, SAYING
from briefbot.text.mentions import mentions_told
from briefbot.text.names import same_person
from briefbot.text.people import people, quotations
from briefbot.text.standing import loose_pronoun, points_back, without_quotations
from briefbot.types import Article, Filters, Sentence
from briefbot.verification.excerpts import Excerpt, excerpts, quotation

PASSAGES = 12  # paragraphs looked at
_TOP = 1  # paragraphs of an article whose first sentence can be understood without the others
# Better none than a loose one: over the days of corpus/ these keep 8 that belong and none that does not, where .35 and
# .15, without asking for a date, kept 12 and 8.
_LEAST_NEAR = 0.5  # cosine of the sentence and the story
LEAST_NAMES = 0.2  # cosine of their names


def background(
    story: StoryDraft,
    headline: str,
    library: Library,
    index: VectorIndex,
    first: dt.date,
    told: SaidBefore,
    moment: dt.datetime | None = None,
) -> Sentence | None:
    """A sentence from the top of an earlier article that belongs to a story and has not been said; None without one.

    It names a day: what does not is seldom news, and leaves a reader asking when it was.

    Args:
        story: it.
        headline: what is searched for, with the beginning of the story.
        library: where the texts are.
        index: their vectors.
        first: the first day of the span.
        told: what the briefing says.
        moment: when the span ends; what may not be used then is no background.
    """
    question = f"{headline}. {story.passages[0].text}"
    found = retrieve(question, library, index, Filters(last=first - DAY, moment=moment), PASSAGES)
    names = dict.fromkeys(names_in([passage.text for passage in story.passages]), 1.0)
    best, most = None, _LEAST_NEAR
    for excerpt in excerpts(found):
        top = excerpt.passage.paragraph <= _TOP and excerpt.passage.start + excerpt.start == 0
        if not (top and excerpt.stands_alone and excerpt.dates) or excerpt.passage.article_id in story.articles:
            continue
        if loose_pronoun(excerpt.text) or points_back(excerpt.text):
            continue
        alike = float(told.vectors(excerpt.text) @ told.vectors(question))
        shared = cosine(names, dict.fromkeys(names_in([excerpt.text]), 1.0))
        if alike > most and shared >= LEAST_NAMES and not told.repeats(excerpt.text):
            best, most = excerpt, alike
    return quotation(best) if best else None


MOST_BACKGROUND = 2  # of one story
LEAST_SPOKEN = 6  # words of a quotation
# "said Mayor" before "Ada Holm", and not "she said of", "told".
_SAID_BY = (
    rf"(?<!\bhe\s)(?<!\bshe\s)(?<!\bthey\s)\b(?!told\b){any_of(HE_SAID)}\s"
    rf"(?!{any_of(BEFORE_NAME)}\b|that\b|in\b|on\b)(?:[\w’'.-]+\s){{0,6}}?"
)


def said(story: StoryDraft, shown: Iterable[Sentence], told: SaidBefore) -> tuple[Quotation, ...]:
    """Up to two quotations of a story whose speaker is sure, the longest first, of different speakers.

    The sentence that quotes names the speaker itself, and where two ways to find whose words they are both find
    somebody, they find the same.

    Args:
        story: it.
        shown: the sentences of the story that are shown; what they quote is not quoted again.
        told: what the briefing says.
    """
    texts = [sentence.text for sentence in shown]
    found: list[tuple[str, str, Excerpt]] = []
    for unit in story.units:
        passages = [passage for passage in story.passages if passage.article_id == unit.article.id]
        known = people(_texts(unit.article))
        second = {each.text: each.speaker for each in mentions_told(tuple(_texts(unit.article)))}
        before: list[str] = []
        for excerpt in excerpts(passages):
            for one in quotations(excerpt.text, before, known):
                if _is_of_one_piece(excerpt.text[one.start : one.end]) and _is_surely_of(
                    one.speaker, excerpt.text, second.get(excerpt.text, "")
                ):
                    found.append((one.speaker, excerpt.text[one.start : one.end], excerpt))
            before.append(excerpt.text)
    found.sort(key=lambda each: -len(each[1]))
    chosen: dict[str, Quotation] = {}
    for speaker, words, excerpt in found:
        repeated = told.repeats(words) or any(words.strip(",.") in text for text in texts)
        if speaker not in chosen and not repeated and len(chosen) < MOST_BACKGROUND:
            chosen[speaker] = Quotation(speaker=speaker, sentence=_spoken(words, excerpt))
    return tuple(chosen.values())


def _is_surely_of(speaker: str, sentence: str, second: str) -> bool:
    """Whether a sentence names the speaker outside of the quotation, and nobody else speaks by another reading.

    By the last word of the name, where the other reading does not find all of it: "Lumen" is no short form of "Lumen
    Pilots United".
    """
    plain = without_quotations(sentence)
    words = speaker.split() if second == speaker else speaker.split()[-1:]
    return any(_says(word, plain) for word in words) and (not second or same_person(second, speaker))


def _says(name: str, plain: str) -> bool:
    """Whether a name stands right beside a verb of saying: 'Holm said', 'Holm, the mayor, said', 'said Mayor Holm'."""
    own, says = rf"(?<!\w){re.escape(name)}(?!\w)", rf"\b{any_of(SAYING)}\b"
    behind = rf"{own}(?:,(?! and\b| but\b)[^,]{{2,80}},)?\s+(?:\w+ly\s|also\s|later\s|then\s)?{says}"
    return re.search(rf"{behind}|{_SAID_BY}{own}", plain) is not None


def _is_of_one_piece(words: str) -> bool:
    """Whether quoted words begin and go on as a sentence does; a part of one says little, and often of another."""
    return words[:1].isupper() and len(words.split()) >= LEAST_SPOKEN


def _spoken(words: str, excerpt: Excerpt) -> Sentence:
    """The words as a quotation, cited by the whole sentence, which says whose they are."""
    return quotation(excerpt).model_copy(update={"text": words.removesuffix(",")})


def _texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]
