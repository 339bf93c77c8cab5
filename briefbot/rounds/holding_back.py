"""What waits to be sent and tells of an article that was taken back meanwhile: it goes without it, or not at all.

What was tried before may have arrived, and goes as it is under its key; so does a briefing. A notice follows those.
"""

from __future__ import annotations

import datetime as dt

from briefbot.briefing.withdrawing import rests_on_taken_back
from briefbot.delivery import Message, Sending
from briefbot.library.store import Library
from briefbot.rounds.messages import watchlist_message
from briefbot.watchlists.types import Hit, Watchlist


def hold_back(library: Library, now: dt.datetime) -> None:
    """Take the hits that were killed or withheld out of what waits in the outbox.

    Args:
        library: with its outbox.
        now: the time.
    """
    held = library.held(now)
    if not any(each.taken_back for each in held.values()):
        return
    for parcel in library.parcels("waiting"):
        sending = Sending.model_validate_json(parcel.json_text)
        hits = _hits(sending.message)
        standing = [hit for hit in hits if not rests_on_taken_back(hit.sentence, library, held)]
        if parcel.attempts or len(standing) == len(hits):
            continue
        if standing:
            told = sending.model_copy(update={"message": _without(sending.message, standing)})
            library.rewrite_parcel(parcel.number, told.model_dump_json())
        else:
            library.drop_parcel(parcel.number)


def _hits(message: Message) -> list[Hit]:
    """The hits of a list that is told without a briefing."""
    found = message.data.get("hits")
    return [Hit.model_validate(each) for each in found] if isinstance(found, list) and _is_plain(message) else []


def _is_plain(message: Message) -> bool:
    return message.kind == "watchlist" and "briefing" not in message.data


def _without(message: Message, standing: list[Hit]) -> Message:
    """The message with these hits alone, under its key."""
    said, notes = message.data["watchlist"], message.data.get("notes")
    watchlist = Watchlist.model_validate({**said, "to": ()} if isinstance(said, dict) else said)
    told = [str(note) for note in notes] if isinstance(notes, list) else []
    return watchlist_message(watchlist, standing, message.created, told).model_copy(update={"key": message.key})
