"""The countries that a text names, by their names or by their people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.classes import CONTINENTS, FORMER_COUNTRIES, OTHER_NAMES
from briefbot.text.lexicon.places import ACRONYMS, PLACE, SAME
from briefbot.text.words import fold

_CODE = re.compile(r"[A-Z]{2}")
_NO_COUNTRY = frozenset(
    {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "HK", "MO", "AQ", "AC", "CP", "DG", "EA", "IC", "TA"}
)
"""Codes of CLDR that stand for no country."""


def countries_in(text: str) -> tuple[str, ...]:
    """The countries that a text names, each once, in their order, folded and in one form: 'north korea', 'america'.

    A people stands for its country: 'Swedish officials' name Sweden. Continents and unions are none.
    """
    found: dict[str, None] = {}
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    for match in _pattern().finditer(plain):
        found[_forms()[_plain(match[0])]] = None
    return tuple(found)


@cache
def _forms() -> Mapping[str, str]:
    """The country of each form of a name: those of CLDR, and the peoples and short forms of the lexicon."""
    territories = Locale("en").territories
    names = {_plain(name) for code, name in territories.items() if _CODE.fullmatch(code) and code not in _NO_COUNTRY}
    forms = {name: name for name in (*names, *FORMER_COUNTRIES)} | OTHER_NAMES
    for people, place in PLACE.items():
        wholes = [name for name in names if name.split()[-1] == place and " " in name]
        forms |= {f"{whole.rsplit(' ', 1)[0]} {people}": whole for whole in wholes}
        if place not in CONTINENTS and (place in names or not wholes):
            forms |= {people: place, place: place}
    whole = {frozenset(name.split()): name for name in names}
    for same in SAME:
        spelled = [whole.get(frozenset(form), next(iter(form)) if len(form) == 1 else "") for form in same]
        if any(name in names for name in spelled):
            known = next((name for name in spelled if name in PLACE.values()), max(spelled, key=len))
            forms |= dict.fromkeys(filter(None, spelled), known)
            forms |= {form: known for form, name in forms.items() if name in spelled}
    return forms


@cache
def _pattern() -> re.Pattern[str]:
    """Any of the forms as they are written: with capitals, initials with or without points."""
    written = []
    for form in sorted(_forms(), key=len, reverse=True):
        words = [
            r"\.?".join(word.upper()) + r"\.?" if word in ACRONYMS else f"{word[0].upper()}{word[1:]}"
            for word in form.split()
        ]
        written.append(r"\s".join(words))
    return re.compile(rf"(?<![\w’']){any_of(written)}(?!\w)")


def _plain(name: str) -> str:
    return " ".join(fold(word) for word in re.findall(r"\w+", name.replace(".", "")))
