"""Whether a page is that of the entry which links to it: whether it has the entry's words."""

from __future__ import annotations

import re

from briefbot.readers.html import PAGE_LIMIT, page_text, parse_html

TEXT = 0.5
"""Share of the words of an entry's text that its page has; of pages of something else, less than a third."""
TITLES_ALIKE = 0.8
"""Share of the words of its title that do where the text is a teaser of its own."""
TEASER = 60
"""Longest teaser, in words: a longer text is the article's, and the page must have it."""
_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,]*\d|\d")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")


def holds(page: bytes, title: str, text: str) -> bool:
    """Whether a page has the words of an entry, so that it can stand in for it.

    Args:
        page: the page, as its server sent it.
        title: the entry's title; a page of the site's own, such as a consent notice, may have it too.
        text: the entry's text without markup.
    """
    if len(page) > PAGE_LIMIT:  # not read as an article either, which is said there
        return True
    tree = parse_html(page_text(page, "page.html"))
    if tree is None:
        return False
    shown = " ".join(tree.xpath("//text()[not(parent::script or parent::style or parent::noscript)]"))
    found, head, body = _words(shown), _words(title), _words(text)
    if not body:
        return not head or _share(head, found) >= TITLES_ALIKE
    if _share(body, found) >= TEXT:
        return True
    longer = len(shown.split()) > len(text.split())  # a notice is shorter than most
    return len(body) <= TEASER and longer and bool(head) and _share(head, found) >= TITLES_ALIKE


def _share(words: set[str], found: set[str]) -> float:
    return len(words & found) / len(words)


def _words(text: str) -> set[str]:
    """The longer words and the numbers; pairs of letters in scripts that put no spaces between words."""
    words: list[str] = _WORD.findall(text.casefold())
    pairs = [word[at : at + 2] for word in _unspaced(text) for at in range(len(word) - 1)]
    return {word for word in words if not _UNSPACED.search(word)} | set(pairs)


def _unspaced(text: str) -> list[str]:
    return re.findall(rf"{_UNSPACED.pattern}{{2,}}", text)
