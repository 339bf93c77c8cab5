"""XML -> a tree whose elements are found by their names without a namespace, in small letters."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from briefbot.errors import ReadError
from briefbot.readers.html import page_text
from briefbot.readers.io import decode
from briefbot.readers.markup import clean, local_name

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]*(?:\[(?P<inside>[^\]]*)\]\s*)?>", re.IGNORECASE)
_EXTERNAL = re.compile(
    rb"""<!ENTITY\s+%\s+[\w.-]+\s+(?:SYSTEM|PUBLIC\s+("[^"]*"|'[^']*'))\s+("[^"]*"|'[^']*')\s*>|%[\w.-]+;|\s"""
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BARE = re.compile(r"&(?!#\d{1,7};|#x[0-9a-f]{1,6};|(?:amp|lt|gt|quot|apos);)(\w{2,8};)?(?![^<]*\]\]>)", re.IGNORECASE)
"""An ampersand that begins no entity of XML, as in an address or in HTML; within CDATA it is right."""
_CANNOT = (ParseError, ValueError, LookupError)


def refuse_entities(data: bytes, name: str) -> None:
    """Refuse XML that declares entities: no news needs them, and ten lines of them can fill the memory.

    Raises:
        ReadError: it does, in any encoding of one or two bytes a letter.
    """
    if ENTITY.search(data.replace(b"\0", b"")):
        raise ReadError(f"{name!r} declares XML entities, which are refused since they can expand without end.")


def parse_xml(data: bytes, name: str) -> Element:
    """The root of a document, in whatever encoding its bytes are when it is not the one that they declare.

    Raises:
        ReadError: it is not well-formed, or declares entities other than the parts of a document type kept elsewhere.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    data = _plain(data, name)
    try:
        return fromstring(_as_utf8(data))
    except DefusedXmlException as error:
        raise ReadError(f"{name!r} cannot be read safely: {error}. Export it again.") from error
    except _CANNOT as error:
        try:
            return fromstring(_BARE.sub(_entity, _DECLARATION.sub("", page_text(data, name))))
        except (*_CANNOT, DefusedXmlException):
            raise ReadError(f"{name!r} is not well-formed XML: {error}. Export it again.") from error


def parse_items(data: bytes, name: str, names: frozenset[str]) -> tuple[list[Element], str]:
    """The elements of some names that a broken document has whole, and where and how it breaks; '' where it does not.

    Raises:
        ReadError: it declares entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    found: list[Element] = []
    try:
        for _, element in iterparse(io.BytesIO(_plain(data, name)), events=("end",)):
            if local_name(element) in names:
                found.append(element)
    except (*_CANNOT, DefusedXmlException) as error:
        return found, str(error)
    return found, ""


def root_name(head: bytes) -> str:
    """The name of the first element of a document that begins so, '' where none is seen."""
    text = re.sub(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", head.replace(b"\0", b"")).lstrip()
    if not text.startswith(b"<"):
        return ""
    text = _DOCTYPE.sub(b"", re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", text, flags=re.DOTALL))
    first = re.match(rb"\s*<(?:[\w.-]+:)?([\w.-]+)", text)
    return first[1].decode("ascii", "replace").casefold() if first else ""


def every(element: Element | None, *path: str) -> list[Element]:
    """The elements at a path of names, one step down each, in their order."""
    found = [element] if element is not None else []
    for name in path:
        found = [child for parent in found for child in parent if local_name(child) == name]
    return found


def below(element: Element | None, name: str) -> Iterator[Element]:
    """The elements of a name at any depth."""
    return (each for each in element.iter() if local_name(each) == name) if element is not None else iter(())


def first(element: Element | None, name: str) -> Element | None:
    """The first element of a name at any depth."""
    return next(below(element, name), None)


def words(element: Element | None) -> str | None:
    """All text within an element, or None."""
    return (clean(" ".join(element.itertext())) or None) if element is not None else None


def attribute(element: Element | None, name: str, key: str) -> str | None:
    """An attribute of the first element of a name at any depth, or None."""
    found = first(element, name)
    return found.get(key) if found is not None else None


def cut(element: Element, gone: Element) -> None:
    """Take an element out of a tree; the text behind it stays."""
    for parent in element.iter():
        children = list(parent)
        if gone not in children:
            continue
        at = children.index(gone)
        if gone.tail and at:
            children[at - 1].tail = (children[at - 1].tail or "") + gone.tail
        elif gone.tail:
            parent.text = (parent.text or "") + gone.tail
        parent.remove(gone)
        return


def _entity(match: re.Match[str]) -> str:
    """What an ampersand stands for that XML does not know: a letter of HTML's, or itself."""
    letters = html.unescape(match[0])
    return "&amp;" + (match[1] or "") if letters == match[0] else letters


def _as_utf8(data: bytes) -> bytes | str:
    """The document as characters where it is UTF-8 but declares an encoding of one byte a letter."""
    declared = re.match(rb"""<\?xml[^>]*encoding\s*=\s*["'](?:iso-8859|latin|windows-125|cp125|us-ascii)""", data, re.I)
    if not declared or data.isascii():
        return data
    try:
        return _DECLARATION.sub("", data.decode("utf-8"))
    except UnicodeDecodeError:
        return data


def _plain(data: bytes, name: str) -> bytes:
    """The document without a document type whose entities are only parts of it that are kept elsewhere."""
    if b"\0" in data[:64]:  # UTF-16 or UTF-32, whatever it declares
        data = _DECLARATION.sub("", decode(data, Path(name)).removeprefix("\ufeff")).encode("utf-8", "replace")
    data = data.lstrip()
    doctype = _DOCTYPE.search(data[:8192])
    if doctype and doctype["inside"] and not _EXTERNAL.sub(b"", doctype["inside"]):
        data = data[: doctype.start()] + data[doctype.end() :]
    refuse_entities(data, name)
    return data
