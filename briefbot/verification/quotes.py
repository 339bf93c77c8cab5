"""Whether quoted words are verbatim, and whether claim and source agree about yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.people import FIRST_PERSONS
from briefbot.text.words import WORD, is_cue, is_empty, plain_word, stem, stems
from briefbot.verification.evidence import Evidence, Mismatch, MismatchKind

_QUOTED = re.compile(
    r'"([^"]+)"|“([^”“]+)[”"]|(?<![\w\'’])[\'‘](?=\w)([^\'’"]{1,300}(?:[\'’]\w[^\'’"]{0,300}){0,9})[\'’](?!\w)'
)
_FIRST_PERSON = re.compile(rf"\b(?:{any_of(FIRST_PERSONS)}|I(?=\s[a-z]|['’]))\b")
_SPOKEN = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")  # a quotation of several paragraphs is closed in the last alone
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\]]*\]")


def wrong_quotes(claim: str, evidence: Sequence[Evidence]) -> list[Mismatch]:
    """A mismatch for each quotation of the claim whose words do not stand in the evidence in that order.

    Punctuation, case and marks of omission do not count; the evidence need not have the words in quotation marks.
    """
    quotations = list(_QUOTED.finditer(claim))
    if not quotations:
        return []
    texts = [f" {_plain(text)} " for item in evidence for text in (item.text, item.context)]
    return [
        Mismatch(kind=MismatchKind.QUOTE, text=match.group(), start=match.start(), end=match.end())
        for match in quotations
        if not all(
            any(f" {words} " in text for text in texts)
            for piece in _LEFT_OUT.split(match.group(match.lastindex or 0))
            if (words := _plain(piece))
        )
    ]


def wrong_voice(claim: str, evidence: Sequence[Evidence]) -> list[Mismatch]:
    """A mismatch for a first person that the claim says itself, and the evidence only between quotation marks.

    "We are concerned", copied from the midst of what somebody said, would be told as the desk's own concern.
    """
    quoted = [match.span() for match in _QUOTED.finditer(claim)]
    own = (match for match in _FIRST_PERSON.finditer(claim) if not any(a <= match.start() < b for a, b in quoted))
    first = next(own, None)
    if first is None or any(_FIRST_PERSON.search(_SPOKEN.sub(" ", item.text)) for item in evidence):
        return []
    if not any(_FIRST_PERSON.search(item.text) for item in evidence):
        return []
    return [Mismatch(kind=MismatchKind.QUOTE, text=first.group(), start=first.start(), end=first.end())]


def _plain(text: str) -> str:
    """The words alone, in lower case, one space apart."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'")))


def wrong_negation(claim: str, source: str) -> list[Mismatch]:
    """A mismatch when the claim negates a word that its source sentence affirms, or the reverse.

    Careful on purpose: one side must have no negation at all, and the negated word must be in both.
    """
    claimed, sourced = _negated(claim), _negated(source)
    if claimed and not sourced:
        word, start, end = claimed[0]
        wrong = Mismatch(kind=MismatchKind.NEGATION, text=claim[start:end], start=start, end=end)
        return [wrong] if word in stems(source) else []
    if sourced and not claimed:
        negated = {word for word, _, _ in sourced}
        for match in WORD.finditer(claim):
            if stem(plain_word(match.group())) in negated:
                return [Mismatch(kind=MismatchKind.NEGATION, text=match.group(), start=match.start(), end=match.end())]
    return []


def _negated(text: str) -> list[tuple[str, int, int]]:
    """For every negation the stem of the content word after it, with the span of the negation."""
    found = []
    cue: re.Match[str] | None = None
    for match in WORD.finditer(text):
        word = plain_word(match.group())
        if cue and word == "only":
            cue = None  # "not only" affirms
        elif is_cue(word) and text[match.end() : match.end() + 1] != ",":  # "No, he came" answers a question
            cue = cue or match
        elif cue and not is_empty(word):
            found.append((stem(word), cue.start(), cue.end()))
            cue = None
    return found
