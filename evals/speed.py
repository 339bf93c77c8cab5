"""Tokens a second of the installed llama.cpp build: `python -m evals.speed [MODEL]`.

Reads 512 tokens in one batch and writes 64 greedily, three times; prints the best of each and the build's features.
"""

from __future__ import annotations

import sys
import time

import llama_cpp
import numpy as np

from briefbot.llm.context import ModelContext
from briefbot.settings import load_settings
from briefbot.weights.store import resolve_language

READ, WRITTEN, ROUNDS = 512, 64, 3
TEXT = "The ferry between Aldport and Skerry carried nine hundred people a day before the storm of last winter. "


def main(model: str | None) -> None:
    """Measure and print."""
    settings = load_settings(model=model)
    path = resolve_language(settings).path
    threads = settings.threads
    context = ModelContext(path, 1024, threads)
    tokens = context.tokenize(TEXT * 40, special=False, begin=True)[:READ]
    reading, writing = [], []
    for _ in range(ROUNDS):
        context.clear()
        began = time.perf_counter()
        context.read(tokens)
        following = context.logits()  # waits for them
        reading.append(len(tokens) / (time.perf_counter() - began))
        began = time.perf_counter()
        for _ in range(WRITTEN):
            context.read([int(np.argmax(following))])
            following = context.logits()
        writing.append(WRITTEN / (time.perf_counter() - began))
    features = llama_cpp.llama_print_system_info().decode().strip()
    print(
        f"{path.name}, {threads} threads: reading {max(reading):.1f}, writing {max(writing):.1f} tokens/s\n{features}"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
