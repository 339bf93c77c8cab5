"""NewsML-G2: news items and messages of them, with their text in XHTML, NITF or plain words -> Article."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars
from briefbot.readers.bodies import NO_BODY, Body, body_of_markup, body_of_text
from briefbot.readers.bylines import is_name
from briefbot.readers.dates import timestamp
from briefbot.readers.elements import XML_LANG, attribute, below, every, first, words
from briefbot.readers.frontmatter import status_of
from briefbot.readers.markup import local_name
from briefbot.readers.use import Use, embargoed, joined
from briefbot.readers.wire import (
    NOT_TEXT,
    composed,
    identifiers,
    revised,
    split_slug,
    subject_name,
    texts_of,
    told,
    writer_of,
)
from briefbot.types import Article, Problem, Published

ITEMS = frozenset(("newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem"))
ROOTS = ITEMS | {"newsmessage"}
_OTHERS = {
    "packageitem": "a package of references",
    "conceptitem": "a concept",
    "knowledgeitem": "a list of concepts",
    "planningitem": "planning",
    "catalogitem": "a catalogue",
}
_REPLACING = re.compile(r"previousversion|evolvedfrom|correct|replace|updateof", re.IGNORECASE)


def articles_of_newsml_message(root: Element, path: str) -> Iterator[Article | Problem]:
    """The articles of a news item or of a message of several, and one Problem for all items that are no text.

    Raises:
        ReadError: it holds no article at all.
    """
    items = [root] if local_name(root) in ITEMS else [each for each in root.iter() if local_name(each) in ITEMS]
    if not items:
        raise ReadError(f"{path!r} is a NewsML-G2 message without an item. Export it again.")
    yield from articles_of_newsml_items(items, path)


def articles_of_newsml_items(items: list[Element], path: str, *, alone: bool = True) -> Iterator[Article | Problem]:
    """The articles of items of NewsML-G2; paths end in `!1`, `!2` and so on where there are several.

    Args:
        items: the items.
        path: where they lay.
        alone: whether a single one is all that lay there.

    Raises:
        ReadError: none is an article.
    """
    if len(items) == 1 and alone:
        yield article_from_item(items[0], path)
        return
    yield from texts_of(((item, _other_than_text(item)) for item in items), article_from_item, path)


def article_from_item(item: Element, path: str) -> Article:
    """The article of a `newsItem`.

    Raises:
        ReadError: it is no text, or has none.
    """
    what = _other_than_text(item)
    if what:
        raise ReadError(f"{path!r} is {what}, not a text. Export the text item.")
    meta, content = first(item, "itemmeta"), first(item, "contentmeta")
    body = _body(item)
    created = timestamp(words(first(meta, "firstcreated")) or words(first(content, "contentcreated")), "firstCreated")
    version = timestamp(words(first(meta, "versioncreated")), "versionCreated")
    published = created or version
    notes = [note for each in every(meta, "ednote") if (note := words(each))]
    use = _use(item, notes, published)
    headline, others = _headlines(item)
    title = headline or body.title
    if not body.pieces and use.status == "usable":
        raise ReadError(f"{path!r} has no text{_elsewhere(item)}. Export it with its text inside (inlineXML).")
    asides = [*body.asides, *(Aside(each, "other headline", "") for each in others)]
    asides += [Aside(note, "note to editors", "") for note in notes]
    said = " ".join(piece.text for piece in body.pieces)
    summaries = dict.fromkeys(filter(None, map(words, every(content, "description"))))
    asides += [Aside(text, "summary", "") for text in summaries if text not in said]
    return composed(
        body.pieces,
        Particulars(
            title=title,
            source=_source(item),
            author=_author(content) or body.author,
            published=published,
            updated=revised(created, version),
            url=_url(item),
            section=_section(item),
            language=attribute(content, "language", "tag") or item.get(XML_LANG),
            ids=identifiers(
                item.get("guid"),
                item.get("version") or "1",
                replaces=_replaced(item),
                slug=words(first(content, "slugline")),
                urgency=words(first(content, "urgency")),
                mark="correction"
                if any(re.search(r":corr", each.get("qcode") or "") for each in below(meta, "signal"))
                else None,
                genre=[words(first(each, "name")) or each.get("literal") for each in every(content, "genre")],
            ),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        asides,
    )


def _other_than_text(item: Element) -> str | None:
    """What an item is that is no text; None for a text, and for one whose class is not told but that has a body."""
    if local_name(item) in _OTHERS:
        return _OTHERS[local_name(item)]
    kind = re.split(r"[:/]", attribute(first(item, "itemmeta"), "itemclass", "qcode") or "")[-1].casefold()
    kind = kind or re.split(r"[:/]", attribute(first(item, "itemmeta"), "itemclass", "uri") or "")[-1].casefold()
    what = NOT_TEXT.get(kind)
    return None if kind == "composite" and _body(item).pieces else what


def _body(item: Element) -> Body:
    """The longest text among the renditions of an item's content, and beside it what only others have."""
    found = [NO_BODY]
    for content in [*every(item, "contentset", "inlinexml"), *every(item, "contentset", "inlinedata")]:
        if local_name(content) == "inlinexml" and len(content):
            found.append(body_of_markup(_root_of(content)))
        else:
            text = "".join(content.itertext())
            found.append(body_of_text(_decoded(text) if content.get("encoding") else text))
    longest = max(found, key=lambda body: sum(len(piece.text) for piece in body.pieces))
    known = {piece.text for piece in longest.pieces}
    others = dict.fromkeys(piece.text for body in found for piece in body.pieces if piece.text not in known)
    return longest._replace(asides=[*longest.asides, *(Aside(text, "other rendition", "") for text in others)])


def _root_of(content: Element) -> Element:
    """The one element inside, or a box around what stands there without one."""
    if len(content) == 1 and not any(text and text.strip() for text in (content.text, content[0].tail)):
        return content[0]
    box = content.makeelement("div", {})
    box.text = content.text
    box.extend(list(content))
    return box


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _use(item: Element, notes: list[str], published: Published | None) -> Use:
    meta = first(item, "itemmeta")
    status = Use(status_of(attribute(meta, "pubstatus", "qcode") or attribute(meta, "pubstatus", "uri")))
    signals = [each.get("qcode") or "" for each in every(meta, "signal")]
    killed = Use("killed") if any(re.search(r":(?:kill|cancel|withdraw)", each) for each in signals) else Use()
    slug = split_slug(words(first(item, "slugline")) or "")[1]
    killed = joined(killed, told([slug or ""], published))
    hour = embargoed(words(first(meta, "embargoed")), published)
    return joined(status, killed, hour if hour.embargo else joined(hour, told(notes, published)))


def _replaced(item: Element) -> list[str | None]:
    """The items that one says to take the place of."""
    links = [each for each in below(first(item, "itemmeta"), "link") if _REPLACING.search(each.get("rel") or "")]
    return [each.get("residref") or each.get("guidref") for each in links]


def _headlines(item: Element) -> tuple[str | None, list[str]]:
    """The headline, or the title where there is none; and the other headlines."""
    content = first(item, "contentmeta")
    ranked = sorted(every(content, "headline"), key=lambda each: (bool(each.get("role")), each.get("rank") or "1"))
    texts = [text for each in ranked if (text := words(each))]
    title = texts[0] if texts else words(next(iter(every(first(item, "itemmeta"), "title")), None))
    return title, [text for text in dict.fromkeys(texts[1:]) if text != title]


def _source(item: Element) -> str | None:
    """The publisher by its name, else by the code or address that stands for it."""
    provider = first(first(item, "itemmeta"), "provider")
    holder = first(first(item, "rightsinfo"), "copyrightholder")
    credit = words(first(item, "creditline"))
    sources = [each for each in below(first(item, "contentmeta"), "infosource")]
    named = [words(first(provider, "name")), credit.rstrip("–—- ") if credit else None]
    named += [words(first(each, "name")) or each.get("literal") for each in sources]
    named += [words(first(holder, "name")), holder.get("literal") if holder is not None else None]
    literal = provider.get("literal") if provider is not None else None
    if literal and not re.search(r"\.[a-z]{2,3}$", literal):
        named.insert(0, literal)
    code = (provider.get("qcode") or provider.get("uri") or "") if provider is not None else ""
    return next(filter(None, [*named, literal, re.split(r"[:/#]", code.rstrip("/"))[-1]]), None)


def _author(content: Element | None) -> str | None:
    """The writer that a byline or a creator names; codes, sources and initials are none."""
    by = next((text for each in below(content, "by") if (text := words(each))), None)
    if by:
        return writer_of(by)
    creators = [words(first(each, "name")) or each.get("literal") for each in every(content, "creator")
                if not re.search(r"source|desk", each.get("role") or "")]  # fmt: skip
    people = [name for name in creators if name and len(name.split()) > 1 and is_name(name)]
    return ", ".join(dict.fromkeys(people)) or None


def _section(item: Element) -> str | None:
    """The category or department, else the topmost subject, else the service."""
    subjects = every(first(item, "contentmeta"), "subject")
    desks = [each for each in subjects if re.search(r"dep|desk|cat", f"{each.get('qcode')}".split(":")[0])]
    desks += [each for each in subjects if re.search(r"categ|:cat$", each.get("type") or "")]
    named = [words(first(each, "name")) or each.get("literal") for each in desks]
    named = [name for name in named if name and len(name) > 2 and not name.isupper()]
    groups = [words(first(each, "name")) for each in every(first(item, "itemmeta"), "memberof")]
    topics = [each for each in subjects if re.match(r"(?:medtop|subj):", each.get("qcode") or "")]
    named += [*groups, *(words(first(each, "name")) or subject_name(each.get("qcode")) for each in topics)]
    named.append(words(first(first(first(item, "itemmeta"), "service"), "name")))
    return next(filter(None, named), None)


def _url(item: Element) -> str | None:
    """The page of the item, where a link says that it is."""
    links = [
        each
        for each in below(first(item, "itemmeta"), "link")
        if re.search(r"canonical|permalink", each.get("rel") or "")
    ]
    addresses = [each.get("href") for each in links] + [item.get("guid")]
    return next((address for address in addresses if address and re.match(r"https?://", address)), None)


def _elsewhere(item: Element) -> str:
    """Where an item without text says that its text is."""
    links = [each.get("href") or each.get("residref") for each in every(item, "contentset", "remotecontent")]
    found = next(filter(None, links), None)
    return f", only a link to {found!r}" if found else ""
