from __future__ import annotations

import pytest

from briefbot.text.standing import (
    after_dateline,
    is_caption,
    loose_pronoun,
    names_speaker,
    points_back,
    points_elsewhere,
)


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("In papers shown to a court on Friday the council accepted that he must send the letter.", "he"),
        ("On Monday, she said that it was late.", "she"),
        ("A letter of the French government asked them to leave.", "them"),
        ("Poe said he would go.", ""),
        ("The minister lost his seat.", ""),
        ("After he lost the vote, Poe resigned.", ""),
        ("Residents of Skerry left their homes.", ""),
        ("“He will go,” Poe said.", ""),
        ("[Ada Holm] said that she would go.", ""),
    ],
)
def test_a_pronoun_is_loose_where_nobody_is_named_before_it(text: str, pronoun: str) -> None:
    assert loose_pronoun(text) == pronoun


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("It counted these votes in Skerry.", True),
        ("One of those towns is Skerry.", True),
        ("The vote is this week.", False),
        ("The ferry carried those who had waited.", False),
    ],
)
def test_what_points_back(text: str, back: bool) -> None:
    assert points_back(text) is back


@pytest.mark.parametrize(
    "line",
    [
        "Firefighters spray water on a barn near Skerry. Ann Poe/NW/Coast Images",
        "Ann Poe looks at the ferry from her home in Skerry on March 13, 2018. NW",
        "In this March 2018 file photo, Ann Poe speaks at the pier.",
        "Ann Poe/NW A ferry leaves the quay of Skerry.",
        "Ann Poe, pictured with her brother, won the race of Skerry.",
        "A fisherman holds up a sign at the pier of Skerry on March 13, 2018.",
        "The mill on Tuesday. Ann Poe/NW The pier of Skerry, on Thursday, March 15. Nils Dahl/Coast Images A ferry.",
    ],
)
def test_a_line_below_a_photograph_is_a_caption(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sailed again on March 13, 2018.",
        "The ferry is shut, said Ann Poe of the U.S. Forest Service.",
        "The results will be told no earlier than Aug. 31.",
        "The ferry sailed. It was late.",
    ],
)
def test_a_sentence_of_the_text_is_none(text: str) -> None:
    assert not is_caption(text) and not points_elsewhere(text)


@pytest.mark.parametrize(
    "line",
    [
        "Learn more:What to know about the ferry to Skerry",
        "What is a ferry?:How islanders cross the sea",
        "Read more: The pier of Skerry is shut",
        "Sign up for our newsletter here.",
        "Follow Ann Poe on Twitter: @annpoe",
        "A version of this article first appeared in the “Tides” newsletter.",
        "This story has been updated with further details.",
    ],
)
def test_a_line_that_leads_elsewhere_is_no_text(line: str) -> None:
    assert points_elsewhere(line)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("“The ferry is late,” Ann Poe said.", True),
        ("“The ferry is late,” the company said.", True),
        ("“The ferry is late,” said everybody.", False),
        ("“The ferry is late and cold.”", False),
        ("The council gathered for “a meeting on the late ferry” in Skerry.", False),
    ],
)
def test_a_quotation_has_its_speaker_in_its_sentence(text: str, named: bool) -> None:
    assert names_speaker(text) is named


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("SKERRY, Nordmark (NW) — The ferry sailed.", "The ferry"),
        ("SKERRY, Nord. – The ferry sailed.", "The ferry"),
        ("NW — The ferry sailed.", "The ferry"),
        ("Skerry - the island - was cut off.", "Skerry"),
    ],
)
def test_the_place_before_a_text_is_found(text: str, begins: str) -> None:
    assert text[after_dateline(text) :].startswith(begins)
