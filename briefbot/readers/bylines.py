"""Who wrote an article: `By KIM Eun-jin (kim@example.com), Yonhap News`."""

from __future__ import annotations

import re
from typing import NamedTuple

from briefbot.readers.dates import weekday_of
from briefbot.readers.furniture import AGENCIES

EMAIL = re.compile(r"[(<\[]?[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}[)>\]]?")

_BY = re.compile(
    r"(?:(?:written|words|story|report)\s+)?by\s*:?\s+(\S.{1,100})"
    r"|(?:author|reporter)\s*:\s*(\S.{1,100})"
    r"|from (?:our|a) [\w ]{0,60}, (\S.{1,60})",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_a-z][\w.'’-]*,?|de|van|von|der|al|bin|la|and|&")
_ROLE = re.compile(r"\s+[|–—/]\s+|\s+(?:for|in|at)\s+(?=[A-Z])|,\s+")
_OFFICE = re.compile(r",\s[\w ]{0,30}\b(?:correspondent|reporter|editor|writer|columnist)$", re.IGNORECASE)
_PUBLISHER = re.compile(
    rf"\b{AGENCIES}\b|(?:[A-Z][\w&'’-]*\s+)*(?:News|Times|Herald|Post|Press|Agency|Daily|Journal|Wire)\b"
)


class Byline(NamedTuple):
    """Who wrote an article, and for whom where the line says."""

    author: str
    agency: str | None


def byline(text: str) -> Byline | None:
    """The author of a line that names one after 'By', before an e-mail address or before an office; else None."""
    match = _BY.fullmatch(text)
    if len(text) > 160 or not (match or EMAIL.search(text) or _OFFICE.search(text)):
        return None
    who = EMAIL.sub(" ", next(filter(None, match.groups())) if match else text).strip(" ,;|-/")
    name, *rest = _ROLE.split(who, maxsplit=1)
    if not is_name(name):
        return None
    agency = _PUBLISHER.search(rest[0]) if rest else None
    return Byline(" ".join(name.split()), agency[0] if agency else None)


def is_name(text: str) -> bool:
    """Whether the words can name people or a publisher: up to seven, in capitals, no sentence and no weekday."""
    words = text.split()
    if not 1 <= len(words) <= 7 or weekday_of(text) is not None:
        return False
    ended = text.endswith((".", ",")) and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text)
    return not ended and all(_NAME_WORD.fullmatch(word) for word in words)


def without_emails(text: str) -> str:
    """A name without the addresses beside it."""
    return " ".join(EMAIL.sub(" ", text).split()).strip(" ,;")
