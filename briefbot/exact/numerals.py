"""Numerals: from the tokens of a number to its value.

A small grammar of its own rather than a library: text2num 3.1 reads "two hundred and six" well but not "1.7 million",
"$5bn", "a dozen", "half an hour", "two-thirds" or units, and word2number reads one number a text.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from briefbot.exact.vocabulary import FUNCTION_WORDS, ONES, ORDINALS, PARTS, SCALES, SMALL, SUFFIXES, TENS, VAGUE

_LONGEST_DIGITS = 40


class Token(NamedTuple):
    """A word, a run of digits or a sign, in lower case."""

    text: str
    start: int
    end: int


def read_digits(tokens: list[Token], first: int) -> tuple[Fraction | str, str, int]:
    """A number in digits with its scale ('1.7 million', '5bn', '3rd', '1990s'), its dimension, and where it ends."""
    raw = _read_digits(tokens[first].text)
    position = first + 1
    if first > 1 and tokens[first - 1].text in ("-", "–") and re.fullmatch(r"\d\d", tokens[first].text):
        century = tokens[first - 2].text  # "2018-19" is a pair of years
        if re.fullmatch(r"[12]\d{3}", century) and tokens[first - 2].end == tokens[first].start - 1:
            raw = Fraction(int(century[:2] + tokens[first].text))
    if isinstance(raw, str) or position == len(tokens):
        return raw, "", position
    suffix = tokens[position]
    if suffix.start == tokens[first].end and suffix.text in ("st", "nd", "rd", "th"):
        return raw, "ordinal", position + 1
    if suffix.start == tokens[first].end and suffix.text == "s":
        return raw, "decade", position + 1
    if suffix.start == tokens[first].end and suffix.text in SUFFIXES:
        return raw * SUFFIXES[suffix.text], "", position + 1
    while position < min(len(tokens), first + 3) and tokens[position].text in SCALES:  # "3 hundred thousand"
        raw *= SCALES[tokens[position].text]
        position += 1
    if [token.text for token in tokens[position : position + 3]] == ["and", "a", "half"]:
        return raw + Fraction(1, 2), "", position + 3
    return raw, "", position


def _read_digits(text: str) -> Fraction | str:
    if len(text) > _LONGEST_DIGITS:
        return text
    plain = text.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", text) else text
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return Fraction(plain.replace(",", "."))
    return text


def read_vague(tokens: list[Token], first: int) -> tuple[Fraction, str, int]:
    """'dozens', 'tens of thousands'."""
    size, position = Fraction(VAGUE.get(tokens[first].text, 10)), first + 1
    if position + 1 < len(tokens) and tokens[position].text == "of" and tokens[position + 1].text in VAGUE:
        return size * VAGUE[tokens[position + 1].text], "vague", position + 2
    return size, "vague", position


def read_part(tokens: list[Token], first: int) -> tuple[Fraction, int] | None:
    """A fraction in words, or None: 'half', 'a third', 'one-fifth', 'three quarters', 'half a million'."""
    word = tokens[first].text
    if word == "half":
        scale = [token.text for token in tokens[first + 1 : first + 3]]
        if len(scale) == 2 and scale[0] in ("a", "-") and scale[1] in SCALES:
            return Fraction(SCALES[scale[1]], 2), first + 3
        return Fraction(1, 2), first + 1
    number = 1 if word == "a" else SMALL.get(word, 0)
    position = first + 1
    if position < len(tokens) and tokens[position].text == "-":
        position += 1
    if not number or position == len(tokens):
        return None
    name = tokens[position].text
    size = PARTS.get(name.removesuffix("s"))
    if size is None or (number > 1) != name.endswith("s"):
        return None
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if number == 1 and following.isalpha() and following not in FUNCTION_WORDS:
        return None  # "a third man" is an ordinal
    return Fraction(number, size), position + 1


def read_words(tokens: list[Token], first: int) -> tuple[Fraction, str, int]:
    """Number words in the usual order: 'two hundred and fifty-six thousand', 'a dozen', 'twenty-first'."""
    total, part, position = Fraction(0), Fraction(0), first
    last = ""
    while position < len(tokens):
        word = tokens[position].text
        if word in SMALL and (not last or last in SCALES or (last in TENS and SMALL[word] < 10)):
            part += SMALL[word]
        elif last in TENS and ORDINALS.get(word, 10) < 10:
            return total + part + ORDINALS[word], "ordinal", position + 1
        elif word in ("hundred", "dozen") and last not in SCALES and part < 100:
            part = (part or Fraction(1)) * SCALES[word]
        elif word in SCALES and word not in ("hundred", "dozen"):
            total, part = total + (part or Fraction(1)) * SCALES[word], Fraction(0)
        elif not (word == "a" and position == first):
            break
        last = word
        position += 1
        joint = [token.text for token in tokens[position : position + 3]]
        if joint == ["and", "a", "half"]:
            return total + part + Fraction(1, 2), "", position + 3
        if len(joint) > 1 and (
            (joint[0] == "-" and last in TENS and (joint[1] in ONES[1:10] or ORDINALS.get(joint[1], 10) < 10))
            or (joint[0] == "and" and last in ("hundred", "thousand") and joint[1] in SMALL)
        ):
            position += 1
    return total + part, "", position
