"""Files -> articles: one reader a format, chosen by suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.text import read_markdown, read_text
from briefbot.types import Article

SUFFIXES: dict[str, Callable[[Path], Article]] = {".txt": read_text, ".md": read_markdown}
"""Which reader reads which files; a new format is a new line."""

__all__ = ["SUFFIXES", "read_article"]


def read_article(path: Path) -> Article:
    """The article of a file, with its particulars, numbered paragraphs and what was left out.

    Raises:
        ReadError: the format is unknown, or the file cannot be read as an article.
    """
    reader = SUFFIXES.get(path.suffix.casefold())
    if not reader:
        raise ReadError(f"Cannot read {str(path)!r}: {path.suffix!r} is not one of {', '.join(SUFFIXES)}. Convert it.")
    return reader(path)
