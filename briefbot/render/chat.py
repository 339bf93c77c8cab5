"""Answers for the chat programs that people have: Markdown in which every citation is a link to its paragraph.

Titles and quotations come from other people's files: control characters are taken out, Markdown is escaped.
"""

from __future__ import annotations

import re

from briefbot.citations import in_marks, marked, shown_text
from briefbot.render.addresses import Address
from briefbot.render.answer import abstention, citations_of, closest_passages
from briefbot.render.text import escaped, published_day, unescaped
from briefbot.text.dates.describe import annotate
from briefbot.types import Answer, Citation, Frozen


class Mark(Frozen):
    """Where a citation stands in a text."""

    start: int
    """First character of the mark."""
    end: int
    """One past its last character."""
    citation: Citation


class ChatText(Frozen):
    """An answer as Markdown, and where its citations stand in it."""

    text: str
    marks: tuple[Mark, ...] = ()


SOURCES = "**Sources**"
CLOSEST = "**Closest articles**"
_ASKED_AS = re.compile(r"\*Asked as: (.+)\*\n\n")


def chat_text(answer: Answer, address: Address, asked: str = "") -> ChatText:
    """An answer with its citations as links, then the list of its sources; or an abstention with the closest articles.

    Args:
        answer: it.
        address: where a paragraph can be read.
        asked: as what the question was asked, where that is to be said.
    """
    before = f"*Asked as: {escaped(asked)}*\n\n" if asked else ""
    if answer.abstained:
        lines = [f"{before}{escaped(abstention(answer))}", *_closest(answer, address), *_notes(answer)]
        return ChatText(text="\n".join(lines))
    text, marks = before + escaped(_lead(answer)), []
    for sentence in answer.sentences:
        text += f"{' ' if text and not text.endswith(chr(10)) else ''}{escaped(shown_text(sentence))} "
        for citation in sentence.citations:
            link = _link(f"[{citation.number}]", address(citation))
            marks.append(Mark(start=len(text), end=len(text) + len(link), citation=citation))
            text += link
    sources = [_source(citation, address) for citation in citations_of(answer)]
    return ChatText(text="\n".join([text, "", SOURCES, "", *sources, *_notes(answer)]), marks=tuple(marks))


def asked_as(text: str) -> tuple[str, str] | None:
    """What a text of `chat_text` says that was asked, and the rest of it; None where it says nothing of that."""
    match = _ASKED_AS.match(text)
    return (unescaped(match[1]), text[match.end() :]) if match else None


def _link(words: str, address: str) -> str:
    return f"[{words}]({address})" if address else words


def _lead(answer: Answer) -> str:
    """What the answer says before its sentences: the model's reading of a yes or no."""
    return answer.text.removesuffix(" ".join(map(marked, answer.sentences))).strip()


def _source(citation: Citation, address: Address) -> str:
    """A line of the list of sources."""
    where = _link(escaped(citation.title), address(citation))
    particulars = ", ".join(
        escaped(part)
        for part in (
            citation.source or "unknown publisher",
            citation.published or "date unknown",
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
        f"{escaped(passage.source or 'unknown publisher')}, {published_day(passage.published)}"
        for passage in closest_passages(answer)
    ]
    return ["", CLOSEST, "", *lines] if lines else []


def _notes(answer: Answer) -> list[str]:
    return [line for note in answer.notes for line in ("", f"*Note: {escaped(note)}*")]
