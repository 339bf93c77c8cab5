"""Messages between ZCZC and NNNN, the frame of teleprinters that agencies kept -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from briefbot.readers.article import Aside, Particulars
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.readers.wire import CATEGORIES, composed, identifiers, subject_name, told
from briefbot.types import Article

ZCZC_HEADER = re.compile(r"(?i:zczc)\b(?P<rest>[^\r\n]*)[\r\n]")
"""The line before a message, with the name of its agency or its number."""
END_OF_MESSAGE = re.compile(r"^[ \t]*(?i:nnnn)[ \t]*$", re.MULTILINE)
FULL_LINE = 0.8
"""Share of the longest line from which on one more word did not fit, so that the line below carries on."""
UNBROKEN = 100
"""Characters of a line from which on a text has a line a paragraph: teleprinters had 69 of them."""
LONGEST_HEADING = 100
"""Characters of a line that can be a headline."""
_MARKS = "#$%:&*@+^=~"
_CODES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROUTING = re.compile(r"[A-Z]{2}(?: [A-Za-z0-9/()]{1,12}(?:\([A-Z0-9]+\))?)+")
_LABEL = re.compile(r"[A-Z]{3,10}(?:\s?:\s?|\s-\s)(?=\S)")
_ROW = re.compile(r"\S {3,}\S.* {3,}\S")
_SIGN_OFF = re.compile(r"(?P<agency>[A-Z]{2,6})(?: [A-Z]{2,12}){0,2}")
_SOURCE = re.compile(r"source:\s*(?P<name>\S.{1,80})", re.IGNORECASE)
_ENDED = re.compile(r"""[.!?]["'”’)]*$""")


class Head(NamedTuple):
    """The lines above the text, by the mark that each begins with, and how many they are."""

    marked: list[tuple[str, str]]
    lines: int

    def told(self, mark: str) -> list[str]:
        """What the lines with a mark say."""
        return [text for each, text in self.marked if each == mark and text]


def article_from_zczc(message: str, path: str) -> Article:
    """The article of one message, from its ZCZC to its NNNN.

    Agencies use the marks of the lines above the text each in their own way, so what a line says counts with its mark.

    Raises:
        ReadError: it has no paragraph.
    """
    message = re.sub(r"\r\n?", "\n", message)
    opening = ZCZC_HEADER.search(message)
    body = END_OF_MESSAGE.split(message[opening.end() :] if opening else message)[0]
    lines = [_CODES.sub("", line).rstrip() for line in body.split("\n")]
    head = _head(lines)
    text, asides, agency, publisher = _without_foot(lines[head.lines :])
    named = clean(opening["rest"]) if opening else ""
    title, slug = _title(head, publisher)
    if not title:
        title, text = _headed(text)
    asides += [
        Aside(f"{mark}{said}", "line above the text" if mark else "routing line", "")
        for mark, said in head.marked
        if said != title
    ]
    if named and not named.isalpha():
        asides.append(Aside(named, "header of the message", ""))
    use = told([*head.told("^"), *head.told("$"), *head.told("#"), *head.told(":")])
    return composed(
        _pieces(text, tabular="T" in head.told("*")),
        Particulars(
            title=title,
            source=publisher or (named if named.isalpha() else None) or agency,
            section=_section(head),
            ids=identifiers(None, None, slug=slug),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        asides,
    )


def _head(lines: list[str]) -> Head:
    """The lines that begin with a mark, up to the first that does not."""
    marked: list[tuple[str, str]] = []
    for at, line in enumerate(lines):
        if not marked and _ROUTING.fullmatch(line.strip()):
            marked.append(("", clean(line)))
            continue
        if line and (line[0] not in _MARKS or line.startswith(("* ", "$ ")) or re.match(r"[$#+]?\d[\d.,]*\s", line)):
            return Head(marked, at)
        if line:
            marked.append((line[0], clean(line[1:])))
    return Head(marked, len(lines))


def _title(head: Head, publisher: str | None) -> tuple[str | None, str | None]:
    """The headline and the slug that the lines above the text give."""
    slug = next(iter(head.told("#")), None)
    for mark in "^$":
        title = next((text for text in head.told(mark) if len(text) > 3), None)
        if title:
            return title, slug or next(iter(head.told(":")), None)
    takes = [text for text in head.told(":") if text != publisher and re.search(r"[^\W\d_]{3}", text)]
    names = [_LABEL.sub("", text, count=1) for text in takes if not text.startswith("(")]
    take = max(names, key=len, default=None)
    if not slug or not take or slug.casefold() in take.casefold():
        return take or slug, slug
    return f"{slug}: {take}", slug


def _section(head: Head) -> str | None:
    """The subject that a code of eight figures names, else the category that a single letter does."""
    texts = [text for mark, text in head.marked if mark in "*+$%&"]
    found = next(filter(None, map(subject_name, texts)), None)
    letters = [text.casefold() for mark, text in head.marked if mark in "$%" and len(text) == 1]
    return found or next(filter(None, map(CATEGORIES.get, letters)), None)


def _headed(lines: list[str]) -> tuple[str | None, list[str]]:
    """The headline that the first line is, and the lines below it."""
    at = next((at for at, line in enumerate(lines) if clean(line)), len(lines))
    text = clean(lines[at]) if at < len(lines) else ""
    if not text or len(text) > LONGEST_HEADING or lines[at][0].isspace() or _ENDED.search(text):
        return None, lines[at:]
    return _LABEL.sub("", text, count=1), lines[at + 1 :]


def _without_foot(lines: list[str]) -> tuple[list[str], list[Aside], str | None, str | None]:
    """The lines without those below the text, what these say, the agency that signs and the publisher it names."""
    asides: list[Aside] = []
    agency = publisher = None
    end = len(lines)
    while end:
        text = lines[end - 1].strip()
        signed, sourced = _SIGN_OFF.fullmatch(text), _SOURCE.fullmatch(text)
        if text and not (signed and not agency) and not (sourced and not publisher):
            break
        if signed:
            agency = signed["agency"]
        if sourced:
            publisher = clean(sourced["name"])
        asides += [Aside(text, "agency credit", "")] if text else []
        end -= 1
    return lines[:end], asides, agency, publisher


def _pieces(lines: list[str], *, tabular: bool) -> list[Piece]:
    """The paragraphs: a line carries on the one above where that was full, unless it is set in or a table's."""
    width = max(map(len, lines), default=0)
    wrapped = not tabular and width < UNBROKEN
    texts: list[str] = []
    for above, line in pairwise(["", *lines]):
        text = clean(line)
        if not text:
            continue
        full = bool(above) and len(above) + 1 + len(text.split()[0]) > FULL_LINE * width
        row = bool(_ROW.search(line)) or (bool(texts) and text[0].isdigit() and texts[-1][0].isdigit())
        if wrapped and texts and full and not row and not line[0].isspace():
            texts[-1] += f" {text}"
        else:
            texts.append(text)
    return [Piece(text) for text in _with_words(texts)]


def _with_words(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if re.search(r"\w", text)]
