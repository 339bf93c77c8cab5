"""Plain text and Markdown files -> Article."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefbot.readers.article import article_of_pieces
from briefbot.readers.frontmatter import split_front_matter
from briefbot.readers.io import read_lines
from briefbot.readers.lines import Piece, pieces_of_lines, unwrap, wrap_width
from briefbot.types import Article


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


# Off: an indented paragraph is no code, a rule under a paragraph makes it no heading, and tags stay visible.
_BLOCKS = MarkdownIt("commonmark").disable(["code", "lheading", "html_block", "inline"])
_INLINE = MarkdownIt("commonmark").disable(["html_inline"])
INLINE_LIMIT = 20_000
"""Characters of a paragraph beyond which its markup is left as it is: parsing time can grow with their square."""


def pieces_of_markdown(lines: list[str]) -> list[Piece]:
    """The pieces of a Markdown text; bullets and rules go as markup, numbers of lists stay.

    Lines are joined as in plain text, because people also write Markdown with one paragraph a line.
    """
    tokens = _BLOCKS.parse("\n".join(lines))
    width = wrap_width([token.content.split("\n") for token in tokens if token.type == "inline" and token.content])
    pieces: list[Piece] = []
    kind: Literal["text", "title", "heading"] = "text"
    number = ""
    for i, token in enumerate(tokens):
        if token.type == "list_item_open":
            number = f"{token.info}. " if token.info else ""
        elif token.type == "list_item_close":
            number = ""  # of an item without words
        elif token.type == "heading_open":
            kind = "title" if token.tag == "h1" else "heading"
            if not tokens[i + 1].content:  # '###' alone ends an article
                pieces.append(Piece(token.markup))
        elif token.type == "heading_close":
            kind = "text"
        elif token.type == "fence":
            pieces += [Piece(line.strip()) for line in token.content.splitlines() if line.strip()]
        elif token.type == "inline" and token.content.strip():
            for text in unwrap(token.content.split("\n"), width):
                pieces += _inline(number + text, kind)
                number = ""
    return pieces


def _inline(text: str, kind: Literal["text", "title", "heading"]) -> list[Piece]:
    """The words of one paragraph, after a caption for each image in it."""
    if len(text) > INLINE_LIMIT:
        return [Piece(text, kind)]
    tokens = _INLINE.parseInline(text)[0].children or []
    captions = [Piece(token.content, "caption") for token in tokens if token.type == "image" and token.content]
    words = " ".join("".join(_words(token) for token in tokens).split())
    return [*captions, Piece(words, kind)] if words else list(captions)


def _words(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else "" if token.type == "image" else token.content
