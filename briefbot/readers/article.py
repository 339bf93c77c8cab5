"""Plain text and Markdown files -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from briefbot.errors import ReadError
from briefbot.readers.bylines import Dateline, split_dateline
from briefbot.readers.dates import timestamp
from briefbot.readers.frontmatter import Header, header_line, header_of, status_of
from briefbot.readers.io import LINE_LIMIT, LINES_LIMIT
from briefbot.readers.lines import Piece
from briefbot.readers.pubdate import DateEvidence, last_update, outlived, partly_told, period_told, publication
from briefbot.readers.publishers import (
    OF_CREDIT,
    OF_FILE,
    OF_LINE,
    OF_TEXT,
    Publisher,
    first_named,
    named,
    split_address,
)
from briefbot.readers.segments import Sifted, sift
from briefbot.readers.use import Use, embargoed, joined
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.press import AUTHOR_NOTES
from briefbot.types import Article, Dropped, Frozen, Paragraph, Period, Published, Status, article_id, issue_of

TITLE_LIMIT = 500
"""Longest title, in characters: that of a law or a study; a longer one is a fault of the program that wrote it."""
FRONT_MATTER = f"{OF_TEXT}: front matter"
FIRST_SENTENCE = 120
"""Longest title taken from a first sentence, in characters."""
_COPYRIGHT = re.compile(
    r"(?:©|ⓒ|\(c\)|(?i:copyright))\W*(?:\(c\)\s*)?(?:\d{4}\s*)?(?:by\s+)?"
    r"((?:[A-Z][\w&'’-]*\s?){1,5}?)(?=\s*(?:Ltd|Inc|Co|LLC)\b|[.,|]|$)"
)
_JSON = re.compile(r"(?:\{|\[\s*\{)\s*\"[^\"]{1,60}\"\s*:")
NOTE_LENGTH = 400
"""Longest note about an author, in characters."""
DATELINE_PARAGRAPHS = 3
"""Paragraphs of which one may open with the dateline; a summary can stand before it."""


def article_of_pieces(path: Path, header: Header, pieces: list[Piece], sourced: str = FRONT_MATTER) -> Article:
    """The article that a file's header and its pieces of text make.

    One whose header takes it back is never lost, even when nothing is left of its text.

    Args:
        path: where it lay.
        header: what the file says before the text.
        pieces: the text in order.
        sourced: what names the publisher that the header has.

    Raises:
        ReadError: no piece is a paragraph, and it may be used.
    """
    sifted = sift(pieces, title=header.title)
    publishers = [named(header.source, sourced), *_publishers_of_lines(sifted)]
    header = _with_header_lines(header, sifted)
    near = header.published and timestamp(header.published, "header")
    use = joined(Use(status_of(header.status)), embargoed(header.embargo, near or None))
    status = use.status
    paragraphs, dropped, dateline = _number(sifted)
    if not paragraphs and status != "usable":
        said = header.title or "an article without a title"
        paragraphs = [Paragraph(number=1, text=f"The publisher {status} this article: {said.rstrip('. ')}.")]
    if not paragraphs:
        found = f"only {len(dropped)} pieces of page furniture" if dropped else "nothing"
        raise ReadError(f"{str(path)!r} has no paragraph of text: it holds {found}. Check the file, or take it out.")
    texts = [paragraph.text for paragraph in paragraphs]
    title = header.title or next((s.text for s in sifted if s.reason == "title"), None) or first_sentence(texts[0])
    if len(title) > TITLE_LIMIT:
        dropped.insert(0, Dropped(text=title, reason="title in full", after=0))
        title = title[: TITLE_LIMIT - 1].rpartition(" ")[0].rstrip(",;:") + "…"
    bylines = [piece.byline for piece in sifted if piece.byline]
    publishers.append(
        named(dateline and dateline.agency, OF_CREDIT, f"dateline {dateline.words!r}" if dateline else "")
    )
    publishers.append(named(next((b.agency for b in bylines if b.agency), None), OF_CREDIT, "byline"))
    publishers.append(named(_sign_off(dropped, len(paragraphs)), OF_CREDIT, "last line"))
    publisher = first_named(publishers)
    source = publisher.name if publisher else None
    evidence = DateEvidence(
        header=header.published,
        date_lines=tuple(piece.date for piece in sifted if piece.date),
        dateline=dateline.stamp if dateline else None,
        dateline_words=dateline.words if dateline else "",
        name=path.stem,
        url=header.url,
        paragraphs=tuple(texts),
        furniture=tuple(piece.text for piece in dropped),
    )
    published = publication(evidence)
    return Article(
        id=article_id(title, source, published, texts, issue_of((), use.embargo, status)),
        title=title,
        source=source,
        source_evidence=publisher.evidence if publisher else None,
        author=header.author or next((each.author for each in bylines), None) or (dateline and dateline.author),
        published=published,
        partial=None if published else partly_told(evidence),
        period=None if published else period_told(evidence),
        updated=last_update(evidence, published),
        url=header.url if split_address(header.url) else None,
        path=str(path),
        embargo=use.embargo,
        status=status,
        paragraphs=tuple(paragraphs),
        dropped=tuple(dropped),
    )


def _publishers_of_lines(sifted: Sequence[Sifted]) -> Iterator[Publisher | None]:
    """The publishers that lines above the text name."""
    for piece in sifted:
        said = header_line(piece.text) if piece.reason == "header line" else None
        if said and said[0] == "source":
            yield named(header_of({"source": said[1]}).source, OF_TEXT, f"line {piece.text!r}")
        if piece.source:
            yield named(piece.source, OF_LINE, repr(piece.text))


def _with_header_lines(header: Header, sifted: list[Sifted]) -> Header:
    """The front matter, filled up from lines such as `Source: Yonhap` above the text.

    A status among them counts beside another of an article's particulars only: alone it may be that of a bill.
    """
    lines = [header_line(piece.text) for piece in sifted if piece.reason == "header line"]
    said: dict[object, object] = {field: value for field, value in reversed([line for line in lines if line])}
    plain = header_of(said if said.keys() - {"status"} else {})
    return Header(**{**plain.model_dump(), **header.model_dump(exclude_none=True)})


def _number(sifted: list[Sifted]) -> tuple[list[Paragraph], list[Dropped], Dateline | None]:
    """The paragraphs from 1, what was dropped between them, and the dateline cut from the lead."""
    paragraphs: list[Paragraph] = []
    dropped: list[Dropped] = []
    dateline = None
    for piece in sifted:
        text, reason = piece.text, piece.reason
        if reason == "title":
            continue
        if reason:
            dropped.append(Dropped(text=text, reason=reason, after=len(paragraphs)))
            continue
        if not dateline and len(paragraphs) < DATELINE_PARAGRAPHS:
            dateline, text = split_dateline(text)
            if dateline:
                dropped.append(Dropped(text=dateline.words, reason="dateline", after=len(paragraphs)))
        if text:
            paragraphs.append(Paragraph(number=len(paragraphs) + 1, text=text))
    return paragraphs, dropped, dateline


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a word when it is long."""
    sentence = re.split(r"""(?<=[a-z0-9)][.!?])["”’]?\s+(?=["“‘A-Z])""", text, maxsplit=1)[0]
    if len(sentence) <= FIRST_SENTENCE:
        return sentence
    return sentence[: FIRST_SENTENCE - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def _sign_off(dropped: list[Dropped], last: int) -> str | None:
    """The agency or publisher that a line after the last paragraph credits; one before it credits a photo."""
    for piece in dropped:
        if piece.after == last and piece.reason == "agency credit":
            return re.sub(r"(?i)source:|[-–—()\[\].]", "", piece.text).strip()
        holder = _COPYRIGHT.search(piece.text) if piece.reason == "copyright" else None
        if holder:
            return holder[1].strip()
    return None


class Particulars(Frozen):
    """What the metadata of a file says of its article; None where it says nothing."""

    title: str | None = None
    source: str | None = None
    source_evidence: str = Field(default=OF_FILE, description="What names the source.")
    author: str | None = None
    published: Published | None = None
    period: Period | None = None
    updated: Published | None = None
    url: str | None = None
    section: str | None = None
    language: str | None = None
    ids: tuple[str, ...] = ()
    embargo: AwareDatetime | None = None
    status: Status = "usable"


NOTHING = Particulars()


class Aside(NamedTuple):
    """Text that a format marks as standing beside the article."""

    text: str
    reason: str
    before: str
    """The paragraph it follows in the file, or ''."""


def compose_article(
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
    if pieces and _JSON.match(pieces[0].text) and pieces[-1].text.endswith(("}", "]")):
        raise ReadError(f"{path!r} holds JSON, not prose. Save that as .json and run `briefbot ingest` on it.")
    pieces, notes = _without_author_notes(pieces, particulars.author or hints.author)
    said = particulars.model_dump(include={"title", "source", "author", "url"})
    header = Header(**said, status="usable")  # lines tell no status
    article = article_of_pieces(Path(path), header, pieces, particulars.source_evidence)
    use = joined(Use(particulars.status, particulars.embargo), Use(article.status, article.embargo))
    source = article.source or hints.source
    texts = [paragraph.text for paragraph in article.paragraphs]
    dates = [particulars.published, article.published, hints.published]
    dates = [each for each in dates if each and not outlived(each, texts)]
    published = next((each for each in dates if each and not each.suspect), None) or next(iter(dates), None)
    updated = particulars.updated or article.updated
    if updated and published and (updated.day, updated.time) == (published.day, published.time):
        updated = None
    return article.model_copy(
        update={
            "id": article_id(
                article.title,
                source,
                published,
                texts,
                issue_of(particulars.ids, use.embargo, use.status),
            ),
            "source": source,
            "source_evidence": article.source_evidence if article.source else source and hints.source_evidence,
            "author": article.author or hints.author,
            "published": published,
            "partial": None if published else article.partial,
            "period": None if published else particulars.period or article.period or hints.period,
            "updated": updated,
            "section": particulars.section,
            "language": particulars.language,
            "ids": particulars.ids,
            "embargo": use.embargo,
            "status": use.status,
            "dropped": _with_asides(article, [*asides, *notes]),
        }
    )


def _without_author_notes(pieces: list[Piece], author: str | None) -> tuple[list[Piece], list[Aside]]:
    """The pieces without what the last tell of who wrote the article (`Ann Poe covers the coast`), and that."""
    names = [re.escape(name) for name in re.split(r",\s|\s(?:and|und|et|y)\s", author or "") if name]
    about = re.compile(rf"(?:\w+[.:]\s)?(?:{'|'.join(names)})\s{any_of(AUTHOR_NOTES)}\b", re.IGNORECASE)
    end = len(pieces) if names else 0
    while end > 1 and len(pieces[end - 1].text) <= NOTE_LENGTH and about.match(pieces[end - 1].text):
        end -= 1
    if not names or end == len(pieces):
        return pieces, []
    before = pieces[end - 1].text
    return pieces[:end], [Aside(piece.text, "author note", before) for piece in pieces[end:]]


def _with_asides(article: Article, asides: Sequence[Aside]) -> tuple[Dropped, ...]:
    numbers = {paragraph.text: paragraph.number for paragraph in article.paragraphs}
    added = [Dropped(text=each.text, reason=each.reason, after=numbers.get(each.before, 0)) for each in asides]
    return tuple(sorted([*article.dropped, *added], key=lambda piece: piece.after))
