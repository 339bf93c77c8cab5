"""Dates known in part, in the Extended Date/Time Format and in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.text.dates.edtf import edtf_of_span, edtf_span, edtf_words, plain_edtf


@pytest.mark.parametrize(
    ("edtf", "first", "last", "words"),
    [
        ("2019", "2019-01-01", "2019-12-31", "2019"),
        ("2019-08", "2019-08-01", "2019-08-31", "August 2019"),
        ("2019-22", "2019-06-01", "2019-08-31", "summer 2019"),
        ("2019-24", "2018-12-01", "2020-02-29", "winter 2019"),
        ("2019-36", "2019-10-01", "2019-12-31", "fourth quarter of 2019"),
        ("[2019-08-01..2019-08-10]", "2019-08-01", "2019-08-10", "early August 2019"),
        ("[2019-02-21..2019-02-28]", "2019-02-21", "2019-02-28", "late February 2019"),
        ("[2019-12..2020-02]", "2019-12-01", "2020-02-29", "December 2019 to February 2020"),
        ("[2019-21..2019-22]", "2019-03-01", "2019-08-31", "spring 2019 or summer 2019"),
    ],
)
def test_an_expression_is_the_days_it_can_mean_and_has_words(edtf: str, first: str, last: str, words: str) -> None:
    assert edtf_span(edtf) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert edtf_words(edtf) == words


@pytest.mark.parametrize(
    "text", ["", "2019-13", "2019-00", "0000", "2019-02-30", "[2019-08..2019-07]", "20190801", "x"]
)
def test_what_is_no_expression_means_no_days_and_stays_as_it_is(text: str) -> None:
    assert (edtf_span(text), edtf_words(text), plain_edtf(text)) == (None, text, None)


def test_a_day_without_a_year_has_words_but_no_span() -> None:
    assert (edtf_span("XXXX-07-14"), edtf_words("XXXX-07-14")) == (None, "14 July, year unknown")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2019-08~", "2019-08"), ("2019-07/2019-08", "[2019-07..2019-08]"), ("[2019-07..2019-08]", "[2019-07..2019-08]")],
)
def test_what_others_write_is_kept_in_one_form(written: str, kept: str) -> None:
    assert plain_edtf(written) == kept


@given(st.dates(dt.date(1605, 1, 1)), st.integers(0, 800))
def test_the_expression_of_a_span_means_that_span(first: dt.date, days: int) -> None:
    last = min(first + dt.timedelta(days=days), dt.date(9999, 12, 31))
    assert edtf_span(edtf_of_span(first, last)) == (first, last)
