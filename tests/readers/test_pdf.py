from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article
from briefbot.types import Article
from tests.readers.pdfs import Line, column, pdf, pdf_of_glyphs

TEXTS = [
    "The swing bridge over the Esk will reopen to traffic on Monday, four years after a barge struck its pier.",
    "Engineers replaced 212 tonnes of steel and rebuilt the turning gear, which dates from 1911. The work cost 38 "
    "million pounds, nine million more than planned.",
    "Buses 14 and 27 will go back to their old routes from the first day. Lorries must use the ring road.",
    "A second inspection is planned for November, when the river is at its highest and the traffic at its lowest.",
]


def read(folder: Path, data: bytes) -> Article:
    path = folder / "article.pdf"
    path.write_bytes(data)
    return read_article(path)


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize("gap", [6, 10, 20])
@pytest.mark.parametrize("width", [34, 60, 90])
def test_paragraphs_with_space_between_them_are_rebuilt(tmp_path: Path, width: int, gap: int) -> None:
    assert texts(read(tmp_path, pdf([column(TEXTS, 700, width=width, gap=gap)]))) == TEXTS


def test_paragraphs_with_an_indented_first_line_are_rebuilt(tmp_path: Path) -> None:
    assert texts(read(tmp_path, pdf([column(TEXTS, 700, gap=0, indent=14)]))) == TEXTS


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page(tmp_path: Path) -> None:
    lines = column(TEXTS, 700, width=40)
    left, right, over = lines[:4], lines[4:7], lines[7:]
    moved = [line._replace(left=line.left + 240, height=line.height + 56) for line in right]
    assert texts(read(tmp_path, pdf([[*left, *moved], over]))) == TEXTS


def test_the_largest_line_is_the_title(tmp_path: Path) -> None:
    article = read(tmp_path, pdf([[Line(72, 740, 20, "Bridge to reopen"), *column(TEXTS, 700)]]))
    assert (article.title, texts(article)) == ("Bridge to reopen", TEXTS)


@pytest.mark.parametrize(("made", "day"), [("D:20260226093000Z'", "2026-02-26"), ("D:2026", None), ("soon", None)])
def test_a_date_of_creation_that_is_none_costs_no_text(tmp_path: Path, made: str, day: str | None) -> None:
    article = read(tmp_path, pdf([column(TEXTS, 700)], f"/CreationDate ({made})"))
    assert texts(article) == TEXTS
    assert (str(article.published.day) if article.published else None) == day


def test_running_heads_are_dropped_with_their_reason(tmp_path: Path) -> None:
    pages = [
        [
            Line(72, 770, 9, f"Esk Herald, page {number}"),
            *column([text], 700, width=50),
            Line(72, 30, 9, "esk.example.com"),
        ]
        for number, text in enumerate(TEXTS, start=1)
    ]
    article = read(tmp_path, pdf(pages))
    assert texts(article) == TEXTS
    assert {(piece.text, piece.reason) for piece in article.dropped if "page 1" in piece.text} == {
        ("Esk Herald, page 1", "running head")
    }
    assert len(article.dropped) == 8


def test_a_word_parted_at_the_end_of_a_line_is_joined(tmp_path: Path) -> None:
    lines = [
        "The bridge over the Esk will be open to traf-",
        "fic on Monday, said a well-",
        "known engineer of the county.",
    ]
    article = read(tmp_path, pdf([[Line(72, 700 - 14 * at, 11, line) for at, line in enumerate(lines)]]))
    assert texts(article) == [
        "The bridge over the Esk will be open to traffic on Monday, said a well-known engineer of the county."
    ]


def test_the_date_of_creation_counts_little_and_only_where_the_text_has_none(tmp_path: Path) -> None:
    made = "/CreationDate (D:20190822170300+09'00')"
    article = read(tmp_path, pdf([column(TEXTS, 700)], made))
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert article.published.confidence == "low"
    dated = read(tmp_path, pdf([column(["Published: August 20, 2019", *TEXTS], 700)], made))
    assert dated.published and dated.published.day == dt.date(2019, 8, 20)


def test_an_encrypted_file_a_picture_and_a_broken_file_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(pdf([column(TEXTS, 700)]))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "plain.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(ReadError, match="is encrypted"):
        read_article(tmp_path / "locked.pdf")
    with pytest.raises(ReadError, match="only pictures"):
        read(tmp_path, pdf([[], []]))
    for data in (b"", b"%PDF-1.4\n", b"not a PDF at all", pdf([column(TEXTS, 700)])[:300]):
        with pytest.raises(ReadError, match="article.pdf"):
            read(tmp_path, data)


def by_rows(left: list[str], right: list[str], top: int, *, at: int = 320) -> list[Line]:
    """Two columns as many programs draw them: the first line of each, the second of each and so on."""
    rows = [
        (Line(72, top - 14 * n, 11, a), Line(at, top - 14 * n, 11, b))
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    return [line for row in rows for line in row if line.text]


LEFT = [
    "The swing bridge over the Esk will reopen",
    "to traffic on Monday, four years after a",
    "barge struck its pier. The council paid 38",
    "million pounds for the repair and will not",
    "ask for tolls before the end of the year.",
]
RIGHT = [
    "Buses 14 and 27 go back to their old ways",
    "from the first day. Lorries must use the",
    "ring road. A second inspection is planned",
    "for November, when the river is highest,",
    "the engineers said in their last report.",
]


def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    head = [Line(72, 760, 20, "Bridge to reopen after four years")]
    article = read(tmp_path, pdf([[*head, *by_rows(LEFT, RIGHT, 700)]]))
    assert article.title == "Bridge to reopen after four years"
    assert " ".join(texts(article)) == " ".join([*LEFT, *RIGHT])


def test_a_line_across_both_columns_parts_them(tmp_path: Path) -> None:
    across = Line(
        72, 600, 11, "The following numbers are those of the county, which has counted cars since the year 1998."
    )
    lines = [*by_rows(LEFT, RIGHT, 700), across, *by_rows(RIGHT, LEFT, 560)]
    found = " ".join(texts(read(tmp_path, pdf([lines]))))
    assert found == " ".join([*LEFT, *RIGHT, across.text, *RIGHT, *LEFT])


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    cells = by_rows(["Apples", "Pears", "Plums", "Cherries"], ["1,200", "340", "77", "12"], 600)
    article = read(tmp_path, pdf([[*column(TEXTS, 780), *cells]]))
    assert "Apples 1,200" in " ".join(texts(article))


def test_soft_hyphens_and_typographic_ones_at_the_end_of_a_line_are_joined(tmp_path: Path) -> None:
    lines = [
        "The con\u00ad",
        "tainer port of the coun\u2010",
        "ty will be open to all inter\u00ad",
        "national lines on Monday.",
    ]
    data = pdf_of_glyphs([[Line(72, 700 - 14 * at, 11, line) for at, line in enumerate(lines)]])
    assert texts(read(tmp_path, data)) == [
        "The container port of the county will be open to all international lines on Monday."
    ]


@pytest.mark.parametrize(
    ("cap", "rest", "opening"),
    [
        ("T", "he swing bridge", "The swing"),
        ("“W", "e know that well", "“We know"),
        ("A", "bridge is open", "A bridge"),
    ],
)
def test_a_large_first_letter_belongs_to_its_word(tmp_path: Path, cap: str, rest: str, opening: str) -> None:
    lines = [
        Line(72, 740, 24, "Bridge to reopen"),
        Line(72, 672, 40, cap),
        Line(110, 700, 11, f"{rest} over the Esk will reopen"),
        Line(110, 686, 11, "to traffic on Monday, four years after"),
        Line(110, 672, 11, "a barge struck its pier. Another bridge"),
        Line(72, 658, 11, "stays shut until the end of November, the engineers said."),
    ]
    article = read(tmp_path, pdf_of_glyphs([lines]))
    assert article.title == "Bridge to reopen"
    assert texts(article)[0].startswith(opening) and len(texts(article)) == 1


def test_heads_numbers_and_jump_lines_inside_a_sentence_are_left_out(tmp_path: Path) -> None:
    first = column([TEXTS[0] + " The council will"], 700)
    second = [
        Line(72, 770, 9, "ESK HERALD – COUNTY"),
        Line(72, 740, 11, "not ask for tolls before the end of the year, its chair said."),
        Line(300, 30, 9, "7"),
    ]
    jump = Line(72, first[-1].height - 20, 9, "Continued on page 7")
    article = read(tmp_path, pdf([[*first, jump], second]))
    assert texts(article) == [
        f"{TEXTS[0]} The council will not ask for tolls before the end of the year, its chair said."
    ]
    assert {(piece.text, piece.reason) for piece in article.dropped} == {
        ("Continued on page 7", "jump line"),
        ("ESK HERALD – COUNTY", "running head"),
        ("7", "running head"),
    }


def test_a_report_of_hundreds_of_pages_is_read_to_its_end(tmp_path: Path) -> None:
    told = "Witness {} told the commission of the dam, of its road and of the letters that nobody answered."
    names = [(f"{chr(97 + n % 26) * 3}{n}", f"{chr(97 + n % 25) * 4}{n}") for n in range(240)]
    pages = [column([told.format(name) for name in pair], 700 - 3 * (n % 9)) for n, pair in enumerate(names)]
    article = read(tmp_path, pdf(pages))
    assert len(article.paragraphs) == 480
    assert article.paragraphs[-1].text.startswith("Witness oooo239 told")


def test_a_sentence_in_larger_type_is_text(tmp_path: Path) -> None:
    answer = "The bridge opens on Monday, the road office said, after four years of work."
    lines = [Line(72, 760, 20, "Bridge to reopen"), *column(TEXTS[:1], 700), Line(72, 560, 14, answer)]
    lines += [Line(72, 530, 14, "Costs"), *column(TEXTS[1:], 500)]
    article = read(tmp_path, pdf([lines]))
    assert texts(article) == [TEXTS[0], answer, *TEXTS[1:]]
    assert [piece.text for piece in article.dropped if piece.reason == "subheading"] == ["Costs"]
