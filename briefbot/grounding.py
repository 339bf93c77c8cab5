"""Citations: a grammar that allows only the passages given, and the claims that a draft makes."""

from __future__ import annotations

import re

from briefbot.sentences import sentence_spans
from briefbot.types import Frozen

REFUSAL = "NOT STATED"
FREE = "root ::= .*"  # a grammar that allows any text
MOST_SENTENCES = 3
MOST_CITATIONS = 3

# The default model writes 'the U. S. envoy' where its source has 'the U.S. envoy'.
_INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
_CITED = re.compile(r"([^\[\]]+)((?:\[\d+\])+)[.!?]?")

_MARK = re.compile(r"\s*[\[(](?:passages?\s+)?(\d+(?:\s*(?:,|and|&)\s*\d+)*)[\])]", re.I)
_MARK_AFTER = re.compile(rf"([.!?][\"'”’]?)((?:{_MARK.pattern})+)", re.I)
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.M)
_TEXTS = r"(?:passages?|articles?|texts?|sources?|information)"
_REFUSED = re.compile(
    r"not stated\b|(?:there is )?(?:no|not enough|insufficient) information\b"
    r"|(?:none|neither|no) (?:of the )?passages?\b"
    rf"|(?:\w+ ){{0,3}}{_TEXTS}(?: \w+){{0,3}}? (?:do|does|did|is|are)(?: not|n't)\b"
    r"|.*\b(?:is|are|was|were) not (?:\w+ly )?(?:mentioned|stated|provided|given)(?:\W*$| in (?:the|any|these)\b)"
    r"|.*\bcannot be (?:answered|determined)\b",
    re.I,
)


class Claim(Frozen):
    """One sentence of a draft and the numbers of the passages it cites."""

    text: str
    numbers: tuple[int, ...]


class Draft(Frozen):
    """What a model wrote, taken apart. A refusal makes no claim."""

    refused: bool
    claims: tuple[Claim, ...] = ()


def answer_grammar(passages: int) -> str:
    """GBNF for one to three sentences that each end in citations of passages 1 to `passages`.

    Square brackets cannot be written in any other place, so a citation of anything else cannot be written at all. Nor
    can the refusal: how likely the model found it is weighed afterwards; see `briefbot.abstention`.
    """
    numbers = " | ".join(f'"[{number}]"' for number in range(1, passages + 1))
    more = ' (" " sentence)?' * (MOST_SENTENCES - 1)
    return "\n".join(
        (
            f"root ::= sentence{more}",
            f'sentence ::= start [^\\[\\]\\r\\n]+ " " citation{{1,{MOST_CITATIONS}}} "."',
            'start ::= [A-MO-Z0-9"“‘$£€] | "N" [^O\\[\\]\\r\\n]',
            f"citation ::= {numbers}",
        )
    )


def parse_draft(text: str) -> Draft:
    """The claims of a draft. What follows the last citation was cut off by the token limit and is left out."""
    if text.strip() == REFUSAL:
        return Draft(refused=True)
    text = _INITIALS.sub(r"\1.", text)
    claims = []
    for match in _CITED.finditer(text):
        numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", match[2])))
        words = match[1].strip()
        claims += [Claim(text=_ended(words[start:end]), numbers=numbers) for start, end in sentence_spans(words)]
    return Draft(refused=not claims, claims=tuple(claims))


def parse_prose(text: str) -> Draft:
    """The claims of a text that was written without a grammar.

    A sentence cites what stands in or directly after it in brackets: `[1]`, `[1, 2]`, `(3)`, `(passage 3)`; it may cite
    nothing. A text whose first sentence says that the passages do not say refuses.
    """
    text = " ".join(_LIST_SIGN.sub("", _INITIALS.sub(r"\1.", text)).split())
    text = _MARK_AFTER.sub(lambda match: match[2] + match[1], text)
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    if not sentences or _REFUSED.match(_MARK.sub("", sentences[0])):
        return Draft(refused=True)
    claims = []
    for sentence in sentences:
        numbers = [int(number) for match in _MARK.finditer(sentence) for number in re.findall(r"\d+", match[1])]
        words = _MARK.sub("", sentence).strip()
        if any(letter.isalnum() for letter in words):
            claims.append(Claim(text=_ended(words), numbers=tuple(dict.fromkeys(numbers))))
    return Draft(refused=not claims, claims=tuple(claims))


def _ended(sentence: str) -> str:
    """A sentence with a full stop where it has no end of its own."""
    return sentence if re.search(r"[.!?][\"'”’)]*$", sentence) else f"{sentence.rstrip(' ,;:')}."
