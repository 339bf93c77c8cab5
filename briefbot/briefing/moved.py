"""How a story moved: on each day what no article had told before, and the numbers that stand otherwise since.

Everything is said in the words of the articles; nothing here asks the model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np

from briefbot.briefing.redundancy import SaidBefore, says_same
from briefbot.briefing.reported_numbers import ReportedNumber, differ, readings, revisions, same_thing, words_besides
from briefbot.briefing.selection import DETAIL, DETAILS, LEAD_WORTH
from briefbot.briefing.similarity import VectorStore, names_in
from briefbot.briefing.types import Development, DevelopmentKind
from briefbot.types import Passage
from briefbot.verification.excerpts import Excerpt, excerpts, is_scrap, particular, quotation, sets_scene

MOST_FACTS = 4  # days of one story on which something new is told
MOST_MOVED = 2  # of one story
NEWS_PARAGRAPHS = 4  # paragraphs of an article in which its news stands
ALIGNED = 0.65  # share of the shorter sentence's words from which two sentences give one thing's number
RECENT = dt.timedelta(days=7)  # before an article; what it tells of longer ago is no news of its day

Days = Mapping[str, dt.date]
"""The days of articles by their ids."""


def facts(
    passages: Sequence[Passage], days: Days, earlier: Sequence[Passage], told: SaidBefore, vectors: VectorStore
) -> list[Development]:
    """A sentence for each day that says what no article of a day before said; the first and the last day before others.

    Args:
        passages: paragraphs of the story, those of an article together.
        days: of its articles.
        earlier: paragraphs of the articles that told it before.
        told: what has been said; takes up what is chosen.
        vectors: of sentences.
    """
    said = [excerpt.text for excerpt in excerpts(earlier)]
    found: list[tuple[int, Development]] = []
    by_day = sorted(passages, key=lambda passage: days[passage.article_id])
    for day, own in groupby(by_day, key=lambda passage: days[passage.article_id]):
        offered = list(own)
        best = _newest(offered, said, told, vectors)
        if best:
            count = len({passage.article_id for passage in offered})
            found.append((count, Development(kind=DevelopmentKind.NEW, day=day, now=quotation(best))))
        said += [excerpt.text for excerpt in excerpts(offered)]
    between = sorted(found[1:-1], key=lambda each: -each[0])[: MOST_FACTS - 2]
    chosen = [each for each in found if each in (*found[:1], *found[-1:], *between)]
    told.add(one.now.text for _, one in chosen)
    return [one for _, one in chosen]


def _newest(passages: Sequence[Passage], said: Sequence[str], told: SaidBefore, vectors: VectorStore) -> Excerpt | None:
    """The sentence at the tops of some articles that is nearest to what they tell and that nothing said before."""
    tops = [passage for passage in passages if passage.paragraph <= NEWS_PARAGRAPHS]
    offered = [excerpt for excerpt in excerpts(tops) if excerpt.stands_alone and _tells(excerpt)]
    vectors.add([excerpt.text for excerpt in offered])
    if not offered:
        return None
    centre = np.mean([vectors(excerpt.text) for excerpt in offered], axis=0)

    def worth(excerpt: Excerpt) -> float:
        place = excerpt.passage.paragraph - 1
        bonus = LEAD_WORTH[place] if place < len(LEAD_WORTH) and excerpt.passage.start + excerpt.start == 0 else 0.0
        return float(vectors(excerpt.text) @ centre) + bonus + DETAIL * min(DETAILS, particular(excerpt.text))

    ordered = sorted(offered, key=lambda excerpt: -worth(excerpt))
    return next((each for each in ordered if not told.repeats(each.text) and not _is_said(each, said, vectors)), None)


def _tells(excerpt: Excerpt) -> bool:
    return not is_scrap(excerpt.text) and not sets_scene(excerpt.text)


def _is_said(excerpt: Excerpt, said: Iterable[str], vectors: VectorStore) -> bool:
    return any(says_same(excerpt.text, other, vectors) for other in said)


def moved_numbers(passages: Sequence[Passage], days: Days, earlier: Sequence[Passage]) -> list[Development]:
    """Numbers that an article gives otherwise than one of a day before, in a sentence that says nearly the same.

    Also figures of which an article says itself what was told at first, where an article before it told that.

    Args:
        passages: paragraphs of the story, those of an article together.
        days: of all of these articles.
        earlier: paragraphs of the articles that told it before.
    """
    both = sorted([*earlier, *passages], key=lambda passage: days[passage.article_id])
    given = [reading for excerpt in excerpts(both) if excerpt.stands_alone for reading in readings(excerpt)]
    fresh = {passage.article_id for passage in passages}
    found: list[Development] = []
    used: set[str] = set()
    for now in reversed(given):
        if now.excerpt.passage.article_id not in fresh or now.excerpt.text in used:
            continue
        before = next(
            (one for one in reversed(given) if _is_before(one, now, days) and one.excerpt.text not in used), None
        )
        if before:
            used |= {before.excerpt.text, now.excerpt.text}
            found.append(_moved(before.excerpt, now.excerpt, days))
    found += [_moved(old, new, days) for old, new in revisions(passages) if not {old.text, new.text} & used]
    return found[:MOST_MOVED]


def _moved(old: Excerpt, new: Excerpt, days: Days) -> Development:
    day = days[new.passage.article_id]
    return Development(kind=DevelopmentKind.MOVED, day=day, before=quotation(old), now=quotation(new))


def _is_before(one: ReportedNumber, now: ReportedNumber, days: Days) -> bool:
    """Whether a number was given on a day before, for the same thing, and is another."""
    mine, theirs = one.excerpt, now.excerpt
    if days[mine.passage.article_id] >= days[theirs.passage.article_id] or _is_old(mine, days) or _is_old(theirs, days):
        return False
    if one.quantity.dimension != now.quantity.dimension or not differ(one, now):
        return False
    left, right = words_besides(one, [now]), words_besides(now, [one])
    if left == right:
        return bool(left)  # word for word the same but for the number
    counted = bool(one.quantity.nouns or one.quantity.dimension) and same_thing(one, now)
    shared = len(left & right)
    same_names = names_in([mine.text]) == names_in([theirs.text])
    return counted and same_names and shared > 0 and shared >= ALIGNED * min(len(left), len(right))


def _is_old(excerpt: Excerpt, days: Days) -> bool:
    return any(date.last < days[excerpt.passage.article_id] - RECENT for date in excerpt.dates)
