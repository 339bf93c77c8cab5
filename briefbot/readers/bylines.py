"""Who wrote an article: `By KIM Eun-jin (kim@example.com), Yonhap News`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from briefbot.readers.boilerplate import AGENCIES, furniture
from briefbot.readers.dates import ANY_WEEKDAY, Stamp, find_stamps, weekday_of
from briefbot.readers.translating import english_dates

EMAIL = re.compile(r"[(<\[]?[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}[)>\]]?")
_BY = re.compile(
    r"(?:(?:written|words|story|report|interview)\s+)?by\s*:?\s+(\S.{1,100})"
    r"|(?:author|reporter)\s*:\s*(\S.{1,100})"
    r"|from (?:our|a) [\w ]{0,60}, (\S.{1,60})"
    r"|(?:(?:un article|texte|propos recueillis|ein artikel|text|un artículo|escrito|texto|testo|articolo|tekst)\s)?"
    r"(?:par|von|por|di|da|door|af|av|przez|od)\s*:?\s+(\S.{1,100})"
    r"|(?:texte|text|testo|texto|tekst|words|reportage|auteur|autor|autora|autore|redaktion|redacción|redazione|journaliste|автор|기자)\s?[:：]\s*(\S.{1,100})"
    r"|(?:[(（][^()（）]{1,30}=[^()（）]{1,30}[)）]\s?)?([가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4})*)\s?(?:선임|수습)?\s?(?:기자|특파원|논설위원)(?:\s=.*)?"
    r"|(?:【|（|\()?([\u4e00-\u9fff]{2,6}(?:[、・\s][\u4e00-\u9fff]{2,6})*)\s?(?:記者|记者)(?:】|）|\))?"
    r"|(?:記者|记者|文)\s?[/／:：]\s?([\u4e00-\u9fff]{2,6}(?:[、・\s][\u4e00-\u9fff]{2,6})*)",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(
    r"[^\W\d_a-z][\w.'’-]*,?|[dl]['’][A-Z][\w.'’-]*,?"
    r"|de|del|di|du|van|von|zu|der|den|al|bin|la|le|y|e|et|und|and|&"
)
_INITIALS = re.compile(r"\s*\([^\W\d_]{2,4}\.?\)(?=\s*(?:,|$))")
"""What agencies put behind their writers' names, as in 'Ann Poe (apo)'."""
_LABEL = re.compile(r"^(?:by|von|par|por)\s+(?=[A-Z][\w'’-]+\s[A-Z])")
_NOBODY = re.compile(
    r"admin(?:istrator)?|web-?master|(?:super )?user|editors?|staff|submitted|posted|by|von|par|por|di|da|av|"
    r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,3}",
    re.IGNORECASE,
)
"""What stands for an author and is no name: an account, a label, a domain."""
_ROLE = re.compile(r"\s+[|–—/]\s+|\s+(?:for|in|at)\s+(?=[A-Z])|,\s+")
_OFFICE = re.compile(r",\s[\w ]{0,30}\b(?:correspondent|reporter|editor|writer|columnist)$", re.IGNORECASE)
_PUBLISHER = re.compile(
    rf"\b{AGENCIES}\b|(?:[A-Z][\w&'’-]*\s+)*(?:News|Times|Herald|Post|Press|Agency|Daily|Journal|Wire)\b"
)


class Byline(NamedTuple):
    """Who wrote an article, and for whom where the line says."""

    author: str
    agency: str | None


@lru_cache(maxsize=4096)  # each line of a file is asked about several times
def byline(text: str) -> Byline | None:
    """The author of a line that names one after 'By', before an e-mail address or before an office; else None."""
    if len(text) > 160:
        return None
    bare = text.strip("[]=◇▶* ")
    match = _BY.fullmatch(bare) or _BY.fullmatch(EMAIL.sub(" ", bare).strip())
    if not (match or EMAIL.search(text) or _OFFICE.search(text)):
        return None
    who = EMAIL.sub(" ", next(filter(None, match.groups())) if match else text).strip(" ,;|-/")
    name, *rest = _ROLE.split(who, maxsplit=1)
    if not is_name(name):
        return None
    agency = _PUBLISHER.search(rest[0]) if rest else None
    return Byline(" ".join(name.split()), agency[0] if agency else None)


def credible(author: str | None, publisher: str | None) -> str | None:
    """An author as metadata names one, without labels, addresses and initials around; None for what names nobody.

    Sites put there their own name, a part of it, the account that an article was uploaded with, or a number.
    """
    plain = without_emails(_INITIALS.sub("", _LABEL.sub("", author or ""))).strip(" ,;|-/")
    letters = _letters(plain)
    site = _letters(publisher or "")
    theirs = letters == site or (letters in site and " " not in plain)
    return None if not letters or theirs or _NOBODY.fullmatch(plain) else plain


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).casefold()


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


BYLINE_LENGTH = 110
"""Characters within which a dateline ends."""
_DASH = re.compile(r"\s*(?:(?<=[)\]])\s?\.\s?[-–—]|--+|—|–|(?<=\s)-(?=\s))\s*")
_AGENCY = re.compile(r"[(\[](?P<agency>[A-Z][\w .,&'’/-]{1,40}|dpa(?:/[a-z]{2,5})?)[)\]]")
_FURTHER = re.compile(
    r"(?:\s*(?:[(/][A-Z][\w .,'’/-]{2,40}[)/]|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\s*(?:--|–|—|-(?=\s|$))\s*)+"
)
_HANGUL = re.compile(
    r"[(\[（【]\s?[가-힣A-Za-z·,/\s]{1,30}[=＝]\s?(?P<agency>[가-힣A-Za-z0-9]{2,15})\s?[)\]）】]\s?"
    r"(?:(?P<author>[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4}){0,4})\s?(?:선임|수습|전문)?\s?(?:기자|특파원)\s?)?[=＝]\s?(?=\S)"
)
"""As Korean agencies begin: `(서울=연합뉴스) 김하린 기자 = `."""
_NO_WORD = re.compile(r"[\d:.\s]+(?:[A-Z]{2,5}|h|[ap]m)?", re.IGNORECASE)
_CAPITALS = re.compile(r"[^a-z,]{3,}(?:,|\s*$)")
_PLACE_WORD = re.compile(r"[A-Z][\w.'’-]*|/|and|de|del|la|al|of|the|on|upon|du|le|el")


class Dateline(NamedTuple):
    """The words of a dateline with its day and agency, where it names them."""

    words: str
    """With the dash that ends it."""
    stamp: Stamp | None
    agency: str | None
    author: str | None = None


def split_dateline(text: str) -> tuple[Dateline | None, str]:
    """The dateline of a first paragraph and the text after it; None when it has none.

    A bare place counts only in capitals, before a dash and a new sentence, so that `NASA — the agency` stays.
    """
    if korean := _HANGUL.match(text):
        return Dateline(korean[0].strip(), None, korean["agency"], korean["author"]), text[korean.end() :]
    for end, dashed in _ends(text[:BYLINE_LENGTH]):
        further = _FURTHER.match(text, end)  # a press release's wire and day, each with a dash of its own
        end = further.end() if further and end else end
        head, rest = text[:end], text[end:]
        if _NO_WORD.fullmatch(rest) or furniture(rest):  # 04.12.2023 – 09:12, 4 Dec 2023 — 3 min read
            continue
        label = _DASH.sub(" ", head) if dashed else head
        bracketed = list(_AGENCY.finditer(label))
        agency = bracketed[-1] if bracketed else None  # before it a country may stand, as in Frankfurt (Germany)
        place = _AGENCY.sub(" ", label)
        stamps = find_stamps(place)
        if not stamps and agency and any(character.isdigit() for character in place):
            place = english_dates(place, day_first=True)
            stamps = find_stamps(place)
        stamp = stamps[0] if len(stamps) == 1 else None
        if stamp:
            place = place.replace(stamp.words, " ")
        bare = ANY_WEEKDAY.sub(" ", place)
        named = bool(stamp or agency)
        if not (dashed or (stamp and agency)) or not _is_place(bare, sure=bool(stamp or _known(agency)), named=named):
            continue
        if named or (_CAPITALS.match(place) and (_opens_sentence(rest) or (bare != place and not rest))):
            name = re.sub(r"/[a-z]{2,5}$", "", agency["agency"]) if agency else None
            return Dateline(head.strip(), stamp, name), rest
    return None, text


def _ends(start: str) -> list[tuple[int, bool]]:
    """Where a dateline may end: after each of the first dashes, or after an agency that no dash follows."""
    dashes = [(match.end(), True) for match in _DASH.finditer(start)][:3]
    agency = _AGENCY.search(start)
    if agency and start[agency.end() :].startswith(" ") and not _DASH.match(start, agency.end()):
        dashes.append((agency.end() + 1, False))
    return sorted(dashes)


def _known(agency: re.Match[str] | None) -> bool:
    """Whether an agency is one that all know, alone or with one of its services, as in `dpa/lni`."""
    return bool(agency and re.fullmatch(AGENCIES, re.sub(r"/[a-z]{2,5}$", "", agency["agency"])))


def _is_place(place: str, *, sure: bool, named: bool) -> bool:
    """Whether the words can be a place; beside a day or a known agency they need no capitals throughout."""
    words = [word for word in re.split(r"[\s,/]+", place.strip(" ,;:.-")) if word]
    if not words:
        return named
    if len(words) > 8 or not all(_PLACE_WORD.fullmatch(word) for word in words):
        return False
    return (len(words[0]) > 2 and words[0].isupper()) or (sure and len(words) <= 5)


def _opens_sentence(rest: str) -> bool:
    first = rest.lstrip("\"'“‘(")[:1]
    return first.isupper() or first.isdigit()
