"""A server as a process of its own, with a scripted model: `python -m tests.server.process HOME PORT SECONDS REPLY`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from briefbot.llm.generator import Completion
from briefbot.llm.prompts import Rendered
from briefbot.progress import Quiet
from briefbot.server.running import Door, run
from briefbot.server.service import Service
from briefbot.settings import load_settings
from tests.doubles import BagOfWords
from tests.server.workbench import SteadyGenerator


class SlowGenerator(SteadyGenerator):
    """Writes its reply word by word, some seconds apart."""

    def __init__(self, reply: str, seconds: float) -> None:
        super().__init__(reply)
        self.pause = seconds

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        for at, word in enumerate(self.text.split(" ")):
            time.sleep(self.pause)
            on_text(word if not at else f" {word}")
        return Completion(
            text=self.text, finished=True, tokens_read=1, tokens_written=4, seconds_read=0, seconds_written=0,
            preference=9.0,
        )  # fmt: skip


def main(home: str, port: str, seconds: str, reply: str) -> None:
    """Serve until a signal."""
    settings = load_settings(home=Path(home), corpus=Path(home) / "none", quick_from=2.0)
    service = Service(settings, embedder=BagOfWords(), generator=SlowGenerator(reply, float(seconds)))
    run(service, Door(port=int(port)), Quiet())


if __name__ == "__main__":
    main(*sys.argv[1:])
