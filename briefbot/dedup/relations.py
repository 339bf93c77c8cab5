"""Whether two articles are one text carried twice, two versions of one text, or neither."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import chain
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from briefbot.dedup.items import compare_versions, is_further_issue
from briefbot.dedup.titles import plain_title, version_mark
from briefbot.dedup.urls import canonical_url
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.press import CORRECTED, CORRECTED_TEXTS, CORRECTION_BEGINS
from briefbot.text.words import article_words, particulars, runs
from briefbot.types import Article, Published

# Chosen on the development half of the labelled pairs; `python -m tests.copies.figures` shows what they give.
WORDS_TAKEN = 0.65  # share of the carrier's words that come from the original
OPENING_SHARED = 0.5  # share of the original's first or second forty words that the carrier has too
_WINDOW = 40
PARTICULARS_KEPT = 0.7  # share of the numbers, and of the names, in shared paragraphs that both have
SAME_TEXT = 0.98  # share of words, both ways, of texts that differ in nothing that counts
GROWN = 0.4  # share of the shorter version's words that stand in the longer
KEPT_IN_VERSION = 0.5
SAME_ADDRESS = 0.15  # share of the shorter text's words that a later text at the same address keeps
SAME_TITLE = 85.0  # rapidfuzz's partial ratio, in percent, of headlines without marks
LONGEST_WAIT = 7  # days between two versions of a story


class Overlap(NamedTuple):
    """What one article's text has in common with another's; shares go from 0 to 1."""

    share: float
    """Of its words, how many stand in a run of words that the other has too."""
    opening: float
    """The same of its first or second forty words, whichever is more."""
    words: int
    kept: float
    """Of the numbers or of the names in its shared paragraphs, whichever is less, how many the other has too."""


def relation(one: Article, other: Article) -> Literal["copy", "version"] | None:
    """Whether the articles are copies of one text, versions of one text, or two texts.

    A copy is the same text carried again: the headline may be another, the tail cut, words edited and paragraphs of
    the carrier's own added, up to a third of what it prints. A version is the same publisher's, the same address's or a
    wire's same item's earlier or later text of one story. Reports that share an event, a template, quotations or
    background are neither. The order of the two does not matter.
    """
    if is_further_issue(one, other):
        return "version"
    mine, theirs = text_overlap(one, other), text_overlap(other, one)
    if _is_version(one, other, mine, theirs):
        return "version"
    return "copy" if _is_copy(one, other, mine, theirs) else None


def text_overlap(one: Article, other: Article) -> Overlap:
    """What the first article's text has in common with the second's."""
    found = set(chain.from_iterable(runs(paragraph) for paragraph in article_words(other)))
    covered = [_covered(paragraph, found) for paragraph in article_words(one)]
    shared = [
        paragraph.text for paragraph, flags in zip(one.paragraphs, covered, strict=True) if sum(flags) * 2 >= len(flags)
    ]
    mine = particulars(shared)
    theirs = particulars(paragraph.text for paragraph in other.paragraphs)
    kept = [len(these & those) / len(these) for these, those in zip(mine, theirs, strict=True) if these]
    flat = list(chain.from_iterable(covered))
    opening = max(_mean(flat[:_WINDOW]), _mean(flat[_WINDOW : 2 * _WINDOW]))
    return Overlap(_mean(flat), opening, len(flat), min(kept, default=1.0))


def _covered(sequence: list[str], found: set[tuple[str, ...]]) -> list[bool]:
    """For each word, whether it stands in a run that was found."""
    covered = [False] * len(sequence)
    for start, run in enumerate(runs(sequence)):
        if run in found:
            covered[start : start + len(run)] = [True] * len(run)
    return covered


def _mean(flags: list[bool]) -> float:
    return sum(flags) / max(1, len(flags))


def _is_copy(one: Article, other: Article, mine: Overlap, theirs: Overlap) -> bool:
    if min(mine.kept, theirs.kept) < PARTICULARS_KEPT:
        return False
    days = days_between(one, other)
    # A day of tolerance: carriers and agencies date by different clocks.
    other_carries = (days is None or days >= -1) and theirs.share >= WORDS_TAKEN and mine.opening >= OPENING_SHARED
    one_carries = (days is None or days <= 1) and mine.share >= WORDS_TAKEN and theirs.opening >= OPENING_SHARED
    return other_carries or one_carries


def _is_version(one: Article, other: Article, mine: Overlap, theirs: Overlap) -> bool:
    same_text = min(mine.share, theirs.share) >= SAME_TEXT and min(mine.kept, theirs.kept) == 1
    if same_text and stage_of(one) == stage_of(other):
        return False
    share = max(mine.share, theirs.share)
    if _same_page(one, other):
        return share >= SAME_ADDRESS or one.status != other.status or _same_title(one, other)
    if _publishers_differ(one, other) or share < GROWN or max(mine.kept, theirs.kept) < KEPT_IN_VERSION:
        return False
    if abs(days_between(one, other) or 0) > LONGEST_WAIT:
        return False
    if newer(one, other) is one:
        return _goes_on(other, one, theirs, mine)
    return _goes_on(one, other, mine, theirs)


def _goes_on(old: Article, new: Article, earlier: Overlap, latest: Overlap) -> bool:
    """Whether the newer text follows on the older by its marks, or says more under the same headline.

    A text without the mark of an older one, or that only lacks something, is a carrier's copy: readers name the agency
    as the source of both.
    """
    was, now = stage_of(old), stage_of(new)
    same_title = _same_title(old, new)
    if now.step > was.step or now.corrected > was.corrected:
        return same_title or was != (False, 0) or compare_moments(old, new) != 0
    moved = _address(old) and _address(new)  # to another page, as the caller has ruled out one address
    grown = (
        latest.share < SAME_TEXT
        and latest.words >= earlier.words
        and min(earlier.kept, latest.kept) >= PARTICULARS_KEPT
    )
    return same_title and grown and now == was and not moved


def _same_title(one: Article, other: Article) -> bool:
    """Whether one headline is the other or goes on from it: 'Talks end' and 'Talks end, envoys leave'."""
    from rapidfuzz import fuzz

    titles = [plain_title(article.title).casefold() for article in (one, other)]
    shorter, longer = sorted(titles, key=len)
    return len(shorter) * 2 >= len(longer) and fuzz.partial_ratio(shorter, longer) >= SAME_TITLE


def _same_page(one: Article, other: Article) -> bool:
    """Whether both stood at one address, other than a publisher's front page, which is never one article."""
    addresses = {_address(one), _address(other)}
    address = addresses.pop()
    return not addresses and address is not None and urlsplit(address).path + urlsplit(address).query != ""


def _address(article: Article) -> str | None:
    return canonical_url(article.url) if article.url else None


def _publishers_differ(one: Article, other: Article) -> bool:
    """Whether sources or hosts are known to be different."""
    sources = [article.source.casefold().removeprefix("the ") for article in (one, other) if article.source]
    hosts = [urlsplit(address).hostname for article in (one, other) if (address := _address(article))]
    return len(set(sources)) == 2 or len(set(hosts)) == 2


_CORRECTION = re.compile(
    rf"\W*{any_of(CORRECTION_BEGINS)}\b"
    rf"|(?:this|an earlier version of this) {any_of(CORRECTED_TEXTS)}\b[^.]{{0,60}}\b{any_of(CORRECTED)}",
    re.I,
)


class VersionSigns(NamedTuple):
    """What an article says of its place in a row of versions."""

    corrected: bool
    step: int
    """That of the headline's mark, 0 without one."""


def stage_of(article: Article) -> VersionSigns:
    """The stage by the headline's marks and, for a correction, by a wire's mark or a note before or after the text."""
    mark = version_mark(article.title)
    ends = (article.paragraphs[0].text, article.paragraphs[-1].text)
    told = any(each.casefold().startswith("mark:corr") for each in article.ids)
    return VersionSigns(told or mark.corrected or any(_CORRECTION.match(text) for text in ends), mark.step or 0)


def newer(one: Article, other: Article) -> Article:
    """The later of two versions, whatever their order.

    Decided by the first that differs: what wires say of their item, the steps of two version marks, the time of the
    last change, a kill, a correction, a mark against none, the number of words, the id.
    """
    said = compare_versions(one, other)
    if said:
        return one if said > 0 else other
    ours, theirs = version_mark(one.title).step, version_mark(other.title).step
    if ours is not None and theirs is not None and ours != theirs:
        return one if ours > theirs else other
    order = compare_moments(one, other)
    if order:
        return one if order > 0 else other
    return max(one, other, key=lambda each: (each.status != "usable", *stage_of(each), *_size(each)))


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
