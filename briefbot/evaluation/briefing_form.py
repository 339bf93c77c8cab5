"""What is wrong with the form of a briefing, whatever it tells: faults that a reader sees without the sources.

A headline said again, a part of a sentence, a subhead, a caption or a link shown as one, a sentence said twice, an
entry of the calendar that is past, a pronoun of which nobody knows whom it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefbot.briefing.types import Briefing
from briefbot.text.sentences import is_whole
from briefbot.text.standing import is_caption, loose_pronoun, points_elsewhere
from briefbot.types import Sentence

FORM = "faults of form"
"""The figure: the share of briefings with one."""
SAME_START = 6  # words of a headline that a sentence begins with, which then repeats it


def form_faults(briefing: Briefing) -> list[str]:
    """The faults, each named with the sentence that has it."""
    return [*_repeated_headlines(briefing), *_unfit(briefing), *_twice(briefing), *_past(briefing)]


def told_by_itself(briefing: Briefing) -> Iterator[Sentence]:
    """The sentences that tell the news: in brief, below the headlines, and of the further stories."""
    yield from briefing.in_brief
    for story in briefing.stories:
        yield from story.happened
    for brief in briefing.briefs:
        yield brief.sentence


def _repeated_headlines(briefing: Briefing) -> Iterator[str]:
    for story in briefing.stories:
        own = _words(story.headline.text)
        brief = [s for s in briefing.in_brief if any(c.article_id in story.articles for c in s.citations)]
        told = [*brief, *story.happened]
        for sentence in told if len(told) > 1 else ():  # a story of one sentence has no other to tell
            begins = len(own) >= SAME_START and _words(sentence.text)[: len(own)] == own
            if begins and not _tells_more(sentence.text, story.headline.text):
                yield f"says the headline again: {sentence.text}"


def _tells_more(sentence: str, headline: str) -> bool:
    """Whether a sentence that begins with the words of a headline is at least twice as long."""
    return len(_words(sentence)) >= 2 * len(_words(headline))


def _unfit(briefing: Briefing) -> Iterator[str]:
    for sentence in told_by_itself(briefing):
        if not is_whole(sentence.text) and not sentence.text.startswith("["):
            yield f"is no whole sentence: {sentence.text}"
        elif is_caption(sentence.text) or points_elsewhere(sentence.text):
            yield f"is no sentence of its article: {sentence.text}"
    for sentence in (*briefing.in_brief, *(event.sentence for event in briefing.events)):
        if pronoun := loose_pronoun(sentence.text):
            yield f"does not say who {pronoun!r} is: {sentence.text}"


def _twice(briefing: Briefing) -> Iterator[str]:
    seen: set[tuple[str, ...]] = set()
    for sentence in (*told_by_itself(briefing), *(event.sentence for event in briefing.events)):
        words = _words(sentence.text)
        if words in seen:
            yield f"says twice: {sentence.text}"
        seen.add(words)


def _past(briefing: Briefing) -> Iterator[str]:
    for event in briefing.events:
        if event.last <= briefing.last:
            yield f"has what is past among what is ahead: {event.sentence.text}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))
