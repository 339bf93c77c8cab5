"""The articles that an evaluation asks over, in libraries of its own, apart from the user's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from briefbot.desk import Desk
from briefbot.digests import code_digest, digest
from briefbot.errors import InputError
from briefbot.settings import Settings
from briefbot.types import ModelRef

# The modules behind which all code stands that decides how articles are read, cut and embedded.
LIBRARY_CODE = ("ingest", "search/index")
READY = "ready"


class Corpus(Protocol):
    """Articles from somewhere."""

    @property
    def sha256(self) -> str:
        """Digest of the articles and of where they lie."""
        ...

    def fill(self, desk: Desk) -> None:
        """Take the articles into an empty or half-filled library."""
        ...


class Folders:
    """The articles of folders, read as `briefbot ingest` reads them.

    Raises:
        InputError: a folder that does not exist.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        for path in paths:
            if not path.is_dir():
                raise InputError(
                    f"No folder of articles {str(path)!r}. Run `briefbot eval` in a checkout of briefbot, or "
                    "`briefbot eval --data FOLDER` on articles and questions of your own."
                )
        self.paths = tuple(path.resolve() for path in paths)

    @property
    def sha256(self) -> str:
        """Digest of the files' paths and bytes."""
        files = sorted(path for folder in self.paths for path in folder.rglob("*") if path.is_file())
        return digest(*([str(path), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files))

    def fill(self, desk: Desk) -> None:
        """Ingest the folders.

        Raises:
            InputError: an article that cannot be read; an evaluation over the others would measure something else.
        """
        report = desk.ingest(self.paths)
        if report.problems:
            first = report.problems[0]
            raise InputError(f"Cannot evaluate over articles that cannot be read: {first.path}: {first.reason}")


def library_key(corpus: Corpus, settings: Settings, embedder: ModelRef) -> str:
    """What a library of this corpus is known by: its articles, how they are cut, the embedder and the code."""
    return digest(corpus.sha256, settings.chunk_characters, embedder.sha256, code_digest(*LIBRARY_CODE))


def prepare(corpus: Corpus, key: str, home: Path, desk: Desk) -> None:
    """Fill the library of a desk unless that was done before; an interrupted filling goes on.

    Args:
        corpus: the articles.
        key: of the library, see `library_key`.
        home: the desk's folder.
        desk: opened on that folder.
    """
    mark = home / READY
    if mark.is_file() and mark.read_text(encoding="utf-8") == key:
        return
    corpus.fill(desk)
    mark.write_text(key, encoding="utf-8")
