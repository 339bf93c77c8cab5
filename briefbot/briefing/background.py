"""What a reader must know of before: one sentence from earlier articles."""

from __future__ import annotations

import datetime as dt

from briefbot.briefing.excerpts import excerpts, quotation
from briefbot.briefing.gathering import Gathered
from briefbot.briefing.likeness import cosine, names_in
from briefbot.briefing.repeating import Told
from briefbot.index import VectorIndex
from briefbot.library import Library
from briefbot.retrieval import retrieve
from briefbot.types import Filters, Sentence

PASSAGES = 12  # paragraphs looked at
TOP = 1  # paragraphs of an article whose first sentence can be understood without the others
# Better none than a loose one: over the days of corpus/ these keep 8 that belong and none that does not, where .35 and
# .15, without asking for a date, kept 12 and 8.
LEAST = 0.5  # cosine of the sentence and the story
LEAST_NAMES = 0.2  # cosine of their names
DAY = dt.timedelta(days=1)


def background(
    story: Gathered, headline: str, library: Library, index: VectorIndex, first: dt.date, told: Told
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
    """
    question = f"{headline}. {story.passages[0].text}"
    found = retrieve(question, library, index, Filters(last=first - DAY), PASSAGES)
    names = dict.fromkeys(names_in([passage.text for passage in story.passages]), 1.0)
    best, most = None, LEAST
    for excerpt in excerpts(found):
        top = excerpt.passage.paragraph <= TOP and excerpt.passage.start + excerpt.start == 0
        if not (top and excerpt.stands_alone and excerpt.dates) or excerpt.passage.article_id in story.articles:
            continue
        alike = float(told.vectors(excerpt.text) @ told.vectors(question))
        shared = cosine(names, dict.fromkeys(names_in([excerpt.text]), 1.0))
        if alike > most and shared >= LEAST_NAMES and not told.repeats(excerpt.text):
            best, most = excerpt, alike
    return quotation(best) if best else None
