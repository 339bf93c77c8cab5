from __future__ import annotations

import datetime as dt

import pytest

from briefbot.evaluation.matching import carries, contains, leading_yes_or_no, says, token_f1, without_marks

DAY = dt.date(2019, 7, 14)  # a Sunday


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("About 1.7 million people joined.", "1,700,000 people"),
        ("Some 1.7m people joined.", "1.7 million people"),
        ("They met for about an hour.", "60 minutes"),
        ("It rose by 45%.", "45 per cent"),
        ("It costs $5bn a year.", "5 billion dollars"),
        ("Eleven judges ruled.", "11 judges"),
        ("The motion passed by 328 votes to 301.", "328 votes to 301"),
        ("The motion passed 328-301.", "328 to 301"),
        ("The talks were proposed on Sunday (14 July 2019).", "14 July"),
        ("The talks were proposed on July 14.", "14 July 2019"),
        ("The talks were proposed on 2019-07-14.", "July 14, 2019"),
        ("The talks were proposed on Sunday.", "14 July 2019"),
        ("The talks were proposed on 14 July 2019.", "July 2019"),
        ("The United States proposed them.", "U.S. proposed"),
        ("The American envoy arrived.", "US envoy"),
        ("N. Korean leader Kim Jong-un", "North Korea leader Kim Jong-un"),
        ("Mr Johnson’s offer", "Johnson's offer"),
        ("The Prime Minister resigned.", "PM resigned"),
        ("Mr. Müller spoke at the Palace of Westminster", "muller spoke at Palace Westminster"),
        ("He said “no deal” was near", "/no (deal|letter)/"),
        ("It began at 10 p.m.", "22:00"),
    ],
)
def test_says(text: str, wording: str) -> None:
    assert says(text, wording, [DAY])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("About 1.7 million people joined.", "1.8 million people"),
        ("They met for three hours.", "an hour"),
        ("The talks were proposed in July 2019.", "14 July 2019"),
        ("The talks were proposed on Monday.", "14 July 2019"),
        ("The talks were proposed on 14 July 2018.", "14 July 2019"),
        ("Hunt beat Johnson.", "Johnson beat Hunt"),
        ("The 45 people left.", "45 per cent"),
        ("The second missile", "two missiles"),
        ("It began at 10 a.m.", "22:00"),
        ("", "anything"),
        ("A letter was sent", "/no (deal|letter)/"),
    ],
)
def test_does_not_say(text: str, wording: str) -> None:
    assert not says(text, wording, [DAY])


def test_a_date_without_a_year_needs_the_day_of_its_article() -> None:
    assert says("They met on Sunday.", "14 July 2019", [dt.date(2019, 7, 15)])
    assert not says("They met on Sunday.", "14 July 2019", [dt.date(2019, 9, 1)])
    assert not says("They met on Sunday.", "14 July 2019")
    assert says("They met on 14 July.", "14 July")


def test_carrying_a_wording_needs_its_tokens_in_any_order() -> None:
    text = "Stephen Biegun, the U.S. special representative, will lead the American side."
    assert carries(text, "led by Biegun") is False
    assert carries(text, "lead, Stephen Biegun")
    assert carries(text, "/biegun.*lead/")
    assert carries("It was proposed on Sunday.", "14 July 2019", [DAY])


def test_marks_are_taken_out() -> None:
    assert without_marks("It ended. [1][2] It began [3]") == "It ended. It began"


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("the Cat sat.", "a cat, sat", 1.0),
        ("Boris Johnson won the vote", "Boris Johnson", 2 * 2 / (4 + 2)),
        ("no no yes", "no yes", 2 * 2 / (3 + 2)),
        ("cat", "dog", 0.0),
        ("", "", 1.0),
        ("", "dog", 0.0),
    ],
)
def test_token_f1_is_that_of_squad(text: str, answer: str, expected: float) -> None:
    assert token_f1(text, answer) == pytest.approx(expected)


def test_contains_whole_words_only() -> None:
    assert contains("It was the Robert Boyle experiment.", "robert boyle")
    assert not contains("It was Boyles.", "boyle")
    assert not contains("It was Boyle.", "the")


def test_leading_yes_or_no() -> None:
    assert leading_yes_or_no("Yes, it does.") == "yes"
    assert leading_yes_or_no("“No”, the article says") == "no"
    assert leading_yes_or_no("Nobody knows") is None
    assert leading_yes_or_no("") is None
