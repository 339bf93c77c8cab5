"""Folders of files to articles in the library, each once, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from briefbot.errors import InputError, ReadError
from briefbot.intake import Cut, FilePiece, Opened, Order, cut_articles, order_for, read_alike, read_order, reader_named
from briefbot.library.rows import Doubt, KnownFile
from briefbot.library.store import Library
from briefbot.readers.formats import is_read, members_passed_over, read_data
from briefbot.readers.io import LONG_FILE
from briefbot.readers.records import Mapping
from briefbot.search.chunking import chunk_article
from briefbot.types import AHEAD, Frozen, Problem

FileOutcome = Literal["added", "changed", "unchanged"]
Crew = Callable[[Iterable[Order]], Iterator[tuple[Order, Iterator[FilePiece]]]]
"""Reads files, here or elsewhere, and gives what each holds in their order; see `read_order` for what it raises."""
NAMED_FILES = 1_000
"""Most files passed over that a report names."""
SKIPPED_NAMES = frozenset({"readme.md", "readme.txt", "license.txt", "license.md"})  # about a folder, not news


class IngestReport(Frozen):
    """What ingesting did, in files."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    passed_over: tuple[str, ...] = ()
    """The first of the skipped files and members of zip files: of unknown formats, or about a folder, as a README."""
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """What was read, but may not be one whole article each."""


def read_here(orders: Iterable[Order]) -> Iterator[tuple[Order, Iterator[FilePiece]]]:
    """Read files in this process, one after another, each when it is asked for."""
    return ((order, read_order(order)) for order in orders)


def ingest(
    paths: Sequence[Path],
    library: Library,
    longest_chunk: int,
    *,
    prune: bool = False,
    mapping: Mapping | None = None,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
    long_file: Callable[[Path, int], None] = lambda path, size: None,
    crew: Crew = read_here,
) -> IngestReport:
    """Bring the library in step with files and folders.

    A file of the size and time it had, or with the bytes it had, is left alone; one with other bytes replaces its
    articles. What cannot be read is reported and recorded, and the article it stood for before stays. Whoever reads
    them, files are stored here and in their order.

    Args:
        paths: files, and folders that are searched through.
        library: where the articles go.
        longest_chunk: characters a chunk may have.
        prune: also remove the articles whose file is gone from these folders.
        mapping: which keys of JSON records hold what; files that were read with another are read again.
        begin: told how many files there are.
        done: told after each file, with 1.
        long_file: told of a file that can take seconds before it is read, and its bytes.
        crew: reads the files.

    Raises:
        InputError: a path that does not exist.
        LibraryError: the library cannot be written.
    """
    files, passed_over = find_files(paths)
    unread = [*map(str, passed_over), *(name for path in files for name in members_passed_over(path))]
    begin(len(files))
    tally = _Tally(library, done)

    def orders() -> Iterator[Order]:
        for path in files:
            try:
                order = order_for(path, library.file(str(path)), longest_chunk, mapping)
            except OSError as error:
                tally.fail(path, error)
                continue
            if order is None:
                tally.count(path, "unchanged")
            else:
                yield order

    for order, found in crew(orders()):
        if order.size >= LONG_FILE:
            long_file(order.path, order.size)
        try:
            tally.count(order.path, _take_in(order, found, library))
        except (OSError, ReadError) as error:
            tally.fail(order.path, error)
    library.forget_problems(_gone(tally.troubled, paths))
    gone = _gone(library.files(), paths) if prune else []
    if gone:
        library.forget(gone)
    if tally.counts["added"] or tally.counts["changed"] or gone:
        infer_days(library, longest_chunk)
    return IngestReport(
        added=tally.counts["added"],
        changed=tally.counts["changed"],
        unchanged=tally.counts["unchanged"],
        removed=len(gone),
        skipped=len(unread),
        passed_over=tuple(unread[:NAMED_FILES]),
        problems=tuple(problem for path in files for problem in tally.problems.get(path, ())),
        doubts=tuple(library.doubts(map(str, files))),
    )


class _Tally:
    """What became of the files so far."""

    def __init__(self, library: Library, done: Callable[[int], None]) -> None:
        self.troubled = set(library.problem_files())
        self.counts: dict[FileOutcome, int] = {"added": 0, "changed": 0, "unchanged": 0}
        self.problems: dict[Path, tuple[Problem, ...]] = {}
        self._library = library
        self._done = done

    def count(self, path: Path, outcome: FileOutcome) -> None:
        """Count a file that was read, or need not be."""
        self.counts[outcome] += 1
        if outcome != "unchanged" or str(path) in self.troubled:
            self.problems[path] = _plain(self._library.problems(str(path)))
        self._done(1)

    def fail(self, path: Path, error: Exception) -> None:
        """Record that a file could not be read."""
        self._library.fail(str(path), str(error))
        self.problems[path] = (Problem(path=str(path), reason=str(error)),)
        self._done(1)


def ingest_data(data: bytes, library: Library, longest_chunk: int, mapping: Mapping | None = None) -> IngestReport:
    """Take in data that is no file, such as standard input; the same data twice is there once.

    Raises:
        ReadError: the data cannot be read in the format that it seems to have.
        LibraryError: the library cannot be written.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"stdin-{digest[:12]}"
    known = library.file(name)
    if known and known.digest and read_alike(known.reader, mapping):
        return IngestReport(unchanged=1, problems=_plain(library.problems(name)), doubts=tuple(library.doubts([name])))
    file = KnownFile(digest=digest, size=len(data), reader=reader_named(mapping))
    _store(cut_articles(read_data(data, name, mapping), name, longest_chunk), name, library, file)
    infer_days(library, longest_chunk)
    return IngestReport(added=1, problems=_plain(library.problems(name)), doubts=tuple(library.doubts([name])))


def infer_days(library: Library, longest_chunk: int) -> None:
    """Date the articles that tell no year by what is beside them now; their chunks are headed by the new day."""
    for name in library.infer_days(dt.date.today() + AHEAD):
        library.replace_chunks(name, chunk_article(library.article(name), longest_chunk))


def rechunk(
    library: Library,
    longest_chunk: int,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> None:
    """Cut every article into chunks again, one transaction an article; tells how many there are, and each."""
    ids = library.article_ids()
    begin(len(ids))
    for known in ids:
        library.replace_chunks(known, chunk_article(library.article(known), longest_chunk))
        done(1)


def repair(
    library: Library,
    longest_chunk: int,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> list[str]:
    """Mend what can be made again from what is there: chunks, word search, copies and versions.

    Args:
        library: what to mend.
        longest_chunk: characters a chunk may have.
        begin: told how many articles are examined.
        done: told after each, with 1.

    Returns:
        What was done, one sentence each.

    Raises:
        LibraryError: the library cannot be written.
    """
    found = library.faults(begin, done)
    mended = []
    for known in found.uncovered:
        library.replace_chunks(known, chunk_article(library.article(known), longest_chunk))
    for known in found.unrelated:
        library.relate_again(known)
    if found.uncovered:
        mended.append(f"Cut {len(found.uncovered)} articles into chunks again.")
    if found.unrelated:
        mended.append(f"Found the copies and versions of {len(found.unrelated)} articles again.")
    if found.words:
        library.rebuild_words()
        mended.append("Made the word search again.")
    return mended


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files to read, absolute and in order, and the others in the folders, which are passed over.

    Raises:
        InputError: a path that does not exist.
    """
    found: dict[Path, None] = {}
    passed_over: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"No file or folder {str(path)!r}. Run `briefbot ingest FOLDER` with one that exists.")
        if path.is_file():
            found[Path(os.path.abspath(path))] = None
            continue
        for file in _walk(Path(os.path.abspath(path))):
            named = file.name.casefold() not in SKIPPED_NAMES
            if file.is_dir() or (named and is_read(file)):
                found[file] = None
            else:
                passed_over.append(file)
    return list(found), passed_over


def _take_in(order: Order, found: Iterator[FilePiece], library: Library) -> FileOutcome:
    """Store what a file holds, an article a transaction; what in it cannot be read is recorded.

    Raises:
        OSError: the file cannot be read at all.
        ReadError: likewise.
    """
    opened = next(found)
    assert isinstance(opened, Opened)
    known, file = order.known, opened.file
    if not opened.same:
        _store(found, str(order.path), library, file)
        return "changed" if known else "added"
    if known and (known.size, known.modified) != (file.size, file.modified):
        library.touch(str(order.path), file)
    return "unchanged"


def _store(found: Iterable[FilePiece], name: str, library: Library, file: KnownFile) -> None:
    """Write what was read from a file; one of many articles is recorded as read after its last.

    Raises:
        OSError: the file cannot be read to its end; the articles before that are stored.
        ReadError: likewise.
    """
    problems = []
    alone: Cut | None = None

    def as_member(cut: Cut) -> None:
        library.put_member(cut.article, cut.chunks, name, file, cut.signature)

    try:
        for number, each in enumerate(found):
            if alone:
                as_member(alone)
                alone = None
            if isinstance(each, Problem):
                problems.append(each)
            elif isinstance(each, Cut) and number == 0 and each.article.path == name:
                alone = each  # the one article of its file, unless something follows
            elif isinstance(each, Cut):
                as_member(each)
    except (OSError, ReadError):
        if alone:
            as_member(alone)
        raise
    if alone:
        library.put(alone.article, alone.chunks, file.digest, file, alone.signature)
    else:
        library.finish(name, file, problems)


def _plain(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(Problem(path=problem.path, reason=problem.reason) for problem in problems)


def _walk(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """The files below a folder in alphabetical order, hidden ones left out.

    A folder that cannot be listed is handed on itself, so that reading it fails and is reported.
    """
    place = folder.resolve()
    if place in above:  # a link to a folder above
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, above | {place})
        else:
            yield entry


def _gone(names: Iterable[str], paths: Sequence[Path]) -> list[str]:
    """Those of the files that lay below the paths and are there no more."""
    roots = [os.path.abspath(path) for path in paths]
    below = [
        name
        for name in names
        if any(name == root or name.startswith(f"{root.rstrip(os.sep)}{os.sep}") for root in roots)
    ]
    return [name for name in below if not os.path.exists(name)]
