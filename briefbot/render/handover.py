"""The formats in which an answer or a briefing is handed on, each as the bytes of a file."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from briefbot.briefing.brief import read_briefing
from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing, Developments
from briefbot.briefing.withdrawing import rests_on_taken_back
from briefbot.errors import LibraryError
from briefbot.library.store import Library
from briefbot.render.answer import answer_markdown, citations_of
from briefbot.render.atom import MOST, atom_feed, briefing_entries
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.render.calendar import briefing_ics
from briefbot.render.developments import cited_in, developments_document, developments_markdown
from briefbot.render.document import Document, answer_document, briefing_document
from briefbot.render.docx import docx_bytes
from briefbot.render.hits import hit_entries
from briefbot.render.pdf import pdf_bytes
from briefbot.render.references import SourceReference, bibtex_text, references, ris_text
from briefbot.types import Answer, Citation
from briefbot.watchlists.types import Hit, Watchlist

_ONE_PDF = threading.Lock()  # at a time: WeasyPrint is not made for several threads, and takes its memory


class HandoverForm(StrEnum):
    """What a file is; its value is the ending of its name."""

    MARKDOWN = "md"
    DOCX = "docx"
    PDF = "pdf"
    RIS = "ris"
    BIBTEX = "bib"
    ICS = "ics"
    """The dates ahead, of a briefing alone."""

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return _MEDIA[self]

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_MEDIA = {
    HandoverForm.MARKDOWN: "text/markdown; charset=utf-8",
    HandoverForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    HandoverForm.PDF: "application/pdf",
    HandoverForm.RIS: "application/x-research-info-systems; charset=utf-8",
    HandoverForm.BIBTEX: "application/x-bibtex; charset=utf-8",
    HandoverForm.ICS: "text/calendar; charset=utf-8",
}
_LABELS = {
    HandoverForm.MARKDOWN: "Markdown",
    HandoverForm.DOCX: "Word",
    HandoverForm.PDF: "PDF",
    HandoverForm.RIS: "RIS",
    HandoverForm.BIBTEX: "BibTeX",
    HandoverForm.ICS: "Calendar",
}
ATOM_TYPE = "application/atom+xml; charset=utf-8"
OF_ANSWERS = tuple(form for form in HandoverForm if form is not HandoverForm.ICS)


def answer_bytes(form: HandoverForm, answer: Answer, library: Library, template: Path | None = None) -> bytes:
    """An answer as a file.

    Args:
        form: any but a calendar.
        answer: it.
        library: where more is known of the articles that it cites.
        template: of a DOCX.

    Raises:
        InputError: a template that cannot be read, or no PDF can be made here.
    """
    if form is HandoverForm.MARKDOWN:
        return answer_markdown(answer).encode()
    return _document_bytes(form, lambda: answer_document(answer), citations_of(answer), library, template)


def briefing_bytes(form: HandoverForm, briefing: Briefing, library: Library, template: Path | None = None) -> bytes:
    """A briefing as a file.

    Args:
        form: any.
        briefing: it.
        library: where more is known of the articles that it cites.
        template: of a DOCX.

    Raises:
        InputError: a template that cannot be read, or no PDF can be made here.
    """
    if form is HandoverForm.MARKDOWN:
        return briefing_markdown(briefing).encode()
    if form is HandoverForm.ICS:
        return briefing_ics(briefing)
    return _document_bytes(form, lambda: briefing_document(briefing), sources(briefing), library, template)


def developments_bytes(
    form: HandoverForm, found: Developments, library: Library, template: Path | None = None
) -> bytes:
    """What changed within some days as a file.

    Args:
        form: any but a calendar.
        found: it.
        library: where more is known of the articles that it cites.
        template: of a DOCX.

    Raises:
        InputError: a template that cannot be read, or no PDF can be made here.
    """
    if form is HandoverForm.MARKDOWN:
        return developments_markdown(found).encode()
    return _document_bytes(form, lambda: developments_document(found), cited_in(found), library, template)


def briefings_feed(library: Library, own: str = "", page: Callable[[Briefing], str] | None = None) -> bytes:
    """The feed of the saved briefings.

    Args:
        library: where they are.
        own: the address of the feed, where it has one.
        page: the address at which a briefing is read, where there is one.
    """
    saved = [(read_briefing(json), made) for json, made in library.newest_briefings(MOST)]
    entries = briefing_entries(((briefing, made) for briefing, made in saved if briefing), page)
    return atom_feed("briefings", "briefbot: briefings", entries, own)


def list_feed(watchlist: Watchlist, library: Library, own: str = "", page: Callable[[Hit], str] | None = None) -> bytes:
    """The feed of what a watchlist found.

    Args:
        watchlist: the list.
        library: where its hits are.
        own: the address of the feed, where it has one.
        page: the address at which the article of a hit is read, where there is one; its publisher's comes first.
    """
    hits = standing_hits(watchlist, library)
    entries = [
        entry.model_copy(update={"address": entry.address or (page(hit) if page else None)})
        for entry, hit in zip(hit_entries(watchlist, hits), hits, strict=True)
    ]
    return atom_feed(f"list {watchlist.id}", f"briefbot: {watchlist.name}", entries, own)


def standing_hits(watchlist: Watchlist, library: Library) -> list[Hit]:
    """The newest of what a watchlist found, without what was killed or withheld since."""
    held = library.held()
    hits = (Hit.model_validate_json(each.json_text) for each in library.hits(watchlist.id, most=MOST))
    return [hit for hit in hits if not rests_on_taken_back(hit.sentence, library, held)]


def dates_ahead(library: Library, today: dt.date) -> bytes:
    """The dates ahead by the newest briefing of everything, as a calendar that programs can follow.

    Raises:
        LibraryError: there is no such briefing.
    """
    saved = library.briefing_before(today + dt.timedelta(days=1), None)
    found = read_briefing(saved) if saved else None
    if found is None:
        raise LibraryError("There is no briefing yet that tells of dates ahead. Run `briefbot brief` to write one.")
    return briefing_ics(found)


def _document_bytes(
    form: HandoverForm,
    make: Callable[[], Document],
    cited: Sequence[Citation],
    library: Library,
    template: Path | None,
) -> bytes:
    if form is HandoverForm.DOCX:
        return docx_bytes(make(), template)
    if form is HandoverForm.PDF:
        with _ONE_PDF:
            return pdf_bytes(make())
    found = _references(cited, library)
    return (ris_text(found) if form is HandoverForm.RIS else bibtex_text(found)).encode()


def _references(cited: Sequence[Citation], library: Library) -> list[SourceReference]:
    names = dict.fromkeys(citation.article_id for citation in cited)
    return references(cited, {name: library.article(name) for name in names if library.has_article(name)})
