"""Judgements kept on disk, so that measuring or fitting again costs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from briefbot.generation import Completion, Generator, Judgement
from briefbot.prompts import Rendered
from briefbot.types import Frozen, ModelRef


class Kept(Frozen):
    """One line of the file: a judgement by everything that determines it."""

    key: str
    judgement: Judgement


class NotKeptError(Exception):
    """A judgement is not in the file, and no model is to be asked."""


class Recorder:
    """A generator that only judges, keeps every judgement in a file, and loads its model for new ones alone.

    Args:
        ref: name and digest of the model.
        path: the file of JSON lines; lines that cannot be read are passed over.
        load: loads the model; None when nothing new is to be judged.

    `made` counts the judgements that were not in the file.
    """

    def __init__(self, ref: ModelRef, path: Path, load: Callable[[], Generator] | None) -> None:
        self.ref = ref
        self._path = path
        self._load = load
        self._generator: Generator | None = None
        self.made = 0
        self._known: dict[str, Judgement] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            try:
                kept = Kept.model_validate_json(line)
            except ValidationError:  # the last line of a run that was interrupted
                continue
            self._known[kept.key] = kept.judgement

    def count(self, text: str) -> int:
        """Tokens in a text."""
        return self._asked().count(text)

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
    ) -> Completion:
        """Write with the model; what it writes is not kept."""
        return self._asked().write(prompt, grammar, longest, on_text, instead)

    def judge(self, prompt: Rendered) -> Judgement:
        """A judgement from the file, or a new one that joins it.

        Raises:
            NotKeptError: there is none and no model to ask.
        """
        key = judgement_key(self.ref, prompt)
        if key not in self._known:
            self._known[key] = self._asked().judge(prompt)
            self.made += 1
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(Kept(key=key, judgement=self._known[key]).model_dump_json() + "\n")
        return self._known[key]

    def _asked(self) -> Generator:
        if self._load is None:
            raise NotKeptError
        self._generator = self._generator or self._load()
        return self._generator


def judgement_key(model: ModelRef, prompt: Rendered) -> str:
    """A hash of the weights, the prompt's fixed part and what was asked."""
    return hashlib.sha256("\x1f".join((model.sha256, prompt.ref.sha256, prompt.user)).encode()).hexdigest()
