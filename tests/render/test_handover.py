"""The formats a desk hands on, opened by other programs than those that wrote them."""

from __future__ import annotations

import csv
import ctypes.util
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import docx
import icalendar
import lxml.etree
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors
from docx.enum.style import WD_STYLE_TYPE
from pypdf import PdfReader

from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing
from briefbot.errors import InputError
from briefbot.render.answer import citations_of
from briefbot.render.atom import atom_feed
from briefbot.render.briefing import web_address, where
from briefbot.render.calendar import briefing_ics
from briefbot.render.document import (
    Document,
    answer_document,
    briefing_document,
    by_direction,
    directed,
    is_rtl,
    plain_text,
)
from briefbot.render.document_html import document_html, document_text
from briefbot.render.docx import docx_bytes
from briefbot.render.hits import hit_entries
from briefbot.render.passages import cell, passages_csv
from briefbot.render.pdf import pdf_bytes
from briefbot.render.references import bibtex_text, references, ris_text
from briefbot.watchlists.types import Hit, Watchlist
from tests.briefing.sample import HOSTILE, article, empty_briefing, hostile_briefing, sample_briefing
from tests.conftest import make_article
from tests.render.test_answer import GOOD, compose_answer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
needs_pango = pytest.mark.skipif(not ctypes.util.find_library("pangoft2-1.0"), reason="Pango is not here")
NAMES = ("محمد بن سلمان", "יצחק הרצוג", "علی\u200cرضا فغانی")


def opened(document: Document, template: Path | None = None) -> tuple[docx.document.Document, lxml.etree._Element]:
    """A DOCX as python-docx opens it, and the root of its footnotes."""
    data = docx_bytes(document, template)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        notes = lxml.etree.fromstring(archive.read("word/footnotes.xml"))
    return docx.Document(io.BytesIO(data)), notes


def footnotes(root: lxml.etree._Element) -> dict[int, str]:
    found = {int(each.get(f"{W}id")): "".join(each.itertext()) for each in root.iter(f"{W}footnote")}
    return {number: text for number, text in found.items() if number > 0}


def long_briefing() -> Briefing:
    """A briefing with more than sixty footnotes, titles of great length and names that run from right to left."""
    plain = sample_briefing()
    first = plain.in_brief[0].citations[0]

    def sentence(number: int) -> object:
        name = NAMES[number % 3]
        citation = first.model_copy(update={"start": number, "title": f"{name} " + "long " * 40, "source": name})
        return plain.in_brief[0].model_copy(
            update={"text": f"{name} spoke to reporters in the capital, 5 of {number}.", "citations": (citation,)}
        )

    told = tuple(sentence(number) for number in range(1, 61))
    story = plain.stories[0].model_copy(update={"happened": told})
    return plain.model_copy(update={"stories": (story, *plain.stories[1:])})


@cache
def long_pdf() -> bytes:
    return pdf_bytes(briefing_document(long_briefing()))


def test_every_citation_is_a_footnote_with_source_day_paragraph_and_words() -> None:
    briefing = sample_briefing()
    document = briefing_document(briefing)
    _, root = opened(document)
    found = footnotes(root)
    assert list(found) == list(range(1, len(sources(briefing)) + 1))
    for citation in sources(briefing):
        text = next(text for text in found.values() if citation.quote[:30] in text)
        day = dt.date.fromisoformat(str(citation.published)[:10])
        assert f"{citation.source}, {day.day} {day:%B %Y}, paragraph {citation.paragraph}" in text


def test_a_footnote_that_is_met_again_is_a_cross_reference() -> None:
    word, _ = opened(briefing_document(sample_briefing()))
    xml = word.element.xml
    marks = [int(each.get(f"{W}id")) for each in word.element.iter(f"{W}footnoteReference")]
    assert marks == list(range(1, len(marks) + 1)), "each footnote has one mark, in the order of reading"
    assert xml.count(" NOTEREF _Ref") > 3
    for code in word.element.iter(f"{W}instrText"):
        assert f'w:name="{code.text.split()[1]}"' in xml


def test_styles_are_words_own() -> None:
    word, _ = opened(briefing_document(sample_briefing()))
    names = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style}
    assert names == {"Title", "Subtitle", "Heading 1", "Heading 2", "Normal", "List Bullet"}
    assert {"footnote text", "footnote reference"} <= {style.name for style in word.styles}
    assert word.core_properties.title.startswith("Daily briefing")


@pytest.mark.parametrize("ending", ["docx", "dotx"])
def test_a_template_gives_styles_page_and_header_but_no_text(ending: str, tmp_path: Path) -> None:
    made = docx.Document()
    made.styles["Title"].font.name = "Georgia"
    made.sections[0].header.paragraphs[0].text = "The Desk"
    made.add_paragraph("text of the template")
    path = tmp_path / f"house.{ending}"
    made.save(str(path))
    if ending == "dotx":
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"document.main+xml", b"template.main+xml")
        with zipfile.ZipFile(path, "w") as new:
            for name, data in parts.items():
                new.writestr(name, data)
    word, root = opened(briefing_document(sample_briefing()), path)
    assert word.styles["Title"].font.name == "Georgia"
    assert word.sections[0].header.paragraphs[0].text == "The Desk"
    assert "text of the template" not in "".join(paragraph.text for paragraph in word.paragraphs)
    assert footnotes(root)


def test_a_document_can_be_the_template_of_the_next(tmp_path: Path) -> None:
    path = tmp_path / "before.docx"
    path.write_bytes(docx_bytes(briefing_document(sample_briefing())))
    _, root = opened(briefing_document(sample_briefing()), path)
    assert len(footnotes(root)) == len(sources(sample_briefing()))


def test_a_template_that_lacks_styles_is_used_with_its_plain_one(tmp_path: Path) -> None:
    made = docx.Document()
    for name in ("List Bullet", "Heading 2", "Subtle Emphasis"):
        made.styles[name].delete()
    made.save(str(tmp_path / "bare.docx"))
    word, root = opened(briefing_document(sample_briefing()), tmp_path / "bare.docx")
    assert footnotes(root)
    assert "List Bullet" not in {style.name for style in word.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}


@pytest.mark.parametrize("contents", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_a_template_that_cannot_be_read_is_named(contents: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.docx"
    path.write_bytes(contents)
    with pytest.raises(InputError, match="bad.docx"):
        docx_bytes(briefing_document(sample_briefing()), path)


@pytest.mark.parametrize(
    ("part", "contents"),
    [
        ("word/document.xml", b"<a><b>"),
        ("word/document.xml", b"<a/>"),
        ("word/document.xml", f'<w:document xmlns:w="{W[1:-1]}"/>'.encode()),
        ("word/styles.xml", b"<a/>"),
        ("word/settings.xml", b"<a/>"),
        ("[Content_Types].xml", b"<a"),
    ],
)
def test_a_template_with_a_broken_part_is_named(part: str, contents: bytes, tmp_path: Path) -> None:
    whole, path = io.BytesIO(), tmp_path / "bad.docx"
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, contents if name == part else old.read(name))
    with pytest.raises(InputError, match="bad.docx"):
        docx_bytes(briefing_document(sample_briefing()), path)


def test_names_from_right_to_left_are_marked_so_and_keep_their_joiners() -> None:
    word, root = opened(briefing_document(long_briefing()))
    runs = [each.text for each in word.element.xpath("//w:r[w:rPr/w:rtl]/w:t")]
    assert set(NAMES) <= set(runs)
    assert len(footnotes(root)) > 60
    assert not word.element.xpath("//w:p[w:pPr/w:bidi]"), "a paragraph that is mostly English runs from left to right"


def test_pieces_by_direction() -> None:
    assert by_direction("Said by محمد بن سلمان (2019), ok") == [
        ("Said by ", False),
        ("محمد بن سلمان", True),
        (" (2019), ok", False),
    ]
    assert by_direction(NAMES[2]) == [(NAMES[2], True)]
    assert by_direction("") == []
    assert is_rtl("يستقبل رئيس الوزراء") and not is_rtl("2019") and not is_rtl("The name محمد")
    assert directed("By محمد, 5 October") == "By محمد\u200e, 5 October"
    assert plain_text("a\u202eb\x00c\ufffe\n d") == "a b c d"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_opens_it_and_numbers_the_footnotes(tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    path.write_bytes(docx_bytes(briefing_document(long_briefing())))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "long.pdf").pages)
    assert "paragraph 1: “North Korea's chief negotiator" in " ".join(text.split())


@needs_pango
def test_a_pdf_has_its_words_its_notes_and_its_headings() -> None:
    briefing = sample_briefing()
    reader = PdfReader(io.BytesIO(pdf_bytes(briefing_document(briefing))))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata and str(reader.metadata.title).startswith("Daily briefing")
    assert [str(each["/Title"]) for each in reader.outline if isinstance(each, dict)] == ["Daily briefing"]
    for citation in sources(briefing):
        assert " ".join(citation.quote.split()[:4]) in text


def test_hostile_text_is_only_text_everywhere() -> None:
    document = briefing_document(hostile_briefing())
    page = lxml.etree.HTML(document_html(document))
    assert not page.xpath("//script | //img | //a[starts-with(@href, 'javascript')]")
    assert "\x1b" not in document_text(document) and "\u202e" not in document_text(document)
    word, root = opened(document)
    assert "<script>alert(1)</script>" in "".join(paragraph.text for paragraph in word.paragraphs)
    assert footnotes(root)


@needs_pango
def test_a_hostile_briefing_is_a_pdf() -> None:
    assert PdfReader(io.BytesIO(pdf_bytes(briefing_document(hostile_briefing())))).pages


def test_a_briefing_of_nothing_and_an_answer_without_one() -> None:
    assert "No articles" in document_text(briefing_document(empty_briefing()))
    word, root = opened(briefing_document(empty_briefing()))
    assert footnotes(root) == {} and word.paragraphs[0].text == "Daily briefing"
    assert "The sources do not say." in document_text(answer_document(compose_answer("NOT STATED")))


def test_an_answer_has_its_footnotes() -> None:
    answer = compose_answer(GOOD)
    word, root = opened(answer_document(answer))
    assert word.paragraphs[0].text == answer.question
    assert list(footnotes(root)) == [each.number for each in citations_of(answer)] == [1]
    assert "Northern Post: Boats are back" in footnotes(root)[1]


def test_ris_is_read_back_by_another_program() -> None:
    briefing = sample_briefing()
    articles = {article(name).id: article(name) for name in ("stockholm", "metro")}
    records = rispy.loads(ris_text(references(sources(briefing), articles)))
    assert len(records) == len({citation.article_id for citation in sources(briefing)})
    first = records[0]
    assert first["type_of_reference"] == "NEWS"
    assert (first["title"], first["secondary_title"]) == (article("stockholm").title, "Han River Wire")
    assert (first["year"], first["date"]) == ("2019", "2019/10/05")
    assert first["authors"] == ["Cho Min-seo"]
    assert first["notes"][0].startswith("Paragraph 1: “North Korea")
    assert len({record["id"] for record in records}) == len(records)


def test_a_month_stands_where_no_day_is_known() -> None:
    citation = sources(sample_briefing())[0].model_copy(update={"published": None, "known": "2019-08"})
    found = references([citation, citation.model_copy(update={"article_id": "b", "known": "2019-22"})], {})
    assert [record.get("date") for record in rispy.loads(ris_text(found))] == ["2019/08//", None]
    assert [entry.get("date") and entry["date"] for entry in parse_string(bibtex_text(found)).entries] == [
        "2019-08",
        None,
    ]
    assert [where(each) for each in (citation, citation.model_copy(update={"known": "2019-22"}))] == [
        f"Han River Wire, {words}, paragraph {citation.paragraph}" for words in ("August 2019", "summer 2019")
    ]


def test_bibtex_keeps_every_character() -> None:
    title = r"5% of $3_000 & {more} \ #1 ~ ^ <b> “é” محمد }"
    briefing = sample_briefing()
    citation = sources(briefing)[0].model_copy(update={"title": title, "url": "https://x.example/a_b?c={1}&d=2%20"})
    text = bibtex_text(references([citation], {}))
    assert text.count("{") == text.count("}")
    entry = parse_string(text).entries[0]
    inner = entry["title"].removeprefix("{").removesuffix("}")
    for code, letter in (("textbackslash", "\\"), ("textbraceleft", "{"), ("textbraceright", "}"), ("textless", "<")):
        inner = inner.replace(f"\\{code}{{}}", letter)
    for code, letter in (("textgreater", ">"), ("textasciitilde", "~"), ("textasciicircum", "^")):
        inner = inner.replace(f"\\{code}{{}}", letter)
    for letter in "%&$#_":
        inner = inner.replace(f"\\{letter}", letter)
    assert inner == title
    assert entry["url"] == "https://x.example/a_b?c=%7B1%7D&d=2%20"
    assert entry.key.startswith("hanriverwire2019")


@pytest.mark.parametrize(
    ("told", "authors"),
    [
        ("Ann Lee, Bo Ek and Cy Roe", ("Ann Lee", "Bo Ek", "Cy Roe")),
        ("Lee, Ann; Ek, Bo; and Roe, Cy", ("Lee, Ann", "Ek, Bo", "Roe, Cy")),
        ("Office of Ships and Piers; Ek, Bo", ("Office of Ships and Piers", "Ek, Bo")),
    ],
)
def test_an_article_by_several_has_its_authors(told: str, authors: tuple[str, ...]) -> None:
    citation = sources(sample_briefing())[0]
    found = references([citation], {citation.article_id: make_article("Text.", author=told)})
    assert found[0].authors == authors
    assert rispy.loads(ris_text(found))[0]["authors"] == list(authors)
    written = parse_string(bibtex_text(found), append_middleware=[SeparateCoAuthors()]).entries[0]["author"]
    assert [name.strip("{}") for name in written] == list(authors)


@pytest.mark.parametrize("url", ["https://x.example/\x01a", "javascript:alert(1)", "https://x.example/\u202ea"])
def test_an_address_that_is_none_of_the_web_becomes_no_link(url: str) -> None:
    briefing = sample_briefing()
    cited = sources(briefing)[0].model_copy(update={"url": url})
    sentence = briefing.in_brief[0].model_copy(update={"citations": (cited,)})
    document = briefing_document(briefing.model_copy(update={"in_brief": (sentence,)}))
    assert document.notes[0].address is None
    assert docx_bytes(document)
    day = dt.date(2019, 7, 14)
    moment = dt.datetime.combine(day, dt.time(), dt.UTC)
    wanted = Watchlist(id="w", name="Ships", query="ships", to=(), created=moment)
    hit = Hit(article_id="a", title="Ship", source=None, day=day, url=url, score=1.0, sentence=sentence, found=moment)
    feed = lxml.etree.fromstring(atom_feed("k", "Ships", hit_entries(wanted, [hit])))
    assert not feed.xpath("//*[local-name()='entry']/*[local-name()='link']")
    (found,) = references([cited], {})
    assert found.url is None or web_address(found.url) == found.url


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_csv_is_read_back() -> None:
    (passage,) = compose_answer(GOOD, title='=HYPERLINK("http://x")').passages
    rows = list(csv.DictReader(io.StringIO("".join(passages_csv([passage])))))
    assert rows[0]["title"] == "'" + '=HYPERLINK("http://x")'
    assert (rows[0]["publisher"], rows[0]["paragraph"], rows[0]["text"]) == ("Coast Gazette", "2", passage.text)


def test_the_dates_ahead_as_a_calendar() -> None:
    briefing = sample_briefing()
    calendar = icalendar.Calendar.from_ical(briefing_ics(briefing))
    events = list(calendar.walk("VEVENT"))
    spans = [(each.decoded("dtstart"), each.decoded("dtend")) for each in events]
    assert spans == [(e.first, e.last + dt.timedelta(days=1)) for e in briefing.events]
    assert str(events[0]["summary"]) == "A High Court hearing on the mask ban is expected."
    assert "The Harbour Post, 5 October 2019, paragraph 5" in str(events[0]["description"])
    again = icalendar.Calendar.from_ical(briefing_ics(briefing.model_copy(update={"title": "Other"})))
    assert [e["uid"] for e in again.walk("VEVENT")] == [e["uid"] for e in events]
    assert len({e["uid"] for e in events}) == 3


def test_hostile_words_stay_one_event() -> None:
    plain = sample_briefing()
    sentence = plain.events[0].sentence.model_copy(update={"text": f"{HOSTILE}\r\nEND:VEVENT\r\nBEGIN:VEVENT"})
    event = plain.events[0].model_copy(update={"sentence": sentence})
    data = briefing_ics(plain.model_copy(update={"events": (event,)}))
    assert len(list(icalendar.Calendar.from_ical(data).walk("VEVENT"))) == 1


@needs_pango
def test_every_note_of_a_pdf_is_on_the_page_of_its_mark() -> None:
    pages = PdfReader(io.BytesIO(long_pdf())).pages
    texts = [page.extract_text() for page in pages]
    for number in range(5, 60):
        (page,) = (text for text in texts if re.search(rf"\b{number}\.\W?{number + 4}\b", text))
        assert re.search(rf"^{number + 4}\. ", page, re.MULTILINE), number
