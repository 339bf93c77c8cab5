"""Exports of Europresse and Eureka: pages of articles, in the old layout of tables and in the new one."""

from __future__ import annotations

import re
from functools import partial

from briefbot.readers.article import Aside
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.record import Read, Record
from briefbot.readers.lines import Piece
from briefbot.readers.markup import Element, clean, pieces_of_markup

EUROPRESSE = "Europresse"
_NUMBER = re.compile(r"\b(?:news|doc|web|tv|radio|biography|report)[·•]\d{8}[·•][^\s<]+", re.IGNORECASE)
_OWNER = re.compile(r"^(?:©|\(c\)|copyright)", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:pp?\.|pages?\b)\s?[\w,;.– -]*$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:,?\s*)\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


def is_europresse(data: bytes) -> bool:
    """Whether a page is an export of Europresse."""
    return b"DocPublicationName" in data and bool(re.search(rb"titreArticle|rdp__articletitle", data, re.IGNORECASE))


def records_of_europresse_page(tree: Element) -> list[Read]:
    """What reads each document of a page."""
    names = _all(tree, "docpublicationname")
    holders: list[Element] = []
    for name in names:
        holder = _holder(name)
        if not holders or holder is not holders[-1]:
            holders.append(holder)
    return [partial(_record, holder) for holder in holders]


def _holder(name: Element) -> Element:
    """The largest element around a publisher's name that holds no other name."""
    element = name
    for outer in name.iterancestors():
        if outer.tag in ("body", "html") or len(_all(outer, "docpublicationname")) > 1:
            break
        element = outer
    return element


def _all(element: Element, *names: str) -> list[Element]:
    """The elements inside whose class is one of the names, in small letters; of nested ones the outer."""
    found = [
        each for each in element.iter()
        if isinstance(each.tag, str) and set((each.get("class") or "").casefold().split()) & set(names)
    ]  # fmt: skip
    return [each for each in found if not any(outer in found for outer in each.iterancestors())]


def _text(element: Element, *names: str) -> str:
    return " ".join(clean(" ".join(each.itertext())) for each in _all(element, *names)).strip()


def _record(article: Element) -> Record:
    names = _all(article, "docpublicationname")
    parts = map(clean, re.split(r"\n|\s{3,}", "".join(names[0].itertext()).strip()))
    source, *more = [*filter(None, parts)] or [""]
    header = _text(article, "docheader")
    title = _text(article, "titrearticlevisu", "rdp__articletitle")
    section, date, page = _header(" ".join([header, *more]))
    number = _NUMBER.search(" ".join(article.itertext()))
    body, author, asides = _new(article) if _all(article, "doctext", "titrearticle") else _old(article)
    asides += [Aside(page, "page", "")] if page else []
    asides += [Aside(text, "field of the export", "") for text in (source, *more) if text != _name(source)]
    return Record(
        title=title or None,
        source=_name(source),
        author=author or None,
        section=section or None,
        date=date,
        ids=(number[0],) if number else (),
        body=tuple(body),
        asides=tuple(asides),
    )


def _name(source: str) -> str:
    """A publisher's name without the number of the issue."""
    return re.split(r",\s*(?:no|n°|vol)\b\.?", source, flags=re.IGNORECASE)[0].rstrip(" ,")


def _header(text: str) -> tuple[str, str, str]:
    """Section, date and page of a line such as `Politique, jeudi 5 octobre 2013, p. 12`."""
    page = _PAGE.search(text)
    rest = text[: page.start()].rstrip(" ,•·-") if page else text
    day = _WEEKDAY.search(rest)
    begin = day.start() if day else rest.rfind(",") + 1 if day_and_time(rest[rest.rfind(",") + 1 :]) else 0
    section = rest[:begin].strip(" ,•·-")
    return section, rest[begin:].strip(" ,•·-"), page[0] if page else ""


def _new(article: Element) -> tuple[list[Piece], str, list[Aside]]:
    """Text, author and the rest of an `article` with header, section, aside and footer."""
    parts = _all(article, "doctext") or list(article.iter("section"))
    body = [piece for part in parts for piece in pieces_of_markup(part)]
    header = next(article.iter("header"), article)
    told = {_text(article, name) for name in ("docpublicationname", "docheader", "titrearticlevisu")}
    above: list[str] = []
    below: list[str] = []
    seen = False
    for block in header.iter("div", "p"):
        if any(child.tag in ("div", "p") for child in block):
            continue
        text = clean(" ".join(block.itertext()))
        if "titrearticlevisu" in (block.get("class") or "").casefold():
            seen = True
        elif text and text not in told:
            (below if seen else above).append(text)
    author = _text(article, "docauthors", "sm-margin-bottomnews") or (below[0] if below else "")
    asides = [Aside(text, "heading", "") for text in [*above, *below[1:]]]
    for part in (*article.iter("aside"), *article.iter("footer")):
        asides += [Aside(piece.text, "notes and notices of the export", "") for piece in pieces_of_markup(part)]
    return body, author, asides


def _old(article: Element) -> tuple[list[Piece], str, list[Aside]]:
    """Text, author and the rest of a cell in which line breaks part them."""
    title = _all(article, "titrearticlevisu")
    heads = (*title, *_all(article, "docpublicationname", "docheader"))
    above, below, seen = _Blocks(heads, title[0] if title else None).of(article)
    cut = next((at for at, (text, _) in enumerate(below) if _OWNER.match(text) or _NUMBER.search(text)), len(below))
    texts, notices = below[:cut], below[cut:]
    author = ""
    if len(texts) > 1 and texts[0][1] and len(texts[0][0]) < 80 and texts[0][0][-1] not in ".!?:…":
        author = texts.pop(0)[0]
    asides = [Aside(text, "heading", "") for text, _ in above]
    asides += [Aside(text, "notes and notices of the export", "") for text, _ in notices]
    return [Piece(text) for text, _ in texts], author, asides


class _Blocks:
    """The texts of a cell that `br` and `p` part, and whether a single `br` ended each."""

    def __init__(self, heads: tuple[Element, ...], title: Element | None) -> None:
        self._heads = heads
        self._title = title
        self._found: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
        self._words: list[str] = []
        self._after = 0

    def of(self, element: Element) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]], bool]:
        self._walk(element)
        self._end(False)
        return self._found[0], self._found[1], bool(self._after)

    def _walk(self, element: Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            if any(child is head for head in self._heads):
                self._end(False)
                if child is self._title:
                    self._after = 1
            elif isinstance(child.tag, str) and child.tag not in ("script", "style"):
                block = child.tag in ("br", "p", "div", "tr", "td", "table")
                if block:
                    self._end(child.tag == "br")
                self._walk(child)
                if block and child.tag != "br":
                    self._end(False)
            self._words.append(child.tail or "")

    def _end(self, broken: bool) -> None:
        text = clean("".join(self._words))
        self._words.clear()
        if text:
            self._found[self._after].append((text, broken))
