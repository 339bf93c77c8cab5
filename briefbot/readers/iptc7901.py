"""IPTC 7901, the telegraph code of European agencies -> Article."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from briefbot.readers.article import Aside, Particulars
from briefbot.readers.markup import clean
from briefbot.readers.use import FREE_USE, joined
from briefbot.readers.wire import CATEGORIES, composed, identifiers, step_of, telegraph_paragraphs, told
from briefbot.text.lexicon import any_of, split_words
from briefbot.text.lexicon.wires import HEADING_MARKS
from briefbot.types import Article, Published

IPTC_HEADER = re.compile(
    r"(?P<source>[A-Za-z]{2,4})(?P<number>\d{3,5}) (?P<priority>\d) (?P<category>[a-z]{1,3}) +(?P<words>\d{1,5})"
    r"(?P<rest>[^\r\n]*)\r?\n"
)
"""The line before the text: service and number, priority, category, number of words, and what the agency adds."""
HEADING_WORDS = 14
"""Lines within which a heading ends with '='."""
_SENT = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?P<zone>GMT|UTC|Z)?\s+"
    r"(?P<month>[A-Za-zäéûç]{3,5})\.?\s+(?P<year>\d\d)\b"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan gen ene", "feb fev fév", "mar mär mrz", "apr avr abr", "may mai mag mei", "jun jui giu", "jul lug",
         "aug aou aoû ago", "sep set", "oct okt out ott", "nov", "dec dez déc dic"), start=1)
    for name in names.split()
}  # fmt: skip
_GERMAN_MARKS = split_words(
    r"eil blitz storno berichtig\w* korrektur achtung wiederholung zusammenfassung zf sperrfrist"
)
_MARK = re.compile(rf"[(\[]?{any_of((*HEADING_MARKS, *_GERMAN_MARKS))}\b.{{0,60}}", re.IGNORECASE)
_BY = re.compile(r"(?:by|von|par|por|di|door|af|av)\s+(?P<name>\S.*)", re.IGNORECASE)
_END = re.compile(
    r"(?:#+\s*)?(?:\w+ )?(?:notebook|notizblock|note to editors|notes? to editors)\s*|\*( ?\*){2,}\s*|"
    r".*\b(?:not (?:intended )?for publication|nicht zur veröffentlichung).*",
    re.I,
)
_PUBLISHER = re.compile(r"\b(?P<name>[A-Za-z]{2,5})(?:-[a-z]+)?\s+\d{1,5}\s*$")
_CODES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Heading(NamedTuple):
    """The lines above the text."""

    marks: list[str]
    title: str | None
    author: str | None
    lines: int
    """How many lines it takes up."""


def article_from_iptc7901(message: str, path: str) -> Article:
    """The article of one message, from its service and number to its end.

    Raises:
        ReadError: it has no paragraph.
    """
    head = IPTC_HEADER.search(message)
    body = message[head.end() :] if head else message
    body, _, trailer = body.partition("\x03")
    keywords, stx, text = body.partition("\x02")
    if not stx:
        keywords, text = _split_keywords(body)
    lines = re.split(r"\r\n?|\n", _CODES.sub("", text))
    heading = _heading(lines)
    published = _sent(trailer) or _sent(body[-60:])
    story, notes = _split_notes(lines[heading.lines :])
    use = joined(told([*heading.marks, clean(keywords)], published), told(notes[:3], published))
    pieces = [piece for piece in telegraph_paragraphs(story) if not _SENT.match(piece.text)]
    steps = [step for mark in heading.marks if (step := step_of(mark)) is not None]
    asides = [Aside(mark, "version mark", "") for mark in heading.marks]
    asides += [Aside(note, "note to editors", "") for note in notes]
    asides += [Aside(clean(head[0]), "header of the message", "")] if head else []
    return composed(
        pieces,
        Particulars(
            title=heading.title or clean(keywords).strip("/ ") or None,
            author=heading.author,
            published=published,
            section=CATEGORIES.get(head["category"], head["category"]) if head else None,
            ids=identifiers(
                None,
                max(steps, default=0),
                slug=clean(keywords).strip("/ ") or None,
                number=f"{head['source']}{head['number']}" if head else None,
                urgency=head["priority"] if head else None,
                mark=heading.marks,
            ),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        asides,
        _publisher(head["rest"] if head else "", " ".join(pieces[0].text.split()[:10]) if pieces else ""),
    )


def _split_keywords(body: str) -> tuple[str, str]:
    """The first lines that end with a slash, and the rest, where no code parts them."""
    lines = body.splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    end = start
    while end < len(lines) and lines[end].strip().endswith("/"):
        end += 1
    return " ".join(lines[start:end]), "\n".join(lines[end:])


def _publisher(rest: str, opening: str) -> str | None:
    """The agency: the first of those that the opening credits in brackets, else the one the header ends with."""
    credit = re.search(r"\((?P<name>[A-Za-z]{2,6})\b[^()]{0,20}\)", opening)
    header = _PUBLISHER.search(rest)
    named = {name.casefold() for name in re.findall(r"[A-Za-z]+", credit[0])} if credit else set()
    if header and (not credit or header["name"].casefold() in named):
        return header["name"]
    return credit["name"] if credit else None


def _heading(lines: list[str]) -> Heading:
    """Marks, headline and byline: what stands before the line that ends with '=', else the first block of lines."""
    end = next((i for i, line in enumerate(lines[:HEADING_WORDS]) if line.rstrip().endswith("=")), None)
    if end is None:
        start = next((i for i, line in enumerate(lines) if line.strip()), 0)
        blank = next((i for i, line in enumerate(lines[start:HEADING_WORDS], start) if not line.strip()), None)
        end = blank - 1 if blank else -1
    marks: list[str] = []
    titles: list[str] = []
    author = None
    for line in lines[: end + 1]:
        text = clean(line).removesuffix("=").strip()
        by = _BY.fullmatch(text)
        if by and titles:
            author = by["name"].strip(" ,")
        elif (
            _MARK.fullmatch(text)
            and not titles
            and (text.isupper() or text.startswith("(") or len(text.split()) < 4 or told([text]) != FREE_USE)
        ):
            marks.append(text)
        elif text:
            titles.append(text)
    return Heading(marks, " ".join(titles) or None, author, end + 1)


def _split_notes(lines: list[str]) -> tuple[list[str], list[str]]:
    """The story, and the pieces of what is for editors only below it."""
    at = next((i for i, line in enumerate(lines) if _END.fullmatch(line.strip())), len(lines))
    return lines[:at], [piece.text for piece in telegraph_paragraphs(lines[at:])]


def _sent(trailer: str) -> Published | None:
    """When the message was sent, as its last line says: day, hour and minute, zone, month and year."""
    match = next(iter(_SENT.finditer(trailer)), None)
    month = _MONTHS.get(match["month"][:3].casefold()) if match else None
    if not match or not month:
        return None
    try:
        day = dt.date(2000 + int(match["year"]), month, int(match["day"]))
        time = dt.time(int(match["hour"]), int(match["minute"]), tzinfo=dt.UTC if match["zone"] else None)
    except ValueError:
        return None
    return Published(day=day, time=time, evidence=f"message's last line {match[0]!r}")
