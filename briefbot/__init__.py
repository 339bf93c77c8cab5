"""briefbot: a news desk on your own machine, in which every sentence is proven by a source paragraph.

The public face: a `Desk` made of `Settings` gives an `Answer` or a `Briefing`, or raises a `BriefbotError`. They are
loaded when they are first named, so that `briefbot --help` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot.briefing.types import Briefing
    from briefbot.desk import Desk
    from briefbot.errors import (
        BriefbotError,
        BusyError,
        CaseError,
        ClusterError,
        DeliveryError,
        DigestError,
        DownloadError,
        EmptyLibraryError,
        FetchError,
        GateError,
        InputError,
        LibraryError,
        ModelError,
        PromptError,
        ReadError,
        SchedulingError,
        SettingsError,
        VectorIndexError,
    )
    from briefbot.settings import Settings
    from briefbot.types import Answer

__all__ = [
    "Answer",
    "Briefing",
    "BriefbotError",
    "BusyError",
    "CaseError",
    "ClusterError",
    "DeliveryError",
    "Desk",
    "DigestError",
    "DownloadError",
    "EmptyLibraryError",
    "FetchError",
    "GateError",
    "InputError",
    "LibraryError",
    "ModelError",
    "PromptError",
    "ReadError",
    "SchedulingError",
    "Settings",
    "SettingsError",
    "VectorIndexError",
]

_ROOMS = {
    "Answer": "briefbot.types",
    "Briefing": "briefbot.briefing.types",
    "Desk": "briefbot.desk",
    "Settings": "briefbot.settings",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS.get(name, "briefbot.errors")), name)
