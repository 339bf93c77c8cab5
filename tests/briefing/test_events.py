from __future__ import annotations

import datetime as dt

import pytest

from briefbot.briefing.events import events_ahead
from briefbot.briefing.similarity import VectorStore
from tests.briefing.passages import passages
from tests.doubles import BagOfWords

DAY = "2018-03-12"  # a Monday


def dates(*texts: str) -> list[tuple[str, str, str]]:
    found = events_ahead(passages(*texts, day=DAY), dt.date.fromisoformat(DAY), VectorStore(BagOfWords()))
    return [(str(event.first), str(event.last), event.sentence.text) for event in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The council of Skerry will vote on a protest on Thursday.", "2018-03-15", "2018-03-15"),
        ("Ministers of the nine countries meet in Aldport early next month.", "2018-04-01", "2018-04-10"),
        ("The exercise began on Sunday and is to last until March 20.", "2018-03-20", "2018-03-20"),
        ("The council approved a plan to open the bridge in April.", "2018-04-01", "2018-04-30"),
        ("The new tax on sand takes effect in April.", "2018-04-01", "2018-04-30"),
        ("Unless it has a deal by 19 March, the government must ask for a delay.", "2018-03-19", "2018-03-19"),
        ("The regatta of Skerry will be on April 2, the first Monday in April.", "2018-04-02", "2018-04-02"),
        (
            "Nils Dahl left the council, and then on Wednesday, the council of Skerry will elect another.",
            "2018-03-14",
            "2018-03-14",
        ),
    ],
)
def test_dated_events_ahead_are_resolved(text: str, first: str, last: str) -> None:
    assert dates(text) == [(first, last, text)]


@pytest.mark.parametrize(
    "text",
    [
        "The council of Skerry voted on a protest on Thursday.",
        "The ferry sailed again on Monday after repairs of 14 weeks.",
        "Mr Dahl wanted an election on 15 October and put it to the vote.",
        "The railway will be finished next year, the ministry said on Monday.",
        "A court of Dorna in September allowed the mayor to stay in his seat.",
        "The mayor, who will stay, sold his house in September.",
        "The band, formed in May, plays for the first time.",
        "Nobody knows what becomes of the mill by April.",
        "It is the month of the regatta, April.",
        "The baker of Skerry has not been able to work since Sunday, which could cost her 900 crowns.",
        "Mr Dahl would not say during an April debate whether he wants the bridge.",
        "Mr Dahl was expected to address the crowd on Tuesday evening, but never came.",
        "“You will hear from her tomorrow,” Mr Dahl told the crowd.",
        "The Gazette reported that Nils Dahl would be in Skerry on Tuesday and Wednesday.",
        "The harbour office of Skerry on Wednesday called for an end of the noise.",
        "The players had been threatened ahead of the match against Harrow on Wednesday, the club said.",
        "Nils Dahl pointed out that the council had agreed to the deals in December when they were made.",
        "The 5-4 vote of the council of Skerry on Wednesday leaves the island without a ferry.",
        "Nils Dahl said on Monday that he would not answer the letter of the council on Friday.",
        "The opening of the Summer Games of 2024 in Skerry will be on July 14.",
        "The club said that no beer would be sold, and then on Wednesday, clerks were told they would be sent home.",
        "Nils Dahl said that the flood will not hurt the mill, thanks to the quick work of the council on Sunday.",
        "Some in Skerry speculated that the bank could raise its rates next week.",
        "It is the first time that the town of Skerry sees the ferry since its launch in May.",
        "The main roads of Skerry are Dahl Street and 25th October Street.",
        "What the voters of Skerry think of January 6 decides what Nils Dahl gets.",
        "What the voters of Skerry think of January 6 means that Nils Dahl can win.",
        "But that is about to change as the council of Skerry plans to end it on Thursday.",
        "It says that the ferry of Skerry must stop by Thursday.",
        "The move goes into effect in April.",
    ],
)
def test_what_is_past_refused_or_vague_is_no_event(text: str) -> None:
    assert dates(text) == []


def test_events_are_sorted_and_each_is_told_once() -> None:
    found = dates(
        "Parliament will vote on the budget of Nordmark on 20 March.",
        "The trial of Mayor Petro in Dorna will begin on 14 March.",
        "On 20 March the parliament of Nordmark will vote on its budget, the speaker said.",
    )
    assert [first for first, _, _ in found] == ["2018-03-14", "2018-03-20"]


def test_one_event_that_three_papers_announce_is_one_entry() -> None:
    found = dates(
        "Nordmark votes for a new parliament on 20 March.",
        "The election of a parliament in Nordmark is on 20 March, and Mr Dahl will not stand.",
        "Voters in Nordmark will choose the new parliament from 20 March until 21 March.",
    )
    assert [text for _, _, text in found] == ["Nordmark votes for a new parliament on 20 March."]


def test_an_event_says_who_and_where() -> None:
    (event,) = events_ahead(
        passages("Foreign Minister Ada Holm will meet the envoy of Skerry in Port Aldport on Thursday.", day=DAY),
        dt.date.fromisoformat(DAY),
        VectorStore(BagOfWords()),
    )
    assert (event.who, event.where) == (("Ada Holm",), ("Port Aldport",))


def test_a_sentence_that_points_back_is_shown_with_the_one_before() -> None:
    text = "Lawmakers have asked the High Court of Nordmark to stop the ban. A hearing is expected tomorrow."
    assert dates(text) == [("2018-03-13", "2018-03-13", text)]


def test_a_sentence_with_two_dates_of_one_week_is_one_entry() -> None:
    text = "Envoys will meet in Aldport on Saturday, after a preliminary contact on Friday."
    assert dates(text) == [("2018-03-16", "2018-03-17", text)]


def test_a_pronoun_that_is_clear_is_named_and_its_name_cited() -> None:
    (event,) = events_ahead(
        passages(
            "Envoy Kim Myong-gil read a statement to reporters.",
            "He said that the North would wait until 20 March for an answer.",
            day=DAY,
        ),
        dt.date.fromisoformat(DAY),
        VectorStore(BagOfWords()),
    )
    assert event.sentence.text == "[Kim Myong-gil] said that the North would wait until 20 March for an answer."
    assert [citation.paragraph for citation in event.sentence.citations] == [2, 1]


@pytest.mark.parametrize(
    "text",
    [
        "She held clerkships and worked as a lawyer for a firm in Aldport until July.",
        "The charter will protect the right to fish after residents on Friday passed a ballot measure.",
        "For the mayor, the mood will be an ongoing challenge despite Democrats outperforming expectations Friday.",
        "The measure has strong support again, as it did while securing the approval of both houses on Friday.",
        "Ada Holm said Friday that she is tired. Her deputy is leaving as well, and Friday is her last day.",
        "Traditionally, each term begins on the first Monday in October, and opinions are issued by late June.",
    ],
)
def test_what_is_over_or_is_done_every_year_is_not_ahead_whatever_stands_beside_it(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The ferry will be out of service until July.",
        "Envoys will meet on Friday after failing to agree last week.",
        "Nils Dahl is leaving for the same reason, and Friday is his last day.",
        "Borrowers have until 31 July to apply.",
    ],
)
def test_what_is_ahead_stays_ahead_beside_the_same_words(text: str) -> None:
    assert [found for _, _, found in dates(text)] == [text]


def test_a_day_of_the_same_name_as_one_that_is_over_is_ahead_where_it_is_arranged() -> None:
    text = "A judge blocked the law on Friday. She has scheduled a hearing Friday on whether to go on."
    assert [(first, last) for first, last, _ in dates(text)] == [("2018-03-16", "2018-03-16")]


def test_days_without_a_year_may_be_of_the_year_that_the_article_is_about() -> None:
    assert dates("The calendar of 2020 was drawn up.", "Skerry would hold its primary on April 6, a clerk said.") == []


def test_an_and_before_a_name_is_left_out() -> None:
    text = "And Nils Dahl, who has not said so, will speak in Skerry on March 22."
    assert dates(text) == [("2018-03-22", "2018-03-22", text.removeprefix("And "))]


def test_what_the_headline_names_need_not_be_named_again() -> None:
    told = passages("The trial is scheduled for April.", day=DAY)
    titled = [passage.model_copy(update={"title": "Trial of the ferryman of Skerry is set"}) for passage in told]
    last = dt.date.fromisoformat(DAY)
    assert [len(events_ahead(some, last, VectorStore(BagOfWords()))) for some in (told, titled)] == [0, 1]
