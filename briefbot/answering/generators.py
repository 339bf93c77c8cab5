"""Which language model writes and judges: one of this machine, or one of a server."""

from __future__ import annotations

from collections.abc import Callable

from briefbot.errors import ModelError
from briefbot.llm.generator import Generator
from briefbot.llm.llamacpp import load_generator
from briefbot.llm.served import ServedGenerator, connect_generator
from briefbot.settings import Settings
from briefbot.types import ModelRef
from briefbot.weights.registry import MODELS, find_model
from briefbot.weights.store import resolve_language

OVERHEAD = 0.05  # share of a GGUF file that is no weights: vocabulary, template


class LanguageModel:
    """The language model that the settings name.

    Args:
        settings: which it is.
        note: told what is fetched.
    """

    def __init__(self, settings: Settings, note: Callable[[str], None]) -> None:
        self._settings = settings
        self._note = note
        self._served: ServedGenerator | None = None

    @property
    def ref(self) -> ModelRef:
        """Its name and digest; weights are fetched when they are missing, a server is asked.

        Raises:
            ModelError: no such model, or a server that is away or cannot be vouched for.
        """
        if self._settings.generator:
            return self._connected().ref
        model = resolve_language(self._settings, announce=self._note)
        return ModelRef(name=model.name, sha256=model.sha256)

    def load(self) -> Generator:
        """The model, ready to write.

        Raises:
            ModelError: as by `ref`, or weights that cannot be loaded.
        """
        if self._settings.generator:
            return self._connected()
        model = resolve_language(self._settings, announce=self._note)
        ref, states = ModelRef(name=model.name, sha256=model.sha256), self._settings.models / "states"
        return load_generator(model.path, ref, states, self._settings.context, self._settings.threads)

    def close(self) -> None:
        """End the connection to a server."""
        if self._served:
            self._served.close()
            self._served = None

    def _connected(self) -> ServedGenerator:
        if self._served is None:
            url = self._settings.generator or ""
            served = connect_generator(url, self._settings.generator_token, self._settings.context)
            try:
                check_is_model(self._settings.model, served)
            except ModelError:
                served.close()
                raise
            self._served = served
        return self._served


def check_is_model(name: str, generator: ServedGenerator) -> None:
    """Make sure that a server has the model that the settings name, which decides how its judgements are read.

    A model of the registry is known by the name of its file and the size of its weights, which is all that a server
    tells; where it tells both, they count as those weights.

    Raises:
        ModelError: it has another.
    """
    served = generator.served
    weights = find_model(name).files[0] if name in MODELS else None
    if served.model != (weights.filename if weights else name):
        raise ModelError(
            f"The model server {generator.url!r} has the model {served.model!r}, and BRIEFBOT_MODEL is {name!r}. Serve "
            f"that one, or set BRIEFBOT_MODEL={served.model} to take this one as it is."
        )
    if weights and served.size:
        if not (1 - OVERHEAD) * weights.bytes <= served.size <= weights.bytes:
            raise ModelError(
                f"The model server {generator.url!r} has a {served.model!r} of {served.size} bytes, and the one of "
                f"`briefbot models list` has {weights.bytes}. Serve that one, or give the file another name."
            )
        generator.recognise(weights.sha256)
