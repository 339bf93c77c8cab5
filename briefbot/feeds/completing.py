"""What a page does not say of itself, from the feed that led to it."""

from __future__ import annotations

from pathlib import Path

from briefbot.feeds.storage import read_sidecar
from briefbot.readers.timestamps import timestamp
from briefbot.types import Article, article_id


def completed(article: Article) -> Article:
    """An article of a fetched page with the address it came from, and the date and publisher that its feed gives.

    The feed's date counts where the page has none, or one that is doubtful. Other articles stay as they are.
    """
    file = read_sidecar(Path(article.path)) if article.path else None
    if file is None:
        return article
    published = article.published
    if published is None or published.suspect or published.confidence == "low":
        said = timestamp(file.hints.published, "feed's date", "medium")
        published = said if said and not said.suspect else published
    source = article.source or file.hints.source
    texts = [paragraph.text for paragraph in article.paragraphs]
    return article.model_copy(
        update={
            "id": article_id(article.title, source, published, texts),
            "source": source,
            "published": published,
            "url": article.url or file.url,
        }
    )
