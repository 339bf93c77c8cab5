"""PDF files -> Article: pypdf gives the lines, their positions give the paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.boilerplate import JUMP_LINE
from briefbot.readers.dates import timestamp
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.nexis import is_number
from briefbot.readers.exports.uni import is_mark
from briefbot.readers.io import check_size, page_read, silenced
from briefbot.readers.lines import Piece
from briefbot.readers.pdf_layout import SOFT, Layout, Line, Runs
from briefbot.readers.segments import is_prose
from briefbot.text.lexicon.layout import COMPOUNDS
from briefbot.types import Article, ReadWarning

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF_LIMIT = 50_000_000
"""Largest PDF, in bytes; pictures count."""
PAGES_LIMIT = 2_000
"""Most pages that are read: a report of a court or a commission has some hundreds."""
LONG_PDF = 20
"""Pages from which on reading takes a second or more, and tells how far it is."""
PDF_TEXT_LIMIT = 2_000_000
"""Most characters of an article: a long book."""
EDGE_LINES = 2
"""Lines at the top and at the bottom of a page among which running heads are sought."""
GAP = 1.35
"""Distance to the next line, in usual distances, from which on a paragraph ends."""
INDENT = 5
"""Points by which the first line of a paragraph is set in."""
FULL = 0.95
"""Share of the longest lines' characters up to which one more word would have fitted, as letters vary in width."""
HEADING_SIZE = 1.15
"""Size of type, in sizes of the text, from which on a line is a heading."""
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|página|pagina|p)\.?\s?)?\d{1,4}(?:\s?(?:of|von|de|sur|/)\s?\d{1,4})?\W{0,3}", re.I
)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_ENDED = re.compile(r"""[.!?:…]["'”’»)]*$""")


class OpenPdf(NamedTuple):
    """The lines of a PDF as they are read."""

    path: Path
    lines: list[Line]
    reasons: dict[int, str]
    """Why lines, by their place in the list, are no text: they head pages or send the reader on."""
    hints: Particulars
    doubtful: bool
    """Whether a page has columns that could not be told apart."""


def read_pdf(path: Path) -> Article:
    """The article of a PDF; lines that head or foot several pages are dropped as running heads.

    Raises:
        ReadError: the file is no PDF, is encrypted, holds pictures only, or is too large.
    """
    return article_of_pdf(open_pdf(path))


def open_pdf(path: Path) -> OpenPdf:
    """Read the lines of a PDF.

    Raises:
        ReadError: as `read_pdf`.
    """
    check_size(path, PDF_LIMIT)
    with silenced():
        try:
            pages, hints = _read(path)
        except ReadError:
            raise
        except Exception as error:  # pypdf meets broken objects with errors of every kind
            raise ReadError(f"{str(path)!r} cannot be read as a PDF: {error!r}. Save it again or as text.") from error
    if not any(page.lines for page in pages):
        raise ReadError(f"{str(path)!r} holds no text, only pictures of pages. Run it through OCR first.")
    heads = _running_heads([page.lines for page in pages])
    lines: list[Line] = []
    reasons: dict[int, str] = {}
    before: Line | None = None
    for page in pages:
        for at, line in enumerate(page.lines):
            if JUMP_LINE.fullmatch(line.text):
                reasons[len(lines)] = "jump line"
            elif _place(line) in heads or _heads(page.lines, at, before):
                reasons[len(lines)] = "running head"
            else:
                before = line
            lines.append(line)
    return OpenPdf(path, lines, reasons, hints, any(page.doubtful for page in pages))


def article_of_pdf(document: OpenPdf) -> Article:
    """The article that the lines of a PDF make.

    Raises:
        ReadError: none of them is a paragraph.
    """
    asides = [Aside(document.lines[at].text, reason, "") for at, reason in document.reasons.items()]
    kept = [line for at, line in enumerate(document.lines) if at not in document.reasons]
    article = compose_article(_pieces(kept), Particulars(), str(document.path), hints=document.hints, asides=asides)
    return article.model_copy(update={"warnings": (ReadWarning.COLUMNS,)}) if document.doubtful else article


def lines_of_pdf(document: OpenPdf) -> list[str]:
    """The lines of a PDF that may be an export: those that fill the column carry on below, labels stand alone."""
    kept = [line for at, line in enumerate(document.lines) if at not in document.reasons or _is_set_apart(line.text)]
    lengths = sorted(len(line.text) for line in kept)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    lines: list[str] = []
    head: Line | None = None
    for group in _groups(kept):
        lines.append(group[0].text)
        for above, below in pairwise(group):
            full = above is not head and len(above.text) + 1 + len(below.text.split()[0]) >= FULL * width
            if below.page != above.page and day_and_time(below.text):  # the title and the date of a document
                head, full = below, False
            if full and not _is_set_apart(below.text):
                lines[-1] += f" {below.text}"
            else:
                lines.append(below.text)
    return lines


def _is_set_apart(text: str) -> bool:
    """Whether a line of an export goes on from no line above: a label, an end, or the number of a document."""
    return is_mark(text) or is_number(text)


def _read(path: Path) -> tuple[list[Layout], Particulars]:
    """The lines of each page, and what the document's properties say."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError(f"{str(path)!r} is encrypted. Save a copy without a password.")
    if len(reader.pages) > PAGES_LIMIT:
        raise ReadError(f"{str(path)!r} has {len(reader.pages)} pages, more than the {PAGES_LIMIT:,} read. Split it.")
    count = len(reader.pages)
    pages: list[Layout] = []
    characters = 0
    try:
        for number, page in enumerate(reader.pages):
            runs = Runs(number)
            page.extract_text(visitor_text=runs.add)
            pages.append(runs.layout())
            characters += sum(len(line.text) for line in pages[-1].lines)
            if characters > PDF_TEXT_LIMIT:
                raise ReadError(f"{str(path)!r} has more than {PDF_TEXT_LIMIT:,} characters. Split it.")
            if LONG_PDF <= count > number + 1:
                page_read(path, number + 1, count)
    finally:
        if count >= LONG_PDF:
            page_read(path, count, count)
    made = timestamp(_made(reader), "PDF's date of creation", "low")
    return pages, Particulars(published=made)


def _made(reader: PdfReader) -> str | None:
    """When the document says that it was made; None where it does not or in a way that is no date.

    LibreOffice writes `D:20260226093000Z'` where the machine's clock is in UTC; pypdf 7.1 raises over the last sign.
    """
    found = _PDF_DATE.match((reader.metadata.creation_date_raw if reader.metadata else None) or "")
    if not reader.metadata or not found:
        return None
    try:
        made = reader.metadata.creation_date
    except ValueError:
        return f"{found[1]}-{found[2]}-{found[3]}"
    return made.isoformat() if made else None


def _running_heads(pages: list[list[Line]]) -> set[tuple[str, int]]:
    """The places where, at the edge of two or more pages and half of all, the same line stands."""
    edges = [{_place(line) for line in [*page[:EDGE_LINES], *page[-EDGE_LINES:]]} for page in pages if page]
    counts = Counter(place for edge in edges for place in edge)
    return {place for place, count in counts.items() if count >= max(2, len(edges) / 2)}


def _heads(page: list[Line], at: int, before: Line | None) -> bool:
    """Whether a line is a page's number, or stands above it where the text goes on from the page before."""
    line = page[at]
    edge = at < EDGE_LINES or at >= len(page) - EDGE_LINES
    if edge and _PAGE_NUMBER.fullmatch(line.text):
        return True
    if at or not before or before.page == line.page or len(page) < EDGE_LINES:
        return False
    goes_on = page[1].text[:1].islower() and not _ENDED.search(before.text)
    return goes_on and not line.text[:1].islower() and line.height > page[1].height


def _place(line: Line) -> tuple[str, int]:
    """The words of a line, with its figures masked, and its height."""
    return re.sub(r"\d+", "0", line.text.casefold()), round(line.height)


def _pieces(lines: list[Line]) -> list[Piece]:
    """The paragraphs and headings that the lines make."""
    if not lines:
        return []
    sizes = Counter(line.size for line in lines for _ in line.text)
    body = sizes.most_common(1)[0][0]
    words = set(re.findall(r"\w+(?:-\w+)+", " ".join(line.text for line in lines)))
    largest = max(line.size for line in lines)
    pieces = [Piece(_joined(group, words), _kind(group[0].size, body, largest)) for group in _groups(lines)]
    return [
        piece._replace(kind="text") if piece.kind == "heading" and is_prose(piece.text) else piece for piece in pieces
    ]


def _groups(lines: list[Line]) -> list[list[Line]]:
    """The lines of each paragraph or heading."""
    if not lines:
        return []
    body = Counter(line.size for line in lines for _ in line.text).most_common(1)[0][0]
    steps = [
        above.height - below.height for above, below in pairwise(lines) if 0 < above.height - below.height < 5 * body
    ]
    usual = median(steps) if steps else body
    lengths = sorted(len(line.text) for line in lines if line.size == body)
    width = lengths[len(lengths) * 9 // 10]
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        if _parted(above, below, usual, width):
            groups.append([below])
        else:
            groups[-1].append(below)
    return groups


def _kind(size: float, body: float, largest: float) -> Literal["text", "title", "heading"]:
    if size < body * HEADING_SIZE:
        return "text"
    return "title" if size == largest else "heading"


def _parted(above: Line, below: Line, usual: float, width: float) -> bool:
    """Whether a paragraph ends between two lines; a line further up begins a column or a page."""
    step = above.height - below.height
    if abs(above.size - below.size) > 1:
        return True
    ended = bool(_ENDED.search(above.text))
    fitting = len(above.text) + 1 + len(below.text.split()[0]) < FULL * width
    indented = INDENT < below.left - above.left < 10 * INDENT and step > 0
    return (step > GAP * usual and above.page == below.page) or (ended and (indented or fitting))


def _joined(group: list[Line], hyphenated: set[str]) -> str:
    """The lines as one text; a hyphen at a line's end goes unless the text has the word with it elsewhere."""
    text = group[0].text
    for line in group[1:]:
        if text.endswith(SOFT):
            text = text[:-1] + line.text
            continue
        head, tail = re.search(r"[\w-]*$", text), re.match(r"[\w-]*", line.text)
        if text.endswith("-") and head and tail and line.text[0].islower():
            compound = head[0] + tail[0] in hyphenated or head[0].rstrip("-").casefold() in COMPOUNDS
            text = (text if compound else text[:-1]) + line.text
        else:
            text += " " + line.text
    return text.rstrip(SOFT)
