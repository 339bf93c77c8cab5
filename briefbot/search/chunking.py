"""Articles to chunks: paragraphs kept whole where they fit, their positions kept."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from briefbot.text.dates.edtf import edtf_words
from briefbot.text.sentences import Span, sentence_spans
from briefbot.types import Article, Chunk

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter


def header(article: Article) -> str:
    """Title, source and date, unless it is suspect, on one line: what a paragraph alone does not say."""
    known = article.published and not article.published.suspect
    day = article.published.day.strftime("%d %B %Y").lstrip("0") if article.published and known else None
    day = day or (edtf_words(article.known) if article.known else None)
    return " | ".join(part for part in (article.title, article.source, day) if part)


def chunk_article(article: Article, longest: int) -> list[Chunk]:
    """The chunks of an article in reading order; together they cover every paragraph.

    Args:
        article: the article.
        longest: characters a chunk may have; a longer paragraph is split at sentences, else at words.
    """
    head = header(article)
    chunks = []
    for paragraph in article.paragraphs:
        for start, text in _pieces(paragraph.text, longest):
            end = start + len(text)
            chunks.append(
                Chunk(
                    id=f"{article.id}-{paragraph.number}-{start}-{end}",
                    article_id=article.id,
                    paragraph=paragraph.number,
                    start=start,
                    end=end,
                    text=text,
                    header=head,
                )
            )
    return chunks


def _pieces(text: str, longest: int) -> list[tuple[int, str]]:
    """A paragraph's pieces, each of as many whole sentences as fit, with the character each begins at."""
    if len(text) <= longest:
        return [(0, text)]
    spans: list[Span] = []
    for start, end in sentence_spans(text):
        if spans and end - spans[-1][0] <= longest:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return [piece for span in spans for piece in _cut(text, span, longest)]


def _cut(text: str, span: Span, longest: int) -> list[tuple[int, str]]:
    """A span of a text, in pieces where it is one long sentence."""
    start, end = span
    if end - start <= longest:
        return [(start, text[start:end])]
    documents = _splitter(longest).create_documents([text[start:end]])
    return [(start + int(document.metadata["start_index"]), document.page_content) for document in documents]


@cache
def _splitter(longest: int) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        chunk_size=longest,
        chunk_overlap=0,
        separators=[r"(?<=[.!?][\"'”’]) ", r"(?<=[.!?]) ", r"(?<=[;,]) ", " ", ""],
        is_separator_regex=True,
        keep_separator="end",
        add_start_index=True,
    )
