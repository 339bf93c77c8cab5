from __future__ import annotations

import datetime as dt

import pytest

from briefbot.cli.days import Asked, Period, check_asked, checked_topic, choose_days
from briefbot.errors import InputError
from tests.briefing.sample import sample_briefing

TODAY = dt.date(2019, 10, 6)
PUBLISHED = {"a" * 16: dt.date(2019, 10, 3), "b" * 16: dt.date(2019, 10, 5), "c" * 16: dt.date(2019, 10, 6)}


def days(text: str) -> Period:
    first, _, last = text.partition("..")
    return Period(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Asked(), "2019-10-06"),
        (Asked(date="2019-10-04"), "2019-10-04"),
        (Asked(date="Yesterday"), "2019-10-05"),
        (Asked(date=" today "), "2019-10-06"),
        (Asked(first="2019-10-01", last="2019-10-04"), "2019-10-01..2019-10-04"),
        (Asked(first="2019-10-01"), "2019-10-01..2019-10-06"),
        (Asked(first="2019-10-04", last="2019-10-04"), "2019-10-04"),
    ],
)
def test_the_days_that_are_asked_for(asked: Asked, wanted: str) -> None:
    assert choose_days(asked, PUBLISHED, TODAY) == days(wanted)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(date="2019-13-01"), "--date '2019-13-01' is not a date"),
        (Asked(date="yesterdayish"), "is not a date"),
        (Asked(first="x"), "--from 'x'"),
        (Asked(first="2019-10-01", last="x"), "--to 'x'"),
        (Asked(first="2019-10-05", last="2019-10-04"), "--from 2019-10-05 is after --to 2019-10-04"),
        (Asked(last="2019-10-04"), "needs a --from"),
        (Asked(since="x"), "--since 'x'"),
        (Asked(since="2019-10-05", until="2019-10-04"), "--since 2019-10-05 is after --until 2019-10-04"),
        (Asked(until="2019-10-04"), "needs a --since"),
        (Asked(since="2019-10-04", date="2019-10-04"), "--date and --since exclude each other"),
        (Asked(date="2019-10-04", first="2019-10-04"), "--date and --from and --to exclude each other"),
        (Asked(date="2019-10-04", since_last=True), "--date and --since-last exclude"),
        (Asked(first="2019-10-04", since_last=True), "--from and --to and --since-last exclude"),
    ],
)
def test_days_that_cannot_be_used(asked: Asked, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_asked(asked, TODAY)


def test_today_without_articles_names_the_newest_day_and_its_command() -> None:
    with pytest.raises(InputError) as caught:
        choose_days(Asked(), PUBLISHED, dt.date(2019, 10, 8))
    assert str(caught.value) == (
        "No article of today, Tuesday 8 October 2019, is in the library. "
        "The newest are of Sunday 6 October 2019: run `briefbot brief --date 2019-10-06`."
    )


def test_today_in_a_library_without_dates_names_how_to_get_some() -> None:
    with pytest.raises(InputError, match="briefbot ingest FOLDER"):
        choose_days(Asked(), {}, TODAY)


def test_a_past_day_without_articles_can_be_asked_for() -> None:
    assert choose_days(Asked(date="2019-10-04"), {}, TODAY) == days("2019-10-04")


@pytest.mark.parametrize("asked", [Asked(date="2019-10-07"), Asked(first="2019-10-07"), Asked(date="2999-01-01")])
def test_the_future_is_refused(asked: Asked) -> None:
    with pytest.raises(InputError, match=r"in the future; today is 2019-10-06\..*--date 2019-10-06"):
        choose_days(asked, PUBLISHED, TODAY)


def test_tomorrow_can_be_asked_for_where_it_has_begun_elsewhere() -> None:
    published = {**PUBLISHED, "d" * 16: dt.date(2019, 10, 7)}
    assert choose_days(Asked(date="2019-10-07"), published, TODAY) == days("2019-10-07")


def test_a_date_far_ahead_is_no_newest_day() -> None:
    published = {**PUBLISHED, "d" * 16: dt.date(2091, 1, 1)}
    with pytest.raises(InputError, match="--date 2019-10-06"):
        choose_days(Asked(), published, dt.date(2019, 10, 8))


def test_changes_since_a_day_go_on_until_today_unless_another_is_named() -> None:
    published = {"a": dt.date(2019, 10, 3)}
    today = dt.date(2019, 10, 5)
    assert choose_days(Asked(since="2019-09-01"), published, today) == days("2019-09-01..2019-10-05")
    assert choose_days(Asked(since="2019-09-01", until="yesterday"), published, today) == days("2019-09-01..2019-10-04")


def test_since_the_last_briefing_begins_on_the_day_after_it() -> None:
    previous = sample_briefing().model_copy(update={"articles": ("a" * 16, "b" * 16)})
    assert choose_days(Asked(since_last=True), PUBLISHED, TODAY, previous) == days("2019-10-06")
    assert choose_days(Asked(since_last=True), PUBLISHED, dt.date(2019, 10, 9), previous) == days(
        "2019-10-06..2019-10-09"
    )


def test_since_the_last_briefing_takes_its_last_day_again_when_articles_came_late() -> None:
    previous = sample_briefing().model_copy(update={"articles": ("a" * 16,)})
    assert choose_days(Asked(since_last=True), PUBLISHED, TODAY, previous) == days("2019-10-05..2019-10-06")


def test_since_the_last_briefing_without_one_takes_yesterday_and_today() -> None:
    assert choose_days(Asked(since_last=True), {}, TODAY) == days("2019-10-05..2019-10-06")


def test_a_topic_is_tidied() -> None:
    assert checked_topic(None) is None
    assert checked_topic("  hong   kong ") == "hong kong"


@pytest.mark.parametrize("topic", ["", "  ", "?!", "x" * 201])
def test_a_topic_must_have_words(topic: str) -> None:
    with pytest.raises(InputError, match="topic"):
        checked_topic(topic)
