"""What a block of a page looks like: by its words, by where it stands, and by the blocks around it.

A model weighs these to tell the article's paragraphs from what stands between and below them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import log1p
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from briefbot.readers.beside import marks
from briefbot.readers.boilerplate import LIST_HEADING, furniture
from briefbot.readers.bylines import byline
from briefbot.readers.dates import date_line
from briefbot.readers.lines import Piece
from briefbot.readers.markup import Block, Element, local_name
from briefbot.readers.segments import is_prose

REASONS = (
    "advertisement",
    "author note",
    "beside the text",
    "form",
    "headline list",
    "link",
    "navigation",
    "newsletter",
    "outside the article",
    "page footer",
    "paywall notice",
    "reader comment",
    "share links",
    "tags",
)
"""Reasons for which rules would leave a block out, of which the model is told."""
_OWN = 31
"""Columns of what a piece itself looks like."""
_AROUND = ("a", "article", "aside", "blockquote", "details", "figure", "footer", "form", "header", "li", "nav", "table")
_PLACED = _OWN + len(REASONS) + 9
"""Columns before those of the place of a piece."""
IN_COMMON = _PLACED + len(_AROUND) + 19
"""Columns before those of what it has in common with others."""
BETWEEN = (_PLACED + len(_AROUND), _PLACED + len(_AROUND) + 1)
"""The columns that tell how many elements lie between a piece and the text."""
BESIDE_TOO = (0, 2, 3, 4, 5, _PLACED - 8, _PLACED - 7, _PLACED - 3, IN_COMMON, IN_COMMON + 1)
"""The columns that count of the pieces beside one too.

Length, links, prose, how it ends, no reason, taken, whether it is text, and what it has in common with others.
"""
IS_TEXT = _PLACED - 3
"""The column that tells whether a piece is text rather than a heading."""
_KINDS = ("p", "div", "li", "td", "blockquote", "span")
_FAR = 30
"""Blocks from which on a distance tells nothing more."""
_SHORT = 25
"""Words up to which all of a text count; of a longer one the first and the last do."""
_EDGE = 5
_STEM = 6
"""Letters of a word's stem."""
_WORD = re.compile(r"[^\W\d_]{2,20}")
_NAME = re.compile(r"[a-z]{2,16}")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDED = re.compile(r"""[.!?…。][)\]"'”’»」』]*$""")
_SENTENCE = re.compile(r"[.!?。](?:\s|$)")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EMPHASIS = frozenset(("strong", "b", "em", "i", "small", "u"))
_SUMS = ("words", "prose", "linked", "blocks", "headings")


class Seen(NamedTuple):
    """A piece of a page with what rules say of it."""

    block: Block
    piece: Piece
    words: int
    taken: bool
    """Whether an extractor takes it for the article's."""
    within: bool
    """Whether it stands in the part of the page with the article."""
    headed: bool
    """Whether the headline stands above it."""
    leading: bool
    """Whether it is a summary between headline and text that an extractor passes over."""
    reason: str | None
    """Why rules would leave it out."""


def in_question(each: Seen) -> bool:
    """Whether a piece may be of the article, so that it is looked at."""
    return each.reason is None or each.within


class Look(NamedTuple):
    """What is seen of the pieces of a page."""

    values: npt.NDArray[np.float32]
    """A row for each piece."""
    words: list[list[str]]
    """The words of each, of its text and of the names around it, marked as such."""
    kinds: list[int]
    """The kind of each: those of one have elements of the same names in elements of the same names."""
    boxes: list[int]
    """The same of the elements around alone."""


def look(seen: list[Seen], headline: str | None, summary: str | None, source: str | None = None) -> Look:
    """What the pieces of a page look like, in their order.

    Args:
        seen: those in question.
        headline: the article's title.
        summary: what the page's metadata tells of the article.
        source: the publisher that the page's metadata names.
    """
    own = [_own(each) for each in seen]
    prose = [row[3] > 0 and each.piece.kind == "text" for each, row in zip(seen, own, strict=True)]
    places = _Places(seen, prose)
    copies = Counter(each.piece.text for each in seen)
    title, told, publisher = _letters(headline or ""), _letters(summary or ""), _letters(source or "")
    common = _Common(seen, prose, headline or "")
    above = _labels_above(seen, prose)
    rows, words = [], []
    for at, (each, row) in enumerate(zip(seen, own, strict=True)):
        place, names = places.of(at)
        letters = common.letters[at]
        since, label = above[at]
        rows.append(
            [
                *row,
                *(each.reason == reason for reason in REASONS),
                each.reason is not None and each.reason not in REASONS,
                each.reason is None,
                each.taken,
                each.within,
                each.headed,
                copies[each.piece.text] - 1,
                each.piece.kind == "text",
                bool(title) and letters == title,
                len(letters) > _SHORT and (letters in told or bool(told) and told in letters),
                *place,
                *common.of(at),
                len(publisher) > 2 and publisher in letters,
                since,
            ]
        )
        words.append([*_said(each), *names, *label])
    return Look(
        np.array(rows, dtype=np.float32), words, _numbered(places.signs), _numbered(s[2:] for s in places.signs)
    )


class _Common:
    """What the pieces of a page say in common: an article speaks of one matter, a site's calls of others."""

    def __init__(self, seen: list[Seen], prose: list[bool], headline: str) -> None:
        self.letters = [_letters(each.piece.text) for each in seen]
        self._stems = [_stems(each.piece.text) for each in seen]
        self._title = _stems(headline)
        texts = {letters: at for at, letters in enumerate(self.letters) if prose[at]}
        self._texts = frozenset(texts.values())
        self._on = Counter(stem for at in self._texts for stem in self._stems[at])
        self._all = "\0".join(self.letters)

    def of(self, at: int) -> list[float]:
        """Which share of a piece's stems others have, how many of them, and whether another has its words whole."""
        stems, own = self._stems[at], at in self._texts
        others = [self._on[stem] - own for stem in stems]
        shared = [count for count in others if count > 0]
        letters = self.letters[at]
        return [
            len(shared) / max(len(stems), 1),
            sum(shared) / max(len(stems), 1) / max(len(self._texts), 1),
            len(stems & self._title) / max(len(self._title), 1),
            len(letters) > _SHORT and min(self._all.count(letters) - 1, 3),
        ]


def _stems(text: str) -> frozenset[str]:
    """How the long words of a text begin, those of two syllables or signs in scripts that need no more."""
    words = _WORD.findall(text.casefold())
    return frozenset(
        word[:2] if _WIDE.match(word) else word[:_STEM] for word in words if len(word) >= _STEM or _WIDE.match(word)
    )


def _labels_above(seen: list[Seen], prose: list[bool]) -> list[tuple[float, list[str]]]:
    """How many pieces ago a heading or a line that is no sentence stood above each piece, and the words of that."""
    found: list[tuple[float, list[str]]] = []
    since, label = -1, list[str]()
    for each, is_text in zip(seen, prose, strict=True):
        found.append((min(since, _FAR), label))
        if not is_text and each.words:
            since, label = 0, [f"h {word}" for word in _WORD.findall(each.piece.text.casefold())[:_EDGE]]
        since += since >= 0
    return found


def _numbered(keys: Iterable[tuple[str, ...]]) -> list[int]:
    numbers: dict[tuple[str, ...], int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _own(each: Seen) -> list[float]:
    """What the piece itself looks like."""
    text, element = each.piece.text, each.block.element
    size = len(text)
    letters = sum(map(str.isalpha, text))
    first = text[:1]
    name = local_name(element)
    return [
        log1p(each.words),
        size / max(each.words, 1),
        each.block.linked,
        is_prose(text),
        bool(_ENDED.search(text)),
        text.endswith(":"),
        "?" in text,
        sum(map(str.isdigit, text)) / size,
        sum(map(str.isupper, text)) / max(letters, 1),
        first.islower(),
        first in "\"'“„«‘「",
        first in "([【",
        not first.isalnum() and first not in "\"'“„«‘「([【",
        (text.count(",") + text.count("、")) / max(each.words, 1),
        "@" in text,
        "http" in text or "www." in text,
        "|" in text,
        "©" in text,
        size < 160 and byline(text) is not None,
        size < 160 and date_line(text) is not None,
        furniture(text) is not None,
        LIST_HEADING.fullmatch(text) is not None,
        len(_SENTENCE.findall(text)),
        _WIDE.search(text) is not None,
        len(element) == 1 and not (element.text or "").strip() and element[0].tag in _EMPHASIS
        and not (element[0].tail or "").strip(),
        *(name == kind for kind in _KINDS),
    ]  # fmt: skip


def _said(each: Seen) -> list[str]:
    """The words of a piece that may tell what it is."""
    said = [word for word in _WORD.findall(each.piece.text.casefold())]
    if len(said) > _SHORT:
        said = said[:_EDGE] + said[-_EDGE:]
    marked = {f"w {word}" for word in said}
    if said:
        marked.add(f"first {said[0]}")
    return sorted(marked)


@lru_cache(maxsize=8192)
def _names(tag: str, named: str) -> frozenset[str]:
    """The words that the names of an element are made of."""
    return frozenset((f"tag {tag}", *(f"c {word}" for word in _NAME.findall(_CAPITAL.sub(" ", named).lower()))))


class _Place(NamedTuple):
    """Where an element stands: what lies between it and the element with most of the text."""

    path: tuple[Element, ...]
    """The elements around it, the innermost first, that are not around the text too."""
    up: int
    """How many elements around the text have to be left to reach it."""


class _Places:
    """Where the pieces of a page stand, as seen from the element with most of its prose."""

    def __init__(self, seen: list[Seen], prose: list[bool]) -> None:
        self._seen, self._prose = seen, prose
        weights: Counter[Element] = Counter()
        for each, is_text in zip(seen, prose, strict=True):
            if is_text:
                weights[_parent(each)] += each.words * (4 if each.taken else 1)
        self._main = max(weights, key=lambda element: weights[element]) if weights else None
        around = [] if self._main is None else [self._main, *self._main.iterancestors()]
        self._around = {element: at for at, element in enumerate(around)}
        self._known: dict[Element, _Place] = {}
        self._paths = [self._place(_parent(each)) for each in seen]
        self._boxes = [place.path[-1] if place.path else None for place in self._paths]
        self._text = [
            at for at, (place, is_text) in enumerate(zip(self._paths, prose, strict=True))
            if is_text and not place.path and not place.up
        ]  # fmt: skip
        self.signs = [self._sign(each) for each in seen]
        self._by_box = self._sums(self._boxes)
        self._by_sign = self._sums(self.signs)
        self._in_box = self._ranks(self._boxes)
        self._whole = max(sum(each.words for each, is_text in zip(seen, prose, strict=True) if is_text), 1)
        self._before = self._distances(range(len(seen)))
        self._after = self._distances(range(len(seen) - 1, -1, -1))
        self._said = self._so_far()

    def of(self, at: int) -> tuple[list[float], Iterable[str]]:
        """What the place of a piece looks like, and the words of the names around it."""
        each, place, box = self._seen[at], self._paths[at], self._boxes[at]
        inner = [each.block.element, *place.path]
        tags = {local_name(element) for element in inner}
        boxed, signed = self._by_box[box], self._by_sign[self.signs[at]]
        rank, size = self._in_box[at] if box is not None else (0, 1)
        names = frozenset().union(*(_names(local_name(element), marks(element)) for element in inner))
        lone = box is None
        return [
            *(tag in tags for tag in _AROUND),
            place.up,
            len(place.path),
            lone and not place.up,
            0 if lone else log1p(boxed["words"]),
            0 if lone else boxed["words"] / self._whole,
            0 if lone else boxed["prose"] / max(boxed["words"], 1),
            0 if lone else boxed["linked"] / max(boxed["words"], 1),
            0 if lone else log1p(boxed["blocks"]),
            0 if lone else boxed["headings"],
            rank,
            rank / size,
            size - rank,
            signed["prose"] / self._whole,
            log1p(signed["blocks"]),
            signed["linked"] / max(signed["words"], 1),
            signed["prose"] / max(signed["words"], 1),
            self._before[at],
            self._after[at],
            self._said[at],
        ], names

    def _place(self, element: Element) -> _Place:
        known = self._known.get(element)
        if known is None:
            up, parent = self._around.get(element), element.getparent()
            if up is not None or parent is None:
                known = _Place((), up or 0)
            else:
                outer = self._place(parent)
                known = _Place((element, *outer.path), outer.up)
            self._known[element] = known
        return known

    def _sign(self, each: Seen) -> tuple[str, ...]:
        element, parent = each.block.element, _parent(each)
        return (local_name(element), element.get("class") or "", local_name(parent), parent.get("class") or "")

    def _sums(self, keys: list[Element | None] | list[tuple[str, ...]]) -> dict[object, dict[str, float]]:
        found: dict[object, dict[str, float]] = defaultdict(lambda: dict.fromkeys(_SUMS, 0.0))
        for key, each, is_text in zip(keys, self._seen, self._prose, strict=True):
            sums = found[key]
            sums["words"] += each.words
            sums["prose"] += each.words * is_text
            sums["linked"] += each.words * each.block.linked
            sums["blocks"] += 1
            sums["headings"] += each.piece.kind == "heading"
        return found

    def _ranks(self, keys: list[Element | None]) -> list[tuple[int, int]]:
        sizes = Counter(keys)
        met: Counter[Element | None] = Counter()
        ranks = []
        for key in keys:
            ranks.append((met[key], sizes[key]))
            met[key] += 1
        return ranks

    def _distances(self, order: Iterable[int]) -> list[float]:
        """How many blocks, on one side, lie between a piece and the text; -1 where there is none."""
        text, found, last = set(self._text), [-1.0] * len(self._seen), None
        for at in order:
            found[at] = -1.0 if last is None else min(abs(at - last), _FAR)
            last = at if at in text else last
        return found

    def _so_far(self) -> list[float]:
        """Which share of the text stands before each piece."""
        text, found, said = set(self._text), [], 0
        whole = max(sum(self._seen[at].words for at in text), 1)
        for at, each in enumerate(self._seen):
            found.append(said / whole)
            said += each.words if at in text else 0
        return found


def _parent(each: Seen) -> Element:
    parent = each.block.element.getparent()
    return each.block.element if parent is None else parent
