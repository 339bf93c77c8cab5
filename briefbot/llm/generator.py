"""Text from a language model: written under a grammar, or a probability of yes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from pydantic import Field

from briefbot.llm.prompts import Rendered
from briefbot.types import Frozen, ModelRef


class Completion(Frozen):
    """What a model wrote, and what it cost."""

    text: str
    finished: bool = Field(description="False when it ran into the token limit.")
    tokens_read: int = Field(description="Prompt tokens evaluated; those of a saved prefix are not counted.")
    tokens_written: int
    seconds_read: float
    seconds_written: float
    preference: float = Field(
        default=0.0,
        description="Log-odds (nats) of the first token against that of the text that could have been written instead.",
    )


class Judgement(Frozen):
    """A model's probability of yes, and what it cost."""

    probability: float = Field(ge=0, le=1)
    tokens_read: int
    seconds: float


class Generator(Protocol):
    """Anything that writes under a grammar and can be asked a yes-or-no question."""

    @property
    def ref(self) -> ModelRef:
        """Name and digest of the weights."""
        ...

    def count(self, text: str) -> int:
        """Tokens in a text."""
        ...

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
    ) -> Completion:
        """Write greedily what a grammar allows.

        Args:
            prompt: the messages.
            grammar: GBNF whose start is `root`.
            longest: the most tokens to write.
            on_text: given each piece of text as it is written.
            instead: a text that could have been written; the completion's `preference` is over it.
        """
        ...

    def judge(self, prompt: Rendered) -> Judgement:
        """The probability of 'Yes' against 'No' as the first word of the reply, from one forward pass."""
        ...


class ScriptedGenerator:
    """Replies in order from a script; for tests. It writes what it is told even where a grammar forbids it."""

    ref = ModelRef(name="scripted", sha256=hashlib.sha256(b"scripted").hexdigest())

    def __init__(
        self,
        replies: Sequence[str],
        judge: Callable[[Rendered], float] = lambda prompt: 1.0,
        preference: float = 9.0,
    ) -> None:
        self._replies: Iterator[str] = iter(replies)
        self._judge = judge
        self._preference = preference
        self.seen: list[Rendered] = []

    def count(self, text: str) -> int:
        """Words in a text."""
        return len(text.split())

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
    ) -> Completion:
        """The script's next reply."""
        self.seen.append(prompt)
        text = next(self._replies)
        on_text(text)
        written = self.count(text)
        return Completion(
            text=text, finished=True, tokens_read=self.count(prompt.user), tokens_written=written,
            seconds_read=0, seconds_written=0, preference=self._preference,
        )  # fmt: skip

    def judge(self, prompt: Rendered) -> Judgement:
        """What the test's function says."""
        self.seen.append(prompt)
        return Judgement(probability=self._judge(prompt), tokens_read=self.count(prompt.user), seconds=0)
