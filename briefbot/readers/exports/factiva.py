"""Exports of Factiva: pages with field codes or in the article's layout, their text in RTF and Word, and XML."""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element

from briefbot.readers.article import Aside
from briefbot.readers.bylines import is_name
from briefbot.readers.dates import timestamp
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.languages import language_code
from briefbot.readers.exports.record import Read, Record
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import Element as Markup
from briefbot.readers.markup import clean, local_name, pieces_of_markup

FACTIVA = "Factiva"
HEAD_LINES = 16
"""Lines of a document, at most, above its text."""
_NUMBER = r"[A-Za-z][A-Za-z0-9]{7,9}(?:19|20)\d{6}[a-z][A-Za-z0-9]{8}"
_END = re.compile(rf"\W*(?:AN\s+)?(?:\S{{2,14}}\s+)?({_NUMBER})\W*")
"""The last line of a document: the word 'document' in the language of the interface, and the accession number."""
_WORDS = re.compile(r"\d[\d.,'’\s]*\s*[^\W\d_]{1,12}\.?")
_COPYRIGHT = re.compile(r"^(?:\(c\)|©|copyright\b|\(?c\)?opyright)", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{2}(?:\s?[AaPp][Mm])?|\d{1,2}\s?[hH]\s?\d{2}")
_CODE = re.compile(r"[A-Z0-9]{2,8}")
_CODES = "SE|HD|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|BY|CLM|CX|ART|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|CT|TI|DLN"
_ROW = re.compile(rf"({_CODES})(?:\s{{1,}}|\t|$)(.*)")
_BY = re.compile(r"(?:by|von|par|por|di|da|door)\s+\S", re.IGNORECASE)
_BODY = ("LP", "TD")
_ASIDES = {"ART": "image or caption", "CX": "correction", "PG": "page", "ED": "edition", "VOL": "volume"}


def is_factiva_page(data: bytes) -> bool:
    """Whether a page is an export of Factiva."""
    return bool(re.search(rb"""class=["']article \w{2,6}Article|<title>\s*(?:Dow Jones )?Factiva\s*</title>""", data))


def records_of_factiva_page(tree: Markup) -> list[Read]:
    """What reads each document of a page."""
    articles = [each for each in tree.iter("div") if re.search(r"\barticle \w{2,6}Article\b", each.get("class") or "")]
    return [partial(_of_table if _table(each) is not None else _of_blocks, each) for each in articles]


def is_factiva_text(lines: list[str]) -> bool:
    """Whether a text has documents that end with an accession number, and begin as Factiva's do."""
    kept = [line.strip() for line in lines if line.strip()]
    last = next((at for at, line in enumerate(kept) if _END.fullmatch(line)), None)
    if last is None:
        return False
    head = kept[: min(last, HEAD_LINES * 3)]
    return any(_WORDS.fullmatch(line) for line in head) or sum(bool(_ROW.fullmatch(line)) for line in head) > 3


def records_of_text(lines: list[str]) -> tuple[list[Read], list[str]]:
    """What reads each document of a text, and what is wrong with the export as a whole."""
    parts: list[list[str]] = [[]]
    for line in lines:
        text = line.strip()
        if text:
            parts[-1].append(text)
        if _END.fullmatch(text):
            parts.append([])
    *documents, rest = parts
    cut = any(_WORDS.fullmatch(line) for line in rest[:HEAD_LINES]) and len(rest) > 3
    if cut:
        documents.append(rest)
    summary = [] if cut else [line for line in rest if re.search(r"\w", line)]
    records: list[Read] = [
        partial(_of_lines, document, summary if document is documents[-1] else []) for document in documents
    ]
    return records, ["it ends before the end of its last document"] if cut else []


def is_factiva_xml(root: Element) -> bool:
    """Whether a document is Factiva's PPSResponse, or articles of one."""
    return any(local_name(each) in ("ppsresponse", "ppsarticle", "ppsarticleresponse") for each in root.iter())


def records_of_xml(root: Element) -> list[Read]:
    """What reads each article of a PPSResponse."""
    return [partial(_of_xml, each) for each in root.iter() if local_name(each) == "article"]


def _table(article: Markup) -> Markup | None:
    return next((table for table in article.iter("table") if table.xpath(".//b[string-length(.)<=3]")), None)


def _of_table(article: Markup) -> Record:
    """A document as rows of a code and its field."""
    fields: dict[str, list[str]] = {}
    body: list[Piece] = []
    for row in _table(article).iter("tr"):  # type: ignore[union-attr]
        cells = [cell for cell in row if local_name(cell) == "td"]
        code = clean(" ".join(cells[0].itertext())) if len(cells) > 1 else ""
        if code in _BODY:
            body += pieces_of_markup(cells[-1])
        elif code:
            fields.setdefault(code, []).append(clean(" ".join(cells[-1].itertext())))
    return _of_codes({code: " ".join(values) for code, values in fields.items()}, body)


def _of_codes(fields: dict[str, str], body: list[Piece]) -> Record:
    number = re.search(_NUMBER, fields.get("AN", ""))
    correction = fields.pop("CX", "")
    used = ("HD", "BY", "SE", "PD", "ET", "SN", "LA")
    return Record(
        title=fields.get("HD"),
        author=fields.get("BY"),
        section=fields.get("SE"),
        date=fields.get("PD", ""),
        time=fields.get("ET", ""),
        source=fields.get("SN"),
        language=fields.get("LA"),
        ids=(number[0],) if number else (),
        body=(*body, *([Piece(f"Correction: {correction}")] if correction else [])),
        asides=tuple(
            Aside(f"{code}: {value}", _ASIDES.get(code, "field of the export"), "")
            for code, value in fields.items()
            if code not in used
        ),
    )


def _of_blocks(article: Markup) -> Record:
    """A document as blocks without labels: headline, author, words, date, publisher and so on."""
    head: list[str] = []
    title = author = ""
    section = ""
    body: list[Piece] = []
    below: list[str] = []
    number = None
    for block in article.iter("div", "p"):
        if block is article or any(local_name(child) in ("div", "p") for child in block):
            continue
        text, mark = clean(" ".join(block.itertext())), f"{block.get('class') or ''} {block.get('id') or ''}"
        ends = _END.fullmatch(text)
        if ends:
            number = ends[1]
        elif "hd" in mark.split() or "eadline" in f"{mark} {_inside(block)}":
            section, title = ("; ".join(head), text) if not title else (section, title)
            head = [] if title == text else head
        elif "author" in mark:
            author = f"{author}; {text}".strip("; ")
        elif "articleParagraph" in mark:
            body += pieces_of_markup(block)
        elif text and (block.tag == "p" or body):
            below.append(text)
        elif text:
            head.append(text)
    said, left = _particulars(head)
    after = body[-1].text if body else ""
    asides = [Aside(text, "field of the export", "") for text in left]
    asides += [Aside(text, "note below the article", after) for text in below]
    ids = (number,) if number else ()
    return Record(
        title=title, author=author, section=section or None, ids=ids, body=tuple(body), asides=tuple(asides), **said
    )


def _inside(block: Markup) -> str:
    return " ".join(child.get("class") or "" for child in block)


def _of_lines(lines: list[str], summary: list[str]) -> Record:
    """A document as lines, with what the export says of its search below the last."""
    record = _of_document(lines)
    told = (Aside("\n".join(summary), "search of the export", ""),) if summary else ()
    return record.model_copy(update={"asides": (*record.asides, *told)})


def _of_document(lines: list[str]) -> Record:
    """A document as rows of codes, else in the same order as the blocks of a page."""
    if sum(bool(_ROW.fullmatch(line)) for line in lines[: HEAD_LINES * 2]) > 3:
        return _of_rows(lines)
    at = next((at for at, line in enumerate(lines[:HEAD_LINES]) if at and _WORDS.fullmatch(line)), None)
    if at is None:
        return Record(title=lines[0] if lines else None, body=tuple(map(Piece, lines[1:])))
    above = lines[:at]
    end = _end_of_head(lines, at)
    said, left = _particulars(lines[at:end])
    author = above.pop() if len(above) > 1 and (_BY.match(above[-1]) or is_name(above[-1])) else None
    section = above.pop(0) if len(above) > 1 and len(above[0]) <= 30 < len(above[1]) else None
    last = _END.fullmatch(lines[-1])
    body = lines[end : -1 if last else None]
    return Record(
        title=above[0],
        author=author,
        section=section,
        ids=(last[1],) if last else (),
        body=(*map(Piece, above[1:]), *map(Piece, body)),
        asides=tuple(Aside(text, "field of the export", "") for text in left),
        **said,
    )


def _end_of_head(lines: list[str], at: int) -> int:
    """The line below the notice of copyright, or else below the language."""
    for number, line in enumerate(lines[at : at + HEAD_LINES], start=at):
        if _COPYRIGHT.search(line):
            return number + 1
    for number, line in enumerate(lines[at : at + HEAD_LINES], start=at):
        if len(line) <= 25 and language_code(line):
            return number + 1
    return at + 1


def _particulars(head: list[str]) -> tuple[dict[str, str], list[str]]:
    """Date, time, publisher and language of the lines between the headline and the text, and the other lines."""
    said: dict[str, str] = {}
    left = []
    for line in head:
        if "date" not in said:
            said.update({"date": line} if day_and_time(line) else {})
            left += [] if "date" in said else [line]
        elif _TIME.fullmatch(line) and "time" not in said and "source" not in said:
            said["time"] = line
        elif "source" not in said:
            said["source"] = line
        elif "language" not in said and not _CODE.fullmatch(line) and not _COPYRIGHT.search(line) and len(line) <= 25:
            said.update({"language": line} if language_code(line) else {})
            left += [] if "language" in said else [line]
        else:
            left.append(line)
    return said, left


def _of_rows(lines: list[str]) -> Record:
    fields: dict[str, str] = {}
    body: list[Piece] = []
    code = ""
    for line in lines:
        row = _ROW.fullmatch(line)
        code, text = (row[1], row[2].strip()) if row else (code, line)
        if code in _BODY and text:
            body.append(Piece(text))
        elif text:
            fields[code] = f"{fields.get(code, '')} {text}".strip()
    return _of_codes(fields, body)


def _of_xml(article: Element) -> Record:
    def said(name: str) -> str:
        found = next((each for each in article.iter() if local_name(each) == name), None)
        return clean(" ".join(found.itertext())) if found is not None else ""

    def pieces(name: str) -> list[Piece]:
        parts = [each for each in article if local_name(each) == name]
        texts = [clean(" ".join(each.itertext())) for part in parts for each in part]
        plain = [line for part in parts for line in [*(part.text or "").splitlines(), ""]]
        return [*pieces_of_lines(plain), *(Piece(text) for text in texts if text)]

    number = said("accessionno")
    date = " ".join(filter(None, (said("publicationdate"), said("publicationtime"))))
    used = ("accessionno", "baselanguage", "headline", "leadparagraph", "tailparagraphs", "publicationdate",
            "publicationtime", "sourcename", "byline", "sectionname", "corrections")  # fmt: skip
    correction = pieces("corrections")
    return Record(
        title=said("headline"),
        source=said("sourcename") or said("publishername"),
        author=said("byline"),
        published=timestamp(date, "Factiva publicationDate"),
        date=date,
        section=said("sectionname") or None,
        language=said("baselanguage"),
        ids=(number,) if number else (),
        body=(*pieces("leadparagraph"), *pieces("tailparagraphs"), *correction),
        asides=tuple(
            Aside(f"{local_name(each)}: {text}", "field of the export", "")
            for each in article
            if local_name(each) not in used and (text := clean(" ".join(each.itertext())))
        ),
    )
