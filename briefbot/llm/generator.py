"""Text from a language model: written under a grammar, or a probability of yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pydantic import Field

from briefbot.llm.prompts import Rendered
from briefbot.types import Frozen, ModelRef


class Completion(Frozen):
    """What a model wrote, and what it cost."""

    text: str
    finished: bool = Field(description="False when it ran into the token limit, or was stopped.")
    tokens_read: int = Field(description="Prompt tokens evaluated; those of a saved prefix are not counted.")
    tokens_written: int
    seconds_read: float
    seconds_written: float
    preference: float = Field(
        default=0.0,
        description="Log-odds (nats) of the first token against that of the text that could have been written instead.",
    )
    probed: float | None = Field(
        default=None,
        description="Log-odds (nats) that the passages of the prompt answer, by a probe of what the model knows at its "
        "end, where something could have been written instead; None of a model without a probe.",
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
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        """Write greedily what a grammar allows.

        Args:
            prompt: the messages.
            grammar: GBNF whose start is `root`.
            longest: the most tokens to write.
            on_text: given each piece of text as it is written.
            instead: a text that could have been written; the completion's `preference` is over it.
            until: asked after each token with all that is written so far; writing ends when it says so.
        """
        ...

    def judge(self, prompt: Rendered) -> Judgement:
        """The probability of 'Yes' against 'No' as the first word of the reply, from one forward pass."""
        ...
