"""What tools give to a program: quotes with their paragraph and address, without what only an evaluation needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from pydantic import Field

from briefbot.briefing.sources import sources, story_sentences
from briefbot.briefing.types import Briefing
from briefbot.citations import shown_text
from briefbot.render.addresses import Address
from briefbot.render.answer import abstention, citations_of, closest_passages
from briefbot.server.service import Search
from briefbot.types import Answer, Article, ArticleHead, Citation, DateMention, Frozen, Passage, Sentence


class ArticleParticulars(Frozen):
    """What is known of an article."""

    article_id: str
    title: str
    publisher: str | None
    published: str | None = Field(description="ISO 8601, or null when unknown or suspect.")
    known: str | None = Field(default=None, description="EDTF of what is known of its day where no day is.")
    address: str = Field(description="Where a reader can open it; empty when nowhere.")


class Quote(ArticleParticulars):
    """Words of a paragraph."""

    quote: str
    paragraph: int = Field(description="Counted from 1, as a reader would.")
    dates: tuple[DateMention, ...] = Field(default=(), description="Dates within the quote, resolved.")
    also: tuple[str, ...] = Field(default=(), description="Who else reports the same words.")


class CitedSource(Quote):
    """What a sentence cites."""

    number: int = Field(description="The number in square brackets by which sentences cite it.")


class Said(Frozen):
    """A sentence with its proof."""

    text: str = Field(description="Words of a source stand between quotation marks.")
    quoted: bool = Field(description="Whether they are the words of a source.")
    cites: tuple[int, ...] = Field(description="Numbers of the sources that prove it.")


class AnswerFound(Frozen):
    """An answer with its proof, or an abstention."""

    question: str
    answer: str = Field(description="With its citations in square brackets; or that the sources do not say.")
    abstained: bool
    sentences: tuple[Said, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    closest: tuple[Quote, ...] = Field(default=(), description="Where an answer would have been, if it abstains.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader of the answer should know besides.")


class PassagesFound(Frozen):
    """The paragraphs that a search found, best first."""

    passages: tuple[Quote, ...]
    words_only: bool = Field(description="Whether only words could be searched, since the vectors were in use.")


class NumberedParagraph(Frozen):
    """A paragraph of an article."""

    paragraph: int
    text: str


class ArticleFound(ArticleParticulars):
    """An article as it was understood."""

    author: str | None
    original: str | None = Field(description="The address at which its publisher has it.")
    held: str | None = Field(description="Why it may not be used, where it may not.")
    paragraphs: tuple[NumberedParagraph, ...]
    versions: tuple[ArticleParticulars, ...] = Field(
        description="All versions of it, oldest first, if there are several."
    )
    copies: tuple[ArticleParticulars, ...] = Field(description="Articles with the same text.")


class TimelineEntry(Said):
    """What happened on a day, or in some days."""

    days: str = Field(description="In words.")
    first: dt.date | None
    last: dt.date | None


class TimelineFound(Frozen):
    """What happened, by the days that the sources name, oldest first."""

    topic: str
    entries: tuple[TimelineEntry, ...]
    sources: tuple[CitedSource, ...]


class StoryFound(Frozen):
    """A story of a briefing."""

    headline: Said
    sentences: tuple[Said, ...]


class BriefingFound(Frozen):
    """The briefing of a span of days."""

    title: str
    first: dt.date
    last: dt.date
    note: str = Field(description="Why there are no stories, when there are none.")
    in_brief: tuple[Said, ...]
    stories: tuple[StoryFound, ...]
    briefs: tuple[StoryFound, ...] = Field(description="Further stories, a sentence each.")
    sources: tuple[CitedSource, ...]


class Spot(Frozen):
    """A paragraph of an article at large."""

    article_id: str
    paragraph: int
    url: str | None
    path: str | None


def answer_found(answer: Answer, address: Address) -> AnswerFound:
    """An answer for a program."""
    return AnswerFound(
        question=answer.question,
        answer=abstention(answer) if answer.abstained else answer.text,
        abstained=answer.abstained,
        sentences=_said(answer.sentences),
        sources=_sources(citations_of(answer), address),
        closest=tuple(_quote(each, address) for each in closest_passages(answer)) if answer.abstained else (),
        notes=answer.notes,
    )


def passages_found(search: Search, address: Address) -> PassagesFound:
    """What a search found, for a program."""
    quotes = tuple(_quote(passage, address) for passage in search.passages)
    return PassagesFound(passages=quotes, words_only=search.words_only)


def article_found(
    article: Article,
    held: str | None,
    versions: Sequence[Article],
    copies: Sequence[ArticleHead],
    address: Address,
) -> ArticleFound:
    """An article for a program.

    Args:
        article: it.
        held: why it may not be used, where it may not.
        versions: all versions of it, itself among them.
        copies: the articles with the same text.
        address: where a paragraph can be read.
    """
    return ArticleFound(
        **_particulars(article, address).model_dump(),
        author=article.author,
        original=article.url,
        held=held,
        paragraphs=tuple(NumberedParagraph(paragraph=each.number, text=each.text) for each in article.paragraphs),
        versions=tuple(_particulars(each, address) for each in versions) if len(versions) > 1 else (),
        copies=tuple(_particulars(each, address) for each in copies),
    )


def briefing_found(briefing: Briefing, address: Address) -> BriefingFound:
    """A briefing for a program."""
    return BriefingFound(
        title=briefing.title,
        first=briefing.first,
        last=briefing.last,
        note=briefing.note,
        in_brief=_said(briefing.in_brief),
        stories=tuple(
            StoryFound(headline=headline, sentences=tuple(sentences))
            for headline, *sentences in (_said(story_sentences(story)) for story in briefing.stories)
        ),
        briefs=tuple(
            StoryFound(headline=Said(text=brief.headline, quoted=False, cites=()), sentences=_said([brief.sentence]))
            for brief in briefing.briefs
        ),
        sources=_sources(sources(briefing), address),
    )


def timeline_found(topic: str, sentences: Sequence[Sentence], address: Address) -> TimelineFound:
    """A timeline for a program; its citations are numbered."""
    cited = {citation.number: citation for sentence in sentences for citation in sentence.citations}
    entries = tuple(
        TimelineEntry(**said.model_dump(), days=sentence.heading, first=sentence.first, last=sentence.last)
        for said, sentence in zip(_said(sentences), sentences, strict=True)
    )
    return TimelineFound(topic=topic, entries=entries, sources=_sources(cited.values(), address))


def _said(sentences: Iterable[Sentence]) -> tuple[Said, ...]:
    return tuple(
        Said(
            text=shown_text(sentence),
            quoted=sentence.quoted,
            cites=tuple(citation.number for citation in sentence.citations),
        )
        for sentence in sentences
    )


def _sources(citations: Iterable[Citation], address: Address) -> tuple[CitedSource, ...]:
    return tuple(
        CitedSource(
            article_id=citation.article_id,
            title=citation.title,
            publisher=citation.source,
            published=citation.published,
            known=citation.known,
            address=address(citation),
            quote=citation.quote,
            paragraph=citation.paragraph,
            dates=citation.dates,
            also=citation.also,
            number=citation.number,
        )
        for citation in citations
    )


def _quote(passage: Passage, address: Address) -> Quote:
    published = passage.published
    return Quote(
        article_id=passage.article_id,
        title=passage.title,
        publisher=passage.source,
        published=published.iso if published and not published.suspect else None,
        known=passage.known,
        address=address(passage),
        quote=passage.text,
        paragraph=passage.paragraph,
        dates=passage.dates,
        also=passage.also,
    )


def _particulars(article: ArticleHead, address: Address) -> ArticleParticulars:
    published = article.published
    return ArticleParticulars(
        article_id=article.id,
        title=article.title,
        publisher=article.source,
        published=published.iso if published and not published.suspect else None,
        known=article.known,
        address=address(Spot(article_id=article.id, paragraph=1, url=article.url, path=article.path)),
    )
