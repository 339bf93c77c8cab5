"""What an evaluation keeps, so that a run after a change costs only what changed, and an interrupted one resumes.

One SQLite file with one row an entry, each written in a transaction of its own. There are two layers. A result of a
case is kept under everything that determines it: the case, the articles, the model, the prompts, the settings, the
switches and the code. Below that, each call of a language model is kept under the model's digest and all that it was
given, so that a change of code alone, or a part switched off, asks the model only what it was not asked before. The
seconds that a call took are kept with it and counted again, so that the same run gives the same figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbot.digests import digest
from briefbot.errors import LibraryError
from briefbot.llm.generator import Completion, Generator, Judgement
from briefbot.llm.prompts import Rendered
from briefbot.progress import clock
from briefbot.types import ModelRef


class Cache:
    """Texts under keys, by kind.

    Args:
        path: the SQLite file; it and its folder are made when absent.

    Raises:
        LibraryError: the file cannot be opened or is no cache.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS entries (kind TEXT, key TEXT, value TEXT NOT NULL, "
                "PRIMARY KEY (kind, key)) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise self._failure("open", error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the object cannot be used afterwards."""
        self._db.close()

    def get(self, kind: str, key: str) -> str | None:
        """What was kept under a key; None when nothing was."""
        try:
            row = self._db.execute("SELECT value FROM entries WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        except sqlite3.Error as error:
            raise self._failure("read", error) from error
        return str(row[0]) if row else None

    def put(self, kind: str, key: str, value: str) -> None:
        """Keep a text under a key."""
        try:
            self._db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (kind, key, value))
        except sqlite3.Error as error:
            raise self._failure("write", error) from error

    def _failure(self, what: str, error: Exception) -> LibraryError:
        return LibraryError(
            f"Cannot {what} the results kept in {str(self.path)!r}: {error}. Free space or permissions may be missing; "
            "else delete the file, and they are made again."
        )


class NotKeptError(Exception):
    """A reply is not kept, and no model is to be asked."""


class CachedGenerator:
    """A language model whose replies are kept; it is loaded only for what was not asked before.

    Args:
        ref: name and digest of the weights.
        load: loads the model; None when nothing new is to be asked.
        cache: where replies are kept.

    Raises:
        NotKeptError: a reply is not kept, and there is no model to ask.
    """

    def __init__(self, ref: ModelRef, load: Callable[[], Generator] | None, cache: Cache) -> None:
        self.ref = ref
        self._load = load
        self._cache = cache
        self._loaded: Generator | None = None
        self._counts: dict[str, int] = {}
        self.saved = 0.0
        """Seconds that the judgements which were not made again had taken."""
        self.saved_writing = 0.0
        """Seconds that the texts which were not written again had taken."""
        self.loading = 0.0
        """Seconds that loading took."""
        self.judged = 0
        """Judgements that were not kept from before."""

    def count(self, text: str) -> int:
        """Tokens in a text."""
        if text not in self._counts:
            self._counts[text] = self._model.count(text)
        return self._counts[text]

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        """What the model writes or wrote; see `Generator.write`."""
        key = self._key(prompt, grammar, longest, instead, *(["stopped"] if until else []))
        kept = self._cache.get("written", key)
        if kept:
            completion = Completion.model_validate_json(kept)
            self.saved_writing += completion.seconds_read + completion.seconds_written
            on_text(completion.text)
            return completion
        completion = self._model.write(prompt, grammar, longest, on_text, instead, until)
        self._cache.put("written", key, completion.model_dump_json())
        return completion

    def judge(self, prompt: Rendered) -> Judgement:
        """What the model judges or judged; see `Generator.judge`."""
        key = self._key(prompt)
        kept = self._cache.get("judged", key)
        if kept:
            judgement = Judgement.model_validate_json(kept)
            self.saved += judgement.seconds
            return judgement
        judgement = self._model.judge(prompt)
        self.judged += 1
        self._cache.put("judged", key, judgement.model_dump_json())
        return judgement

    @property
    def _model(self) -> Generator:
        if self._loaded is None:
            if self._load is None:
                raise NotKeptError
            began = clock()
            self._loaded = self._load()
            self.loading += clock() - began
        return self._loaded

    def _key(self, prompt: Rendered, *rest: object) -> str:
        # The prompt's name and version are left out: only what the model sees matters.
        return digest(self.ref.sha256, metadata.version("llama-cpp-python"), prompt.model_dump(exclude={"ref"}), *rest)
