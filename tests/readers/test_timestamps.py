from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.readers.dates import timestamp


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2019-08-22T17:03:00+09:00", "2019-08-22T17:03+09:00"),
        ("2019-08-22T17:03:00.123Z", "2019-08-22T17:03+00:00"),
        ("20190822T170300+0900", "2019-08-22T17:03+09:00"),
        ("2019-08-22 17:03:00", "2019-08-22T17:03"),
        ("Thu, 22 Aug 2019 17:03:00 GMT", "2019-08-22T17:03+00:00"),
        ("Thu, 22 Aug 2019 17:03:00 -0400", "2019-08-22T17:03-04:00"),
        ("Aug. 22, 2019, 5:03 p.m. EDT", "2019-08-22T17:03-04:00"),
        (1566493380, "2019-08-22T17:03+00:00"),
        ("1566493380000", "2019-08-22T17:03+00:00"),
        ("2019-08-22T00:00:00Z", "2019-08-22"),
        ("2019-08-22", "2019-08-22"),
        ("20190822", "2019-08-22"),
    ],
)
def test_machines_write_moments_in_many_ways(value: object, iso: str) -> None:
    found = timestamp(value, "feed's published")
    assert found and found.iso == iso
    assert found.evidence == f"feed's published '{value}'"


@pytest.mark.parametrize("value", [None, "", "today", True, 2019, "08/09/2019", "2019-13-45", ["2019-08-22"], "9" * 20])
def test_what_names_no_single_day_is_none(value: object) -> None:
    assert timestamp(value, "feed's published") is None


@given(st.one_of(st.text(max_size=40), st.text("0123456789-:TZ+ ./", max_size=30), st.integers()))
def test_no_value_is_an_error(value: object) -> None:
    timestamp(value, "feed's published")


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.timezones()))
def test_a_moment_survives_being_written(moment: dt.datetime) -> None:
    found = timestamp(moment.replace(microsecond=0).isoformat(), "feed's published")
    assert found and found.day == moment.date()


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("Mar 1, 2026 10:30 PM EST", "2026-03-01T22:30-05:00"),
        ("Sun, 01 Mar 2026 12:15 AM", "2026-03-01T00:15"),
        ("Sun, 01 Mar 2026 10:00:00 KST", "2026-03-01T10:00+09:00"),
        ("Sun, 01 Mar 2026 10:00:00 +09:00", "2026-03-01T10:00+09:00"),
        ("Sun, 01 Mar 2026 10:00:00 UT", "2026-03-01T10:00+00:00"),
        ("Sun, 01 Mar 2026 10:00:00 GMT+7", "2026-03-01T10:00+07:00"),
        ("Sun, 01 Mar 2026 10:00:00 NZDT", "2026-03-01T10:00+13:00"),
        ("Tue, 01 Aug 2023 20:20:00 Europe/Paris", "2023-08-01T20:20+02:00"),
        ("August 1, 2023 at 8:20 PM Pacific Time", "2023-08-01T20:20-07:00"),
        ("Mon Mar 02 10:00:00 KST 2026", "2026-03-02T10:00+09:00"),
        ("2026-03-01T10:00:00+09:00[Asia/Seoul]", "2026-03-01T10:00+09:00"),
        ("sab, 07 gen 2023 21:44:32 +0100", "2023-01-07T21:44+01:00"),
        ("2026년 03월 01일 14:30", "2026-03-01T14:30"),
        ("2026030114", "2026-03-01T14:00"),
        ("202603011430", "2026-03-01T14:30"),
        ("20260301143055", "2026-03-01T14:30"),
        ("1772328600.25", "2026-03-01T01:30+00:00"),
        (1772328600123456, "2026-03-01T01:30+00:00"),
    ],
)
def test_halves_of_the_day_and_zones_are_kept_whatever_names_them(value: object, iso: str) -> None:
    found = timestamp(value, "feed's published")
    assert found and found.iso == iso
