"""How well copies and versions are found, and how fast: `python -m tests.dedup.figures`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal, NamedTuple

from briefbot.dedup.minhash import bands, signature
from briefbot.dedup.relations import relation
from briefbot.types import Article
from tests.conftest import make_article
from tests.dedup.pairs import Pair, corpus_pairs, half_of, made_pairs, written_pairs


class Figures(NamedTuple):
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def pairs_of(half: str) -> dict[str, list[Pair]]:
    """The labelled pairs of a half by their kind."""
    corpus = [pair for pair in corpus_pairs() if half_of(pair.name) == half]
    return {"written": written_pairs(half), "corpus": corpus, "made": made_pairs(half)}


def figures(pairs: Sequence[Pair], label: Literal["copy", "version"]) -> Figures:
    """How many pairs got the label rightly and wrongly, and how many missed it."""
    found = [(relation(pair.one, pair.other), pair.label) for pair in pairs]
    return Figures(
        sum(said == label == true for said, true in found),
        sum(said == label != true for said, true in found),
        sum(said != label == true for said, true in found),
    )


def lookup(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many of the copies and versions share a band, by which the library looks them up, and how many there are."""
    related = [pair for pair in pairs if pair.label]
    found = sum(bool(set(bands(signature(pair.one))) & set(bands(signature(pair.other)))) for pair in related)
    return found, len(related)


def main() -> None:
    for half in ("dev", "held"):
        for kind, pairs in pairs_of(half).items():
            for label in ("copy", "version"):
                row = figures(pairs, label)
                print(
                    f"{half:5} {kind:8} {len(pairs):4} pairs  {label:8} right {row.right:3}  wrong {row.wrong}  "
                    f"missed {row.missed}  precision {row.precision:.3f}  recall {row.recall:.3f}"
                )
            found, related = lookup(pairs)
            print(f"{half:5} {kind:8} lookup finds {found} of {related} copies and versions")
    _speed()


def _speed(count: int = 10_000) -> None:
    """Signatures and relations of varied texts."""
    base = [pair.one for half in ("dev", "held") for pair in made_pairs(half)]
    sentences = [paragraph.text for article in base for paragraph in article.paragraphs]
    articles = [_mixed(sentences, at) for at in range(count)]
    length = sum(len(paragraph.text.split()) for article in articles for paragraph in article.paragraphs) / count
    signature(articles[0])
    start = time.perf_counter()
    signatures = [signature(article) for article in articles]
    took = time.perf_counter() - start
    print(f"{count / took:,.0f} signatures a second, {len(signatures[0])} bytes each, {length:.0f} words an article")
    start = time.perf_counter()
    for one, other in zip(base[:300], base[1:301], strict=True):
        relation(one, other)
    print(f"{300 / (time.perf_counter() - start):,.0f} relations a second")


def _mixed(sentences: list[str], seed: int) -> Article:
    """An article of new words, in the lengths of real paragraphs."""
    texts = [sentences[(seed * 7 + at * 13) % len(sentences)] for at in range(6)]
    changed = [" ".join(f"{word}{seed % 9973}" if at % 3 else word for at, word in enumerate(t.split())) for t in texts]
    return make_article(*changed, title=f"Report {seed}")


if __name__ == "__main__":
    main()
