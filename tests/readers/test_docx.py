from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.docx import DocxLine, docx_lines, is_docx
from briefbot.readers.formats import read_articles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_docx(path: Path, body: str, parts: dict[str, str] | None = None) -> Path:
    """A Word file of this body, and of other parts by the names of their roots' kinds."""
    parts = parts or {}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{name}+xml"/>' for name in ("styles", *parts)
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in ("styles", *parts)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>{types}</Types>',
        )
        package = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        archive.writestr(
            "_rels/.rels",
            f'{package}<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/_rels/document.xml.rels", f"{package}{relations}</Relationships>")
        archive.writestr(
            "word/styles.xml",
            f'<w:styles {W}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
            "</w:styles>",
        )
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return path


def p(inside: str, style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}{inside}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


NOTES = {
    "footnotes": f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{p(r("---"))}</w:footnote>'
    f'<w:footnote w:id="2">{p(r("Without the port tax."))}</w:footnote></w:footnotes>',
    "comments": f'<w:comments {W}><w:comment w:id="0">{p(r("Check this."))}</w:comment></w:comments>',
    "header": f"<w:hdr {W}>{p(r('The Aldport Gazette'))}</w:hdr>",
}
CELL = "<w:tc>{}</w:tc>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            p(r("Toll rises"), "berschrift1") + p(r("It is 7.")),
            [DocxLine("Toll rises", "heading"), DocxLine("It is 7.")],
        ),
        (
            p(r("The toll is ") + f"<w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins>{r('7')}</w:ins>"),
            [DocxLine("The toll is 7")],
        ),
        (p(f"<w:hyperlink>{r('the table')}</w:hyperlink>" + r(" shows")), [DocxLine("the table shows")]),
        (p(r("No") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), [DocxLine("No [Without the port tax.]")]),
        (p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>"), [DocxLine("a\nb\tc")]),
        (p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>" + r("told")), [DocxLine("told")]),
        (
            f"<w:tbl><w:tr>{CELL.format(p(r('Toll')))}{CELL.format(p(r('7')))}</w:tr>"
            f"<w:tr>{CELL.format(p(r('Alone')) + p(r('Apart')))}</w:tr></w:tbl>",
            [DocxLine("Toll\t7"), DocxLine("Alone"), DocxLine("Apart")],
        ),
        (p(r("around") + f"<w:r><w:txbxContent>{p(r('in the box'))}</w:txbxContent></w:r>"),
         [DocxLine("around"), DocxLine("in the box")]),
        (f"<w:sdt><w:sdtContent>{p(r('controlled'))}</w:sdtContent></w:sdt>", [DocxLine("controlled")]),
    ],
)  # fmt: skip
def test_the_lines_are_what_a_reader_sees(tmp_path: Path, body: str, lines: list[DocxLine]) -> None:
    path = write_docx(tmp_path / "toll.docx", body, NOTES)
    asides = [DocxLine("The Aldport Gazette", "running head"), DocxLine("Check this.", "comment")]
    assert docx_lines(path) == lines + asides


def test_a_word_file_that_is_cut_off_is_refused_as_one(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "toll.docx", p(r("The toll is 7.")))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ReadError, match="is no Word file: .* Save it as DOCX"):
        list(read_articles(path))


def test_what_is_no_word_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "toll.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("toll.txt", "The toll rises.")
    assert not is_docx(path)
    with pytest.raises(ReadError, match="cannot be read as a Word file"):
        docx_lines(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(ReadError, match="an old Word file or one with a password"):
        docx_lines(path)
    path.write_bytes(write_docx(path, p(r("The toll rises."))).read_bytes()[:200])
    with pytest.raises(ReadError, match="no Word file"):
        docx_lines(path)
