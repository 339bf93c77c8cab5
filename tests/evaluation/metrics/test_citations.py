from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from briefbot.evaluation.metrics.citations import (
    Attribution,
    attributed,
    citation_precision,
    citation_recall,
    gold_support,
)


def any_of(*sets: set[str]) -> Callable[[Sequence[str]], bool]:
    """A judge that says yes to texts that hold one of these sets."""
    return lambda texts: any(one <= set(texts) for one in sets)


@pytest.mark.parametrize(
    ("cited", "supports", "expected"),
    [
        (["a"], any_of({"a"}), (True, (True,))),
        (["b"], any_of({"a"}), (False, (False,))),
        ([], any_of(set()), (False, ())),
        (["a", "b"], any_of({"a"}), (True, (True, False))),  # b is irrelevant
        (["a", "b"], any_of({"a", "b"}), (True, (True, True))),  # neither alone, both together
        (["a", "b"], any_of({"a"}, {"b"}), (True, (True, True))),  # each alone
        (["a", "b", "c"], any_of({"a", "b"}), (True, (True, True, False))),
        (["c", "d"], any_of({"a"}), (False, (False, False))),
    ],
)
def test_alce(
    cited: list[str], supports: Callable[[Sequence[str]], bool], expected: tuple[bool, tuple[bool, ...]]
) -> None:
    found = attributed(cited, supports)
    assert (found.supported, found.needed) == expected


def test_figures_of_an_answer() -> None:
    sentences = [Attribution(supported=True, needed=(True, False)), Attribution(supported=False, needed=(False,))]
    assert citation_recall(sentences) == 0.5
    assert citation_precision(sentences) == pytest.approx(1 / 3)


def test_an_answer_without_sentences_has_no_figures() -> None:
    assert citation_recall([]) is None
    assert citation_precision([]) is None


def test_an_answer_without_citations_has_no_precision_to_speak_of() -> None:
    assert citation_precision([Attribution(supported=False, needed=())]) == 0.0


def test_gold_support_asks_for_a_proof_of_every_fact() -> None:
    supports = gold_support([frozenset({("a", 1), ("b", 2)}), frozenset({("c", 3)})], frozenset())
    assert supports([("a", 1), ("c", 3)])
    assert supports([("b", 2), ("c", 3), ("d", 4)])
    assert not supports([("a", 1)])


def test_a_sentence_without_a_fact_has_to_cite_some_gold_paragraph() -> None:
    supports = gold_support([], frozenset({("a", 1)}))
    assert supports([("a", 1), ("x", 1)])
    assert not supports([("x", 1)])
