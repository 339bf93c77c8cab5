"""Where sentences begin and end, and which of them say what a claim says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.sentences import (
    ABBREVIATIONS,
    ASKING_VERBS,
    COMPANY_ENDINGS,
    NAME_TITLES,
    NOUN_OPENERS,
    PROVINCES,
    SENTENCE_OPENERS,
)
from briefbot.text.words import overlap

KEPT_TEXTS = 8192  # texts whose sentences are kept: a briefing asks for those of a paragraph in a dozen steps

SHORT_BEGINNING = 3  # words that end in initials and are hardly a sentence: "Former U.N. Ambassador Ann Poe"

Span = tuple[int, int]

_CAPITAL = r"(?=[\"'“‘«(\[]*[A-ZÀ-ÖØ-Þ])"
_STOP = re.compile(rf"(?<![\w.])([a-zà-öø-ÿ]+)\.([\"'”’»)\]]*)\s+{_CAPITAL}")
_OPENER = re.compile(rf"[\"'“‘(\[]*{any_of(SENTENCE_OPENERS)}\b")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")
_ASKED = re.compile(r"[?!…][\"”’»]+$")
_SAYING = re.compile(
    rf"(?:{any_of(NOUN_OPENERS)}\s|[A-Z][\w.'’-]*,?\s|(?:of|de|van|von|al|bin)\s){{1,7}}"
    rf"(?:\w+ly\s)?(?:has\s|had\s)?{any_of(ASKING_VERBS)}\b"
)


@lru_cache(maxsize=KEPT_TEXTS)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """First and past-the-last character of every sentence, without the spaces around it.

    By nupunkt, an unsupervised splitter (Kiss and Strunk, 2006) that knows abbreviations. What it takes for a sentence
    that begins with a small letter goes on from the one before: "a South Korean-U.S." and "exercise set for August".
    Its model takes "month", "bus" and "met" for abbreviations too, and "Pfc." and a quoted question for an end.
    """
    import nupunkt

    spans: list[Span] = []
    for start, end in nupunkt.sent_spans(text):
        for first, last in _ended(text, start, end):
            piece = text[first:last]
            first += len(piece) - len(piece.lstrip())
            last = first + len(piece.strip())
            if last > first and spans and _goes_on(text, spans[-1], first):
                spans[-1] = spans[-1][0], last
            elif last > first:
                spans.append((first, last))
    return tuple(spans)


def _ended(text: str, start: int, end: int) -> list[Span]:
    """The span, parted after each full stop that follows a plain word and comes before a capital."""
    ends = [
        match.end() for match in _STOP.finditer(text, start, end) if len(match[1]) > 1 and match[1] not in ABBREVIATIONS
    ]
    bounds = [start, *(at for at in ends if start < at < end), end]
    return list(pairwise(bounds))


def _goes_on(text: str, before: Span, start: int) -> bool:
    """Whether a sentence that seems to begin is the rest of the one before."""
    if text[start].islower():
        return True
    said = text[slice(*before)]
    rest = text[start : start + 120]
    if _ASKED.search(said):
        return bool(_SAYING.match(rest))
    if _INITIALS.search(said) and len(said.split()) <= SHORT_BEGINNING:
        return not _OPENER.match(rest)
    word = re.search(r"(\w+)\.$", said)
    if not word or not rest[:1].isupper():
        return False
    if word[1] in NAME_TITLES:
        return True
    return word[1] in PROVINCES | COMPANY_ENDINGS and not _OPENER.match(rest)


def supporting_span(claim: str, text: str) -> Span:
    """The sentence of a text that shares most with a claim, widened to neighbours that add a fifth of its words."""
    spans = sentence_spans(text)
    if not spans:
        return 0, len(text)
    best = max(range(len(spans)), key=lambda at: overlap(claim, text[slice(*spans[at])]))
    first = last = best
    for step in (-1, 1):
        at = best + step
        if 0 <= at < len(spans):
            wider = (min(first, at), max(last, at))
            gain = overlap(claim, text[spans[wider[0]][0] : spans[wider[1]][1]]) - overlap(
                claim, text[spans[first][0] : spans[last][1]]
            )
            if gain >= 0.2:
                first, last = wider
    return spans[first][0], spans[last][1]


_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BEGUN = re.compile(r"[\"'“‘«(\[$£€¥]*[A-ZÀ-ÖØ-Þ\d]")
_LAST_WORDS = re.compile(r"\S+\s+(?P<short>[A-Z][a-z]*)\.[\"”’]*$")
CAPITALS_SHARE = 0.7  # of the letters of a text that is set in capitals


def is_whole(text: str) -> bool:
    """Whether a text is a whole sentence by its looks.

    It begins with a capital or a figure and has an end; every quotation in it has both marks; and it is not set in
    capitals, as a subhead is.
    """
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    shouted = len(text.split()) > 1 and capitals > CAPITALS_SHARE * len(letters)
    closed = text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    return bool(_BEGUN.match(text) and _ENDED.search(text)) and closed and not shouted


def is_open(text: str) -> bool:
    """Whether a quotation begins in a text that does not end in it."""
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")


def is_cut(claim: str, texts: Iterable[str]) -> bool:
    """Whether a claim ends with an abbreviation of a text that goes on there: '... of Acme Inc.'."""
    last = _LAST_WORDS.search(claim)
    if not last or last["short"] not in PROVINCES | COMPANY_ENDINGS | NAME_TITLES:
        return False
    words = last.group().rstrip('"”’')
    rests = [text[text.index(words) + len(words) :] for text in texts if words in text]
    return bool(rests) and all(re.match(r"[,;]?\s+\w", rest) and not _OPENER.match(rest.lstrip()) for rest in rests)


def is_subhead(paragraph: str) -> bool:
    """Whether a paragraph is a line that heads others: without an end and short, or set in capitals."""
    words = paragraph.split()
    capitals = sum(letter.isupper() for letter in paragraph)
    letters = sum(letter.isalpha() for letter in paragraph)
    short = len(words) <= LONGEST_SUBHEAD and not re.search(r"[\"“”]|[.!?…:;,]['’»)\]]*$", paragraph)
    return short or (len(words) <= LONGEST_SUBHEAD and capitals > CAPITALS_SHARE * max(1, letters))


LONGEST_SUBHEAD = 12  # words
