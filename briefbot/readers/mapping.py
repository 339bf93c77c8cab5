"""Which keys of a JSON record hold the parts of an article: presets for common exports, and the user's own."""

from __future__ import annotations

from typing import Any

from briefbot.errors import InputError
from briefbot.types import Frozen

Paths = tuple[str, ...]
"""Places to look in, in order; a dot steps into an object, or into each object of a list: `content.text`."""

FIELDS = ("title", "source", "author", "published", "updated", "url", "body")


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
            "provider", "site", "domain"),
    author=("author.name", "author", "authors.name", "authors", "byline.original", "byline", "creator",
            "fields.byline"),
    published=("published", "published_at", "publishedAt", "date_published", "datePublished", "pub_date", "pubDate",
               "publish_date", "publication_date", "published_date", "webPublicationDate", "date", "created_at",
               "timestamp"),
    updated=("updated", "updated_at", "updatedAt", "date_modified", "dateModified", "modified", "lastModified"),
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

PRESETS: dict[str, Mapping] = {"newsapi": NEWSAPI, "nitf": NITF, "generic": GENERIC}


def detect(record: dict[str, Any]) -> Mapping:
    """The preset that fits a record: by the keys that only one export has, else the generic one."""
    if "publishedAt" in record and "urlToImage" in record:
        return NEWSAPI
    if find(
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


def find(value: Any, paths: Paths) -> Any:  # noqa: ANN401 - JSON
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
