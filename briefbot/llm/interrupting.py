"""Work of a model that another thread can end: between two pieces of text, or in the middle of a token."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from briefbot.llm.generator import Completion, Generator, Judgement
from briefbot.llm.prompts import Rendered
from briefbot.types import ModelRef


class Interrupted(Exception):  # noqa: N818 - no failure: what was wanted
    """The work of a model was ended before it was done."""


class Interrupt:
    """What ends the work of a model. It may be set from any thread, and holds until it is cleared."""

    def __init__(self) -> None:
        self.flag = ctypes.create_string_buffer(2)
        """A C string: empty, or of one character once it is set. llama.cpp looks at it; see `LlamaCpp.watch`."""

    @property
    def is_set(self) -> bool:
        """Whether the work is to end."""
        return bool(self.flag.value)

    def set(self) -> None:
        """End the work at once."""
        self.flag[0] = b"!"

    def clear(self) -> None:
        """Let work begin again."""
        self.flag[0] = b"\0"

    def check(self) -> None:
        """Go on, or end here.

        Raises:
            Interrupted: it is set.
        """
        if self.is_set:
            raise Interrupted


class InterruptibleGenerator:
    """A generator whose calls end with `Interrupted` when an interrupt is set; see `Generator`.

    Args:
        generator: what writes and judges. One that has a method `watch` is given the interrupt, to end in the middle
            of a token too.
        interrupt: what ends its work.
    """

    def __init__(self, generator: Generator, interrupt: Interrupt) -> None:
        self._generator = generator
        self._interrupt = interrupt
        watch: Callable[[Interrupt], None] | None = getattr(generator, "watch", None)
        if watch:
            watch(interrupt)

    @property
    def slots(self) -> int:
        """How many it writes for at a time."""
        return slots_of(self._generator)

    @property
    def ref(self) -> ModelRef:
        """Name and digest of the weights."""
        return self._generator.ref

    def count(self, text: str) -> int:
        """Tokens in a text."""
        return self._generator.count(text)

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        """Write greedily what a grammar allows; see `Generator.write`."""
        self._interrupt.check()

        def on_piece(text: str) -> None:
            self._interrupt.check()
            on_text(text)

        return self._generator.write(prompt, grammar, longest, on_piece, instead, until)

    def judge(self, prompt: Rendered) -> Judgement:
        """The probability of yes against no; see `Generator.judge`."""
        self._interrupt.check()
        return self._generator.judge(prompt)


def slots_of(generator: Generator) -> int:
    """How many a generator writes for at a time: as many as it has `slots`, where it has such; else one."""
    return int(getattr(generator, "slots", 1))
