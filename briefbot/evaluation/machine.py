"""What a report says of where it was made."""

from __future__ import annotations

import platform
import subprocess
from importlib import metadata
from pathlib import Path

from briefbot.evaluation.types import Machine
from briefbot.settings import cpu_count

_ROOT = Path(__file__).parent.parent.parent


def machine(threads: int) -> Machine:
    """This machine, and the build of llama.cpp on it."""
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        cores=cpu_count(),
        threads=threads,
        llama=f"{metadata.version('llama-cpp-python')}, {_features()}",
    )


def commit(root: Path = _ROOT) -> str | None:
    """The git commit of a checkout, with '+' when its files have changes; None outside of a checkout."""
    if not (root / ".git").exists():
        return None
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{head}{'+' if changed else ''}" if head else None


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _features() -> str:
    """The processor features that llama.cpp was built with, such as 'AVX2 FMA F16C'."""
    import llama_cpp

    parts = llama_cpp.llama_print_system_info().decode().replace("|", " ").replace(":", " ").split()
    on = [name for name, sign, value in zip(parts, parts[1:], parts[2:], strict=False) if (sign, value) == ("=", "1")]
    return " ".join(on) or "no processor features"
