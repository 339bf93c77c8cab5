from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.readers.docx import docx_lines
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.europresse import _header
from briefbot.readers.exports.languages import language_code
from briefbot.readers.formats import read_article, read_articles, read_data
from briefbot.types import Article, Problem, ReadWarning
from tests.readers import exports
from tests.readers.exports import BRIDGE, FERRY, MILL, STORIES, Story


@dataclasses.dataclass(frozen=True)
class Shape:
    """An export: how it is made, what its file is called, and what the format does not tell."""

    name: str
    make: Callable[[Path], object]
    silent: frozenset[str] = frozenset()


def text(make: Callable[[], str | bytes]) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        made = make()
        path.write_bytes(made if isinstance(made, bytes) else made.encode())

    return write


NEXIS = frozenset({"ids", "url"})
FACTIVA_BLOCKS = frozenset({"zone", "url"})
SHAPES = (
    Shape("nexis.TXT", text(exports.nexis_text), NEXIS),
    Shape("nexis-de.txt", text(lambda: exports.nexis_text(interface="de")), NEXIS),
    Shape("nexis-fr.txt", text(lambda: exports.nexis_text(interface="fr")), NEXIS),
    Shape("nexis-utf16.txt", text(lambda: exports.nexis_text().encode("utf-16")), NEXIS),
    Shape("nexis.html", text(exports.nexis_page), NEXIS),
    Shape("nexis.rtf", text(lambda: exports.rtf_of(exports.nexis_text().splitlines())), NEXIS),
    Shape("nexis-word.doc", text(exports.nexis_word), NEXIS),
    Shape("nexis.pdf", text(exports.nexis_pdf), NEXIS),
    Shape("uni.docx", exports.uni_docx, NEXIS),
    Shape("uni.rtf", text(exports.uni_rtf), NEXIS),
    Shape("uni-de.rtf", text(lambda: exports.rtf_of([x for y in STORIES for x in exports.uni_german(y)])), NEXIS),
    Shape("uni.pdf", text(exports.uni_pdf), NEXIS),
    Shape("uni.zip", exports.uni_zip, NEXIS),
    Shape("factiva-codes.html", text(exports.factiva_table), frozenset({"url"})),
    Shape("factiva-codes-de.htm", text(lambda: exports.factiva_table(interface="de")), frozenset({"url"})),
    Shape("factiva-codes-fr.html", text(lambda: exports.factiva_table(interface="fr")), frozenset({"url"})),
    Shape("factiva.html", text(exports.factiva_blocks), FACTIVA_BLOCKS),
    Shape("factiva-en.html", text(lambda: exports.factiva_blocks(interface="en")), FACTIVA_BLOCKS),
    Shape("factiva.docx", exports.factiva_docx, frozenset({"url"})),
    Shape("factiva.rtf", text(exports.factiva_rtf), FACTIVA_BLOCKS),
    Shape("factiva.xml", text(exports.factiva_xml), frozenset({"url"})),
    Shape("europresse.html", text(exports.europresse_new), frozenset({"time", "language", "url"})),
    Shape("europresse-old.HTML", text(exports.europresse_old), frozenset({"time", "language", "url"})),
    Shape("proquest.txt", text(exports.proquest_text), frozenset({"time"})),
    Shape("proquest.rtf", text(lambda: exports.rtf_of(exports.proquest_text().split("\n"))), frozenset({"time"})),
    Shape("proquest.html", text(exports.proquest_page), frozenset({"time"})),
    Shape("proquest.eml", text(exports.proquest_mail), frozenset({"time"})),
)


def made(shape: Shape, folder: Path) -> list[Article | Problem]:
    path = folder / shape.name
    shape.make(path)
    return list(read_articles(path))


def articles(items: list[Article | Problem]) -> list[Article]:
    assert [item.reason for item in items if isinstance(item, Problem)] == []
    return [item for item in items if isinstance(item, Article)]


def check(article: Article, story: Story, silent: frozenset[str]) -> None:
    """Every field that the format tells is right."""
    assert article.title == story.title
    assert article.source == story.source
    assert article.author == story.author
    assert article.section in (story.section, story.section.split(";")[0])
    assert [paragraph.text for paragraph in article.paragraphs] == list(story.paragraphs)
    assert article.published is not None
    assert (article.published.day, article.published.confidence) == (story.day, "high")
    if "time" not in silent:
        zone = None if "zone" in silent or not story.time else story.time.tzinfo
        assert article.published.time == (story.time and story.time.replace(tzinfo=zone))
    assert article.language == (None if "language" in silent else story.language)
    assert bool(article.ids) is ("ids" not in silent)
    assert bool(article.url) is ("url" not in silent)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_article_of_an_export_has_all_that_the_export_says(shape: Shape, tmp_path: Path) -> None:
    found = articles(made(shape, tmp_path))
    assert len(found) == len(STORIES)
    for article, story in zip(found, STORIES, strict=True):
        check(article, story, shape.silent)
    assert len({article.path for article in found}) == len(STORIES)
    assert {warning for article in found for warning in article.warnings} == set()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_word_of_an_export_is_lost(shape: Shape, tmp_path: Path) -> None:
    """Labels apart, every word of an export is in a paragraph, a field, or among what was left out."""
    found = articles(made(shape, tmp_path))
    told = " ".join(
        " ".join(
            [article.title, str(article.source), str(article.author), str(article.section), *article.ids,
             article.published.evidence if article.published else "",
             *(paragraph.text for paragraph in article.paragraphs), *(piece.text for piece in article.dropped)]
        )
        for article in found
    )  # fmt: skip
    for story in STORIES:
        for word in " ".join([story.title, story.source, story.author, *story.paragraphs]).split():
            assert word in told
    if shape.name == "factiva.rtf":
        assert "ferry or bridge or mill" in told
    extra = {"nexis": "Photograph: Ada Holm", "factiva": "Aldport Press Ltd", "europresse": "Une note.", "uni": "PORTS"}
    for name, words in extra.items():
        if (
            shape.name.startswith(name)
            and shape.name not in ("nexis.html", "factiva.rtf", "factiva.xml")
            and ("old" not in shape.name)
        ):
            assert words in told


def test_an_export_of_one_article_stands_for_its_file(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(exports.nexis_text([MILL]), encoding="utf-8")
    (article,) = articles(list(read_articles(path)))
    assert article.path == str(path)
    check(article, MILL, NEXIS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("factiva.txt", exports.factiva_table),
        ("factiva.doc", exports.factiva_blocks),
        ("nexis.doc", lambda: exports.rtf_of(exports.nexis_text().splitlines())),
        ("nexis.docx", lambda: exports.rtf_of(exports.nexis_text().splitlines())),
        ("nexis-text.doc", exports.nexis_text),
        ("uni.txt", exports.uni_pdf),
        ("proquest.md", exports.proquest_text),
    ],
)
def test_an_export_is_known_whatever_its_suffix(name: str, content: Callable[[], str | bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    text(content)(path)
    assert [article.title for article in articles(list(read_articles(path)))] == [story.title for story in STORIES]


def test_exports_without_a_name_are_known_too(tmp_path: Path) -> None:
    for data in (exports.nexis_text().encode(), exports.factiva_table().encode(), exports.uni_rtf().encode(),
                 exports.uni_docx(tmp_path / "a.docx").read_bytes(), exports.factiva_xml().encode()):  # fmt: skip
        found = articles(list(read_data(data, "-")))
        assert [article.title for article in found] == [story.title for story in STORIES]
        assert [article.path for article in found] == ["-!1", "-!2", "-!3"]


def test_a_word_file_that_is_another_zip_file_is_read_as_that(tmp_path: Path) -> None:
    path = tmp_path / "stories.docx"
    exports.uni_zip(path)
    assert [article.title for article in articles(list(read_articles(path)))] == [story.title for story in STORIES]
    exports.uni_docx(tmp_path / "stories.zip")
    found = articles(list(read_articles(tmp_path / "stories.zip")))
    assert [article.title for article in found] == [story.title for story in STORIES]


def test_an_export_that_was_cut_off_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.rtf"
    path.write_text(exports.rtf_of([line for story in STORIES for line in exports.uni_lines(story)][:-12]))
    items = list(read_articles(path))
    assert [item.title for item in items if isinstance(item, Article)] == [story.title for story in STORIES]
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert "ends before the end of its last document" in problem.reason

    whole = exports.nexis_text()
    first = whole.index("1 of 3 DOCUMENTS"), whole.index("2 of 3 DOCUMENTS"), whole.index("3 of 3 DOCUMENTS")
    path = tmp_path / "hole.txt"
    path.write_text(whole[: first[1]] + whole[first[2] :], encoding="utf-8")
    items = list(read_articles(path))
    assert [item.title for item in items if isinstance(item, Article)] == [FERRY.title, MILL.title]
    assert ["2 are not there" in item.reason for item in items if isinstance(item, Problem)] == [True]

    sorry = "We are sorry but there is an error in this document and it is not possible to display it."
    path.write_text(f"{whole[: first[1]]}\n\n{sorry}\n", encoding="utf-8")
    told, article = read_articles(path)
    assert isinstance(told, Problem)
    assert "names 3 documents, of which 1 are in it and 1 of its documents could not be shown" in told.reason
    assert article.path == f"{path}!1"  # so that the problem is kept beside it


@pytest.mark.parametrize("content", [exports.factiva_table, exports.nexis_page, exports.europresse_new])
def test_a_page_that_breaks_off_says_so(content: Callable[[], str], tmp_path: Path) -> None:
    page = content()
    path = tmp_path / "all.html"
    path.write_text(page[: page.index(MILL.paragraphs[-1]) + 9], encoding="utf-8")
    items = list(read_articles(path))
    assert [item.title for item in items if isinstance(item, Article)] == [story.title for story in STORIES]
    assert ["breaks off" in item.reason for item in items if isinstance(item, Problem)] == [True]
    path.write_text(page, encoding="utf-8")
    assert [item for item in read_articles(path) if isinstance(item, Problem)] == []


def test_documents_that_proquest_numbers_and_does_not_have_are_told(tmp_path: Path) -> None:
    text = exports.proquest_text()
    path = tmp_path / "all.txt"
    path.write_text(text[: text.index("Document 3 of 3")], encoding="utf-8")
    problem, *found = read_articles(path)
    assert isinstance(problem, Problem) and "numbers 3 documents, of which 2 are in it" in problem.reason
    assert len(found) == 2


def test_a_document_without_text_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "some.html"
    path.write_text(exports.factiva_table([FERRY, BRIDGE._replace(paragraphs=(" ",)), MILL]), encoding="utf-8")
    items = list(read_articles(path))
    assert [item.title for item in items if isinstance(item, Article)] == [FERRY.title, MILL.title]
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert problem.path.endswith("!2")
    assert "no text" in problem.reason

    bare = [line for line in exports.uni_lines(BRIDGE) if line != "Body" and line not in BRIDGE.paragraphs]
    path = tmp_path / "some.rtf"
    path.write_text(exports.rtf_of([*exports.uni_lines(FERRY), *bare, *exports.uni_lines(MILL), "Terms apply."]))
    items = list(read_articles(path))
    assert [item.title for item in items if isinstance(item, Article)] == [FERRY.title, MILL.title]
    assert ["no text" in item.reason for item in items if isinstance(item, Problem)] == [True]
    assert "Terms apply." in [piece.text for item in items if isinstance(item, Article) for piece in item.dropped]


def test_a_document_without_a_date_takes_the_day_it_was_loaded_with_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "undated.docx"
    from docx import Document

    document = Document()
    for line in exports.uni_lines(FERRY):
        if not line.startswith("March 11"):
            document.add_paragraph(line)
    document.save(str(path))
    (article,) = articles(list(read_articles(path)))
    assert article.published is not None
    assert (article.published.day, article.published.confidence) == (FERRY.day, "low")
    assert "load date" in article.published.evidence


def test_a_table_of_a_page_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "table.html"
    rows = "<TABLE><TR><TD>Pier</TD><TD>Ships</TD></TR><TR><TD>North</TD><TD>44</TD></TR></TABLE>"
    page = exports.nexis_page([FERRY]).replace("</DIV>\n<BR><DIV CLASS=\"c4\"><P CLASS=\"c5\"><SPAN CLASS='c7'>LOAD",
                                               f"{rows}</DIV>\n<BR><DIV CLASS=\"c4\"><P CLASS=\"c5\">"
                                               "<SPAN CLASS='c7'>LOAD")  # fmt: skip
    path.write_text(page, encoding="utf-8")
    (article,) = articles(list(read_articles(path)))
    assert [paragraph.text for paragraph in article.paragraphs][-2:] == ["Pier; Ships", "North; 44"]


def test_documents_whose_ends_are_not_marked_are_parted_by_their_dates_of_loading(tmp_path: Path) -> None:
    path = tmp_path / "unmarked.rtf"
    lines = [line for story in STORIES for line in exports.uni_lines(story) if line != "End of Document"]
    path.write_text(exports.rtf_of(lines))
    for article, story in zip(articles(list(read_articles(path))), STORIES, strict=True):
        check(article, story, NEXIS)
    path.write_text(exports.rtf_of([line for line in lines if not line.startswith("Load-Date")] + ["Load-Date: 2020"]))
    (problem,) = read_articles(path)
    assert isinstance(problem, Problem)
    assert "holds 3 texts with no end between them" in problem.reason


def test_many_articles_are_not_taken_for_the_one_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "all.txt"
    path.write_text(exports.nexis_text(), encoding="utf-8")
    with pytest.raises(ReadError, match="holds several articles"):
        read_article(path)
    path.write_text(exports.nexis_text([MILL]), encoding="utf-8")
    assert read_article(path).title == MILL.title


@pytest.mark.parametrize(
    ("header", "section", "day", "page"),
    [
        ("Politique, jeudi 5 octobre 2013, p. 12", "Politique", "2013-10-05", "p. 12"),
        ("Politics, Friday, October 4, 2013, p. A3", "Politics", "2013-10-04", "p. A3"),
        ("politique, samedi 25 mars 2023 - 11:15 UTC +0100 1290 mots", "politique", "2023-03-25", ""),
        ("Lundi 3 avril 2023 • p. 12", "", "2023-04-03", "p. 12"),
        ("Économie, 3 avril 2023", "Économie", "2023-04-03", ""),
    ],
)
def test_the_line_above_a_title_of_europresse_is_taken_apart(header: str, section: str, day: str, page: str) -> None:
    found = _header(header)
    assert (found[0], found[2]) == (section, page)
    assert str((day_and_time(found[1]) or [None])[0]) == day


def test_an_article_of_one_line_of_200_kB_is_read_whole(tmp_path: Path) -> None:
    long = "The harbour board met again on Sunday. " * 5_000
    path = tmp_path / "long.txt"
    path.write_text(exports.nexis_text([FERRY]).replace(FERRY.paragraphs[2][:20], long.strip() + " NOTE"), "utf-8")
    (article,) = articles(list(read_articles(path)))
    assert sum(len(paragraph.text) for paragraph in article.paragraphs) > 190_000
    assert ReadWarning.MANY in article.warnings


@pytest.mark.parametrize(
    "plain",
    [
        "Board met\n\nBy Ada Holm\n\n1 of 3 documents was lost, the board said on Sunday. LENGTH: nobody knows.",
        "End of Document\n\nThe last page of the treaty says so, and nobody has seen another one since 1911.",
        "Full text: here is the speech.\n\nThe mayor said on Sunday that the pier would be mended before June.",
    ],
)
def test_prose_about_exports_is_no_export(plain: str, tmp_path: Path) -> None:
    path = tmp_path / "prose.txt"
    path.write_text(plain)
    (article,) = articles(list(read_articles(path)))
    assert article.path == str(path)


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("March 11, 2018 Sunday 6:10 PM GMT", "2018-03-11", "18:10:00+00:00"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27", "21:50:00+01:00"),
        ("2. Dezember 2013", "2013-12-02", None),
        ("19 December 2013", "2013-12-19", None),
        ("9 de mayo de 2014 viernes", "2014-05-09", None),
        ("1er mars 2011 à 17 h 04", "2011-03-01", "17:04:00"),
        ("2018 年 10 月 7 日 17:04", "2018-10-07", "17:04:00"),
        ("2019년 7월 12일", "2019-07-12", None),
        ("12 июля 2019", "2019-07-12", None),
        ("28.12.2017 10:36 Uhr", "2017-12-28", "10:36:00"),
        ("July 14, 2019, Sunday, Late Edition - Final", "2019-07-14", None),
        ("31 February 2019", None, None),
        ("March 2012", None, None),
        ("5 Holm 2002", None, None),
    ],
)
def test_dates_are_read_in_the_language_of_the_interface(words: str, day: str | None, time: str | None) -> None:
    found = day_and_time(words)
    assert (found and found[0].isoformat()) == day
    assert (found and found[1] and found[1].isoformat()) == time


@pytest.mark.parametrize(
    ("name", "code"),
    [("ENGLISH; ENGLISCH", "en"), ("Deutsch", "de"), ("Dutch / Nederlands", "nl"), ("英文", "en"), ("意大利文", "it"),
     ("FR", "fr"), ("pt_br", "pt-BR"), ("Skerrish", None), ("", None)],
)  # fmt: skip
def test_languages_are_read_by_name_or_code(name: str, code: str | None) -> None:
    assert language_code(name) == code


@given(cut=st.integers(0, 6_000), shape=st.sampled_from((exports.nexis_text, exports.proquest_text)))
def test_a_text_cut_off_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, shape: Callable[[], str]
) -> None:
    path = tmp_path_factory.mktemp("cut") / "cut.txt"
    path.write_text(shape()[:cut] or "x", encoding="utf-8")
    try:
        for item in read_articles(path):
            assert isinstance(item, Article | Problem)
    except ReadError as error:
        assert "cut.txt" in str(error)


def test_word_files_that_are_no_export_are_one_article(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph(FERRY.title, style="Title")
    for paragraph in FERRY.paragraphs:
        document.add_paragraph(paragraph)
    path = tmp_path / "ferry.docx"
    document.save(str(path))
    (article,) = articles(list(read_articles(path)))
    assert (article.title, len(article.paragraphs), article.path) == (FERRY.title, 3, str(path))
    assert ReadWarning.UNDATED in article.warnings
    assert docx_lines(path)[0].kind == "title"


CUTS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
UNTOLD = {"proquest.html": (0.4, 0.6, 0.7), "proquest.eml": (0.4, 0.6, 0.7)}
"""Cuts between two documents, after which nothing says that there was more."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_of_an_export_that_was_cut_off_what_is_whole_is_read_and_the_cut_is_told(shape: Shape, tmp_path: Path) -> None:
    path = tmp_path / shape.name
    shape.make(path)
    data = path.read_bytes()
    for share in CUTS:
        path.write_bytes(data[: int(len(data) * share)])
        try:
            found = list(read_articles(path))
        except ReadError as error:
            assert path.name in str(error)
            continue
        read = [each for each in found if isinstance(each, Article)]
        whole = [
            [paragraph.text for paragraph in article.paragraphs] == list(story.paragraphs)
            for article, story in zip(read, STORIES, strict=False)
        ]
        assert all(whole[:-1])
        told = len(found) > len(read) or share in UNTOLD.get(shape.name, ())
        assert told or (all(whole) and len(whole) == len(STORIES)), share
