"""SHA-256 digests of values and of code: what is kept counts only while all that determines it is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parent


def digest(*parts: object) -> str:
    """SHA-256 over values that JSON can write; others, such as dates, count as the text that `str` gives."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def code_digest(names: Iterable[str], package: Path = PACKAGE, without: Collection[str] = ()) -> str:
    """SHA-256 over modules and packages of briefbot, with the data files in them.

    Args:
        names: such as 'retrieval', 'exact' or 'evaluation/scoring'; a name that is neither counts for nothing.
        package: the folder they are in.
        without: names of folders within them that are left out.
    """
    found: list[Path] = []
    for name in names:
        folder = package / name
        found += folder.rglob("*") if folder.is_dir() else [package / f"{name}.py"]
    left_out = {"__pycache__", *without}
    files = sorted(path for path in found if path.is_file() and left_out.isdisjoint(path.relative_to(package).parts))
    return digest(
        *([path.relative_to(package).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files)
    )


__all__ = ["code_sha256", "digest"]
# What can change a briefing; rendering and the command line cannot. Data files count too: the support check's
# calibration decides what is shown.
_CODE = (
    *("briefing", "copies", "exact", "support", "temporal"),
    *("sentences", "questions", "ranking", "retrieval", "grounding", "verification", "chunking", "prompts", "llamacpp"),
)
_LIBRARIES = ("numpy", "scipy", "nupunkt", "rapidfuzz", "onnxruntime", "llama-cpp-python")


@cache
def code_sha256(package: Path = PACKAGE) -> str:
    """Hash of the code, and of the versions of the libraries, that can change a briefing."""
    code = code_digest(_CODE, package)
    return digest(code, *(f"{name}=={version(name)}" for name in _LIBRARIES))
