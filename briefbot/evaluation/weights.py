"""The models that an evaluation runs with: known by their digests first, loaded only when something is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from briefbot.embedding import Embedder
from briefbot.generation import Generator, load_generator
from briefbot.models import find, resolve_language
from briefbot.settings import Settings
from briefbot.types import ModelRef


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
        model = resolve_language(settings, announce=self._note)
        return ModelRef(name=model.name, sha256=model.sha256)

    def language(self, settings: Settings) -> Generator:
        """The language model, loaded.

        Raises:
            ModelError: it cannot be loaded.
        """
        path = resolve_language(settings, announce=self._note).path
        states = settings.models / "states"
        return load_generator(path, self.language_ref(settings), states, settings.context, settings.threads)

    def embedder_ref(self, settings: Settings) -> ModelRef:
        """Name and digest of the embedding model.

        Raises:
            ModelError: no such model.
        """
        model = find(settings.embedder)
        return ModelRef(name=model.name, sha256=model.files[0].sha256)

    def embedder(self, settings: Settings) -> None:
        """Nothing: the desk loads it."""
