"""Stand-ins for the models: a generator that replies from a script, and an embedder that counts words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from briefbot.llm.generator import Completion, Judgement
from briefbot.llm.prompts import Rendered
from briefbot.search.embedding import Vectors
from briefbot.types import ModelRef


class ScriptedGenerator:
    """Replies in order from a script; for tests. It writes what it is told even where a grammar forbids it."""

    ref = ModelRef(name="scripted", sha256=hashlib.sha256(b"scripted").hexdigest())
    seconds = (0.0, 0.0)  # of reading and of writing

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

    def reply(self, prompt: Rendered) -> str:
        """The script's next reply."""
        return next(self._replies)

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        """What it replies, in as many tokens as there are words and in no time; word by word where it is watched."""
        self.seen.append(prompt)
        text = self.reply(prompt)
        if until:
            ends = (match.end() for match in re.finditer(r"\S+\n?", text))
            text = next((text[:end] for end in ends if until(text[:end])), text)
        on_text(text)
        written = self.count(text)
        return Completion(
            text=text, finished=True, tokens_read=self.count(prompt.user), tokens_written=written,
            seconds_read=self.seconds[0], seconds_written=self.seconds[1], preference=self._preference,
        )  # fmt: skip

    def judge(self, prompt: Rendered) -> Judgement:
        """What the test's function says."""
        self.seen.append(prompt)
        return Judgement(probability=self._judge(prompt), tokens_read=self.count(prompt.user), seconds=0)


class BagOfWords:
    """A deterministic embedder for tests: each word adds to one of 256 dimensions. Not a model; needs no weights."""

    dimensions = 256
    ref = ModelRef(name="bag-of-words", sha256=hashlib.sha256(b"bag-of-words-256").hexdigest())

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        """Unit vectors of shape (texts, 256)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row, hashlib.sha256(word.encode()).digest()[0]] += 1
        done(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
