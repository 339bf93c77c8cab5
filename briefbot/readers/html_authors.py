"""Whom a page names as its author where its metadata does not."""

from __future__ import annotations

import re

from briefbot.readers.beside import Surroundings
from briefbot.readers.bylines import byline, is_name
from briefbot.readers.dates import date_line
from briefbot.readers.html_metadata import CREDIT, Places, labelled_text
from briefbot.readers.markup import Element, blocks_of_markup, clean

_AROUND_NAME = re.compile(
    r"^interview\s+(?=by\b)|,?\s(?:le|am|el|il|den)\s[^|]*\d.*|\s*다른 ?기사.*|^기자명\s+|"
    r"^(?:this entry was )?(?:posted|submitted|published)\s(?:on .{4,40}?\s)?(?=by\b)|\sand is filed\b.*|"
    r"\s(?:on|at)\s.*|\s*\|.*",
    re.IGNORECASE,
)
_AUTHOR_LABEL = re.compile(r"(?:auth?or|auteur|autorin?|autora?|autore|작성자|執筆)\s?[:：]?", re.IGNORECASE)
_MARKED_NAME = re.compile(
    r"(?:기자|특파원|記者|记者)$|^(?:auth?or|auteur|autorin?|autora?|autore|작성자|執筆)\s?[:：]", re.IGNORECASE
)
_OTHERS = ("reader comment", "headline list", "newsletter", "advertisement", "page footer", "navigation")
"""Boxes that name others than who wrote the article."""
SIGNED = 400
"""Longest text, in characters, of an element that names an author."""


def visible_author(tree: Element, places: Places) -> str | None:
    """The first person that the page names in a place for authors, or after 'By' in one for dates."""
    named = tree.xpath("//body//*[@rel='author' or @class='fn' or @itemprop='author']")
    standing = Surroundings()
    for element in [*named, *places.authors]:
        if standing.of(element) in _OTHERS:
            continue
        whole = clean(" ".join(element.itertext()))
        if len(whole) > SIGNED:
            continue
        signed = next((who.author for part in _names_in(whole) if (who := byline(part))), None)
        texts = [piece.text for block in blocks_of_markup(element) for piece in block.pieces] or [whole]
        parts = [part for text in texts for part in _names_in(text)]
        names = [part for part in parts if is_name(part) and len(part.split()) > 1]
        if signed or names:
            return signed or (", ".join(dict.fromkeys(names)) if len(names) == len(parts) else names[0])
    if alone := _beside_date(tree, standing):
        return alone
    marked = (labelled_text(each, clean(" ".join(each.itertext())))
              for each in tree.xpath("//body//*[self::span or self::p or self::dd or self::td][not(*)]"))  # fmt: skip
    told = (who.author for text in marked if _MARKED_NAME.search(text) and (who := byline(text)))
    if author := next(told, None):
        return author
    if author := _below_label(tree):
        return author
    credited = [clean(" ".join(each.itertext())) for each in places.dates]
    signed = next((who.author for text in credited if (who := byline(_AROUND_NAME.sub("", text)))), None)
    return signed or next(filter(None, map(_among_dates, credited)), None)


def _below_label(tree: Element) -> str | None:
    """A name in an element right behind one that says no more than 'Author'."""
    for label in tree.xpath("//body//*[self::div or self::span or self::p or self::strong or self::b][not(*)]"):
        after = next(label.itersiblings("*"), None)
        if after is not None and _AUTHOR_LABEL.fullmatch(clean(label.text or "")):
            name = clean(" ".join(after.itertext()))
            if is_name(name) and len(name.split()) > 1:
                return name
    return None


def _among_dates(line: str) -> str | None:
    """The name in a line such as '18 Jan 2024 · 5 min · Ann Poe'."""
    parts = re.split(r"\s*[|·•]\s*", line)
    if len(line) > CREDIT or len(parts) < 2 or not any(map(date_line, parts)):
        return None
    return next((part for part in parts if len(part.split()) > 1 and not date_line(part) and is_name(part)), None)


def _beside_date(tree: Element, standing: Surroundings) -> str | None:
    """A name that stands alone right before a date that does."""
    for element in tree.xpath("//body//*[self::span or self::li or self::p or self::div or self::a][count(*) < 2]"):
        after = next(element.itersiblings("*"), None)
        name = clean(" ".join(element.itertext()))
        whole = bool(re.fullmatch(r"[가-힣]{2,4}", name)) or (len(name.split()) > 1 and is_name(name))
        if not whole or after is None or standing.of(element) in _OTHERS:
            continue
        dated = date_line(clean(" ".join(after.itertext())))
        if dated and dated.published and dated.published.date:
            signed = byline(name)
            return (signed.author if signed else None) or name
    return None


def _names_in(text: str) -> list[str]:
    return [_AROUND_NAME.sub("", part.strip()) for part in text.split("|")]
