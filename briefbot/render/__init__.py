"""An answer or a briefing -> text for a terminal, Markdown, or one HTML page."""

from __future__ import annotations

from briefbot.briefing.sources import Paragraphs, cited_paragraphs, shown_sentences, sources
from briefbot.render.briefing import ranking
from briefbot.render.briefing_html import briefing_html
from briefbot.render.briefing_markdown import briefing_markdown

__all__ = [
    "Paragraphs",
    "briefing_html",
    "briefing_markdown",
    "cited_paragraphs",
    "ranking",
    "shown_sentences",
    "sources",
]
