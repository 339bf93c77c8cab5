"""A tree of HTML, of NITF or of trafilatura's XML -> pieces."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.segments import is_prose
from briefbot.text.words import JOINERS, with_joiners

BlockKind = Literal["text", "title", "heading", "caption"]
Element = Any
"""An element of lxml or of xml.etree, which share no type."""
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "block", "body", "body.content", "body.head", "body.end",
        "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "header", "hr",
        "html", "item", "li", "list", "main", "nav", "ol", "p", "pre", "quote", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "row", "cell",
    )
)  # fmt: skip
"""Elements that begin and end a paragraph; any other is part of one."""
ELEMENT_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "hl1"), "title"),
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "head", "hl2", "summary", "legend"), "heading"),
    **dict.fromkeys(("figcaption", "caption", "media-caption", "media-producer"), "caption"),
}
BREAKS = frozenset(("br", "lb"))
_LABELS = frozenset(("a", "span", "label", "time", "em", "strong", "b", "i"))
_DATE = re.compile(r"\s*(?:(?:19|20)\d\d[-./년年]|\d{1,2}:\d\d)")
LINKS = frozenset(("a", "ref"))
_CREDIT = re.compile(r"byline|credit|caption|copyright", re.IGNORECASE)
"""Classes of what names a picture's maker, inside its figure."""
SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "option", "textarea",
        "title", "object", "media-metadata", "math",
    )
)  # fmt: skip
DATA_CELL = 100
"""Longest cell, in characters, of a table of data without a header; one of longer cells may lay out a page."""
LONG_CELLS = 1 / 3
"""Share of longer cells that such a table may have."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_BREAK = "\0"
_BULLET = re.compile(r"^[·•]\s+(?=\w)")  # as word processors write those of their lists
_QUOTES = ("“", "”")  # browsers put them around a q


class _Run(NamedTuple):
    kind: BlockKind
    words: list[str]
    unlinked: list[str]
    """The words that are no link."""
    element: Element


class Block(NamedTuple):
    """The pieces that one element of a page holds directly."""

    element: Element
    pieces: list[Piece]
    menu: bool
    """Whether it is all link and no sentence."""
    unlinked: str = ""
    """Its words that are no link, where others are."""
    linked: float = 0.0
    """The share of its characters that are link."""


def blocks_of_markup(root: Element) -> list[Block]:
    """The blocks of a tree in the order of its text; each row of a table of data is one.

    Line breaks inside a paragraph part it like the lines of a plain text: into paragraphs, or at a hard wrap.
    """
    runs = [_Run("text", [], [], root)]
    _walk(root, "text", runs, linked=False)
    return [block for run in runs if (block := _block(run)).pieces]


def pieces_of_markup(root: Element) -> list[Piece]:
    """The pieces of a tree's blocks but for those that are all link and no sentence: menus."""
    return [piece for block in blocks_of_markup(root) if not block.menu for piece in block.pieces]


def pieces_and_menus(root: Element) -> list[Piece]:
    """The pieces of a tree's blocks, and those that are all link and no sentence as pieces of the kind 'menu'."""
    blocks = blocks_of_markup(root)
    return [piece._replace(kind="menu") if block.menu else piece for block in blocks for piece in block.pieces]


def clean(text: str) -> str:
    """The words with single plain spaces between them and without control characters and such as are only hidden."""
    plain = " ".join(text.translate(_INVISIBLE).split())
    if plain.isprintable():
        return plain
    shown = "".join(character for character in plain if character.isprintable() or character in JOINERS)
    return " ".join(with_joiners(shown).split())


def local_name(element: Element) -> str:
    """The element's name without its namespace, in small letters; '' for comments and instructions."""
    return element.tag.rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""


def _walk(element: Element, kind: BlockKind, runs: list[_Run], *, linked: bool) -> None:
    """Add the text inside the element, with a new run wherever a block begins or ends."""
    _say(runs, element.text, linked)
    for child in element:
        name = local_name(child)
        rows = _rows(child) if name == "table" else []
        if name in BREAKS:
            _say(runs, _BREAK, linked)
        elif rows:
            captions = [clean(" ".join(each.itertext())) for each in child if local_name(each) == "caption"]
            runs += [_Run("caption", [text], [text], child) for text in captions]
            runs += [_Run("text", [row], [row], child) for row in rows] + [_Run(kind, [], [], element)]
        elif name and name not in SKIPPED:
            inner = "title" if child.get("rend") == "h1" else ELEMENT_KINDS.get(name, kind)
            if local_name(element) == "figure" and _CREDIT.search(child.get("class") or ""):
                inner = "caption"
            block = name in BLOCKS or name in ELEMENT_KINDS
            runs += [_Run(inner, [], [], child)] if block else []
            _say(runs, _QUOTES[0] if name == "q" else _space(child, name, runs[-1].words), linked)
            _walk(child, inner, runs, linked=linked or name in LINKS)
            _say(runs, _QUOTES[1] if name == "q" else "", linked)
            runs += [_Run(kind, [], [], element)] if block else []
        _say(runs, child.tail or (" " if _touches_next(child, name) else ""), linked)


def _touches_next(child: Element, name: str) -> bool:
    """Whether the words of two elements in a row run together, as labels that a page sets apart by its style do."""
    after = child.getnext() if name in _LABELS and hasattr(child, "getnext") else None
    if after is None or child.tail or local_name(after) not in _LABELS:
        return False
    words, right = "".join(child.itertext()), "".join(after.itertext())[:1]
    if name in LINKS and local_name(after) in LINKS:
        return True
    return len(words) > 1 and words[-1].isalnum() and right.isalnum() and not right.islower()


def _space(child: Element, name: str, said: list[str]) -> str:
    """A space before an element right behind a word that begins with a date, or names the zone of a time."""
    before = "".join(said[-1:])[-1:]
    apart = before.isdigit() if name == "abbr" else name in _LABELS and before.isalnum() and _dated(child)
    return " " if apart else ""


def _dated(element: Element) -> bool:
    return _DATE.match(element.text or "") is not None


def _say(runs: list[_Run], text: str | None, linked: bool) -> None:
    runs[-1].words.append(text or "")
    if not linked:
        runs[-1].unlinked.append(text or "")


def _block(run: _Run) -> Block:
    text = "".join(run.words)
    lines = [clean(line) for line in text.split(_BREAK)] if not text.isspace() else []
    words = " ".join(filter(None, lines))
    if run.kind == "text" and len(lines) == 1:
        words = _BULLET.sub("", words)
    if not words:
        return Block(run.element, [], menu=False)
    unlinked = "".join(run.unlinked)
    menu = run.kind == "text" and not re.search(r"\w", unlinked) and not is_prose(words)
    pieces = pieces_of_lines(lines) if run.kind == "text" and len(lines) > 1 else [Piece(words, run.kind)]
    if len(run.unlinked) == len(run.words):
        return Block(run.element, pieces, menu)
    return Block(run.element, pieces, menu, clean(unlinked), 1 - len(unlinked) / len(text))


def _rows(table: Element) -> list[str]:
    """A table of data as `Year: 2016; Cases: 1,204` lines; [] for one that lays out a page."""
    if any(inner is not table for inner in table.iter(table.tag)):
        return []
    rows = [[cell for cell in row if local_name(cell) in ("td", "th", "cell")]
            for row in table.iter() if local_name(row) in ("tr", "row")]  # fmt: skip
    texts = [[clean(" ".join(cell.itertext())) for cell in row] for row in rows]
    menu = all(_is_link(cell) for row in rows for cell in row)
    if menu or not any(len(row) > 1 for row in texts) or not rows[0] or _lays_out(rows, texts):
        return []
    names = texts[0] if all(local_name(cell) == "th" or cell.get("role") == "head" for cell in rows[0]) else []
    lines = [_row(row, names) for row in texts[bool(names) :]]
    return [line for line in lines if line]


def _lays_out(rows: list[list[Element]], texts: list[list[str]]) -> bool:
    """Whether the cells hold the blocks of a page rather than data: several in one, or long texts under no header."""
    cells = [cell for row in rows for cell in row]
    if any(sum(local_name(each) in BLOCKS or local_name(each) in ELEMENT_KINDS for each in cell) > 1 for cell in cells):
        return True
    long = sum(len(text) > DATA_CELL for row in texts for text in row)
    headed = any(local_name(cell) == "th" or cell.get("role") == "head" for cell in cells)
    return long > LONG_CELLS * len(cells) and not headed


def _row(cells: list[str], names: list[str]) -> str:
    named = zip(names, cells, strict=False) if len(names) == len(cells) else (("", cell) for cell in cells)
    return "; ".join(f"{name}: {cell}" if re.search(r"\w", name) else cell for name, cell in named if cell)


def _is_link(cell: Element) -> bool:
    """Whether the cell holds links and nothing else."""
    links = " ".join(" ".join(each.itertext()) for each in cell.iter() if local_name(each) in LINKS)
    return links.split() == " ".join(cell.itertext()).split()
