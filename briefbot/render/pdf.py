"""A document as PDF, by WeasyPrint.

WeasyPrint was chosen for its footnotes at the foot of the page and because Pango sets the letters: every script that
the machine has a font for, and names that run from right to left. Pango is no Python package; it comes with the system.
"""

from __future__ import annotations

from briefbot.errors import InputError
from briefbot.render.document import Document
from briefbot.render.document_html import document_html

NO_PANGO = (
    "PDF needs Pango, which is not on this machine ({reason}). Run `apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0`, or `brew install pango`; or write DOCX."
)


def pdf_bytes(document: Document) -> bytes:
    """A document as the bytes of a PDF, with bookmarks of its headings; nothing is loaded from anywhere.

    Raises:
        InputError: Pango is not on this machine.
    """
    check_pdf()
    import weasyprint
    from weasyprint.urls import URLFetchingError

    def refused(url: str, *_: object, **__: object) -> dict[str, object]:
        raise URLFetchingError(f"{url!r} is not loaded")

    page = weasyprint.HTML(string=document_html(document, foot=True), url_fetcher=refused)
    written: bytes = page.write_pdf()
    return written


def check_pdf() -> None:
    """See that a PDF can be made here.

    Raises:
        InputError: Pango is not on this machine.
    """
    try:
        import weasyprint  # noqa: F401 - loads Pango
    except OSError as error:
        raise InputError(NO_PANGO.format(reason=str(error).strip().splitlines()[0])) from error
