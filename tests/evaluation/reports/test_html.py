from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from syrupy.assertion import SnapshotAssertion

from briefbot.evaluation.reports.cards import cards, marked_runs
from briefbot.evaluation.reports.history import past
from briefbot.evaluation.reports.html import report_html
from briefbot.types import Citation
from tests.evaluation.long_reports import long_report
from tests.evaluation.sample_reports import (
    FERRY,
    HOSTILE,
    answer,
    hostile_report,
    passage,
    report,
    run,
    small_cases,
    small_report,
)

EARLIER = past(report(run("old", small_cases()), created="2019-01-05T10:00:00+00:00", commit="0ld"))


def tree(page: str) -> html.HtmlElement:
    return html.fromstring(page)


def test_a_page(snapshot: SnapshotAssertion) -> None:
    page = report_html(small_report(), [EARLIER])
    page = re.sub(r"(?s)(<style>).*(</style>)", r"\1\2", re.sub(r"(?s)(<script>).*(</script>)", r"\1\2", page))
    assert re.sub(r"sha256-[\w+/=]+", "sha256-", page) == snapshot


@pytest.mark.parametrize("hostile", [False, True])
def test_the_page_needs_nothing_else_and_runs_nothing_else(hostile: bool) -> None:
    root = tree(report_html(hostile_report() if hostile else small_report(), [EARLIER]))
    elements = list(root.iter("*"))
    assert [element.tag for element in elements].count("script") == 1
    known = {"iframe", "img", "object", "embed", "link", "base", "audio", "video", "image", "use", "foreignobject"}
    assert not known & {element.tag for element in elements}
    attributes = {name for element in elements for name in element.attrib}
    assert not attributes & {"src", "style", "action", "formaction", "xlink:href"}
    assert not [name for name in attributes if name.startswith("on")]
    assert {element.get("href")[:1] for element in elements if element.get("href")} == {"#"}


@pytest.mark.parametrize("hostile", [False, True])
def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else(hostile: bool) -> None:
    root = tree(report_html(hostile_report() if hostile else small_report()))
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digests = {
        name: base64.b64encode(hashlib.sha256(root.xpath(f"//{name}/text()")[0].encode()).digest()).decode()
        for name in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert root.xpath("//meta")[1].get("http-equiv") == "Content-Security-Policy"  # before anything it must govern


def test_hostile_texts_stay_text() -> None:
    page = report_html(hostile_report())
    shown = tree(page).text_content()
    assert HOSTILE in shown
    assert "49" not in re.findall(r"\{\{.*?\}\}|49", shown)
    strays = {c for c in page if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")} - {"\n"}
    assert strays == set()


@pytest.mark.parametrize("made", [small_report(), hostile_report(), long_report(runs=2)], ids=["small", "bad", "long"])
def test_every_link_leads_somewhere_and_every_id_is_one(made: object) -> None:
    root = tree(report_html(made))  # type: ignore[arg-type]
    ids = root.xpath("//@id")
    assert len(set(ids)) == len(ids)
    assert {link[1:] for link in root.xpath("//a/@href")} <= set(ids)


def test_failing_cases_are_open_and_passing_ones_closed() -> None:
    root = tree(report_html(report(run("one", small_cases()))))
    found = {case.xpath(".//code")[0].text: "open" in case.attrib for case in root.xpath("//details[@class='case']")}
    assert found == {
        "ferry-fare": True,
        "coast-2018-03-09": True,
        "ferry-crash": True,
        "ferry-when": False,
        "ferry-who": False,
    }


def test_every_failing_case_shows_its_passages_answer_citations_and_verdicts() -> None:
    made = long_report(runs=2)
    root = tree(report_html(made))
    by_id = {case.xpath(".//code")[0].text: case for case in root.xpath("//details[@class='case']")}
    failed = [case for case in made.runs[0].cases if case.status == "failed" and case.answer]
    assert failed
    for case in failed:
        assert case.answer
        shown = " ".join(by_id[case.id].text_content().split())
        marks = {" ".join(mark.text_content().split()) for mark in by_id[case.id].xpath(".//mark")}
        for found in case.answer.passages:
            assert " ".join(found.text.split()) in shown
        for sentence in case.answer.sentences:
            assert " ".join(sentence.text.split()) in shown
            quotes = [" ".join(citation.quote.split()) for citation in sentence.citations]
            assert all(any(quote in mark or mark in quote for mark in marks) for quote in quotes)
        assert all(verdict.text in " ".join(by_id[case.id].xpath(".//td/bdi/text()")) for verdict in case.verdicts)


def test_without_script_the_filter_is_hidden_and_all_cases_are_there() -> None:
    root = tree(report_html(small_report()))
    assert "hidden" in root.xpath("//form")[0].attrib
    assert len(root.xpath("//details[@class='case']")) == 5


def test_later_reports_are_no_history() -> None:
    later = past(report(run("new", small_cases()), created="2020-01-01T00:00:00+00:00"))
    assert "There is no other saved report to compare with." in report_html(small_report(), [later])
    assert "Hollow points" not in report_html(small_report(), [EARLIER])
    other = EARLIER.model_copy(update={"fixtures_sha256": "00"})
    assert "Hollow points" in report_html(small_report(), [other])


def test_a_case_is_listed_once_with_all_its_outcomes() -> None:
    found = {card.id: card for card in cards(small_report())}
    assert len(found) == 5
    assert found["ferry-who"].statuses == ("passed", "failed")
    assert found["ferry-who"].group == "elsewhere"
    assert found["ferry-when"].group == "passed"
    first, second = found["ferry-who"].outcomes
    assert [source.cited for source in first.sources] == [True, False]  # the sentence that was removed cited it
    assert second.remark == "It was given the same passages as the first run; those it cites are shown."
    assert [source.number for source in second.sources] == [1]


def test_paths_are_shown_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside, outside = (
        passage(at, FERRY).model_copy(update={"path": path})
        for at, path in ((1, str(tmp_path / "news" / "ferry.txt")), (2, "/elsewhere/ferry.txt"))
    )
    case = small_cases()[0].model_copy(update={"answer": answer("When?", [inside, outside], [])})
    sources = cards(report(run("one", [case])))[0].outcomes[0].sources
    assert [source.where.rpartition(", ")[2] for source in sources] == ["news/ferry.txt", "/elsewhere/ferry.txt"]


def test_quoted_words_are_marked() -> None:
    found = passage(1, FERRY)
    said = answer("When?", [found], [("Two boats have been repaired.", (1,))], [("The ferry will sail.", (1,), 0.2)])
    quoted = [citation for sentence in said.sentences for citation in sentence.citations]
    removed = [citation for sentence in said.removed for citation in sentence.citations]
    first, second = FERRY.split(" Two boats")
    wanted = [("removed", first), ("", " "), ("shown", f"Two boats{second}")]
    assert [(piece.kind, piece.text) for piece in marked_runs(found, quoted, removed)] == wanted


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=4)


@given(SPANS, st.integers(0, 20), st.text(max_size=40))
def test_marking_loses_no_character(spans: list[tuple[int, int]], start: int, text: str) -> None:
    found = passage(1, text).model_copy(update={"start": start})
    template = answer("When?", [passage(1, FERRY)], [("Two boats have been repaired.", (1,))]).sentences[0].citations[0]
    citations: list[Citation] = [
        template.model_copy(update={"start": first, "end": first + length}) for first, length in spans
    ]
    pieces = marked_runs(found, citations[:2], citations[2:])
    assert "".join(piece.text for piece in pieces) == text
    covered = {at for first, length in spans for at in range(first, first + length)}
    flags = [bool(piece.kind) for piece in pieces for _ in piece.text]
    assert flags == [at + start in covered for at in range(len(text))]
