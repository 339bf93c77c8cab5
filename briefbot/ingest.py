"""Folders of files to articles in the library, each once, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from briefbot.digests import code_digest
from briefbot.errors import InputError, ReadError
from briefbot.feeds.storage import read_sidecar
from briefbot.library.rows import Doubt, KnownFile
from briefbot.library.store import Library
from briefbot.readers.dates import timestamp
from briefbot.readers.doubts import with_warnings
from briefbot.readers.formats import is_read, read_articles, read_data
from briefbot.readers.records import Mapping
from briefbot.search.chunking import chunk_article
from briefbot.types import AHEAD, Article, Frozen, Problem, article_id

KEEPING = frozenset({"errors", "library/rows", "library/store", "search/chunking"})  # of ingesting, what does not read
SETTLED = 2_000_000_000  # nanoseconds: a file changed twice within this may keep its time (FAT counts in 2 seconds)
SKIPPED_NAMES = frozenset({"readme.md", "readme.txt", "license.txt", "license.md"})  # about a folder, not news


class IngestReport(Frozen):
    """What ingesting did, in files."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """What was read, but may not be one whole article each."""


def ingest(
    paths: Sequence[Path],
    library: Library,
    longest_chunk: int,
    *,
    prune: bool = False,
    mapping: Mapping | None = None,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> IngestReport:
    """Bring the library in step with files and folders.

    A file of the size and time it had, or with the bytes it had, is left alone; one with other bytes replaces its
    articles. What cannot be read is reported and recorded, and the article it stood for before stays.

    Args:
        paths: files, and folders that are searched through.
        library: where the articles go.
        longest_chunk: characters a chunk may have.
        prune: also remove the articles whose file is gone from these folders.
        mapping: which keys of JSON records hold what; files that were read with another are read again.
        begin: told how many files there are.
        done: told after each file, with 1.

    Raises:
        InputError: a path that does not exist.
        LibraryError: the library cannot be written.
    """
    files, skipped = find_files(paths)
    begin(len(files))
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    problems: list[Problem] = []
    troubled = set(library.problem_files())
    for path in files:
        try:
            outcome = _ingest_file(path, library, longest_chunk, mapping)
            counts[outcome] += 1
            if outcome != "unchanged" or str(path) in troubled:
                problems += _plain(library.problems(str(path)))
        except (OSError, ReadError) as error:
            library.fail(str(path), str(error))
            problems.append(Problem(path=str(path), reason=str(error)))
        done(1)
    library.forget_problems(_gone(troubled, paths))
    gone = _gone(library.files(), paths) if prune else []
    if gone:
        library.forget(gone)
    if counts["added"] or counts["changed"] or gone:
        infer_days(library, longest_chunk)
    return IngestReport(
        **counts,
        removed=len(gone),
        skipped=skipped,
        problems=tuple(problems),
        doubts=tuple(library.doubts(map(str, files))),
    )


def ingest_data(data: bytes, library: Library, longest_chunk: int, mapping: Mapping | None = None) -> IngestReport:
    """Take in data that is no file, such as standard input; the same data twice is there once.

    Raises:
        ReadError: the data cannot be read in the format that it seems to have.
        LibraryError: the library cannot be written.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"stdin-{digest[:12]}"
    known = library.file(name)
    if known and known.digest and _read_alike(known.reader, mapping):
        return IngestReport(unchanged=1, problems=_plain(library.problems(name)), doubts=tuple(library.doubts([name])))
    file = KnownFile(digest=digest, size=len(data), reader=_reader(mapping))
    _store(read_data(data, name, mapping), name, library, longest_chunk, file)
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
            named = file.name.casefold() not in SKIPPED_NAMES
            if file.is_dir() or (named and is_read(file)):
                found[file] = None
            else:
                skipped += 1
    return list(found), skipped


def _ingest_file(
    path: Path, library: Library, longest_chunk: int, mapping: Mapping | None
) -> Literal["added", "changed", "unchanged"]:
    """Take in one file, an article a transaction; what in it cannot be read is recorded.

    Raises:
        OSError: the file cannot be read at all.
        ReadError: likewise.
    """
    name = str(path)
    status = path.stat()
    known = library.file(name)
    fresh = known is not None and bool(known.digest) and _read_alike(known.reader, mapping)
    if known and fresh and (known.size, known.modified) == (status.st_size, status.st_mtime_ns):
        return "unchanged"
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    settled = time.time_ns() - status.st_mtime_ns > SETTLED
    file = KnownFile(
        digest=digest,
        size=status.st_size,
        modified=status.st_mtime_ns if settled else None,
        reader=_reader(mapping),
    )
    if known and fresh and known.digest == digest:
        if (known.size, known.modified) != (file.size, file.modified):
            library.touch(name, file)
        return "unchanged"
    _store(read_articles(path, mapping), name, library, longest_chunk, file)
    return "changed" if known else "added"


def _store(
    items: Iterable[Article | Problem], name: str, library: Library, longest_chunk: int, file: KnownFile
) -> None:
    """Write what was read from a file; one of many articles is recorded as read after its last."""
    problems = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        article = with_warnings(completed(item))
        chunks = chunk_article(article, longest_chunk)
        if article.path == name:
            library.put(article, chunks, file.digest, file)
            return
        library.put_member(article, chunks, name, file)
    library.finish(name, file, problems)


def _plain(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(Problem(path=problem.path, reason=problem.reason) for problem in problems)


def reader_version() -> str:
    """Of the code that turns a file into articles; when it changes, unchanged files are read again too."""
    return code_digest("ingest", without=KEEPING)[:12]


def _reader(mapping: Mapping | None) -> str:
    """What reads a file: the readers' version, and a hash of the mapping that was given."""
    if mapping is None:
        return reader_version()
    return f"{reader_version()} {hashlib.sha256(mapping.model_dump_json().encode()).hexdigest()[:12]}"


def _read_alike(reader: str, mapping: Mapping | None) -> bool:
    """Whether a file need not be read again; what was read with a mapping stays so when none is given."""
    return reader == _reader(mapping) if mapping else reader.split(" ")[0] == reader_version()


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


def completed(article: Article) -> Article:
    """An article of a fetched page with the address it came from, and the date and publisher that its feed gives.

    The feed's date counts where the page has none, or one that is doubtful. Other articles stay as they are.
    """
    file = read_sidecar(Path(article.path)) if article.path else None
    if file is None:
        return article
    published = article.published
    if published is None or published.suspect or published.confidence == "low":
        said = timestamp(file.hints.published, "feed's date", "medium")
        published = said if said and not said.suspect else published
    source = article.source or file.hints.source
    spoken = file.hints.page is not None  # a transcript has no title of its own
    title = file.hints.title or article.title if spoken else article.title
    texts = [paragraph.text for paragraph in article.paragraphs]
    return article.model_copy(
        update={
            "id": article_id(title, source, published, texts, article.issue),
            "title": title,
            "source": source,
            "author": article.author or file.hints.author,
            "published": published,
            "partial": None if published else article.partial,
            "url": file.hints.page or article.url or file.url,
        }
    )
