"""The labelled claims of evals/judge.jsonl: well-formed, balanced, and over the sources that `ask` would show.

`python -m tests.evaluation.test_judge_file` writes the sources again, after a change to the reader or to dates.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from pydantic import Field

from briefbot.readers.formats import read_article
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import passage_of
from briefbot.settings import Settings
from briefbot.text.words import overlap
from briefbot.types import Frozen
from briefbot.verification.verifier import passage_text

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
FILE = ROOT / "evals" / "judge.jsonl"
LONGEST_CHUNK: int = Settings.model_fields["chunk_characters"].default

LEAST_CLAIMS = 240
LEAST_OF_AN_ERROR = 12
ERRORS = {
    "attribution",  # another said it, or what was said is given as fact
    "cause",  # an invented reason
    "date",
    "detail",  # a plausible addition
    "name",
    "negation",
    "number",
    "other-article",  # true, by another article
    "place",
    "role",  # who did what to whom
    "scope",  # some for all, at least for exactly, nearly for more than
    "tense",  # planned for done
    "unit",
}
TRUTHS = {
    "attribution",
    "compression",
    "date",
    "joined",  # two facts of one paragraph
    "numeral",  # digits for words, words for digits, or a small sum
    "paraphrase",
    "part",  # of a longer sentence
    "two",  # facts of two paragraphs
    "verbatim",
    "voice",  # passive for active, or a noun for its verb
}


class LabelledClaim(Frozen):
    """One line of the file."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    file: str
    paragraph: int | tuple[int, int]
    source: str
    claim: str = Field(pattern=r"^\S.*\S$")
    supported: bool
    kind: str

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """The numbers of the paragraphs that the claim is judged by."""
        return self.paragraph if isinstance(self.paragraph, tuple) else (self.paragraph,)


@cache
def claims() -> tuple[LabelledClaim, ...]:
    """The lines of the file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(LabelledClaim.model_validate_json(line) for line in lines)


@cache
def texts(file: str) -> dict[int, str]:
    """The paragraphs of an article by number, each as the judge sees it."""
    article = read_article(CORPUS / file)
    chunks = chunk_article(article, LONGEST_CHUNK)
    assert len(chunks) == len(article.paragraphs), f"{file} has a paragraph that is split"
    return {chunk.paragraph: passage_text(passage_of(chunk, article)) for chunk in chunks}


def source(claim: LabelledClaim) -> str:
    """What the judge is shown with a claim, made anew from the article."""
    return "\n".join(texts(claim.file)[number] for number in claim.paragraphs)


def test_each_source_is_what_ask_would_show() -> None:
    stale = [claim.id for claim in claims() if claim.source != source(claim)]
    assert not stale, "Read these claims again, then run python -m tests.evaluation.test_judge_file"


def test_half_of_many_claims_are_unsupported() -> None:
    assert len(claims()) >= LEAST_CLAIMS
    assert abs(sum(claim.supported for claim in claims()) / len(claims()) - 0.5) <= 0.03


def test_every_kind_of_error_is_there_often_enough_to_be_counted() -> None:
    errors = Counter(claim.kind for claim in claims() if not claim.supported)
    assert errors.keys() == ERRORS
    assert min(errors.values()) >= LEAST_OF_AN_ERROR


def test_supported_claims_are_of_known_kinds() -> None:
    assert {claim.kind for claim in claims() if claim.supported} == TRUTHS


def test_no_id_and_no_claim_comes_twice() -> None:
    ids = Counter(claim.id for claim in claims())
    words = Counter(" ".join(claim.claim.lower().split()) for claim in claims())
    assert [value for counter in (ids, words) for value, times in counter.items() if times > 1] == []


def test_every_article_is_used_for_both_labels() -> None:
    articles = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.*")} - {"README.md"}
    for supported in (True, False):
        assert {claim.file for claim in claims() if claim.supported is supported} == articles


def test_counting_words_does_not_tell_the_labels_apart() -> None:
    shares: dict[bool, list[float]] = {True: [], False: []}
    for claim in claims():
        shares[claim.supported].append(overlap(claim.claim, claim.source))
    cuts = sorted({*shares[True], *shares[False]})
    assert max(_balanced_accuracy(shares, cut) for cut in cuts) <= 0.6


def test_a_third_of_the_supported_claims_share_few_words_with_their_source() -> None:
    supported = [claim for claim in claims() if claim.supported]
    assert sum(overlap(claim.claim, claim.source) < 0.5 for claim in supported) * 3 >= len(supported)


def _balanced_accuracy(shares: dict[bool, list[float]], cut: float) -> float:
    kept = sum(share >= cut for share in shares[True]) / len(shares[True])
    refused = sum(share < cut for share in shares[False]) / len(shares[False])
    return (kept + refused) / 2


if __name__ == "__main__":
    renewed = [claim.model_copy(update={"source": source(claim)}) for claim in claims()]
    FILE.write_text("".join(f"{claim.model_dump_json()}\n" for claim in renewed), encoding="utf-8")
