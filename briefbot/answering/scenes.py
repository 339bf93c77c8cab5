"""Where what a sentence tells took place, as far as its article says: in itself, its paragraph or the dateline.

A place that a question names is known where it is a country, a capital or the place of a dateline. Of others nothing is
known, so that no sentence is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from briefbot.answering.lines import SourceLine
from briefbot.text.countries import countries_in
from briefbot.text.lexicon.places import CAPITALS
from briefbot.text.words import fold

_NAME = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
_OPENING = re.compile(rf"In (?P<place>{_NAME}),? ")
_HEADING = re.compile(rf"(?P<place>{_NAME}(?: and {_NAME})?)(?:\.|:| [–—-]) (?=\S)")
_PLACE_OF_DATELINE = re.compile(r"[^\W\d_][^\d(,–—]*?(?=\s*(?:[(,–—]|--|-\s*$|$))")
_OF_BYLINE = re.compile(rf"(?<=\bin ){_NAME}(?=\s*(?:,|$))")


@dataclass(frozen=True)
class Scenes:
    """Where the sentences of some articles are set.

    Args:
        datelines: the words of each article's dateline, or of its byline where that tells a place, by article.
        lines: the sentences.
    """

    datelines: Mapping[str, str]
    lines: Sequence[SourceLine]

    @cached_property
    def set_in(self) -> Mapping[str, frozenset[str]]:
        """The places of each article's dateline, folded."""
        return {name: dateline_places(words) for name, words in self.datelines.items()}

    @cached_property
    def _towns(self) -> re.Pattern[str]:
        known = {*CAPITALS, *(place for places in self.set_in.values() for place in places)}
        return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, known), key=len, reverse=True))})\b")

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        texts: dict[str, dict[str, None]] = {}
        for line in self.lines:
            texts.setdefault(line.passage.article_id, {line.passage.title: None})[line.passage.text] = None
        return {name: "\n".join(each) for name, each in texts.items()}

    def places(self, text: str) -> frozenset[str]:
        """The places that a text names of which something is known, folded."""
        towns = self._towns.findall(" ".join(fold(word) for word in re.findall(r"[\w.’']+", text)))
        return frozenset((*towns, *countries_in(text)))

    def asked(self, question: str) -> frozenset[str]:
        """The place that a question names, with the capital of a country; empty where none is known."""
        titled = re.sub(r"\b[a-z]", lambda letter: letter[0].upper(), question)
        named = self.places(titled)
        towns = {place for place in named if self._towns.fullmatch(place)}
        return named | {capital for place in named - towns for capital in _capitals().get(place, ())}

    def is_elsewhere(self, line: SourceLine, place: frozenset[str]) -> bool:
        """Whether a line is set elsewhere than at a place that is asked about.

        It opens with another, or neither it nor its paragraph names the place and the paragraph is headed by another;
        or its article has the dateline of another; or it has none and names the place nowhere, but another in headline
        and lead.
        """
        opening = _OPENING.match(line.text)
        opens = self.places(opening["place"]) if opening else frozenset()
        if opens:
            return not opens & place
        heading = _HEADING.match(line.passage.text)
        heads = self.places(heading["place"]) if heading else frozenset()
        if heads:
            return not heads & place
        if place & self.places(line.passage.text):
            return False
        set_in = self.set_in.get(line.passage.article_id)
        if set_in and set_in & place:
            return False
        named = bool(place & self.places(self._texts.get(line.passage.article_id, "")))
        if set_in:
            country = any(not self._towns.fullmatch(each) for each in place)
            may_lie_there = country and named and not set_in & CAPITALS.keys()  # Bergen, where Norway is asked about
            return not may_lie_there
        lead = self._texts.get(line.passage.article_id, "").split("\n")[1:2]
        return not named and any(self.places(line.passage.title) & self.places(text) for text in lead)


def dateline_places(words: str) -> frozenset[str]:
    """The places of a dateline, folded: 'PARIS/BERLIN, May 4 (Wire) --' is of two; or of a byline that tells one."""
    match = _OF_BYLINE.search(words) or _PLACE_OF_DATELINE.match(words)
    return frozenset(
        " ".join(fold(word) for word in re.findall(r"[\w.’']+", part))
        for part in (match[0].split("/") if match else ())
    )


@cache
def _capitals() -> Mapping[str, tuple[str, ...]]:
    """The capitals of each country that are known."""
    found: dict[str, tuple[str, ...]] = {}
    for capital, names in CAPITALS.items():
        for country in countries_in(names.title())[:1]:
            found[country] = (*found.get(country, ()), capital)
    return found
