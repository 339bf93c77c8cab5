"""A generator that writes the first sentence of every numbered paragraph, and the first headline that it reads."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefbot.llm.generator import Completion
from briefbot.llm.prompts import Rendered
from briefbot.text.sentences import sentence_spans
from tests.doubles import ScriptedGenerator

_PARAGRAPH = re.compile(r"^\[(\d+)\] (.+)$", re.M)
_NOTE = re.compile(r" \([^()]*\)")


class CopyingGenerator(ScriptedGenerator):
    """Writes what it reads.

    Args:
        judge: the probability of yes for a judging prompt.
        change: what is made of each sentence before it is written.
    """

    def __init__(
        self,
        judge: Callable[[Rendered], float] = lambda prompt: 1.0,
        change: Callable[[str], str] = lambda sentence: sentence,
    ) -> None:
        super().__init__([], judge)
        self._change = change
        self.stories = 0

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
    ) -> Completion:
        """A line for each paragraph, and a headline."""
        self.seen.append(prompt)
        self.stories += 1
        lines = []
        for number, annotated in _PARAGRAPH.findall(prompt.user):
            text = _NOTE.sub("", annotated)
            start, end = sentence_spans(text)[0]
            lines.append(f"[{number}] {self._change(text[start:end])}")
        headline = prompt.user.splitlines()[0].partition(": ")[2]
        text = "\n".join([*lines, f"Headline: {headline}"])
        return Completion(text=text, finished=True, tokens_read=1, tokens_written=1, seconds_read=0, seconds_written=0)
