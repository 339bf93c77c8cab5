from __future__ import annotations

import datetime as dt

import pytest
from syrupy.assertion import SnapshotAssertion

from briefbot.briefing.sources import cited_paragraphs, shown_sentences, sources
from briefbot.briefing.types import Event, Exclusion, LeftOut
from briefbot.library.store import Library
from briefbot.render.briefing import coverage, days, event_text, ranking, web_address, where
from briefbot.render.briefing_html import briefing_html
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.search.chunking import chunk_article
from briefbot.settings import Settings
from tests.briefing.sample import FILES, article, empty_briefing, hostile_briefing, sample_briefing, sample_paragraphs


def test_every_number_has_one_source_in_order() -> None:
    briefing = sample_briefing()
    cited = [citation for sentence in shown_sentences(briefing) for citation in sentence.citations]
    assert [source.number for source in sources(briefing)] == list(range(1, 20))
    assert {citation.number: citation for citation in cited} == {source.number: source for source in sources(briefing)}


def test_the_paragraphs_come_from_the_library(settings: Settings) -> None:
    with Library(settings.home / "library.db") as library:
        for name in FILES:
            if name != "shot":
                library.put(article(name), chunk_article(article(name), 900), digest=name)
        found = cited_paragraphs(sample_briefing(), library)
    gone = article("shot").id
    assert found == {key: text for key, text in sample_paragraphs().items() if key[0] != gone}


def test_the_ranking_explains_itself(snapshot: SnapshotAssertion) -> None:
    assert ranking(sample_briefing()) == snapshot


def test_the_ranking_of_nothing_is_only_the_time() -> None:
    assert ranking(empty_briefing()).splitlines()[1].startswith("stage")
    assert ranking(empty_briefing().model_copy(update={"timings": ()})) == ""


def test_the_ranking_steers_no_terminal() -> None:
    assert not set(ranking(hostile_briefing())) & {"\x1b", "\u202e"}


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2019-10-05", "2019-10-05", "Saturday 5 October 2019"),
        ("2019-10-03", "2019-10-05", "3-5 October 2019"),
        ("2019-10-31", "2019-11-02", "31 October to 2 November 2019"),
        ("2019-12-30", "2020-01-02", "30 December 2019 to 2 January 2020"),
        ("2019-08-01", "2019-08-31", "August 2019"),
    ],
)
def test_days_in_words(first: str, last: str, wanted: str) -> None:
    assert days(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == wanted


def test_the_coverage_line_counts() -> None:
    briefing = sample_briefing()
    assert coverage(briefing) == (
        "8 articles from 6 publishers · 3 stories · 1 copy or older version folded · "
        "1 left out: no date could be established"
    )
    one = briefing.coverage.model_copy(
        update={"articles": 1, "publishers": ("A",), "stories": 1, "copies": 0, "left_out": ()}
    )
    assert coverage(briefing.model_copy(update={"coverage": one})) == "1 article from 1 publisher · 1 story"
    assert coverage(empty_briefing()) == "No articles"


def test_an_event_does_not_repeat_the_date_that_it_stands_under() -> None:
    day = dt.date(2019, 10, 6)
    text = "A hearing is expected tomorrow."
    (sentence,) = [event.sentence for event in sample_briefing().events if event.first == day]
    event = Event(first=day, last=day, sentence=sentence.model_copy(update={"text": text}))
    assert event_text(event) == text
    other = event.model_copy(update={"last": dt.date(2019, 10, 7)})
    assert event_text(other) == "A hearing is expected tomorrow (Sunday 6 October 2019)."


def test_a_headline_has_no_date_put_in() -> None:
    briefing = sample_briefing()
    story = briefing.stories[0]
    headline = story.headline.model_copy(update={"text": "Talks break down on Saturday"})
    shown = briefing.model_copy(update={"stories": (story.model_copy(update={"headline": headline}),)})
    assert "</a>Talks break down on Saturday [[1]]" in briefing_markdown(shown)
    assert "<h3>Talks break down on Saturday&nbsp;<span" in briefing_html(shown, {})


def test_the_coverage_line_tells_the_commonest_reasons() -> None:
    briefing = sample_briefing()
    left_out = [LeftOut(article_id="d" * 16, title="T", reason=reason) for reason in "aaabbcdd"]
    crowded = briefing.coverage.model_copy(update={"left_out": tuple(left_out)})
    told = coverage(briefing.model_copy(update={"coverage": crowded})).split(" · ")[3:]
    assert told == ["3 left out: a", "2 left out: b", "2 left out: d", "1 left out for other reasons"]


def test_the_coverage_line_counts_what_was_folded_by_its_kind_and_not_by_how_its_reason_reads() -> None:
    briefing = sample_briefing()
    of_kind = {
        kind: LeftOut(article_id="d" * 16, title="T", kind=kind, reason=f"copy of nothing: {kind}")
        for kind in Exclusion
    }
    crowded = briefing.coverage.model_copy(update={"left_out": tuple(of_kind.values())})
    told = coverage(briefing.model_copy(update={"coverage": crowded}))
    for kind, one in of_kind.items():
        assert (one.reason in told) is (kind in (Exclusion.READ_BEFORE, Exclusion.UNDATED, Exclusion.HELD))
        assert kind.folded is (kind in (Exclusion.COPY, Exclusion.SUPERSEDED, Exclusion.LITTLE_NEW))
    others = sum(not kind.folded for kind in Exclusion) - 3
    assert f"{others} left out for other reasons" in told


def test_where_a_source_of_unknown_date_stands() -> None:
    citation = sources(sample_briefing())[0]
    assert where(citation) == "Han River Wire, 5 October 2019, paragraph 1"
    unknown = citation.model_copy(update={"published": None, "source": None})
    assert where(unknown) == "unknown publisher, date unknown, paragraph 1"


@pytest.mark.parametrize("url", ["https://a.example/x", "http://a.example", "HTTPS://A.EXAMPLE/"])
def test_web_addresses(url: str) -> None:
    assert web_address(url) == url
