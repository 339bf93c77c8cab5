from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.readers.rtf import rtf_text, text_of_rtf

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}"
    rb"{\stylesheet{\s0 Normal;}}{\info{\title Toll}}{\header The Aldport Gazette\par}\pard "
)


def text_of(folder: Path, body: bytes) -> str:
    path = folder / "toll.rtf"
    path.write_bytes(HEAD + body + b"}")
    return rtf_text(path).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"The toll rises.\par It is 7 crowns.\par", "The toll rises.\nIt is 7 crowns.\n"),
        (rb"The toll is {\deleted\revauthdel1 5}{\revised\revauth1 7} million.", "The toll is 7 million."),
        (rb"No{\super\chftn{\footnote\pard\plain {\super\chftn}Without tax.}} toll.", "No [Without tax.] toll."),
        (rb"caf\'e9 \u8211?  \u-10179?\u-8704? \emdash ", "café –  😀 —"),
        (rb"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2} Holm", "Привет Holm"),
        ("Brücke".encode(), "Brücke"),
        (rb"see {\field{\*\fldinst HYPERLINK http://a.example}{\fldrslt the table}}", "see the table"),
        (rb"a{\pict\pngblip 89504e47}b{\v secret}c{\*\unknown d}e", "abce"),
        (rb"\{x\}\~y\_z\-w", "{x} y-zw"),
        (rb"\trowd Toll\cell 7\cell\row", "Toll\t7\t\n"),
        (rb"{\bin3 {{{}x", "x"),
    ],
)
def test_the_text_is_what_a_reader_sees(tmp_path: Path, body: bytes, text: str) -> None:
    assert text_of(tmp_path, body) == text


def test_what_is_no_rtf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toll.rtf"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ReadError, match="no RTF"):
        rtf_text(path)
    path.write_bytes(b"{\\rtf1" + b"{" * 5_000)
    with pytest.raises(ReadError, match="nests more than"):
        rtf_text(path)


def test_running_heads_and_comments_are_told_beside_the_text(tmp_path: Path) -> None:
    path = tmp_path / "toll.rtf"
    comment = rb"The toll rises.{\*\atnid KB}{\*\annotation{\*\atndate 1}\pard Check {\b this}.}\par"
    path.write_bytes(HEAD + comment + rb"{\header The Aldport Gazette\par}It is 7.\par}")
    said = rtf_text(path)
    assert said.text == "The toll rises.\nIt is 7.\n"
    assert said.beside == [("The Aldport Gazette", "running head"), ("Check this.", "comment")]


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc"))), cut=st.integers(0, 30))
def test_every_letter_comes_back_from_a_file_however_it_was_cut_off(
    tmp_path_factory: pytest.TempPathFactory, text: str, cut: int
) -> None:
    units = text.encode("utf-16-le")
    body = "".join(
        f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2)
    ).encode()
    path = tmp_path_factory.mktemp("rtf") / "a.rtf"
    path.write_bytes(HEAD + body + b"}")
    assert rtf_text(path).text == text
    path.write_bytes((HEAD + body)[: len(HEAD) + max(0, len(body) - cut)])
    assert text.startswith(rtf_text(path).text.rstrip("?\ufffd")[: len(text) - cut])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (HEAD + rb"{\f1 \'cf\'f0}\f1 \'e8\f0  O\'92Neil}", "Прими"[:2] + "и O’Neil"),
        (rb"{\rtf1\mac\deff0 caf\'8e}", "café"),
        (rb"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0 Arial;}{\f1\fcharset161 A;}}{\f1 \'e1}\f0\'e6}", "αć"),
        (b"{\\rtf1\\ansi The lock.\x01}\n\x00", "The lock."),
    ],
)
def test_a_font_without_a_character_set_has_that_of_the_document(data: bytes, text: str) -> None:
    assert text_of_rtf(data, "a.rtf").text.strip() == text
