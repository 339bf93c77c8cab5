from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.answering.drafting import answer_grammar, parse_prose
from briefbot.citations import REFUSAL, parse_draft


def test_a_draft_is_taken_apart_into_sentences_with_their_citations() -> None:
    draft = parse_draft("The U.S. proposed talks on Aug. 22 [1]. The vote was 328-301, he said [2][3]. And then the")
    assert [(claim.text, claim.numbers) for claim in draft.claims] == [
        ("The U.S. proposed talks on Aug. 22.", (1,)),
        ("The vote was 328-301, he said.", (2, 3)),
    ]


def test_a_sentence_without_its_own_citation_shares_the_next_one() -> None:
    draft = parse_draft("Kim left. He flew home [2].")
    assert [(claim.text, claim.numbers) for claim in draft.claims] == [("Kim left.", (2,)), ("He flew home.", (2,))]


def test_a_refusal_is_a_value_of_its_own() -> None:
    assert parse_draft(REFUSAL).refused
    assert not parse_draft("The talks were NOT STATED to be over [1].").refused


def test_a_draft_without_citations_claims_nothing() -> None:
    assert parse_draft("Something that was cut off before its").refused
    assert parse_draft("").refused


def test_initials_that_the_model_parts_are_joined() -> None:
    assert parse_draft("The U. S. envoy left [1].").claims[0].text == "The U.S. envoy left."


@given(st.text())
def test_any_text_can_be_taken_apart(text: str) -> None:
    draft = parse_draft(text)
    assert draft.refused == (not draft.claims)


def test_the_grammar_names_exactly_the_passages_given() -> None:
    assert re.findall(r'"\[(\d+)\]"', answer_grammar(4)) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The bill was withdrawn [1].", [("The bill was withdrawn.", (1,))]),
        (
            "It was withdrawn on 4 September. [1][2] Lam said so (passage 3)",
            [("It was withdrawn on 4 September.", (1, 2)), ("Lam said so.", (3,))],
        ),
        ("- One [1, 2].\n- Two.", [("One.", (1, 2)), ("Two.", ())]),
        ("The U. S. envoy did not say when. [1]", [("The U.S. envoy did not say when.", (1,))]),
        ("The article says that he will not resign [2].", [("The article says that he will not resign.", (2,))]),
        ("Police had no information [2].", [("Police had no information.", (2,))]),
    ],
)
def test_free_prose_is_taken_apart(text: str, claims: list[tuple[str, tuple[int, ...]]]) -> None:
    draft = parse_prose(text)
    assert not draft.refused
    assert [(claim.text, claim.numbers) for claim in draft.claims] == claims


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "NOT STATED",
        "Not stated [1].",
        "The passages do not say who paid.",
        "The provided information is not sufficient.",
        "None of the passages mention it.",
        "The name of the engineer is not mentioned in the passages.",
        "There is no information about that.",
    ],
)
def test_free_prose_can_refuse(text: str) -> None:
    assert parse_prose(text).refused


@given(st.text())
def test_any_prose_can_be_taken_apart(text: str) -> None:
    draft = parse_prose(text)
    assert draft.refused == (not draft.claims)
