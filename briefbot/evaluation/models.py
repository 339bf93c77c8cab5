"""The language models of an evaluation, as few in memory as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cached_property
from typing import Protocol

from briefbot.answering.generators import LanguageModel
from briefbot.digests import digest
from briefbot.evaluation.cache import Cache, CachedGenerator
from briefbot.evaluation.types import SentenceVerdict
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import load_prompt
from briefbot.search.embedding import Embedder
from briefbot.settings import Settings
from briefbot.types import ModelRef, Passage
from briefbot.verification.checker import SupportChecker
from briefbot.verification.entailment import Entailment, load_entailment
from briefbot.verification.evidence import SupportVerdict, source_of
from briefbot.weights.registry import find_model


class Models:
    """The language models in memory, the judge's among them; another one makes room when it is no longer used.

    Args:
        weights: where models come from.
        cache: where their replies are kept.
        judging: the settings of the judge.
    """

    def __init__(self, weights: Weights, cache: Cache, judging: Settings) -> None:
        self.judging = judging
        self._weights = weights
        self._cache = cache
        self._there: dict[str, CachedGenerator] = {}

    @cached_property
    def judge(self) -> Judge:
        """The one judge of the report."""
        entailment = load_entailment(self.judging.entailment, self.judging.threads)
        return Judge(self.generator(self.judging), entailment)

    @cached_property
    def judge_key(self) -> str:
        """What decides the judge's verdicts, besides code."""
        ref = self._weights.language_ref(self.judging)
        return digest(ref.sha256, THRESHOLD, load_prompt("judge").sha256, self.judging.sha256)

    def generator(self, settings: Settings) -> CachedGenerator:
        """The model that settings name."""
        if settings.model not in self._there:
            self._there = {name: one for name, one in self._there.items() if name == self.judging.model}
            ref = self._weights.language_ref(settings)
            self._there[settings.model] = CachedGenerator(ref, lambda: self._loaded(settings), self._cache)
        return self._there[settings.model]

    def _loaded(self, settings: Settings) -> Generator:
        """The model, with the fixed beginnings of the prompts read, so that the first answer is like the others."""
        generator = self._weights.language(settings)
        for name in (settings.prompt, "judge", "verdict"):
            prompt = load_prompt(name)
            generator.judge(prompt.render(**dict.fromkeys(prompt.variables, "")))
        return generator


# What decides how a claim is judged, besides the model's weights.
THRESHOLD = Settings.model_fields["support_threshold"].default


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


class Weights(Protocol):
    """Where models come from."""

    def language_ref(self, settings: Settings) -> ModelRef:
        """Name and digest of the language model that settings name."""
        ...

    def language(self, settings: Settings) -> Generator:
        """The language model."""
        ...

    def embedder_ref(self, settings: Settings) -> ModelRef:
        """Name and digest of the embedding model that settings name."""
        ...

    def embedder(self, settings: Settings) -> Embedder | None:
        """The embedding model; None for what the desk loads from its settings."""
        ...


class Installed:
    """The models of the registry and the user's own files, fetched when they are not there.

    Args:
        note: told what is fetched.
    """

    def __init__(self, note: Callable[[str], None] = lambda text: None) -> None:
        self._note = note

    def language_ref(self, settings: Settings) -> ModelRef:
        """Name and digest of the language model.

        Raises:
            ModelError: no such model, or it could not be fetched.
        """
        with closing(LanguageModel(settings, self._note)) as model:
            return model.ref

    def language(self, settings: Settings) -> Generator:
        """The language model, loaded.

        Raises:
            ModelError: it cannot be loaded.
        """
        return LanguageModel(settings, self._note).load()

    def embedder_ref(self, settings: Settings) -> ModelRef:
        """Name and digest of the embedding model.

        Raises:
            ModelError: no such model.
        """
        model = find_model(settings.embedder)
        return ModelRef(name=model.name, sha256=model.files[0].sha256)

    def embedder(self, settings: Settings) -> None:
        """Nothing: the desk loads it."""
