from __future__ import annotations

import pytest

from briefbot.questions import credited, is_yes_or_no, named_publishers, unheard

PUBLISHERS = ("The Age", "Wire | World News", "Sports Life - Health", "BBC", "Coast Gazette")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did the harbour master resign?", True),
        ("Wasn’t the pier rebuilt?", True),
        ("After the vote of 3 September, was there a change in the plan?", True),
        ("Between the two reports, did the Gazette change its account?", True),
        ("Who resigned?", False),
        ("After the vote, who was named?", False),
        ("Considering the two reports, which minister was praised?", False),
        ("Is the ferry late or early?", False),
        ("In what year was the pier built?", False),
        ("Name the harbour master.", False),
    ],
)
def test_questions_that_ask_for_yes_or_no(question: str, expected: bool) -> None:
    assert is_yes_or_no(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the 'Coast Gazette' say?", ("Coast Gazette",)),
        ("Which plan did Wire praise and The Age blame?", ("The Age", "Wire | World News")),
        ("What did the BBC report?", ("BBC",)),
        ("What ended the age of steam?", ()),
        ("Does the Sports Life article name him?", ("Sports Life - Health",)),
        ("What did the wireless operator hear?", ()),
    ],
)
def test_publishers_that_a_question_names(question: str, expected: tuple[str, ...]) -> None:
    assert named_publishers(question, PUBLISHERS) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the Harbour Times article say of the pier?", ("Harbour Times",)),
        ("Who was named in an article by the Tide and another from 'Skerry Echo'?", ("Tide", "Skerry Echo")),
        ("Which engine, as reported by Ship World, failed?", ("Ship World",)),
        ("Did Ship World report on the engine?", ("Ship World",)),
        ("What do the articles from Tide and The Skerry Echo share?", ("Tide", "Skerry Echo")),
        ("Who reported the fire?", ()),
        ("What was said in the report of 3 May?", ()),
    ],
)
def test_names_given_as_publishers(question: str, expected: tuple[str, ...]) -> None:
    assert credited(question) == expected


def test_a_publisher_is_unheard_when_neither_the_library_nor_what_was_found_knows_it() -> None:
    question = "What do the Skerry Echo article, the Harbour Times article and the Holm report say?"
    texts = ["Coast Gazette, 2 May 2018: Pier\nEngineer Ada Holm inspected the pier."]
    assert unheard(question, PUBLISHERS, texts) == ("Skerry Echo", "Harbour Times")
    assert unheard(question, [*PUBLISHERS, "The Skerry Echo"], texts) == ("Harbour Times",)
    assert unheard("Who built the pier?", PUBLISHERS, texts) == ()
