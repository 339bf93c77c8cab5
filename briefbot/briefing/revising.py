"""Figures that a source itself puts right: "Seoul at first gave …. It now says …."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from briefbot.briefing.excerpts import Excerpt, excerpts
from briefbot.exact.numbers import find_quantities
from briefbot.types import Article, Passage

NEXT = 2  # sentences after the first figure within which the one that stands now must follow

_SAID = r"(?:sa(?:ys?|id)|gives?|gave|puts?|reports?|reported|t(?:ells?|old)|announced?|counts?|counted|estimated?)"
_AT_FIRST = re.compile(
    rf"\b(?:at first|initially|originally)\b.{{0,60}}?\b{_SAID}\b|\b{_SAID} (?:at first|initially|originally)\b"
    rf"|\b(?:first|earlier|had) {_SAID}\b",
    re.I,
)
_NOW = re.compile(
    rf"\b(?:now|later|since) (?:{_SAID}|thinks?|thought|believes?|believed)\b"
    r"|\b(?:said|told)\b.{0,60}\bnow (?:thought|believed)\b|\brevised\b|\bcorrected\b",
    re.I,
)


def revisions(passages: Iterable[Passage]) -> list[tuple[Excerpt, Excerpt]]:
    """Sentences that give a figure as it was first told, each with the one that gives it as it stands now.

    Args:
        passages: paragraphs, those of an article together and in their order.
    """
    found = []
    for _, own in groupby(passages, key=lambda passage: passage.article_id):
        sentences = excerpts(own)
        for at, old in enumerate(sentences):
            following = sentences[at + 1 : at + 1 + NEXT]
            new = next((other for other in following if _NOW.search(other.text)), None)
            if new and _AT_FIRST.search(old.text) and revised(old.text, new.text):
                found.append((old, new))
    return found


def revised(old: str, new: str) -> set[object]:
    """The numbers of one sentence that another, with numbers of its own, no longer gives."""
    mine, theirs = _numbers(old), _numbers(new)
    return mine - theirs if theirs - mine else set()


def was_told(old: str, new: str, articles: Sequence[Article]) -> bool:
    """Whether a paragraph of some articles gives all figures that one sentence had and another has no longer."""
    gone = revised(old, new)
    texts = (paragraph.text for article in articles for paragraph in article.paragraphs)
    return bool(gone) and any(gone <= _numbers(text) for text in texts)


def _numbers(text: str) -> set[object]:
    """The values of a text's numbers without its dates; a bare 'one' may be none."""
    plain = (found for found in find_quantities(text) if not found.weak)
    return {found.value for found in plain if found.dimension not in ("date", "decade", "ordinal", "clock", "vague")}
