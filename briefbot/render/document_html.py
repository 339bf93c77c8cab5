"""A document as HTML, for a PDF with its notes at the foot or a mail with its notes at the end; and as plain text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from briefbot.render.document import Document, DocumentBlock, PartKind, is_rtl

TAGS = {
    PartKind.TITLE: "h1",
    PartKind.SUBTITLE: "p",
    PartKind.HEADING: "h2",
    PartKind.STORY: "h3",
    PartKind.PARAGRAPH: "p",
    PartKind.BULLET: "p",
    PartKind.SMALL: "p",
}


def document_html(document: Document, foot: bool = False) -> str:
    """A document as one page that loads nothing.

    Args:
        document: what to show.
        foot: put the notes at the feet of printed pages (CSS GCPM 3), else in a list at the end.
    """
    page = _template("document.html.j2")
    return page.render(
        document=document, body=Markup(document_body(document, foot)), style=Markup(_part("document.css"))
    )


def document_body(document: Document, foot: bool = False) -> str:
    """What stands in the body of such a page."""
    return _template("document_body.html.j2").render(
        document=document, notes=document.notes, foot=foot, tags=TAGS, is_rtl=is_rtl
    )


def document_text(document: Document) -> str:
    """A document as plain text, with the notes as a list at the end."""
    lines: list[str] = []
    before: PartKind | None = None
    for block in document.blocks:
        together = before is block.kind is PartKind.BULLET
        lines += [_line(block)] if together or not lines else ["", _line(block)]
        before = block.kind
    if document.notes:
        lines += ["", "Sources"]
    for note in document.notes:
        also = f" Also reported by: {'; '.join(note.also)}" if note.also else ""
        lines.append(f"[{note.number}] {note.text}{also} {note.place}".rstrip())
    return "\n".join(lines) + "\n"


def _line(block: DocumentBlock) -> str:
    words = "".join(f" [{run.note}]" if run.note else run.text for run in block.runs).strip()
    return f"- {words}" if block.kind is PartKind.BULLET else words


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part(name))


def _part(name: str) -> str:
    return files("briefbot.render").joinpath("page", name).read_text(encoding="utf-8")
