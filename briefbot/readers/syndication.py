"""RSS, Atom, RDF and JSON feeds -> entries in the shape that feedparser gives them, with its slips put right."""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import quote

from briefbot.readers.article import Aside
from briefbot.readers.io import silenced
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean

_BARE = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});)")
_JSON_FEED = re.compile(rb"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_CUT = re.compile(r"[\w.-]* ?\(([^()]+)")
_ADDRESS = re.compile(r"[\w.+-]{1,60}@[\w.-]{1,80}")
_SHORTCODE = re.compile(
    r"\[(/?)([a-z][\w-]{1,40})((?:\s+[\w-]+=(?>\"[^\"\]]*\"(?=[\s/\]])|'[^'\]]*'(?=[\s/\]])|[^\s\]]+))*)\s*/?\]",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"\[(caption|wp_caption|embed|video|audio|youtube|vimeo)(\s[^\]]*)?\](.*?)\[/\1\]", re.IGNORECASE | re.DOTALL
)
TRANSCRIPTS = ("text/vtt", "application/x-subrip", "application/srt", "text/srt", "text/html", "application/json",
               "text/plain")  # fmt: skip
"""Kinds of transcripts that are read, the best first: those that tell the speakers and no layout."""
ESCAPES = 3
"""How often a name may have been escaped; each program on the way of a feed can do it once more."""

_FORUM = re.compile(
    r"\s*submitted by\s+(?:/?u/)?[\w-]+(?:\s+to\s+(?:/?r/)?[\w-]+)?(?:\s*\[link\])?(?:\s*\[(?:\d+ )?comments?\])?$"
    r"|^\[link\]\s*\[(?:\d+ )?comments?\]$|^(?:Article|Comments) URL: \S+$|^Points: \d+$|^# Comments: \d+$"
)


class Syndicated(NamedTuple):
    """A feed's title, its entries as feedparser's dictionaries, and whether it is written without a fault."""

    title: str
    entries: list[dict[str, Any]]
    sound: bool


def parse(data: bytes, headers: dict[str, str] | None = None) -> Syndicated | None:
    """The entries of a feed of any kind; None when it is none.

    Raises:
        Exception: feedparser has no error of its own, and lets those of its parsers through.
    """
    import feedparser

    if is_json_feed(data):
        return _json_feed(data)
    with silenced():
        # BytesIO: feedparser takes other input for the name of a file or an address to fetch.
        found = feedparser.parse(io.BytesIO(with_ampersands(data)), response_headers=headers or {})
    if not found.version and not found.entries:
        return None
    entries = [dict(entry) for entry in found.entries]
    for entry, transcript in zip(entries, _transcripts(data, len(entries)), strict=False):
        entry["transcript"] = transcript or _best([entry.get("podcast_transcript")])
    return Syndicated(str(found.feed.get("title") or ""), entries, not found.bozo)


def is_json_feed(data: bytes) -> bool:
    """Whether the bytes are a JSON Feed (https://www.jsonfeed.org/version/1.1/), by the version that it must name."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and _JSON_FEED.search(head) is not None


def with_ampersands(data: bytes) -> bytes:
    """The XML with each bare `&` written as `&amp;`: one of them, and feedparser reads `AT&T` as `AT&T;` everywhere."""
    if b"\0" in data:  # UTF-16
        return data
    parts, at = [], 0
    while (begin := data.find(b"<![CDATA[", at)) >= 0 and (end := data.find(b"]]>", begin)) >= 0:
        parts += [_BARE.sub(b"&amp;", data[at:begin]), data[begin:end]]
        at = end
    return b"".join([*parts, _BARE.sub(b"&amp;", data[at:])])


def authors_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """Every author of an entry; feedparser's `author` is the last of them."""
    names = []
    for author in entry.get("authors") or [{"name": entry.get("author")}]:
        name = str(author.get("name") or "")
        # feedparser cuts `ann@news.media (Ann Poe)` after the fourth letter of `media`: findings/ has the case.
        cut = _CUT.fullmatch(name) if author.get("email") else None
        names.append(cut[1] if cut else name)
    return tuple(dict.fromkeys(filter(None, map(_name, names))))


def without_markup(text: object) -> str:
    """A name or title without markup, however often its entities were escaped."""
    words = text if isinstance(text, str) else ""
    for _ in range(ESCAPES):
        words, before = html.unescape(words), words
        if words == before:
            break
    return clean(_TAG.sub(" ", words)) or clean(words)


def without_shortcodes(body: str) -> str:
    """A WordPress post as its editor keeps it, without the shortcodes (https://codex.wordpress.org/Shortcode).

    Captions and the addresses of embedded media become captions of figures; of all others the words within stay. What
    has neither attributes nor an end, such as `[sic]`, is the writer's.
    """
    body = _ATTACHED.sub(r"<figure><figcaption>\3</figcaption></figure>", body)
    ends = {match[1].casefold() for match in re.finditer(r"\[/([a-z][\w-]*)\]", body, re.IGNORECASE)}
    return _SHORTCODE.sub(lambda code: "" if code[3] or code[2].casefold() in ends or code[1] else code[0], body)


def without_forum_marks(pieces: list[Piece]) -> tuple[list[Piece], list[Aside]]:
    """The pieces without what Reddit and mirrors of Hacker News add: who submitted it, and links to the comments."""
    marks = [Aside(mark[0].strip(), "forum's mark", "") for piece in pieces if (mark := _FORUM.search(piece.text))]
    kept = [piece._replace(text=_FORUM.sub("", piece.text).strip()) for piece in pieces]
    return [piece for piece in kept if piece.text], marks


def shared_links(entries: list[dict[str, Any]]) -> set[str]:
    """The addresses that several entries of other titles link to: of a list of them, not of one article."""
    titles = {(str(entry.get("link")), without_markup(entry.get("title"))) for entry in entries if entry.get("link")}
    return {link for link, count in Counter(link for link, _ in titles).items() if count > 1}


def part_of_page(link: str, title: str, words: str) -> str:
    """The address of a piece of a page: a text fragment (https://wicg.github.io/scroll-to-text-fragment/)."""
    named = title or " ".join(words.split()[:8])
    return f"{link.partition('#')[0]}#:~:text={quote(named, safe='')}" if named else link


def _name(text: str) -> str:
    """The name in `ann@news.example (Ann Poe)` or `Ann Poe <ann@news.example>`; an address where there is no more."""
    words = without_markup(text)
    named = re.sub(r"\(\s*\)", "", _ADDRESS.sub("", words)).strip(" <>,;")
    return (named[1:-1].strip() if re.fullmatch(r"\([^()]*\)", named) else named) or words


def _json_feed(data: bytes) -> Syndicated | None:
    document = json.loads(data.decode("utf-8-sig", "replace"))
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        return None
    authors = _json_authors(document)
    entries = [_json_entry(item, authors) for item in items if isinstance(item, dict)]
    return Syndicated(str(document.get("title") or ""), entries, True)


def _json_entry(item: dict[str, Any], authors: list[dict[str, str]]) -> dict[str, Any]:
    """An item as feedparser would give it; what it does not say, or not in words, is left out."""
    words = {name: value for name, value in item.items() if isinstance(value, str)}
    bodies = (("content_html", "text/html"), ("content_text", "text/plain"))
    content = [{"type": kind, "value": words[name]} for name, kind in bodies if name in words]
    said = {
        "id": str(item.get("id") or ""),
        "link": words.get("url") or words.get("external_url"),
        "title": words.get("title"),
        "authors": _json_authors(item) or authors,
        "published": words.get("date_published"),
        "updated": words.get("date_modified"),
        "summary": words.get("summary"),
        "summary_detail": {"type": "text/plain", "value": words["summary"]} if words.get("summary") else None,
        "content": content[:1],
        "language": words.get("language"),
    }
    return {name: value for name, value in said.items() if value}


def _json_authors(holder: dict[str, Any]) -> list[dict[str, str]]:
    """The authors of a feed or item, as version 1.1 or 1 names them."""
    found = holder.get("authors") or [holder.get("author")]
    people = found if isinstance(found, list) else []
    return [{"name": one["name"]} for one in people if isinstance(one, dict) and isinstance(one.get("name"), str)]


def _transcripts(data: bytes, count: int) -> list[str | None]:
    """The address of each entry's transcript; feedparser keeps only the last of several, whatever its kind."""
    from lxml import etree

    if b"transcript" not in data:
        return []
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(with_ampersands(data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    items = root.xpath("//*[local-name()='item' or local-name()='entry']") if root is not None else []
    if len(items) != count:
        return []
    return [_best([dict(each.attrib) for each in item.xpath("./*[local-name()='transcript']")]) for item in items]


def _best(found: list[Any]) -> str | None:
    """The transcript of the kind that is read best."""
    known = [each for each in found if isinstance(each, dict) and each.get("url") and _kind(each) in TRANSCRIPTS]
    best = min(known, key=lambda each: TRANSCRIPTS.index(_kind(each)), default=None)
    return str(best["url"]) if best else None


def _kind(found: dict[str, Any]) -> str:
    return str(found.get("type") or "").partition(";")[0].strip().casefold()
