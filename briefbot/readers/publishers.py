"""Who published an article, and what tells it: places that name a publisher, in the order that they are believed.

An agency in a dateline or a credit is whom a paper took a text from, so the paper comes before it. A feed of many
sites' articles has a name of its own, which is none of their publishers'.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from briefbot.readers.bylines import EMAIL
from briefbot.types import Article

OF_TEXT, OF_FILE = "the text", "the file"
OF_FEED, OF_PAGE = "the feed", "the page"
OF_LINE, OF_CREDIT = "a line above the text", "a credit in the text"
OF_GATHERED = "a feed of several sites"
OF_TITLE = "the page's title or address"
OF_ADDRESS, OF_MAIL = "the address", "a mail address of the byline"
PUBLISHER_PLACES = (OF_FILE, OF_TEXT, OF_FEED, OF_PAGE, OF_LINE, OF_CREDIT, OF_GATHERED, OF_TITLE, OF_ADDRESS, OF_MAIL)
"""Where a publisher is named, that which is believed first first; an evidence begins with one."""
PLATFORMS = frozenset(("blogger", "blogspot", "wordpress", "wordpress.com", "my site", "mysite"))
"""What programs that publish for others name as the publisher where nobody told them another, in small letters."""
_SIGNED = ("byline", "contact", "date line")
_OF_ANYBODY = re.compile(
    r"(?:g(?:oogle)?mail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|me|mac|proton(?:mail)?|pm|gmx|web|mail|"
    r"zoho|fastmail|qq|163|126|sina|naver|daum|hanmail|yandex|t-online|orange|wanadoo|libero)\.(?:\w{2,3}\.)?\w{2,4}"
)
"""Mail addresses that anybody can have."""
_OF_OTHERS = re.compile(
    r"(?:.*\.)?(?:archive\.\w+|google\.\w+|googleusercontent\.com|t\.co|facebook\.com|twitter\.com|x\.com|youtube\.com|"
    r"dropbox\.com|localhost|getpocket\.com|feedburner\.com)"
)
"""Hosts that show what others published."""
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d+\w*/(?=https?://)")
_SERVING = re.compile(r"^(?:(?:www\d?|m|mobile|amp|touch|wap|feeds?|rss)\.)+(?=[^.]+\.)")


class Publisher(NamedTuple):
    """A publisher's name and what tells it."""

    name: str
    evidence: str

    @property
    def rank(self) -> int:
        """The place of its evidence among `PUBLISHER_PLACES`; that of a file where it is no such."""
        return next(
            (at for at, place in enumerate(PUBLISHER_PLACES) if self.evidence.startswith(place)),
            PUBLISHER_PLACES.index(OF_FILE),
        )


def named(name: str | None, place: str, words: str = "") -> Publisher | None:
    """A publisher that some place names; None where it names none."""
    return Publisher(name, f"{place}: {words}" if words else place) if name else None


def first_named(candidates: Iterable[Publisher | None]) -> Publisher | None:
    """The one that is believed first; of one place the first."""
    return min(filter(None, candidates), key=lambda each: each.rank, default=None)


def by_feed(name: str | None, feed: str | None, page: str | None, known: Publisher | None) -> Publisher | None:
    """What a feed's title tells of the publisher of a page that it links to.

    Args:
        name: the feed's title.
        feed: its address, where it is known.
        page: the address of the page.
        known: the publisher as the page's file tells it; where the feed's title has that name in it, it is that name.
    """
    own = feed is None or _same_site(feed, page)
    agrees = known is not None and _plain(known.name) in _plain(name or "")
    return named(known.name if agrees and known else name, OF_FEED if own else OF_GATHERED, repr(name))


def by_domain(article: Article, url: str | None) -> Publisher | None:
    """The domain of an article's address, or else of a mail address in its byline, in the place of a publisher."""
    host = _host(url)
    if host and not _OF_OTHERS.fullmatch(host):
        return Publisher(host, f"{OF_ADDRESS}: {url!r}")
    for piece in (each for each in article.dropped if each.reason in _SIGNED):
        for mail in EMAIL.findall(piece.text):
            bare = mail.strip("()<>[]. ")
            domain = bare.rpartition("@")[2].casefold()
            if not _OF_ANYBODY.fullmatch(domain):
                return Publisher(domain, f"{OF_MAIL}: {bare!r}")
    return None


def split_address(url: str | None) -> SplitResult | None:
    """The parts of an address, which may have any; None where somebody wrote what is none, as `http://[x`."""
    try:
        return urlsplit(url or "")
    except ValueError:  # such as an unclosed bracket
        return None


def _host(url: str | None) -> str:
    """The host of a web address without what only serves it; empty for none that names anybody."""
    parts = split_address(_ARCHIVED.sub("", url or ""))
    host = (parts.hostname or "") if parts and parts.scheme in ("http", "https") else ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _SERVING.sub("", host) if "." in host else ""
    return ""


def _same_site(one: str, other: str | None) -> bool:
    """Whether two addresses are of one site: of one host, or one within the other's domain."""
    mine, theirs = _host(one), _host(other)
    return bool(mine and theirs) and (mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}"))


def _plain(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold().removeprefix("the")
