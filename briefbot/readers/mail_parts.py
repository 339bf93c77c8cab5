"""The parts of an e-mail -> pieces: of a choice of kinds the one that holds the text, of the rest all inline text."""

from __future__ import annotations

import re
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import Aside
from briefbot.readers.boilerplate import furniture
from briefbot.readers.html import page_text, parse_html
from briefbot.readers.html_clean import open_preformatted, wrap_loose_text
from briefbot.readers.io import decode
from briefbot.readers.letters import notice, unfolded, unquoted
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import Element, clean, pieces_and_menus
from briefbot.readers.segments import is_prose

RICHER = 1.25
"""How many times the words of the plain text another kind must have to be taken instead."""
DEEPEST_PART = 20
"""Most parts within parts."""
MEANT_CHARSETS = {
    "iso-8859-1": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip
"""What mail programs write, and what they mean."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:px)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.IGNORECASE,
)
_SIGNATURES = "//*[contains(@class, 'gmail_signature') or contains(@class, 'moz-signature') or @id='Signature']"
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")


class Text(NamedTuple):
    """What an e-mail shows, and the messages that it carries."""

    pieces: list[Piece]
    asides: list[Aside]
    carried: list[Message]
    words: int
    """How many words of sentences there are, notices left out."""


def text_of(message: Message, name: str, depth: int = 0) -> Text:
    """The text of a message or of one of its parts.

    Args:
        message: the part.
        name: the file, for errors.
        depth: how many parts it lies within.

    Raises:
        ReadError: it is encrypted, or nested too deeply.
    """
    kind = message.get_content_type()
    if kind in _SEALED and message.get_param("smime-type") != "signed-data":
        raise ReadError(f"{name!r} is an encrypted e-mail. Save it without encryption.")
    if depth > DEEPEST_PART:
        raise ReadError(f"{name!r} has more than {DEEPEST_PART} parts within parts. Save its text instead.")
    if kind == "message/rfc822":
        carried = message.get_payload()
        return _text([], [], [one for one in carried if isinstance(one, Message)] if isinstance(carried, list) else [])
    if message.is_multipart():
        parts = message.get_payload()
        texts = [text_of(part, name, depth + 1) for part in parts if isinstance(part, Message)]
        return _best(texts) if kind == "multipart/alternative" else _joined(texts)
    file = message.get_filename()
    if message.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
        inline = not file and not kind.startswith("text/")
        return _text([], [] if inline else [Aside(clean(file or kind), "attachment", "")], [])
    return _of_page(message, name) if kind == "text/html" else _of_lines(message, name)


def _best(texts: list[Text]) -> Text:
    """The first kind, which is the plain text, unless another says clearly more; what it lacks altogether is kept."""
    if not texts:
        return _text([], [], [])
    best = texts[0]
    for text in texts[1:]:
        best = text if text.words > RICHER * best.words else best
    carried = [one for text in texts for one in text.carried]
    left = [aside for text in texts for aside in text.asides if aside.reason == "attachment" and text is not best]
    return best._replace(carried=carried, asides=best.asides + left)


def _joined(texts: list[Text]) -> Text:
    return _text(
        [piece for text in texts for piece in text.pieces],
        [aside for text in texts for aside in text.asides],
        [one for text in texts for one in text.carried],
    )


def _text(pieces: list[Piece], asides: list[Aside], carried: list[Message]) -> Text:
    said = [piece.text for piece in pieces if is_prose(piece.text) and not furniture(piece.text)]
    return Text(pieces, asides, carried, sum(len(text.split()) for text in said if not notice(text)))


def _of_lines(part: Message, name: str) -> Text:
    lines = [clean_line(line) for line in _decoded(part, name).splitlines()]
    if str(part.get_param("format", "")).casefold() == "flowed":
        lines = unfolded(lines, str(part.get_param("delsp", "")).casefold() == "yes")
    else:
        lines = [line.rstrip() for line in lines]
    lines, asides = unquoted(lines)
    return _text(pieces_of_lines(lines), asides, [])


def _of_page(part: Message, name: str) -> Text:
    tree = parse_html(_decoded(part, name))
    if tree is None:
        return _text([], [], [])
    asides = [Aside(text, "signature", "") for text in _cut(tree.xpath(_SIGNATURES))]
    hidden = [each for each in tree.xpath("//*[@style]") if _HIDDEN.search(each.get("style"))]
    asides += [Aside(text, "hidden text", "") for text in _cut(hidden)]
    open_preformatted(tree)
    wrap_loose_text(tree)
    found = pieces_and_menus(tree)
    asides += [Aside(piece.text, "navigation", "") for piece in found if piece.kind == "menu"]
    return _text([piece for piece in found if piece.kind != "menu"], asides, [])


def _cut(elements: list[Element]) -> list[str]:
    """Take elements out of their tree; returns their texts."""
    texts = []
    for element in elements:
        if element.getparent() is not None and element.getroottree().getroot() is not element:
            texts.append(clean(" ".join(element.itertext())))
            element.drop_tree()
    return [text for text in texts if text]


def clean_line(line: str) -> str:
    """A line of mail with plain spaces; those at its end may join it to the next."""
    return line.replace("\xa0", " ").replace("\t", " ")


def _decoded(part: Message, name: str) -> str:
    """The characters of a text part: as it declares, else as its bytes look."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = str(part.get_content_charset() or "").casefold()
    try:
        if charset:
            return data.decode(MEANT_CHARSETS.get(charset, charset))
    except (LookupError, UnicodeError):
        pass
    if part.get_content_type() == "text/html":
        return page_text(data, name)
    return decode(data, Path(name)) if data else ""


def is_message(message: Message) -> bool:
    """Whether a message has what every e-mail has."""
    return any(header_words(message, name) for name in ("Subject", "From", "Date"))


def header_words(message: Message, name: str) -> str:
    """What a field of the header says; '' where it is not there, or so broken that it cannot be read."""
    try:
        return str(message.get(name, ""))
    except Exception:  # the email package parses a field when it is asked for, and lets errors of many kinds through
        return ""
