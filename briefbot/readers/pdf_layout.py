"""Runs of text at places of a page -> its lines in the order in which they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from briefbot.readers.markup import clean

SPACE_WIDTH = 0.5
"""Usual width of a letter, in sizes of type."""
LONGEST_TOKEN = 20
"""Characters up to which the place where a run ends is known well enough from its letters."""
SPACE = 0.7
"""Space before a column, in sizes of type, after a run whose end is known; words stand closer."""
COLUMN_LINES = 3
"""Fewest lines that begin a column."""
COLUMN_SHARE = 0.4
"""Share of the lines with text to the right of a place that must begin there for it to begin a column."""
COLUMN_TEXT = 18
"""Usual characters of a line of a column; the cells of a table have fewer."""
DROP_CAP = 1.6
"""Size of a letter, in sizes of the text, from which on it can open a paragraph alone."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "‐": "-", "‑": "-"}
)
_CAP = re.compile(r"[\"'“‘«„(]{0,2}[^\W\d_][\"'’]?")
SOFT = "\u00ad"
"""A hyphen that shows only where a line ends inside a word."""


class Line(NamedTuple):
    """A line of text, or the part of one that a column holds."""

    text: str
    left: float
    """Start, in points from the left of the page, as are the other lengths."""
    height: float
    """Place, from the bottom of the page."""
    size: float
    """Of its type."""
    page: int


class Layout(NamedTuple):
    """The lines of a page as they are read."""

    lines: list[Line]
    columns: int
    doubtful: bool
    """Whether lines with wide gaps in them make no columns that could be told apart."""


class Runs:
    """Gathers the runs of text that pypdf visits on a page."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._rows: list[list[Line]] = []
        self._open = False

    def add(self, text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        """Add a run: its text, in which a line feed ends a line, with its matrices and its size of type."""
        for part in re.split(r"(\n)", text):
            if part == "\n":
                self._open = False
            elif part.strip() or (part and self._open):
                scale = abs(tm[3] * cm[3]) or 1.0
                left, height = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                run = Line(part, left, height, round(size * scale, 1), self._page)
                if self._open:
                    self._rows[-1].append(run)
                else:
                    self._rows.append([run])
                self._open = True

    def layout(self) -> Layout:
        """The lines of the page: column after column where it was drawn row by row, else as drawn."""
        starts = _column_starts(self._rows)
        lines = [line for row in self._rows for line in _parts(row, starts)]
        plain = [line._replace(text=_plain(line.text)) for line in lines]
        found = [line for line in plain if line.text]
        body = Counter({0.0: 0})
        for line in found:
            body[line.size] += len(line.text)
        size = body.most_common(1)[0][0]
        parted = len(lines) > len(self._rows)
        ordered = _by_columns(found, starts, size) if parted else found
        wide = sum(_has_wide_gap(row) for row in self._rows)
        doubtful = not parted and wide >= COLUMN_LINES and wide >= COLUMN_SHARE * len(self._rows)
        return Layout(_with_caps(ordered, size), len(starts) + 1 if parted else 1, doubtful)


def _plain(text: str) -> str:
    """The words with plain letters and hyphens; a soft hyphen at the end stays."""
    soft = text.rstrip().endswith(SOFT)
    return clean(text.translate(_LIGATURES)) + (SOFT if soft else "")


def _end(run: Line) -> float:
    return run.left + len(run.text.rstrip()) * SPACE_WIDTH * run.size


def _column_starts(rows: Sequence[list[Line]]) -> list[float]:
    """Where columns after the first begin: where many rows have a later run, with as much text as prose has."""
    later = Counter(round(run.left) for row in rows for run in row[1:] if run.text.strip() and run.left > row[0].left)
    starts: list[float] = []
    for place, count in sorted(later.items(), key=lambda item: -item[1]):
        right = [row for row in rows if any(run.left >= place - 2 for run in row[1:])]
        texts = ["".join(run.text for run in row if run.left >= place - 2) for row in right]
        before = ["".join(run.text for run in row if run.left < place - 2) for row in right]
        usual = min(_usual(texts), _usual(before))
        if count < max(COLUMN_LINES, COLUMN_SHARE * len(right)) or usual < COLUMN_TEXT:
            continue
        if all(abs(place - start) > COLUMN_TEXT * SPACE_WIDTH * rows[0][0].size for start in starts):
            starts.append(place)
    return sorted(starts)


def _usual(texts: list[str]) -> int:
    lengths = sorted(len(text.strip()) for text in texts)
    return lengths[len(lengths) // 2] if lengths else 0


def _parts(row: list[Line], starts: list[float]) -> list[Line]:
    """The row as one line, or parted where a column begins in it."""
    parts = [row[0]]
    before = row[0]
    for run in row[1:]:
        begins = any(parts[-1].left < start - 2 <= run.left for start in starts)
        apart = len(before.text.strip()) > LONGEST_TOKEN or run.left - _end(before) > SPACE * run.size
        if begins and apart and run.text.strip():
            parts.append(run)
        else:
            parts[-1] = parts[-1]._replace(text=parts[-1].text + run.text)
        before = run if run.text.strip() else before
    return parts


def _has_wide_gap(row: list[Line]) -> bool:
    runs = [run for run in row if run.text.strip()]
    pairs = zip(runs, runs[1:], strict=False)
    return any(
        right.left - _end(left) > 2 * left.size and min(len(left.text), len(right.text)) > COLUMN_TEXT
        for left, right in pairs
    )


def _by_columns(lines: list[Line], starts: list[float], size: float) -> list[Line]:
    """The lines column after column, within the bands that lines across all columns part."""
    ordered: list[Line] = []
    band: list[Line] = []
    for _, level in groupby(sorted(lines, key=lambda line: -line.height), key=lambda line: round(line.height)):
        row = sorted(level, key=lambda line: line.left)
        across = len(row) == 1 and (row[0].size > size + 1 or _crosses(row[0], starts))
        if across:
            ordered += _columns(band, starts)
            band = []
            ordered += row
        else:
            band += row
    return ordered + _columns(band, starts)


def _crosses(line: Line, starts: list[float]) -> bool:
    return any(line.left < start - 2 and _end(line) > start + 2 * line.size for start in starts)


def _columns(band: list[Line], starts: list[float]) -> list[Line]:
    return sorted(band, key=lambda line: (sum(line.left >= start - 2 for start in starts), -line.height))


def _with_caps(lines: list[Line], size: float) -> list[Line]:
    """The lines with each large first letter before the rest of its word."""
    words = Counter(word for line in lines for word in re.findall(r"\w+", line.text))
    result: list[Line] = []
    cap: Line | None = None
    for line in lines:
        if size and line.size >= DROP_CAP * size and _CAP.fullmatch(line.text):
            result += [cap] if cap else []
            cap = line
        elif cap and line.size < DROP_CAP * size and line.left >= cap.left and line.height >= cap.height - 2:
            rest = re.match(r"\w+", line.text)
            alone = cap.text in ("A", "I", "O", "À", "Y") and rest is not None and words[rest[0]] > 1
            result.append(line._replace(text=cap.text + (" " if alone else "") + line.text, left=cap.left))
            cap = None
        else:
            result += [cap] if cap else []
            cap = None
            result.append(line)
    return result + ([cap] if cap else [])
