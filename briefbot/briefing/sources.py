"""What a briefing cites: its sources by number, and the paragraphs in which their words stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from briefbot.briefing.sections import sections
from briefbot.briefing.types import Briefing, Story
from briefbot.library.store import Library
from briefbot.types import Citation, Sentence

Paragraphs = Mapping[tuple[str, int], str]
"""Texts of paragraphs by article id and paragraph number."""


def shown_sentences(briefing: Briefing) -> Iterator[Sentence]:
    """Every sentence that a reader of the briefing sees, in the order of reading."""
    yield from briefing.in_brief
    for section in sections(briefing.stories, briefing.briefs):
        for _, story in section.stories:
            yield from story_sentences(story)
        for _, brief in section.briefs:
            yield brief.sentence
    for view in briefing.views:
        yield view.sentence
    for change in briefing.changes:
        if change.before:
            yield change.before
        yield from change.now
    for event in briefing.events:
        yield event.sentence


def story_sentences(story: Story) -> Iterator[Sentence]:
    """The sentences of one story, its headline first."""
    yield story.headline
    yield from story.happened
    for disagreement in story.disagreements:
        for version in disagreement.versions:
            yield version.sentence
    if story.background:
        yield story.background
    for quotation in story.said:
        yield quotation.sentence


def sources(briefing: Briefing) -> list[Citation]:
    """What the briefing cites, each number once, in the order of the numbers."""
    return citations_in_order(shown_sentences(briefing))


def citations_in_order(sentences: Iterable[Sentence]) -> list[Citation]:
    """What some sentences cite, each number once, in the order of the numbers."""
    found: dict[int, Citation] = {}
    for sentence in sentences:
        for citation in sentence.citations:
            found.setdefault(citation.number, citation)
    return [found[number] for number in sorted(found)]


def cited_paragraphs(briefing: Briefing, library: Library) -> dict[tuple[str, int], str]:
    """The paragraphs that the briefing cites; those of articles that have left the library are missing."""
    ids = {citation.article_id for citation in sources(briefing)}
    return {
        (article_id, paragraph.number): paragraph.text
        for article_id in sorted(library.in_order(ids))
        for paragraph in library.article(article_id).paragraphs
    }


def around(citation: Citation, paragraphs: Paragraphs) -> tuple[str, str]:
    """What stands before and after the cited words in their paragraph; empty where that is not known."""
    text = paragraphs.get((citation.article_id, citation.paragraph), "")
    if text[citation.start : citation.end] != citation.quote:
        return "", ""
    return text[: citation.start], text[citation.end :]
