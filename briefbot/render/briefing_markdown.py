"""A briefing as Markdown for GitHub, mail, and any other renderer of CommonMark.

A citation is written `[[1]]` with a link definition for 1 at the end of the file: the words stay readable where they
are shown as plain text, and everywhere else "[1]" is a link to the numbered source. Footnotes (`[^1]`) would be shown
as they are by most mail clients. Where a client takes the anchors out, the numbers still name the sources.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from briefbot.briefing.sections import Section
from briefbot.briefing.sources import sources
from briefbot.briefing.types import Brief, Briefing, Change, Coverage, Disagreement, Quotation, Story, View
from briefbot.citations import in_marks, shown_text
from briefbot.render.briefing import (
    CHANGES,
    NO_EVENTS,
    arguer_of,
    changes_in_order,
    coverage,
    days,
    event_text,
    is_retold,
    made_by,
    publishers,
    since,
    told_in,
    view_verb,
    web_address,
    where,
)
from briefbot.render.text import escaped, short_path
from briefbot.text.dates.describe import annotate
from briefbot.types import Citation, Sentence


def briefing_markdown(briefing: Briefing, folder: Path | None = None) -> str:
    """A briefing as Markdown.

    Args:
        briefing: what to show.
        folder: where the file will lie; sources below the current folder become links relative to it.
    """
    blocks = [f"# {escaped(briefing.title)}", f"**{days(briefing.first, briefing.last)}** · {_coverage(briefing)}"]
    if briefing.coverage.publishers:
        blocks.append(f"Read: {escaped(', '.join(briefing.coverage.publishers))}.")
    if briefing.note:
        blocks.append(escaped(briefing.note))
    if briefing.in_brief:
        blocks += ["## In brief", "\n".join(f"- {cited_markdown(sentence)}" for sentence in briefing.in_brief)]
    blocks += _told(briefing)
    blocks += _views(briefing)
    if briefing.stories or briefing.changes:
        blocks += ["## What changed", *_changes(briefing)]
    if briefing.stories or briefing.events:
        blocks += ["## Coming up", _events(briefing)]
    cited = sources(briefing)
    if cited:
        blocks += ["## Sources", "\n".join(numbered_sources(cited, folder))]
    blocks += left_out_markdown(briefing.coverage)
    blocks += ["---", f"*{escaped(made_by(briefing))}*"]
    if cited:
        blocks.append(source_links(cited))
    return "\n\n".join(blocks) + "\n"


def _coverage(briefing: Briefing) -> str:
    """The coverage line, which leads to the list of what was left out."""
    return with_left_out(coverage(briefing), briefing.coverage)


def with_left_out(line: str, covered: Coverage) -> str:
    """A coverage line with a link to the list of what was left out."""
    which = " ([which](#left-out))" if covered.left_out else ""
    return f"{escaped(line)}{which}."


def _story(story: Story, place: int) -> Iterator[str]:
    yield f'### <a id="story-{place}"></a>{escaped(story.headline.text)}{_marks(story.headline)}'
    if story.happened:
        yield " ".join(cited_markdown(sentence) for sentence in story.happened)
    for disagreement in story.disagreements:
        yield _disagreement(disagreement)
    if story.background:
        yield f"*Background:* {cited_markdown(story.background)}"
    if story.said:
        yield "\n".join(["*Said:*", "", *(f"- {_said(quotation)}" for quotation in story.said)])
    told = [" · ".join(publishers(story)), f"Also reported by: {'; '.join(story.also)}" if story.also else ""]
    if any(told):
        yield f"*{escaped('. '.join(part for part in told if part))}*"


def _told(briefing: Briefing) -> Iterator[str]:
    """The stories, in their sections where there are some."""
    found = told_in(briefing)
    yield from _contents(found)
    for section in found:
        yield f"## {section.name or 'Stories'}"
        for place, story in section.stories:
            yield from _story(story, place)
        if section.briefs:
            yield "\n".join(_brief(brief, place) for place, brief in section.briefs)


def _contents(told: list[Section]) -> list[str]:
    """A table of contents, where the stories stand in sections."""
    if not any(section.name for section in told):
        return []
    lines = []
    for section in told:
        lines.append(f"- {section.name}")
        heads = [(place, story.headline.text) for place, story in section.stories]
        heads += [(place, brief.headline) for place, brief in section.briefs]
        lines += [f"  - [{escaped(head)}](#story-{place})" for place, head in heads]
    return ["## Contents", "\n".join(lines)]


def _brief(brief: Brief, place: int) -> str:
    return f'- <a id="story-{place}"></a>**{escaped(brief.headline)}**: {cited_markdown(brief.sentence)}'


def _disagreement(disagreement: Disagreement) -> str:
    lines = [f"*Where the sources differ* ({escaped(disagreement.about)}):", ""]
    for version in disagreement.versions:
        words = escaped(shown_text(version.sentence))
        lines.append(f"- **{escaped(version.value)}**: {words}{_marks(version.sentence)}")
    return "\n".join(lines)


def _said(quotation: Quotation) -> str:
    return f"**{escaped(quotation.speaker)}**: {escaped(shown_text(quotation.sentence))}{_marks(quotation.sentence)}"


def _changes(briefing: Briefing) -> Iterator[str]:
    yield since(briefing)
    places = {story.id: place for place, story in enumerate(briefing.stories, start=1)}
    if briefing.changes:
        yield "\n".join(f"- {_change(change, places)}" for change in changes_in_order(briefing.changes))


def _change(change: Change, places: dict[str, int]) -> str:
    headline = escaped(change.headline)
    if change.story in places:
        headline = f"[{headline}](#story-{places[change.story]})"
    now = " ".join(cited_markdown(sentence) for sentence in change.now)
    before = cited_markdown(change.before) if change.before else ""
    line = f"**{CHANGES[change.kind]}:** {headline}"
    if now and before:
        return "\n".join([line, f"  - Before: {before}", f"  - Now: {now}"])
    if is_retold(change):
        return f"**{CHANGES[change.kind]}:** {before}"
    more = now or (f"Last reported: {before}" if before else "")
    return f"{line} — {more}" if more else line


def _views(briefing: Briefing) -> list[str]:
    """What columns and editorials argue, as what somebody writes."""
    lines = [f"- {_view(view)}" for view in briefing.views]
    return ["## Opinion", "\n".join(lines)] if lines else []


def _view(view: View) -> str:
    return f"**{escaped(arguer_of(view))}** {view_verb(view)}: {cited_markdown(view.sentence)}"


def _events(briefing: Briefing) -> str:
    if not briefing.events:
        return NO_EVENTS
    return "\n".join(
        f"- **{days(event.first, event.last)}**: {escaped(event_text(event))}{_marks(event.sentence)}"
        for event in briefing.events
    )


def numbered_sources(cited: list[Citation], folder: Path | None) -> Iterator[str]:
    """The sources as a list whose numbers are those of the citations, with links to files from a folder."""
    for before, citation in zip([None, *cited], cited, strict=False):
        if before and citation.number != before.number + 1:
            yield "\n<!-- -->\n"  # without it the list would count on
        yield _source(citation, folder)


def source_links(cited: Iterable[Citation]) -> str:
    """The definitions of the links that lead from the marks to the sources."""
    return "\n".join(f"[{citation.number}]: #source-{citation.number}" for citation in cited)


def _source(citation: Citation, folder: Path | None) -> str:
    indent = " " * (len(str(citation.number)) + 2)
    anchor = f'<a id="source-{citation.number}"></a>'
    also = f". Also reported by: {escaped('; '.join(citation.also))}" if citation.also else ""
    line = f"{citation.number}. {anchor}**{escaped(citation.title)}**, {_where(citation, folder)}{also}"
    return f"{line}\n{indent}> {escaped(in_marks(annotate(citation.quote, citation.dates)))}"


def _where(citation: Citation, folder: Path | None) -> str:
    place = escaped(where(citation))
    if address := web_address(citation.url):
        return f"{place}, <{_address(address)}>"
    if not citation.path:
        return place
    path = short_path(citation.path)
    if folder is None or Path(path).is_absolute():
        return f"{place}, {escaped(path)}"
    return f"{place}, [{escaped(path)}]({quote(os.path.relpath(path, folder))})"


def _address(url: str) -> str:
    """An address between angle brackets cannot hold spaces, controls or such brackets."""
    return re.sub(r"[\x00-\x20<>\"\\^`{|}\x7f]", lambda match: quote(match[0]), url)


def left_out_markdown(covered: Coverage) -> Iterator[str]:
    """A list of what was left out, under a heading that the coverage line leads to."""
    if covered.left_out:
        yield '## <a id="left-out"></a>Left out'
        yield "\n".join(f"- {escaped(left.title)}: {escaped(left.reason)}" for left in covered.left_out)


def cited_markdown(sentence: Sentence) -> str:
    """A sentence as it is shown, with links to its sources."""
    return escaped(shown_text(sentence)) + _marks(sentence)


def _marks(sentence: Sentence) -> str:
    numbers = dict.fromkeys(citation.number for citation in sentence.citations)
    return f" [{', '.join(f'[{number}]' for number in numbers)}]" if numbers else ""
