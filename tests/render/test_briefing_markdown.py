from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from briefbot.briefing.sources import shown_sentences, sources
from briefbot.briefing.types import Briefing
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.render.text import printable
from tests.briefing.sample import HOSTILE, empty_briefing, hostile_briefing, sample_briefing

# What GitHub, pandoc and mail converters do alike: CommonMark with HTML and tables.
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


TAGS = {"html", "body", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "em", "strong", "hr", "blockquote"}


def page(briefing: Briefing) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(RENDERER.render(briefing_markdown(briefing)))


def texts(root: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in root.xpath(path)]


def test_a_briefing_with_every_part(snapshot: SnapshotAssertion) -> None:
    assert briefing_markdown(sample_briefing(), Path("briefings")) == snapshot


def test_a_day_without_articles(snapshot: SnapshotAssertion) -> None:
    assert briefing_markdown(empty_briefing()) == snapshot


def test_the_parts_come_in_their_order() -> None:
    wanted = ["In brief", "Stories", "What changed", "Coming up", "Sources", "Left out"]
    assert texts(page(sample_briefing()), "//h2") == wanted


def test_every_citation_is_a_link_to_its_source() -> None:
    briefing = sample_briefing()
    root = page(briefing)
    cited = root.xpath("//a[starts-with(@href, '#source-')]")
    numbers = {citation.number for sentence in shown_sentences(briefing) for citation in sentence.citations}
    assert {int(link.text_content()) for link in cited} == numbers
    assert all(link.get("href") == f"#source-{link.text_content()}" for link in cited)
    assert {link.get("href")[1:] for link in cited} == set(root.xpath("//ol//a/@id"))


def test_a_citation_is_shown_as_a_number_in_brackets() -> None:
    first, second, _ = texts(page(sample_briefing()), "//ul[1]/li")[:3]
    assert first.endswith("Saturday (5 October 2019). [1]")
    assert second.endswith("the ban on masks. [2, 3]")


def test_the_list_of_sources_has_the_numbers_of_the_citations() -> None:
    briefing = sample_briefing()
    story = briefing.stories[2]
    kept = briefing.model_copy(update={"in_brief": (), "stories": (story,), "changes": (), "events": ()})
    assert [citation.number for citation in sources(kept)] == [4, 15]
    root = page(kept)
    shown = {int(item.get("start", "1")): item.xpath(".//a/@id") for item in root.xpath("//ol")}
    assert shown == {4: ["source-4"], 15: ["source-15"]}


def test_changes_lead_to_their_stories() -> None:
    root = page(sample_briefing())
    links = root.xpath("//a[starts-with(@href, '#story-')]/@href")
    assert {link[1:] for link in links} == set(root.xpath("//h3/a/@id"))


def test_a_source_below_the_current_folder_is_a_link_from_where_the_file_lies() -> None:
    shown = briefing_markdown(sample_briefing(), Path("out/briefings"))
    assert "[corpus/korea/slbm-two-or-one.txt](../../corpus/korea/slbm-two-or-one.txt)" in shown
    assert "[corpus" not in briefing_markdown(sample_briefing())


def test_what_articles_say_is_never_markup() -> None:
    root = page(hostile_briefing())
    assert {element.tag for element in root.iter()} <= TAGS
    hosts = {link for link in root.xpath("//a/@href") if not link.startswith("#")}
    assert hosts == {"https://han-river.example/2nd-ld?id=7&x=(1)%3E%3Cb%3E"}
    shown = " ".join(root.text_content().split())
    assert shown.count(" ".join(printable(HOSTILE).split())) == briefing_markdown(hostile_briefing()).count("OVERRIDE")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "file:///etc/passwd"])
def test_only_web_addresses_become_links(url: str) -> None:
    briefing = hostile_briefing(url)
    assert [link for link in page(briefing).xpath("//a/@href") if not link.startswith("#")] == []


def test_nothing_but_brackets_marks_a_citation_in_plain_text() -> None:
    line = briefing_markdown(sample_briefing()).split("## In brief\n\n")[1].splitlines()[1]
    assert re.fullmatch(r"- The whole of Hong Kong's MTR .* masks\. \[\[2\], \[3\]\]", line)


def test_a_first_briefing_says_that_there_is_none_to_compare_with() -> None:
    first = sample_briefing().model_copy(update={"previous": None, "previous_last": None, "changes": ()})
    assert "There is no earlier briefing to compare with." in briefing_markdown(first)
    same = sample_briefing().model_copy(update={"changes": ()})
    assert "Nothing has changed since the briefing of Wednesday 2 October 2019." in briefing_markdown(same)


def test_a_briefing_without_dates_ahead_says_so() -> None:
    assert "name no date ahead" in briefing_markdown(sample_briefing().model_copy(update={"events": ()}))


def test_a_briefing_before_that_cannot_be_read_is_named() -> None:
    unread = sample_briefing().model_copy(update={"previous": None, "changes": ()})
    assert "of Wednesday 2 October 2019 was saved by another version of briefbot" in briefing_markdown(unread)


def test_a_headline_is_not_told_twice_when_its_story_has_gone_quiet() -> None:
    briefing = sample_briefing()
    quiet = next(change for change in briefing.changes if change.kind == "gone quiet")
    assert quiet.before
    told = quiet.model_copy(update={"headline": quiet.before.text.rstrip(".")})
    (line,) = texts(page(briefing.model_copy(update={"changes": (told,)})), "//li[strong[starts-with(., 'Gone')]]")
    assert line.count(quiet.before.text) == 1 and "Last reported" not in line
