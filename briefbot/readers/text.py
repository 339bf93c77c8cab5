"""Plain text and Markdown files -> Article."""

from __future__ import annotations

import re
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.dateline import Dateline, split_dateline
from briefbot.readers.decoding import read_lines
from briefbot.readers.frontmatter import Header, header_line, header_of, split_front_matter
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.markdown import pieces_of_markdown
from briefbot.readers.publication import Evidence, last_update, publication
from briefbot.readers.sifting import Sifted, sift
from briefbot.types import Article, Dropped, Paragraph, article_id

FIRST_SENTENCE = 120
"""Longest title taken from a first sentence, in characters."""

_COPYRIGHT = re.compile(
    r"(?:©|ⓒ|\(c\)|(?i:copyright))\W*(?:\(c\)\s*)?(?:\d{4}\s*)?(?:by\s+)?"
    r"((?:[A-Z][\w&'’-]*\s?){1,5}?)(?=\s*(?:Ltd|Inc|Co|LLC)\b|[.,|]|$)"
)

LEAD = 3
"""Paragraphs of which one may open with the dateline; a summary can stand before it."""


def read_text(path: Path) -> Article:
    """The article of a plain text file.

    Raises:
        ReadError: the file cannot be read as text or has no paragraph.
    """
    header, body = split_front_matter(read_lines(path), path)
    return article_of_pieces(path, header, pieces_of_lines(body))


def read_markdown(path: Path) -> Article:
    """The article of a Markdown file.

    Raises:
        ReadError: the file cannot be read as text or has no paragraph.
    """
    header, body = split_front_matter(read_lines(path), path)
    return article_of_pieces(path, header, pieces_of_markdown(body))


def article_of_pieces(path: Path, header: Header, pieces: list[Piece]) -> Article:
    """The article that a file's header and its pieces of text make.

    Raises:
        ReadError: no piece is a paragraph.
    """
    sifted = sift(pieces, title=header.title)
    header = _with_header_lines(header, sifted)
    paragraphs, dropped, dateline = _number(sifted)
    if not paragraphs:
        found = f"only {len(dropped)} pieces of page furniture" if dropped else "nothing"
        raise ReadError(f"{str(path)!r} has no paragraph of text: it holds {found}. Check the file, or take it out.")
    texts = [paragraph.text for paragraph in paragraphs]
    title = header.title or next((s.text for s in sifted if s.reason == "title"), None) or first_sentence(texts[0])
    bylines = [piece.byline for piece in sifted if piece.byline]
    # The paper that printed it comes before the agency that it took the text from.
    source = header.source or next((piece.source for piece in sifted if piece.source), None)
    source = source or (dateline and dateline.agency) or next((b.agency for b in bylines if b.agency), None)
    source = source or _sign_off(dropped, len(paragraphs))
    evidence = Evidence(
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
        id=article_id(title, source, published, texts),
        title=title,
        source=source,
        author=header.author or next((each.author for each in bylines), None),
        published=published,
        updated=last_update(evidence, published),
        url=header.url,
        path=str(path),
        paragraphs=tuple(paragraphs),
        dropped=tuple(dropped),
    )


def _with_header_lines(header: Header, sifted: list[Sifted]) -> Header:
    """The front matter, filled up from lines such as `Source: Yonhap` above the text."""
    lines = [header_line(piece.text) for piece in sifted if piece.reason == "header line"]
    plain = header_of({field: value for field, value in reversed([line for line in lines if line])})
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
        if not dateline and len(paragraphs) < LEAD:
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
