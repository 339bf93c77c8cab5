"""Which of several articles came last, and which of several copies is the one to cite."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from briefbot.copies.titles import version_mark
from briefbot.types import Article, Published

_CORRECTION = re.compile(
    r"\W*(?:correction|corrected|clarification|editors?['’]?s? note: (?:this|an earlier))\b"
    r"|(?:this|an earlier version of this) (?:article|story|report)\b[^.]{0,60}"
    r"\b(?:corrected|amended|misstated|gave|said)",
    re.I,
)


class Stage(NamedTuple):
    """What an article says of its place in a row of versions."""

    corrected: bool
    step: int
    """That of the headline's mark, 0 without one."""


def stage_of(article: Article) -> Stage:
    """The stage by the headline's marks and, for a correction, by a note before or after the text."""
    mark = version_mark(article.title)
    ends = (article.paragraphs[0].text, article.paragraphs[-1].text)
    return Stage(mark.corrected or any(_CORRECTION.match(text) for text in ends), mark.step or 0)


def newer(one: Article, other: Article) -> Article:
    """The later of two versions, whatever their order.

    Decided by the first that differs: the steps of two version marks, the time of the last change, a correction, a
    mark against none, the number of words, the id.
    """
    ours, theirs = version_mark(one.title).step, version_mark(other.title).step
    if ours is not None and theirs is not None and ours != theirs:
        return one if ours > theirs else other
    order = compare_moments(one, other)
    if order:
        return one if order > 0 else other
    return max(one, other, key=lambda each: (*stage_of(each), *_size(each)))


def canonical(articles: Sequence[Article]) -> Article:
    """The copy to cite: the one that most others credit, of these the earliest, of these the longest.

    A credit is the name of an article's source in another's text or dropped lines, such as '(Harbour Wire)'.

    Raises:
        ValueError: no articles.
    """
    timed = all(each.published and each.published.time for each in articles)

    def rank(article: Article) -> tuple[int, dt.datetime, int, str]:
        others = [each for each in articles if each.id != article.id]
        published = _trusted(article.published)
        moment = _moment(published, timed) if published else dt.datetime.max
        length, name = _size(article)
        return (-sum(_credits(each, article.source) for each in others), moment, -length, name)

    return min(articles, key=rank)


def days_between(one: Article, other: Article) -> int | None:
    """Days from the first article's publication to the second's; None when either is unknown or suspect."""
    first, second = (_trusted(article.published) for article in (one, other))
    return (second.day - first.day).days if first and second else None


def compare_moments(one: Article, other: Article) -> int:
    """1 when the first was changed or published later, -1 when earlier, 0 when what is known does not say."""
    first, second = (_trusted(article.updated) or _trusted(article.published) for article in (one, other))
    if first is None or second is None:
        return 0
    timed = first.time is not None and second.time is not None
    ours, theirs = _moment(first, timed), _moment(second, timed)
    return (ours > theirs) - (ours < theirs)


def _credits(article: Article, source: str | None) -> bool:
    if source is None or article.source == source:
        return False
    name = re.compile(rf"(?<!\w){re.escape(source)}(?!\w)")  # in its own case: some publishers are called Time
    texts = [paragraph.text for paragraph in article.paragraphs] + [piece.text for piece in article.dropped]
    return any(map(name.search, texts))


def _trusted(published: Published | None) -> Published | None:
    """The date, unless no article can have been published then."""
    return None if published is None or published.suspect else published


def _moment(published: Published, timed: bool) -> dt.datetime:
    """The moment without zone, in UTC where the zone is known; midnight of the day when times are not to count."""
    if not timed or published.time is None:
        return dt.datetime.combine(published.day, dt.time())
    moment = dt.datetime.combine(published.day, published.time)
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _size(article: Article) -> tuple[int, str]:
    return sum(len(paragraph.text.split()) for paragraph in article.paragraphs), article.id
