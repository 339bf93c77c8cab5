"""How much to the point sentences are: how well each of them answers a question, without the language model.

A sentence's points are a plain sum: of the score of its passage (`briefbot.search.ranking`) and its own among the
sentences of what was found (`briefbot.answering.quick`), both fitted on question sets of others; of the share of the
question's words that it has or has beside it; and of the cosine of sentence and question. Weights that were fitted on
questions of these kinds were no better on stories that they had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from briefbot.answering.lines import SourceLine, Topic, line_says_same, shown
from briefbot.answering.quick import is_sentence, load_quick, sentence_features
from briefbot.citations import quote
from briefbot.search.embedding import Embedder
from briefbot.text.sentences import sentence_spans
from briefbot.types import Passage, Sentence

LOG_ODDS = 0.15  # what a unit of log-odds is worth beside a share of words and a cosine
SHORTLIST = 40  # sentences, best without it, of which the cosine is taken
POINTS_FEWER = 0.4  # how many points fewer than the best another sentence may have that is shown beside it
FOLLOWS_ON, LEADS_UP = 0.8, 0.4  # and another of its paragraph that follows it, or comes before it
LONGEST_RUN = 500  # characters
MOST_POINTED = 3
LEAST_POINTS = 1.0  # from which the best sentence is shown without asking the model,
LEAST_WHERE_ABOUT, LEAST_ABOUT = 0.6, 0.5  # and where its article speaks of so much of what is asked


Stretch = tuple[SourceLine, ...]
"""Sentences that stand beside each other in a paragraph."""


class Pointed(NamedTuple):
    """A sentence and how much to the point it is."""

    line: SourceLine
    points: float
    about: float = 1.0
    """The share of what is asked that its article speaks of."""


def pointed(
    question: str,
    lines: Sequence[SourceLine],
    topic: Topic,
    found: Sequence[Passage],
    embedder: Embedder | None = None,
    worth: Callable[[SourceLine], float] = lambda line: 0.0,
) -> list[Pointed]:
    """The sentences that can answer, those most to the point first.

    Args:
        question: as asked.
        lines: of the articles that are looked at.
        topic: of the whole question.
        found: what retrieval found for the question, with its scores.
        embedder: gives the cosines; without one only words count.
        worth: what a sentence is worth besides, such as that it reports somebody's words.
    """
    if not found or not lines:
        return []
    passages = {(each.article_id, each.paragraph): each.score for each in reversed(found)}
    best, least = max(passages.values()), min(passages.values())
    sentences = _scores(question, found)
    top, low = max(sentences.values(), default=0.0), min(sentences.values(), default=0.0)
    rated = []
    for line in lines:
        if not is_sentence(line.text):
            continue
        place = line.passage.article_id, line.passage.paragraph
        points = topic.coverage(line) + worth(line)
        points += LOG_ODDS * (passages.get(place, least) - best)
        points += LOG_ODDS * (sentences.get((*place, line.text), low) - top)
        rated.append(Pointed(line, points, topic.of_article(line)))
    rated.sort(key=lambda each: -each.points)
    if embedder is None:
        return rated
    short = rated[:SHORTLIST]
    vectors = np.asarray(embedder.embed([question, *(each.line.text for each in short)]))
    cosines = vectors[1:] @ vectors[0]
    near = [each._replace(points=each.points + float(cosine)) for each, cosine in zip(short, cosines, strict=True)]
    return sorted(near, key=lambda each: -each.points)


def _scores(question: str, found: Sequence[Passage]) -> dict[tuple[str, int, str], float]:
    """How well each sentence of what was found answers, in log-odds, by article, paragraph and words."""
    model = load_quick()
    places = (
        (passage.article_id, passage.paragraph, text)
        for passage in found
        for span in sentence_spans(passage.text)
        if is_sentence(text := passage.text[slice(*span)])
    )
    features = sentence_features(question, found)
    return {place: model.score(each) for place, each in zip(places, features, strict=True)}


def nearly_best(
    rated: Sequence[Pointed], every: Sequence[Pointed] = (), most: int = MOST_POINTED, margin: float = POINTS_FEWER
) -> list[Stretch]:
    """The sentences nearly as much to the point as the best, each with those beside it that go on about the same.

    None says the same as another.

    Args:
        rated: sentences, those most to the point first.
        every: those that may stand beside them; these where none are given.
        most: how many.
        margin: how many points fewer than the best they may have.
    """
    points = {(each.line.passage.article_id, each.line.at): each for each in every or rated}
    kept: list[Stretch] = []
    for each in rated:
        if len(kept) == most or each.points < rated[0].points - margin:
            break
        told = [line for run in kept for line in run]
        if each.line not in told and not any(line_says_same(each.line.text, line.text) for line in told):
            kept.append(_run(each, points))
    return kept


def _run(best: Pointed, points: Mapping[tuple[str, int], Pointed]) -> Stretch:
    """A sentence with the sentences of its paragraph beside it that are nearly as much to the point, or lead to it."""
    run = [best.line]
    for step in (1, -1):
        while True:
            edge = run[-1 if step > 0 else 0]
            beside = points.get((edge.passage.article_id, edge.at + step))
            if beside is None or beside.line.passage != edge.passage or _is_of_another(beside.line, run):
                break
            length = sum(len(line.text) for line in (*run, beside.line))
            if beside.points < best.points - (FOLLOWS_ON if step > 0 else LEADS_UP) or length > LONGEST_RUN:
                break
            run.insert(len(run) if step > 0 else 0, beside.line)
    return tuple(run)


def _is_of_another(line: SourceLine, run: Sequence[SourceLine]) -> bool:
    """Whether a sentence reports the words of somebody else than those beside it do."""
    return bool(line.told.speaker) and any(each.told.speaker not in ("", line.told.speaker) for each in run)


def shown_run(run: Stretch, lines: Sequence[SourceLine] = (), **fields: object) -> Sentence:
    """Sentences that stand beside each other as one quotation; see `shown`."""
    first = shown(run[0], lines, **fields)
    if len(run) == 1:
        return first
    whole = quote(run[0].passage, (run[0].start, run[-1].end))
    rest = run[0].passage.text[run[0].end : run[-1].end]
    return first.model_copy(update={"text": first.text + rest, "citations": (whole, *first.citations[1:])})


def is_sure(rated: Sequence[Pointed]) -> bool:
    """Whether the best of some sentences answers likely enough to be shown without asking the model.

    It has points enough, or fewer and an article that speaks of most of what is asked.
    """
    if not rated:
        return False
    best = rated[0]
    return best.points >= LEAST_POINTS or (best.points >= LEAST_WHERE_ABOUT and best.about >= LEAST_ABOUT)
