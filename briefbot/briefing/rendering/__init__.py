"""A briefing as Markdown, as one HTML page, and its ranking explained."""

from briefbot.briefing.rendering.explain import ranking
from briefbot.briefing.rendering.html import briefing_html
from briefbot.briefing.rendering.markdown import briefing_markdown
from briefbot.briefing.rendering.sources import Paragraphs, cited_paragraphs, shown_sentences, sources

__all__ = [
    "Paragraphs",
    "briefing_html",
    "briefing_markdown",
    "cited_paragraphs",
    "ranking",
    "shown_sentences",
    "sources",
]
