"""Copies and versions within the library: found when an article comes, found again when one goes.

Articles that are linked form a cluster of which one is current: the newest version of the text that the others carry.
The older versions are superseded by the newest of their publisher, and the newest of every other publisher is a copy
of the current article. So every article is current or at most two links away from the one that is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cmp_to_key

import numpy as np

from briefbot.dedup.minhash import bands, hashes, signature
from briefbot.dedup.relations import canonical, newer, relation
from briefbot.library.rows import load_article
from briefbot.types import Article

COMPARED = 20  # articles that a new one is compared with, the most alike first
LIKENESS = 0.08  # estimated Jaccard similarity below which two articles are not compared


def relate(db: sqlite3.Connection, article: Article, made: bytes | None = None) -> None:
    """Link an article that is in the library, and not linked yet, to its copies and versions.

    Args:
        db: an open library, within a transaction.
        article: the article.
        made: its signature, where it was made already.
    """
    store_signature(db, article, made)
    heads: set[str] = set()
    roots: set[str] = set()
    for other in (_load(db, article_id) for article_id in _candidates(db, article.id)):
        found = relation(article, other)
        if found:
            roots.add(_root(db, other.id))
        if found == "version":
            heads.add(_head(db, other.id))
    head = article
    for name in sorted(heads):
        other = _load(db, name)
        head, older = (head, other) if newer(head, other) is head else (other, head)
        _supersede(db, older.id, head.id)
    _copy(db, {head.id} | {_head(db, root) for root in roots})


def release(db: sqlite3.Connection, ids: Iterable[str]) -> list[Article]:
    """Unlink the clusters of articles that are about to go; returns those that stay, to be related again."""
    gone = set(ids)
    cluster = {member for article_id in gone for member in linked(db, article_id)}
    for article_id in cluster:
        db.execute("UPDATE articles SET copy_of = NULL, superseded_by = NULL WHERE id = ?", (article_id,))
    for article_id in gone:
        _erase(db, article_id)
    left = [_load(db, article_id) for article_id in cluster - gone]
    return sorted(left, key=lambda article: (article.published is None, _moment(article), article.id))


def linked(db: sqlite3.Connection, article_id: str) -> list[str]:
    """Ids of the cluster of an article, itself among them."""
    rows = db.execute(
        "WITH RECURSIVE cluster (id) AS (SELECT ? UNION SELECT a.id FROM articles a JOIN cluster c "
        "ON a.copy_of = c.id OR a.superseded_by = c.id) SELECT id FROM cluster ORDER BY id",
        (_root(db, article_id),),
    )
    return [row[0] for row in rows]


def versions_in_order(versions: Sequence[Article]) -> list[Article]:
    """Versions of one story, oldest first."""

    def compare(one: Article, other: Article) -> int:
        return 1 if newer(one, other) is one else -1

    return sorted(versions, key=cmp_to_key(compare))


def store_signature(db: sqlite3.Connection, article: Article, made: bytes | None = None) -> None:
    """Store the signature of an article, made already or not, and the bands by which it is found."""
    if db.execute("SELECT 1 FROM signatures WHERE article_id = ?", (article.id,)).fetchone():
        return
    blob = made or signature(article)
    number = db.execute("INSERT INTO signatures (signature, article_id) VALUES (?, ?)", (blob, article.id)).lastrowid
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?, ?)", [(*band, number) for band in bands(blob)])


def _erase(db: sqlite3.Connection, article_id: str) -> None:
    row = db.execute("SELECT number, signature FROM signatures WHERE article_id = ?", (article_id,)).fetchone()
    if row:
        db.executemany(
            "DELETE FROM bands WHERE value = ? AND band = ? AND number = ?",
            [(*band, row[0]) for band in bands(row[1])],
        )
        db.execute("DELETE FROM signatures WHERE number = ?", (row[0],))


def _candidates(db: sqlite3.Connection, article_id: str) -> list[str]:
    """Ids of the articles worth comparing: those of the same address or item, and those most alike by signature."""
    same_address = db.execute(
        "SELECT other.id FROM articles own JOIN articles other USING (canonical_url) "
        "WHERE own.id = ? AND other.id <> own.id ORDER BY other.day DESC, other.id LIMIT ?",
        (article_id, COMPARED),
    )
    same_item = db.execute(
        "SELECT DISTINCT other.article_id FROM identifiers own JOIN identifiers other USING (value) "
        "JOIN articles a ON a.id = other.article_id WHERE own.article_id = ?1 AND other.article_id <> ?1 "
        "AND (value LIKE 'item:%' OR value LIKE 'slug:%') ORDER BY value LIKE 'slug:%', a.day DESC, a.id LIMIT ?2",
        (article_id, COMPARED),
    )
    replacing = db.execute(
        "SELECT DISTINCT other.article_id FROM identifiers own JOIN identifiers other ON other.value = CASE "
        "WHEN own.value LIKE 'replaces:%' THEN 'item:' || substr(own.value, 10) "
        "WHEN own.value LIKE 'item:%' THEN 'replaces:' || substr(own.value, 6) END "
        "WHERE own.article_id = ?1 AND other.article_id <> ?1 ORDER BY other.article_id LIMIT ?2",
        (article_id, COMPARED),
    )
    found = dict.fromkeys(row[0] for row in (*same_address.fetchall(), *same_item.fetchall(), *replacing))
    number, blob = db.execute("SELECT number, signature FROM signatures WHERE article_id = ?", (article_id,)).fetchone()
    own = bands(blob)
    marks = ",".join("(?, ?)" for _ in own)
    alike = db.execute(
        f"WITH own (value, band) AS (VALUES {marks}) SELECT s.article_id, s.signature FROM ("
        "SELECT number, count(*) AS shared FROM own JOIN bands USING (value, band) WHERE number <> ? "
        "GROUP BY number ORDER BY shared DESC, number LIMIT ?) JOIN signatures s USING (number) ORDER BY shared DESC",
        (*(part for band in own for part in band), number, COMPARED),
    )
    for name, other in alike:
        if np.mean(hashes(blob) == hashes(other)) >= LIKENESS:
            found[name] = None
    return list(found)


def _supersede(db: sqlite3.Connection, older: str, head: str) -> None:
    """Make one version newest in the place of another, for its older versions and for the copies of it."""
    db.execute("UPDATE articles SET superseded_by = ?1 WHERE id = ?2 OR superseded_by = ?2", (head, older))
    db.execute("UPDATE articles SET copy_of = ?1 WHERE copy_of = ?2", (head, older))
    db.execute("UPDATE articles SET copy_of = NULL WHERE id = ?", (older,))


def _copy(db: sqlite3.Connection, heads: set[str]) -> None:
    """Make one of several newest versions current and the others, with the copies of them, copies of it."""
    if len(heads) == 1:
        return
    chains = [
        _load(db, row[0])
        for head in sorted(heads)
        for row in db.execute("SELECT id FROM articles WHERE id = ?1 OR superseded_by = ?1 ORDER BY id", (head,))
    ]
    current = _head(db, canonical(chains).id)
    for head in heads - {current}:
        db.execute("UPDATE articles SET copy_of = ?1 WHERE id = ?2 OR copy_of = ?2", (current, head))
    db.execute("UPDATE articles SET copy_of = NULL WHERE id = ?", (current,))


def _head(db: sqlite3.Connection, article_id: str) -> str:
    """The newest version of an article, which may be itself."""
    row = db.execute("SELECT coalesce(superseded_by, id) FROM articles WHERE id = ?", (article_id,)).fetchone()
    return str(row[0])


def _root(db: sqlite3.Connection, article_id: str) -> str:
    """The current article of a cluster."""
    head = _head(db, article_id)
    return str(db.execute("SELECT coalesce(copy_of, id) FROM articles WHERE id = ?", (head,)).fetchone()[0])


def _load(db: sqlite3.Connection, article_id: str) -> Article:
    article = load_article(db, article_id)
    assert article is not None  # ids come from the same transaction
    return article


def _moment(article: Article) -> str:
    return article.published.iso if article.published else ""
