"""Answers for the chat programs that people have: Markdown in which every citation is a link to its paragraph.

Titles and quotations come from other people's files: control characters are taken out, Markdown is escaped.
"""

from __future__ import annotations

import re

from briefbot.citations import in_marks, shown_text
from briefbot.render.addresses import Address
from briefbot.render.answer import abstention, citations_of, closest_passages, lead
from briefbot.render.text import escaped, known_day, published_day, unescaped
from briefbot.text.dates.describe import annotate
from briefbot.types import Answer, Citation, Frozen, Shape


class CitationMark(Frozen):
    """Where a citation stands in a text."""

    start: int
    """First character of the mark."""
    end: int
    """One past its last character."""
    citation: Citation


class ChatText(Frozen):
    """An answer as Markdown, and where its citations stand in it."""

    text: str
    marks: tuple[CitationMark, ...] = ()


SOURCES = "**Sources**"
_NEXT = "\n\n"  # between two blocks
CLOSEST_ARTICLES = "**Closest articles**"
_ASKED_AS = re.compile(r"\*Asked as: (.+)\*\n\n")


def chat_text(answer: Answer, address: Address, asked: str = "") -> ChatText:
    """An answer with its citations as links, then the list of its sources; or an abstention with the closest articles.

    Args:
        answer: it.
        address: where a paragraph can be read.
        asked: as what the question was asked, where that is to be said.
    """
    page = _Page(address, f"*Asked as: {escaped(asked)}*\n\n" if asked else "")
    if answer.abstained:
        page.text += "\n".join([escaped(abstention(answer)), *_closest(answer, address), *_notes(answer)])
        return ChatText(text=page.text)
    for number, part in enumerate(answer.parts or (answer,)):
        if answer.parts:
            page.text += f"{_NEXT if number else ''}**{escaped(part.question)}**{_NEXT}"
        page.add(part)
    sources = [_source(citation, address) for citation in citations_of(answer)]
    page.text += "\n".join(["", "", SOURCES, "", *sources, *_notes(answer)])
    return ChatText(text=page.text, marks=tuple(page.marks))


class _Page:
    """A text as it grows, and where its citations stand."""

    def __init__(self, address: Address, text: str) -> None:
        self.text = text
        self.marks: list[CitationMark] = []
        self._address = address

    def add(self, answer: Answer) -> None:
        """Add what an answer says: its sentences in a row, or as a list under their headings."""
        if not answer.sentences:
            self.text += escaped(abstention(answer))
            return
        in_a_row = answer.shape is Shape.PARAGRAPH
        before = escaped(lead(answer))
        self.text += f"{before}{' ' if in_a_row else _NEXT}" if before else ""
        for number, sentence in enumerate(answer.sentences):
            if number:
                self.text += " " if in_a_row else "\n"
            heading = f"**{escaped(sentence.heading)}**: " if sentence.heading else ""
            self.text += f"{'' if in_a_row else '- '}{heading}{escaped(shown_text(sentence))} "
            for citation in sentence.citations:
                start = len(self.text)
                self.text += _link(f"[{citation.number}]", self._address(citation))
                self.marks.append(CitationMark(start=start, end=len(self.text), citation=citation))


def asked_as(text: str) -> tuple[str, str] | None:
    """What a text of `chat_text` says that was asked, and the rest of it; None where it says nothing of that."""
    match = _ASKED_AS.match(text)
    return (unescaped(match[1]), text[match.end() :]) if match else None


def _link(words: str, address: str) -> str:
    return f"[{words}]({address})" if address else words


def _source(citation: Citation, address: Address) -> str:
    """A line of the list of sources."""
    where = _link(escaped(citation.title), address(citation))
    particulars = ", ".join(
        escaped(part)
        for part in (
            citation.source or "unknown publisher",
            citation.published or known_day(citation.known),
            f"paragraph {citation.paragraph}",
        )
    )
    words = escaped(in_marks(annotate(citation.quote, citation.dates)))
    also = f" Also reported by: {escaped('; '.join(citation.also))}" if citation.also else ""
    return f"{citation.number}. {where}, {particulars}: {words}{also}"


def _closest(answer: Answer, address: Address) -> list[str]:
    """Where an answer would have been looked for."""
    lines = [
        f"- {_link(escaped(passage.title), address(passage))}, "
        f"{escaped(passage.source or 'unknown publisher')}, {published_day(passage)}"
        for passage in closest_passages(answer)
    ]
    return ["", CLOSEST_ARTICLES, "", *lines] if lines else []


def _notes(answer: Answer) -> list[str]:
    return [line for note in answer.notes for line in ("", f"*Note: {escaped(note)}*")]
