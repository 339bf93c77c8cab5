"""A hash of all code that can change a briefing or a story of it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from briefbot.digests import PACKAGE, code_digest, digest

__all__ = ["code_sha256", "digest"]

# What can change a briefing; rendering and the command line cannot. Data files count too: the support check's
# calibration decides what is shown.
_CODE = (
    *("briefing", "copies", "exact", "support", "temporal"),
    *("sentences", "retrieval", "grounding", "verification", "chunking", "prompts", "llamacpp"),
)
_LIBRARIES = ("numpy", "scipy", "nupunkt", "rapidfuzz", "onnxruntime", "llama-cpp-python")


@cache
def code_sha256(package: Path = PACKAGE) -> str:
    """Hash of the code, and of the versions of the libraries, that can change a briefing."""
    code = code_digest(_CODE, package, without=("rendering",))
    return digest(code, *(f"{name}=={version(name)}" for name in _LIBRARIES))
