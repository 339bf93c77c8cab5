"""Briefings and hits as messages, under keys that stay."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from briefbot.briefing.types import Briefing
from briefbot.delivery.message import Message
from briefbot.render.document import Document, DocumentBlock, PartKind, briefing_document
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
    document = hits_document(watchlist, hits, notes)
    data = hits_data(watchlist, hits, notes)
    if briefing:
        document = _joined(briefing_document(briefing), document)
        data["briefing"] = briefing.model_dump(mode="json")
    one = headline(hits[0]) if len(hits) == 1 else f"{len(hits)} articles"
    return Message(
        key=_key(watchlist.id, *sorted(hit.article_id for hit in hits)),
        kind="watchlist",
        name=watchlist.name,
        thread=f"list-{watchlist.id}",
        created=now,
        subject=f"[{watchlist.name}] {one}",
        text=document_text(document),
        html=document_html(document),
        data=data,
    )


def _joined(first: Document, second: Document) -> Document:
    """Two documents as one; the notes of the second are numbered on."""
    shift = len(first.notes)
    notes = [note.model_copy(update={"number": note.number + shift}) for note in second.notes]
    blocks = [
        block.model_copy(
            update={
                "runs": tuple(
                    run.model_copy(update={"note": run.note + shift}) if run.note else run for run in block.runs
                ),
                "kind": PartKind.HEADING if block.kind is PartKind.TITLE else block.kind,
            }
        )
        for block in second.blocks
    ]
    joined: tuple[DocumentBlock, ...] = (*first.blocks, *blocks)
    return Document(title=first.title, blocks=joined, notes=(*first.notes, *notes))


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
