"""An answer or a briefing as blocks of text with numbered notes: what DOCX, PDF and mail are written from.

A note is what proves a sentence: the publisher, the day, the paragraph and the supporting words. Notes are numbered in
the order in which a reader meets them; a second mention of the same words is the same note.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Literal

from briefbot.briefing.types import Briefing, Change, Coverage, Exclusion, Story
from briefbot.citations import in_marks, shown_text
from briefbot.render import briefing as wording
from briefbot.render.answer import abstention, lead
from briefbot.render.text import short_path
from briefbot.text.dates.describe import annotate
from briefbot.text.words import JOINERS
from briefbot.types import Answer, Citation, Frozen, Sentence, Shape

LEFT_TO_RIGHT = "\u200e"
MOST_LEFT_OUT = 40  # articles that are named as left out; of a full week there can be hundreds
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_RTL = ("R", "AL")


class PartKind(StrEnum):
    """What a block is."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    STORY = "story"
    """The headline of a story."""
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    SMALL = "small"
    """What is said of the text around it: publishers, how it was made."""


class TextRun(Frozen):
    """A stretch of one style, or the mark of a note."""

    text: str = ""
    style: Literal["plain", "bold", "italic"] = "plain"
    note: int | None = None
    """Number of the note whose mark stands here."""
    first: bool = False
    """Whether the note is met here for the first time."""


class DocumentBlock(Frozen):
    """A heading, a paragraph or an item of a list."""

    kind: PartKind
    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """Its words without marks."""
        return "".join(run.text for run in self.runs)


class Note(Frozen):
    """What a mark leads to."""

    number: int
    title: str
    where: str
    """Publisher, day and paragraph."""
    words: str
    """The supporting words between quotation marks, with their dates resolved."""
    address: str | None
    """An address of the web that may become a link."""
    place: str
    """The address or the file, in words; empty where neither is known."""
    also: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it but the place, in one line."""
        return f"{self.title}. {self.where}: {self.words}"


class Document(Frozen):
    """A whole text with its notes, in the order of reading."""

    title: str
    blocks: tuple[DocumentBlock, ...]
    notes: tuple[Note, ...]


def plain_text(text: str) -> str:
    """One line without characters that XML cannot hold, that hide or that reorder what is read."""
    kept = (c if c in JOINERS or unicodedata.category(c) not in _HIDDEN else " " for c in text)
    return " ".join("".join(kept).split())


def is_rtl(text: str) -> bool:
    """Whether most letters of a text are of scripts that run from right to left."""
    directions = Counter(map(unicodedata.bidirectional, text))
    return sum(directions[each] for each in _RTL) > directions["L"]


def directed(text: str) -> str:
    """A text that runs from left to right with a mark after each piece that does not.

    Without it a number that follows a name in Arabic, as in a list or a date, would be shown before the name (Unicode
    Standard Annex 9, rule W2).
    """
    return "".join(f"{piece}{LEFT_TO_RIGHT}" if rtl else piece for piece, rtl in by_direction(text))


def by_direction(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, with whether each is of letters that run from right to left.

    What stands between two such letters, spaces and digits for example, is of their piece.
    """
    strong = [
        (at, kind in _RTL) for at, kind in enumerate(map(unicodedata.bidirectional, text)) if kind in ("L", *_RTL)
    ]
    pieces: list[tuple[str, bool]] = []
    done = 0
    for rtl, group in itertools.groupby(strong, key=lambda letter: letter[1]):
        places = [at for at, _ in group]
        if rtl:
            pieces += [(text[done : places[0]], False), (text[places[0] : places[-1] + 1], True)]
            done = places[-1] + 1
    return [piece for piece in (*pieces, (text[done:], False)) if piece[0]]


class Pages:
    """Collects blocks and numbers the notes as they come."""

    def __init__(self) -> None:
        self._blocks: list[DocumentBlock] = []
        self._notes: dict[tuple[str, int, int, int], Note] = {}

    def add(self, kind: PartKind, *parts: str | TextRun | Sequence[TextRun]) -> None:
        """Add a block; one without words is left out."""
        runs: list[TextRun] = []
        for part in parts:
            if isinstance(part, str | TextRun):
                runs.append(TextRun(text=part) if isinstance(part, str) else part)
            else:
                runs += part
        tidy = [run if run.note else run.model_copy(update={"text": _inner(run.text)}) for run in runs]
        if any(run.text.strip() for run in tidy):
            block = DocumentBlock(kind=kind, runs=tuple(run for run in tidy if run.note or run.text))
            if not is_rtl(block.text):
                marked_runs = (run.model_copy(update={"text": directed(run.text)}) for run in block.runs)
                block = block.model_copy(update={"runs": tuple(marked_runs)})
            self._blocks.append(block)

    def said(self, sentence: Sentence, words: str | None = None) -> list[TextRun]:
        """A sentence as it is shown, or in other words, with the marks of its notes."""
        return [TextRun(text=shown_text(sentence) if words is None else words), *self.marks(sentence.citations)]

    def marks(self, citations: Sequence[Citation]) -> list[TextRun]:
        """The marks of some notes."""
        runs = []
        for citation in citations:
            key = (citation.article_id, citation.paragraph, citation.start, citation.end)
            first = key not in self._notes
            if first:
                self._notes[key] = _note(citation, len(self._notes) + 1)
            runs.append(TextRun(note=self._notes[key].number, first=first))
        return runs

    def document(self, title: str) -> Document:
        """All that was added."""
        return Document(title=plain_text(title), blocks=tuple(self._blocks), notes=tuple(self._notes.values()))


def answer_document(answer: Answer) -> Document:
    """An answer under its question."""
    pages = Pages()
    pages.add(PartKind.TITLE, answer.question)
    for part in answer.parts or (answer,):
        if answer.parts:
            pages.add(PartKind.HEADING, part.question)
        _add_answer(pages, part)
    for note in answer.notes:
        pages.add(PartKind.SMALL, TextRun(text=f"Note: {note}", style="italic"))
    pages.add(PartKind.SMALL, f"Answered by briefbot with {answer.model.name} ({answer.model.sha256[:12]}).")
    return pages.document(answer.question)


def _add_answer(pages: Pages, answer: Answer) -> None:
    """An answer, or an answer to a part of a question: a paragraph, or a line each."""
    if answer.abstained:
        pages.add(PartKind.PARAGRAPH, abstention(answer))
        return
    before = lead(answer)
    if answer.shape is Shape.PARAGRAPH:
        runs = [run for sentence in answer.sentences for run in (*pages.said(sentence), TextRun(text=" "))]
        pages.add(PartKind.PARAGRAPH, f"{before} " if before else "", runs[:-1])
        return
    pages.add(PartKind.PARAGRAPH, before)
    for sentence in answer.sentences:
        heading = TextRun(text=f"{sentence.heading} " if sentence.heading else "", style="bold")
        pages.add(PartKind.BULLET, heading, pages.said(sentence))


def briefing_document(briefing: Briefing) -> Document:
    """A briefing with its parts in the order of the page."""
    pages = Pages()
    days = wording.days(briefing.first, briefing.last)
    pages.add(PartKind.TITLE, briefing.title)
    pages.add(PartKind.SUBTITLE, days)
    pages.add(PartKind.SMALL, f"{wording.coverage(briefing)}.")
    if briefing.coverage.publishers:
        pages.add(PartKind.SMALL, f"Read: {', '.join(briefing.coverage.publishers)}.")
    pages.add(PartKind.PARAGRAPH, briefing.note)
    _headed(pages, "In brief", briefing.in_brief)
    for sentence in briefing.in_brief:
        pages.add(PartKind.BULLET, pages.said(sentence))
    for section in wording.told_in(briefing):
        _headed(pages, section.name or "Stories", section.stories, section.briefs)
        for _, story in section.stories:
            _add_story(pages, story)
        for _, brief in section.briefs:
            pages.add(PartKind.BULLET, TextRun(text=brief.headline, style="bold"), ": ", pages.said(brief.sentence))
    _headed(pages, "Opinion", briefing.views)
    for view in briefing.views:
        argued = f" {wording.view_verb(view)}: "
        pages.add(
            PartKind.BULLET, TextRun(text=wording.arguer_of(view), style="bold"), argued, pages.said(view.sentence)
        )
    _add_changes(pages, briefing)
    _add_events(pages, briefing)
    add_left_out(pages, briefing.coverage, briefing.topic)
    pages.add(PartKind.SMALL, TextRun(text=wording.made_by(briefing), style="italic"))
    return pages.document(f"{briefing.title}, {days}")


def _headed(pages: Pages, heading: str, *parts: object) -> None:
    """Add a heading where anything stands under it."""
    if any(parts):
        pages.add(PartKind.HEADING, heading)


def _add_changes(pages: Pages, briefing: Briefing) -> None:
    _headed(pages, "What changed", briefing.stories, briefing.changes)
    if briefing.stories or briefing.changes:
        pages.add(PartKind.PARAGRAPH, wording.since(briefing))
    for change in wording.changes_in_order(briefing.changes):
        pages.add(PartKind.BULLET, list(_change(pages, change)))


def _add_story(pages: Pages, story: Story) -> None:
    pages.add(PartKind.STORY, pages.said(story.headline, story.headline.text))
    runs = [run for sentence in story.happened for run in (*pages.said(sentence), TextRun(text=" "))]
    pages.add(PartKind.PARAGRAPH, runs[:-1])
    for disagreement in story.disagreements:
        about = f" ({disagreement.about}):"
        pages.add(PartKind.PARAGRAPH, TextRun(text="Where the sources differ", style="italic"), about)
        for version in disagreement.versions:
            pages.add(PartKind.BULLET, TextRun(text=version.value, style="bold"), ": ", pages.said(version.sentence))
    if story.background:
        pages.add(PartKind.PARAGRAPH, TextRun(text="Background: ", style="italic"), pages.said(story.background))
    for quotation in story.said:
        pages.add(PartKind.BULLET, TextRun(text=quotation.speaker, style="bold"), ": ", pages.said(quotation.sentence))
    told = [" · ".join(wording.publishers(story)), f"Also reported by: {'; '.join(story.also)}" if story.also else ""]
    pages.add(PartKind.SMALL, TextRun(text=". ".join(part for part in told if part), style="italic"))


def _change(pages: Pages, change: Change) -> Iterator[TextRun]:
    yield TextRun(text=f"{wording.CHANGES[change.kind]}: ", style="bold")
    if wording.is_retold(change) and change.before:
        yield from pages.said(change.before)
        return
    yield TextRun(text=change.headline)
    if change.before:
        yield TextRun(text=" Before: " if change.now else " Last reported: ", style="italic")
        yield from pages.said(change.before)
    if change.now:
        yield TextRun(text=" Now: " if change.before else " ", style="italic" if change.before else "plain")
        for sentence in change.now:
            yield from pages.said(sentence)
            yield TextRun(text=" ")


def _add_events(pages: Pages, briefing: Briefing) -> None:
    _headed(pages, "Coming up", briefing.stories, briefing.events)
    if briefing.stories and not briefing.events:
        pages.add(PartKind.PARAGRAPH, wording.NO_EVENTS)
    for event in briefing.events:
        days = wording.days(event.first, event.last)
        said = pages.said(event.sentence, wording.event_text(event))
        pages.add(PartKind.BULLET, TextRun(text=days, style="bold"), ": ", said)


def add_left_out(pages: Pages, covered: Coverage, topic: str | None) -> None:
    """Add what was left out; where a topic was asked for not what is about others, which the line at the top counts."""
    left_out = [each for each in covered.left_out if not topic or each.kind is Exclusion.CROWDED_OUT]
    _headed(pages, "Left out", left_out)
    for left in left_out[:MOST_LEFT_OUT]:
        pages.add(PartKind.BULLET, f"{left.title}: {left.reason}")
    if left_out[MOST_LEFT_OUT:]:
        pages.add(PartKind.SMALL, f"And {len(left_out) - MOST_LEFT_OUT} more.")


def _note(citation: Citation, number: int) -> Note:
    title, where = plain_text(citation.title), plain_text(wording.where(citation))
    words = plain_text(in_marks(annotate(citation.quote, citation.dates)))
    direct = plain_text if is_rtl(f"{title} {where} {words}") else directed
    return Note(
        number=number,
        title=direct(title),
        where=direct(where),
        words=direct(words),
        address=wording.web_address(citation.url),
        place=plain_text(citation.url or (short_path(citation.path) if citation.path else "")),
        also=tuple(direct(plain_text(each)) for each in citation.also),
    )


def _inner(text: str) -> str:
    """The text of a run, whose spaces at either end part it from its neighbours."""
    tidy = plain_text(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and tidy else ""
    return f"{before}{tidy}{after}"
