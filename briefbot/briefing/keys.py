"""Hashes of all that determines a briefing or a story of it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
# What can change a briefing; rendering and the command line cannot.
_PARTS = ("briefing", "copies", "exact", "support", "temporal")
_MODULES = ("sentences", "retrieval", "grounding", "verification", "chunking", "prompts", "llamacpp")
_LIBRARIES = ("numpy", "scipy", "nupunkt", "rapidfuzz", "onnxruntime", "llama-cpp-python")


def digest(*parts: object) -> str:
    """SHA-256 of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@cache
def code_sha256() -> str:
    """Hash of the code, and of the versions of the libraries, that can change a briefing."""
    files = [_PACKAGE / f"{name}.py" for name in _MODULES]
    # Data files count too: the support check's calibration decides what is shown.
    found = (file for part in _PARTS for file in (_PACKAGE / part).rglob("*") if file.suffix in (".py", ".json"))
    files += [file for file in found if "rendering" not in file.parts]
    known = sorted((str(file.relative_to(_PACKAGE)), file.read_bytes()) for file in files if file.is_file())
    whole = hashlib.sha256()
    for name, data in known:
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    for name in _LIBRARIES:
        whole.update(f"{name}=={version(name)}\0".encode())
    return whole.hexdigest()
