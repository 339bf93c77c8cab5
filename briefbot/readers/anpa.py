"""ANPA 1312, the code in which agencies sent text to newspapers -> Article."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from briefbot.readers.article import Aside, Particulars
from briefbot.readers.bylines import byline
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.use import joined
from briefbot.readers.wire import CATEGORIES, composed, identifiers, step_of, telegraph_paragraphs, told
from briefbot.types import Article, Published

ANPA_HEADER = re.compile(
    r"(?P<service>[A-Za-z])(?P<number>\d{4})(?P<selector>[^\r\n]*)\r?\n"
    r"(?P<priority>[a-z]) (?P<category>[a-z])[\x0e-\x1f]{0,2}\s+(?P<keyword>\S[^\r\n]*?)"
    r"\s+\d\d-\d\d(?: +\d{3,5})?\s*\r?\n"
)
"""The two lines before the text: service and number; priority, category, keyword, day and number of words."""
_SLUG = re.compile(
    r"(?:\*\d+<\s*\^)?(?P<slug>[^,<]+)(?:,\s*(?P<mark>[^<]*?[A-Za-z][^<]*?))?(?:,\s*(?P<words>\d{0,5}))?\s*[<=]?$"
)
_NOTE = re.compile(
    r"\(?(?:eds|editors?(?:['’]s?)? note|editors|ap (?:photo|video|graphic|audio)|with ap|photo)\b", re.I
)
_SENT = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s+(?P<clock>\d{4})\s?(?P<zone>GMT|UTC)?")
_CLOCK_FIRST = re.compile(r"(?P<hour>\d\d):(?P<minute>\d\d)-(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d\d)")
_AGENCY = re.compile(r"(?:the )?(?:associated press|kyodo(?: news)?|.{2,30} (?:news agency|news service))", re.I)
_HALF = re.compile(r"(?<=\d)\{|(?<![\w{])\{(?=[;\s]|$)")
_CODES = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Parts(NamedTuple):
    """The text of a message, apart from the lines above it."""

    title: str | None
    author: str | None
    pieces: list[Piece]
    notes: list[str]
    others: list[str]


def article_from_anpa(message: str, path: str) -> Article:
    """The article of one message, from its service letter to its end.

    Raises:
        ReadError: it has no paragraph.
    """
    head = ANPA_HEADER.search(message)
    body = message[head.end() :] if head else message
    body, _, trailer = body.partition("\x03")
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n", body.replace("\x02", ""))]
    slug_line = next((line for line in lines if line.strip("^ \t")), "")
    slug = _SLUG.fullmatch(slug_line.strip().lstrip("^").strip())
    keyword = clean(_CODES.sub(" ", head["keyword"])) if head else None
    mark = (slug["mark"] if slug else None) or (keyword or "").partition(" ")[2]
    name = clean(slug["slug"]) if slug else keyword
    parts = _parts(lines[lines.index(slug_line) + 1 :] if slug_line else lines)
    published = _sent(trailer) or _sent(body[-80:])
    use = joined(told([mark], published), told([name or ""], published), told(parts.notes, published))
    step = step_of(mark)
    asides = [Aside(note, "note to editors", "") for note in parts.notes]
    asides += [Aside(line, "line above the text", "") for line in parts.others]
    codes = [clean(_CODES.sub(" ", text)) for text in (head[0] if head else "", trailer)]
    asides += [Aside(text, "header of the message", "") for text in codes if text]
    return composed(
        parts.pieces,
        Particulars(
            title=parts.title or name,
            author=parts.author,
            published=published,
            section=CATEGORIES.get(head["category"], head["category"]) if head else None,
            ids=identifiers(
                None,
                step or (0 if name else None),
                slug=name,
                number=f"{head['service']}{head['number']}" if head else None,
                urgency=head["priority"] if head else None,
                mark=clean(mark) if mark and (step or re.search("kill|corr|writethru", mark, re.I)) else None,
            ),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        asides,
        "AP" if "AP-" in trailer[:8] else _named(head["selector"] if head else ""),
    )


def _parts(lines: list[str]) -> Parts:
    """Headline, byline, notes and text: the text begins with the first indented line."""
    start = next((i for i, line in enumerate(lines) if (_indented(line) or _is_row(line)) and clean(_text(line))), None)
    if start is None:
        start = next((i for i, line in enumerate(lines) if i and len(clean(_text(line))) > 120), min(1, len(lines)))
    title, author = None, None
    notes: list[str] = []
    others: list[str] = []
    for line in lines[:start]:
        text = clean(_text(line)).rstrip("+").strip()
        who = byline(text)
        if not text or _AGENCY.fullmatch(text):
            others += [text] if text else []
        elif _NOTE.match(text):
            notes.append(text)
        elif text.casefold().startswith("by ") and who:
            author = None if _AGENCY.fullmatch(who.author) else who.author
        elif title is None:
            title = text
        else:
            others.append(text)
    return Parts(title, author, _pieces(lines[start:]), notes, others)


def _pieces(lines: list[str]) -> list[Piece]:
    """The paragraphs: an indented line begins one, and a line that opens with the code for a measure is one itself."""
    marked = []
    for line in lines:
        text = _text(line)
        if line.startswith("^") or _is_row(line):
            marked += ["", text, ""]
        else:
            marked.append(text)
    return [
        piece
        for piece in telegraph_paragraphs(marked)
        if re.search(r"\w", piece.text) and not re.fullmatch(r"=+\w+|END", piece.text)
    ]


def _named(selector: str) -> str | None:
    """The agency whose name stands before the selector code, as in 'KYODO'."""
    match = re.match(r"\s?([A-Z]{2,12})[\x1f-]", selector)
    return match[1] if match else None


def _indented(line: str) -> bool:
    return line[:1] in ("\t", " ") and not line.lstrip().startswith("^")


def _is_row(line: str) -> bool:
    return line.startswith("\x08") or line.count(";") > 2


def _text(line: str) -> str:
    """The words of a line without its typesetting codes."""
    row = _is_row(line)
    line = re.sub(r"[\x1e\x1f ]*[\x1e\x1f][\x1e\x1f ]*", ";" if row else " ", line)
    text = line.replace("\x10", " ").replace("\x07", " ")
    text = re.sub(r"^(\s*)\^+", r"\1", text.replace("\x08", ""))
    text = re.sub(r"(?<!<)[<=]!?\s*$", "", text)
    text = _HALF.sub("½", text).replace("``", "“").replace("''", "”").replace(" _ ", " — ")
    text = _CODES.sub(" ", text)
    return "; ".join(filter(None, map(clean, text.split(";")))) if row else text


def _sent(trailer: str) -> Published | None:
    """When the message was sent, as its last line says."""
    match = _SENT.search(trailer) or _CLOCK_FIRST.search(trailer)
    if not match:
        return None
    told_ = match.groupdict()
    clock = told_.get("clock") or f"{told_['hour']}{told_['minute']}"
    try:
        day = dt.date(2000 + int(told_["year"]), int(told_["month"]), int(told_["day"]))
        time = dt.time(int(clock[:2]), int(clock[2:]), tzinfo=dt.UTC if told_.get("zone") else None)
    except ValueError:
        return None
    return Published(day=day, time=time, evidence=f"message's last line {match[0]!r}")
