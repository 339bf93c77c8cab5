from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.briefing.coverage import collect, new_share
from briefbot.briefing.types import Exclusion
from briefbot.library.store import Library
from briefbot.readers.formats import read_article
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Period
from tests.conftest import CORPUS, make_article


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as opened:
        yield opened


def put(library: Library, *names: str) -> list[Article]:
    articles = [read_article(CORPUS / name) for name in names]
    for article in articles:
        library.put(article, chunk_article(article, 900), article.id)
    return articles


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_wire_copy_of_the_day_is_folded_into_its_original(library: Library) -> None:
    wire, copy = put(library, "brexit/channel-wire-supreme-court.txt", "brexit/liffey-post-court.txt")
    found = collect(library, day("2019-09-24"), day("2019-09-24"))
    assert [article.id for article in found.articles] == [wire.id]
    assert found.copies == 1 and len(found.read) == 2
    assert found.also == {wire.id: (f"{copy.source}: {copy.title}",)}
    assert found.left_out[0].kind is Exclusion.COPY and "copy of" in found.left_out[0].reason


def test_a_copy_of_an_article_before_the_span_is_no_news(library: Library) -> None:
    put(library, "korea/hrw_talks_soon.txt", "korea/morning-desk-envoy.txt")
    found = collect(library, day("2019-08-23"), day("2019-08-23"))
    assert found.articles == ()
    assert "published before, on 2019-08-22" in found.left_out[0].reason


def test_of_two_versions_of_a_day_the_newest_stands(library: Library) -> None:
    _, newest = put(library, "korea/stockholm-lead.txt", "korea/stockholm-2nd-ld.txt")
    found = collect(library, day("2019-10-05"), day("2019-10-05"))
    assert [article.id for article in found.articles] == [newest.id]
    assert found.left_out[0].kind is Exclusion.SUPERSEDED


def test_a_day_is_seen_as_it_stood_before_a_later_correction(library: Library) -> None:
    first, corrected = put(
        library, "brexit/courier-commons-takes-control.txt", "brexit/courier-commons-takes-control-corrected.txt"
    )
    then = collect(library, day("2019-09-03"), day("2019-09-03"))
    assert [article.id for article in then.articles] == [first.id]
    later = collect(library, day("2019-09-04"), day("2019-09-04"))
    assert later.articles == ()
    assert later.left_out[0].kind is Exclusion.LITTLE_NEW and "did not say" in later.left_out[0].reason
    both = collect(library, day("2019-09-03"), day("2019-09-04"))
    assert [article.id for article in both.articles] == [corrected.id]


def test_what_was_read_for_the_briefing_before_is_no_news_again(library: Library) -> None:
    lead, newest = put(library, "korea/stockholm-lead.txt", "korea/stockholm-2nd-ld.txt")
    saturday = day("2019-10-05")
    assert collect(library, saturday, saturday, seen=[lead.id, newest.id]).articles == ()
    after = collect(library, saturday, saturday, seen=[lead.id])
    assert [article.id for article in after.articles] == [newest.id]
    assert [left.kind for left in after.left_out] == [Exclusion.READ_BEFORE]


def test_an_article_without_a_date_is_left_out_and_named(library: Library) -> None:
    (explainer,) = put(library, "hong-kong/five-demands-explained.txt")
    found = collect(library, day("2019-09-03"), day("2019-09-03"))
    assert [(left.article_id, left.reason) for left in found.left_out] == [
        (explainer.id, "no date could be established")
    ]


def test_the_share_that_is_new_counts_added_words() -> None:
    old = make_article("one two three four", "five six seven eight")
    assert new_share(old, make_article("one two three four", "five six seven eight", title="Another headline")) == 0
    assert new_share(old, make_article("one two three four", "five six seven eight", "a b c d e f g h")) == 0.5


def test_an_article_of_a_month_is_taken_in_where_all_of_it_is_and_is_said(library: Library) -> None:
    august = Period(first=day("2019-08-01"), last=day("2019-08-31"), edtf="2019-08", evidence="test")
    article = make_article("The pilots of Skerry sailed on Sunday.", day=None, period=august)
    library.put(article, chunk_article(article, 900), article.id)
    whole = collect(library, day("2019-08-01"), day("2019-08-31"))
    assert ([each.id for each in whole.articles], whole.in_part) == ([article.id], 1)
    part = collect(library, day("2019-08-20"), day("2019-09-20"))
    assert (part.articles, part.read, part.in_part) == ((), (), 0)
    assert [(left.kind, left.reason) for left in part.left_out] == [
        (Exclusion.UNDATED, "only a month or season known, not all within")
    ]
    assert collect(library, day("2019-09-01"), day("2019-09-20")).left_out == ()
