from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from briefbot.dedup.relations import canonical, newer
from briefbot.types import Article, Dropped, Published
from tests.conftest import make_article
from tests.dedup.pairs import CORPUS_LABELS, corpus_articles, written, written_versions

WIRE = "The ferries will sail again from Monday, the harbour office said."
HARBOUR = "Han Harbour Wire"


def dated(article: Article, moment: str, updated: str | None = None) -> Article:
    return article.model_copy(update={"published": at(moment), "updated": at(updated) if updated else None})


def at(moment: str) -> Published:
    value = dt.datetime.fromisoformat(moment)
    return Published(day=value.date(), time=value.timetz() if len(moment) > 10 else None, evidence="test")


@pytest.mark.parametrize("half", ["dev", "held"])
def test_the_newer_of_every_labelled_version_is_known_in_either_order(half: str) -> None:
    articles = written(half)
    for older, later in written_versions(half):
        assert newer(articles[older], articles[later]).id == articles[later].id, (older, later)
        assert newer(articles[later], articles[older]).id == articles[later].id, (later, older)


def test_the_steps_of_two_marks_go_before_the_clock() -> None:
    lead = dated(make_article(WIRE, title="(LEAD) Ferries"), "2018-03-12")
    second = dated(make_article(WIRE, title="(2nd LD) Ferries"), "2018-03-11")
    assert newer(lead, second) is second


def test_an_update_counts_more_than_the_day_of_publication() -> None:
    changed = dated(make_article(WIRE, "Dogs are welcome."), "2018-03-10", "2018-03-13")
    later = dated(make_article(WIRE), "2018-03-12")
    assert newer(changed, later) is changed


def test_times_in_different_zones_are_compared_as_moments() -> None:
    seoul = dated(make_article(WIRE, title="Seoul"), "2018-03-11T09:00+09:00")
    london = dated(make_article(WIRE, title="London"), "2018-03-11T01:00+00:00")
    assert newer(seoul, london) is london


def test_a_correction_is_newer_when_the_clock_does_not_say() -> None:
    plain = make_article(WIRE, "A long paragraph that was taken out of the text later on, for want of space.")
    for corrected in (
        make_article(WIRE, title="CORRECTED: Ferries"),
        make_article("Correction: An earlier version of this article named the wrong day.", WIRE),
        make_article(WIRE, "This article was amended on Tuesday."),
    ):
        assert newer(plain, corrected) is corrected


def test_the_canonical_copies_of_the_corpus_are_the_agencies() -> None:
    articles = corpus_articles()
    expected = {
        "2019-07-14-han-river-wire-talks-proposed.txt",
        "hrw_talks_soon.txt",
        "2019-09-04_withdrawal.txt",
        "channel-wire-supreme-court.txt",
    }
    copies = [tuple(names) for names, label in CORPUS_LABELS.items() if label == "copy"]
    assert {canonical([articles[name] for name in names]).id for names in copies} == {articles[n].id for n in expected}


def test_the_agency_that_others_credit_is_canonical_whatever_the_dates() -> None:
    agency = make_article(WIRE, source=HARBOUR, day="2018-03-12")
    carriers = [
        make_article(WIRE, "More of our own.", source="Coast Gazette", day="2018-03-11").model_copy(
            update={"dropped": (Dropped(text=f"SOLMAR ({HARBOUR}) --", reason="dateline", after=0),)}
        ),
        make_article(f"{WIRE} ({HARBOUR})", source="The Islander", day=None),
    ]
    for order in permutations([agency, *carriers]):
        assert canonical(order) is agency


def test_without_credits_the_earliest_and_then_the_longest_is_canonical_in_any_order() -> None:
    early = make_article(WIRE, source="A", day="2018-03-10")
    short, long = make_article(WIRE, source="B"), make_article(WIRE, "Dogs are welcome.", source="C")
    undated = make_article(WIRE, "Dogs and cats are welcome.", source="D", day=None)
    for order in permutations([early, short, long, undated]):
        assert canonical(order) is early
    for order in permutations([short, long, undated]):
        assert canonical(order) is long


def test_a_date_that_no_article_can_have_says_nothing_about_order() -> None:
    real = dated(make_article(WIRE, "Dogs are welcome."), "2018-03-11T09:00+09:00")
    for moment in ("0001-01-01T00:00+09:00", "1970-01-01", "9998-12-31"):
        wrong = dated(make_article(WIRE, source="B"), moment)
        assert canonical([wrong, real]) is real
        assert newer(wrong, real) is real
