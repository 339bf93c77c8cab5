"""The articles of a span of days, copies and older versions folded into those that stand for them.

Everything is seen as it stood on the last day: a correction of the day after is not there yet, and the text that it
corrects is current still.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from pydantic import Field

from briefbot.briefing.types import Exclusion, LeftOut
from briefbot.dedup.diff import differences
from briefbot.dedup.relations import canonical
from briefbot.library.holding import moment_now
from briefbot.library.store import Library
from briefbot.text.names import each_once
from briefbot.types import Article, Frozen

LITTLE_NEW = 0.25  # share of an update's words that its version before the span must lack for it to be news again


class Collected(Frozen):
    """What a briefing is made from."""

    first: dt.date
    last: dt.date
    read: tuple[str, ...] = Field(description="Ids of all articles of the span, oldest first.")
    publishers: tuple[str, ...] = Field(description="Of all of them, in alphabetical order.")
    articles: tuple[Article, ...] = Field(description="Those that stand for themselves, oldest first.")
    also: dict[str, tuple[str, ...]] = Field(description="Copies folded into an article, by its id.")
    copies: int = Field(description="Copies and older versions folded.")
    left_out: tuple[LeftOut, ...]
    inferred: int = Field(default=0, description="Articles of the span that tell no year, whose day is inferred.")
    in_part: int = Field(default=0, description="Those that tell only a month or season, all of it in the span.")


def current_day(article: Article) -> dt.date | None:
    """The day on which an article came to read as it does, or was released; None when it is unknown or impossible.

    Of an article of a month or a season it is the last day of it, by which it surely was out.
    """
    if article.period and not article.published:
        return article.period.last
    days = [moment.day for moment in (article.published, article.updated) if moment and not moment.suspect]
    released = [article.embargo.astimezone().date()] if article.embargo and days else []
    return max([*days, *released], default=None)


def _is_partly_within(article: Article, first: dt.date, last: dt.date) -> bool:
    """Whether only some of the days that an article can be of are those of a span."""
    period = None if article.published else article.period
    return period is not None and not first <= period.first <= period.last <= last


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day that counts for it: its end, or this moment while it lasts."""
    return min(dt.datetime.combine(day, dt.time.max).astimezone(), moment_now())


def collect(library: Library, first: dt.date, last: dt.date, seen: Collection[str] = ()) -> Collected:
    """The articles of a span, and what is left out of it.

    Args:
        library: where they are.
        first: the first day.
        last: the last day.
        seen: ids of articles that were read for the briefing before, which are no news again.
    """
    held = library.held(end_of(last))
    articles = [library.article(name) for name in library.articles_between(first, last)]
    span = [article for article in articles if first <= (current_day(article) or dt.date.min) <= last]
    waiting = [article for article in articles if article.id in held]
    span = [article for article in span if article.id not in held]
    partly = [each for each in articles if _is_partly_within(each, first, last) and each.id not in held]
    span = [article for article in span if article not in partly]
    kept: list[Article] = []
    also: dict[str, list[str]] = {}
    left_out = [
        LeftOut(
            article_id=article.id,
            title=f"an article of {article.source or article.path}",
            kind=Exclusion.HELD,
            reason=held[article.id].reason,
        )
        for article in waiting
    ]
    copies = 0
    for article in span:
        if article.id in seen:
            left_out.append(_left_out(article, Exclusion.READ_BEFORE, "read for the briefing before"))
            continue
        standing = _stand_in(library, article, first, last, seen)
        if standing is None:
            kept.append(article)
            continue
        other, kind, reason = standing
        left_out.append(_left_out(article, kind, reason))
        copies += 1
        if other and article.source != other.source:
            also.setdefault(other.id, []).append(f"{article.source or article.path}: {article.title}")
    left_out += [_left_out(each, Exclusion.UNDATED, "only a month or season known, not all within") for each in partly]
    for name in library.undated_articles():
        if name not in held:
            left_out.append(_left_out(library.article(name), Exclusion.UNDATED, "no date could be established"))
    return Collected(
        first=first,
        last=last,
        read=tuple(article.id for article in span),
        publishers=tuple(sorted(each_once(article.source for article in span if article.source))),
        articles=tuple(kept),
        also={name: tuple(dict.fromkeys(names)) for name, names in also.items()},
        copies=copies,
        left_out=tuple(left_out),
        inferred=sum(article.published != article.told for article in span),
        in_part=sum(article.known is not None for article in span),
    )


def _left_out(article: Article, kind: Exclusion, reason: str) -> LeftOut:
    return LeftOut(article_id=article.id, title=article.title, kind=kind, reason=reason)


def versions_until(library: Library, article: Article, last: dt.date) -> list[Article]:
    """The versions of an article that were out by a day, oldest first, itself among them when it was.

    Those that may not be used are not among them.
    """
    held = library.held(end_of(last))
    return [
        each for each in library.versions_of(article.id) if (current_day(each) or last) <= last and each.id not in held
    ]


def _stand_in(
    library: Library, article: Article, first: dt.date, last: dt.date, seen: Collection[str]
) -> tuple[Article | None, Exclusion, str] | None:
    """The article of the span that stands for this one, and why; the article is None when it is an earlier one.

    None when the article stands for itself.
    """
    versions = versions_until(library, article, last)
    newest = versions[-1]
    if newest.id != article.id:
        return newest, Exclusion.SUPERSEDED, f"superseded by “{newest.title}”"
    heads = _heads(library, article, last)
    cited = canonical(heads)
    if cited.id != article.id:
        told = f"copy of “{cited.title}” ({cited.source or cited.path})"
        if (current_day(cited) or first) >= first:
            return cited, Exclusion.COPY, told
        return None, Exclusion.COPY, f"{told}, published before, on {current_day(cited)}"
    before = [each for each in versions if (current_day(each) or last) < first or each.id in seen]
    if before and new_share(before[-1], article) < LITTLE_NEW:
        day = current_day(before[-1])
        return None, Exclusion.LITTLE_NEW, f"says little that its version of {day} did not say"
    return None


def _heads(library: Library, article: Article, last: dt.date) -> list[Article]:
    """The newest version, as of a day, of every article that carries the same text, this one's among them."""
    members = [library.article(name) for name in library.linked(article.id)]
    held = library.held(end_of(last))
    out = [member for member in members if (current_day(member) or last) <= last and member.id not in held]
    heads = {versions_until(library, member, last)[-1].id for member in out}
    return [member for member in out if member.id in heads]


def new_share(old: Article, new: Article) -> float:
    """The share of the newer text's words that the older version lacks, 0 to 1."""
    added = sum(
        len(piece.text.split())
        for difference in differences(old, new)
        for piece in difference.pieces
        if difference.new_paragraph and piece.kind == "added"
    )
    return added / max(1, sum(len(paragraph.text.split()) for paragraph in new.paragraphs))
