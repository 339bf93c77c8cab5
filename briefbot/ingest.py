"""Folders of files to articles in the library, each once, and nothing lost on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from briefbot.chunking import chunk_article
from briefbot.errors import InputError, ReadError
from briefbot.library import Library
from briefbot.readers import SUFFIXES, read_article
from briefbot.types import Frozen, Problem

SKIPPED_NAMES = frozenset({"readme.md", "readme.txt", "license.txt", "license.md"})  # about a folder, not news


class IngestReport(Frozen):
    """What ingesting did, in files."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()


def ingest(
    paths: Sequence[Path],
    library: Library,
    longest_chunk: int,
    *,
    prune: bool = False,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> IngestReport:
    """Bring the library in step with files and folders.

    A file with the bytes it had is left alone; one with other bytes replaces its article. A file that cannot be read
    is reported, and the article it stood for before stays.

    Args:
        paths: files, and folders that are searched through.
        library: where the articles go.
        longest_chunk: characters a chunk may have.
        prune: also remove the articles whose file is gone from these folders.
        begin: told how many files there are.
        done: told after each file, with 1.

    Raises:
        InputError: a path that does not exist.
        LibraryError: the library cannot be written.
    """
    files, skipped = find_files(paths)
    known = library.files()
    begin(len(files))
    added = changed = unchanged = 0
    problems = []
    for path in files:
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if known.get(str(path)) == digest:
                unchanged += 1
            else:
                article = read_article(path)
                library.put(article, chunk_article(article, longest_chunk), digest)
                added += str(path) not in known
                changed += str(path) in known
        except (OSError, ReadError) as error:
            problems.append(Problem(path=str(path), reason=str(error)))
        done(1)
    gone = _gone(known, paths) if prune else []
    if gone:
        library.forget(gone)
    return IngestReport(
        added=added,
        changed=changed,
        unchanged=unchanged,
        removed=len(gone),
        skipped=skipped,
        problems=tuple(problems),
    )


def rechunk(library: Library, longest_chunk: int) -> None:
    """Cut every article into chunks again, one transaction an article."""
    for article_id in library.article_ids():
        library.replace_chunks(article_id, chunk_article(library.article(article_id), longest_chunk))


def find_files(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """The files to read, absolute and in order, and how many others were passed over in the folders.

    Raises:
        InputError: a path that does not exist.
    """
    found: dict[Path, None] = {}
    skipped = 0
    for path in paths:
        if not path.exists():
            raise InputError(f"No file or folder {str(path)!r}. Run `briefbot ingest FOLDER` with one that exists.")
        if path.is_file():
            found[Path(os.path.abspath(path))] = None
            continue
        for file in _walk(Path(os.path.abspath(path))):
            if file.suffix.casefold() in SUFFIXES and file.name.casefold() not in SKIPPED_NAMES:
                found[file] = None
            else:
                skipped += 1
    return list(found), skipped


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder in alphabetical order, hidden ones left out."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


def _gone(known: dict[str, str], paths: Sequence[Path]) -> list[str]:
    roots = [Path(os.path.abspath(path)) for path in paths]
    return [
        name for name in known if any(Path(name).is_relative_to(root) for root in roots) and not Path(name).exists()
    ]
