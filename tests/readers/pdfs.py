"""Writes small PDF files: lines of Helvetica at given places."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


class Line(NamedTuple):
    """A line of text; place and size in points from the bottom left of a page of 612 by 792."""

    left: int
    height: int
    size: int
    text: str


def pdf(pages: list[list[Line]], info: str = "") -> bytes:
    """The bytes of a PDF with these pages and the properties of the info dictionary."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", FONT, f"<< {info} >>"]
    return _assembled(objects, [[(line, f"({_escaped(line.text)})") for line in lines] for lines in pages])


def _assembled(objects: list[str], pages: list[list[tuple[Line, str]]]) -> bytes:
    """The bytes of a file of these objects (the second is the tree of pages, the third the font) and pages."""
    kids = []
    for lines in pages:
        stream = "".join(f"BT /F1 {x.size} Tf 1 0 0 1 {x.left} {x.height} Tm {shown} Tj ET\n" for x, shown in lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode("cp1252")


def column(texts: list[str], top: int, *, width: int = 60, left: int = 72, gap: int = 8, indent: int = 0) -> list[Line]:
    """Paragraphs set in lines of so many characters, with a gap in points between them or an indented first line."""
    lines = []
    for text in texts:
        for at, words in enumerate(textwrap.wrap(text, width)):
            lines.append(Line(left + (indent if at == 0 else 0), top, 11, words))
            top -= 14
        top -= gap
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def pdf_of_glyphs(pages: list[list[Line]]) -> bytes:
    """As `pdf`, for any characters: each is a code of its own that the font's ToUnicode map names."""
    letters = sorted({letter for lines in pages for line in lines for letter in line.text})
    codes = {letter: at for at, letter in enumerate(letters, start=33)}
    pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    names = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar "
        f"{33 + len(codes) - 1} /Widths [{' '.join('500' for _ in codes)}] /ToUnicode 5 0 R >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font, "<< >>"]
    objects.append(f"<< /Length {len(names)} >>\nstream\n{names}\nendstream")
    return _assembled(objects, [[(line, _coded(line.text, codes)) for line in lines] for lines in pages])


def _coded(text: str, codes: dict[str, int]) -> str:
    return "<" + "".join(f"{codes[letter]:02x}" for letter in text) + ">"
