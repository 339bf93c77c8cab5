"""What a sentence lacks to be read alone, and which lines of an article are no sentences of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTH_NAMES
from briefbot.text.lexicon.function_words import (
    FOR_MANY,
    FOR_ONE,
    OF_THE_DAY,
    OF_WRITER_AND_READER,
    STOP_WORDS,
    WHO_THEY_ARE,
)
from briefbot.text.lexicon.people import AFTER_NO_ROLE, NOT_PEOPLE, PERSONS, ROLES
from briefbot.text.lexicon.places import CAPITALS, KNOWN
from briefbot.text.lexicon.press import CAPTIONED, POINTING_ELSEWHERE
from briefbot.text.lexicon.sentences import SENTENCE_OPENERS
from briefbot.text.lexicon.speech import HOLDING, SAYING
from briefbot.text.lexicon.verbs import PAST_VERBS, WILL

LONGEST_POINTER = 40  # words of a line that points elsewhere
WORDS_SPOKEN = 4  # words between quotation marks, from which they are somebody's words and no mere term
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|(?<!\w)‘[^‘’]*’(?!\w)")
_ONE = re.compile(rf"\b{any_of(FOR_ONE)}\b", re.I)
_MANY = re.compile(rf"\b{any_of(FOR_MANY)}\b", re.I)
_WRITER = re.compile(rf"\b{any_of(OF_WRITER_AND_READER)}\b(?!\.)")
_NAME = re.compile(r"[A-Z][\w’'-]*[a-z][\w’'-]*|[A-Z]{4,}\b")
_SOMEBODY = re.compile(
    rf"\b(?:{any_of(ROLES)}(?!\s+{any_of(AFTER_NO_ROLE)}\b)|{any_of(sorted(PERSONS))}|\w+man|\w+woman)\b", re.I
)
_PLURAL = re.compile(
    r"\b(?:[a-z]+[^\Wsu]s|[A-Z][\w’'-]+s|[A-Z][\w’'-]+ and [A-Z]"
    r"|(?:people|men|women|children|police)|(?:both|many|some|most))\b"
)
# "in these votes", "one of those Republicans", "On paper, it looked good".
_POINTING = re.compile(
    rf"\b[Tt]h(?:is|ese)\s+(?!{any_of(OF_THE_DAY)}\b)\w|\b[Tt]hose\s+(?!{any_of(WHO_THEY_ARE)}\b)\w"
    r"|\b(?:did|does|do|said|say|says|called|call) (?:so|it)\b(?!\s+(?:was|is|would|will|had|has))"
    r"|^\W*(?:Two|Three|Four|Both) of the [a-z]"
    r"|^\W*(?:[A-Z][\w’'-]*\s)(?:[\w’'-]+\s?){0,4},\sit\b"
)
_LABELLED = re.compile(r"[A-Z][\w’'-]*(?: [\w’'-]+){0,3}: (?=[A-Z“\"])")
_SUBORDINATE = re.compile(r"\W*(?:[A-Z][\w’'-]*\s){1,2}[^,]{2,90},\s")
# Who made a photograph, behind the end of a caption: "... on Monday. Ann Poe/Getty Images".
_CREDITED = re.compile(
    r"(?<=\w\w)[.!?][\"”’)]*\s+(?:(?:Photo(?:graph)?|Picture|Image|Credit)s?(?: by)?:?\s)?"
    r"(?:[A-Z0-9][\w.’'&-]*(?:/[\w.’'&-]+)*(?:\s|$)|(?:via|for|by|of|and)\s){1,9}(?<![.!?])$"
)
# Or before its beginning: "Ann Poe/Getty Images A ferry leaves".
_CREDIT_FIRST = re.compile(r"(?:[A-Z][\w.’'-]+\s){1,3}[A-Z][\w.’'-]*/[A-Z]")
CREDITS_OF_A_GALLERY = 2  # of photographers in one paragraph: the captions of several photographs
_CAPTION = re.compile(any_of(CAPTIONED), re.I)
# "A protester holds up a sign on January 6, 2021.": a picture is told in the present, and of a whole date.
_OF_A_PICTURE = re.compile(
    rf"(?:(?!\b(?:{any_of(PAST_VERBS)}|[a-z]{{2,}}ed|{any_of(WILL)})\b)[^.!?]){{20,}}"
    rf"(?:{any_of(MONTH_NAMES)}\.? \d{{1,2}},|\d{{1,2}} {any_of(MONTH_NAMES)}\.?) (?:19|20)\d\d\."
)
_POINTS = re.compile(any_of(POINTING_ELSEWHERE), re.I)
# The headline of another article behind its label, as pages run them together: "Learn more:What to know about ...".
_LINKED = re.compile(r"[^.!?:“\"]{2,70}[?!]?:(?=[“\"‘']?[A-Z])|[^.:]{2,70}\?:?(?=[A-Z])")
_ATTRIBUTES = re.compile(rf"\b(?:{any_of((*SAYING, *HOLDING))}|according to)\b")
_SOME_BODY = re.compile(r"\b(?:[Tt]he|[Aa]n?)\s\w")
_DATELINE = re.compile(
    r"(?:[A-Z]{3,}[A-Za-z.,’'/ ]{0,40}?|(?:[A-Z][\w.,’'/-]+\s){0,4}[A-Z]{2,})"
    r"\s?(?:\([\w ]{2,20}\)\s?)?\s?[—–-]{1,2}\s*(?=[A-Z“\"‘'\d])"
)


def without_quotations(text: str) -> str:
    """A text with blanks in place of what stands between quotation marks, so that places in it stay the same."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def loose_pronoun(text: str) -> str:
    """The first pronoun outside of quotations for which a sentence names nobody before it; empty where there is none.

    "In papers shown to a court the government accepted that he must send the letter" has one; "Poe said he would", "the
    minister lost his seat" and "After he lost, Poe resigned" have none.
    """
    plain = without_quotations(text)
    for pronoun, who in ((_ONE, _SOMEBODY), (_MANY, _PLURAL)):
        for found in pronoun.finditer(plain):
            if not _is_told(plain, found.start(), who):
                return found[0]
    return ""


def _is_told(plain: str, at: int, who: re.Pattern[str]) -> bool:
    """Whether a name, or words for such as are meant, stand before a place or right behind the opening clause there."""
    opening = _SUBORDINATE.match(plain)
    ahead = plain[opening.end() : opening.end() + 60] if opening and at < opening.end() else ""
    return any(who.search(part) or any(_names(part)) for part in (plain[:at], ahead))


def _names(text: str) -> Iterator[str]:
    """The words of a text that may be names of people."""
    for match in _NAME.finditer(text):
        word = re.sub(r"['’]s?$", "", match[0]).lower()
        begins = not re.search(r"\w", text[: match.start()])
        if word in STOP_WORDS | NOT_PEOPLE or word in KNOWN or word in CAPITALS:
            continue
        if not (begins and (match[0] in SENTENCE_OPENERS or word.endswith(("ly", "ing")))):
            yield match[0]


def begins_with_label(text: str) -> bool:
    """Whether a sentence begins with what it is about and a colon: 'Skerry: The ferry is late'."""
    return _LABELLED.match(text) is not None


def points_back(text: str) -> bool:
    """Whether a sentence means something that stands before it: 'these votes', 'one of those towns'."""
    return _POINTING.search(without_quotations(text)) is not None


def speaks_of_writer(text: str) -> bool:
    """Whether a sentence says "I", "we" or "you" outside of quotations, as columns and advice do."""
    return _WRITER.search(without_quotations(text)) is not None


def quotes_words(text: str) -> bool:
    """Whether somebody's words stand between quotation marks, and not only a term."""
    return any(len(found[0].split()) >= WORDS_SPOKEN for found in _QUOTED.finditer(text))


def names_speaker(text: str) -> bool:
    """Whether a sentence that quotes says outside of the quotation whose words they are."""
    plain = without_quotations(text)
    somebody = _SOMEBODY.search(plain) or _SOME_BODY.search(plain) or any(_names(plain))
    return bool(somebody) and _ATTRIBUTES.search(plain) is not None


def is_caption(paragraph: str) -> bool:
    """Whether a paragraph stands below a photograph, by its words or by the credit at its end."""
    text = paragraph.strip()
    if len(_CREDIT_FIRST.findall(text)) >= CREDITS_OF_A_GALLERY:
        return True
    return bool(
        _CREDIT_FIRST.match(text) or _CAPTION.search(text) or _CREDITED.search(text) or _OF_A_PICTURE.fullmatch(text)
    )


def points_elsewhere(paragraph: str) -> bool:
    """Whether a paragraph is a line that leads to other texts, or asks something of the reader."""
    if len(paragraph.split()) > LONGEST_POINTER:
        return False
    return _LINKED.match(paragraph) is not None or _POINTS.search(paragraph) is not None


def after_dateline(text: str) -> int:
    """Where the text begins behind the place and agency that an article is of: 'SKERRY, Nordmark (NW) — ', 'NW — '."""
    found = _DATELINE.match(text)
    return found.end() if found else 0
