"""What wires say of an item besides its text: which it is, which version, and whether and when it may be used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.boilerplate import AGENCIES
from briefbot.readers.dates import ANY_WEEKDAY, Stamp, read_date, weekday_of
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.use import FREE_USE, Use, hour_of
from briefbot.readers.wirelines import without_client_lines
from briefbot.text.lexicon import any_of, split_words
from briefbot.text.lexicon.wires import RELEASE_NOTE
from briefbot.types import Article, Problem, Published

ItemT = TypeVar("ItemT")
IPTC_SUBJECTS = {
    "01": "arts, culture and entertainment", "02": "crime, law and justice", "03": "disaster and accident",
    "04": "economy, business and finance", "05": "education", "06": "environment", "07": "health",
    "08": "human interest", "09": "labour", "10": "lifestyle and leisure", "11": "politics",
    "12": "religion and belief", "13": "science and technology", "14": "social issue", "15": "sport",
    "16": "unrest, conflicts and war", "17": "weather",
}  # fmt: skip
"""Top levels of IPTC's subject codes and media topics, by their first two digits."""
CATEGORIES = {
    "a": "domestic", "b": "special events", "c": "features", "d": "food", "e": "entertainment", "f": "business",
    "i": "international", "k": "commentary", "l": "lifestyle", "n": "regional", "o": "weather", "p": "politics",
    "r": "racing", "s": "sports", "v": "advisories", "w": "national", "z": "sports",
}  # fmt: skip
"""Category codes of ANPA 1312, which IPTC 7901 took over."""
NOT_TEXT = {
    "picture": "a picture", "photo": "a picture", "image": "a picture", "graphic": "a graphic",
    "graphics": "a graphic", "video": "a video",
    "audio": "audio", "sound": "audio", "animation": "an animation", "planning": "planning", "event": "an event",
    "composite": "a package", "package": "a package", "component": "a component", "concept": "a concept",
}  # fmt: skip
"""Kinds of items that are no article, and what they are called."""
_SLUG_MARK = re.compile(
    r"(?:,\s*|\s+\()(?P<mark>(?:\d+(?:st|nd|rd|th)\s|update\s?\d|ld\b|lead\b|writethru|corr|kill|withhold|repeat)"
    r"[^,()]*)\)?",
    re.IGNORECASE,
)
_RANK = re.compile(r"(?:urgent|flash|bulletin|(?:news)?alert|advisory)", re.IGNORECASE)
"""What some agencies write where others have a slug: it tells an item's rank and not its story."""
_KILL = re.compile(
    r"\bKILL\b|\bSTORNO\b|(?i:\bmandatory kill\b|\bkill (?:the |this )?(?:story|item|article|BC-)|^\W*kill\b"
    r"|\bstorniert\b|\bannulation\b)"
)
_HOLD = re.compile(r"\bwithh(?:o|e)ld\b|\bhold for (?:further )?notice\b", re.IGNORECASE)
_RELEASE = re.compile(
    r"\bembargo(?:ed|s)?\b|\bsperrfrist\b|\bhold for release\b|\bnot for (?:use|release|publication) before\b", re.I
)
_LIFTED = re.compile(
    r"\bno embargo|\bembargo(?:ed)?\b.{0,30}\b(?:lifted|removed|over|expired|has passed)"
    r"|\bsperrfrist\b.{0,20}\baufgehoben",
    re.I,
)
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})?\s?(?P<half>[ap])?\.?"
    r"(?(half)m\b|(?:\s?(?:GMT|UTC|hrs?|h|Uhr)\b))",
    re.I,
)
_BY = re.compile(r"^(?:by|von|par|por|di|door|af|av)\s+", re.IGNORECASE)
_OF_AGENCY = re.compile(rf"(?<=\w),\s*{AGENCIES}$")
LONGEST_BYLINE = 16
"""Words of the longest line that names writers."""
_PLAIN = re.compile(any_of((*RELEASE_NOTE, *split_words("sperrfrist bis vor uhr heute"))), re.IGNORECASE)
"""Words of a note that says when an item is free and nothing else."""
_ORDINAL = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)\b|\b(?:update|lead|ld|ver(?:sion)?\.?|v)[ -]?(\d{1,2})\b", re.IGNORECASE
)
_MARK = re.compile(r"\b(?:ld|lead|writethru|net|update|corrective|correction|add)\b", re.IGNORECASE)


def identifiers(item: str | None, version: object = None, **others: object) -> tuple[str, ...]:
    """An item's identifiers as 'scheme:value': `item` and `version` tell versions of one item; empty ones are left out.

    Args:
        item: what stays the same from version to version.
        version: the number of this one.
        others: further schemes with their values, a list with each of its own.
    """
    found = [("item", item), ("version", version)]
    for scheme, value in others.items():
        if scheme == "slug" and _RANK.fullmatch(str(value)):
            continue
        values = value if isinstance(value, list | tuple) else [value]
        for each in values:
            if scheme == "slug" and each:
                slug, mark = split_slug(str(each))
                found += [("slug", slug), ("mark", mark)]
            else:
                found.append((scheme, each))
    named = (
        f"{scheme}:{clean(str(value))}" for scheme, value in found if value not in (None, "") and clean(str(value))
    )
    return tuple(dict.fromkeys(named))


def split_slug(slug: str) -> tuple[str, str | None]:
    """A slug without the mark of its version, and that mark: 'BC-US--Harbour Fire, 1st Ld-Writethru'."""
    match = _SLUG_MARK.search(slug)
    if not match:
        return slug.strip(), None
    return slug[: match.start()].strip(" ,"), match["mark"].strip()


def composed(
    pieces: list[Piece], particulars: Particulars, path: str, asides: Sequence[Aside], source: str | None = None
) -> Article:
    """The article of an item; one that may not be used is never lost, even when it has no text that can be read.

    Args:
        pieces: its text.
        particulars: what the wire says of it.
        path: where it lay.
        asides: what stands beside its text; the notes to editors among them say why it was taken back.
        source: its publisher where the text names none.

    Raises:
        ReadError: it has no paragraph, and may be used.
    """
    hints = Particulars(source=source)
    kept, beside = without_client_lines(pieces, particulars.source or source, particulars.author)
    asides = [*asides, *beside]
    if pieces and not kept and particulars.title:  # an alert, whose headline is its text
        kept, particulars = [Piece(particulars.title)], particulars.model_copy(update={"title": None})
    pieces = kept or pieces
    try:
        return compose_article(pieces, particulars, path, hints=hints, asides=asides)
    except ReadError:
        if particulars.status == "usable":
            raise
    notes = [aside.text for aside in asides if aside.reason == "note to editors"]
    said = next(filter(None, [*notes, *(piece.text for piece in pieces), particulars.title]), "an item without a title")
    notice = Piece(f"The publisher {particulars.status} this item: {said.rstrip('. ')}.")
    return compose_article([notice], particulars, path, hints=hints, asides=asides)


def writer_of(text: str | None, source: str | None = None) -> str | None:
    """The writers that a byline names, without 'By'; None for initials, a place in the paper or the agency itself."""
    name = _OF_AGENCY.sub("", _BY.sub("", text or "").strip(" ,;="))
    words_ = re.findall(r"[^\W\d_][^\s,;/&]*", name)
    named = sum(not word[0].islower() for word in words_)
    if not words_ or len(words_) > LONGEST_BYLINE or re.search(r"\d", name) or 2 * named < len(words_):
        return None
    return None if source and name.casefold() == source.casefold() else name


def revised(created: Published | None, version: Published | None) -> Published | None:
    """When an item was last changed, if that was after it was first made."""
    if not created or not version or created.iso == version.iso:
        return None
    if created.day == version.day and created.time and version.time:
        if created.timezone_known != version.timezone_known:
            return version
        moments = [dt.datetime.combine(each.day, each.time or dt.time()) for each in (created, version)]
        return version if moments[0] < moments[1] else None
    return version if created.day <= version.day else None


def told(notes: Iterable[str], near: Published | None = None) -> Use:
    """What notes to editors say of an item's use: a kill, a hold, or an hour before which it is not for use."""
    use = FREE_USE
    for note in notes:
        if _KILL.search(note):
            return Use("killed")
        if _HOLD.search(note):
            use = Use("withheld", use.embargo)
        elif _RELEASE.search(note) and not _LIFTED.search(note):
            hour = _release(note, near)
            use = Use(use.status, hour) if hour else Use("withheld", use.embargo)
    return use


def step_of(mark: str) -> int | None:
    """The place in a row of versions that '1st Ld-Writethru' or '2ND LEAD' gives; None for other words."""
    if not _MARK.search(mark):
        return None
    number = _ORDINAL.search(mark)
    return int(number[1] or number[2]) if number else 1


def subject_name(code: str | None) -> str | None:
    """The top level of an IPTC subject code such as '04016007'."""
    found = re.fullmatch(r"(?:.*:)?(\d\d)\d{6}", code or "")
    return IPTC_SUBJECTS.get(found[1]) if found else None


def telegraph_paragraphs(lines: Iterable[str]) -> list[Piece]:
    """The paragraphs of telegraph text: each begins after a blank line or is indented, and its lines are joined."""
    pieces: list[list[str]] = []
    open_ = False
    for line in lines:
        text = clean(line)
        if not text:
            open_ = False
            continue
        if open_ and not line[:2].isspace() and not line.startswith("\t"):
            pieces[-1].append(text)
        else:
            pieces.append([text])
        open_ = True
    return [Piece(" ".join(each)) for each in pieces]


def _release(note: str, near: Published | None) -> dt.datetime | None:
    """The hour that a note names, with the item's own day where it names none."""
    stamp = read_date(note)
    zone = stamp.time.tzinfo if stamp and stamp.time else None
    time = stamp.time.replace(tzinfo=None) if stamp and stamp.time else _clock(note)
    day = stamp.date if stamp else None
    if stamp and not day and near:
        days = [each for more in (0, 1) if (each := _day_in(near.day.year + more, stamp))]
        day = next((each for each in days if each >= near.day), next(iter(days), None))
    if not stamp and near and time:
        day = _day_without_date(note, near.day)
    if not day:
        return None
    if zone is None and re.search(r"\b(?:GMT|UTC)\b", note):
        zone = dt.UTC
    return hour_of(day, time.replace(tzinfo=zone) if time else None, near)


def _day_without_date(note: str, published: dt.date) -> dt.date | None:
    """The day of a note that gives an hour: the weekday it names, else the item's own, unless it says anything more."""
    weekday = weekday_of(note)
    rest = ANY_WEEKDAY.sub(" ", _CLOCK.sub(" ", note))
    if re.search(r"\d", rest) or not all(_PLAIN.fullmatch(word) for word in re.findall(r"[^\W\d_]+", rest)):
        return None
    return published if weekday is None else published + dt.timedelta(days=(weekday - published.weekday()) % 7)


def _day_in(year: int, stamp: Stamp) -> dt.date | None:
    try:
        return dt.date(year, stamp.month, stamp.day)
    except ValueError:  # 29 February
        return None


def _clock(note: str) -> dt.time | None:
    match = _CLOCK.search(note)
    if not match:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (match["half"] in "pP")
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def texts_of(
    items: Iterable[tuple[ItemT, str | None]], read: Callable[[ItemT, str], Article], path: str
) -> Iterator[Article | Problem]:
    """The articles of items; their paths end in `!1`, `!2` and so on. What is no text is counted in one problem, `!0`.

    Args:
        items: each with what it is where it is no text, or nothing.
        read: makes the article of an item, which stands at a path.
        path: where they lay.

    Raises:
        ReadError: none is a text.
    """
    refused: list[str] = []
    count = 0
    for number, (item, what) in enumerate(items, start=1):
        if what:
            refused.append(what)
            continue
        try:
            yield read(item, f"{path}!{number}")
            count += 1
        except ReadError as error:
            yield Problem(path=f"{path}!{number}", reason=str(error))
    if refused:
        kinds = ", ".join(f"{refused.count(kind)} × {kind}" for kind in dict.fromkeys(refused))
        reason = f"{path!r} holds {len(refused)} items that are not text: {kinds}. They were left out."
        if not count:
            raise ReadError(reason)
        yield Problem(path=f"{path}!0", reason=reason)
