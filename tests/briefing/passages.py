"""Paragraphs of made articles as passages."""

from __future__ import annotations

from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import numbered, passage_of
from briefbot.types import Passage
from tests.conftest import make_article


def passages(
    *texts: str, day: str = "2018-03-12", source: str = "Coast Gazette", title: str = "News"
) -> tuple[Passage, ...]:
    """The paragraphs of one article, numbered from 1."""
    article = make_article(*texts, day=day, source=source, title=title)
    return numbered([passage_of(chunk, article) for chunk in chunk_article(article, 900)])
