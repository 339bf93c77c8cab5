"""The language models of an evaluation, as few in memory as can be."""

from __future__ import annotations

from functools import cached_property

from briefbot.digests import digest
from briefbot.evaluation.cache import Cache, CachedGenerator
from briefbot.evaluation.judge import THRESHOLD, Judge
from briefbot.evaluation.weights import Weights
from briefbot.generation import Generator
from briefbot.prompts import load_prompt
from briefbot.settings import Settings
from briefbot.support import load_entailment


class Shelf:
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
        return digest(ref.sha256, THRESHOLD, load_prompt("judge").sha256, str(self.judging.entailment))

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
