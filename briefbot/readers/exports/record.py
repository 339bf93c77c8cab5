"""What the export of a press database says of one article -> Article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.exports.languages import language_code
from briefbot.readers.exports.writers import writers_of
from briefbot.readers.lines import Piece
from briefbot.readers.periods import period_of
from briefbot.types import Article, Frozen, Period, Problem, Published

_NUMBER = re.compile(r"-?\d{4,}")
"""A number alone below the text: a syndicate's of the article."""
_BY = re.compile(r"(?i)^(?:by|von|par|por|di|da|door|av|af)\s*:?\s+(?=\S)")


class Record(Frozen):
    """One article of an export, field by field as it was written."""

    title: str | None = None
    source: str | None = None
    date: str = ""
    """The words that hold the day, and the time of day where there is one."""
    time: str = ""
    """The words that hold the time of day, where they stand apart."""
    loaded: str = ""
    """The words that hold the day on which the database took it in, often the next."""
    published: Published | None = None
    """The date, where the format has it as machines write it."""
    author: str | None = None
    section: str | None = None
    language: str | None = None
    """A code or a name in any language."""
    url: str | None = None
    ids: tuple[str, ...] = ()
    body: tuple[Piece, ...] = ()
    asides: tuple[Aside, ...] = ()
    whole: bool = True
    """Whether the fields that end a document in its layout are there."""


Read = Callable[[], Record]
"""Reads one document of an export, when it is its turn."""


def articles_of_records(
    records: Sequence[Read], path: str, product: str, *, alone: bool = False, told: bool = False
) -> Iterator[Article | Problem]:
    """The articles of an export, read one by one.

    Args:
        records: reads one article each.
        path: of the export.
        product: the database it came from, for messages.
        alone: whether the one article is all that the file holds, and so stands for it.
        told: whether something that is wrong with the export as a whole was told already.
    """
    ended = False
    for number, read in enumerate(records, start=1):
        place = path if alone else f"{path}!{number}"
        try:
            record = read()
            yield article_of_record(record, place, product)
        except ReadError as error:
            yield Problem(path=place, reason=f"Document {number} of this {product} export: {error}")
            continue
        if number == len(records) and ended and not record.whole and not told:
            reason = (
                f"{path!r} breaks off in document {number}: it lacks the fields that end the others. Export it again."
            )
            yield Problem(path=f"{path}!0", reason=reason)
        ended = ended or record.whole


def article_of_record(record: Record, place: str, product: str) -> Article:
    """The article of one record.

    Raises:
        ReadError: it has no text.
    """
    if not any(re.search(r"\w", piece.text) for piece in record.body):
        title = (record.title or "?")[:80]
        raise ReadError(f"{place!r} ({title!r}) has no text, only a description. Export it in full text.")
    byline = " ".join((record.author or "").split())
    author = writers_of(byline, record.source)
    asides = [aside for aside in record.asides if re.search(r"\w", aside.text)]
    if author != _BY.sub("", byline).strip(" ,;"):
        asides.append(Aside(byline, "byline", ""))
    body = list(record.body)
    while len(body) > 1 and _NUMBER.fullmatch(body[-1].text):
        asides.append(Aside(body.pop().text, "number of the export", ""))
    return compose_article(
        body,
        Particulars(
            title=_line(record.title),
            source=_line(record.source),
            author=author or None,
            published=record.published or _published(record, product),
            period=_period(record, product),
            section=_line(record.section),
            language=language_code(record.language or ""),
            url=_line(record.url),
            ids=record.ids,
        ),
        place,
        asides=asides,
    )


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _published(record: Record, product: str) -> Published | None:
    words = " ".join(f"{record.date} {record.time}".split())
    found = day_and_time(words)
    if found:
        return Published(day=found[0], time=found[1], evidence=f"{product} date {words!r}")
    loaded = day_and_time(record.loaded)
    if loaded and not _period(record, product):
        return Published(day=loaded[0], evidence=f"{product} load date {record.loaded!r}", confidence="low")
    return None


def _period(record: Record, product: str) -> Period | None:
    """The month or season that a magazine has for its date."""
    return period_of(record.date, f"{product} date")
