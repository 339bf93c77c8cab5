from __future__ import annotations

import pytest

from briefbot.answering.leaning import leans

BEFORE = ("When did the toll of the ferry rise?", "The toll rose in June, the council of Skerry said.")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("and when was that?", "'that'"),
        ("why?", "'why' alone"),
        ("Who else?", "'Who else'"),
        ("what did Seoul say?", "'say' without what"),
        ("How did the council react", "'react' without what"),
        ("is he still in office?", "'he'"),
        ("and the year before?", "'the year before'"),
        ("what about Tokyo?", "no verb"),
        ("And in October?", "no verb"),
        ("How many were hurt?", "too few words to stand alone"),
        ("by how much did the toll rise?", "'the toll"),
        ("what happened next?", "'next'"),
        ("What did Holm say about it?", "'it'"),
        ("What came of those talks?", "'those'"),
        ("who was there?", "'there'"),
    ],
)
def test_a_question_leans_on_those_before_it(question: str, why: str) -> None:
    assert leans(question, BEFORE).startswith(why)


def test_a_word_that_the_thread_has_as_part_of_a_name_is_none_by_itself() -> None:
    before = ("How did the Supreme Court rule?", "The Supreme Court ruled that Gina Miller was right.")
    assert leans("In which court had she lost before?", before) == "'she'"
    assert leans("did miller say that she was glad?", before) == ""


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ada Holm?",
        "whos north koreas foreign minister",
        "What did Johnson say he would do?",
        "What did the mayor say she wanted?",
        "How long did it take Parliament to vote?",
        "Is it true that Holm resigned?",
        "What did Seoul say on 22 August 2019?",
        "And who leads the talks in Stockholm?",
        "Which ministers left this week in London?",
        "North Korea missile tests",
    ],
)
def test_a_question_that_names_what_it_asks_about_stands_alone(question: str) -> None:
    assert leans(question, BEFORE) == ""
