"""The files that `ask` and `brief` write besides what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.errors import InputError
from briefbot.types import Article, Citation, Frozen

if TYPE_CHECKING:
    from briefbot.briefing.types import Briefing
    from briefbot.library.store import Library
    from briefbot.render.document import Document


class HandOver(Frozen):
    """What to write, and where."""

    docx: Path | None = None
    pdf: Path | None = None
    ris: Path | None = None
    bibtex: Path | None = None
    template: Path | None = None
    ics: Path | None = None
    atom: Path | None = None

    def check(self) -> None:
        """See before anything is made that it can be written.

        Raises:
            InputError: a place that is no file, a template that cannot be read or is of no use, or no PDF here.
        """
        from briefbot.render.docx import check_template
        from briefbot.render.pdf import check_pdf

        for path in filter(None, (self.docx, self.pdf, self.ris, self.bibtex, self.ics, self.atom)):
            if path.is_dir():
                raise InputError(f"{str(path)!r} is a folder. Name a file in it.")
        if self.template and not self.docx:
            raise InputError(f"--template {str(self.template)!r} is for --docx. Give --docx FILE too.")
        if self.template:
            check_template(self.template)
        if self.pdf:
            check_pdf()


def write_document(files: HandOver, document: Document, cited: Sequence[Citation], library: Library) -> list[Path]:
    """Write the files of an answer or a briefing that were asked for; returns their paths.

    Raises:
        InputError: a file cannot be written.
    """
    from briefbot.files import write_bytes
    from briefbot.render.docx import docx_bytes
    from briefbot.render.pdf import pdf_bytes
    from briefbot.render.references import bibtex_text, references, ris_text

    found = references(cited, _articles(cited, library)) if files.ris or files.bibtex else []
    makers: tuple[tuple[Path | None, Callable[[], bytes]], ...] = (
        (files.docx, lambda: docx_bytes(document, files.template)),
        (files.pdf, lambda: pdf_bytes(document)),
        (files.ris, lambda: ris_text(found).encode()),
        (files.bibtex, lambda: bibtex_text(found).encode()),
    )
    written = []
    for path, make in makers:
        if path:
            write_bytes(path, make())
            written.append(path)
    return written


def write_briefing_files(files: HandOver, briefing: Briefing, library: Library) -> list[Path]:
    """Write all files of a briefing that were asked for; returns their paths.

    Raises:
        InputError: a file cannot be written.
    """
    from briefbot.briefing.sources import sources
    from briefbot.files import write_bytes
    from briefbot.render.calendar import briefing_ics
    from briefbot.render.document import briefing_document

    written = write_document(files, briefing_document(briefing), sources(briefing), library)
    if files.ics:
        write_bytes(files.ics, briefing_ics(briefing))
        written.append(files.ics)
    if files.atom:
        write_bytes(files.atom, briefings_feed(library))
        written.append(files.atom)
    return written


def briefings_feed(library: Library) -> bytes:
    """The feed of the saved briefings."""
    from briefbot.briefing.brief import read_briefing
    from briefbot.render.atom import MOST, atom_feed, briefing_entries

    saved = [(read_briefing(json), made) for json, made in library.newest_briefings(MOST)]
    entries = briefing_entries((briefing, made) for briefing, made in saved if briefing)
    return atom_feed("briefings", "briefbot: briefings", entries)


def _articles(cited: Sequence[Citation], library: Library) -> dict[str, Article]:
    names = dict.fromkeys(citation.article_id for citation in cited)
    return {name: library.article(name) for name in names if library.has_article(name)}
