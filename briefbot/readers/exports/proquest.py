"""Exports of ProQuest: texts between rules of underscores, pages and e-mails with the same labels."""

from __future__ import annotations

import re
from functools import partial

from briefbot.readers.article import Aside
from briefbot.readers.exports.layout import lines_of_page
from briefbot.readers.exports.record import Read, Record
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markup import Element

PROQUEST = "ProQuest"
RULE = "_" * 60
"""What stands between two documents."""
_RULE = re.compile(r"\s*_{40,}\s*")
_FIELD = re.compile(r"([^\W\d_][\w /&()’'-]{1,45}?)\s?:(?:\s+(.*))?")
_LABELS: dict[str, tuple[str, ...]] = {
    "title": ("title", "titel", "titre", "título"),
    "author": ("author", "autor", "auteur", "autores", "byline"),
    "body": ("full text", "volltext", "texte intégral", "texto completo", "fulltext"),
    "source": ("publication title", "titel der publikation", "titre de la publication", "título de publicación",
               "título de la publicación"),
    "info": ("publication info", "source", "angaben zur veröffentlichung", "información de publicación"),
    "date": ("publication date", "datum der veröffentlichung", "date de publication", "fecha de publicación"),
    "section": ("section", "sektion", "sección", "rubrique"),
    "language": ("language of publication", "language", "sprache der veröffentlichung", "langue de publication",
                 "idioma de la publicación"),
    "id": ("proquest document id", "proquest-dokument-id", "id du document proquest", "id del documento de proquest"),
    "url": ("document url", "documenturl", "dokument-url", "url du document", "url del documento"),
    "": ("abstract", "links", "subject", "location", "people", "company / organization", "first page", "pages",
         "publication year", "publisher", "place of publication", "country of publication", "publication subject",
         "issn", "e-issn", "source type", "document type", "copyright", "last updated", "database", "credit",
         "caption", "illustration", "business indexing term", "identifier / keyword", "column", "volume", "issue",
         "accession number", "document feature", "word count", "classification", "dateline", "edition", "start page",
         "number of pages", "correspondence author", "product name", "other", "related url", "text word count",
         "term", "alternate title", "supplement", "series", "isbn", "doi", "references"),
}  # fmt: skip
_KIND = {label: kind for kind, labels in _LABELS.items() for label in labels}
_LEFT_OUT = re.compile(r"none available|not available|nicht verfügbar|non disponible|no disponible", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:Document|Dokument|Documento) \d+ (?:of|von|sur|de) (\d{1,5})|Email \d+ of \d+", re.IGNORECASE
)
"""A document's number and how many there are, or those of an e-mail, which holds several."""
_NOISE = re.compile(r"ProQuest document link|https?://\S+|<\s*>|\W*", re.IGNORECASE)
_PICTURE = re.compile(r"Enlarge this image\.?", re.IGNORECASE)
_INNER = re.compile(r"</?(?:html|head|body|text)\b[^>]*>|(?<=>)html&gt;", re.IGNORECASE)
_PAGE = "//a[starts-with(@name, 'DocID_')]"


def is_proquest(lines: list[str]) -> bool:
    """Whether a text has the labels of ProQuest."""
    kinds = [kind for kind in map(_kind_of, lines) if kind]
    return "body" in kinds and ("id" in kinds or ("source" in kinds and "date" in kinds) or "info" in kinds)


def without_inner_pages(text: str) -> str:
    """The page without the tags of pages that it holds within: a parser takes the first end for the last."""
    return _INNER.sub(" ", text)


def lines_of_proquest_page(tree: Element) -> list[str]:
    """The lines of a page, with a rule before each document."""
    return lines_of_page(tree, rule=RULE, before=_PAGE)


def is_proquest_page(data: bytes) -> bool:
    """Whether a page can be an export of ProQuest."""
    return b"proquest" in data.lower() and b"Full text" in data


def records_of_proquest(lines: list[str]) -> tuple[list[Read], list[str]]:
    """What reads each document, and what is wrong with the export as a whole."""
    lines = [re.sub(r"^(?:>\s?)+", "", line) for line in lines]
    parts: list[list[str]] = [[]]
    for line in lines:
        if _RULE.fullmatch(line):
            parts.append([])
        else:
            parts[-1].append(line)
    parts = [document for part in parts for document in _split(part)]
    documents = [part for part in parts if sum(_kind_of(line) is not None for line in part) > 2]
    cover = [line for part in parts if part not in documents for line in part if line.strip()]
    records: list[Read] = [partial(_record, part, cover if at == 0 else []) for at, part in enumerate(documents)]
    numbers = [match[1] for match in map(_NUMBERED.fullmatch, map(str.strip, lines)) if match and match[1]]
    count = max(map(int, numbers), default=0)
    wrong = [f"it numbers {count} documents, of which {len(documents)} are in it"] if count > len(documents) else []
    return records, wrong


def _split(part: list[str]) -> list[list[str]]:
    """The documents of a part without rules: one ends with the name of its database."""
    documents: list[list[str]] = [[]]
    ended = False
    for line in part:
        if ended and line.strip() and _kind_of(line) is None:
            documents.append([])
            ended = False
        documents[-1].append(line)
        ended = ended or line.strip().casefold().startswith("database:")
    return documents


def _kind_of(line: str) -> str | None:
    """The kind of the field that a line begins, '' for one of no further use; None for no field."""
    match = _FIELD.match(line.strip())
    return _KIND.get(match[1].casefold()) if match else None


def _record(lines: list[str], cover: list[str]) -> Record:
    fields: dict[str, list[str]] = {}
    asides = [Aside("\n".join(cover), "cover of the export", "")] if cover else []
    above: list[str] = []
    kind: str | None = None
    label = ""
    for line in lines:
        found = _kind_of(line)
        text = line.strip()
        if found is not None and not (kind == "body" and found == "" and _in_text(line)):
            match = _FIELD.match(text)
            kind, label, text = found, match[1] if match else "", (match[2] or "").strip() if match else ""
        if found is None and text and kind != "body" and (_NOISE.fullmatch(text) or _NUMBERED.fullmatch(text)):
            asides.append(Aside(text, "field of the export", ""))
        elif kind is None:
            above += [text] if text else []
        elif kind == "":
            if text:
                asides.append(Aside(f"{label}: {text}", "field of the export", ""))
        elif kind == "body" and _PICTURE.fullmatch(text):
            asides.append(Aside(text, "picture link", ""))
            fields.setdefault(kind, []).append("")
        else:
            fields.setdefault(kind, []).append(text)
    said = {kind: " ".join(filter(None, values)) for kind, values in fields.items() if kind != "body"}
    body = fields.get("body", [])
    if len(" ".join(body)) < 60 and _LEFT_OUT.search(" ".join(body)):
        body = []
    info, source = said.get("info", ""), said.get("source", "")
    asides += [Aside(text, "field of the export", "") for text in (info, source if ";" in source else "") if text]
    return Record(
        title=said.get("title") or " ".join(above[:1]),
        source=(source or info).split(";")[0],
        author=said.get("author"),
        section=said.get("section"),
        date=said.get("date") or info,
        language=said.get("language"),
        url=said.get("url"),
        ids=(said["id"],) if said.get("id") else (),
        whole=bool(said.get("id") or said.get("date") or info),
        body=tuple(_pieces(body)),
        asides=tuple([*asides, *(Aside(text, "heading", "") for text in (above if said.get("title") else above[1:])
                                 if text != said.get("title"))]),
    )  # fmt: skip


def _in_text(line: str) -> bool:
    """Whether a line within the text, such as `CREDIT: ...`, is the newspaper's own."""
    return line.strip().split(":")[0].isupper()


def _pieces(lines: list[str]) -> list[Piece]:
    """The paragraphs: a line each, unless blank lines part them and the lines are wrapped."""
    return pieces_of_lines(lines)
