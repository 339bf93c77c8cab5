from __future__ import annotations

import base64
import hashlib
import re

import lxml.html
import pytest
from syrupy.assertion import SnapshotAssertion

from briefbot.briefing.sources import sources
from briefbot.render.briefing_html import briefing_html
from briefbot.render.text import printable
from briefbot.text.dates.describe import annotate
from tests.briefing.sample import HOSTILE, empty_briefing, hostile_briefing, sample_briefing, sample_paragraphs

SAMPLE = briefing_html(sample_briefing(), sample_paragraphs())


def parsed(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def body(page: str) -> str:
    """The page from its body on, without the script."""
    return re.sub(r"<script>.*?</script>", "<script>", page.split("</head>\n")[1], flags=re.DOTALL)


def test_a_briefing_with_every_part(snapshot: SnapshotAssertion) -> None:
    assert body(SAMPLE) == snapshot


def test_a_day_without_articles(snapshot: SnapshotAssertion) -> None:
    assert body(briefing_html(empty_briefing(), {})) == snapshot


def test_the_parts_come_in_their_order() -> None:
    wanted = ["In brief", "Stories", "What changed", "Coming up", "Sources", "Left out"]
    assert [words(heading) for heading in parsed(SAMPLE).xpath("//section/h2")] == wanted


def test_the_page_loads_nothing_and_may_run_only_its_own_script() -> None:
    root = parsed(SAMPLE)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for rule, path in (("style-src", "//style"), ("script-src", "//script")):
        (part,) = root.xpath(path)
        digest = base64.b64encode(hashlib.sha256(part.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert (
        root.xpath("//@src | //link | //@style | //@*[starts-with(name(), 'on')] | //iframe | //object | //form") == []
    )
    assert "url(" not in SAMPLE
    assert "@import" not in SAMPLE


def test_every_link_within_the_page_has_its_target() -> None:
    root = parsed(SAMPLE)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")}
    assert targets <= set(ids)
    assert set(root.xpath("//@aria-labelledby")) <= set(ids)


def test_a_citation_leads_to_its_paragraph_with_the_words_marked() -> None:
    root = parsed(SAMPLE)
    paragraphs = sample_paragraphs()
    for citation in sources(sample_briefing()):
        (entry,) = root.xpath(f"//li[@id='source-{citation.number}']")
        assert entry.get("value") == str(citation.number)
        (mark,) = entry.xpath(".//mark")
        marked = annotate(citation.quote, citation.dates)
        assert mark.text == marked
        whole = paragraphs[citation.article_id, citation.paragraph]
        assert mark.getparent().text_content() == whole.replace(citation.quote, marked)
    cited = root.xpath("//a[@class='cite']/@href")
    assert set(cited) == {f"#source-{citation.number}" for citation in sources(sample_briefing())}


def test_a_paragraph_that_is_not_known_leaves_the_cited_words() -> None:
    changed = {key: f"Changed. {text}" for key, text in sample_paragraphs().items()}
    for paragraphs in ({}, changed):
        root = parsed(briefing_html(sample_briefing(), paragraphs))
        assert [p.text_content() for p in root.xpath("//p[@class='paragraph']")] == [
            mark.text for mark in root.xpath("//mark")
        ]


def test_what_articles_say_is_never_markup() -> None:
    page = briefing_html(hostile_briefing(), {})
    root = parsed(page)
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//img | //b[not(@class)][text()!='Background'] | //h1/*") == []
    written = " ".join(printable(HOSTILE).split())
    assert words(root.xpath("//h1")[0]) == written
    assert words(root).count(written) == page.count("OVERRIDE") - len(
        root.xpath("//a[contains(@aria-label, 'OVERRIDE')]")
    )
    assert not set(page) & {"\x1b", "\u202e"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "file:///etc/passwd"])
def test_only_web_addresses_become_links(url: str) -> None:
    links = parsed(briefing_html(hostile_briefing(url), {})).xpath("//a/@href")
    assert [link for link in links if not link.startswith("#")] == []


def test_a_web_address_becomes_a_link_to_itself() -> None:
    (link,) = set(parsed(SAMPLE).xpath("//a[not(starts-with(@href, '#'))]/@href"))
    assert link == "https://han-river.example/2nd-ld?id=7&x=(1)"


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [(ink, ground) for ink in ("ink", "soft", "link", "accent") for ground in ("paper", "shade")]
    + [("mark-ink", "mark")],
)
def test_colours_can_be_read(scheme: str, ink: str, ground: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", SAMPLE, flags=re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", blocks[["light", "dark"].index(scheme)]))
    high, low = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_headline_is_not_told_twice_when_its_story_has_gone_quiet() -> None:
    briefing = sample_briefing()
    quiet = next(change for change in briefing.changes if change.kind == "gone quiet")
    assert quiet.before
    told = quiet.model_copy(update={"headline": quiet.before.text.rstrip(".")})
    shown = briefing_html(briefing.model_copy(update={"changes": (told,)}), sample_paragraphs())
    (item,) = parsed(shown).xpath("//section[contains(@class, 'changes')]//li")
    assert words(item).count(quiet.before.text) == 1 and "Last reported" not in words(item)
