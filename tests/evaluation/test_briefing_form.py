from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing.types import Briefing, Event
from briefbot.evaluation.briefing_form import form_faults
from briefbot.types import Sentence, Support
from tests.briefing.sample import sample_briefing

BRIEFING = sample_briefing()
HEADLINE = next(
    story.headline.text for story in BRIEFING.stories if BRIEFING.in_brief[0].citations[0].article_id in story.articles
)


def sentence(text: str) -> Sentence:
    return Sentence(text=text, support=Support(supported=True), citations=())


def with_brief(text: str) -> Briefing:
    first = BRIEFING.in_brief[0].model_copy(update={"text": text})
    return BRIEFING.model_copy(update={"in_brief": (first,)})


def with_event(text: str, day: dt.date) -> Briefing:
    return BRIEFING.model_copy(update={"events": (Event(first=day, last=day, sentence=sentence(text)),)})


def test_a_sound_briefing_has_no_fault_of_form() -> None:
    assert form_faults(BRIEFING) == []


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: with_brief(f"{HEADLINE}."), "says the headline again"),
        (lambda: with_brief("and closed the ferry of Skerry."), "is no whole sentence"),
        (lambda: with_brief("THE FERRY OF SKERRY IS CLOSED."), "is no whole sentence"),
        (lambda: with_brief("Read more: The ferry of Skerry is closed."), "is no sentence of its article"),
        (lambda: with_brief("A fisherman holds up a sign at the pier on March 13, 2018."), "is no sentence of its"),
        (lambda: with_brief("In papers shown to a court on Friday the council said that he must go."), "who 'he' is"),
        (lambda: with_brief(BRIEFING.stories[0].happened[0].text), "says twice"),
        (lambda: with_event("The ferry sails to Skerry.", BRIEFING.last), "has what is past"),
        (lambda: with_event("In a week she sails to Skerry.", BRIEFING.last + dt.timedelta(days=1)), "who 'she' is"),
    ],
)
def test_every_fault_is_named(make: Callable[[], Briefing], fault: str) -> None:
    (found,) = form_faults(make())
    assert fault in found
