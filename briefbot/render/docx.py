"""A document as DOCX: styles of Word's own, and real numbered footnotes.

python-docx has no footnotes; their part is written here, by Word's own rules (ECMA-376 part 1, 17.11): one footnote a
note, numbered by Word, and a cross-reference (the field NOTEREF) where a note is met again.
"""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbot.errors import InputError
from briefbot.render.document import Document, DocumentBlock, Note, PartKind, TextRun, by_direction, is_rtl

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.opc.part import XmlPart

_STYLES = {
    PartKind.TITLE: "Title",
    PartKind.SUBTITLE: "Subtitle",
    PartKind.HEADING: "Heading 1",
    PartKind.STORY: "Heading 2",
    PartKind.PARAGRAPH: "Normal",
    PartKind.BULLET: "List Bullet",
    PartKind.SMALL: "Normal",
}
FOOTNOTE_TEXT, FOOTNOTE_MARK, _SMALL = "footnote text", "footnote reference", "Subtle Emphasis"
SIZE = 9  # points of a footnote
_PART = "/word/footnotes.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_AFTER_NOTES = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping")
_TEMPLATE, _DOCUMENT = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"


def docx_bytes(document: Document, template: Path | None = None) -> bytes:
    """A document as the bytes of a DOCX.

    Args:
        document: what to write.
        template: a DOCX or DOTX whose styles, page, header and footer are taken; its text is not.

    Raises:
        InputError: the template cannot be read.
    """
    word = _opened(template)
    _define_styles(word)
    notes = _Footnotes(word)
    for block, after in itertools.zip_longest(document.blocks, document.blocks[1:]):
        paragraph = word.add_paragraph(style=_style(word, _STYLES[block.kind]))
        if after and after.kind is PartKind.BULLET and block.kind is not PartKind.BULLET:
            paragraph.paragraph_format.keep_with_next = True  # what says what the items are is on their page
        _write(paragraph._p, block, document.notes, notes)
    properties = word.core_properties
    properties.title, properties.author = document.title[:255], "briefbot"
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def check_template(template: Path) -> None:
    """See that a template can be read.

    Raises:
        InputError: it cannot.
    """
    _opened(template)


def _opened(template: Path | None) -> Word:
    """A document without text, in the styles of a template."""
    import docx
    from docx.oxml.ns import qn
    from lxml.etree import LxmlError

    try:
        word = docx.Document(_as_document(template) if template else None)
        parts = {"document": word.element, "styles": word.styles.element, "settings": word.settings.element}
        for name, element in parts.items():
            if element.tag != qn(f"w:{name}"):
                raise ValueError(f"its part of {name} is none")
        (body,) = word.element.findall(qn("w:body"))
    except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, LxmlError) as error:
        raise InputError(f"Cannot read the template {str(template)!r}: {error}. Give a DOCX or DOTX file.") from error
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return word


def _as_document(template: Path) -> io.BytesIO:
    """A template of Word's (DOTX) is a document of another content type."""
    target = io.BytesIO()
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(_TEMPLATE, _DOCUMENT) if name == "[Content_Types].xml" else data)
    target.seek(0)
    return target


def _style(word: Word, name: str) -> str | None:
    """The name of a style; None where a template lacks it, for the plain one."""
    return name if name in {style.name for style in word.styles} else None


def _define_styles(word: Word) -> None:
    """Word's own styles for footnotes, where the template has not used them yet."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    if not _style(word, FOOTNOTE_TEXT):
        style: Any = word.styles.add_style(FOOTNOTE_TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = word.styles["Normal"] if _style(word, "Normal") else None
        style.font.size, style.paragraph_format.space_after = Pt(SIZE), Pt(2)
        style.element.get_or_add_rPr().append(_element("w:szCs", val=str(2 * SIZE)))  # of Arabic and Hebrew letters
    if not _style(word, FOOTNOTE_MARK):
        mark: Any = word.styles.add_style(FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
        mark.font.superscript = True


class _Footnotes:
    """The footnotes part of a document in the making."""

    def __init__(self, word: Word) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self.text_style = word.styles[FOOTNOTE_TEXT].style_id
        self.mark_style = word.styles[FOOTNOTE_MARK].style_id
        self.small_style = word.styles[_SMALL].style_id if _style(word, _SMALL) else None
        separators = "".join(
            f'<w:footnote w:type="{kind}" w:id="{at}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for at, (kind, mark) in enumerate(
                [("separator", "separator"), ("continuationSeparator", "continuationSeparator")], start=-1
            )
        )
        element = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}>{separators}</w:footnotes>")
        self.part: XmlPart = XmlPart(PackURI(_PART), _TYPE, element, word.part.package)
        rels = word.part.rels
        for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.FOOTNOTES]:
            del rels[key]
        word.part.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings: Any = word.settings.element
        for old in settings.xpath("./w:footnotePr"):
            settings.remove(old)
        ids = '<w:footnote w:id="-1"/><w:footnote w:id="0"/>'
        settings.insert_element_before(
            parse_xml(f"<w:footnotePr {nsdecls('w')}>{ids}</w:footnotePr>"), *_AFTER_NOTES, "w:decimalSymbol"
        )

    def add(self, note: Note) -> None:
        """Write one note."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        paragraph = _element("w:p", _element("w:pPr", _element("w:pStyle", val=self.text_style), *_bidi(note.text)))
        paragraph.append(_element("w:r", _properties(style=self.mark_style), _element("w:footnoteRef")))
        also = f" Also reported by: {'; '.join(note.also)}" if note.also else ""
        for text in (f" {note.text}", also):
            paragraph.extend(_texts(text))
        if note.address:
            rel = self.part.relate_to(note.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = _element("w:hyperlink", *_texts(note.place))
            link.set(_name("r:id"), rel)
            paragraph.extend([*_texts(" "), link])
        elif note.place:
            paragraph.extend(_texts(f" {note.place}"))
        self.part.element.append(_element("w:footnote", paragraph, id=str(note.number)))


def _write(paragraph: Any, block: DocumentBlock, notes: Sequence[Note], footnotes: _Footnotes) -> None:  # noqa: ANN401
    """Fill a paragraph (an element of python-docx, which has no types for them)."""
    if is_rtl(block.text):
        paragraph.get_or_add_pPr().append(_element("w:bidi"))
    style = footnotes.small_style if block.kind is PartKind.SMALL else None
    for before, run in zip([None, *block.runs], block.runs, strict=False):
        if run.note is None:
            paragraph.extend(_texts(run.text, run, style))
            continue
        if before and before.note:
            paragraph.append(_element("w:r", _properties(style=footnotes.mark_style), _text(", ")))
        paragraph.extend(_mark(run, footnotes))
        if run.first:
            footnotes.add(notes[run.note - 1])


def _mark(run: TextRun, footnotes: _Footnotes) -> list[Any]:
    """The mark of a footnote: its own, within a bookmark, or a cross-reference to it."""
    name = f"_Ref{4_000_000 + (run.note or 0)}"
    style = footnotes.mark_style
    if run.first:
        mark = _element("w:r", _properties(style=style), _element("w:footnoteReference", id=str(run.note)))
        return [
            _element("w:bookmarkStart", id=str(run.note), name=name),
            mark,
            _element("w:bookmarkEnd", id=str(run.note)),
        ]
    code = _element("w:instrText")
    code.text = f" NOTEREF {name} \\f \\h "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts = (
        _element("w:fldChar", fldCharType="begin"),
        code,
        _element("w:fldChar", fldCharType="separate"),
        _text(str(run.note)),
        _element("w:fldChar", fldCharType="end"),
    )
    return [_element("w:r", _properties(style=style), part) for part in parts]


def _texts(text: str, run: TextRun | None = None, style: str | None = None) -> list[Any]:
    """Runs of a text, one for each stretch of one direction."""
    return [_element("w:r", _properties(run, style, rtl), _text(piece)) for piece, rtl in by_direction(text) if piece]


def _properties(run: TextRun | None = None, style: str | None = None, rtl: bool = False) -> Any:  # noqa: ANN401
    parts = [_element("w:rStyle", val=style)] if style else []
    if run and run.style != "plain":
        names = ("w:b", "w:bCs") if run.style == "bold" else ("w:i", "w:iCs")
        parts += map(_element, names)
    return _element("w:rPr", *itertools.chain(parts, [_element("w:rtl")] if rtl else []))


def _bidi(text: str) -> list[Any]:
    return [_element("w:bidi")] if is_rtl(text) else []


def _text(text: str) -> Any:  # noqa: ANN401
    element = _element("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _element(tag: str, *children: Any, **attributes: str) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    element.extend(children)
    return element


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)
