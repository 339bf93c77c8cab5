"""What a watchlist found, as a document, as lines for a terminal, as data for a webhook and as entries of a feed."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from briefbot.citations import shown_text
from briefbot.render.atom import FeedEntry
from briefbot.render.briefing import web_address
from briefbot.render.document import Document, Pages, PartKind, TextRun
from briefbot.render.text import printable, wrapped
from briefbot.watchlists.types import Hit, HitKind, Watchlist

IN_FULL = 50  # hits told with their sentence; of more only the headlines


def hits_document(
    watchlist: Watchlist, hits: Sequence[Hit], notes: Sequence[str] = (), title: str | None = None
) -> Document:
    """What a list is told: each hit with its headline, publisher, day and sentence.

    Args:
        watchlist: the list.
        hits: newest first; of those after the first fifty only the headlines are told.
        notes: what the reader should know besides.
        title: what stands above; the name of the list when it is not given.
    """
    pages = Pages()
    pages.add(PartKind.TITLE, title or watchlist.name)
    pages.add(PartKind.SMALL, f"Articles about “{watchlist.query}”{words_text(watchlist)}.")
    for note in notes:
        pages.add(PartKind.SMALL, TextRun(text=note, style="italic"))
    for hit in hits[:IN_FULL]:
        _add_hit(pages, hit)
    if hits[IN_FULL:]:
        pages.add(PartKind.HEADING, f"{len(hits) - IN_FULL} more")
        for hit in hits[IN_FULL:]:
            pages.add(PartKind.BULLET, f"{headline(hit)}. {_from(hit)}")
    return pages.document(watchlist.name)


def headline(hit: Hit) -> str:
    """The headline of a hit; that of a corrected version says so, once."""
    said = hit.kind is HitKind.NEW or hit.title.lower().startswith("correct")
    return hit.title if said else f"Corrected: {hit.title}"


def hit_document(hit: Hit) -> Document:
    """One hit alone."""
    pages = Pages()
    _add_hit(pages, hit)
    return pages.document(hit.title)


def words_text(watchlist: Watchlist) -> str:
    """What a list asks for besides its query, in words."""
    parts = [
        f"with {' or '.join(watchlist.any)}" if watchlist.any else "",
        f"with {' and '.join(watchlist.all)}" if watchlist.all else "",
        f"without {' and '.join(watchlist.none)}" if watchlist.none else "",
        f"of {' and '.join(watchlist.sources)}" if watchlist.sources else "",
    ]
    return "".join(f", {part}" for part in parts if part)


def hits_text(hits: Sequence[Hit]) -> str:
    """Hits for a terminal."""
    lines: list[str] = []
    for hit in hits:
        lines += [wrapped(printable(headline(hit))), wrapped(printable(f"    {_from(hit)}"), "    ")]
        lines.append(wrapped(printable(f"    {shown_text(hit.sentence)}"), "    "))
        lines += [wrapped(printable(f"    {change}"), "      ") for change in hit.changes]
        if hit.also:
            lines.append(wrapped(printable(f"    Also reported by: {'; '.join(hit.also)}"), "    "))
        lines.append("")
    return "\n".join(lines).rstrip()


def hits_data(watchlist: Watchlist, hits: Sequence[Hit], notes: Sequence[str] = ()) -> dict[str, JsonValue]:
    """The same for programs; all hits are in full."""
    return {
        "watchlist": watchlist.model_dump(mode="json", exclude={"to"}),
        "notes": list(notes),
        "hits": [hit.model_dump(mode="json") for hit in hits],
    }


def hit_entries(watchlist: Watchlist, hits: Sequence[Hit]) -> list[FeedEntry]:
    """Hits as entries of a feed, in their order."""
    return [
        FeedEntry(
            key=f"hit {watchlist.id} {hit.article_id}",
            title=headline(hit),
            updated=hit.found,
            document=hit_document(hit),
            address=web_address(hit.sentence.citations[0].url) if hit.sentence.citations else None,
        )
        for hit in hits
    ]


def _add_hit(pages: Pages, hit: Hit) -> None:
    pages.add(PartKind.STORY, headline(hit))
    pages.add(PartKind.SMALL, _from(hit))
    pages.add(PartKind.PARAGRAPH, pages.said(hit.sentence))
    if hit.changes:
        pages.add(PartKind.PARAGRAPH, TextRun(text="What changed:", style="bold"))
        for change in hit.changes:
            pages.add(PartKind.BULLET, change)
    if hit.also:
        pages.add(PartKind.SMALL, f"Also reported by: {'; '.join(hit.also)}")


def _from(hit: Hit) -> str:
    day = f"{hit.day.day} {hit.day:%B %Y}" if hit.day else "date unknown"
    return f"{hit.source or 'unknown publisher'}, {day}"
