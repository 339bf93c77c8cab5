"""Exports of Nexis in its classic layout: `1 of 100 DOCUMENTS`, as text, as HTML or as RTF."""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby, pairwise

from briefbot.readers.article import Aside
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.labels import IN_CAPITALS, field_of
from briefbot.readers.exports.record import Read, Record
from briefbot.readers.lines import NARROW, WRAP, Piece, unwrap

NEXIS = "Nexis"
BROKEN_SHARE = 0.1
"""Share of the breaks between lines without a blank one that are inside a sentence in text that was wrapped."""
LONGEST_HEAD = 40
"""Lines below the number of a document within which a field must stand."""
_OF = r"(?:of|von|de|van|di|sur|из|af|av)"
_NUMBER = re.compile(
    rf"\s*(?:FOCUS\s*-\s*)?(?:(\d{{1,5}})\s+{_OF}\s+(\d{{1,6}})\s+DO[CK]UMENT\w*|"
    rf"DO[CK]UMENT\w*\s+(\d{{1,5}})\s+{_OF}\s+(\d{{1,6}}))\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"^.{0,20}(?:request|opdracht|auftrag|demande|solicitud)\b.*:\s*(\d+)\s*-\s*(\d+)\s*$", re.IGNORECASE
)
_BROKEN = re.compile(r"there is an error in this document and it is not possible to display it", re.IGNORECASE)
_ENDED = re.compile(r"""[.!?:…][)\]"'”’»]*$""")
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))|rights reserved|droits réservés|rechte vorbehalten", re.IGNORECASE)
_SUPPLIED = re.compile(r"^(?:distributed by|provided by|supplied by|with files from)\b", re.IGNORECASE)
_EDITION = re.compile(r"\b(?:edition|edición|édition|ausgabe|editie|correction appended)\b", re.IGNORECASE)
_LAST = ("end", "loaded", "language", "graphic", "correction")
_INTO = {"title": "title", "author": "author", "section": "section", "language": "language", "url": "url"}


def is_nexis(lines: list[str]) -> bool:
    """Whether a text numbers its documents, and a field of this layout stands below the first number."""
    first = next((at for at, line in enumerate(lines) if _NUMBER.fullmatch(line)), None)
    if first is None:
        return False
    fields = (field_of(line, IN_CAPITALS) for line in lines[first : first + LONGEST_HEAD])
    return any(field and field[0] not in ("", "title") for field in fields)


def is_nexis_page(data: bytes) -> bool:
    """Whether a page can be an export in this layout."""
    return bool(
        re.search(rb"\b(?:DOCUMENTS?\s*</span>|DOCFULL|LXNComment|Do[ck]ument\s+\d+\s+\w+\s+\d+)", data, re.IGNORECASE)
    )


def is_number(line: str) -> bool:
    """Whether a line is the number of a document."""
    return _NUMBER.fullmatch(line) is not None


def records_of_nexis(lines: list[str]) -> tuple[list[Read], list[str]]:
    """What reads each document, and what is wrong with the export as a whole."""
    starts = [at for at, line in enumerate(lines) if is_number(line)]
    open_ = any(not line.strip() for line in lines)
    ends = [*starts[1:], len(lines)]
    width = _width(lines)
    cover = "\n".join(line.strip() for line in lines[: starts[0]] if line.strip())
    records: list[Read] = [
        partial(
            _record if open_ else _record_of_pages, lines[start + 1 : end], width, cover if start == starts[0] else ""
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    marks = [lines[at] for at in starts]
    wrong = _gaps(marks) or _missing(lines[: starts[0]], len(starts)) or _rest(marks)
    broken = sum(bool(_BROKEN.search(line)) for line in lines)
    return records, [*wrong, *([f"{broken} of its documents could not be shown by the database"] if broken else [])]


def _missing(cover: list[str], found: int) -> list[str]:
    """What the cover names, but the export does not hold."""
    named = next((match for match in map(_RANGE.search, cover) if match), None)
    count = int(named[2]) - int(named[1]) + 1 if named else found
    return [f"its cover names {count} documents, of which {found} are in it"] if count > found else []


def _gaps(marks: list[str]) -> list[str]:
    """What the numbers of the documents leave out."""
    numbers = [[int(group) for group in match.groups() if group] for match in map(_NUMBER.fullmatch, marks) if match]
    there = {number for number, _ in numbers}
    missing = sorted(set(range(min(there), max(there))) - there)
    if missing:
        named = ", ".join(map(str, missing[:10]))
        return [f"its documents go from {min(there)} to {max(there)}, but {named} are not there"]
    return []


def _rest(marks: list[str]) -> list[str]:
    """What comes after the last document by the numbers of all."""
    numbers = [[int(group) for group in match.groups() if group] for match in map(_NUMBER.fullmatch, marks) if match]
    last, of = max(numbers)
    return [f"it holds {last} of {of} documents"] if min(numbers)[0] == 1 and last < of else []


def _width(lines: list[str]) -> int:
    """The column at which all text of the export was wrapped; 0 when each line is a paragraph."""
    lengths = sorted(len(line) for line in lines if line and not line.startswith("    "))
    longest = lengths[len(lengths) * 98 // 100] if lengths else 0
    return longest if NARROW <= longest <= WRAP and _is_wrapped(lines) else 0


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines break inside sentences, as they do not where each is a paragraph."""
    breaks = [(above, below) for above, below in pairwise(lines) if above.strip() and below.strip()]
    inside = sum(below[0].islower() and not _ENDED.search(above.rstrip()) for above, below in breaks)
    return inside > BROKEN_SHARE * len(breaks)


def _record(lines: list[str], width: int, cover: str) -> Record:
    blocks = [list(group) for filled, group in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    blocks = _parted_at_body(blocks)
    first = next((at for at, block in enumerate(blocks) if _opens(block)), len(blocks))
    said = _head(blocks[:first])
    fields, begin, end = _fields(blocks, first)
    for kind, _, value in fields:
        if kind in _INTO and value:
            said[_INTO[kind]] = value
    loaded = next((value for kind, _, value in fields if kind == "loaded"), "")
    asides = [Aside(cover, "cover of the export", "")] if cover else []
    asides += [Aside(text, "edition or notice", "") for text in said.pop("editions", "").split("\n") if text]
    body = [Piece(text) for block in blocks[begin:end] for text in unwrap(block, width)]
    highlight = [Piece(value) for kind, _, value in fields if kind == "highlight" and value]
    correction = [Piece(f"{label}: {value}") for kind, label, value in fields if kind == "correction" and value]
    asides += [
        Aside(f"{label}: {value}", "field of the export", "")
        for kind, label, value in fields
        if kind not in ("highlight", "correction", "body", *_INTO) and value
    ]
    tail = [block for block in blocks[end:] if not _opens(block)]
    asides += [Aside(" ".join(" ".join(block).split()), "notice of the export", "") for block in tail]
    ends = ("loaded", "language", "end")
    return Record(
        **said,
        loaded=loaded,
        body=(*highlight, *body, *correction),
        asides=tuple(asides),
        whole=any(kind in ends for kind, _, _ in fields) or bool(tail),
    )


def _record_of_pages(lines: list[str], width: int, cover: str) -> Record:
    """A document whose lines came from pages, without the blank ones that part it and with heads of pages in it."""
    first = next((at for at, line in enumerate(lines) if _is_label(line)), len(lines))
    notice = max((at + 1 for at in range(first) if _COPYRIGHT.search(lines[at])), default=0)
    begin = next((at for at, line in enumerate(lines) if _is_label(line) == "body"), first)
    date = next((line for line in lines[notice:first] if day_and_time(line)), "")
    title = next((field_of(line, IN_CAPITALS) for line in lines[first:begin] if _is_label(line) == "title"), None)
    words = re.escape(" ".join(title[2].split()[:3])) if title else ""
    head = re.compile(rf"{words}.*{re.escape(date.strip())}")
    heads = [line for line in lines[begin:] if date and title and head.fullmatch(line.strip())]
    parted: list[str] = []
    for at, line in enumerate(lines):
        if line in heads:
            continue
        goes_on = line[:1].islower() or (at > 0 and lines[at - 1] in heads)
        if at > begin and goes_on and not _ENDED.search(parted[-1]) and not _is_label(line):
            parted[-1] += f" {line}"  # goes on from the page before
            continue
        parted += ["", line] if at == notice or _is_label(line) else [line]
    record = _record(parted, width, cover)
    told = tuple(Aside(" ".join(line.split()), "running head", "") for line in dict.fromkeys(heads))
    return record.model_copy(update={"asides": (*record.asides, *told)})


def _is_label(line: str) -> str:
    """The kind of field that a line begins; '' where it begins none that is known."""
    found = field_of(line, IN_CAPITALS)
    return found[0] if found else ""


def _parted_at_body(blocks: list[list[str]]) -> list[list[str]]:
    """The blocks, with the text that follows BODY without a blank line as a block of its own."""
    for at, block in enumerate(blocks):
        for place, line in enumerate(block):
            field = field_of(line, IN_CAPITALS)
            if not field or field[0] != "body" or line.startswith("    "):
                continue
            text = [*filter(None, [field[2]]), *block[place + 1 :]]
            label = [*block[:place], line[: line.index(":") + 1]]
            return [*blocks[:at], label, *filter(None, [text]), *blocks[at + 1 :]]
    return blocks


def _opens(block: list[str]) -> bool:
    """Whether a block begins with a field."""
    return field_of(block[0], IN_CAPITALS) is not None and not block[0].startswith("    ")


def _head(blocks: list[list[str]]) -> dict[str, str]:
    """Publisher, date, editions and title, which stand above the fields without labels."""
    said: dict[str, str] = {}
    editions: list[str] = []
    left: list[str] = []
    below = ""
    for block in blocks:
        centred = block[0].startswith("    ")
        lines = [line.strip() for line in block]
        if centred and _COPYRIGHT.search(" ".join(lines)) or _COPYRIGHT.match(lines[0]):
            last = max(
                at for at, line in enumerate(lines) if not at or _COPYRIGHT.search(line) or _SUPPLIED.match(line)
            )
            editions.append(" ".join(lines[: last + 1]))
            below = " ".join(lines[last + 1 :])
            continue
        if "date" not in said or centred:
            for line in lines:
                if "date" not in said and day_and_time(line):
                    said["date"] = line
                elif "source" not in said and "date" not in said and not _SUPPLIED.match(line):
                    said["source"] = line
                else:
                    editions.append(line)
        elif len(lines) == 1 and _EDITION.fullmatch(lines[0]):
            editions.append(lines[0])
        else:
            left += lines
    if below and "source" not in said:  # where no blank line parts it from the notice
        said["source"] = below
    elif below:
        editions.append(below)
    said["title"] = " ".join(left)
    said["editions"] = "\n".join(editions)
    return said


ExportField = tuple[str, str, str]


def _fields(blocks: list[list[str]], first: int) -> tuple[list[ExportField], int, int]:
    """All fields, and the blocks between which the text stands."""
    fields: list[ExportField] = []
    begin = first
    while begin < len(blocks) and _opens(blocks[begin]):
        found = _fields_of(blocks[begin])
        measured = any(kind == "length" for kind, _, _ in fields)
        if any(kind in _LAST for kind, _, _ in found) or (measured and not found[0][0]):
            break
        fields += found
        begin += 1
        if found[-1][0] == "body":
            break
    end = _tail(blocks, begin)
    for block in blocks[end:]:
        if _opens(block):
            fields += _fields_of(block)
    return fields, begin, end


def _tail(blocks: list[list[str]], begin: int) -> int:
    """The block from which on there are only fields and notices, but for a caption or a correction among them."""
    for at in range(begin, len(blocks)):
        if _opens(blocks[at]) and _fields_of(blocks[at])[0][0] in _LAST:
            rest = blocks[at:]
            if 2 * sum(_opens(block) or _is_notice(block) for block in rest) >= len(rest):
                return at
    end = len(blocks)
    while end > begin and (_opens(blocks[end - 1]) or _is_notice(blocks[end - 1])):
        end -= 1
    return end


def _is_notice(block: list[str]) -> bool:
    return block[0].startswith("    ") or bool(_COPYRIGHT.search(block[0].strip()))


def _fields_of(block: list[str]) -> list[ExportField]:
    """The fields of a block; lines without a label carry on the field above."""
    fields: list[ExportField] = []
    for line in block:
        field = field_of(line, IN_CAPITALS)
        if field and (field[0] or not fields):
            fields.append(field)
        elif fields:
            kind, label, value = fields[-1]
            fields[-1] = kind, label, f"{value} {line.strip()}".strip()
    return fields
