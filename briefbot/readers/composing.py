"""What a format says of its article, and the pieces of its text -> Article."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.decoding import LINE_LIMIT, LINES_LIMIT
from briefbot.readers.frontmatter import Header
from briefbot.readers.lines import Piece
from briefbot.readers.text import article_of_pieces
from briefbot.types import Article, Dropped, Frozen, Published, article_id


class Particulars(Frozen):
    """What the metadata of a file says of its article; None where it says nothing."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: Published | None = None
    updated: Published | None = None
    url: str | None = None


NOTHING = Particulars()


class Aside(NamedTuple):
    """Text that a format marks as standing beside the article."""

    text: str
    reason: str
    before: str
    """The paragraph it follows in the file, or ''."""


def compose(
    pieces: list[Piece],
    particulars: Particulars,
    path: str,
    *,
    hints: Particulars = NOTHING,
    asides: Sequence[Aside] = (),
) -> Article:
    """The article of these pieces, sifted as those of a text file are.

    Args:
        pieces: the text in order.
        particulars: what the file says for certain; believed before the text, but for a date that cannot be true.
        path: where it lay.
        hints: what counts only where the text does not tell.
        asides: what the format told apart from the text.

    Raises:
        ReadError: no piece is a paragraph, or they are too many or too long for an article.
    """
    if len(pieces) > LINES_LIMIT or any(len(piece.text) > LINE_LIMIT for piece in pieces):
        raise ReadError(
            f"{path!r} has more than {LINES_LIMIT:,} paragraphs or one of more than {LINE_LIMIT:,} characters, which "
            "is data rather than prose. Take it out."
        )
    said = particulars.model_dump(include={"title", "source", "author", "url"})
    article = article_of_pieces(Path(path), Header(**said), pieces)
    source = article.source or hints.source
    dates = [particulars.published, article.published, hints.published]
    published = next((each for each in dates if each and not each.suspect), None) or next(filter(None, dates), None)
    updated = particulars.updated or article.updated
    if updated and published and (updated.day, updated.time) == (published.day, published.time):
        updated = None
    texts = [paragraph.text for paragraph in article.paragraphs]
    return article.model_copy(
        update={
            "id": article_id(article.title, source, published, texts),
            "source": source,
            "author": article.author or hints.author,
            "published": published,
            "updated": updated,
            "dropped": _with_asides(article, asides),
        }
    )


def _with_asides(article: Article, asides: Sequence[Aside]) -> tuple[Dropped, ...]:
    numbers = {paragraph.text: paragraph.number for paragraph in article.paragraphs}
    added = [Dropped(text=each.text, reason=each.reason, after=numbers.get(each.before, 0)) for each in asides]
    return tuple(sorted([*article.dropped, *added], key=lambda piece: piece.after))
