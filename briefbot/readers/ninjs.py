"""JSON of wires: ninjs 1, 2 and 3, AP Media API and lists of such items -> one Article an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlunsplit

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars
from briefbot.readers.dates import timestamp
from briefbot.readers.frontmatter import status_of
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.io import silenced
from briefbot.readers.jsontext import parse_json
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.publishers import split_address
from briefbot.readers.use import Use, embargoed, joined
from briefbot.readers.wire import NOT_TEXT, composed, identifiers, revised, split_slug, texts_of, told, writer_of
from briefbot.types import Article, Problem, Published

Item = dict[str, Any]
_OWN = frozenset(
    (
        "pubstatus", "versioncreated", "representationtype", "altids", "ednote", "evolvedfrom", "trustindicators",
        "headlines", "bodies", "located", "copyrightholder", "rightsinfo", "associations", "contentcreated",
        "firstcreated", "embargoed", "renditions", "plannedcoverage", "eventdetails", "trustindicator", "descriptions",
        "body_xhtml", "body_html", "body_main", "body_richtext", "headline_main", "usageterms", "slugline", "urgency",
    )
)  # fmt: skip
"""Keys of an item that records of other kinds do not have."""
_KEYS = {
    "urn": "guid", "version_created": "versioncreated", "first_created": "firstcreated",
    "content_created": "contentcreated", "article_html": "body_html", "ed_note": "ednote",
}  # fmt: skip
"""Keys of agencies' own JSON, such as dpa's digital wires, by the keys of ninjs that mean the same."""
_BODIES = ("body_xhtml", "body_html", "body_richtext", "body_nitf", "body_main", "body_text")
_HINT = re.compile(rb'"(?:uri|guid|urn|altids)"\s*:')


def is_ninjs(head: bytes) -> bool:
    """Whether data that begins so may be JSON of a wire."""
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] in (b"{", b"[") and bool(_HINT.search(text))


def items_of(document: object) -> list[Item] | None:
    """The items of a document: itself, those that it lists, or AP's `data.item`; None when it is no wire's."""
    if isinstance(document, dict):
        data = document.get("data")
        if isinstance(data, dict) and isinstance(data.get("item"), dict):
            return [data["item"]]
        if isinstance(data, dict) and isinstance(data.get("items"), list):
            held = [each.get("item") if isinstance(each, dict) else None for each in data["items"]]
            return _all_items(held)
        if _is_item(document):
            return [document]
        for key in ("item", "items", "_items"):
            if isinstance(document.get(key), list):
                return _all_items([_wrapped(each) for each in document[key]])
    return _all_items(document) if isinstance(document, list) else None


def articles_of_ninjs_items(items: list[Item], path: str) -> Iterator[Article | Problem]:
    """The articles of items and of the texts associated with them; paths end in `!1`, `!2` where there are several.

    Raises:
        ReadError: none is a text.
    """
    every = [(item, _kind(item)) for each in items for item in [each, *_associated(each)]]
    if len(items) == 1 and len(every) == 1:
        yield article_of_item(items[0], path)
        return
    yield from texts_of(every, article_of_item, path)


def article_of_item(item: Item, path: str) -> Article:
    """The article of one item.

    Raises:
        ReadError: it is no text, or has none.
    """
    what = _kind(item)
    if what:
        raise ReadError(f"{path!r} is {what}, not a text. Export the text item.")
    said = _said(item)
    created = timestamp(said.get("firstcreated") or said.get("contentcreated"), "firstcreated")
    version = timestamp(said.get("versioncreated"), "versioncreated")
    published = created or version or timestamp(said.get("published"), "published")
    notes = [note for each in _listed(said.get("ednote")) if (note := _plain(each))]
    use = _use(said, notes, published)
    headline, others = _headline(said)
    pieces = _pieces(said)
    if not pieces and use.status == "usable":
        raise ReadError(f"{path!r} has no text among its keys {', '.join(list(item)[:12])}{_elsewhere(said)}.")
    asides = [Aside(note, "note to editors", "") for note in notes]
    asides += [Aside(text, "other headline", "") for text in others]
    altids = said.get("altids")
    altids = altids if isinstance(altids, dict) else {}
    with silenced():
        return composed(
            pieces,
            Particulars(
                title=headline,
                source=_source(said),
                author=_author(said),
                published=published,
                updated=revised(created, version),
                url=_url(said),
                section=_section(said),
                language=_plain(said.get("language")),
                ids=identifiers(
                    altids.get("itemid") or _plain(said.get("guid")) or _plain(said.get("uri")) or said.get("id"),
                    said.get("version"),
                    replaces=[_plain(each) for each in _listed(said.get("evolvedfrom"))],
                    slug=_plain(said.get("slugline")) or altids.get("referenceid"),
                    urgency=said.get("urgency"),
                    genre=[_name(each) for each in _listed(said.get("genre") or said.get("genres"))],
                ),
                embargo=use.embargo,
                status=use.status,
            ),
            path,
            asides,
        )


def read_document(text: str) -> tuple[list[Item] | None, str | None]:
    """The items of a text that is JSON of a wire, None for any other; and why it breaks off, where it does."""
    try:
        document, broken = parse_json(text)
    except ValueError:
        return None, None
    return items_of(document), broken


def _is_item(value: object) -> bool:
    if not isinstance(value, dict) or not any(isinstance(value.get(key), str) for key in ("uri", "guid", "urn")):
        return False
    keys = {key.casefold() for key in value}
    return bool(keys & _OWN or "$standard" in keys or isinstance(value.get("standard"), dict))


def _said(item: Item) -> Item:
    """An item under the keys of ninjs 1, whatever the case and the underscores of its own."""
    plain = {key.casefold(): value for key, value in item.items()}
    return {_KEYS.get(key, key): value for key, value in plain.items()}


def _wrapped(value: object) -> object:
    """An item, or the one that a list's entry wraps."""
    inner = value.get("item") if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else value


def _all_items(values: list[Any]) -> list[Item] | None:
    return values if values and all(map(_is_item, values)) else None


def _kind(item: Item) -> str | None:
    """What an item is that is no text, by its type or by what only such items have."""
    said = _said(item)
    what = NOT_TEXT.get(str(said.get("type", "")).casefold())
    if what and str(said["type"]).casefold() in ("composite", "package", "component") and _pieces(said):
        return None
    if not what and not _pieces(said):
        what = "an event" if "eventdetails" in said else "planning" if "plannedcoverage" in said else None
    return what


def _associated(item: Item) -> Iterator[Item]:
    """The items associated with one that are texts of their own."""
    held = item.get("associations")
    values = list(held.values()) if isinstance(held, dict) else held if isinstance(held, list) else []
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and not _kind(each) and _pieces(_said(each)):
                yield each


def _pieces(said: Item) -> list[Piece]:
    """The text in the richest form that it is given in."""
    bodies = [said[key] for key in _BODIES if key in said]
    bodies += [said[key] for key in said if key.startswith("body_") and key not in _BODIES and "sport" not in key]
    listed = [each for each in _listed(said.get("bodies")) if isinstance(each, dict)]
    listed.sort(
        key=lambda each: (
            str(each.get("role", "main")) != "main",
            "html" not in str(each.get("contenttype", each.get("contentType", ""))),
        )
    )
    bodies += [each.get("value") for each in listed]
    for body in bodies:
        if isinstance(body, str) and (pieces := pieces_of_fragment(_in_paragraphs(body))):
            return pieces
    return []


def _in_paragraphs(body: str) -> str:
    """A body that has tags but no block among them, with its blank lines as bounds of paragraphs."""
    if not re.search(r"<[a-z][^<>]*>", body, re.I) or re.search(r"<(?:p|br|div|li|h\d|block|hl\d)\b", body, re.I):
        return body
    return "<p>" + re.sub(r"\n\s*\n", "</p><p>", body.strip()) + "</p>"


def _headline(said: Item) -> tuple[str | None, list[str]]:
    """The main headline, or the title or slug where there is none; and the other headlines."""
    found = [said.get("headline"), said.get("headline_main")]
    listed = [each for each in _listed(said.get("headlines")) if isinstance(each, dict)]
    found += [each.get("value") for each in sorted(listed, key=lambda each: str(each.get("role", "main")) != "main")]
    found += [said[key] for key in said if key.startswith("headline_") and not re.search(r"seo|extended", key)]
    texts = list(dict.fromkeys(text for each in found if (text := _plain(each))))
    title = next(iter(texts), None) or _plain(said.get("title")) or _plain(said.get("name"))
    return title, texts[1:]


def _use(said: Item, notes: list[str], published: Published | None) -> Use:
    status = Use(status_of(_plain(said.get("pubstatus"))))
    signals = " ".join(str(_name(each) or each) for each in _listed(said.get("signals") or said.get("editorialtypes")))
    killed = Use("killed") if re.search(r"\bkill", signals, re.IGNORECASE) else Use()
    killed = joined(killed, told([split_slug(_plain(said.get("slugline")) or "")[1] or ""], published))
    hour = embargoed(_plain(said.get("embargoed")), published)
    return joined(status, killed, hour if hour.embargo else joined(hour, told(notes, published)))


def _source(said: Item) -> str | None:
    for key in ("source", "provider", "infosource", "infosources", "copyrightholder", "copyrightholders", "creditline"):
        name = next(filter(None, (_name(each) for each in _listed(said.get(key)))), None)
        if name and not re.match(r"https?://", name):
            return name
    notice = re.search(
        r"(?:©|\(c\)|copyright)\s*(?:\d{4},?\s*)?(?:the\s+)?([A-Z][^.,\n]{2,40})",
        _plain(said.get("copyrightnotice")) or "",
        re.I,
    )
    return notice[1].strip() if notice else None


def _author(said: Item) -> str | None:
    names = [_plain(said.get("byline")), _plain(said.get("by"))]
    names += [", ".join(filter(None, map(_name, _listed(said.get(key))))) for key in ("authors", "bylines")]
    name = next(filter(None, names), None)
    return writer_of(name, _source(said))


def _section(said: Item) -> str | None:
    """The category, else the topmost subject, else the first, by its name."""
    subjects = [each for each in _listed(said.get("subject") or said.get("subjects")) if isinstance(each, dict)]
    rels = [" ".join(map(str, _listed(each.get("rel") or each.get("rels")))) for each in subjects]
    named = [_name(each) for each, rel in zip(subjects, rels, strict=True) if "category" in rel]
    named += [_name(each) for each in subjects if each.get("topparent")]
    named += [_name(each) for each in _listed(said.get("anpa_category"))]
    named += [_name(each) for each in subjects]
    return next((name for name in named if name and len(name) > 2), None)


def _url(said: Item) -> str | None:
    """The address that the item is known by, without what belongs to one request for it."""
    for key in ("canonicalurl", "url", "link", "uri"):
        address = said.get(key)
        if isinstance(address, str) and re.match(r"https?://", address):
            parts = split_address(address)
            own = parts is not None and "/content/" in parts.path
            return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")) if parts and own else address
    return None


def _elsewhere(said: Item) -> str:
    """Where an item says that its text is, when it is not inside."""
    renditions = said.get("renditions")
    values = list(renditions.values()) if isinstance(renditions, dict) else _listed(renditions)
    links = [each.get("href") or each.get("contenturl") for each in values if isinstance(each, dict)]
    texts = [link for link in links if isinstance(link, str)]
    return f": only links such as {texts[0]!r}. Save the text with it (body_html)" if texts else ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "", {}) else [value]


def _plain(value: object) -> str | None:
    """The words of a text value without its tags."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    return (
        clean(" ".join(piece.text for piece in pieces_of_fragment(value))) or None
        if "<" in value or "&" in value
        else clean(value) or None
    )


def _name(value: object) -> str | None:
    """The name of a thing that is a text or an object."""
    if isinstance(value, dict):
        return next(
            (
                name
                for key in ("name", "by", "byline", "value", "title", "code", "literal")
                if (name := _plain(value.get(key)))
            ),
            None,
        )
    return _plain(value)
