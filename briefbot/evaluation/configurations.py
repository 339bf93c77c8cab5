"""The configurations that one report compares: models side by side, and the product with parts of it left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from pydantic import Field, TypeAdapter, ValidationError

from briefbot.errors import InputError
from briefbot.settings import Settings
from briefbot.types import Frozen, Switches

Part = Literal["words", "vectors", "grammar", "verification"]
PLAIN = "plain"
"""The prompt of the plain ablation."""


class Configuration(Frozen):
    """One way to answer; what is None is as the settings say."""

    label: str
    model: str | None = None
    prompt: str | None = None
    switches: Switches = Switches()
    suites: tuple[str, ...] | None = Field(default=None, description="The suites it applies to; None for all.")

    def settings(self, settings: Settings) -> Settings:
        """The settings with the model and the prompt of this configuration."""
        changes = {"model": self.model, "prompt": self.prompt}
        return settings.model_copy(update={name: value for name, value in changes.items() if value is not None})


ABLATIONS = (
    Configuration(label="plain prompt only", prompt=PLAIN, switches=Switches(grammar=False, verification=False)),
    Configuration(label="no grammar", switches=Switches(grammar=False)),
    Configuration(label="no verification", switches=Switches(verification=False)),
    Configuration(label="dense only", switches=Switches(words=False)),
    Configuration(label="BM25 only", switches=Switches(vectors=False)),
)
"""What each part is worth. Of answers only: briefings have no such switches."""


def parts(names: Collection[str]) -> tuple[Part, ...]:
    """Names of parts, checked.

    Raises:
        InputError: there is no such part.
    """
    try:
        return TypeAdapter(tuple[Part, ...]).validate_python(tuple(names))
    except ValidationError as error:
        wrong = str(error.errors()[0]["input"])
        raise InputError(f"No part {wrong!r} to leave out. There are: {', '.join(get_args(Part))}.") from error


def configurations(
    settings: Settings, models: Sequence[str], ablate: bool, without: Collection[Part] = ()
) -> tuple[Configuration, ...]:
    """The product with each model, then, with the first of them, the product with parts left out.

    Args:
        settings: whose model is used when none is named.
        models: names of the registry or GGUF files, each once.
        ablate: whether to leave parts out as well.
        without: parts to leave out of the product itself.
    """
    names = list(dict.fromkeys(models)) or [settings.model]
    switches = Switches(**dict.fromkeys(without, False))
    note = "".join(f", no {part}" for part in dict.fromkeys(without))
    found = [Configuration(label=f"{name}{note}", model=name, switches=switches) for name in names]
    if ablate:
        first = {"model": names[0], "suites": ("ask", "data")}
        found += [ablation.model_copy(update=first) for ablation in ABLATIONS]
    return tuple(found)
