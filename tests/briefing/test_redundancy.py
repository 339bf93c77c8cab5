from __future__ import annotations

import pytest

from briefbot.briefing.redundancy import SaidBefore, is_nearly, is_told_by, says_same
from briefbot.briefing.similarity import VectorStore
from briefbot.verification.excerpts import dangles, excerpts, widened
from tests.briefing.passages import passages
from tests.doubles import BagOfWords

VECTORS = VectorStore(BagOfWords())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The ferry sailed on Monday.", "On Monday the ferry sailed, two hours late.", True),
        ("The ferry sailed on Monday.", "The council will vote on Thursday.", False),
        ("The bill passed by 328 votes to 301.", "The bill passed by 327 votes to 299.", False),
        ("Repairs took 14 weeks.", "Repairs took 14 weeks and cost 3.2 million crowns.", True),
        ("", "The ferry sailed.", False),
    ],
)
def test_which_sentences_say_the_same(one: str, other: str, same: bool) -> None:
    assert says_same(one, other, VECTORS) is same
    assert says_same(other, one, VECTORS) is same


def test_told_remembers() -> None:
    told = SaidBefore(VECTORS)
    assert not told.repeats("The ferry sailed on Monday.")
    told.add(["The ferry sailed on Monday."])
    assert told.repeats("On Monday the ferry sailed.")


@pytest.mark.parametrize(
    "text",
    ["He said so.", "Two days after that the law takes effect.", "But nobody came.", "Hours after her vote they met."],
)
def test_what_points_back_dangles(text: str) -> None:
    assert dangles(text)


@pytest.mark.parametrize("text", ["Hours after the vote he left.", "The ferry sailed.", "Hear, hear, said one."])
def test_what_does_not_point_back_does_not_dangle(text: str) -> None:
    assert not dangles(text)


def test_a_short_sentence_is_widened_by_the_one_before() -> None:
    text = "Lawmakers asked the High Court to suspend the ban. A hearing is expected."
    last = excerpts(passages(text))[-1]
    assert widened(last).text == text


def test_a_sentence_does_not_end_within_an_abbreviation() -> None:
    text = "Pyongyang complained about a South Korean-U.S. exercise set for August. Nobody answered."
    assert [excerpt.text for excerpt in excerpts(passages(text))] == [
        "Pyongyang complained about a South Korean-U.S. exercise set for August.",
        "Nobody answered.",
    ]


@pytest.mark.parametrize(
    ("one", "other", "nearly"),
    [
        ("The ferry of Skerry sailed again on Monday.", "On Monday the ferry of Skerry sailed again.", True),
        ("The ferry of Skerry sailed on Monday.", "The ferry of Skerry sailed on Monday, two hours late.", False),
        ("The bill passed by 328 votes.", "The bill passed by 327 votes.", False),
    ],
)
def test_which_sentences_are_nearly_one(one: str, other: str, nearly: bool) -> None:
    assert is_nearly(one, other) is nearly
    told = SaidBefore(VECTORS)
    told.add([one])
    assert told.has(other) is nearly


def test_a_sentence_that_its_headline_tells() -> None:
    assert is_told_by("The ferry to Skerry sails again.", "Ferry to Skerry sails again")
    assert not is_told_by("The ferry to Skerry sails again after 14 weeks.", "Ferry to Skerry sails again")
    assert not is_told_by("Ada Holm led the repairs of the ferry.", "Ferry to Skerry sails again")
