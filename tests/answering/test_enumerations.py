from __future__ import annotations

import pytest

from briefbot.answering.enumerations import enumerated, is_of_class, is_place, places_in
from briefbot.answering.kinds import Sort
from briefbot.answering.lines import terms


def items(text: str, sort: Sort = Sort.ANY, people: tuple[str, ...] = (), question: str = "") -> list[str]:
    return [text[slice(*span)] for span in enumerated(text, sort, people, terms(question))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They ask for higher pay, a cabin for each crew and an end to double shifts.",
         ["higher pay", "a cabin for each crew", "an end to double shifts"]),
        ("Soup, bread, and cheese are sold.", ["Soup", "bread", "cheese"]),
        ("Jo Poe, the younger brother of the mayor and a clerk in his office, left.", []),
        ("The ferry left Norhamn, passed the pier and reached Skerry.", []),
        ("It was closed on Saturday, something that hardly anyone knew, and a city stayed at home.", []),
        ("He said that the pier, the boats and she would go.", []),
    ],
)  # fmt: skip
def test_what_commas_part_are_things_but_no_clauses_and_no_explanations(text: str, found: list[str]) -> None:
    assert items(text) == found


def test_people_are_parted_with_what_is_told_of_each() -> None:
    people = ("Ada Holm", "Erik Dahl", "Nils Dahl")
    text = "Ada Holm becomes harbour master, Erik Dahl takes the tolls and Nils Dahl the boats."
    assert items(text, Sort.PEOPLE, people) == [
        "Ada Holm becomes harbour master",
        "Erik Dahl takes the tolls",
        "Nils Dahl the boats",
    ]


def test_people_of_whom_nothing_is_told_are_named_alone() -> None:
    text = "Among them were two pilots, Ada Holm and Erik Dahl, and Sir Nils Berg, a grandson of Ole Berg, he said."
    people = ("Ada Holm", "Erik Dahl", "Nils Berg", "Ole Berg")
    assert items(text, Sort.PEOPLE, people) == ["Ada Holm", "Erik Dahl", "Sir Nils Berg, a grandson of Ole Berg"]


def test_whom_the_question_names_is_no_answer() -> None:
    text = "Ada Holm and Erik Dahl met."
    assert items(text, Sort.PEOPLE, ("Ada Holm", "Erik Dahl")) == ["Ada Holm", "Erik Dahl"]
    assert items(text, Sort.PEOPLE, ("Ada Holm", "Erik Dahl"), "whom did Holm meet") == []


def test_places_are_names_of_nobody() -> None:
    assert items("It sails after stops in Norhamn, Sweden and the United Kingdom.", Sort.PLACES) == [
        "Norhamn",
        "Sweden",
        "the United Kingdom",
    ]
    assert items("Holm, Dahl and Berg are on board.", Sort.PLACES, ("Ada Holm",)) == []
    assert (is_place("the European Union"), is_place("Ada Holm")) == (True, False)
    assert places_in("Canada followed on Wednesday, hours before Washington.") == ["Canada", "Washington"]


@pytest.mark.parametrize(
    ("name", "question", "fits"),
    [
        ("Sweden", "which cities were proposed?", False),
        ("the United States", "which towns were named?", False),
        ("Hong Kong", "which cities had marches?", True),
        ("Mexico City", "which cities had marches?", True),
        ("Pyongyang", "which cities were proposed?", True),
        ("Pyongyang", "which countries took part?", False),
        ("North Korea", "which countries took part?", True),
        ("Skerry", "which countries took part?", True),
        ("Sweden", "which places were proposed?", True),
    ],
)
def test_no_country_is_a_town_and_no_capital_a_country(name: str, question: str, fits: bool) -> None:
    assert is_of_class(name, question) is fits
