"""Whether what was found answers the question at all: a calibrated decision in place of a word in an instruction.

A small model that may refuse refuses too often or not at all, depending on the wording; asked whether a text answers a
question, it says yes to both kinds. So it always drafts, and two things that cost nothing are weighed by a logistic
regression: how much it preferred its first word to a refusal, and how many of the question's words the passages that it
rests on have, with their headlines, publishers and days. Where these leave it in doubt, a second regression weighs one
thing more: what the support check says of question and draft, read one after the other as one claim. The draft alone is
often proven by a passage that speaks of something else than was asked; then no passage says both.
`python -m evals.answerable REPORT...` fits them.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.text.words import content_words, roots
from briefbot.types import Passage, Signals
from briefbot.verification.calibration import Regression
from briefbot.verification.evidence import source_of

UNASKED = Regression(weights={"preference": 0.44, "shared": 2.31}, bias=-2.3)
DOUBT = (0.2, 0.65)  # probabilities of the first between which the support check is asked, for the second
ASKED = Regression(weights={"preference": 0.4, "shared": 1.64, "support": 1.98}, bias=-1.3)
ENOUGH_WORDS = 8  # of a question, however long it is: no passage has all words of a question in many parts
LEAST_ANSWERABLE = 0.45  # probability below which a question is not answered
LEAST_QUOTED = 0.65  # the same, where no sentence of the draft was proven and the sources are quoted in its place


def signals(question: str, preference: float, behind: Sequence[Passage]) -> Signals:
    """What the decision rests on before the support check is asked.

    Args:
        question: as asked.
        preference: of the draft's first token over a refusal, nats.
        behind: the passages that the draft rests on; all that were found for a question in many parts.
    """
    words = "\n".join(source_of(passage).shown for passage in behind)
    return Signals(preference=preference, shared=shared(question, words))


def shared(question: str, text: str) -> float:
    """The share of the stems of a question that a text has, 0 to 1; eight of a long question are enough."""
    asked = roots(question)
    return min(1.0, len(asked & roots(text)) / min(len(asked), ENOUGH_WORDS)) if asked else 0.0


def answerable(found: Signals) -> float:
    """The probability that the passages answer the question."""
    return (UNASKED if found.support is None else ASKED).probability(found)


def is_in_doubt(question: str, found: Signals) -> bool:
    """Whether the support check is to be asked too; no passage supports all of a question in many parts."""
    least, most = DOUBT
    return least <= answerable(found) < most and not has_many_parts(question)


def has_many_parts(question: str) -> bool:
    """Whether a question has twice as many content words as are enough."""
    return len(set(content_words(question))) >= 2 * ENOUGH_WORDS
