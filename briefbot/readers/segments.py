"""Pieces -> what each is: title, date line, byline, caption, list of other headlines, or a paragraph."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from briefbot.readers.boilerplate import AGENCIES, CONTACT, KEPT_NOTES, LIST_HEADING, furniture
from briefbot.readers.bylines import BYLINE_LENGTH, Byline, byline, credible, is_name, split_dateline, without_emails
from briefbot.readers.dates import DateLine, Stamp, date_line, find_stamps, label_start
from briefbot.readers.frontmatter import header_line
from briefbot.readers.lines import Piece

LONGEST_TITLE = 180
"""Longest title, in characters."""
TRAIL = 3
"""Most words of a section in the trail that leads to a page."""
HEADED_TITLE = 300
"""Longest title, in characters, where a byline or a date stands below it; such a one may be a sentence."""
_SENTENCE_END = re.compile(r"""[.!?…][)\]"'”’»“«‘‹›]*(?:\s?\([^()]{2,40}\))?$""")
_CREDITED = re.compile(rf"[(\[](?:[^()\[\]]{{1,40}}[/,] ?)?{AGENCIES}(?:[/,] ?[^()\[\]]{{1,40}})?[)\]]\.?$")
_QUESTION = re.compile(r".{1,80}\?")
_COMMENT = re.compile(r"\S{3,30} ?:\s.+")
_MARKER = re.compile(r"\(?\d{1,2}[.)]\s|[*•·▪■▶◆-]\s")
_ENDINGS = ("end mark", "contact", "copyright", "agency credit", "byline", "credits")
"""Reasons that, once no more prose follows, end an article."""


class Sifted(NamedTuple):
    """One piece with its place in the article."""

    text: str
    reason: str | None
    """None for a paragraph, 'title', or why the piece is no text of the article."""
    date: DateLine | None = None
    byline: Byline | None = None
    source: str | None = None
    """The publisher that a line above the text names."""


def sift(pieces: list[Piece], title: str | None) -> list[Sifted]:
    """What each piece is; `title` is the one that the front matter names, whose repetition is dropped."""
    sifted = [_told_beside(piece, _by_its_words(piece)) for piece in pieces]
    prose = [i for i, piece in enumerate(sifted) if piece.reason is None and is_prose(piece.text)]
    if not title and _is_headed(sifted):
        headline = next(i for i, piece in enumerate(sifted) if piece.reason is None)
        sifted[headline] = Sifted(sifted[headline].text, "title")
        prose = [i for i in prose if i != headline]
    first, last = (prose[0], prose[-1]) if prose else (len(sifted), -1)
    for i, piece in enumerate(sifted):
        if piece.reason in (None, "contact") and not first <= i <= last:
            sifted[i] = _at_the_edge(piece, after=i > last)
    sifted = _with_source(sifted, first)
    sifted = _with_names(sifted, first, prose[1] if len(prose) > 1 else first)
    sifted = _with_one_date(sifted, first)
    sifted = _without_captions(sifted)
    sifted = _without_lists(sifted)
    lines = dict(filter(None, (header_line(piece.text) for piece in sifted if piece.reason == "header line")))
    sifted = [
        Sifted(piece.text, "beside the text") if place.beside and piece.reason is None else piece
        for piece, place in zip(sifted, pieces, strict=True)
    ]
    named = title or lines.get("title")
    return _without_title(sifted, pieces, named) if named else _with_title(sifted, pieces)


@lru_cache(maxsize=4096)  # each line of a file is asked about several times
def is_prose(text: str) -> bool:
    """Whether a piece reads as a sentence rather than a label or a headline."""
    ended = _SENTENCE_END.search(text) and len(text.split()) >= 4 and not _QUESTION.fullmatch(text)
    return len(text) > LONGEST_TITLE or bool(ended) or split_dateline(text)[0] is not None


def _is_headed(sifted: list[Sifted]) -> bool:
    """Whether a byline or a date with its year stands right below the first line, which then is a title."""
    start = next((i for i, piece in enumerate(sifted) if piece.reason is None), len(sifted))
    if start + 1 >= len(sifted) or len(sifted[start].text) > HEADED_TITLE or split_dateline(sifted[start].text)[0]:
        return False
    below = sifted[start + 1]
    if below.reason is None:
        below = _at_the_edge(below, after=False)
    text_left = any(piece.reason is None for piece in sifted[start + 2 :])
    dated = below.date and (below.date.period or (below.date.published and below.date.published.year))
    titled = not date_line(sifted[start].text) and not byline(sifted[start].text)
    return bool(text_left and titled and is_prose(sifted[start].text) and (dated or below.byline))


def _by_its_words(piece: Piece) -> Sifted:
    """What a piece is wherever it stands."""
    text = piece.text
    if piece.kind == "menu":
        return Sifted(text, "navigation")
    if piece.kind == "caption":
        return Sifted(text, "photo caption")
    if piece.kind in ("heading", "title") and LIST_HEADING.fullmatch(text):
        return Sifted(text, "headline list")
    if piece.kind == "heading":
        return Sifted(text, "subheading")
    dates = date_line(text) or _dated_part(text)
    if dates and dates.labelled:
        return Sifted(text, "date line", date=dates)
    who = byline(text)
    if who and "@" in text and text.casefold().startswith("by "):
        return Sifted(text, "byline", byline=who)
    return Sifted(text, furniture(text))


def _told_beside(piece: Piece, sifted: Sifted) -> Sifted:
    """The same, but for words that stand beside the text and name neither author nor date nor publisher."""
    text = piece.text
    if not piece.beside or sifted.reason or len(text) <= LONGEST_TITLE and _particulars(text):
        return sifted
    return Sifted(text, "beside the text")


def _particulars(text: str) -> bool:
    """Whether a line may name the author, the date or the publisher."""
    return bool(date_line(text) or byline(text) or is_name(text) or header_line(text) or named_date(text))


def _dated_part(text: str) -> DateLine | None:
    """The dates of a line whose other parts are furniture, such as 'Published 5 May | 3 min read'."""
    if len(text) > HEADED_TITLE:
        return None
    *places, last = (part.strip() for part in text.split(">"))
    if places and all(0 < len(part.split()) <= TRAIL for part in places) and (dated := date_line(last)):
        return dated
    parts = [part.strip() for part in text.split("|")] if "|" in text else []
    dates = [each for part in parts if (each := date_line(part))]
    return dates[0] if len(dates) == 1 and all(date_line(part) or furniture(part) for part in parts) else None


def _at_the_edge(piece: Sifted, *, after: bool) -> Sifted:
    """What a piece before the first or after the last prose is; inside the article these are text."""
    text = piece.text
    dates, who = date_line(text), byline(text)
    if dates:
        return Sifted(text, "date line", date=dates)
    if dated := named_date(text):
        return dated
    if who and not (after and piece.reason):
        return Sifted(text, "byline", byline=who)
    if not after and header_line(text):
        return Sifted(text, "header line")
    return piece


def _with_names(sifted: list[Sifted], first: int, second: int) -> list[Sifted]:
    """Mark a bare name above its address or office, and a byline that follows a summary."""
    result = list(sifted)
    for i, (piece, below) in enumerate(pairwise(sifted[: second + 1])):
        if piece.reason or i in (0, first):
            continue
        signed = below.reason == "contact" or (below.reason == "byline" and not below.byline)
        if i < first and signed and is_name(piece.text) and len(piece.text.split()) > 1:
            result[i] = Sifted(piece.text, "byline", byline=Byline(piece.text, None))
        elif i > first and (who := byline(piece.text)):
            result[i] = Sifted(piece.text, "byline", byline=who)
        elif i > first and (dated := named_date(piece.text)) and dated.byline:
            result[i] = dated
    return result


def _with_one_date(sifted: list[Sifted], first: int) -> list[Sifted]:
    """Keep as text the date lines without a label that name another day than the first: they head a timeline."""
    result, day = list(sifted), None
    for i, piece in enumerate(sifted[:first]):
        if not piece.date or piece.date.labelled or not piece.date.published:
            continue
        stamp = piece.date.published
        day = day or (stamp.month, stamp.day)
        if (stamp.month, stamp.day) != day:
            result[i] = Sifted(piece.text, None)
    return result


def named_date(text: str) -> Sifted | None:
    """A date beside a name, such as `Tokyo Desk | Fri 23 Aug 2019` or `By Jo Roe, Aug. 23, 2019`; None for others."""
    text = without_emails(text)
    start = label_start(text)
    if start > 0 and (signed := byline(text[:start].strip(" |,-–—·"))) and (told := date_line(text[start:])):
        return Sifted(text, "date line", date=told, byline=signed)
    if stamps := find_stamps(text):
        at = text.find(stamps[0].words)
        signed, told = byline(text[:at].strip(" |,-–—·")), _first_date(text[at:], stamps)
        if signed and told:
            return Sifted(text, "date line", date=told, byline=signed)
    for mark in ("|", "·", "/", " - ", " – ", " — ", ",", " "):
        for name, _, rest in (text.partition(mark), text.rpartition(mark)):
            for one, other in ((name.strip(), rest.strip()), (rest.strip(), name.strip())):
                dates = date_line(one)
                bare = dates and not dates.published and not dates.updated
                if not dates or (bare and mark in (",", " ")):  # '4.20 Our Bottino' are odds
                    continue
                who, label = byline(other), re.split(r"\s[-–—|]\s|,", other)[0]
                if who or (is_name(label) and len(other) <= LONGEST_TITLE / 2):
                    return Sifted(
                        text, "date line", date=dates, byline=who, source=None if who else credible(label, None)
                    )
    return None


def _first_date(text: str, stamps: list[Stamp]) -> DateLine | None:
    """The dates of a line, or the first where two stand side by side: of publication and of update."""
    second = text.find(stamps[1].words, len(stamps[0].words)) if len(stamps) == 2 else -1
    return date_line(text) or (date_line(text[:second]) if second > 0 and date_line(text[second:]) else None)


def _with_source(sifted: list[Sifted], first: int) -> list[Sifted]:
    """Mark the lines above the text that name the publisher: those whose name the file's furniture repeats."""
    elsewhere = [_plain(piece.text) for piece in sifted if piece.reason]
    elsewhere += [
        _plain(piece.text[:BYLINE_LENGTH]) for piece in sifted[first : first + 1] if split_dateline(piece.text)[0]
    ]
    result = list(sifted)
    for i, piece in enumerate(sifted[:first]):
        publisher = re.sub(r"(?i)^from\s|,?\s(?:in|[-–—|])\s.*|,.*", "", piece.text).strip("()[]")
        name = _plain(publisher).removeprefix("the")
        if not piece.reason and len(name) > 5 and is_name(publisher) and any(name in text for text in elsewhere):
            result[i] = Sifted(piece.text, "source line", source=publisher)
    return result


def _without_captions(sifted: list[Sifted]) -> list[Sifted]:
    """Drop paragraphs that end with a photo's credit, unless the report credits its paragraphs in that way."""
    texts = [i for i, piece in enumerate(sifted) if piece.reason is None]
    credited = [i for i in texts[:-1] if _CREDITED.search(sifted[i].text)]
    if 2 * len(credited) >= len(texts):
        return sifted
    captions = {
        i for i in credited if len(sifted[i].text) <= LONGEST_TITLE * 2 and not split_dateline(sifted[i].text)[0]
    }
    return [Sifted(piece.text, "photo caption") if i in captions else piece for i, piece in enumerate(sifted)]


def _without_lists(sifted: list[Sifted]) -> list[Sifted]:
    """Drop the headlines under a heading such as 'Most read' or after the end, and readers' comments."""
    proses = [i for i, p in enumerate(sifted) if p.reason is None and is_prose(p.text) and not _MARKER.match(p.text)]
    result: list[Sifted] = []
    listing: str | None = None
    for i, piece in enumerate(sifted):
        text = piece.text
        begun = bool(proses) and proses[0] < i
        if piece.reason is None and begun and LIST_HEADING.fullmatch(text):
            piece = Sifted(text, "headline list")
        if piece.reason == "headline list":
            listing = "headline list"
        elif piece.reason == "comments" and begun:
            listing = "reader comment"
        elif CONTACT.fullmatch(text) and begun and proses[-1] < i:
            listing = "contact"
        elif piece.reason in _ENDINGS and begun and proses[-1] < i:
            listing = listing or "headline list"
        elif piece.reason is None:
            listing = listing if listing and _continues(text, listing) else None
            piece = Sifted(text, listing) if listing else piece
        result.append(piece)
    return result


def _continues(text: str, listing: str) -> bool:
    """Whether a piece goes on with the headlines or the comments before it."""
    if KEPT_NOTES.match(text):
        return False
    if listing == "reader comment":
        return bool(_COMMENT.match(text))
    return bool(_MARKER.match(text)) or not is_prose(text)


def _with_title(sifted: list[Sifted], pieces: list[Piece]) -> list[Sifted]:
    """Mark the title: a first-level heading, else a first line that is no sentence and has text after it."""
    if any(piece.reason == "title" for piece in sifted):
        return sifted
    heads = [i for i, piece in enumerate(pieces) if piece.kind == "title" and sifted[i].reason is None]
    texts = [i for i, piece in enumerate(sifted) if piece.reason is None]
    labels: list[int] = []
    if heads:
        title = heads[0]
    elif len(texts) > 1 and _is_title(sifted[texts[0]].text):
        short = len(sifted[texts[0]].text.split()) <= 2 and len(texts) > 2 and _is_title(sifted[texts[1]].text)
        title = texts[1] if short else texts[0]
        labels = [texts[0]] if short else []
    else:
        return sifted
    result = list(sifted)
    result[title] = Sifted(sifted[title].text, "title")
    for i in labels:
        result[i] = Sifted(sifted[i].text, "section label")
    for i in heads[1:]:
        result[i] = Sifted(sifted[i].text, "subheading")
    return result


def _without_title(sifted: list[Sifted], pieces: list[Piece], title: str) -> list[Sifted]:
    """Drop first-level headings and a first line that repeats the title."""
    result = list(sifted)
    texts = [i for i, piece in enumerate(sifted) if piece.reason is None]
    for i in texts:
        repeated = i == texts[0] and _plain(sifted[i].text) == _plain(title)
        if repeated or pieces[i].kind == "title":
            result[i] = Sifted(sifted[i].text, "title repeated" if repeated else "subheading")
    return result


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _is_title(text: str) -> bool:
    if len(text) > LONGEST_TITLE or split_dateline(text)[0] or _MARKER.match(text) or text.endswith((":", ",", ";")):
        return False
    return not re.search(r"""\.["'”’)]*$""", text) and not KEPT_NOTES.match(text)
