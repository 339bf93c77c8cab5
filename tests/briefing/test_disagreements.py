from __future__ import annotations

import datetime as dt

import pytest

from briefbot.briefing.disagreements import disagreements, shortened_disagreement
from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.types import Disagreement, Version
from briefbot.types import Passage
from briefbot.verification.excerpts import excerpts, quotation
from tests.briefing.passages import passages
from tests.doubles import BagOfWords

FIRST = dt.date(2018, 3, 12)


def found(some: tuple[Passage, ...]) -> tuple[Disagreement, ...]:
    return disagreements(some, FIRST, VectorStore(BagOfWords()))


def values(some: tuple[Passage, ...]) -> list[list[str]]:
    return [[version.value for version in one.versions] for one in found(some)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The organisers of Sunday's march said 430,000 had joined it. The police figure was 138,000 at the peak.",
            ["430,000", "138,000"],
        ),
        ("The organisers counted 230,000 there, the police 56,000.", ["230,000", "56,000"]),
        (
            "Police say 128,000 people stood in the park. The Front, which called it, says 1.7 million took part.",
            ["128,000", "1.7 million"],
        ),
        (
            "Minister Dahl at first told reporters that two missiles had been launched. Sudland's army reported one.",
            ["two missiles", "one"],
        ),
    ],
)
def test_two_counts_by_two_counters_side_by_side_differ(text: str, expected: list[str]) -> None:
    assert [value.split(" had")[0] for value in values(passages(text))[0]] == expected


@pytest.mark.parametrize(
    "text",
    [
        "According to Seoul it flew about 450 kilometers and climbed to about 910 kilometers.",
        "Members voted by 328 to 301, a margin of 27, for a motion.",
        "His motion won 293 votes, far short of the 434 that he needed, and 46 members opposed it.",
        "Police said 45 people were hurt. The hospital said it had treated 45.",
        "Police said about 300 people came. The organisers counted 310.",
    ],
)
def test_numbers_that_count_different_things_or_round_do_not(text: str) -> None:
    assert values(passages(text)) == []


def test_publishers_that_say_the_same_but_for_a_number_differ() -> None:
    one = passages("The fire in Harrow destroyed 40 houses near the harbour on Monday.", source="Coast Gazette")
    other = passages("On Monday the fire in Harrow destroyed 65 houses near the harbour.", source="Northern Post")
    assert values(one + other) == [["40 houses", "65 houses"]]


def test_a_later_count_brings_an_earlier_one_up_to_date() -> None:
    one = passages("The earthquake in Kesra killed 40 people.", source="Coast Gazette", day="2018-03-12")
    other = passages("The earthquake in Kesra killed 95 people.", source="Northern Post", day="2018-03-13")
    assert values(one + other) == []


def test_publishers_that_give_different_days_differ() -> None:
    one = passages("Minister Orlan will resign from the cabinet on Tuesday.", source="Coast Gazette")
    other = passages("Minister Orlan will resign from the cabinet on Friday.", source="Northern Post")
    assert [(d.kind, [v.value for v in d.versions]) for d in found(one + other)] == [("date", ["Tuesday", "Friday"])]


def test_an_account_that_another_denies_is_shown_with_it() -> None:
    text = (
        "Trump wrote on Twitter that he had told Bolton that his services were no longer needed. "
        "Bolton gave another account: he had offered to resign, he wrote."
    )
    (one,) = found(passages(text))
    assert (one.kind, [version.value for version in one.versions]) == ("account", ["Trump", "Bolton"])


def test_each_side_is_cited_word_for_word() -> None:
    some = passages("The organisers counted 230,000 there, the police 56,000.")
    for version in found(some)[0].versions:
        (citation,) = version.sentence.citations
        assert version.sentence.text == citation.quote
        assert some[0].text[citation.start : citation.end] == citation.quote


def test_who_gives_a_number_is_not_cut_off_from_what_was_said_before() -> None:
    some = passages("The police say 128,000 people came to the harbour on Monday.")
    sentence = quotation(excerpts(some)[0])
    version = Version(value="128,000", sentence=sentence)
    differ = Disagreement(about="the number of people", kind="number", versions=(version, version))
    told = SaidBefore(VectorStore(BagOfWords()))
    told.add([sentence.text])
    assert shortened_disagreement(differ, told) == differ
