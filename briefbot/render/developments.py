"""What changed within some days as Markdown, and as a document for HTML, DOCX and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefbot.briefing.developments import shown_developments
from briefbot.briefing.sources import citations_in_order
from briefbot.briefing.types import Development, DevelopmentKind, Developments, StoryDevelopments, Withdrawal
from briefbot.render.briefing import covered_line, days
from briefbot.render.briefing_markdown import (
    cited_markdown,
    left_out_markdown,
    numbered_sources,
    source_links,
    with_left_out,
)
from briefbot.render.document import Document, Pages, PartKind, TextRun, add_left_out
from briefbot.render.text import escaped
from briefbot.types import Citation

TAKEN_BACK = "Taken back"
MADE_BY = "Made by briefbot without a language model: every line is a sentence of the articles."


def cited_in(found: Developments) -> list[Citation]:
    """What the lines cite, each number once, in the order of the numbers."""
    return citations_in_order(shown_developments(found))


def changes_line(found: Developments) -> str:
    """How much changed and what it was made from, in one line without a full stop."""
    count = sum(len(story.developments) for story in found.stories)
    return f"{count} {'change' if count == 1 else 'changes'} · {covered_line(found.coverage)}"


def withdrawal_text(one: Withdrawal) -> str:
    """Whose article was taken back and when, and which briefings cited it; nothing of what it said."""
    cited = ", ".join(days(day, day) for day in one.cited_by)
    briefings = "briefing" if len(one.cited_by) == 1 else "briefings"
    told = f"; cited in the {briefings} of {cited}" if cited else ""
    return f"An article of {one.source}, {days(one.day, one.day)}, was {one.reason}{told}."


def state(story: StoryDevelopments) -> str:
    """Whether a story is new, and else when it was told last before."""
    if story.is_new:
        return "New"
    return f"Told before, last on {days(story.before_day, story.before_day)}" if story.before_day else "Told before"


def label(one: Development) -> str:
    """The day and the kind of a line; what is simply new needs no word."""
    day = days(one.day, one.day)
    if one.kind is DevelopmentKind.SUPERSEDED:
        return f"{day}, a newer version of “{one.title}”"
    return day if one.kind is DevelopmentKind.NEW else f"{day}, {one.kind}"


def developments_markdown(found: Developments, folder: Path | None = None) -> str:
    """What changed, as Markdown.

    Args:
        found: what to show.
        folder: where the file will lie; sources below the current folder become links relative to it.
    """
    line = with_left_out(covered_line(found.coverage), found.coverage)
    blocks = [f"# {escaped(found.title)}", f"**{days(found.first, found.last)}** · {line}"]
    if found.note:
        blocks.append(escaped(found.note))
    if found.withdrawn:
        blocks += [f"## {TAKEN_BACK}", "\n".join(f"- {escaped(withdrawal_text(each))}" for each in found.withdrawn)]
    for story in found.stories:
        blocks += _story(story)
    cited = cited_in(found)
    if cited:
        blocks += ["## Sources", "\n".join(numbered_sources(cited, folder))]
    blocks += [*left_out_markdown(found.coverage), "---", f"*{MADE_BY}*"]
    blocks += [source_links(cited)] if cited else []
    return "\n\n".join(blocks) + "\n"


def _story(story: StoryDevelopments) -> Iterator[str]:
    yield f"## {escaped(story.headline)}"
    told = f": {cited_markdown(story.before)}" if story.before else ""
    yield f"*{escaped(state(story))}*{told}"
    yield "\n".join(_line(each) for each in story.developments)


def _line(one: Development) -> str:
    now = cited_markdown(one.now)
    if one.before is None:
        return f"- **{escaped(label(one))}**: {now}"
    return f"- **{escaped(label(one))}**\n  - Before: {cited_markdown(one.before)}\n  - Now: {now}"


def developments_document(found: Developments) -> Document:
    """What changed, as blocks with notes."""
    pages = Pages()
    span = days(found.first, found.last)
    pages.add(PartKind.TITLE, found.title)
    pages.add(PartKind.SUBTITLE, span)
    pages.add(PartKind.SMALL, f"{covered_line(found.coverage)}.")
    pages.add(PartKind.PARAGRAPH, found.note)
    if found.withdrawn:
        pages.add(PartKind.HEADING, TAKEN_BACK)
    for each in found.withdrawn:
        pages.add(PartKind.BULLET, withdrawal_text(each))
    for story in found.stories:
        pages.add(PartKind.STORY, story.headline)
        told = [TextRun(text=": "), *pages.said(story.before)] if story.before else []
        pages.add(PartKind.PARAGRAPH, TextRun(text=state(story), style="italic"), told)
        for one in story.developments:
            pages.add(PartKind.BULLET, list(_runs(pages, one)))
    add_left_out(pages, found.coverage, found.topic)
    pages.add(PartKind.SMALL, TextRun(text=MADE_BY, style="italic"))
    return pages.document(f"{found.title}, {span}")


def _runs(pages: Pages, one: Development) -> Iterator[TextRun]:
    yield TextRun(text=f"{label(one)}: ", style="bold")
    if one.before:
        yield TextRun(text="Before: ", style="italic")
        yield from pages.said(one.before)
        yield TextRun(text=" Now: ", style="italic")
    yield from pages.said(one.now)
