"""Files that may be the export of a press database, with many articles, or else hold one."""

from __future__ import annotations

import re
from pathlib import Path

from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.docx import docx_lines
from briefbot.readers.exports.recognise import Items, articles_of_lines, articles_of_page
from briefbot.readers.html import read_html
from briefbot.readers.io import FILE_LIMIT, check_size, decode, read_bytes
from briefbot.readers.lines import Piece, pieces_of_lines
from briefbot.readers.mail import MAIL_LIMIT, articles_of_message, parse_mail
from briefbot.readers.pdf import article_of_pdf, lines_of_pdf, open_pdf
from briefbot.readers.reading_lists import articles_of_saved, is_list_page, read_reading_list
from briefbot.readers.rtf import rtf_text
from briefbot.readers.text import read_markdown, read_text
from briefbot.types import Problem

_COUNTED = re.compile(rb"(\d{1,9})\s*\n")
BEGINNING = 65_536  # bytes of a file that tell whether it is an export
EXPORT_LIMIT = 100_000_000
"""Largest export, in bytes: 500 articles, the most that databases give at once, have a twentieth."""


def text_items(path: Path) -> Items:
    """The articles of a plain text file.

    Raises:
        ReadError: it cannot be read as text, or has no paragraph.
    """
    check_size(path, EXPORT_LIMIT)
    large = path.stat().st_size > FILE_LIMIT and _begins_an_export(path)
    text = decode(read_bytes(path, EXPORT_LIMIT if large else FILE_LIMIT), path)
    found = articles_of_lines(text.splitlines(), str(path))
    if found is not None:
        return found
    return iter([read_markdown(path) if path.suffix.casefold() == ".md" else read_text(path)])


def _begins_an_export(path: Path) -> bool:
    """Whether the first lines of a file are those of an export, which may be larger than one article."""
    try:
        with path.open("rb") as file:
            lines = file.read(BEGINNING).decode("utf-8", "replace").splitlines()
    except OSError:  # said where the whole file is read
        return False
    return articles_of_lines(lines, str(path)) is not None


def page_items(path: Path) -> Items:
    """The articles of a saved page.

    Raises:
        ReadError: it is no page, too large, or holds no article.
    """
    data = read_bytes(path, EXPORT_LIMIT)
    if is_list_page(data[:4096].decode("utf-8", "replace")):
        return articles_of_saved(read_reading_list(path), str(path))
    found = articles_of_page(data, str(path))
    return found if found is not None else iter([read_html(path)])


def docx_items(path: Path) -> Items:
    """The articles of a Word file.

    Raises:
        ReadError: it is no Word file, broken, too large, or has no paragraph.
    """
    lines = docx_lines(path)
    said = [line for line in lines if line.kind not in ("running head", "comment")]
    found = articles_of_lines([part for line in said for part in line.text.split("\n")], str(path))
    if found is not None:
        return found
    pieces = [
        Piece(text, line.kind if line.kind in ("title", "heading") else "text")
        for line in said
        for text in map(_plain, line.text.split("\n"))
        if text
    ]
    asides = [Aside(_plain(line.text), line.kind, "") for line in lines if line not in said]
    return iter([compose_article(pieces, Particulars(), str(path), asides=asides)])


def rtf_items(path: Path) -> Items:
    """The articles of an RTF file.

    Raises:
        ReadError: it is no RTF, too large, or has no paragraph.
    """
    said = rtf_text(path)
    lines = said.text.splitlines()
    found = articles_of_lines(lines, str(path), [] if said.whole else ["it breaks off before its end"])
    if found is not None:
        return found
    pieces = pieces_of_lines([_plain(line) for line in lines])
    asides = [Aside(text, reason, "") for text, reason in said.beside]
    article = compose_article(pieces, Particulars(), str(path), asides=asides)
    reason = f"{str(path)!r} breaks off before its end. Get it again."
    return iter([article] if said.whole else [article, Problem(path=f"{path}!0", reason=reason)])


def pdf_items(path: Path) -> Items:
    """The articles of a PDF.

    Raises:
        ReadError: it is no PDF, encrypted, holds pictures only, or is too large.
    """
    document = open_pdf(path)
    found = articles_of_lines(lines_of_pdf(document), str(path))
    return found if found is not None else iter([article_of_pdf(document)])


def mail_items(path: Path) -> Items:
    """The articles of an e-mail.

    Apple Mail writes the message's length above it, and below it what the program knows of it.

    Raises:
        ReadError: it is no e-mail, or has no text.
    """
    data = read_bytes(path, MAIL_LIMIT)
    counted = _COUNTED.match(data) if path.suffix.casefold() == ".emlx" else None
    return items_of_mail(data[counted.end() :][: int(counted[1])] if counted else data, str(path))


def items_of_mail(data: bytes, name: str) -> Items:
    """The articles of an e-mail's bytes.

    Raises:
        ReadError: it is no e-mail, or has no text.
    """
    message = parse_mail(data, name)
    for kind in ("html", "plain"):
        try:
            part = message.get_body(preferencelist=(kind,))
            text = part.get_content() if part else ""
        except Exception:  # the email package lets errors of many kinds through on broken headers
            break
        if not isinstance(text, str) or not text:
            continue
        page = kind == "html"
        found = (
            articles_of_page(text.encode("utf-8", "replace"), name)
            if page
            else articles_of_lines(text.splitlines(), name)
        )
        if found is not None:
            return found
    return articles_of_message(message, name)


def _plain(text: str) -> str:
    return " ".join(text.split())
