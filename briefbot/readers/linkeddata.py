"""The JSON-LD of a page: which of its things is the article that the page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from briefbot.readers.markup import Element, clean
from briefbot.readers.publishers import split_address

ARTICLE_TYPES = re.compile(r"(?:\w*(?:Article|Posting|Report)|Review|WebPage)")
_COMMENT = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
_SIGNED = re.compile(r"^(?:(?:written|geschrieben|verfasst|écrit|escrito)\s+)?(?:by|par|von|por)\s+", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DECODER = json.JSONDecoder(strict=False)


class Page(NamedTuple):
    """What tells which thing a page is about."""

    address: str | None
    headings: tuple[str, ...]
    """Its headings and titles."""


def linked_article(tree: Element, page: Page) -> dict[str, Any]:
    """The article of the page's JSON-LD that fits its address and headings best; {} when none fits.

    Publisher and authors are looked up by @id.
    """
    things = [thing for script in _scripts(tree) for thing in _things(script)]
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
    articles = [thing for thing in things if any(ARTICLE_TYPES.fullmatch(name) for name in _types(thing))]
    fitting = [(fit, thing) for thing in articles if (fit := _fit(thing, page)) >= 0]
    if not fitting:
        return {}
    best = max(fitting, key=lambda pair: ("WebPage" not in _types(pair[1]), pair[0]))[
        1
    ]  # the first of those that fit alike
    return {key: _looked_up(value, known) for key, value in best.items()}


def _scripts(tree: Element) -> Iterator[object]:
    """The JSON documents of the page, as far as they can be parsed, with all entities resolved."""
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().casefold()
        if kind != "application/ld+json":
            continue
        text = _COMMENT.sub("", _COMMENT.sub("", script.text or "")).strip()
        for written in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
            try:
                documents = list(_documents(written))
            except (ValueError, RecursionError):
                continue
            yield from documents
            break


def _documents(text: str) -> Iterator[object]:
    """The JSON values that stand one after another in a text."""
    at = 0
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        yield value
        while at < len(text) and (text[at].isspace() or text[at] in ";,"):
            at += 1


def _things(value: object) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document: itself, its list, its graph and the main entity of each."""
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph"))
            yield from _things(thing.get("mainEntity"))


def _types(thing: dict[str, Any]) -> list[str]:
    named = thing.get("@type")
    names = [each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str)]
    return [re.split(r"[/:#]", name)[-1] for name in names]


def _fit(thing: dict[str, Any], page: Page) -> int:
    """How well an article fits the page; below 0 for one with another address and another headline."""
    addresses = {_plain_address(each) for each in _addresses(thing)}
    own = _plain_address(page.address) if page.address else None
    headline = _letters(thing.get("headline") or thing.get("name"))
    titles = [_letters(each) for each in page.headings]
    same_address = own is not None and own in addresses
    same_title = bool(headline) and any(headline == title for title in titles)
    alike = bool(headline) and any(headline in title or (title and title in headline) for title in titles)
    if addresses - {""} and own and not same_address and headline and titles and not alike:
        return -1
    return 8 * same_address + 4 * same_title + 2 * alike + bool(thing.get("headline"))


def _addresses(thing: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = thing.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            yield value


def _plain_address(address: str) -> str:
    """The path of an address, without what differs between the names of one page."""
    parts = split_address(address)
    if not parts:
        return ""
    return re.sub(r"/(?:amp|index\.html?)?/?$", "", parts.path).casefold() + (f"?{parts.query}" if parts.query else "")


def _letters(value: object) -> str:
    return re.sub(r"\W+", "", unescape(value)).casefold() if isinstance(value, str) else ""


def _looked_up(value: object, known: dict[str, dict[str, Any]]) -> object:
    """The object that a value stands for by its @id, also each of a list."""
    if isinstance(value, list):
        return [_looked_up(each, known) for each in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return known.get(value["@id"], value)
    return value


def names_of(value: object) -> str | None:
    """The name of a person or publisher, or the names of several, separated by commas."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(names_of, value)))) or None
    if isinstance(value, dict):
        value = value.get("name")
        return names_of(value) if not isinstance(value, dict) else None
    return plain_name(value) if isinstance(value, str) else None


def plain_name(text: str | None) -> str | None:
    """A name without 'by' before it and entities in it; None for an address."""
    plain = _SIGNED.sub("", clean(unescape(text or ""))).rstrip(", ")
    plain = re.sub(r"(?<=\w)\s?(?:기자|특파원|記者|记者)$", "", plain)
    return plain if plain and not re.match(r"https?://", plain) else None
