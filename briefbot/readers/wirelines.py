"""Lines that a wire writes for its clients among an item's paragraphs -> what stands beside the text."""

from __future__ import annotations

import re

from briefbot.readers.article import Aside
from briefbot.readers.dates import date_line
from briefbot.readers.lines import Piece

LONGEST_CREDIT = 6
"""Words of the longest line that names a section and the agency."""
EDGE_PIECES = 3
"""Pieces at the beginning among which such lines stand: below a headline and a summary."""
SHORTEST_CODES = 4
"""Codes from which on a last line of nothing else is one of them."""
_SPACED = re.compile(r"(?:[^\W\d_] ){4,}[^\W\d_]\b")
"""A word with spaces between its letters, as agencies write the first of a note: 'N i e u w bericht, vervangt'."""
_SIGNED = re.compile(
    r"[(\[]?[^\W\d_][^\s/]{0,11}(?: [^\s/]{1,3})?(?:\s?\\?/{1,2}\s?[^\s/]{1,12}(?: [^\s/]{1,3})?){1,4}"
)
"""Initials and agencies that stand for who wrote an item, as in '(ats afp/jo)', 'MA // EA' and 'Lusa/Fim'."""
_LETTERS = re.compile(r"[^\W\d_]")


def without_client_lines(
    pieces: list[Piece], source: str | None, author: str | None = None
) -> tuple[list[Piece], list[Aside]]:
    """The pieces without notes, credits and codes that are no text, and these.

    Args:
        pieces: the text of an item in order.
        source: its publisher, as its particulars name it.
        author: who wrote it, as these do.
    """
    reasons = {at: reason for at, piece in enumerate(pieces[:EDGE_PIECES]) if (reason := _above(piece, source))}
    end = len(pieces)
    while end and (reason := _below(pieces[end - 1].text, author)):
        end -= 1
        reasons[end] = reason
    asides = [Aside(pieces[at].text, reason, "") for at, reason in reasons.items()]
    return [piece for at, piece in enumerate(pieces) if at not in reasons], asides


def _above(piece: Piece, source: str | None) -> str | None:
    """What a piece near the beginning is that is no text; None for text."""
    if _SPACED.match(piece.text):
        return "note to editors"
    words = rf"\S+(?:\s\S+){{0,{LONGEST_CREDIT - 1}}}(?:\s|(?<=[^\W\d_A-Z])(?=[A-Z]))"
    names = source and re.fullmatch(rf"{words}[(/–-]?{re.escape(source)}\)?", piece.text)
    if names and not re.search(r"[.:,;!?]\s", piece.text):
        return "section and agency"
    parts = [part.strip() for part in piece.text.split("|")]
    return "date line" if len(parts) > 1 and source in parts and any(map(date_line, parts)) else None


def _below(text: str, author: str | None) -> str | None:
    """What a piece below the text is that is none; None for text."""
    if author and len(text.split()) > 1 and re.search(rf"\b{re.escape(text.casefold())}\b", author.casefold()):
        return "byline"
    if _SIGNED.fullmatch(text):
        return "sign-off"
    return "wire's codes" if _is_codes(text) else None


def _is_codes(text: str) -> bool:
    """Whether a line has only capitals and figures, and most of its words have a figure."""
    words = text.split()
    letters = _LETTERS.findall(text)
    figured = [word for word in words if re.search(r"\d", word)]
    named = [word for word in figured if re.fullmatch(r"[A-Z]+\d+", word)]
    capitals = bool(letters) and all(letter.isupper() for letter in letters)
    return capitals and len(words) >= SHORTEST_CODES and 2 * len(figured) > len(words) and len(named) > 2
