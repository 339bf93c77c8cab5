"""What the articles say is still to come: dated events after the last day, in the words of a source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from briefbot.briefing.similarity import VectorStore, cosine, names_in
from briefbot.briefing.types import Event
from briefbot.text.dates.tense import is_told_as_past, tense_around
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import DAY_PARTS, NAMED_AFTER_DAYS, TIME_WORDS, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import ALREADY_TOLD, TIES
from briefbot.text.lexicon.verbs import (
    AFTERMATH,
    CAUSES,
    COMING,
    FORMS_OF_BE,
    HABITUAL,
    PAST_VERBS,
    PERHAPS,
    PLANNED,
    POSSIBLE,
    UNSURE,
    WILL,
    WILL_SURELY,
)
from briefbot.text.people import begins_with_pronoun, meant, mentioned, people
from briefbot.text.standing import loose_pronoun
from briefbot.text.words import content_words, overlap
from briefbot.types import DateMention, Passage, Sentence
from briefbot.verification.excerpts import Excerpt, excerpts, quotation, widened, with_name

_LONGEST_SPAN = 92  # days; 'next year' is no entry of a calendar
FAR_AHEAD = dt.timedelta(days=183)  # from which a month without a year is that of the year before
TOP_OF_ARTICLE = 4  # paragraphs
SURE_SPAN = 3  # days; a longer one needs a verb of the future
LEAST_PART = 5  # of a part of a sentence that is shown alone
LONGEST_APPOSITION = 30  # characters between a day and the month that it is said to be in
TOGETHER = 7  # days within which dates of one sentence are one entry
SAME_EVENT = 0.5  # cosine of two sentences of one date, or of their names, from which they are about one event
SAME_DAY = 0.35  # or cosine of two sentences of one single day
SAME_NEWS = 0.25  # or of two sentences of one paragraph or the next
SAME_WORDS = 0.5  # or share of the words of the shorter
SHARED_WORDS = 3  # or words besides the dates, of two sentences that begin on one day
EventDays = tuple[dt.date, dt.date]
_COMING = re.compile(rf"\b{any_of(COMING)}\b", re.I)
_CONDITION = re.compile(r"\b(?:if|unless)\b", re.I)
_COMMA = re.compile(r"[,;]\s+(?:and\s+)?(?!\d)")
_FORWARD = re.compile(r"\b(?:next|coming|tomorrow)\b", re.I)
# "since Sunday", "since his birth in May", "a September debate"
_BACK = re.compile(r"\bsince\s+(?:last\s+)?$|\bsince\s(?:[\w’'-]+\s){1,4}(?:in|on)\s$|\b(?:an?|the)\s+$", re.I)
# "She was expected to speak on Tuesday evening, but never did"; with a whole date it may be ahead all the same.
_HAD_BEEN_DUE = re.compile(rf"\b(?:was|were|had)\s(?:also\s|been\s)*{any_of(PLANNED)}\b")
# "despite winning on Tuesday", "after voters on Tuesday passed it", within what will be.
_AFTERMATH = re.compile(rf"\b{any_of(AFTERMATH)}\s(?P<what>[^,;]*)$", re.I)
# "will not hurt farms, thanks to the talks on Sunday".
_CAUSED = re.compile(rf"\b{any_of(CAUSES)}\s[^,;]*$", re.I)
_DOING = re.compile(rf"\b(?:[a-z]+ing|{any_of(PAST_VERBS)})\b")
_DID = re.compile(rf"\s+(?:[a-z]+ly\s+)?{any_of(PAST_VERBS)}\b")
_UNTIL = re.compile(r"(?<!\bhave\s)(?<!\bhas\s)\b(?:until|till)\s+$")
_ARRANGED = re.compile(rf"\b{any_of((*WILL, *PLANNED))}\b")
_DAY_NAME = rf"{any_of(WEEKDAY_NAMES)}(?: {any_of(DAY_PARTS)})?"
_WEEKDAY = re.compile(rf"(?:on )?{_DAY_NAME}(?: (?:and|to|through|or) {_DAY_NAME})?")
# "She would not answer questions on Friday": nothing is to happen then.
_NOT_TO_BE = re.compile(rf"\b{any_of(WILL)}\s(?:not|never)\b|\b(?:won|wouldn|couldn)['’]t\b")
# "The paper reported that he would be in Skerry on Monday" may be of the Monday before.
_PERHAPS = re.compile(rf"\b{any_of(PERHAPS)}\b")
_POSSIBLE = re.compile(rf"\b{any_of(POSSIBLE)}\b")
_SURELY = re.compile(rf"\b{any_of((*WILL_SURELY, *PLANNED))}\b")
# "The agency on Sunday called for peace"; "they had been threatened ahead of the match on Tuesday".
_DID_THEN = re.compile(rf"\s+(?:[a-z]+ly\s+)?(?:{any_of(PAST_VERBS)}|[a-z]{{2,}}ed)\b")
_BEFORE = re.compile(r"\bahead\sof\b")
_WAS = re.compile(r"\b(?:had|was|were)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TIE = re.compile(rf"{any_of(TIES)},?\s(?=[A-Z])")
_GOES_ON = re.compile(rf"{any_of(TIES)}\b|It\s(?!{any_of(FORMS_OF_BE)}\b)")
# "The move takes effect in May."
_MEANT = re.compile(rf"The\s(?P<what>{any_of(ALREADY_TOLD)})\s(?:{any_of(WILL)}|{any_of(FORMS_OF_BE)}|[a-z]+s)\b")
_IN_A_NAME = re.compile(rf"\s{any_of(NAMED_AFTER_DAYS)}\b")
_WITHIN = re.compile(r"\b(?:in|of)\s$")
_HABIT = re.compile(rf"\b{any_of(HABITUAL)}\b", re.I)
_PLACE = re.compile(r"\b(?:in|at|near)\s(?:the\s)?([A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)")
_IDLE = re.compile(rf"\b{any_of(UNSURE)}\b|^\W*(?:what|how|why|who)\b", re.I)


class _Entry(NamedTuple):
    """A sentence with the days that it names."""

    days: EventDays
    core: Excerpt
    """The sentence that names them."""
    shown: Excerpt
    """With the one before it, where it cannot be read alone."""
    part: bool
    """Whether it is only a part of a sentence."""


def events_ahead(passages: Sequence[Passage], last: dt.date, vectors: VectorStore) -> tuple[Event, ...]:
    """The dated events after a day, in the order of their dates, each once and no sentence twice.

    Args:
        passages: all paragraphs of the span's articles.
        last: the last day of the span.
        vectors: of sentences.
    """
    later = _years_at_top(passages)
    entries = [
        entry
        for excerpt in map(_without_conjunction, excerpts(passages))
        for entry in _entries(excerpt, last)
        if _YEAR.search(entry.core.text) or entry.days[1].year >= later.get(entry.core.passage.article_id, 0)
    ]
    vectors.add([entry.core.text for entry in entries])
    taken: list[_Entry] = []
    for entry in sorted(entries, key=_order):
        if any(_same_event(entry, other, vectors) for other in taken):
            continue
        told = any(other.shown.text in entry.shown.text for other in taken)
        taken.append(entry._replace(shown=entry.core) if told else entry)
    events = (_event(entry, passages) for entry in sorted(taken, key=lambda entry: entry.days) if _is_clear(entry))
    return tuple(event for event in events if not loose_pronoun(event.sentence.text))


def _is_clear(entry: _Entry) -> bool:
    """Whether a reader of an entry knows what it is about: no "It says", and no "The move" of which nothing tells."""
    text = entry.shown.text
    meant = _MEANT.match(text)
    told = meant is None or meant["what"] in entry.shown.passage.title.lower()
    return told and not _GOES_ON.match(text)


def _without_conjunction(excerpt: Excerpt) -> Excerpt:
    """A sentence without the 'And' that ties it to the one before, where a name follows."""
    tie = _TIE.match(excerpt.text)
    return excerpt.model_copy(update={"start": excerpt.start + tie.end()}) if tie else excerpt


def _years_at_top(passages: Sequence[Passage]) -> dict[str, int]:
    """The latest year that the top of each article names; days that it gives without a year may be of that one."""
    found: dict[str, int] = {}
    for passage in passages:
        if passage.paragraph <= TOP_OF_ARTICLE:
            years = [int(year) for year in _YEAR.findall(f"{passage.title} {passage.text}")]
            found[passage.article_id] = max([found.get(passage.article_id, 0), *years])
    return found


def _event(entry: _Entry, passages: Sequence[Passage]) -> Event:
    """An entry with whom it names, and where it says that it is."""
    text = entry.shown.text
    own = [passage.text for passage in passages if passage.article_id == entry.shown.passage.article_id]
    places = [match[1] for match in _PLACE.finditer(text) if match[1].split()[0].lower() not in TIME_WORDS]
    who = tuple(mentioned(text, people(own)))
    return Event(
        first=entry.days[0],
        last=entry.days[1],
        sentence=_sentence(entry.shown, passages),
        who=who,
        where=tuple(place for place in dict.fromkeys(places) if not any(place in name for name in who)),
    )


def _sentence(shown: Excerpt, passages: Sequence[Passage]) -> Sentence:
    """The words of the source; a 'He' at their beginning becomes a name in brackets where it is clear whose."""
    sentence = quotation(shown)
    if not begins_with_pronoun(shown.text):
        return sentence
    own = excerpts([passage for passage in passages if passage.article_id == shown.passage.article_id])
    before = [other for other in own if _place(other) < _place(shown)]
    texts = [other.text for other in before]
    name = meant(texts, people([*texts, shown.text]))
    named = next((other for other in reversed(before) if name and name.removeprefix("the ") in other.text), None)
    return with_name(sentence, name, named) if name and named else sentence


def _place(excerpt: Excerpt) -> tuple[int, int]:
    return excerpt.passage.paragraph, excerpt.passage.start + excerpt.start


def _order(entry: _Entry) -> tuple[object, ...]:
    """By date; of one date whole sentences first, then what can be read alone, then the shortest."""
    return (*entry.days, entry.part, not entry.core.stands_alone, len(entry.shown.text), entry.shown.text)


def _entries(excerpt: Excerpt, last: dt.date) -> list[_Entry]:
    """An entry for the dates of a sentence that lie near each other, and one for a later date in its last part.

    The sentence is then cut in two, so that neither entry says what the other says. What hangs on a condition stays
    whole, under its first date.
    """
    coming = sorted(coming_dates(excerpt, last), key=lambda date: date.first)
    dates = [date for date in coming if not any(_is_around(excerpt, date, other) for other in coming)]
    if not dates:
        return []
    near = [date for date in dates if (date.first - dates[0].first).days < TOGETHER]
    later = [date for date in dates if date not in near]
    days = near[0].first, max(date.last for date in near)
    whole = _Entry(days, excerpt, widened(excerpt), False)
    part = _clause(excerpt, later[0]) if later else excerpt
    before = excerpt.text[: part.start - excerpt.start].rstrip(" ,;")
    before = re.sub(r",?\s+and$", "", before)
    cut = excerpt.model_copy(update={"end": excerpt.start + len(before)})
    if len(before.split()) < LEAST_PART or _CONDITION.search(excerpt.text) or any(d.end > cut.end for d in near):
        return [whole]
    return [_Entry(days, cut, cut, False), _Entry((later[0].first, later[0].last), part, part, True)]


def _is_around(excerpt: Excerpt, date: DateMention, other: DateMention) -> bool:
    """Whether a date only says within what another stands: "on May 1, the first Monday in May"."""
    between = excerpt.passage.text[other.end : date.start]
    within = date.first <= other.first and other.last <= date.last and other.end <= date.start
    return within and len(between) <= LONGEST_APPOSITION and _WITHIN.search(between) is not None


def _clause(excerpt: Excerpt, date: DateMention) -> Excerpt:
    """The part of a sentence between two commas that names a date; the sentence, where that is a scrap."""
    text = excerpt.text
    cuts = [0, *(match.end() for match in _COMMA.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        if excerpt.start + start <= date.start < excerpt.start + end and len(text[start:end].split()) >= LEAST_PART:
            words = text[start:end].rstrip(" ,;")
            return excerpt.model_copy(
                update={"start": excerpt.start + start, "end": excerpt.start + start + len(words)}
            )
    return excerpt


def coming_dates(excerpt: Excerpt, last: dt.date) -> list[DateMention]:
    """The dates after a day for which a sentence says that something is to happen."""
    if _IDLE.search(excerpt.text):
        return []
    return [date for date in excerpt.dates if date.first > last and _is_coming(excerpt, date, last)]


def _is_coming(excerpt: Excerpt, date: DateMention, last: dt.date) -> bool:
    """Whether a sentence says of a date after the last day that something is to happen then.

    A span of days, as a month, needs words of the future: "in September" alone may be the one before.
    """
    days = (date.last - date.first).days
    text, at = excerpt.passage.text, (date.start, date.end)
    if is_told_as_past(text, *at) or _BACK.search(text[: date.start]) or _IN_A_NAME.match(text[date.end :]):
        return False
    due = _HAD_BEEN_DUE.search(text[excerpt.start : date.start])
    if date.relative and (due or _quoted_before(text, date)):
        return False
    if _is_over(excerpt, date) or _HABIT.search(excerpt.text):
        return False
    tense = tense_around(text, *at)
    if not _YEAR.search(date.text) and _is_of_later_year(excerpt, date):
        return False
    if _NOT_TO_BE.search(_clause_around(excerpt, date)):
        return False
    if date.relative and _WEEKDAY.fullmatch(date.text):
        clause = _clause_around(excerpt, date)
        if _DID_THEN.match(text[date.end : excerpt.end]) or (_BEFORE.search(clause) and _WAS.search(excerpt.text)):
            return False
        perhaps = _PERHAPS.search(clause) and not _SURELY.search(clause)
        return not perhaps and (tense > 0 or _COMING.search(clause) is not None)
    if days > SURE_SPAN:
        if date.first - last > FAR_AHEAD and not _YEAR.search(date.text) and not _FORWARD.search(date.text):
            return False
        return days < _LONGEST_SPAN and (tense > 0 or _FORWARD.search(date.text) is not None)
    return _is_ahead(excerpt, date, last, tense)


def _is_ahead(excerpt: Excerpt, date: DateMention, last: dt.date, tense: int) -> bool:
    """Whether a day is ahead by the words around it; one far off without its year needs them to be sure of it.

    "What they think of January 6 means that he can win" is of the January before.
    """
    ahead = tense > 0 or _COMING.search(excerpt.text) is not None
    if (date.last - last).days <= _LONGEST_SPAN or _YEAR.search(date.text):
        return ahead or tense == 0
    return ahead and (_SURELY.search(excerpt.text) is not None or not _POSSIBLE.search(excerpt.text))


def _is_of_later_year(excerpt: Excerpt, date: DateMention) -> bool:
    """Whether a day is given without its year, in a sentence or under a headline that names a later one."""
    named = [*_YEAR.findall(excerpt.text), *_YEAR.findall(excerpt.passage.title)]
    return any(int(year) > date.last.year for year in named)


def _clause_around(excerpt: Excerpt, date: DateMention) -> str:
    """The part of a sentence between two commas in which a date stands."""
    at = date.start - excerpt.start
    cuts = [0, *(match.end() for match in _COMMA.finditer(excerpt.text)), len(excerpt.text)]
    return next((excerpt.text[start:end] for start, end in pairwise(cuts) if start <= at < end), excerpt.text)


def _is_over(excerpt: Excerpt, date: DateMention) -> bool:
    """Whether what a sentence tells of a day has happened, though the words beside it are of the future, or of none.

    "She worked there until July"; "it will be law after voters on Tuesday passed it"; "said on Friday ... and Friday is
    his last day", where the first is surely over.
    """
    text = excerpt.passage.text
    before, behind = text[excerpt.start : date.start], text[date.end : excerpt.end]
    until = _UNTIL.search(before)
    if until and is_told_as_past(before[: until.start()], until.start(), until.start()):
        return True
    if not date.relative:
        return False
    if _CAUSED.search(before):
        return True
    aftermath = _AFTERMATH.search(before)
    if aftermath and (_DOING.search(aftermath["what"]) or _DID.match(behind)):
        return True
    return not _ARRANGED.search(excerpt.text) and any(
        other.end <= date.start and other.text.lower() == date.text.lower() and other.last < date.first
        for other in excerpt.passage.dates
    )


def _quoted_before(text: str, date: DateMention) -> bool:
    """Whether a date stands in a quotation, which may have been said on another day than that of the article."""
    before = text[: date.start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _same_event(entry: _Entry, other: _Entry, vectors: VectorStore) -> bool:
    """Whether two sentences that name overlapping days speak of one event."""
    if entry.days[0] > other.days[1] or other.days[0] > entry.days[1]:
        return False
    one, two = entry.core.text, other.core.text
    alike = float(vectors(one) @ vectors(two))
    if entry.days == other.days and alike >= SAME_NEWS and _are_neighbours(entry, other):
        return True
    if alike >= SAME_EVENT or max(overlap(one, two), overlap(two, one)) >= SAME_WORDS:
        return True
    if entry.days == other.days and entry.days[0] == entry.days[1] and alike >= SAME_DAY:
        return True
    names = [dict.fromkeys(names_in([text]), 1.0) for text in (one, two)]
    if cosine(names[0], names[1]) >= SAME_EVENT:
        return True
    shared = _told(entry) & _told(other)
    return entry.days[0] == other.days[0] and len(shared) >= SHARED_WORDS


def _are_neighbours(entry: _Entry, other: _Entry) -> bool:
    """Whether two sentences stand in one paragraph, or in two of which one follows the other."""
    one, two = entry.core.passage, other.core.passage
    return one.article_id == two.article_id and abs(one.paragraph - two.paragraph) <= 1


def _told(entry: _Entry) -> set[str]:
    """What a sentence tells besides its dates."""
    text = entry.core.text
    for date in entry.core.dates:
        text = text.replace(date.text, " ")
    return set(content_words(text))
