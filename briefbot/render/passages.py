"""Passages that a search found, as text for a terminal or as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from briefbot.render.text import printable, published_day, short_path, wrapped
from briefbot.text.dates.describe import annotate
from briefbot.types import Passage

_COLUMNS = ("number", "publisher", "published", "title", "paragraph", "text")
PLACES = ("address", "file", "also", "found by", "article")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def passages_text(passages: Sequence[Passage]) -> str:
    """Passages for a terminal, each with where it stands."""
    lines = []
    for passage in passages:
        where = f"{passage.source or 'unknown publisher'}, {published_day(passage)}"
        place = passage.url or (short_path(passage.path) if passage.path else "")
        head = f"[{passage.number}] {passage.title}"
        lines += [
            wrapped(printable(head)),
            wrapped(f"    {printable(f'{where}, paragraph {passage.paragraph}, {place}')}", "    "),
            wrapped(f"    {printable(annotate(passage.text, passage.dates))}", "    "),
            "",
        ]
    return "\n".join(lines).rstrip() or "Nothing was found."


def passages_csv(passages: Iterable[Passage]) -> Iterator[str]:
    """The lines of a CSV (RFC 4180) with a line of headings; no cell is taken for a formula."""
    yield _line((*_COLUMNS, *PLACES))
    for passage in passages:
        yield _line(
            (
                str(passage.number),
                passage.source or "",
                passage.published.iso if passage.published and not passage.published.suspect else "",
                passage.title,
                str(passage.paragraph),
                passage.text,
                passage.url or "",
                passage.path or "",
                "; ".join(passage.also),
                " and ".join(sorted(passage.ranks)),
                passage.article_id,
            )
        )


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: behind an apostrophe where it begins like one (OWASP)."""
    tidy = printable(text)
    return f"'{tidy}" if tidy.lstrip(" ").startswith(_FORMULA) else tidy


def _line(cells: Iterable[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(map(cell, cells))
    return target.getvalue()
