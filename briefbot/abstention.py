"""Whether what was found answers the question at all: a calibrated decision in place of a word in an instruction.

A small model that may refuse refuses too often or not at all, depending on the wording; asked whether a text answers a
question, it says yes to both kinds. So it always drafts, and two things that cost nothing are weighed by a logistic
regression: how much it preferred its first word to a refusal, and how many of the question's words the passages that it
cites have, with their headlines, publishers and days. `python -m evals.answerable REPORT...` fits it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import snowballstemmer

from briefbot.sentences import content_words
from briefbot.support import source_of
from briefbot.types import Passage, Signals

WEIGHTS = {"preference": 0.61, "shared": 2.6}
BIAS = -2.6
ENOUGH_WORDS = 8  # of a question, however long it is: no passage has all words of a question in many parts
LEAST_ANSWERABLE = 0.4  # probability below which a question is not answered
LEAST_QUOTED = 0.73  # the same, where no sentence of the draft was proven and the sources are quoted in its place

_STEMMER = snowballstemmer.stemmer("english")


def signals(question: str, preference: float, cited: Sequence[Passage]) -> Signals:
    """What the decision rests on.

    Args:
        question: as asked.
        preference: of the draft's first token over a refusal, nats.
        cited: the passages that the draft cites; all that were found for a question in many parts.
    """
    words = "\n".join(source_of(passage).shown for passage in cited)
    return Signals(preference=preference, shared=shared(question, words))


def shared(question: str, text: str) -> float:
    """The share of the stems of a question that a text has, 0 to 1; eight of a long question are enough."""
    asked = _stems(question)
    return min(1.0, len(asked & _stems(text)) / min(len(asked), ENOUGH_WORDS)) if asked else 0.0


def answerable(found: Signals) -> float:
    """The probability that the cited passages answer the question."""
    log_odds = BIAS + sum(weight * getattr(found, name) for name, weight in WEIGHTS.items())
    return float(1 / (1 + np.exp(-log_odds)))


def has_many_parts(question: str) -> bool:
    """Whether a question has twice as many content words as are enough."""
    return len(set(content_words(question))) >= 2 * ENOUGH_WORDS


def _stems(text: str) -> set[str]:
    """The stems of a text's content words, by Snowball (Porter, 2001): "tested" is "test"."""
    return set(_STEMMER.stemWords(content_words(text)))
