"""Notices: an article that was told of, or that a briefing cited, was killed or corrected after that was sent.

Whoever was sent it is told once an article, under the thread of what they were sent. What is looked at is what the
outbox remembers as sent. A list tells its corrections itself, as hits; of a briefing, a correction counts where the
words that prove a sentence are gone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from briefbot.briefing.brief import read_briefing
from briefbot.briefing.sources import sources
from briefbot.briefing.withdrawing import of_its_file, standing_taken_back
from briefbot.dedup.diff import describe_difference, differences
from briefbot.delivery import Message, Sending
from briefbot.library.holding import Held
from briefbot.library.outbox import KeptParcel
from briefbot.library.store import Library
from briefbot.library.watchlists import Parcel
from briefbot.render.briefing import where
from briefbot.render.document import Pages, PartKind
from briefbot.render.document_html import document_html, document_text
from briefbot.types import Citation, Frozen
from briefbot.watchlists.types import Hit

MARK = "notices"
CHANGES_TOLD = 12  # changes of one article


class Revoked(Frozen):
    """An article that was cited and does not stand any more."""

    citation: Citation
    by: str
    """The id of what has taken it back, or of the version that stands now."""
    reason: str
    """Why it may not be used; empty for a correction."""
    changes: tuple[str, ...] = ()
    """What a correction changed, one line each."""


def queue_notices(library: Library, now: dt.datetime) -> int:
    """Queue a notice of each article that was killed or corrected since it was sent; returns how many there are.

    Args:
        library: with its outbox.
        now: the time.
    """
    mark = f"{library.revision} {library.last_sent()}"
    if library.mark(MARK) == mark:  # nothing has come since, and nothing was sent
        return 0
    held = library.held(now)
    found: dict[str, Parcel] = {}
    for parcel in library.parcels("sent"):
        sending = Sending.model_validate_json(parcel.json_text)
        for revoked in _revoked(sending.message, library, held):
            notice = _parcel(revoked, sending, parcel, now)
            found.setdefault(notice.key, notice)
    new = library.dispatch(MARK, now, list(found.values())) if found else 0
    if not any(not each.taken_back for each in held.values()):  # else there is more to see when an hour has come
        library.set_mark(MARK, mark)
    return new


def _revoked(message: Message, library: Library, held: Mapping[str, Held]) -> Iterator[Revoked]:
    """What a message rests on and does not stand any more, each article once."""
    seen: set[str] = set()
    for citation, of_briefing in _cited(message):
        name = standing_taken_back(citation, library, held)
        if name:
            revoked = Revoked(citation=citation, by=name, reason=held[name].reason)
        else:
            corrected = _corrected(citation, library, held) if of_briefing else None
            if corrected is None:
                continue
            revoked = corrected
        if citation.article_id not in seen:
            seen.add(citation.article_id)
            yield revoked


def _cited(message: Message) -> Iterator[tuple[Citation, bool]]:
    """What a message cites, and whether in a briefing."""
    briefing = read_briefing(json.dumps(message.data["briefing"])) if "briefing" in message.data else None
    for citation in sources(briefing) if briefing else ():
        yield citation, True
    hits = message.data.get("hits")
    for each in hits if isinstance(hits, list) else ():
        for citation in Hit.model_validate(each).sentence.citations:
            yield citation, False


def _corrected(citation: Citation, library: Library, held: Mapping[str, Held]) -> Revoked | None:
    """The version that stands in the place of a cited one and lacks its words; None where there is none such."""
    there = library.has_article(citation.article_id)
    newest = library.standing(citation.article_id).superseded_by if there else None
    names = [newest] if newest else [] if there else list(of_its_file(citation, library))
    usable = [library.article(name) for name in names if name not in held]
    if not usable or any(citation.quote in part.text for article in usable for part in article.paragraphs):
        return None
    changes: Sequence[str] = ()
    if there:
        changed = differences(library.article(citation.article_id), usable[0])
        own = [each for each in changed if each.old_paragraph == citation.paragraph] or changed
        changes = [describe_difference(each) for each in own[:CHANGES_TOLD]]
    return Revoked(citation=citation, by=usable[0].id, reason="", changes=tuple(changes))


def _parcel(revoked: Revoked, sending: Sending, parcel: KeptParcel, now: dt.datetime) -> Parcel:
    """A notice for whom a parcel was sent to; the same recipient is told of the same thing under the same key."""
    message = _notice(revoked, sending.message, parcel, now)
    recipient = sending.recipient or ""
    key = hashlib.sha256(f"{message.key} {sending.target} {recipient}".encode()).hexdigest()[:32]
    told = Sending(message=message, target=sending.target, recipient=sending.recipient)
    return Parcel(key=key, target=parcel.target, json_text=told.model_dump_json())


def _notice(revoked: Revoked, sent: Message, parcel: KeptParcel, now: dt.datetime) -> Message:
    """A notice as a message. Of an article that was taken back nothing is quoted."""
    citation, day = revoked.citation, (parcel.done or parcel.created).astimezone(now.tzinfo).date()
    subject = f"{'Taken back' if revoked.reason else 'Corrected'}: {citation.title}"
    pages = Pages()
    pages.add(PartKind.TITLE, subject)
    pages.add(PartKind.SMALL, where(citation))
    what = (
        f"was {revoked.reason}" if revoked.reason else "was corrected; the words that were cited are not in it any more"
    )
    pages.add(PartKind.PARAGRAPH, f"“{sent.subject}”, sent on {day.day} {day:%B %Y}, rests on an article that {what}.")
    for change in revoked.changes:
        pages.add(PartKind.BULLET, change)
    document = pages.document(subject)
    return Message(
        key=hashlib.sha256(f"notice\x1f{citation.article_id}\x1f{revoked.by}\x1f{revoked.reason}".encode()).hexdigest(),
        kind="notice",
        name=sent.name,
        thread=sent.thread,
        created=now,
        subject=subject,
        text=document_text(document),
        html=document_html(document),
        data={
            "article_id": citation.article_id,
            "title": citation.title,
            "source": citation.source,
            "by": revoked.by,
            "reason": revoked.reason or "corrected",
            "changes": list(revoked.changes),
            "sent": {"id": parcel.key, "subject": sent.subject, "on": day.isoformat()},
        },
    )
