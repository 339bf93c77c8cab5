"""Whether the installed llama.cpp, which is built for the processor that built it, fits the one it runs on."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from pathlib import Path

import llama_cpp

CPU_INFO = Path("/proc/cpuinfo")
FEATURES = {  # of a build, by the function of llama.cpp's that tells it: the processor's own name
    "ggml_cpu_has_avx2": "avx2",
    "ggml_cpu_has_fma": "fma",
    "ggml_cpu_has_f16c": "f16c",
    "ggml_cpu_has_bmi2": "bmi2",
    "ggml_cpu_has_avx_vnni": "avx_vnni",
    "ggml_cpu_has_avx512": "avx512f",
    "ggml_cpu_has_avx512_vbmi": "avx512vbmi",
    "ggml_cpu_has_avx512_vnni": "avx512_vnni",
    "ggml_cpu_has_avx512_bf16": "avx512_bf16",
}


def unfit() -> str:
    """What to know where this processor lacks what llama.cpp was built to use: it would die at the first token."""
    lacking = missing(_flags(), _built())
    if not lacking:
        return ""
    return (
        f"llama.cpp was built for another processor: this one has no {', '.join(lacking)}. Build it here: "
        "`uv sync --reinstall-package llama-cpp-python --no-cache`."
    )


def missing(flags: frozenset[str], built: Mapping[str, bool]) -> tuple[str, ...]:
    """The features of a build that a processor lacks.

    Args:
        flags: the processor's; none where they cannot be read, of which nothing is said.
        built: whether the build uses each of `FEATURES`.
    """
    return tuple(
        sorted(FEATURES[name] for name, used in built.items() if used and flags and FEATURES[name] not in flags)
    )


def _flags() -> frozenset[str]:
    """The features of the first processor, where Linux tells them."""
    try:
        lines = CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return next((frozenset(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), frozenset())


def _built() -> dict[str, bool]:
    """Whether the build uses each of the features; the functions hold no instruction that a processor may lack."""
    folder = Path(llama_cpp.__file__).parent / "lib"
    found = next(iter(sorted(folder.glob("libggml-cpu.so"))), None)
    if found is None:
        return {}
    library = ctypes.CDLL(str(found))
    asked: dict[str, Callable[[], int]] = {name: getattr(library, name) for name in FEATURES if hasattr(library, name)}
    return {name: bool(ask()) for name, ask in asked.items()}
