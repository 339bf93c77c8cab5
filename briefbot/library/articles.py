"""What can be asked of an open library."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from briefbot.errors import InputError, LibraryError
from briefbot.library.holding import Held, moment_now, stood_for, taken_back, under_embargo, waiting
from briefbot.library.links import linked, versions_in_order
from briefbot.library.rows import (
    SORTED_DAY,
    Doubt,
    KnownFile,
    KnownProblem,
    Standing,
    believed,
    let_through,
    load_article,
    load_heads,
)
from briefbot.library.years import YearFit, years_of
from briefbot.types import Article, ArticleHead, Chunk, Filters, ReadWarning

_DAY = SORTED_DAY.format("a")
_OLDEST_FIRST = f"{_DAY} IS NULL, {_DAY}, a.time, a.id"
_CURRENT = " AND a.copy_of IS NULL AND a.superseded_by IS NULL"
QUERIES_KEPT = 64  # queries
MOST_COUNTED = 20_000  # rows counted one by one; how many more there are is reckoned from where the last stands
LOOKED_UP = 4  # times as many rows as are asked for of which it is looked up first whether they may be found
RARE = 2_000  # chunks; a word that stands in more is not looked up in all of them
LOOKED_THROUGH = 500  # times that common words are looked up, article by article, before it takes too long
TOKENIZER = "tokenize='porter unicode61 remove_diacritics 2'"  # of `words`; see `briefbot.library.schema`
TITLE_WEIGHT = 3.0  # of a word in an article's title
_CHUNK = ("id", "article_id", "paragraph", "start", "end", "text", "header")


class LibraryReader:
    """The half of an open library that only reads."""

    _db: sqlite3.Connection
    _taken_back: tuple[int, dict[str, Held]] = (-1, {})
    """What `taken_back` said, and the revision of the library at which it did."""

    _let_through: tuple[tuple[object, ...], frozenset[str]] = ((), frozenset())
    """What `allowed` said last, and what was asked at which revision."""
    _counted: tuple[int, dict[tuple[str, str], int]] = (-1, {})
    """How many rows of a table of words have a word, and the revision at which they were counted."""
    _known: tuple[int, dict[tuple[object, ...], list[Any]]] = (-1, {})
    """What was read of all articles, by the query and its values, and the revision of the library at which it was."""

    @property
    def revision(self) -> int:
        """A number that rises with every change; an index that has seen it is up to date."""
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    @property
    def identity(self) -> str:
        """What tells this library from every other; a copy of its file has the same."""
        return str(self._db.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()[0])

    @property
    def removed(self) -> int:
        """How many chunks were ever removed."""
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'removed'").fetchone()[0])

    def remembered(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows that a query of the articles gives, read again only when the library has changed."""
        revision = self.revision
        if self._known[0] != revision or len(self._known[1]) >= QUERIES_KEPT:
            self._known = revision, {}
        known = self._known[1]
        asked = query, *values
        if asked not in known:
            known[asked] = self._db.execute(query, tuple(values)).fetchall()
        return known[asked]

    def counts(self) -> tuple[int, int]:
        """Numbers of articles and of paragraphs."""
        numbers = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs)"
        articles, paragraphs = self.remembered(numbers)[0]
        return int(articles), int(paragraphs)

    @property
    def empty(self) -> bool:
        """Whether there is no article."""
        return self._db.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None

    def files(self) -> dict[str, str]:
        """The digest of every file, by path; empty for one whose reading was cut short."""
        return dict(self._db.execute("SELECT path, digest FROM files ORDER BY path"))

    def file(self, path: str) -> KnownFile | None:
        """A file as it was when it was read; None when it never was."""
        row = self._db.execute("SELECT digest, size, modified, reader FROM files WHERE path = ?", (path,)).fetchone()
        return KnownFile(digest=row[0], size=row[1], modified=row[2], reader=row[3]) if row else None

    def problems(self, file: str | None = None) -> list[KnownProblem]:
        """What could not be read, of all files or of one, in the order of their paths."""
        rows = self._db.execute(
            "SELECT path, reason, at FROM problems WHERE ?1 IS NULL OR file = ?1 ORDER BY path", (file,)
        )
        return [KnownProblem(path=path, reason=reason, at=at) for path, reason, at in rows]

    def problem_files(self) -> list[str]:
        """The files that could not be read, or not all of them."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT file FROM problems ORDER BY file")]

    def doubts(self, files: Iterable[str] | None = None) -> list[Doubt]:
        """The articles whose reading is doubtful, of all files or of some, in the order of their paths."""
        wanted = None if files is None else set(files)
        found: dict[tuple[str, str], list[ReadWarning]] = {}
        for path, file, title, warning in self._db.execute(
            "SELECT m.path, m.file, a.title, w.warning FROM warnings w JOIN articles a ON a.id = w.article_id "
            "JOIN members m ON m.article_id = a.id ORDER BY m.path, m.reading, w.position"
        ):
            if wanted is None or file in wanted:
                found.setdefault((path, title), []).append(ReadWarning(warning))
        return [
            Doubt(path=path, title=title, warnings=tuple(dict.fromkeys(each))) for (path, title), each in found.items()
        ]

    def article(self, article_id: str) -> Article:
        """One article, whole.

        Raises:
            LibraryError: no such article.
        """
        article = load_article(self._db, article_id)
        if article is None:
            raise LibraryError(f"No article {article_id!r} in the library. Run `briefbot articles` to list them.")
        return article

    def has_article(self, article_id: str) -> bool:
        """Whether an article of this id is there."""
        return self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None

    def standing(self, article_id: str) -> Standing:
        """Whether an article is a copy, or superseded, and by which."""
        row = self._db.execute("SELECT copy_of, superseded_by FROM articles WHERE id = ?", (article_id,)).fetchone()
        return Standing(copy_of=row[0], superseded_by=row[1]) if row else Standing(copy_of=None, superseded_by=None)

    def heads(self, article_ids: Collection[str]) -> dict[str, ArticleHead]:
        """Those of some articles that are here, without their text, by id."""
        within = "WHERE a.id IN (SELECT value FROM json_each(?))"
        return {head.id: head for head in load_heads(self._db, within, [json.dumps(list(article_ids))])}

    def each_head(self, most: int = -1) -> Iterator[ArticleHead]:
        """The articles without their text, one by one, oldest first, those of unknown date last.

        Args:
            most: how many of the last; all where it is negative.
        """
        last = f"SELECT a.id FROM articles a ORDER BY {_DAY} IS NULL DESC, {_DAY} DESC, a.time DESC, a.id DESC LIMIT ?"
        within = f"WHERE a.id IN ({last}) " if most >= 0 else ""
        return load_heads(self._db, f"{within}ORDER BY {_OLDEST_FIRST}", [most] if most >= 0 else [])

    def in_order(self, article_ids: Collection[str]) -> list[str]:
        """Those of some articles that are here, oldest first, those of unknown date last."""
        rows = self._db.execute(
            f"SELECT a.id FROM articles a WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY {_OLDEST_FIRST}",
            (json.dumps(list(article_ids)),),
        )
        return [row[0] for row in rows]

    def copies_of(self, article_id: str) -> list[ArticleHead]:
        """The articles that carry the same text, the one that is cited first, then the oldest; not itself."""
        canonical_id = self.standing(article_id).copy_of or article_id
        where = f"WHERE (a.copy_of = ? OR a.id = ?) AND a.id <> ? ORDER BY a.copy_of IS NOT NULL, {_OLDEST_FIRST}"
        return list(load_heads(self._db, where, [canonical_id, canonical_id, article_id]))

    def versions_of(self, article_id: str) -> list[Article]:
        """All versions of an article, oldest first, itself among them."""
        newest = self.standing(article_id).superseded_by or article_id
        rows = self._db.execute("SELECT id FROM articles WHERE superseded_by = ?1 OR id = ?1", (newest,)).fetchall()
        return versions_in_order([self.article(row[0]) for row in rows])

    def held(self, moment: dt.datetime | None = None) -> dict[str, Held]:
        """The articles that may not be used at a moment, by their ids; None for the moment of the clock."""
        revision = self.revision
        if self._taken_back[0] != revision:
            self._taken_back = revision, taken_back(self._db)
        return {**waiting(self._db, moment or moment_now()), **self._taken_back[1]}

    def linked(self, article_id: str) -> list[str]:
        """Ids of an article, its copies and its versions, and of the copies and versions of those."""
        return linked(self._db, article_id)

    def article_ids(self) -> list[str]:
        """Ids of all articles, oldest first, those of unknown date last."""
        return [row[0] for row in self._db.execute(f"SELECT a.id FROM articles a ORDER BY {_OLDEST_FIRST}")]

    def published(self, articles: Sequence[str]) -> dict[str, dt.date]:
        """The day of publication of those articles that have a believed one, by the article's id."""
        marks = ",".join("?" * len(articles))
        rows = self._db.execute(f"SELECT id, day FROM articles WHERE id IN ({marks}) AND {believed()}", list(articles))
        return {article_id: dt.date.fromisoformat(day) for article_id, day in rows}

    def fitting_years(self, article: Article, latest: dt.date) -> tuple[YearFit, ...]:
        """The days that an article can be of which tells no year, the likeliest first; none for others."""
        return years_of(self._db, article, latest)

    def days_of_articles(self) -> dict[str, dt.date]:
        """The day on which each dated article was published or, where it says so, last changed, by its id.

        Days that cannot be true are left out; see `Published.suspect`.
        """
        changed = believed("updated_day", "updated_time")
        rows = self._db.execute(
            f"SELECT id, max(day, iif({changed}, updated_day, day)) FROM articles WHERE {believed()}"
        )
        return {article_id: dt.date.fromisoformat(day) for article_id, day in rows}

    def newest_day(self) -> dt.date | None:
        """The last day of publication that is believed; None where no article has one."""
        newest = f"SELECT day FROM articles WHERE {believed()} ORDER BY day DESC LIMIT 1"
        row = self._db.execute(newest).fetchone()
        return dt.date.fromisoformat(row[0]) if row else None

    def sources_of(self, articles: Sequence[str]) -> dict[str, str]:
        """The publishers of those articles that name one, by the article's id."""
        marks = ",".join("?" * len(articles))
        return dict(
            self._db.execute(f"SELECT id, source FROM articles WHERE id IN ({marks}) AND source <> ''", list(articles))
        )

    def sources(self) -> list[str]:
        """The publishers of the library, in alphabetical order."""
        return [row[0] for row in self.remembered("SELECT DISTINCT source FROM articles WHERE source <> '' ORDER BY 1")]

    def check_source(self, name: str | None) -> None:
        """See that a publisher, where one is named, has articles here.

        Raises:
            InputError: it has none.
        """
        known = self.sources() if name else []
        if name and name.casefold() not in {each.casefold() for each in known}:
            raise InputError(f"No article of the publisher {name!r}. The library has: {', '.join(known)}.")

    def find_article(self, name: str) -> Article:
        """The article that an id, the beginning of an id, a file's path or its end names.

        A whole path counts before the end of one, and that before the beginning of an id.

        Raises:
            InputError: none or several fit.
        """
        fitting = (
            ("?1 IN (article_id, path)", name),
            ("substr(path, -length(?1) - 1) = '/' || ?1", name),
            ("substr(article_id, 1, length(?1)) = ?1", name.lower()),
        )
        for condition, value in fitting:
            found = self._db.execute(f"SELECT DISTINCT article_id FROM members WHERE {condition}", (value,)).fetchall()
            if found:
                break
        if len(found) != 1:
            many = f"{len(found)} articles fit" if found else "No article fits"
            raise InputError(f"{many} {name!r}. Run `briefbot articles` to list their ids and files.")
        return self.article(found[0][0])

    def chunk_ids(self, history: bool = False) -> set[str]:
        """Ids of the chunks of all current articles; with history, also of superseded versions and copies."""
        current = "" if history else _CURRENT
        rows = self._db.execute(f"SELECT c.id FROM chunks c JOIN articles a ON a.id = c.article_id WHERE 1{current}")
        return {row[0] for row in rows}

    def chunk_numbers(self, after: int = 0, most: int = -1) -> dict[str, int]:
        """The chunks of all articles that were written after the one of a number, with their numbers, oldest first."""
        rows = "SELECT id, number FROM chunks WHERE number > ? ORDER BY number LIMIT ?"
        return dict(self._db.execute(rows, (after, most)))

    def set_aside(self) -> list[str]:
        """Ids of superseded versions and of copies."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE copy_of IS NOT NULL UNION "
            "SELECT id FROM articles WHERE superseded_by IS NOT NULL"
        )
        return [row[0] for row in rows]

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks that still exist of those asked for, by id."""
        found: dict[str, Chunk] = {}
        for at in range(0, len(ids), 500):
            some = list(ids[at : at + 500])
            marks = ",".join("?" * len(some))
            for row in self._db.execute(f"SELECT {', '.join(_CHUNK)} FROM chunks WHERE id IN ({marks})", some):
                found[row[0]] = Chunk.model_validate(dict(zip(_CHUNK, row, strict=True)))
        return found

    def chunks_of(self, *article_ids: str) -> list[Chunk]:
        """The chunks of articles, each article's in reading order."""
        marks = ",".join("?" * len(article_ids))
        rows = self._db.execute(
            f"SELECT {', '.join(_CHUNK)} FROM chunks WHERE article_id IN ({marks}) "
            "ORDER BY article_id, paragraph, start",
            article_ids,
        )
        return [Chunk.model_validate(dict(zip(_CHUNK, row, strict=True))) for row in rows]

    def count_chunks(self, articles: Collection[str]) -> int:
        """How many chunks some articles have."""
        row = self._db.execute(
            "SELECT count(*) FROM chunks WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        ).fetchone()
        return int(row[0])

    def search(self, query: str, limit: int, filters: Filters) -> dict[str, float]:
        """The chunks that match a query best, by id, with their BM25 (FTS5's, k1 = 1.2, b = 0.75), best first.

        Args:
            query: an FTS5 expression.
            limit: the most chunks returned.
            filters: publication days and publisher to keep to, and whether superseded versions and copies count.
        """
        where, values = self._conditions(filters)
        among = "FROM chunks c JOIN articles a ON a.id = c.article_id WHERE c.number IN"
        ranks = self._ranks("words", "bm25(words)", query, limit)
        names = f"SELECT c.number, c.id {among} (SELECT value FROM json_each(?)){where}"
        found = dict(self._db.execute(names, (json.dumps(list(ranks)), *values)).fetchall())
        best = _best({name: ranks[number] for number, name in found.items()}, ranks, limit)
        if best is not None:
            return best
        rows = self._db.execute(
            "SELECT c.id, -bm25(words) FROM words JOIN chunks c ON c.number = words.rowid "
            f"JOIN articles a ON a.id = c.article_id WHERE words MATCH ?{where} ORDER BY bm25(words), c.id LIMIT ?",
            (query, *values, limit),
        )
        return dict(rows.fetchall())

    def search_articles(self, query: str, limit: int, filters: Filters) -> dict[str, float]:
        """The articles that match a query best as a whole, by id, with their BM25, best first.

        A word of the title counts as three of the text.
        """
        where, values = self._conditions(filters)
        rank = f"bm25(whole_words, {TITLE_WEIGHT}, 1.0)"
        ranks = self._ranks("whole_words", rank, query, limit)
        names = (
            "SELECT t.number, a.id FROM texts t JOIN articles a ON a.id = t.article_id "
            f"WHERE t.number IN (SELECT value FROM json_each(?)){where}"
        )
        found = dict(self._db.execute(names, (json.dumps(list(ranks)), *values)).fetchall())
        best = _best({name: ranks[number] for number, name in found.items()}, ranks, limit)
        if best is not None:
            return best
        rows = self._db.execute(
            f"SELECT a.id, -{rank} FROM whole_words JOIN texts t ON t.number = whole_words.rowid "
            f"JOIN articles a ON a.id = t.article_id WHERE whole_words MATCH ?{where} ORDER BY {rank}, a.id LIMIT ?",
            (query, *values, limit),
        )
        return dict(rows.fetchall())

    def _ranks(self, table: str, rank: str, query: str, limit: int) -> dict[int, float]:
        """The rows of a table of words that match best, by number, with their BM25; empty where that says too little.

        So what matches need not all be looked up elsewhere to be told whether it may be found.
        """
        if limit < 0:
            return {}
        rows = f"SELECT rowid, -{rank} FROM {table} WHERE {table} MATCH ? ORDER BY {rank} LIMIT ?"
        return dict(self._db.execute(rows, (query, LOOKED_UP * limit)).fetchall())

    def having(self, counts: Mapping[str, int], articles: Sequence[str]) -> dict[str, set[str]]:
        """For each word, the ids of the articles whose header has it and of those of their chunks whose text has it.

        Args:
            counts: in how many chunks each word stands, see `frequencies`; a rare word is looked up once, a frequent
                one article by article, so that no long list is read.
            articles: ids of articles.
        """
        marks = ",".join("?" * len(articles))
        rows = self._db.execute(
            f"SELECT number, id, article_id FROM chunks WHERE article_id IN ({marks}) ORDER BY number", list(articles)
        ).fetchall()
        ids = {"text": {row[0]: row[1] for row in rows}, "header": {row[0]: row[2] for row in rows}}
        numbers: dict[str, list[int]] = {}
        for number, _, article_id in rows:
            numbers.setdefault(article_id, []).append(number)
        spans = [(each[0], each[-1]) for each in numbers.values()]
        everything = [(0, rows[-1][0])] if rows else []
        common = [word for word, count in counts.items() if count > RARE]
        apart = len(common) * len(spans) > LOOKED_THROUGH
        if apart:  # a small index of just these chunks is sooner made and asked than the large one so often
            self._index_apart(articles)
        found: dict[str, set[str]] = {}
        for word, count in counts.items():
            found[word] = set()
            table = "candidates" if apart and count > RARE else "words"
            asked = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
            for column, names in ids.items() if count else ():
                for span in everything if count <= RARE or apart else spans:
                    hits = self._db.execute(asked, (f'{column} : "{word}"', *span))
                    found[word] |= {names[number] for (number,) in hits if number in names}
        return found

    def _index_apart(self, articles: Sequence[str]) -> None:
        """Put the words of the chunks of some articles, and of no others, into `candidates`, seen by nobody else."""
        columns = f"header, text, content='', {TOKENIZER}"
        self._db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.candidates USING fts5 ({columns})")
        self._db.execute("INSERT INTO temp.candidates (candidates) VALUES ('delete-all')")
        self._db.execute(
            "INSERT INTO temp.candidates (rowid, header, text) SELECT number, header, text FROM chunks "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )

    def chunk_count(self) -> int:
        """How many chunks were written, those among them that are gone: it takes no counting."""
        return int(self._db.execute("SELECT ifnull(max(number), 0) FROM chunks").fetchone()[0])

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many chunks each word stands, headers included; reckoned from the first ones where it is common."""
        return {word: self._frequency("words", word, self.chunk_count()) for word in words}

    def article_frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each word stands; reckoned from the first ones where it is common."""
        articles = int(self._db.execute("SELECT ifnull(max(number), 0) FROM texts").fetchone()[0])
        return {word: self._frequency("whole_words", word, articles) for word in words}

    def _frequency(self, table: str, word: str, rows: int) -> int:
        revision = self.revision
        if self._counted[0] != revision or len(self._counted[1]) >= MOST_COUNTED:
            self._counted = revision, {}
        known = self._counted[1]
        if (table, word) not in known:
            first = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT {MOST_COUNTED}"
            count, last = self._db.execute(f"SELECT count(*), max(rowid) FROM ({first})", (f'"{word}"',)).fetchone()
            reckoned = max(MOST_COUNTED, round(MOST_COUNTED * rows / last)) if count == MOST_COUNTED else count
            known[table, word] = int(reckoned)
        return known[table, word]

    def allowed(self, filters: Filters) -> frozenset[str] | None:
        """Ids of the articles that filters let through; None when those are just the current ones.

        Those that may not be used (see `held`) are among the current ones all the same.
        """
        if filters.model_copy(update={"moment": None}) == Filters():
            later = under_embargo(self.held(filters.moment))
            if not later or not stood_for(self._db, later):
                return None
        where, values = self._conditions(filters)
        asked = self.revision, where, *values
        if self._let_through[0] != asked:  # the same object as before, by which others know it again
            rows = self._db.execute(f"SELECT a.id FROM articles a WHERE 1{where}", values)
            self._let_through = asked, frozenset(row[0] for row in rows)
        return self._let_through[1]

    def _conditions(self, filters: Filters) -> tuple[str, list[str]]:
        """SQL conditions on `articles a`, beginning with AND, and their values.

        What may not be used is left out. Without history superseded versions are left out too, and copies when the
        article they repeat is let through itself.
        """
        moment = filters.moment or moment_now()
        held = self.held(moment)
        own, values = let_through(filters, "a")
        if held:
            own, values = f"{own} AND a.id NOT IN (SELECT value FROM json_each(?))", [*values, json.dumps(list(held))]
        if filters.history:
            return own, values
        if not own:
            return _CURRENT, []
        cited, more = let_through(filters, "cited")
        later = under_embargo(held)
        copies = f"SELECT 1 FROM articles cited WHERE cited.id = a.copy_of{cited}"
        copies += " AND cited.id NOT IN (SELECT value FROM json_each(?))"
        newest = json.dumps(self._standing_in(later, held))
        current = "(a.superseded_by IS NULL OR a.id IN (SELECT value FROM json_each(?)))"
        return f"{own} AND {current} AND NOT EXISTS ({copies})", [*values, newest, *more, json.dumps(later)]

    def _standing_in(self, later: Sequence[str], held: Mapping[str, Held]) -> list[str]:
        """Ids of the newest versions that may be used, of those that wait for their hour."""
        found = []
        for name in stood_for(self._db, later):
            versions = [version.id for version in self.versions_of(name) if version.id not in held]
            found += versions[-1:]
        return found


def _best(found: Mapping[str, float], ranks: Mapping[int, float], limit: int) -> dict[str, float] | None:
    """The best of what was found among the rows that match best; None where rows beyond those may be better.

    Those that match equally well are in the order of their names.
    """
    best = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:limit]
    everything = len(ranks) < LOOKED_UP * limit and limit >= 0
    if everything or (len(best) == limit and best[-1][1] > min(ranks.values(), default=0.0)):
        return dict(best)
    return None
