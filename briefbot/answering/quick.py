"""The sentence that most likely answers a question, chosen without the language model.

The sentences of what was found are weighed by what is cheap to know of each: how its passage ranks, which of the
question's words it and the sentence before it have, what it adds to them, and whether it has a thing of the kind that
the question is after: a day, a length of time, a number, a name. The weights are those of a conditional logit
(McFadden, Conditional Logit Analysis of Qualitative Choice Behavior, 1974) over the sentences of a question; how surely
the best one answers is calibrated apart. `python -m evals.quick` fits both, and writes `quick.json`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from briefbot.answering.classes import is_told_which
from briefbot.answering.questions import is_yes_or_no, of_known_publishers
from briefbot.answering.session import Route, Session
from briefbot.answering.yes_no import telling_sentences, tells_when_done
from briefbot.citations import quote, quoted
from briefbot.files import read_fitted
from briefbot.search.ranking import Scores, count_new_names
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.questions import SOUGHT
from briefbot.text.numbers import find_quantities
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import roots
from briefbot.types import Citation, Frozen, ModelRef, Passage, Refusal
from briefbot.verification.calibration import Coefficients

QUICK_FILE = Path(__file__).parent / "quick.json"
MOST_NUMBERS = 2  # new numbers of a sentence that count
FEWEST_WORDS = 4  # of a sentence that can be an answer
NO_MODEL = ModelRef(name="none", sha256="0" * 64)
"""What an answer names in the place of the language model that it did not ask."""
CHOSEN = "Chosen without the language model, which was not asked; it answers {} times in 100."
LEFT_TO_READER = "The language model was not asked whether these sentences say yes or no."
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_OF_TIME = ("time", "calendar")


class Sought(StrEnum):
    """The kind of thing that a question is after."""

    TIME = "time"
    DURATION = "duration"
    QUANTITY = "quantity"
    NAME = "name"
    REASON = "reason"
    OTHER = "other"


_SOUGHT = {Sought(name): re.compile(rf"\b{any_of(asking)}\b", re.I) for name, asking in SOUGHT.items()}


class Choice(NamedTuple):
    """The sentence that most likely answers."""

    citation: Citation
    probability: float
    """That it answers the question."""


class QuickModel(Frozen):
    """The weights of sentences, how sure the best one is, and what both were fitted on."""

    schema_version: Literal[1] = 1
    weights: dict[str, float] = Field(description="Of each feature of a sentence; the scores are log-odds.")
    sure: Coefficients = Field(description="Over `share` (log-odds of the best among all) and `score` (its own).")
    least: float = Field(ge=0, le=1, description="Probability from which the sentence is shown.")
    fitted_on: tuple[str, ...]

    def choose(self, question: str, passages: Sequence[Passage]) -> Choice | None:
        """The sentence that most likely answers; None when there is no sentence to choose.

        Args:
            question: as asked.
            passages: what retrieval found, with the scores of its ranking.
        """
        spans = [(p, span) for p in passages for span in sentence_spans(p.text) if is_sentence(p.text[slice(*span)])]
        if not spans:
            return None
        scores = np.array([self.score(features) for features in sentence_features(question, passages)])
        passage, span = spans[int(np.argmax(scores))]
        return Choice(quote(passage, span), self.probability(scores))

    def score(self, features: Mapping[str, float]) -> float:
        """How well a sentence answers, in log-odds against the others."""
        return sum(weight * features[name] for name, weight in self.weights.items())

    def probability(self, scores: Scores) -> float:
        """The probability that the best of some scored sentences answers."""
        found = {"share": share_of_best(scores), "score": float(scores.max())}
        odds = self.sure.intercept + sum(weight * found[name] for name, weight in self.sure.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def answered_quickly(session: Session, passages: Sequence[Passage], model: QuickModel) -> Session:
    """The session with the sentence that most likely answers, or refused where none is likely enough to.

    To a yes or no, the sentences that speak of what is asked are shown, and what they mean is left to the reader.

    Args:
        session: a question.
        passages: what retrieval found for it, with the scores of its ranking.
        model: chooses.
    """
    session = session.then(passages=tuple(passages), route=Route.QUICK)
    if not passages:
        return session.then(refusal=Refusal.NOTHING_FOUND)
    session = of_known_publishers(session)
    if session.refusal:
        return session
    if is_yes_or_no(session.question):
        return session.then(
            sentences=telling_sentences(session.question, passages), notes=(*session.notes, LEFT_TO_READER)
        )
    choice = model.choose(session.question, passages)
    named = choice is None or is_told_which(session.question, choice.citation.quote, [each.text for each in passages])
    done = choice is None or tells_when_done(session.question, choice.citation.quote)
    if not named or not done:  # a country for the party that is asked for, say, or that a bridge will be closed
        return session.then(refusal=Refusal.NOT_ANSWERED, answerable=0.0)
    if not choice or choice.probability < model.least:
        return session.then(refusal=Refusal.NOT_ANSWERED, answerable=choice.probability if choice else 0.0)
    notes = (*session.notes, CHOSEN.format(round(100 * choice.probability)))
    return session.then(sentences=(quoted(choice.citation),), answerable=choice.probability, notes=notes)


def sought(question: str) -> Sought:
    """The kind of thing that a question is after, by its asking words; the first of them counts."""
    found = {kind: match.start() for kind, pattern in _SOUGHT.items() if (match := pattern.search(question))}
    return min(found, key=lambda kind: found[kind], default=Sought.OTHER)


def is_sentence(text: str) -> bool:
    """Whether a piece of text can stand as an answer: it has words enough and is no question."""
    return len(text.split()) >= FEWEST_WORDS and not text.rstrip(" \"'”’)").endswith("?")


def share_of_best(scores: Scores) -> float:
    """The log-odds of the best of all under the softmax of their scores, at most 10."""
    odds = np.exp(scores - scores.max())
    others = float(odds.sum() - odds.max())
    return min(10.0, -math.log(max(others, 1e-9)))


def sentence_features(question: str, passages: Sequence[Passage]) -> list[dict[str, float]]:
    """The features of every sentence of passages that can stand as an answer, in order."""
    kind, asked = sought(question), roots(question)
    best = max((passage.score for passage in passages), default=0.0)
    rows = []
    for passage in passages:
        sentences = [passage.text[slice(*span)] for span in sentence_spans(passage.text)]
        found = [roots(sentence) for sentence in sentences]
        rarity = {word: _rarity(sum(word in words for words in found), len(found)) for word in asked}
        total = sum(rarity.values()) or 1.0
        for at, sentence in enumerate(sentences):
            if not is_sentence(sentence):
                continue
            before = found[at - 1] if at else set()
            shared = sum(rarity[word] for word in asked & found[at]) / total
            added = found[at] - asked
            rows.append(
                {
                    "passage": passage.score - best,
                    "shared": shared,
                    "shared squared": shared**2,
                    "shared before": sum(rarity[word] for word in (asked - found[at]) & before) / total,
                    "added": math.log1p(len(added)),
                    "long": math.log1p(len(_WORD.findall(sentence))),
                    **_of_kind(kind, question, sentence, passage, len(added)),
                }
            )
    return rows


def _rarity(count: int, sentences: int) -> float:
    """What a word counts that so many of a passage's sentences have."""
    return math.log(1 + (sentences + 1) / (count + 0.5))


def _of_kind(kind: Sought, question: str, sentence: str, passage: Passage, added: int) -> dict[str, float]:
    """How much of the thing that is sought a sentence has, under the name of its kind; 0 under the others'."""
    values = dict.fromkeys(map(str, Sought), 0.0)
    if kind is Sought.TIME:
        values[kind] = float(bool(find_dates(sentence, passage.day)))
    elif kind in (Sought.DURATION, Sought.QUANTITY):
        known = {word.lower() for word in _WORD.findall(question)}
        numbers = [each for each in find_quantities(sentence) if each.text.lower() not in known]
        of_time = [each for each in numbers if each.dimension in _OF_TIME]
        values[kind] = float(min(MOST_NUMBERS, len(of_time if kind is Sought.DURATION else numbers)))
    elif kind is Sought.NAME:
        values[kind] = math.log1p(count_new_names(question, sentence))
    else:
        values[kind] = math.log1p(added)
    return values


@cache
def load_quick(path: Path = QUICK_FILE) -> QuickModel:
    """The weights of the package, or of another file.

    Raises:
        ModelError: the file cannot be read or holds no such weights.
    """
    return read_fitted(path, QuickModel, "the weights of sentences", "python -m evals.quick")
