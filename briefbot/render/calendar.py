"""The dates ahead of a briefing as iCalendar (RFC 5545): whole days and spans, with the proof in the description."""

from __future__ import annotations

import datetime as dt
import uuid

from briefbot.briefing.types import Briefing, Event
from briefbot.render.briefing import event_text, web_address, where
from briefbot.render.document import plain_text
from briefbot.types import Citation

NAMESPACE = uuid.UUID("6d0e3cc1-5c5f-4ea6-9b07-2f3f6f2f5a51")
"""Of all ids that go out; never changed, so that what was sent is known again."""
ONE_DAY = dt.timedelta(days=1)


def briefing_ics(briefing: Briefing) -> bytes:
    """The events of a briefing as a calendar.

    An event has the same UID in every briefing that names it by the same words of the same article.
    """
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", "-//briefbot//dates ahead//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{plain_text(briefing.title)}: coming up")
    for event in briefing.events:
        entry = Entry()
        entry.add("uid", event_uid(event))
        entry.add("dtstamp", dt.datetime.combine(briefing.last, dt.time(), dt.UTC))
        entry.add("dtstart", event.first)
        entry.add("dtend", event.last + ONE_DAY)  # the first day after it
        entry.add("summary", plain_text(event_text(event)))
        entry.add("description", "\n".join(map(_proof, event.sentence.citations)))
        entry.add("transp", "TRANSPARENT")
        address = next(filter(None, (web_address(each.url) for each in event.sentence.citations)), None)
        if address:
            entry.add("url", address)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def event_uid(event: Event) -> str:
    """The id of an event: of its days and of the words that name it."""
    cited = [(each.article_id, each.paragraph, each.start) for each in event.sentence.citations]
    return f"{uuid.uuid5(NAMESPACE, f'event {event.first} {event.last} {cited or event.sentence.text}')}@briefbot"


def _proof(citation: Citation) -> str:
    return plain_text(f"“{citation.quote}” {citation.title}. {where(citation)}. {citation.url or ''}")
