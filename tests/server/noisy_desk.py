"""A desk over MCP on standard input and output, with a scripted model that prints as C libraries do; run by a test."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path

from briefbot.llm.generator import Completion
from briefbot.llm.prompts import Rendered
from briefbot.server.mcp import run_stdio
from briefbot.server.service import Service
from briefbot.settings import load_settings
from tests.doubles import BagOfWords
from tests.server.workbench import SteadyGenerator

NOISE = "llama_perf_context_print: load time = 1 ms"


class NoisyGenerator(SteadyGenerator):
    """Prints to the standard output of the process whenever it writes."""

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        library = ctypes.CDLL(None)
        library.puts(NOISE.encode())
        library.fflush(None)
        print(NOISE, flush=True)
        return super().write(prompt, grammar, longest, on_text, instead)


if __name__ == "__main__":
    settings = load_settings(home=Path(sys.argv[1]), quick_from=2.0)
    run_stdio(Service(settings, embedder=BagOfWords(), generator=NoisyGenerator()))
