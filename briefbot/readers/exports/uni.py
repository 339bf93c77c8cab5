"""Exports of Nexis Uni and Lexis+: title, publisher, date, `Section:`, `Length:`, `Body`, `End of Document`."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise

from briefbot.errors import ReadError
from briefbot.readers.article import Aside
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.labels import TITLED, field_of, label_kind
from briefbot.readers.exports.record import Read, Record
from briefbot.readers.lines import Piece, pieces_of_lines

NEXIS_UNI = "Nexis Uni"
_END = re.compile(
    r"(?:end of document|ende des dokuments?|fin du document|fin del? documento|fine (?:del )?documento|"
    r"einde van (?:het )?document|einde document|fim do documento|dokumentende)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))|all rights reserved", re.IGNORECASE)
_LISTED = re.compile(r"\s*(\d{1,4})\.\s+(\S.*)")
_FURNITURE = re.compile(
    r"Page\s+\d*\s*of\s*\d*|\|?\s*About LexisNexis\b.*|Link zum PDF-Dokument|Link to PDF|Return to List", re.IGNORECASE
)
_PART = re.compile(r"ABSTRACT|FULL TEXT:?")
_BESIDE = re.compile(r"\(.*\)|correction appended|.*\bedition", re.IGNORECASE)
"""What can stand between the publisher and the date."""
_HEADS = ("section", "length", "author", "dateline", "highlight", "url", "language", "title")
_LAST = ("end", "loaded", "language", "graphic", "classification", "correction")
_INTO = ("author", "section", "language", "url")


def is_uni(lines: list[str]) -> bool:
    """Whether a text has a body and an end of a document, each on a line of its own, or a load date for an end."""
    kept = [line.strip() for line in lines if line.strip()]
    ended = any(_END.fullmatch(line) for line in kept)
    loaded = any(re.match(r"(?:Load-Date|Ladedatum|Date-Chargement)\s?:", line) for line in kept)
    body = any(label_kind(line) == "body" and ":" not in line for line in kept)
    length = any((field_of(line, TITLED) or ("",))[0] == "length" for line in kept)
    return body and length and (ended or loaded)


def is_mark(line: str) -> bool:
    """Whether a line is a label or an end, which goes on from no line above and which no line of a page repeats."""
    text = line.strip()
    field = field_of(text, TITLED)
    return bool(_END.fullmatch(text) or label_kind(text) or (field and field[0]))


def records_of_uni(lines: list[str]) -> tuple[list[Read], list[str]]:
    """What reads each document, and what is wrong with the export as a whole."""
    kept = [line.strip().replace("\xa0", " ") for line in lines]
    parts: list[list[str]] = [[]]
    for line in kept:
        if _END.fullmatch(line):
            parts.append([])
        elif line:
            parts[-1].append(line)
    *ended, rest = parts
    cut = any(label_kind(line) == "body" for line in rest)
    documents = [each for part in [*ended, *([rest] if cut else [])] for each in _split(part)]
    titles = [match[2] for match in map(_LISTED.fullmatch, _cover(documents[0])) if match] if documents else []
    left = [] if cut else rest
    records: list[Read] = [
        partial(_record, part, titles if number == 0 else [], left if number == len(documents) - 1 else [])
        for number, part in enumerate(documents)
    ]
    loaded = any((field_of(line, TITLED) or ("",))[0] == "loaded" for line in rest)
    headed = any((field_of(line, TITLED) or ("",))[0] in _HEADS or day_and_time(line) for line in left)
    wrong = ["it ends before the end of its last document"] if (cut and (ended or not loaded)) or headed else []
    if titles and len(titles) > len(documents):
        wrong.append(f"it lists {len(titles)} documents, of which {len(documents)} are in it")
    return records, wrong


def _split(part: list[str]) -> list[list[str]]:
    """The documents of a part: more than one where no line says that a document ends, but its date of loading does."""
    bodies = [at for at, line in enumerate(part) if label_kind(line) == "body"]
    ends = [at + 1 for at, line in enumerate(part) if (field_of(line, TITLED) or ("",))[0] == "loaded"]
    cuts = [0, *(end for end in ends if bodies and bodies[0] < end <= bodies[-1]), len(part)]
    found = [part[start:end] for start, end in pairwise(cuts)]
    return [each for each in found if each]


def _cover(lines: list[str]) -> list[str]:
    """The lines above the fields of a document; those of the first hold the list of all."""
    return lines[: _fields_at(lines)]


def _fields_at(lines: list[str]) -> int:
    body = next((at for at, line in enumerate(lines) if label_kind(line) == "body"), len(lines))
    start = body
    for at in range(body - 1, -1, -1):
        field = field_of(lines[at], TITLED)
        if field and field[0] in _HEADS:
            start = at
        elif day_and_time(lines[at]) and len(lines[at]) < 80:
            break
    return start


def _record(lines: list[str], titles: list[str], left: list[str]) -> Record:
    start = _fields_at(lines)
    body = _body_at(lines)
    title, source, date, asides = _head(lines[:start], titles)
    asides += [Aside(line, "end of the export", "") for line in left]
    said: dict[str, str] = {}
    pieces: list[Piece] = []
    kind, label = "", ""
    for line in lines[start:body]:
        field = field_of(line, TITLED)
        if field and field[0]:
            kind, label, line = field
        if kind in _INTO:
            said[kind] = f"{said.get(kind, '')} {line}".strip()
        elif kind == "highlight" and line:
            pieces.append(Piece(line))
        elif line:
            asides.append(Aside(f"{label}: {line}" if label else line, "field of the export", ""))
    end = _tail(lines, body + 1)
    text = lines[body + 1 : end]
    asides += [Aside(line, "label of the export", "") for line in text if _PART.fullmatch(line)]
    pieces += pieces_of_lines([each for line in text for each in (line, "") if not _is_noise(line)])
    kind = ""
    for line in lines[end:]:
        field = field_of(line, TITLED)
        kind = field[0] if field else label_kind(line) or kind
        if field and kind == "language":
            said["language"] = field[2]
        elif kind == "correction" and ":" not in line and line[-1] in ".!?":
            pieces.append(Piece(f"Correction: {line}"))
        else:
            if field and kind == "loaded":
                said["loaded"] = field[2]
            asides.append(Aside(line, "field of the export", ""))
    return Record(title=title, source=source, date=date, body=tuple(pieces), asides=tuple(asides), **said)


def _body_at(lines: list[str]) -> int:
    """The line above the text.

    Raises:
        ReadError: there is no text, or there are several and nothing that parts them.
    """
    bodies = [at for at, line in enumerate(lines) if label_kind(line) == "body"]
    measured = [line for line in lines if (field_of(line, TITLED) or ("",))[0] == "length"]
    if not bodies:
        raise ReadError(f"{lines[0][:80]!r} has no text, only a description. Export it in full text.")
    if len(bodies) > 1 and len(measured) > 1:
        raise ReadError(f"it holds {len(bodies)} texts with no end between them. Export them one by one.")
    return bodies[0]


def _head(lines: list[str], titles: list[str]) -> tuple[str, str, str, list[Aside]]:
    """Title, publisher and date, which stand above the fields in this order, and what stands beside them."""
    lines = [line for line in lines if not _FURNITURE.fullmatch(line)]
    dated = [at for at, line in enumerate(lines) if day_and_time(line) and not _COPYRIGHT.search(line)]
    at = dated[-1] if dated else next((i for i, line in enumerate(lines) if _COPYRIGHT.search(line)), len(lines))
    begin = _begin(lines[:at], titles)
    cover = "\n".join(lines[:begin])
    asides = [Aside(cover, "cover of the export", "")] if cover else []
    after = lines[at + 1 :] if dated else lines[at:]
    asides += [Aside(line, "edition or notice", "") for line in after]
    named = lines[begin:at]
    while len(named) > 2 and _BESIDE.fullmatch(named[-1]):
        asides.append(Aside(named.pop(), "edition or notice", ""))
    date = lines[at] if dated else ""
    if len(named) == 1:
        return named[0], "", date, asides
    return " ".join(named[:-1]), named[-1] if named else "", date, asides


def _begin(above: list[str], titles: list[str]) -> int:
    """Where the title begins; a cover and a list of all titles stand above the first."""
    if not titles:
        return 0
    wanted = _packed(titles[0])
    for at in range(len(above) - 1, -1, -1):
        told = _packed("".join(above[at:-1]))
        fits = told and (wanted.startswith(told) or told.startswith(wanted)) and not _LISTED.fullmatch(above[at])
        if fits and (at == 0 or not wanted.startswith(_packed("".join(above[at - 1 : -1])))):
            return at
    return max(0, len(above) - 2)


def _packed(text: str) -> str:
    """The text without spaces, which a list of titles breaks otherwise."""
    return "".join(text.split())


def _tail(lines: list[str], begin: int) -> int:
    """The line from which on there are only fields."""
    for at in range(begin, len(lines)):
        line = lines[at]
        kind = label_kind(line) if ":" not in line else (field_of(line, TITLED) or ("",))[0]
        if kind == "classification" or (kind in _LAST and _only(lines[at:])):
            return at
    return len(lines)


def _only(lines: list[str]) -> bool:
    """Whether the lines are fields for the most part."""
    fields = sum(label_kind(line) in _LAST or bool((field_of(line, TITLED) or ("",))[0]) for line in lines)
    return 3 * fields >= len(lines)


def _is_noise(line: str) -> bool:
    return bool(_FURNITURE.fullmatch(line) or _PART.fullmatch(line))
