from __future__ import annotations

import pytest

from briefbot.text.people import in_place_of, meant, people, pronouns, quotations


def test_people_are_named_as_fully_as_they_are_anywhere() -> None:
    texts = ["Engineer Ada Holm led the work. Holm said it was hard.", "Mr Dahl disagreed, and so did Harrow Council."]
    assert people(texts) == ("Ada Holm", "Dahl")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (["Ada Holm led the work."], "Ada Holm"),
        (["Ada Holm led the work.", "It took weeks."], "Ada Holm"),
        (["The prime minister heard of it before a speech."], "the prime minister"),
        (["Ada Holm met Nils Dahl."], None),
        (["Ada Holm met the governor of Skerry."], None),
        (["Emmanuel Macron received Nils Dahl."], None),
        (["It took weeks.", "It cost millions."], None),
    ],
)
def test_a_pronoun_means_somebody_only_where_it_is_clear(before: list[str], expected: str | None) -> None:
    assert meant(before, ["Ada Holm", "Nils Dahl"]) == expected


def test_pronouns_are_found_with_their_place() -> None:
    texts = ["Engineer Ada Holm led the work. She said that it was hard.", "Nobody doubts it."]
    assert pronouns(texts) == {(0, 32): "Ada Holm"}


def test_a_possessive_at_the_beginning_is_resolved_too() -> None:
    texts = ["A little earlier the prime minister had asked for a general election. His motion won 293 votes."]
    assert pronouns(texts) == {(0, 70): "the prime minister"}
    assert in_place_of("His", "the prime minister") == "the prime minister's"


@pytest.mark.parametrize(
    ("sentence", "before", "expected"),
    [
        ('Ada Holm called it "a very dark night" on Monday.', [], [("Ada Holm", "a very dark night")]),
        ('He would "rather be dead in a ditch", he said.', ["The prime minister spoke in Skerry."],
         [("the prime minister", "rather be dead in a ditch")]),
        ('He would "rather be dead in a ditch", he said.', ["Ada Holm met Nils Dahl."], []),
        ('"Five demands, not one less," the slogan of the summer, was repeated.', [], []),
        ('Some held up signs with the word "silenced"; Ada Holm left.', [], []),
        ("Ada Holm said that it was hard.", [], []),
        ('"It costs us votes," said Robert Hornak, who ran for mayor.', ["Ada Holm led the work."], []),
        ('They say, "We will not sign it."', ["Ada Holm led the work."], []),
        ('"It is over," Sam Donnelly, a friend of Holm, said.', ["Ada Holm led the work."], []),
        ('"She will go on," a Skerry official said.', ["Ada Holm led the work."], []),
        ('"It is over," an aide to Ada Holm said.', [], []),
        ('"It is over," one adviser to President Nils Dahl told Channel Wire.', [], []),
        ('In a letter to her aides, Ada Holm said "it is over".', [], [("Ada Holm", "it is over")]),
        ('"It is over," she said.', ["Ada Holm led the work."], [("Ada Holm", "It is over,")]),
        ('"It is over," said she.', ["Ada Holm led the work."], [("Ada Holm", "It is over,")]),
        ('"It is over," the engineer said.', ["Ada Holm led the work."], [("Ada Holm", "It is over,")]),
        ('"It is over," Chief Engineer Ada Holm said.', [], [("Ada Holm", "It is over,")]),
    ],
)  # fmt: skip
def test_quotations_have_their_speaker(sentence: str, before: list[str], expected: list[tuple[str, str]]) -> None:
    found = quotations(sentence, before, ["Ada Holm", "Nils Dahl"])
    assert [(one.speaker, sentence[one.start : one.end]) for one in found] == expected


def test_a_name_is_taken_without_the_word_that_opens_its_sentence() -> None:
    assert people(["How Ada Holm said it is known.", "Meanwhile Nils Dahl said no."]) == ("Ada Holm", "Nils Dahl")


def test_constitutions_museums_and_openings_are_no_people() -> None:
    texts = ["The Skerry Constitution will be read. When Museum director Ada Holm said so, We asked. All agreed."]
    assert people(texts) == ("Ada Holm",)
    assert people(["Florida will vote. The US said no, and so did CNN."]) == ()
