"""Answers for the chat programs that people have: Markdown in which every citation is a link to its paragraph.

Titles and quotations come from other people's files: control characters are taken out, Markdown is escaped.
"""

from __future__ import annotations

from briefbot.citations import in_marks, marked, shown_text
from briefbot.render.addresses import Address
from briefbot.render.answer import abstention, citations_of, closest_passages
from briefbot.render.text import escaped, published_day
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


def chat_text(answer: Answer, address: Address) -> ChatText:
    """An answer with its citations as links, then the list of its sources; or an abstention with the closest articles.

    Args:
        answer: it.
        address: where a paragraph can be read.
    """
    if answer.abstained:
        return ChatText(text="\n".join([escaped(abstention(answer)), *_closest(answer, address), *_notes(answer)]))
    text, marks = escaped(_lead(answer)), []
    for sentence in answer.sentences:
        text += f"{' ' if text else ''}{escaped(shown_text(sentence))} "
        for citation in sentence.citations:
            link = _link(f"[{citation.number}]", address(citation))
            marks.append(Mark(start=len(text), end=len(text) + len(link), citation=citation))
            text += link
    sources = [_source(citation, address) for citation in citations_of(answer)]
    return ChatText(text="\n".join([text, "", "**Sources**", "", *sources, *_notes(answer)]), marks=tuple(marks))


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
    return ["", "**Closest articles**", "", *lines] if lines else []


def _notes(answer: Answer) -> list[str]:
    return [line for note in answer.notes for line in ("", f"*Note: {escaped(note)}*")]
