from __future__ import annotations

import datetime as dt

import pytest

from briefbot.answering.kinds import Sort, taken_apart, topic_words
from briefbot.types import Kind

TODAY = dt.date(2019, 10, 6)
NEWEST = dt.date(2019, 10, 5)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("list the seven wonders", Kind.LIST),
        ("Which towns lie on the ferry line?", Kind.LIST),
        ("What were the demands of the pilots?", Kind.LIST),
        ("over which towns did they quarrel", Kind.LIST),
        ("Which of the wonders did Holm see?", Kind.LIST),
        ("which boats has Holm sold", Kind.LIST),
        ("What were Holm's promises?", Kind.LIST),
        ("Which two things trouble the mayor?", Kind.LIST),
        ("What did Holm promise besides the pier?", Kind.LIST),
        ("Which company bought the boats of Skerry?", Kind.FACT),
        ("which ship sails", Kind.FACT),
        ("which newspaper reports 40,000 guests?", Kind.FACT),
        ("which bill passed the councils", Kind.FACT),
        ("What condenses at 54.36 K?", Kind.FACT),
        ("What flows from the glacier?", Kind.FACT),
        ("What leads to an election?", Kind.FACT),
        ("What comes with the new line?", Kind.FACT),
        ("What lies behind the protests?", Kind.FACT),
        ("Which towns saw protests?", Kind.LIST),
        ("Which protests were there against the pier?", Kind.OPINION),
        ("What countries in Europe banned it?", Kind.LIST),
        ("What boats from Skerry have sunk?", Kind.LIST),
        ("What parties in parliament back the plan?", Kind.LIST),
        ("did Holm ask for a pause?", Kind.YES_OR_NO),
        ("Are the reports consistent or inconsistent?", Kind.YES_OR_NO),
        ("who is Ada Holm", Kind.WHO_IS),
        ("who's ada holm", Kind.WHO_IS),
        ("What is the Skerry line?", Kind.WHAT_IS),
        ("what is MCAS", Kind.WHAT_IS),
        ("What happens to those who break the ban?", Kind.FACT),
        ("Who is the president of the court?", Kind.FACT),
        ("Who is leading the repairs?", Kind.FACT),
        ("whos north koreas foreign minister", Kind.FACT),
        ("What is the penalty for breaking the ban?", Kind.FACT),
        ("what did Holm say about the pier?", Kind.QUOTATION),
        ("What were Holm's words about the pier?", Kind.QUOTATION),
        ("what did the state department say about the pier?", Kind.QUOTATION),
        ("What does Holm think of the pier?", Kind.OPINION),
        ("Who opposes the new pier?", Kind.OPINION),
        ("What do critics say about the pier?", Kind.OPINION),
        ("What are the reactions to the closing of the pier?", Kind.OPINION),
        ("Compare the crew's and the owners' accounts", Kind.COMPARISON),
        ("How do the accounts of Holm and Dahl differ?", Kind.COMPARISON),
        ("summarise the latest on the ferry", Kind.LATEST),
        ("What's new in Skerry?", Kind.LATEST),
        ("Where do the repairs stand now?", Kind.LATEST),
        ("When was the latest sailing?", Kind.FACT),
        ("Summarise the repairs", Kind.SUMMARY),
        ("What do we know about the fire?", Kind.SUMMARY),
        ("what happened in Skerry on 4 September?", Kind.WHAT_HAPPENED),
        ("What happened yesterday?", Kind.WHAT_HAPPENED),
        ("What happened to the line between June and October 2019?", Kind.TIMELINE),
        ("what is the timeline of the repairs?", Kind.TIMELINE),
        ("the repairs, what happened when", Kind.TIMELINE),
        ("How did the strike unfold?", Kind.TIMELINE),
        ("how long did Holm meet Dahl?", Kind.FACT),
        ("What did Holm announce on 4 September?", Kind.FACT),
        ("Which minister resigned over the ban?", Kind.FACT),
        ("best recipe for kimchi?", Kind.FACT),
    ],
)
def test_the_words_of_a_question_tell_its_kind(question: str, kind: Kind) -> None:
    assert [part.kind for part in taken_apart(question, TODAY, NEWEST)] == [kind]


def test_a_question_of_several_kinds_is_taken_apart_and_he_becomes_the_name() -> None:
    parts = taken_apart("Who is Ada Holm and what did she say about the pier?", TODAY, NEWEST)
    assert [(part.kind, part.question) for part in parts] == [
        (Kind.WHO_IS, "Who is Ada Holm"),
        (Kind.QUOTATION, "what did Ada Holm say about the pier?"),
    ]


@pytest.mark.parametrize(
    "question", ["When and where did they meet?", "How many sailed, and how many stayed?", "Who met Holm and Dahl?"]
)
def test_a_question_for_facts_stays_whole(question: str) -> None:
    assert len(taken_apart(question, TODAY, NEWEST)) == 1


def test_the_particulars_of_a_question_are_told() -> None:
    (quotation,) = taken_apart("what did Ada Holm say about the old pier?", TODAY, NEWEST)
    assert (quotation.who, topic_words(quotation.topic)) == ("Ada Holm", ["old", "pier"])
    (listed,) = taken_apart("name the five towns of the line", TODAY, NEWEST)
    assert listed.count == 5
    (compared,) = taken_apart("How do the accounts of Holm and Dahl differ?", TODAY, NEWEST)
    assert compared.sides == ("Holm", "Dahl")


def test_this_week_is_of_the_day_of_asking_and_a_bare_day_lies_beside_the_news() -> None:
    later = dt.date(2026, 3, 4)
    (week,) = taken_apart("What happened in Skerry this week?", later, NEWEST)
    assert (week.first, week.last) == (dt.date(2026, 3, 2), dt.date(2026, 3, 8))
    (day,) = taken_apart("What happened in Skerry on 4 September?", later, NEWEST)
    assert (day.first, day.last) == (dt.date(2019, 9, 4), dt.date(2019, 9, 4))


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Which ministers resigned?", Sort.PEOPLE),
        ("who are the rebels", Sort.PEOPLE),
        ("list the countries on the line", Sort.PLACES),
        ("what are the demands of the ministers", Sort.ANY),
    ],
)
def test_a_list_is_of_the_sort_of_the_first_things_named(question: str, sort: Sort) -> None:
    (asked,) = taken_apart(question, TODAY, NEWEST)
    assert (asked.kind, asked.sort) == (Kind.LIST, sort)
