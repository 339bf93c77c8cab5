"""What an HTML page says of its article outside the text: JSON-LD, microdata, OpenGraph and other meta tags."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import NamedTuple

from briefbot.readers.article import Particulars
from briefbot.readers.beside import Surroundings, marks
from briefbot.readers.dates import Confidence, DateLine, Stamp, date_line, read_date, timestamp
from briefbot.readers.linkeddata import Page, linked_article, names_of, plain_name
from briefbot.readers.markup import Element, clean
from briefbot.readers.periods import period_of
from briefbot.readers.publishers import OF_PAGE, PLATFORMS
from briefbot.types import Period, Published

PUBLISHED_KEYS: dict[str, Confidence] = {
    **dict.fromkeys(("article:published_time", "article:published", "og:published_time", "datepublished"), "high"),
    **dict.fromkeys(("dc.date.issued", "dcterms.issued", "parsely-pub-date", "sailthru.date"), "high"),
    **dict.fromkeys(
        ("pubdate", "publishdate", "publish-date", "publication_date", "cxenseparse:recs:publishtime"), "high"
    ),
    **dict.fromkeys(("date", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "created"), "medium"),
}
"""Names of meta tags that tell the publication, and how far each is believed."""
UPDATED_KEYS = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
)
_DATE_PLACE = re.compile("[dD]ate|[tT]ime|publish|posted|submitted|meta|fecha|datum")
_AUTHOR_PLACE = re.compile("[aA]uthor|[bB]yline|writer|submitted|autor|auteur|firma|signature|journalist|reporter")
_PUBLISHED_TITLE = "//abbr[contains(concat(' ', @class, ' '), ' published ')]/@title"
_RDFA_DATE = "//body//*[contains(@property, 'dc:date') or contains(@property, 'dc:created')]/@content"
_SAID = re.compile(r"publish|issued|pubdate|pub_date|release|posted", re.IGNORECASE)
_MONTH_FIRST = ("en", "en-us", "en-ca", "en-ph", "ja", "ko", "zh", "hu", "lt", "")
_PROSE_WORDS = 8
_OF_SEVERAL = frozenset(
    ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author")
)
_PROSE_BLOCKS = ("p", "li", "td", "dd", "blockquote", "div", "h1", "h2", "h3")
_NOON = re.compile(r"T12:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)$")
_NEAR = 15
"""Elements after the heading within which a date that stands alone is the article's."""
SHORT_TITLE = 12
"""Characters of a headline up to which words anywhere may be the same by chance."""
_PARTS_OF_TITLE = re.compile(r"\s+(?:[|»·•–—-]|::)\s+|:\s+")
_LARGE = ("div", "td", "font", "b", "strong", "big", "span")
CREDIT = 120
"""Longest line, in characters, that names writer and date together."""


def particulars_of_page(tree: Element) -> Particulars:
    """The particulars as far as the page's metadata tells them; trusted in the order JSON-LD, meta tags, microdata."""
    metas = _metas(tree)
    canonical = next(filter(_is_address, [*tree.xpath("//link[@rel='canonical']/@href"), metas.get("og:url")]), None)
    headings = [metas.get("og:title"), *(clean("".join(each.itertext())) for each in tree.iter("title", "h1"))]
    linked = linked_article(tree, Page(canonical, tuple(filter(None, headings))))
    published = [timestamp(linked.get("datePublished"), "JSON-LD datePublished")]
    published += [timestamp(metas.get(name), f"meta {name}", confidence) for name, confidence in PUBLISHED_KEYS.items()]
    published += [timestamp(value, "itemprop datePublished") for value in _itemprop(tree, "datePublished")]
    published += [timestamp(value, "RDFa date") for value in tree.xpath(_RDFA_DATE)]
    published += [timestamp(value, "title of class published") for value in tree.xpath(_PUBLISHED_TITLE)]
    periods = [period_of(linked.get("datePublished"), "JSON-LD datePublished")]
    periods += [period_of(metas.get(name), f"meta {name}") for name in PUBLISHED_KEYS]
    periods += [period_of(value, "itemprop datePublished") for value in _itemprop(tree, "datePublished")]
    updated = [timestamp(linked.get("dateModified"), "JSON-LD dateModified")]
    updated += [timestamp(metas.get(name), f"meta {name}") for name in UPDATED_KEYS]
    updated += [timestamp(value, "itemprop dateModified") for value in _itemprop(tree, "dateModified")]
    headlines = [names_of(linked.get("headline")), metas.get("og:title"), metas.get("twitter:title")]
    sources = {"JSON-LD publisher": names_of(linked.get("publisher"))}
    sources |= {f"meta {name}": metas.get(name) for name in ("og:site_name", "application-name")}
    naming = next((name for name, each in sources.items() if each and each.casefold() not in PLATFORMS), "")
    source = sources.get(naming)
    authors = [
        names_of(linked.get("author")),
        *(plain_name(metas.get(name)) for name in ("author", "dc.creator", "dcterms.creator", "article:author")),
    ]
    authors += [plain_name(clean(" ".join(each.itertext()))) for each in tree.xpath("//*[@itemprop='author']")]
    authors = [each for each in authors if not source or not each or each.casefold() != source.casefold()]
    return Particulars(
        title=next((unescape(each) for each in headlines if each), None),
        source=source,
        source_evidence=f"{OF_PAGE}: {naming}",
        author=next(filter(None, authors), None),
        published=_first(published),
        period=next(filter(None, periods), None),
        updated=_first(updated),
        url=canonical,
    )


def page_headline(tree: Element, title: str | None) -> str | None:
    """The heading that the page's title repeats, which has no name of the site around it; else the title given."""
    whole = title or next((clean("".join(each.itertext())) for each in tree.iter("title")), "")
    plain = _plain(whole)

    def within(path: str) -> list[str]:
        texts = (clean(" ".join(each.itertext())) for each in tree.xpath(path))
        return [each for each in texts if _plain(each) in plain and 2 * len(each) > len(whole)]

    found = within("//body//*[self::h1 or self::h2 or self::h3]")
    if not (found or title) and len(whole) > SHORT_TITLE:  # pages of old make their headlines large, and no heading
        parts = {_plain(part) for part in _PARTS_OF_TITLE.split(whole)}
        parts |= {_plain(whole[match.end() :]) for match in _PARTS_OF_TITLE.finditer(whole)}
        texts = (clean(" ".join(each.itertext())) for each in tree.iterfind(".//body//*") if each.tag in _LARGE)
        found = [each for each in texts if len(each) >= SHORT_TITLE and _plain(each) in parts]
    return max(found, key=len, default=title)


def page_summary(tree: Element) -> str | None:
    """What the page's metadata tells of its article in a sentence."""
    metas = _metas(tree)
    return metas.get("og:description") or metas.get("description")


def _plain(text: str) -> str:
    """The text in small letters without accents, which capitals may lack."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return "".join(each for each in unicodedata.normalize("NFD", folded) if not unicodedata.combining(each))


class Places(NamedTuple):
    """The elements of a page that its makers named for a date or an author, in their order."""

    dates: dict[Element, None]
    authors: dict[Element, None]


def marked_places(tree: Element) -> Places:
    """Where the page has its dates and its authors, by what its elements are called."""
    places = Places({}, {})
    for element in tree.iterfind(".//body//*"):
        named = marks(element)
        if element.tag == "time" or (named and _DATE_PLACE.search(named)):
            places.dates[element] = None
        if named and _AUTHOR_PLACE.search(named):
            places.authors[element] = None
    return places


def visible_dates(
    tree: Element, places: Places, headline: str | None = None
) -> tuple[Published | None, Published | None]:
    """When the page shows that it was published and updated: in labelled lines, or first in a place for dates.

    A date above the story gives way to one within it: mastheads show the day on which the page was saved. One beside
    other words, such as 'Submitted by Ann Poe on May 4, 2015', counts last, and after it one that stands alone below
    the heading.
    """
    published = updated = above = within = beside = alone = None
    story, headed = False, 0
    day_first, standing = writes_day_first(tree), Surroundings()
    for element in tree.iterfind(".//body//*"):
        story = story or element.tag in ("h1", "article", "main")
        story = story or bool(headline and element.tag in _LARGE and clean(element.text or "") == headline)
        headed += element.tag == "h1" or bool(headed)
        placed = element in places.dates
        if not placed and element not in places.authors and len(element):
            continue
        text = clean(" ".join(element.itertext()))
        line = date_line(labelled_text(element, text), day_first=day_first)
        if line and line.labelled:
            published = published or _shown(line.published)
            updated = updated or _shown(line.updated)
        elif placed and not _of_another(element, standing):
            timed = _timed(element, line)
            shown = timed or (_shown(line.published) if line else None)
            above, within = (above, within or shown) if story else (above or shown, within)
        if (placed and not (element.tag == "time" and _of_another(element, standing))) or element in places.authors:
            beside = beside or (_shown(read_date(text, day_first=day_first)) if len(text) <= CREDIT else None)
        elif line and 0 < headed < _NEAR and not _of_another(element, standing):
            alone = alone or _shown(line.published)
    return published or within or above or beside or alone, updated


def visible_period(tree: Element, places: Places) -> Period | None:
    """The month or season that the page shows in a labelled line, or else in a place for dates of the article's."""
    day_first, standing, placed = writes_day_first(tree), Surroundings(), None
    for element in tree.iterfind(".//body//*"):
        if element not in places.dates and len(element):
            continue
        line = date_line(labelled_text(element, clean(" ".join(element.itertext()))), day_first=day_first)
        if line is None or line.period is None or _of_another(element, standing):
            continue
        if line.labelled:
            return line.period
        placed = placed or (line.period if element in places.dates else None)
    return placed


def labelled_text(element: Element, text: str) -> str:
    """The text of a cell or definition with the label before it, as in 'Fecha de publicación' and '5 de mayo'."""
    beside = element.itersiblings("*", preceding=True) if element.tag in ("dd", "td") and len(text) <= CREDIT else ()
    label = next(iter(beside), None)
    return (
        f"{clean(' '.join(label.itertext()))}: {text}"
        if label is not None and label.tag in ("dt", "th", "td")
        else text
    )


def _timed(element: Element, line: DateLine | None) -> Published | None:
    """What a time element tells machines; where readers see a day and machines its noon, only the day was set."""
    said = element.get("datetime")
    timed = timestamp(said, "time element", "medium")
    shown = line.published if line else None
    day_only = shown is not None and shown.time is None and shown.date is not None
    if timed and day_only and said and _NOON.search(said) and shown and timed.day == shown.date:
        return timed.model_copy(update={"time": None})
    return timed


def writes_day_first(tree: Element) -> bool:
    """Whether the language that the page declares puts the day before the month."""
    language = (tree.get("lang") or "").casefold().replace("_", "-")
    return language not in _MONTH_FIRST and language.partition("-")[0] not in ("", "ja", "ko", "zh", "hu", "lt")


def _of_another(element: Element, standing: Surroundings) -> bool:
    """Whether a date is told by prose or stands beside the article: under another's headline or in a footer."""
    if standing.of(element) not in (None, "share links", "author note", "tags"):
        return True
    if element.tag != "time":
        return False
    around = next((each for each in element.iterancestors() if each.tag in _PROSE_BLOCKS), None)
    if around is None or around.tag == "div" and not (element.tail or "").strip():
        return False
    words = clean(" ".join(around.itertext()))
    return len(words.split()) >= _PROSE_WORDS and words.endswith((".", "?", "!", "”", '"', "»", "。"))


def guessed_date(tree: Element) -> Published | None:
    """The date of a meta tag of no known name that speaks of publication."""
    metas = _metas(tree)
    found = (timestamp(value, f"meta {name}", "low") for name, value in metas.items() if _SAID.search(name))
    return _first(list(found))


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


def _first(found: list[Published | None]) -> Published | None:
    """The first date that can be true, else the first."""
    dates = [each for each in found if each]
    return next((each for each in dates if not each.suspect), dates[0] if dates else None)


def _metas(tree: Element) -> dict[str, str]:
    """The content of meta tags by name or property, in small letters: the first of a name, but all authors."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = clean(unescape(meta.get("content") or ""))
        name = name.casefold()
        if name in _OF_SEVERAL and content and content != found.get(name):
            found[name] = f"{found[name]}, {content}" if name in found else content
        elif content:
            found.setdefault(name, content)
    return found


def _itemprop(tree: Element, name: str) -> list[str]:
    elements = tree.xpath(f"//*[@itemprop='{name}']")
    return [
        each.get("datetime") or each.get("content") or each.get("title") or clean(" ".join(each.itertext()))
        for each in elements
    ]


def _is_address(text: str | None) -> bool:
    return bool(text and re.match(r"https?://", text))
