"""A generator that writes the first sentence of every numbered paragraph, and the first headline that it reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from briefbot.llm.prompts import Rendered
from briefbot.text.sentences import sentence_spans
from tests.doubles import ScriptedGenerator


def draft_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no sentence be short enough to be quoted where stories are planned."""
    for name in ("LONGEST_QUOTED", "LONGEST_LEAD"):
        monkeypatch.setattr(f"briefbot.briefing.telling.{name}", 0)


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

    def reply(self, prompt: Rendered) -> str:
        """A line for each paragraph, and a headline."""
        self.stories += 1
        lines = []
        for number, annotated in _PARAGRAPH.findall(prompt.user):
            text = _NOTE.sub("", annotated)
            start, end = sentence_spans(text)[0]
            lines.append(f"[{number}] {self._change(text[start:end])}")
        headline = prompt.user.splitlines()[0].partition(": ")[2]
        return "\n".join([*lines, f"Headline: {headline}"])
