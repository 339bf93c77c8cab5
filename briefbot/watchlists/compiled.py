"""All lists in the form in which articles are compared with them: arrays and inverted indexes, kept as bytes.

It is made when lists change and kept in the library: a round of one article need not make it again.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from briefbot.search.embedding import Vectors
from briefbot.types import Frozen
from briefbot.watchlists.types import Watchlist

FORMAT = 1
"""Of the bytes; one more when they change."""
ANY_SOURCE = "*"
_WORD = re.compile(r"\w+(?:'\w+)*")
Sums = npt.NDArray[np.float64]


class Profile(Frozen):
    """What the query of a list was made into."""

    vector: str
    """Its embedding: little-endian floats of 32 bits in base64."""
    weights: dict[str, float]
    """How rare each root of the query is; they sum to 1."""

    @property
    def embedding(self) -> Vectors:
        """The embedding as one row."""
        return np.frombuffer(base64.b64decode(self.vector), dtype="<f4")


@dataclass(frozen=True)
class Postings:
    """Which lists have a key, and what it weighs there."""

    rows: Mapping[str, int]
    """The row of each key."""
    ends: Sequence[int]
    """Where each row begins, and where the last one ends."""
    at: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]

    @classmethod
    def of(cls, weighed: Sequence[Mapping[str, float]]) -> Postings:
        """Those of the keys of some lists."""
        found: dict[str, list[tuple[int, float]]] = {}
        for number, each in enumerate(weighed):
            for key, weight in each.items():
                found.setdefault(key, []).append((number, weight))
        pairs = [pair for each in found.values() for pair in each]
        return cls(
            rows=dict(zip(found, range(len(found)), strict=True)),
            ends=np.cumsum([0, *map(len, found.values())]).tolist(),
            at=np.array([number for number, _ in pairs], dtype=np.int32),
            weights=np.array([weight for _, weight in pairs], dtype=np.float32),
        )

    def sums(self, keys: Iterable[str], lists: int) -> Sums:
        """What the keys weigh together in each list."""
        parts = [(self.ends[row], self.ends[row + 1]) for key in keys if (row := self.rows.get(key)) is not None]
        if not parts:
            return np.zeros(lists)
        at = np.concatenate([self.at[first:last] for first, last in parts])
        weights = np.concatenate([self.weights[first:last] for first, last in parts])
        return np.asarray(np.bincount(at, weights, minlength=lists), dtype=np.float64)


@dataclass(frozen=True)
class CompiledLists:
    """Some lists, each by its number."""

    ids: Sequence[str]
    since: npt.NDArray[np.int64]
    """The arrival after which each list counts."""
    has_words: npt.NDArray[np.bool_]
    queries: Vectors
    words: Postings
    """Roots of the queries."""
    any: Postings
    all: Postings
    none: Postings
    sources: Postings
    needed: npt.NDArray[np.int64]
    """How many terms an article must have all of."""
    asks: npt.NDArray[np.bool_]
    """Whether it must have one of some terms."""
    runs: Mapping[str, Sequence[int]]
    """For the first word of each term of several, how many words such terms have."""
    prefixes: Sequence[int]
    """The lengths of beginnings of words that are looked for."""

    def keys_of(self, words: Sequence[str]) -> set[str]:
        """The keys of all terms that a text of these words may have, and of its words besides."""
        single = set(words)
        found = {" ".join(words[at : at + length]) for at, length in self._runs_in(words, single)}
        found.update(f"{word[:length]}*" for length in self.prefixes for word in single)
        return found | single

    def _runs_in(self, words: Sequence[str], single: set[str]) -> list[tuple[int, int]]:
        firsts = single & self.runs.keys()
        if not firsts:
            return []
        return [(at, length) for at, word in enumerate(words) if word in firsts for length in self.runs[word]]


def compile_lists(
    lists: Sequence[Watchlist], profiles: Sequence[Profile], since: Mapping[str, int] | None = None
) -> CompiledLists:
    """Lists as they are compared.

    Args:
        lists: them.
        profiles: what their queries were made into, in the same order.
        since: the arrival after which each counts, by its id; all do from the first where it is not given.
    """
    terms = {
        "any": [each.any for each in lists],
        "all": [each.all for each in lists],
        "none": [each.none for each in lists],
    }
    keys = {name: [dict.fromkeys(map(_key, some), 1.0) for some in each] for name, each in terms.items()}
    every = {key for some in keys.values() for each in some for key in each}
    runs: dict[str, set[int]] = {}
    for words in (key.split() for key in every if " " in key):
        runs.setdefault(words[0], set()).add(len(words))
    sources = [dict.fromkeys((name.casefold() for name in each.sources or (ANY_SOURCE,)), 1.0) for each in lists]
    known = since or {}
    return CompiledLists(
        ids=[each.id for each in lists],
        since=np.array([known.get(each.id, 0) for each in lists], dtype=np.int64),
        has_words=np.array([each.has_words for each in lists], dtype=np.bool_),
        queries=np.array([profile.embedding for profile in profiles], dtype=np.float32),
        words=Postings.of([profile.weights for profile in profiles]),
        any=Postings.of(keys["any"]),
        all=Postings.of(keys["all"]),
        none=Postings.of(keys["none"]),
        sources=Postings.of(sources),
        needed=np.array([len(each) for each in keys["all"]], dtype=np.int64),
        asks=np.array([bool(each) for each in keys["any"]], dtype=np.bool_),
        runs={first: sorted(lengths) for first, lengths in sorted(runs.items())},
        prefixes=sorted({len(key) - 1 for key in every if key.endswith("*")}),
    )


_POSTINGS = ("words", "any", "all", "none", "sources")
_ARRAYS = ("since", "has_words", "queries", "needed", "asks")


def to_bytes(compiled: CompiledLists) -> bytes:
    """Lists as bytes, which `from_bytes` reads."""
    texts = {"ids": list(compiled.ids), "runs": compiled.runs, "prefixes": compiled.prefixes}
    arrays = {name: getattr(compiled, name) for name in _ARRAYS}
    for name in _POSTINGS:
        postings: Postings = getattr(compiled, name)
        texts[name] = list(postings.rows)
        arrays[f"{name} ends"] = np.array(postings.ends, dtype=np.int64)
        arrays[f"{name} at"], arrays[f"{name} weights"] = postings.at, postings.weights
    arrays["texts"] = np.frombuffer(json.dumps(texts).encode(), dtype=np.uint8)
    target = io.BytesIO()
    np.savez(target, allow_pickle=False, **arrays)
    return target.getvalue()


def from_bytes(data: bytes) -> CompiledLists:
    """Lists from the bytes of `to_bytes`."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        texts = json.loads(arrays["texts"].tobytes())
        parts: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        parts |= {
            name: Postings(
                rows=dict(zip(texts[name], range(len(texts[name])), strict=True)),
                ends=arrays[f"{name} ends"].tolist(),
                at=arrays[f"{name} at"],
                weights=arrays[f"{name} weights"],
            )
            for name in _POSTINGS
        }
        return CompiledLists(ids=texts["ids"], runs=texts["runs"], prefixes=texts["prefixes"], **parts)


def plain_words(text: str) -> list[str]:
    """The words of a text without case, with straight apostrophes and without possessive endings."""
    plain = text.casefold().replace("’", "'")
    return [word.removesuffix("'s") for word in _WORD.findall(plain)]


def _key(term: str) -> str:
    """A term as it is looked for: plain words, or the beginning of one with '*' behind it."""
    if term.isascii() and term.isalnum():
        return term.lower()
    words = " ".join(plain_words(term))
    return f"{words.replace(' ', '')}*" if term.rstrip().endswith("*") else words
