from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from briefbot.server.pages.marking import Mark, parse_marks, runs
from briefbot.types import DateMention


def test_marks_of_an_address() -> None:
    assert parse_marks("3:0-85,4:10-20") == [Mark(paragraph=3, start=0, end=85), Mark(paragraph=4, start=10, end=20)]
    assert parse_marks("x,3:9-9,3:9-1,-1:0-2,3:0-99999999") == []


def test_a_date_stays_inside_the_words_that_are_marked() -> None:
    day = dt.date(2018, 3, 5)
    date = DateMention(text="Monday", start=10, end=16, first=day, last=day, relative=True)
    ((inside, marked), (outside, rest)) = runs("Closed on Monday. Open.", [(0, 17)], [date])
    assert (inside, [(run.text, run.days) for run in marked]) == (
        True,
        [("Closed on Monday", "5 March 2018"), (".", "")],
    )
    assert (outside, rest[0].text) == (False, " Open.")


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=4))
def test_the_stretches_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    made = runs(text, [span for span in spans if span[0] < span[1]])
    assert "".join(run.text for _, some in made for run in some) == text
    marked = {at for start, end in spans for at in range(start, min(end, len(text)))}
    assert sum(len(run.text) for inside, some in made if inside for run in some) == len(marked)
