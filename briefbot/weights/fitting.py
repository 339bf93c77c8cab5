"""Which language models this machine has memory for, and the one that would write better than the one in use."""

from __future__ import annotations

import contextlib
import os

from briefbot.files import read_json, write_json
from briefbot.settings import Settings
from briefbot.weights.registry import MODELS, Model

MEMORY_SHARE = 0.6
"""Of the machine's memory, what a model may take: the rest is the system's and a browser's."""
NAMED = "better-model.json"
"""In the folder of weights: the better model that was named."""


def machine_memory() -> float | None:
    """Gigabytes of memory that this machine has; None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, OSError, ValueError):
        return None


def fits(model: Model, memory: float | None) -> bool | None:
    """Whether a machine of so many gigabytes has memory for a model; None where that is not known."""
    return None if memory is None else model.memory_gb <= MEMORY_SHARE * memory


def better_model(name: str, memory: float | None) -> Model | None:
    """The next larger language model than one of the registry, if it fits: much larger ones take minutes on a CPU."""
    if name not in MODELS:
        return None
    larger = [m for m in MODELS.values() if m.role == "language" and m.memory_gb > MODELS[name].memory_gb]
    following = min(larger, key=lambda model: model.memory_gb, default=None)
    return following if following and fits(following, memory) else None


def better_model_named_once(settings: Settings) -> str:
    """What to say of a better model than that of the settings; nothing when it was said before, or there is none."""
    best = better_model(settings.model, machine_memory())
    path = settings.models / NAMED
    if best is None or read_json(path) == {"name": best.name}:
        return ""
    with contextlib.suppress(OSError):  # then it is said again
        write_json(path, {"name": best.name})
    return (
        f"This machine has memory for a model that writes better: `briefbot models pull {best.name}`, then "
        f"`export BRIEFBOT_MODEL={best.name}`. `briefbot models list` has all; this is said once."
    )
