"""A file to articles, chunks and signatures: pure work, done on any machine that can open the file.

Nothing here knows the library; `briefbot.ingest` stores what is found, in its own order.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefbot.dedup.minhash import signature
from briefbot.digests import code_digest
from briefbot.feeds.storage import read_sidecar
from briefbot.library.rows import KnownFile
from briefbot.readers.dates import timestamp
from briefbot.readers.doubts import with_warnings
from briefbot.readers.formats import read_articles
from briefbot.readers.io import faults_told
from briefbot.readers.periods import period_of
from briefbot.readers.publishers import Publisher, by_domain, by_feed, first_named
from briefbot.readers.records import Mapping
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Chunk, Frozen, Problem, article_id

KEEPING = frozenset({"errors", "library/rows", "search/chunking", "dedup/minhash"})  # of an intake, what does not read
SETTLED = 2_000_000_000  # nanoseconds: a file changed twice within this may keep its time (FAT counts in 2 seconds)


class Order(Frozen):
    """A file to be read, and what is known of it."""

    path: Path
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since 1970."""
    settled: bool
    """Whether its time would tell a later change."""
    reader: str
    """What reads it; see `reader_named`."""
    longest_chunk: int
    """Characters a chunk may have."""
    mapping: Mapping | None = None
    """Which keys of JSON records hold what."""
    known: KnownFile | None = None
    """The file as it was when it was read last."""
    fresh: bool = False
    """Whether it need not be read again while it has the bytes that it had then."""


class Opened(Frozen):
    """The beginning of a file that could be opened."""

    file: KnownFile
    same: bool
    """Whether it has the bytes it had, so that nothing follows."""


class Cut(Frozen):
    """An article as it is stored."""

    article: Article
    chunks: tuple[Chunk, ...]
    signature: bytes
    """By which its copies are found; see `briefbot.dedup.minhash`."""


FilePiece = Opened | Cut | Problem
"""What reading a file gives: its beginning, then its articles, and a problem for each part that cannot be read."""


def order_for(path: Path, known: KnownFile | None, longest_chunk: int, mapping: Mapping | None) -> Order | None:
    """What is to be read of a file; None where its size and time say that nothing has changed.

    Raises:
        OSError: there is no such file, or it may not be looked at.
    """
    status = path.stat()
    fresh = known is not None and bool(known.digest) and read_alike(known.reader, mapping)
    if known and fresh and (known.size, known.modified) == (status.st_size, status.st_mtime_ns):
        return None
    return Order(
        path=path,
        size=status.st_size,
        modified=status.st_mtime_ns,
        settled=time.time_ns() - status.st_mtime_ns > SETTLED,
        reader=reader_named(mapping),
        longest_chunk=longest_chunk,
        mapping=mapping,
        known=known,
        fresh=fresh,
    )


def read_order(order: Order) -> Iterator[FilePiece]:
    """What a file holds: an `Opened`, then each article and problem as it is read.

    Raises:
        OSError: the file cannot be read at all.
        ReadError: likewise.
    """
    with order.path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    file = KnownFile(
        digest=digest, size=order.size, modified=order.modified if order.settled else None, reader=order.reader
    )
    same = order.fresh and order.known is not None and order.known.digest == digest
    yield Opened(file=file, same=same)
    if not same:
        yield from cut_articles(read_articles(order.path, order.mapping), str(order.path), order.longest_chunk)


def cut_articles(items: Iterable[Article | Problem], name: str, longest_chunk: int) -> Iterator[Cut | Problem]:
    """Articles as they are stored, and the problems among them as they are.

    Args:
        items: what a file holds.
        name: the file, for errors.
        longest_chunk: characters a chunk may have.

    Raises:
        OSError: the file cannot be read.
        ReadError: likewise, or a reader stumbles over it.
    """
    with faults_told(name):
        for item in items:
            if isinstance(item, Problem):
                yield item
                continue
            article = with_warnings(completed(item))
            chunks = tuple(chunk_article(article, longest_chunk))
            yield Cut(article=article, chunks=chunks, signature=signature(article))


def reader_version() -> str:
    """Of the code that turns a file into articles; when it changes, unchanged files are read again too."""
    return code_digest("intake", without=KEEPING)[:12]


def reader_named(mapping: Mapping | None) -> str:
    """What reads a file: the readers' version, and a hash of the mapping that was given."""
    if mapping is None:
        return reader_version()
    return f"{reader_version()} {hashlib.sha256(mapping.model_dump_json().encode()).hexdigest()[:12]}"


def read_alike(reader: str, mapping: Mapping | None) -> bool:
    """Whether a file need not be read again; what was read with a mapping stays so when none is given."""
    return reader == reader_named(mapping) if mapping else reader.split(" ")[0] == reader_version()


def completed(article: Article) -> Article:
    """An article of a fetched page with the address it came from, and the date and publisher that its feed gives.

    The feed's date counts where the page has none, or one that is doubtful. An article that names no publisher gets
    the domain of its address or of a mail address in its byline.
    """
    file = read_sidecar(Path(article.path)) if article.path else None
    if file is None:
        publisher = None if article.source else by_domain(article, article.url)
        return _published_by(article, publisher) if publisher else article
    published = article.published
    if published is None or published.suspect or published.confidence == "low":
        said = timestamp(file.hints.published, "feed's date", "medium")
        published = said if said and not said.suspect else published
    period = article.period or period_of(file.hints.published, "feed's date")
    url = file.hints.page or article.url or file.url
    known = Publisher(article.source, article.source_evidence or "") if article.source else None
    fed = by_feed(file.hints.source, file.hints.feed, url, known)
    publisher = first_named([known, fed, by_domain(article, url)])
    spoken = file.hints.page is not None  # a transcript has no title of its own
    title = file.hints.title or article.title if spoken else article.title
    found = article.model_copy(
        update={
            "title": title,
            "author": article.author or file.hints.author,
            "published": published,
            "partial": None if published else article.partial,
            "period": None if published else period,
            "url": url,
        }
    )
    return _published_by(found, publisher)


def _published_by(article: Article, publisher: Publisher | None) -> Article:
    """An article of a publisher, with the id that it has as such."""
    source, evidence = publisher or (None, None)
    texts = [paragraph.text for paragraph in article.paragraphs]
    name = article_id(article.title, source, article.published, texts, article.issue)
    return article.model_copy(update={"id": name, "source": source, "source_evidence": evidence or None})
