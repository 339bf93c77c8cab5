from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article
from briefbot.types import Article
from tests.readers.pdfs import Line, column, pdf

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
