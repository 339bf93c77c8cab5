"""The judge: the support check of `ask`, asked by an evaluation about sentences and the passages they cite."""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.evaluation.types import SentenceVerdict
from briefbot.generation import Generator
from briefbot.prompts import load_prompt
from briefbot.settings import Settings
from briefbot.support import Entailment, SupportChecker, SupportVerdict, source_of
from briefbot.types import Passage

# What decides how a claim is judged, besides the model's weights.
THRESHOLD = Settings.model_fields["support_threshold"].default
CODE = ("types", "temporal", "sentences", "prompts", "exact", "support", "verification")


class Judge:
    """Judges sentences by what they cite. One judge serves all runs of a report, whichever model answers.

    Its threshold is the default of the settings: who lowers the setting lets more through, and has to see it.

    Args:
        generator: the language model of the support check.
        entailment: the cross-encoder that `ask` asks too, where the settings name one.
    """

    def __init__(self, generator: Generator, entailment: Entailment | None = None) -> None:
        self._checker = SupportChecker(generator, load_prompt("judge"), THRESHOLD, entailment=entailment)
        self._known: dict[tuple[str, tuple[tuple[str, int, int], ...]], SupportVerdict] = {}

    def check(self, claim: str, passages: Sequence[Passage]) -> SupportVerdict:
        """Whether passages together support a claim; asked again, the same."""
        key = claim, tuple((passage.article_id, passage.paragraph, passage.start) for passage in passages)
        if key not in self._known:
            self._known[key] = self._checker.check(claim, [source_of(passage) for passage in passages])
        return self._known[key]

    def verdict(self, claim: str, passages: Sequence[Passage], stage: str) -> SentenceVerdict:
        """What is found about one sentence; one that cites nothing is not supported."""
        numbers = tuple(passage.number for passage in passages)
        if not passages:
            return SentenceVerdict.model_validate(
                {"text": claim, "stage": stage, "cited": numbers, "probability": None, "supported": False}
            )
        found = self.check(claim, passages)
        return SentenceVerdict.model_validate(
            {
                "text": claim,
                "stage": stage,
                "cited": numbers,
                "probability": found.probability,
                "supported": found.supported,
                "missing": found.missing,
            }
        )
