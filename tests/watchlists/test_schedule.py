from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import InputError
from briefbot.watchlists.schedule import (
    Plan,
    due_slot,
    last_slot,
    local_zone,
    missed,
    moment,
    next_slot,
    parse_days,
)
from briefbot.watchlists.types import Every

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]
"""Changes of an hour in spring and autumn on both sides of the ocean, and one of half an hour in the south."""
BERLIN = ZONES[0]
ONE = dt.timedelta(seconds=1)
YEARS = st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC))
PLANS = st.builds(
    Plan,
    every=st.sampled_from([Every.HOURLY, Every.DAILY, Every.WEEKLY]),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0, fold=0)),
    days=st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))),
)


@given(PLANS, YEARS, st.sampled_from(ZONES))
@settings(max_examples=400, deadline=None)
def test_now_stands_between_the_last_and_the_next_moment(plan: Plan, now: dt.datetime, zone: ZoneInfo) -> None:
    last, following = last_slot(plan, now, zone), next_slot(plan, now, zone)
    assert last <= now < following
    assert next_slot(plan, last, zone) == following
    assert last_slot(plan, following, zone) == following
    assert last_slot(plan, following - ONE, zone) == last
    assert following - last <= dt.timedelta(days=7, hours=1)


@given(PLANS, YEARS, st.sampled_from(ZONES), st.lists(st.integers(1, 4_000), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_a_clock_that_ticks_anyhow_does_each_moment_once(
    plan: Plan, start: dt.datetime, zone: ZoneInfo, steps: list[int]
) -> None:
    """However often a round runs, what is due is done once; moments that were slept through are counted."""
    done = last_slot(plan, start, zone)
    now, seen, slept = start, [], 0
    for step in steps:
        now += dt.timedelta(minutes=step)
        slot = due_slot(plan, done, now, zone)
        if slot:
            slept += missed(plan, done, slot, zone)
            seen.append(slot)
            done = slot
        assert due_slot(plan, done, now, zone) is None
    assert len(set(seen)) == len(seen)
    every, at = [], last_slot(plan, start, zone)
    while (at := next_slot(plan, at, zone)) <= now:
        every.append(at)
    assert len(every) == len(seen) + slept
    assert set(seen) <= set(every)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_twenty_years_of_mornings_are_one_a_day_at_their_time(zone: ZoneInfo) -> None:
    plan = Plan(every=Every.DAILY, at=dt.time(6, 30))
    at, count = dt.datetime(2015, 1, 1, tzinfo=dt.UTC), 0
    days = []
    while at.year < 2035:
        at = next_slot(plan, at, zone)
        local = at.astimezone(zone)
        assert local.time() == dt.time(6, 30)
        days.append(local.date())
        count += 1
    assert days == [days[0] + dt.timedelta(days=number) for number in range(count)]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_time_within_the_change_comes_once_on_each_of_twenty_years_of_days(zone: ZoneInfo) -> None:
    plan = Plan(every=Every.DAILY, at=dt.time(2, 10))
    at = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    locals_ = []
    while at.year < 2035:
        at = next_slot(plan, at, zone)
        locals_.append(at.astimezone(zone))
    days = [local.date() for local in locals_]
    assert len(set(days)) == len(days) == (days[-1] - days[0]).days + 1
    odd = {local.time() for local in locals_} - {dt.time(2, 10)}
    assert odd == ({dt.time(2, 40)} if "Lord" in str(zone) else {dt.time(3, 10)})


def test_the_hour_that_is_left_out_and_the_hour_that_comes_twice() -> None:
    assert moment(dt.date(2026, 3, 29), dt.time(2, 30), BERLIN) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    assert moment(dt.date(2026, 10, 25), dt.time(2, 30), BERLIN) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    plan = Plan(every=Every.DAILY, at=dt.time(2, 30))
    done = moment(dt.date(2026, 10, 25), dt.time(2, 30), BERLIN)
    again = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)  # 02:30 for the second time
    assert due_slot(plan, done, again, BERLIN) is None


def test_a_clock_that_was_a_year_ahead_does_not_stop_a_list_for_a_year() -> None:
    plan = Plan(every=Every.DAILY, at=dt.time(6, 30))
    now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    assert due_slot(plan, now + dt.timedelta(days=365), now, BERLIN) == last_slot(plan, now, BERLIN)
    assert due_slot(plan, now + dt.timedelta(hours=1), now, BERLIN) is None
    assert due_slot(Plan(every=Every.IMMEDIATE), now + dt.timedelta(days=9), now, BERLIN) == now


def test_what_was_slept_through_is_counted() -> None:
    plan = Plan(every=Every.WEEKLY, at=dt.time(7), days=(0,))
    done = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
    slot = due_slot(plan, done, dt.datetime(2026, 3, 27, tzinfo=dt.UTC), BERLIN)
    assert slot == dt.datetime(2026, 3, 23, 6, tzinfo=dt.UTC)
    assert missed(plan, done, slot, BERLIN) == 2
    assert missed(plan, None, slot, BERLIN) == 0
    assert missed(Plan(every=Every.HOURLY), slot - dt.timedelta(hours=5), slot, BERLIN) == 4


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon-fri", (0, 1, 2, 3, 4)), ("sat,sun", (5, 6)), ("Fri - Mon", (0, 4, 5, 6)), ("wednesday", (2,))],
)
def test_days_of_the_week(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "noday", "mon-", "mon-xyz", "1-5", ",", "mon,,tue"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="days of the week"):
        parse_days(text)


def test_the_zone_is_that_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert str(local_zone()) == "America/New_York"
    monkeypatch.setenv("TZ", "No/Where")
    assert dt.datetime.now(local_zone()).tzinfo is not None
    monkeypatch.delenv("TZ")
    assert dt.datetime.now(local_zone()).utcoffset() is not None
