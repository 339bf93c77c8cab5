from __future__ import annotations

import pytest

from briefbot.dedup.titles import Mark, plain_title, version_mark

MARKED = [
    ("(LEAD) Talks end", Mark(1)),
    ("(2nd LD) Talks end", Mark(2)),
    ("(3rd lead) Talks end", Mark(3)),
    ("2ND LD: Talks end", Mark(2)),
    ("1st Ld-Writethru: Talks end", Mark(1)),
    ("UPDATE 1-Talks end", Mark(1)),
    ("UPDATE 12-Talks end", Mark(12)),
    ("UPDATE1: Talks end", Mark(1)),
    ("Update: Talks end", Mark(1)),
    ("[UPDATED] Talks end", Mark(1)),
    ("Talks end (updated)", Mark(1)),
    ("Talks end - UPDATE 3", Mark(3)),
    ("WRAPUP 4-Talks end", Mark(4)),
    ("URGENT: Talks end", Mark(-1)),
    ("(URGENT) Talks end", Mark(-1)),
    ("CORRECTED-Talks end", Mark(None, corrected=True)),
    ("CORRECTED: Talks end", Mark(None, corrected=True)),
    ("Correction: Talks end", Mark(None, corrected=True)),
    ("Talks end [corrected]", Mark(None, corrected=True)),
    ("CORRECTED-UPDATE 2-Talks end", Mark(2, corrected=True)),
    ("RPT-UPDATE 3-Talks end", Mark(3)),
    ("REFILE-Talks end", Mark(None, corrected=True)),
]
UNMARKED = [
    "Talks end",
    "Lead: how it got into the water",
    "Lead-poisoned water in three towns",
    "Alert level raised",
    "Flash floods kill three",
    "Breaking: a new sport at the games",
    "Update",
    "Corrections officers strike",
    "Update on talks expected on Monday",
    "The lead (metal) in our pipes",
]


@pytest.mark.parametrize(("title", "mark"), MARKED)
def test_marks_are_taken_off_and_read(title: str, mark: Mark) -> None:
    assert plain_title(title) == "Talks end"
    assert version_mark(title) == mark


@pytest.mark.parametrize("title", UNMARKED)
def test_headlines_without_marks_stay(title: str) -> None:
    assert plain_title(title) == title
    assert version_mark(title) == Mark()
