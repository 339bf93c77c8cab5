"""Which database an export came from, and how its documents are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from briefbot.readers.exports import europresse, factiva, nexis, proquest, uni
from briefbot.readers.exports.layout import lines_of_page
from briefbot.readers.exports.record import Read, articles_of_records
from briefbot.readers.html import page_text, parse_html
from briefbot.types import Article, Problem

Items = Iterator[Article | Problem]
Lines = list[str]
_SPACES = str.maketrans({"\xa0": " ", "\u2007": " ", "\u202f": " ", "\ufeff": "", "\f": "\n"})


class _Layout(NamedTuple):
    """A layout of lines: how it is told, and how it is read."""

    product: str
    fits: Callable[[Lines], bool]
    records: Callable[[Lines], tuple[list[Read], list[str]]]


LAYOUTS = (
    _Layout(proquest.PROQUEST, proquest.is_proquest, proquest.records_of_proquest),
    _Layout(factiva.FACTIVA, factiva.is_factiva_text, factiva.records_of_text),
    _Layout(uni.NEXIS_UNI, uni.is_uni, uni.records_of_uni),
    _Layout(nexis.NEXIS, nexis.is_nexis, nexis.records_of_nexis),
)
"""Layouts of text, Word, RTF and PDF files; a new one is a new line."""


def articles_of_lines(lines: Lines, path: str) -> Items | None:
    """The articles of an export whose text is in lines; None for any other text."""
    plain = [line.translate(_SPACES).rstrip() for line in lines]
    layout = next((layout for layout in LAYOUTS if layout.fits(plain)), None)
    if layout is None:
        return None
    return _articles(layout.product, *layout.records(plain), path)


def articles_of_page(data: bytes, path: str) -> Items | None:
    """The articles of an export that is a page; None for any other page."""
    if factiva.is_factiva_page(data):
        return _of_tree(data, path, factiva.FACTIVA, factiva.records_of_factiva_page)
    if europresse.is_europresse(data):
        return _of_tree(data, path, europresse.EUROPRESSE, europresse.records_of_europresse_page)
    if proquest.is_proquest_page(data):
        tree = parse_html(proquest.without_inner_pages(_text(data, path)))
        return articles_of_lines(proquest.lines_of_proquest_page(tree), path) if tree is not None else None
    if nexis.is_nexis_page(data):
        tree = parse_html(_text(data, path))
        return articles_of_lines(lines_of_page(tree), path) if tree is not None else None
    return None


def articles_of_tree(root: Element, path: str) -> Items | None:
    """The articles of an export that is XML; None for any other."""
    if not factiva.is_factiva_xml(root):
        return None
    return _articles(factiva.FACTIVA, factiva.records_of_xml(root), [], path)


def _text(data: bytes, path: str) -> str:
    """The characters of a page: UTF-8 where its bytes are that, whatever it declares."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page_text(data, path)


def _of_tree(data: bytes, path: str, product: str, split: Callable[..., list[Read]]) -> Items | None:
    tree = parse_html(_text(data, path))
    records = split(tree) if tree is not None else []
    return _articles(product, records, [], path) if records else None


def _articles(product: str, records: list[Read], wrong: list[str], path: str) -> Items:
    if wrong:
        reason = f"{path!r} is an export of {product}, but {' and '.join(wrong)}. Export it again."
        yield Problem(path=f"{path}!0", reason=reason)
    yield from articles_of_records(records, path, product, alone=len(records) == 1 and not wrong)
