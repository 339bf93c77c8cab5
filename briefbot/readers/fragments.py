"""Parts of pages, as feeds, exports and e-mails carry them -> pieces."""

from __future__ import annotations

import re

from briefbot.readers.html import parse_html
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import clean, pieces_of_markup
from briefbot.readers.tidying import open_preformatted, wrap_loose_text

_TAG = re.compile(r"</?[a-z][a-z0-9.]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)


def pieces_of_fragment(text: str) -> list[Piece]:
    """The pieces of a text that may carry HTML tags; one without any is read as plain lines."""
    if not _TAG.search(text) and not _ENTITY.search(text):
        return pieces_of_lines([clean(line) for line in text.splitlines()])
    if not re.search(r"<(?:p|br|div|li|h\d)\b", text, re.IGNORECASE):
        text = "<br>".join(text.splitlines())  # the only paragraphs such a text has are its lines
    tree = parse_html(f"<div>{text}</div>")
    if tree is None:
        return []
    open_preformatted(tree)
    wrap_loose_text(tree)
    return pieces_of_markup(tree)
