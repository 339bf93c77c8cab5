"""Word files -> lines, by python-docx: text as it stands when all tracked changes are accepted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.io import check_size

DOCX_LIMIT = 100_000_000
"""Largest Word file, in bytes; pictures count."""
DOCX_XML_LIMIT = 200_000_000
"""Largest part of one, in bytes once unpacked."""
DOCX_CELL = 100
"""Longest cell, in characters, that is data; a longer one keeps its paragraphs."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rt", _FALLBACK))
"""Elements whose text is no text of the document: deleted, moved away, field codes, or said again."""
_SIGNS = {f"{_W}{name}": sign for name, sign in (
    ("tab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-"), ("softHyphen", ""),
)}  # fmt: skip
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_HEAD = "header", "footer"
_PARTS = "footnotes", "endnotes", "comments"


class DocxLine(NamedTuple):
    """One paragraph of a document, with line breaks as it has them."""

    text: str
    kind: Literal["text", "title", "heading", "running head", "comment"] = "text"


def docx_lines(path: Path) -> list[DocxLine]:
    """The paragraphs of a Word file in order, those of tables and text boxes where they stand.

    A row of a table is one line, its cells parted by tabs; a footnote stands in brackets where it is called. Running
    heads and comments come last.

    Raises:
        ReadError: the file is no Word file, is encrypted, broken or too large.
    """
    check_size(path, DOCX_LIMIT)
    from docx import Document

    _check(path)
    try:
        package = Document(str(path))
        document = _Document(package)
        return [line for line in document.lines() if line.text.strip()]
    except ReadError:
        raise
    except Exception as error:  # python-docx meets broken packages with errors of every kind
        raise ReadError(f"{str(path)!r} cannot be read as a Word file: {error!r}. Save it again.") from error


def is_docx(path: Path) -> bool:
    """Whether a zip file is a Word file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            largest = max((member.file_size for member in archive.infolist()), default=0)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        with path.open("rb") as file:
            start = file.read(8)
        old = start.startswith(b"\xd0\xcf\x11\xe0")
        what = "an old Word file or one with a password" if old else f"no Word file: {error}"
        raise ReadError(f"{str(path)!r} is {what}. Save it as DOCX without a password.") from error
    if largest > DOCX_XML_LIMIT:
        raise ReadError(
            f"{str(path)!r} unpacks to {largest:,} bytes, more than {DOCX_XML_LIMIT:,}. Save the text alone."
        )


class _Document:
    """The parts of a package that hold text."""

    def __init__(self, package: Any) -> None:  # noqa: ANN401 - python-docx has no types
        self._package = package
        self._notes: dict[tuple[str, str], str] = {}
        self._parts = {relation.reltype.rpartition("/")[2]: relation.target_part
                       for relation in package.part.rels.values() if not relation.is_external}  # fmt: skip
        self._styles = {style.style_id: (style.name or "").casefold() for style in package.styles}
        for name in _PARTS[:2]:
            for note in self._elements(name):
                if note.get(f"{_W}type") in (None, "normal"):
                    text = " ".join(line.text for line in self._walk(note))
                    self._notes[name, note.get(f"{_W}id")] = " ".join(text.split())

    def lines(self) -> Iterator[DocxLine]:
        yield from self._walk(self._package.element.body)
        seen: set[str] = set()
        for relation in self._package.part.rels.values():
            if relation.reltype.rpartition("/")[2] in _HEAD:
                texts = {line.text for line in self._walk(_root(relation.target_part))} - seen
                seen |= texts
                yield from (DocxLine(text, "running head") for text in sorted(texts))
        for comment in self._elements("comments"):
            yield from (DocxLine(line.text, "comment") for line in self._walk(comment))

    def _elements(self, name: str) -> list[Any]:
        part = self._parts.get(name)
        return list(_root(part)) if part is not None else []

    def _walk(self, element: Any) -> Iterator[DocxLine]:  # noqa: ANN401 - lxml has no types
        """The lines of the paragraphs and tables within an element."""
        for child in element:
            if child.tag == f"{_W}p":
                boxes: list[Any] = []
                text = self._text(child, boxes)
                if text.strip():
                    yield DocxLine(text, self._kind(child))
                for box in boxes:
                    yield from self._walk(box)
            elif child.tag == f"{_W}tbl":
                yield from self._rows(child)
            elif child.tag not in _GONE:
                yield from self._walk(child)

    def _rows(self, table: Any) -> Iterator[DocxLine]:  # noqa: ANN401
        """A row a line; a table of one column, which lays out a page, gives the paragraphs in it."""
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            cells = [
                list(self._walk(cell)) for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row
            ]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1:
                yield from filled[0]
            elif filled:
                yield DocxLine("\t".join(map(_cell, filled)))

    def _text(self, element: Any, boxes: list[Any]) -> str:  # noqa: ANN401
        """The text of a paragraph; the text boxes anchored in it are handed on."""
        words = []
        for child in element:
            if child.tag == f"{_W}t":
                words.append(child.text or "")
            elif child.tag in _SIGNS:
                words.append(_SIGNS[child.tag])
            elif child.tag in _NOTES:
                note = self._notes.get((_NOTES[child.tag], child.get(f"{_W}id")))
                words.append(f" [{note}]" if note else "")
            elif child.tag == f"{_W}txbxContent":
                boxes.append(child)
            elif child.tag not in _GONE and not _hidden(child):
                words.append(self._text(child, boxes))
        return "".join(words)

    def _kind(self, paragraph: Any) -> Literal["text", "title", "heading"]:  # noqa: ANN401
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        if name == "title":
            return "title"
        return "heading" if name.startswith(("heading", "subtitle")) else "text"


def _cell(lines: list[DocxLine]) -> str:
    """The text of a cell: in one line, unless it holds paragraphs of prose."""
    texts = [line.text for line in lines]
    return ("\n" if sum(map(len, texts)) > DOCX_CELL else " ").join(texts)


def _root(part: Any) -> Any:  # noqa: ANN401
    """The tree of a part, which python-docx has parsed for those it knows."""
    from docx.oxml import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _hidden(run: Any) -> bool:  # noqa: ANN401
    """Whether a run is set as hidden text."""
    mark = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")
