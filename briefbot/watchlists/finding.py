"""New articles against all lists: what each list is told, each story once, and what a correction changed."""

from __future__ import annotations

import base64
import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from briefbot.citations import quote, quoted
from briefbot.dedup.diff import describe_difference, differences
from briefbot.library.holding import Held
from briefbot.library.store import Library
from briefbot.library.watchlists import Arrival, KeptList, NewHit
from briefbot.search.embedding import Embedder, Vectors
from briefbot.search.retrieval import passage_of
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import content_words, roots
from briefbot.types import Article, Chunk, Frozen, Sentence
from briefbot.watchlists.compiled import FORMAT, Profile, compile_lists, from_bytes, to_bytes
from briefbot.watchlists.matching import Matcher, matched_text, weigh
from briefbot.watchlists.types import Hit, HitKind, Watchlist

BATCH = 256  # arrivals read at a time
_NEAREST = 3  # paragraphs of a hit in which its sentence is looked for
SHORT = 5  # words; fewer, as of a place before its news, tell nothing
OF_WORDS = 0.3  # of a sentence's worth, beside its cosine, for having all words of the query
MOST_CHANGES = 12  # lines told of a correction


class MatchReport(Frozen):
    """What came of comparing new articles with the lists."""

    articles: int = 0
    hits: int = 0
    waiting: int = 0
    """Articles under embargo, which are compared when their hour has come."""


def read_list(kept: KeptList) -> Watchlist:
    """A list from its JSON."""
    return Watchlist.model_validate_json(kept.json_text)


def make_profiles(lists: Sequence[Watchlist], library: Library, embedder: Embedder) -> list[Profile]:
    """What the queries of lists are compared by."""
    vectors = list(embedder.embed([each.query for each in lists])) if lists else []
    articles = library.counts()[0]
    words = {word for each in lists for word in content_words(each.query)}
    counts = {next(iter(roots(word)), word): count for word, count in library.article_frequencies(words).items()}
    return [
        Profile(
            vector=base64.b64encode(np.asarray(vector, dtype="<f4").tobytes()).decode(),
            weights=weigh(each.query, counts, articles),
        )
        for each, vector in zip(lists, vectors, strict=True)
    ]


def load_matcher(library: Library, embedder: Embedder) -> Matcher:
    """All lists ready to be compared with articles.

    They are kept so, and made again when a list, the embedder or the size of the library (by the next power of two) has
    changed; what a query was made into is kept besides.
    """
    size = math.ceil(math.log2(library.counts()[0] + 1))
    base = f"{embedder.ref.sha256} {size}"
    key = f"{FORMAT} {library.lists_revision()} {base}"  # read before the lists are
    ready = library.matcher(key)
    if ready is not None:
        return Matcher(from_bytes(ready))
    kept, known = library.watchlists(), library.profiles()
    lists = [read_list(each) for each in kept]
    keys = [f"{base} {each.query}" for each in lists]
    stale = [at for at, each in enumerate(lists) if known.get(each.id, ("", ""))[0] != keys[at]]
    fresh = dict(zip(stale, make_profiles([lists[at] for at in stale], library, embedder), strict=True))
    if fresh:
        library.save_profiles([(lists[at].id, keys[at], profile.model_dump_json()) for at, profile in fresh.items()])
    profiles = [fresh.get(at) or Profile.model_validate_json(known[each.id][1]) for at, each in enumerate(lists)]
    compiled = compile_lists(lists, profiles, {each.id: each.since for each in kept})
    library.save_matcher(key, to_bytes(compiled))
    return Matcher(compiled)


def match_arrivals(
    library: Library,
    embedder: Embedder,
    now: dt.datetime,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> MatchReport:
    """Compare all articles that have come with all lists; each comparison is one transaction."""
    finder = _Finder(library, embedder, load_matcher(library, embedder), now)
    articles = hits = waiting = after = 0
    while batch := library.arrivals(BATCH, after):
        after = max(arrival.number for arrival in batch)
        begin(len(batch))
        held = library.held(now)
        for arrival in sorted(batch, key=lambda each: library.standing(each.article_id).copy_of is not None):
            why = held.get(arrival.article_id)
            if why and not why.taken_back:
                waiting += 1
            else:
                found = [] if why else finder.hits(arrival)
                library.settle_arrival(arrival, found)
                articles, hits = articles + 1, hits + len(found)
            done(1)
    return MatchReport(articles=articles, hits=hits, waiting=waiting)


def found_of_late(watchlist: Watchlist, library: Library, embedder: Embedder, days: int, now: dt.datetime) -> list[Hit]:
    """What a list would have been told of the articles of the last days, newest first; nothing is written."""
    matcher = Matcher(compile_lists([watchlist], make_profiles([watchlist], library, embedder)))
    finder = _Finder(library, embedder, matcher, now)
    held = library.held(now)
    seen: set[str] = set()
    hits = []
    first = now.date() - dt.timedelta(days=days)
    for name in reversed(library.articles_between(first, now.date() + dt.timedelta(days=1))):
        if name in held or name in seen or library.standing(name).superseded_by:
            continue
        article = library.article(name)
        vectors = finder.vectors(article)
        for _, score in matcher.hits(matched_text(article), vectors):
            seen.update(library.linked(name))
            hits.append(finder.told(watchlist, article, vectors, score))
    return hits


def found_with_copies(hit: Hit, library: Library, held: Mapping[str, Held]) -> Hit:
    """A hit with the articles that carry the same text by now."""
    if not library.has_article(hit.article_id):
        return hit
    copies = [copy for copy in library.copies_of(hit.article_id) if copy.id not in held]
    return hit.model_copy(update={"also": tuple(f"{copy.source or copy.path}: {copy.title}" for copy in copies)})


class _Finder:
    """Compares articles with the lists of a matcher."""

    def __init__(self, library: Library, embedder: Embedder, matcher: Matcher, now: dt.datetime) -> None:
        self._library, self._embedder, self._matcher, self._now = library, embedder, matcher, now
        lists = matcher.compiled
        self._since = dict(zip(lists.ids, lists.since.tolist(), strict=True))

    def vectors(self, article: Article) -> Vectors:
        """The vectors of an article's paragraphs."""
        return self._embedder.embed([paragraph.text for paragraph in article.paragraphs])

    def hits(self, arrival: Arrival) -> list[NewHit]:
        """What an article is to the lists that are to be told of it."""
        if not self._since or self._library.standing(arrival.article_id).superseded_by:
            return []  # its newest version is told of
        article = self._library.article(arrival.article_id)
        vectors = self.vectors(article)
        known = self._library.lists_with(self._library.linked(article.id))
        matched = self._matcher.hits(matched_text(article), vectors)
        found: dict[str, Hit | None] = {
            name: self.told(watchlist, article, vectors, score)
            for name, score in matched
            if name not in known and arrival.number > self._since[name] and (watchlist := self._list(name))
        }
        for name, articles in known.items():
            watchlist = self._list(name)
            found[name] = self._corrected(watchlist, article, vectors, articles) if watchlist else None
        return [
            NewHit(list_id=name, article_id=article.id, found=hit.found.isoformat(), json_text=hit.model_dump_json())
            for name, hit in found.items()
            if hit
        ]

    def _list(self, name: str) -> Watchlist | None:
        """The list of an id; None where it has gone meanwhile."""
        kept = self._library.watchlist(name)
        return read_list(kept) if kept else None

    def told(self, watchlist: Watchlist, article: Article, vectors: Vectors, score: float) -> Hit:
        """An article as a list is told of it."""
        return Hit(
            article_id=article.id,
            title=article.title,
            source=article.source,
            day=article.day,
            url=article.url,
            score=score,
            sentence=self._sentence(watchlist, article, vectors),
            found=self._now,
        )

    def _corrected(self, watchlist: Watchlist, article: Article, vectors: Vectors, told: Iterable[str]) -> Hit | None:
        """An article as the correction of one that a list was told of; None where it is none, or changes nothing."""
        versions = self._library.versions_of(article.id)
        places = {version.id: at for at, version in enumerate(versions)}
        older = [places[name] for name in told if places.get(name, len(versions)) < places.get(article.id, 0)]
        if not older:
            return None
        changes = differences(versions[max(older)], article)
        if not changes:
            return None
        lines = tuple(describe_difference(change) for change in changes[:MOST_CHANGES])
        hit = self.told(watchlist, article, vectors, 0.0)
        return hit.model_copy(update={"kind": HitKind.CORRECTED, "changes": lines})

    def _sentence(self, watchlist: Watchlist, article: Article, vectors: Vectors) -> Sentence:
        """The sentence of an article that says most of a query, quoted."""
        query = self._embedder.embed([watchlist.query])[0]
        nearest = np.argsort(-(vectors @ query), kind="stable")[:_NEAREST]
        spans = [(int(at), span) for at in nearest for span in sentence_spans(article.paragraphs[at].text)]
        long = [(at, span) for at, span in spans if len(article.paragraphs[at].text[slice(*span)].split()) >= SHORT]
        spans = long or spans
        texts = [article.paragraphs[at].text[start:end] for at, (start, end) in spans]
        wanted = roots(watchlist.query)
        shared = np.array([len(wanted & roots(text)) / max(1, len(wanted)) for text in texts])
        worth = self._embedder.embed(texts) @ query + OF_WORDS * shared
        at, span = spans[int(np.argmax(worth))]
        return quoted(quote(passage_of(_whole(article, at), article), span))


def _whole(article: Article, at: int) -> Chunk:
    """A paragraph as a chunk."""
    paragraph = article.paragraphs[at]
    return Chunk(
        id=f"{article.id}-{paragraph.number}-0-{len(paragraph.text)}",
        article_id=article.id,
        paragraph=paragraph.number,
        start=0,
        end=len(paragraph.text),
        text=paragraph.text,
        header="",
    )
