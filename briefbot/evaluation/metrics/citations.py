"""Do citations prove what they stand behind, and are they needed?

Citation recall and precision follow ALCE (Gao, Yen, Yu and Chen, Enabling Large Language Models to Generate Text with
Citations, EMNLP 2023, section 3), where an entailment model says whether texts support a sentence. Here that is asked
of a function, which is either the judge (the support check of `ask`) or the gold paragraphs of the case.

- Recall of a sentence is 1 when it cites something and all that it cites, together, supports it.
- Precision of a citation is 1 when its sentence has recall 1 and the citation is not irrelevant. It is irrelevant when
  it does not support the sentence alone and the others support it without it.
- The recall of an answer is the mean over its sentences, its precision the mean over its citations.

One thing differs: an answer that was not given has neither, where ALCE counts an empty one as 0. Abstaining is
measured apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from briefbot.evaluation.metrics.retrieval import Place
from briefbot.types import Frozen

Cited = TypeVar("Cited")


class Attribution(Frozen):
    """What became of one sentence's citations."""

    supported: bool
    needed: tuple[bool, ...]
    """One for each citation, in their order: its precision."""


def attributed(cited: Sequence[Cited], supports: Callable[[Sequence[Cited]], bool]) -> Attribution:
    """The recall of a sentence and the precision of each of its citations.

    Args:
        cited: what the sentence cites, each once.
        supports: whether these texts together support the sentence; never asked about no texts.
    """
    if not cited or not supports(cited):
        return Attribution(supported=False, needed=(False,) * len(cited))
    if len(cited) == 1:
        return Attribution(supported=True, needed=(True,))
    needed = tuple(supports([one]) or not supports([*cited[:at], *cited[at + 1 :]]) for at, one in enumerate(cited))
    return Attribution(supported=True, needed=needed)


def citation_recall(sentences: Sequence[Attribution]) -> float | None:
    """Share of an answer's sentences that their citations support; None without sentences."""
    return sum(sentence.supported for sentence in sentences) / len(sentences) if sentences else None


def citation_precision(sentences: Sequence[Attribution]) -> float | None:
    """Share of an answer's citations that are needed; 0 when it cites nothing, None without sentences."""
    needed = [one for sentence in sentences for one in sentence.needed]
    if not sentences:
        return None
    return sum(needed) / len(needed) if needed else 0.0


def gold_support(facts: Collection[frozenset[Place]], whole: frozenset[Place]) -> Callable[[Sequence[Place]], bool]:
    """Support by gold paragraphs, for `attribute`.

    Args:
        facts: for each fact that the sentence states, the paragraphs that each prove it.
        whole: the gold paragraphs of the case, of which a sentence that states no fact has to cite one.

    Returns:
        Whether places prove every fact of the sentence or, where it states none, have a gold paragraph among them.
    """

    def supports(places: Sequence[Place]) -> bool:
        return all(proof & set(places) for proof in facts) if facts else bool(whole & set(places))

    return supports
