"""What an HTML page says of its article outside the text: JSON-LD, microdata, OpenGraph and other meta tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from briefbot.readers.article import Particulars
from briefbot.readers.bylines import byline, is_name
from briefbot.readers.dates import Confidence, Stamp, date_line, read_date, timestamp
from briefbot.readers.markup import Element, clean
from briefbot.types import Published

ARTICLE_TYPES = re.compile(r"(?:\w*(?:Article|Posting|Report)|Review|WebPage)")
PUBLISHED: dict[str, Confidence] = {
    **dict.fromkeys(("article:published_time", "article:published", "og:published_time", "datepublished"), "high"),
    **dict.fromkeys(("dc.date.issued", "dcterms.issued", "parsely-pub-date", "sailthru.date"), "high"),
    **dict.fromkeys(
        ("pubdate", "publishdate", "publish-date", "publication_date", "cxenseparse:recs:publishtime"), "high"
    ),
    **dict.fromkeys(("date", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "created"), "medium"),
}
"""Names of meta tags that tell the publication, and how far each is believed."""
UPDATED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
)
_MARKED = "contains(concat(@class, ' ', @id), '{0}')"
_DATE_PLACES = " or ".join(
    _MARKED.format(word) for word in ("date", "Date", "time", "Time", "publish", "posted", "submitted", "meta")
)
_AUTHOR_PLACES = " or ".join(_MARKED.format(word) for word in ("author", "byline", "Byline", "writer", "submitted"))
_AROUND_NAME = re.compile(r"^(?:posted|submitted|published)\s+(?=by\b)|\s(?:on|at)\s.*|\s*\|.*", re.IGNORECASE)
CREDIT = 120
"""Longest line, in characters, that names writer and date together."""


def particulars_of_page(tree: Element) -> Particulars:
    """The particulars as far as the page's metadata tells them; trusted in the order JSON-LD, meta tags, microdata."""
    linked = _linked_article(tree)
    metas = _metas(tree)
    published = [timestamp(linked.get("datePublished"), "JSON-LD datePublished")]
    published += [timestamp(metas.get(name), f"meta {name}", confidence) for name, confidence in PUBLISHED.items()]
    published += [timestamp(value, "itemprop datePublished") for value in _itemprop(tree, "datePublished")]
    updated = [timestamp(linked.get("dateModified"), "JSON-LD dateModified")]
    updated += [timestamp(metas.get(name), f"meta {name}") for name in UPDATED]
    updated += [timestamp(value, "itemprop dateModified") for value in _itemprop(tree, "dateModified")]
    headlines = [_name(linked.get("headline")), metas.get("og:title"), metas.get("twitter:title")]
    authors = [
        _name(linked.get("author")),
        *(_person(metas.get(name)) for name in ("author", "article:author", "dc.creator")),
    ]
    authors += [_person(clean(" ".join(each.itertext()))) for each in tree.xpath("//*[@itemprop='author']")]
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    return Particulars(
        title=next(filter(None, headlines), None),
        source=_name(linked.get("publisher")) or metas.get("og:site_name") or metas.get("application-name"),
        author=next(filter(None, authors), None),
        published=_first(published),
        updated=_first(updated),
        url=next(filter(_is_address, [*canonical, metas.get("og:url")]), None),
    )


def page_headline(tree: Element, title: str | None) -> str | None:
    """The heading that the page's title repeats, which has no name of the site around it; else the title given."""
    whole = title or next((clean("".join(each.itertext())) for each in tree.iter("title")), "")
    headings = [clean(" ".join(each.itertext())) for each in tree.xpath("//body//*[self::h1 or self::h2 or self::h3]")]
    within = [each for each in headings if each.casefold() in whole.casefold() and 2 * len(each) > len(whole)]
    return max(within, key=len, default=title)


def visible_dates(tree: Element) -> tuple[Published | None, Published | None]:
    """When the page shows that it was published and updated: in labelled lines, or first in a place for dates.

    A date above the story gives way to one within it: mastheads show the day on which the page was saved. One beside
    other words, such as 'Submitted by Ann Poe on May 4, 2015', counts last.
    """
    published = updated = above = within = beside = None
    story = False
    places = set(tree.xpath(f"//body//*[self::time or {_DATE_PLACES}]"))
    for element in tree.iterfind(".//body//*"):
        story = story or element.tag in ("h1", "article", "main")
        if element not in places and len(element):
            continue
        text = clean(" ".join(element.itertext()))
        line = date_line(text)
        if line and line.labelled:
            published = published or _shown(line.published)
            updated = updated or _shown(line.updated)
        elif element in places:
            timed = timestamp(element.get("datetime"), "time element", "medium")
            shown = timed or (_shown(line.published) if line else None)
            above, within = (above, within or shown) if story else (above or shown, within)
            beside = beside or (_shown(read_date(text)) if len(text) <= CREDIT else None)
    return published or within or above or beside, updated


def agreed(said: Published | None, shown: Published | None) -> Published | None:
    """The date of the metadata, less sure when the page shows one more than a day away; else the shown one."""
    if said and shown and abs((said.day - shown.day).days) > 1:
        evidence = f"{said.evidence}, though the page has the {shown.evidence}"
        return said.model_copy(update={"confidence": "medium", "evidence": evidence})
    return said or shown


def _shown(stamp: Stamp | None) -> Published | None:
    """The date of a line that readers see, unless it lacks the year or cannot be true."""
    if not stamp or not stamp.date:
        return None
    shown = Published(day=stamp.date, time=stamp.time, evidence=f"shown date {stamp.words!r}", confidence="medium")
    return None if shown.suspect else shown


def visible_author(tree: Element) -> str | None:
    """The first person that the page names in a place for authors, or after 'By' in one for dates."""
    for element in tree.xpath(f"//body//*[@rel='author' or @class='fn' or {_AUTHOR_PLACES}]"):
        text = _AROUND_NAME.sub("", clean(" ".join(element.itertext())))
        who = byline(text)
        if who or (is_name(text) and len(text.split()) > 1):
            return who.author if who else text
    credited = (clean(" ".join(each.itertext())) for each in tree.xpath(f"//body//*[{_DATE_PLACES}]"))
    return next((who.author for text in credited if (who := byline(_AROUND_NAME.sub("", text)))), None)


def _first(found: list[Published | None]) -> Published | None:
    """The first date that can be true, else the first."""
    dates = [each for each in found if each]
    return next((each for each in dates if not each.suspect), dates[0] if dates else None)


def _linked_article(tree: Element) -> dict[str, Any]:
    """The first article among the page's JSON-LD, with its publisher looked up by @id; {} without one."""
    things: list[dict[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            things += _things(json.loads(script.strip().rstrip(";"), strict=False))
        except (ValueError, RecursionError):
            continue
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
    articles = [thing for thing in things if _is_article(thing)]
    articles.sort(key=lambda thing: "WebPage" in _types(thing))
    if not articles:
        return {}
    return {key: _looked_up(value, known) for key, value in articles[0].items()}


def _looked_up(value: object, known: dict[str, dict[str, Any]]) -> object:
    """The thing that a reference such as `{"@id": "#publisher"}` names; other values as they are."""
    name = value.get("@id") if isinstance(value, dict) else None
    return known.get(name, value) if isinstance(name, str) else value


def _things(value: object) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document: itself, its list, its graph and the main entity of each."""
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph"))
            yield from _things(thing.get("mainEntity"))


def _types(thing: dict[str, Any]) -> list[str]:
    named = thing.get("@type")
    return [each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str)]


def _is_article(thing: dict[str, Any]) -> bool:
    return any(ARTICLE_TYPES.fullmatch(name) for name in _types(thing))


def _name(value: object) -> str | None:
    """The name of a person or publisher, or the names of several, separated by commas."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_name, value)))) or None
    if isinstance(value, dict):
        value = value.get("name")
        return _name(value) if not isinstance(value, dict) else None
    return _person(value) if isinstance(value, str) else None


def _person(text: str | None) -> str | None:
    plain = re.sub(r"(?i)^by\s+", "", clean(text or ""))
    return plain if plain and not _is_address(plain) else None


def _metas(tree: Element) -> dict[str, str]:
    """The content of meta tags by name or property, in small letters; the first of each name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = clean(meta.get("content") or "")
        if content:
            found.setdefault(name.casefold(), content)
    return found


def _itemprop(tree: Element, name: str) -> list[str]:
    elements = tree.xpath(f"//*[@itemprop='{name}']")
    return [each.get("datetime") or each.get("content") or clean(" ".join(each.itertext())) for each in elements]


def _is_address(text: str | None) -> bool:
    return bool(text and re.match(r"https?://", text))
