"""Briefings and hits as messages, under keys that stay."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from briefbot.briefing.types import Briefing
from briefbot.delivery.message import Message
from briefbot.render.document import Document, Note, PartKind, TextRun, briefing_document
from briefbot.render.document_html import document_html, document_text
from briefbot.render.hits import headline, hits_data, hits_document
from briefbot.watchlists.types import Hit, Watchlist

BRIEFINGS = "briefings"


def briefing_message(briefing: Briefing, now: dt.datetime) -> Message:
    """A briefing as a message; the same briefing has the same key."""
    document = briefing_document(briefing)
    return Message(
        key=_key(BRIEFINGS, briefing.id),
        kind="briefing",
        name=BRIEFINGS,
        thread=f"{BRIEFINGS}-{briefing.topic or 'all'}",
        created=now,
        subject=document.title,
        text=document_text(document),
        html=document_html(document),
        data={"briefing": briefing.model_dump(mode="json")},
    )


def watchlist_message(
    watchlist: Watchlist,
    hits: Sequence[Hit],
    now: dt.datetime,
    notes: Sequence[str] = (),
    briefing: Briefing | None = None,
) -> Message:
    """Hits of a list as a message; the same hits have the same key.

    Args:
        watchlist: the list.
        hits: newest first.
        now: the time.
        notes: what the reader should know besides.
        briefing: on the list's topic, which comes first where there is one.
    """
    document = hits_document(watchlist, hits, notes, title="What the list has found" if briefing else None)
    data = hits_data(watchlist, hits, notes)
    if briefing:
        document = _joined(briefing_document(briefing), document)
        data["briefing"] = briefing.model_dump(mode="json")
    return Message(
        key=_key(watchlist.id, *sorted(hit.article_id for hit in hits)),
        kind="watchlist",
        name=watchlist.name,
        thread=f"list-{watchlist.id}",
        created=now,
        subject=_subject(watchlist, hits, briefing),
        text=document_text(document),
        html=document_html(document),
        data=data,
    )


def _joined(first: Document, second: Document) -> Document:
    """A briefing with what a list has found after its stories; what both cite is one note."""
    known = {_words(note): note.number for note in first.notes}
    added = [note for note in second.notes if _words(note) not in known]
    known |= {_words(note): number for number, note in enumerate(added, start=len(first.notes) + 1)}
    numbers = {note.number: known[_words(note)] for note in second.notes}
    met = {note.number for note in first.notes}

    def run_of(run: TextRun) -> TextRun:
        if not run.note:
            return run
        number = numbers[run.note]
        return run.model_copy(update={"note": number, "first": run.first and number not in met})

    blocks = [
        block.model_copy(
            update={
                "runs": tuple(map(run_of, block.runs)),
                "kind": PartKind.HEADING if block.kind is PartKind.TITLE else block.kind,
            }
        )
        for block in second.blocks
    ]
    *told, made_by = first.blocks
    notes = [note.model_copy(update={"number": known[_words(note)]}) for note in added]
    return Document(title=first.title, blocks=(*told, *blocks, made_by), notes=(*first.notes, *notes))


def _words(note: Note) -> Note:
    """A note without its number."""
    return note.model_copy(update={"number": 0})


def _subject(watchlist: Watchlist, hits: Sequence[Hit], briefing: Briefing | None) -> str:
    """What comes first, and how much more there is."""
    stories = [*briefing.stories, *briefing.briefs] if briefing else []
    if briefing and briefing.stories:
        more = f"; {len(stories) - 1} more" if stories[1:] else ""
        return f"[{watchlist.name}] {briefing.stories[0].headline.text}{more}"
    return f"[{watchlist.name}] {headline(hits[0]) if len(hits) == 1 else f'{len(hits)} articles'}"


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
