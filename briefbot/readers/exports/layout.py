"""A page of an export -> its lines, laid out as its text file would be: centred ones set in, blocks set apart."""

from __future__ import annotations

import re

from briefbot.readers.markup import BLOCKS, BREAKS, DATA_CELL, SKIPPED, Element, clean, local_name

MARGIN = " " * 20
"""What stands before a centred line."""
_CENTRED = re.compile(r"\.([\w-]+)\s*\{[^{}]*text-align:\s*center", re.IGNORECASE)
_BLOCKS = BLOCKS | {"h1", "h2", "h3", "h4", "h5", "h6"}


def lines_of_page(tree: Element, *, rule: str = "", before: str = "") -> list[str]:
    """The lines of a page, blank ones between its blocks.

    Args:
        tree: the page.
        rule: a line to put before some elements, to part documents by.
        before: an XPath expression for those.
    """
    styles = " ".join(text for style in tree.iter("style") for text in [style.text or ""])
    centred = frozenset(name.casefold() for name in _CENTRED.findall(styles))
    marked = set(tree.xpath(before)) if before else set()
    lines: list[str] = []
    words: list[str] = []
    _walk(tree, centred, marked, rule, lines, words, "")
    _end(lines, words, "")
    return lines


def _walk(
    element: Element,
    centred: frozenset[str],
    marked: set[Element],
    rule: str,
    lines: list[str],
    words: list[str],
    margin: str,
) -> None:
    words.append(element.text or "")
    for child in element:
        name = local_name(child)
        if child in marked:
            _end(lines, words, margin)
            lines += ["", rule, ""]
        if name in BREAKS:
            lines.append(margin + clean("".join(words)))
            words.clear()
        elif name and name not in SKIPPED:
            rows = _rows(child) if name == "table" else []
            if rows:
                _end(lines, words, margin)
                lines += [line for row in rows for line in (row, "")]
                words.append(child.tail or "")
                continue
            inner = MARGIN if centred and (child.get("class") or "").casefold() in centred else margin
            if name in _BLOCKS:
                _end(lines, words, margin)
                _walk(child, centred, marked, rule, lines, words, inner)
                _end(lines, words, inner)
            else:
                _walk(child, centred, marked, rule, lines, words, inner)
        words.append(child.tail or "")


def _rows(table: Element) -> list[str]:
    """A table of data, each row of it a line; [] for one that lays out a page."""
    rows = [[clean(" ".join(cell.itertext())) for cell in row if local_name(cell) in ("td", "th")]
            for row in table.iter("tr")]  # fmt: skip
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(len(cell) > DATA_CELL for cell in cells):
        return []
    return [row for row in ("; ".join(filter(None, row)) for row in rows) if row]


def _end(lines: list[str], words: list[str], margin: str) -> None:
    """Close a block: the line that was begun, and a blank one."""
    text = clean("".join(words))
    words.clear()
    if text:
        lines.append(margin + text)
    if lines and lines[-1].strip():
        lines.append("")
