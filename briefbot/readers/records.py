"""JSON and JSON Lines -> one Article a record."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbot.errors import InputError, ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.captions import article_of_cues, cues_of_json, is_transcript
from briefbot.readers.dates import timestamp
from briefbot.readers.html import pieces_of_fragment
from briefbot.readers.io import JSON_LIMIT, check_size, decode, megabytes_of, read_bytes, silenced
from briefbot.readers.jsontext import parse_json
from briefbot.readers.lines import Piece
from briefbot.readers.ninjs import article_of_item, articles_of_ninjs_items, items_of
from briefbot.readers.periods import period_of
from briefbot.readers.reading_lists import articles_of_saved, saved_in_json
from briefbot.readers.syndication import is_json_feed
from briefbot.readers.xml import articles_from_feed
from briefbot.types import Article, Frozen, Problem

LINES_FILE_LIMIT = 100_000_000_000
"""Largest JSON Lines file, in bytes."""
RECORD_LIMIT = 5_000_000
"""Longest line of JSON Lines, in bytes."""
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")


def read_json_records(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a JSON document: one record, a list of them, or an export that holds such a list.

    Of a document that breaks off within such a list the whole records are read, and a Problem tells of the rest.

    Raises:
        ReadError: the file is no JSON, holds no record, or is too large.
    """
    data = read_bytes(path, JSON_LIMIT)
    text = decode(data, path)
    try:
        document, broken = parse_json(text)
    except ValueError as error:
        raise ReadError(f"{str(path)!r} is not JSON: {error}. Export it again.") from error
    del text
    yield from _articles_of_document(document, data, path, mapping)
    if broken:
        yield Problem(path=f"{path}!0", reason=f"{str(path)!r} breaks off: {broken}. Export it again.")


def _articles_of_document(
    document: Any,  # noqa: ANN401 - JSON
    data: bytes,
    path: Path,
    mapping: Mapping | None,
) -> Iterator[Article | Problem]:
    if is_transcript(document):
        yield article_of_cues(cues_of_json(document), str(path))
        return
    saved = saved_in_json(document) if mapping is None else []
    if saved:
        yield from articles_of_saved(saved, str(path))
        return
    if is_json_feed(data):
        yield from articles_from_feed(data, path=str(path))
        return
    items = items_of(document) if mapping is None else None
    if items:
        yield from articles_of_ninjs_items(items, str(path))
        return
    records = _records(document, mapping)
    if not records:
        raise ReadError(f"{str(path)!r} holds no record of an article. Run `briefbot ingest --map records=KEY`.")
    if records == [document]:
        yield _article(document, mapping, str(path))
        return
    for number, record in enumerate(records, start=1):
        yield article_or_problem(record, mapping, f"{path}!{number}")


def read_json_lines(path: Path, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """The articles of a JSON Lines file, one record a line, read one at a time; paths end in the line's number.

    Raises:
        ReadError: the file cannot be opened.
    """
    check_size(path, LINES_FILE_LIMIT)
    try:
        with path.open("rb") as file, megabytes_of(path) as read_to:
            for number in itertools.count(1):
                read_to(file.tell())
                line = file.readline(RECORD_LIMIT + 1)
                if not line:
                    return
                place = f"{path}!{number}"
                if len(line) > RECORD_LIMIT:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(RECORD_LIMIT)
                    yield Problem(
                        path=place, reason=f"{place!r} has more than {RECORD_LIMIT:,} bytes. Split the record."
                    )
                elif line.strip():
                    yield _article_of_line(line, mapping, place)
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error


def _article_of_line(line: bytes, mapping: Mapping | None, place: str) -> Article | Problem:
    try:
        record = json.loads(decode(line, Path(place)))
    except (ValueError, RecursionError) as error:
        return Problem(path=place, reason=f"{place!r} is not JSON: {error}. Export it again.")
    except ReadError as error:
        return Problem(path=place, reason=str(error))
    return article_or_problem(record, mapping, place)


def article_or_problem(record: object, mapping: Mapping | None, place: str) -> Article | Problem:
    """The article of a record, or why there is none."""
    try:
        items = items_of(record) if mapping is None and isinstance(record, dict) else None
        if items and len(items) == 1:
            return article_of_item(items[0], place)
        return _article(record, mapping, place)
    except ReadError as error:
        return Problem(path=place, reason=str(error))


def _records(document: Any, mapping: Mapping | None) -> list[Any]:  # noqa: ANN401 - JSON
    """The records of a document: itself when it is a list or has a body, else those that it holds."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return []
    held = find_value(document, mapping.records if mapping and mapping.records else GENERIC.records)
    if isinstance(held, list) and any(isinstance(each, dict) for each in held):
        return held
    return [document]


def _article(record: object, mapping: Mapping | None, place: str) -> Article:
    if not isinstance(record, dict):
        raise ReadError(f"{place!r} is no record but {str(record)[:40]!r}. Export objects with a title and a body.")
    where = mapping or detect(record)
    pieces, asides = _body(find_value(record, where.body))
    if not pieces:
        keys = ", ".join(map(str, list(record)[:12]))
        raise ReadError(f"{place!r} has no body among its keys {keys}. Name it: `briefbot ingest --map body=KEY`.")
    said = {
        field: _text(find_value(record, getattr(where, field)))
        for field in RECORD_FIELDS
        if field not in ("published", "updated")
    }
    author = re.sub(r"(?i)^by\s+", "", said["author"] or "")
    particulars = Particulars(
        title=said["title"],
        source=said["source"],
        author=author or None,
        published=timestamp(find_value(record, where.published), "record's date"),
        period=period_of(find_value(record, where.published), "record's date"),
        updated=timestamp(find_value(record, where.updated), "record's date of change"),
        url=said["url"],
    )
    with silenced():
        return compose_article(pieces, particulars, place, asides=asides)


def _body(value: object) -> tuple[list[Piece], list[Aside]]:
    """The pieces of a text, of HTML or of a list of paragraphs; what NewsAPI cuts off is said to be missing."""
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    cut = _CUT.search(texts[-1]) if texts else None
    if cut:
        texts[-1] = texts[-1][: cut.start()]
    asides = [Aside(cut[0].strip(), "rest cut off by the export", "")] if cut else []
    if len(texts) == 1:
        return pieces_of_fragment(texts[0]), asides
    lists = [pieces_of_fragment(text) for text in texts]
    return [piece for pieces in lists for piece in pieces], asides


def _text(value: object) -> str | None:
    """The words of a value without tags, those of a list joined by commas; None for objects."""
    values = value if isinstance(value, list) else [value]
    words = [" ".join(piece.text for piece in pieces_of_fragment(each)) for each in values if isinstance(each, str)]
    return ", ".join(dict.fromkeys(filter(None, words))) or None


Paths = tuple[str, ...]
"""Places to look in, in order; a dot steps into an object, or into each object of a list: `content.text`."""
RECORD_FIELDS = ("title", "source", "author", "published", "updated", "url", "body")


class Mapping(Frozen):
    """Where a record holds what: the first place that is filled counts."""

    title: Paths = ()
    source: Paths = ()
    author: Paths = ()
    published: Paths = ()
    updated: Paths = ()
    url: Paths = ()
    body: Paths = ()
    """A text, HTML, or a list of paragraphs."""
    records: Paths = ()
    """Where a document that is no list holds its records."""


GENERIC = Mapping(
    title=("title.rendered", "title", "headline.main", "headline", "webTitle", "fields.headline", "name"),
    source=("source.name", "source", "publisher.name", "publisher", "publication", "outlet", "site_name", "sitename",
            "provider", "site", "source_domain", "domain"),
    author=("author.name", "author", "authors.name", "authors", "byline.original", "byline", "creator",
            "fields.byline"),
    published=("published", "published_at", "publishedAt", "date_published", "datePublished", "pub_date", "pubDate",
               "publish_date", "publication_date", "published_date", "date_publish", "webPublicationDate", "date",
               "created_at", "timestamp"),
    updated=("updated", "updated_at", "updatedAt", "date_modified", "dateModified", "date_modify", "modified",
             "lastModified"),
    url=("url", "link", "web_url", "webUrl", "canonical_url", "source_url", "permalink"),
    body=("paragraphs.text", "paragraphs", "body.text", "body.html", "body", "articleBody", "content_html",
          "content.rendered", "content.text", "content.value", "content", "content_text", "fields.body", "text",
          "full_text", "maintext", "story", "article", "html", "summary", "description", "abstract"),
    records=("articles", "items", "records", "results", "data", "docs", "documents", "entries", "stories", "news",
             "response.docs", "response.results", "hits.hits._source"),
)  # fmt: skip
NEWSAPI = Mapping(
    title=("title",),
    source=("source.name", "source.id"),
    author=("author",),
    published=("publishedAt",),
    url=("url",),
    body=("content", "description"),
    records=("articles",),
)
NITF = Mapping(
    title=("headline", "body.head.hedline.hl1", "body.hedline.hl1", "hedline.hl1", "hl1", "head.title", "title",
           "name"),
    source=("source", "provider.name", "provider", "infosource.name", "distributor", "body.head.distributor"),
    author=("byline", "by", "body.head.byline.person", "body.head.byline", "authors.name"),
    published=("firstcreated", "firstpublished", "head.docdata.date.issue", "docdata.date.issue", "pubdate",
               "versioncreated", "published", "date"),
    updated=("versioncreated", "updated"),
    url=("uri", "url", "link", "canonical"),
    body=("body_xhtml", "body_html", "body_nitf", "body.nitf", "body.p", "body.content.p", "body.content.block.p",
          "body.body.content.p", "body.body.content.block.p", "block.p", "body_text", "body"),
    records=("items", "articles", "results", "data.items", "_items"),
)  # fmt: skip
TRAFILATURA = GENERIC.model_copy(
    update={
        "source": ("source-hostname", "sitename", "hostname"),
        "published": ("date",),
        "url": ("source", "url"),
        "body": ("text", "raw_text"),
    }
)
PRESETS: dict[str, Mapping] = {"newsapi": NEWSAPI, "nitf": NITF, "trafilatura": TRAFILATURA, "generic": GENERIC}


def detect(record: dict[str, Any]) -> Mapping:
    """The preset that fits a record: by the keys that only one export has, else the generic one."""
    if "publishedAt" in record and "urlToImage" in record:
        return NEWSAPI
    if "source-hostname" in record and "text" in record:
        return TRAFILATURA
    if find_value(
        record,
        ("body_xhtml", "body_nitf", "body.nitf", "body.p", "body.content", "body.body.content", "block.p", "hedline"),
    ):
        return NITF
    return GENERIC


def parse_mapping(text: str) -> Mapping:
    """The mapping that a user writes, such as `title=headline,body=content.text|summary`, or a preset's name.

    Fields that it does not name are looked for where the generic preset looks.

    Raises:
        InputError: it is not of this form, or names a field that articles do not have.
    """
    if text.strip().casefold() in PRESETS:
        return PRESETS[text.strip().casefold()]
    fields: dict[str, Paths] = {}
    for part in text.split(","):
        field, equals, places = (each.strip() for each in part.partition("="))
        paths = tuple(place.strip() for place in places.split("|") if place.strip())
        if not equals or not paths or field not in Mapping.model_fields:
            raise InputError(
                f"Cannot use the mapping {part!r}: write FIELD=KEY pairs such as 'title=headline,body=content.text', "
                f"with fields out of {', '.join(Mapping.model_fields)}, or one of {', '.join(PRESETS)}."
            )
        fields[field] = paths
    return GENERIC.model_copy(update=fields)


def find_value(value: Any, paths: Paths) -> Any:  # noqa: ANN401 - JSON
    """The first filled value at the paths, or None; what a list holds is looked up in each of its objects."""
    found = (_at(value, path) for path in paths)
    return next((each for each in found if each not in (None, "", [], {})), None)


def _at(value: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """The value at a dotted path; a key that itself has dots, as `body.content`, is tried first."""
    if isinstance(value, list):
        values = [found for each in value if (found := _at(each, path)) not in (None, "")]
        return [each for found in values for each in (found if isinstance(found, list) else [found])]
    if not isinstance(value, dict):
        return None
    steps = path.split(".")
    for count in range(len(steps), 0, -1):
        key = ".".join(steps[:count])
        if key in value:
            return _at(value[key], ".".join(steps[count:])) if count < len(steps) else value[key]
    return None
