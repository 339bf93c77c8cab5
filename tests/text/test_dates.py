from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.text.dates.describe import annotate, describe_dates
from briefbot.text.dates.find import find_dates
from briefbot.types import DateMention
from tests.conftest import ROOT

SUNDAY = dt.date(2019, 7, 14)
TABLE = yaml.safe_load((ROOT / "tests" / "data" / "temporal.yaml").read_text(encoding="utf-8"))
BEYOND_ELEVEN_MONTHS = "The tournament, held Oct. 28 - Nov. 3, drew few fans."


def labelled(part: str) -> list[Any]:
    missed = pytest.mark.xfail(strict=True, reason="a past day almost a year back, written without its year")
    return [
        pytest.param(case, id=case["text"], marks=missed if case["text"] == BEYOND_ELEVEN_MONTHS else ())
        for case in TABLE[part]
    ]


def days(label: dt.date | str) -> tuple[dt.date, dt.date]:
    first, _, last = str(label).partition("/")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)


@pytest.mark.parametrize("case", [*labelled("dev"), *labelled("holdout"), *labelled("later")])
def test_labelled_sentences_resolve_to_the_days_a_reader_takes_them_to_mean(case: dict[str, Any]) -> None:
    found = {mention.text: (mention.first, mention.last) for mention in find_dates(case["text"], case["day"])}
    assert found == {words: days(label) for words, label in case["dates"].items()}


def test_the_table_holds_at_least_120_dates_and_no_sentence_twice() -> None:
    cases = TABLE["dev"] + TABLE["holdout"]
    assert sum(len(case["dates"]) for case in cases) >= 120
    assert len({(case["text"], case["day"]) for case in cases}) == len(cases)


def test_a_week_is_the_coming_one_on_a_sunday_and_runs_from_monday_on_other_days() -> None:
    weeks = [find_dates("They meet this week.", SUNDAY + dt.timedelta(days=n))[0] for n in (-1, 0, 1)]
    assert [(week.first.day, week.last.day) for week in weeks] == [(8, 14), (14, 20), (15, 21)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Earlier this week the two sides met.", dt.date(2019, 7, 8), dt.date(2019, 7, 13)),
        ("The drill will end on July 20, and the following day the ships leave.", dt.date(2019, 7, 21), None),
        ("He was held on July 10 and charged a day earlier in his absence.", dt.date(2019, 7, 9), None),
        ("They last spoke on July 2; the next day the line was cut.", dt.date(2019, 7, 3), None),
        ("The minister will resign the following week.", dt.date(2019, 7, 21), dt.date(2019, 7, 27)),
    ],
)
def test_sequels_count_from_the_date_named_before_them(text: str, first: dt.date, last: dt.date | None) -> None:
    mention = find_dates(text, SUNDAY)[-1]
    assert (mention.first, mention.last) == (first, last or first)


@pytest.mark.parametrize(
    "text",
    [
        "He left the following day.",
        "In June 24 people drowned, May 30-something voters.",
        "It grew by 2,019 tons, 1.2019 percent and $2018 to 2019-20.",
        "More than two weeks ago the work stopped for two weeks.",
        "It is the last week of the trial, the last day of play.",
        "USA Today and the Mail on Sunday agreed.",
    ],
)
def test_words_that_only_look_like_days_are_left_alone(text: str) -> None:
    assert not [mention for mention in find_dates(text, SUNDAY) if mention.text != "June"]


def test_without_an_anchor_only_complete_dates_are_found_and_none_is_relative() -> None:
    found = find_dates("On Sunday, a week after 14 July 2019, in early August 2019, it said today.", None)
    assert [(mention.text, mention.relative) for mention in found] == [
        ("14 July 2019", False),
        ("early August 2019", False),
    ]


def mention(text: str, first: dt.date, last: dt.date) -> DateMention:
    return DateMention(text=text, start=0, end=len(text), first=first, last=last, relative=True)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (SUNDAY, SUNDAY, "Sunday 14 July 2019"),
        (SUNDAY, dt.date(2019, 7, 20), "14-20 July 2019"),
        (dt.date(2019, 7, 29), dt.date(2019, 8, 4), "29 July to 4 August 2019"),
        (dt.date(2019, 12, 30), dt.date(2020, 1, 5), "30 December 2019 to 5 January 2020"),
        (dt.date(2020, 2, 1), dt.date(2020, 2, 29), "February 2020"),
        (dt.date(2019, 6, 1), dt.date(2019, 8, 31), "June to August 2019"),
        (dt.date(2018, 12, 1), dt.date(2019, 2, 28), "December 2018 to February 2019"),
        (dt.date(2019, 1, 1), dt.date(2019, 12, 31), "2019"),
        (dt.date(1990, 1, 1), dt.date(1999, 12, 31), "1990 to 1999"),
    ],
)
def test_days_are_described_without_ambiguity(first: dt.date, last: dt.date, words: str) -> None:
    assert describe_dates(mention("then", first, last)) == words


def test_a_weekday_is_not_said_twice() -> None:
    assert describe_dates(mention("Sunday night", SUNDAY, SUNDAY)) == "14 July 2019"


def test_annotation_adds_days_to_relative_dates_once_and_leaves_complete_ones() -> None:
    text = "Officials said on Sunday they will meet this week. On Sunday in 2018, on 12 June 2018, none would."
    assert annotate(text, find_dates(text, SUNDAY)) == (
        "Officials said on Sunday (14 July 2019) they will meet this week (14-20 July 2019). "
        "On Sunday in 2018, on 12 June 2018, none would."
    )


WORDS = st.sampled_from(
    ["Sunday", "Friday,", "night", "July", "Sept.", "May", "14", "30", "31st", "2019", "1,950", "0", "2019-07-14"]
    + ["today", "last", "next", "this", "the", "a", "in", "on", "by", "and", "to", "between", "-", "–", "(", ".", ";"]
    + ["week", "weeks", "month", "year", "weekend", "early", "mid", "late", "end", "of", "ago", "earlier", "later"]
    + ["following", "two", "999", "will", "said"]
)
NEWS = st.lists(WORDS | st.text(max_size=4), max_size=30).map(" ".join)


@settings(deadline=None)
@given(text=NEWS | st.text(), anchor=st.none() | st.dates())
def test_any_text_gives_ordered_exact_spans_of_ordered_days(text: str, anchor: dt.date | None) -> None:
    end = 0
    mentions = find_dates(text, anchor)
    for found in mentions:
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.text
        assert found.first <= found.last
        end = found.end
    annotated = iter(annotate(text, mentions))
    assert all(character in annotated for character in text), "the text is no longer a subsequence"


@pytest.mark.parametrize(
    "piece", ["the end of the ", "July 14-", "the ", "14 ", "2019-", "\n", "in a ", "Sunday ", "will said ", "a" * 50]
)
def test_long_repetitive_texts_are_read_in_seconds(piece: str) -> None:
    text = "the" + piece * (20_000 // len(piece))
    started = time.perf_counter()
    find_dates(text, SUNDAY)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("The minister came the day before yesterday.", "the day before yesterday", "2026-03-02", "2026-03-02"),
        ("They will leave the day after tomorrow.", "the day after tomorrow", "2026-03-06", "2026-03-06"),
        ("The vote is a week from Friday.", "a week from Friday", "2026-03-13", "2026-03-13"),
        ("The first was Wednesday of last week, when", "Wednesday of last week", "2026-02-25", "2026-02-25"),
        ("They will meet Friday of next week.", "Friday of next week", "2026-03-13", "2026-03-13"),
        ("Talks will begin two weeks from Monday.", "two weeks from Monday", "2026-03-23", "2026-03-23"),
        ("He died a week ago Friday.", "a week ago Friday", "2026-02-20", "2026-02-20"),
        ("A year ago Sunday, the storm hit.", "A year ago Sunday", "2025-03-01", "2025-03-01"),
        ("It closed a month ago today.", "a month ago today", "2026-02-04", "2026-02-04"),
        ("It closed a week ago yesterday.", "a week ago yesterday", "2026-02-24", "2026-02-24"),
        ("It opens Friday week.", "Friday week", "2026-03-13", "2026-03-13"),
        ("They met the week before last.", "the week before last", "2026-02-16", "2026-02-22"),
        ("The Sunday before last they sailed.", "The Sunday before last", "2026-02-22", "2026-02-22"),
        ("The day after Sunday's vote he resigned.", "The day after Sunday", "2026-03-02", "2026-03-02"),
        ("It fell a year ago this month.", "a year ago this month", "2025-03-01", "2025-03-31"),
        ("A fortnight ago it rained.", "A fortnight ago", "2026-02-16", "2026-02-22"),
    ],
)
def test_a_day_told_by_its_distance_from_another_is_one_mention(text: str, words: str, first: str, last: str) -> None:
    found = find_dates(text, dt.date(2026, 3, 4))
    assert [(m.text, m.first.isoformat(), m.last.isoformat()) for m in found] == [(words, first, last)]


def test_the_time_that_something_takes_is_no_day() -> None:
    assert find_dates("They rejected his plan to pass it in three days.", dt.date(2026, 3, 4)) == ()


def test_a_bound_is_no_day() -> None:
    found = find_dates("He left more than a week before Sunday.", dt.date(2026, 3, 4))
    assert [mention.text for mention in found] == ["Sunday"]
