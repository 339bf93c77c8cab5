"""PDF files -> Article: pypdf gives the lines, their positions give the paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Literal, NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.io import check_size, silenced
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.types import Article

PDF_LIMIT = 50_000_000
"""Largest PDF, in bytes; pictures count."""
PAGES_LIMIT = 200
"""Most pages of an article that are read."""
TEXT_LIMIT = 2_000_000
"""Most characters of an article: a long book."""
EDGE = 2
"""Lines at the top and at the bottom of a page among which running heads are sought."""
GAP = 1.35
"""Distance to the next line, in usual distances, from which on a paragraph ends."""
INDENT = 5
"""Points by which the first line of a paragraph is set in."""
FULL = 0.95
"""Share of the longest lines' characters up to which one more word would have fitted, as letters vary in width."""
HEADING = 1.15
"""Size of type, in sizes of the text, from which on a line is a heading."""
COMPOUNDS = frozenset(
    (
        "well", "ill", "self", "long", "short", "high", "low", "half", "full", "part", "mid", "non", "ex", "so",
        "all", "cross", "north", "south", "east", "west", "old", "new", "year", "one", "two", "three", "four",
        "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty", "fifty", "sixty",
        "seventy", "eighty", "ninety",
    )
)  # fmt: skip
"""Words whose hyphen before the end of a line stays."""
_ENDED = re.compile(r"""[.!?:…]["'”’»)]*$""")


class _Line(NamedTuple):
    text: str
    left: float
    """Start, in points from the left of the page, as are the other lengths."""
    height: float
    """Place, from the bottom of the page."""
    size: float
    """Of its type."""
    page: int


def read_pdf(path: Path) -> Article:
    """The article of a PDF; lines that head or foot several pages are dropped as running heads.

    Raises:
        ReadError: the file is no PDF, is encrypted, holds pictures only, or is too large.
    """
    check_size(path, PDF_LIMIT)
    with silenced():
        try:
            pages, hints = _read(path)
        except ReadError:
            raise
        except Exception as error:  # pypdf meets broken objects with errors of every kind
            raise ReadError(f"{str(path)!r} cannot be read as a PDF: {error!r}. Save it again or as text.") from error
    if not any(pages):
        raise ReadError(f"{str(path)!r} holds no text, only pictures of pages. Run it through OCR first.")
    heads = _running_heads(pages)
    asides = [Aside(line.text, "running head", "") for page in pages for line in page if _place(line) in heads]
    kept = [[line for line in page if _place(line) not in heads] for page in pages]
    return compose_article(
        _pieces([line for page in kept for line in page]), Particulars(), str(path), hints=hints, asides=asides
    )


def _read(path: Path) -> tuple[list[list[_Line]], Particulars]:
    """The lines of each page, and what the document's properties say."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError(f"{str(path)!r} is encrypted. Save a copy without a password.")
    if len(reader.pages) > PAGES_LIMIT:
        raise ReadError(f"{str(path)!r} has {len(reader.pages)} pages, more than the {PAGES_LIMIT} read. Split it.")
    pages: list[list[_Line]] = []
    for number, page in enumerate(reader.pages):
        lines = _Lines(number)
        page.extract_text(visitor_text=lines.add)
        pages.append(lines.found())
        if sum(len(line.text) for page_lines in pages for line in page_lines) > TEXT_LIMIT:
            raise ReadError(f"{str(path)!r} has more than {TEXT_LIMIT:,} characters. Split it.")
    made = reader.metadata.creation_date if reader.metadata else None
    return pages, Particulars(published=timestamp(made and made.isoformat(), "PDF's date of creation", "low"))


class _Lines:
    """Gathers the runs of text that pypdf visits into lines."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[_Line] = []
        self._open = False

    def add(self, text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        """Add a run: its text, in which a line feed ends a line, with its matrices and its size of type."""
        for part in re.split(r"(\n)", text):
            if part == "\n":
                self._open = False
            elif self._open:
                self._lines[-1] = self._lines[-1]._replace(text=self._lines[-1].text + part)
            elif part.strip():
                scale = abs(tm[3] * cm[3]) or 1.0
                left, height = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                self._lines.append(_Line(part, left, height, round(size * scale, 1), self._page))
                self._open = True

    def found(self) -> list[_Line]:
        """The lines that hold words."""
        lines = [line._replace(text=clean(line.text)) for line in self._lines]
        return [line for line in lines if line.text]


def _running_heads(pages: list[list[_Line]]) -> set[tuple[str, int]]:
    """The places where, at the edge of two or more pages and half of all, the same line stands."""
    edges = [{_place(line) for line in [*page[:EDGE], *page[-EDGE:]]} for page in pages if page]
    counts = Counter(place for edge in edges for place in edge)
    return {place for place, count in counts.items() if count >= max(2, len(edges) / 2)}


def _place(line: _Line) -> tuple[str, int]:
    """The words of a line, with its figures masked, and its height."""
    return re.sub(r"\d+", "0", line.text.casefold()), round(line.height)


def _pieces(lines: list[_Line]) -> list[Piece]:
    """The paragraphs and headings that the lines make."""
    if not lines:
        return []
    sizes = Counter(line.size for line in lines for _ in line.text)
    body = sizes.most_common(1)[0][0]
    steps = [
        above.height - below.height for above, below in pairwise(lines) if 0 < above.height - below.height < 5 * body
    ]
    usual = median(steps) if steps else body
    lengths = sorted(len(line.text) for line in lines if line.size == body)
    width = lengths[len(lengths) * 9 // 10]
    words = set(re.findall(r"\w+(?:-\w+)+", " ".join(line.text for line in lines)))
    groups = [[lines[0]]]
    for above, below in pairwise(lines):
        if _parted(above, below, usual, width):
            groups.append([below])
        else:
            groups[-1].append(below)
    largest = max(line.size for line in lines)
    return [Piece(_joined(group, words), _kind(group[0].size, body, largest)) for group in groups]


def _kind(size: float, body: float, largest: float) -> Literal["text", "title", "heading"]:
    if size < body * HEADING:
        return "text"
    return "title" if size == largest else "heading"


def _parted(above: _Line, below: _Line, usual: float, width: float) -> bool:
    """Whether a paragraph ends between two lines; a line further up begins a column or a page."""
    step = above.height - below.height
    if abs(above.size - below.size) > 1:
        return True
    ended = bool(_ENDED.search(above.text))
    fitting = len(above.text) + 1 + len(below.text.split()[0]) < FULL * width
    indented = INDENT < below.left - above.left < 10 * INDENT and step > 0
    return (step > GAP * usual and above.page == below.page) or (ended and (indented or fitting))


def _joined(group: list[_Line], hyphenated: set[str]) -> str:
    """The lines as one text; a hyphen at a line's end goes unless the text has the word with it elsewhere."""
    text = group[0].text
    for line in group[1:]:
        head, tail = re.search(r"[\w-]*$", text), re.match(r"[\w-]*", line.text)
        if text.endswith("-") and head and tail and line.text[0].islower():
            compound = head[0] + tail[0] in hyphenated or head[0].rstrip("-").casefold() in COMPOUNDS
            text = (text if compound else text[:-1]) + line.text
        else:
            text += " " + line.text
    return text
