"""Citations: a grammar that allows only the passages given, and the claims that a draft makes."""

from __future__ import annotations

import re

from briefbot.sentences import sentence_spans
from briefbot.types import Frozen

REFUSAL = "NOT STATED"
MOST_SENTENCES = 3
MOST_CITATIONS = 3

# The default model writes 'the U. S. envoy' where its source has 'the U.S. envoy'.
_INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
_CITED = re.compile(r"([^\[\]]+)((?:\[\d+\])+)[.!?]?")


class Claim(Frozen):
    """One sentence of a draft and the numbers of the passages it cites."""

    text: str
    numbers: tuple[int, ...]


class Draft(Frozen):
    """What a model wrote, taken apart. A refusal makes no claim."""

    refused: bool
    claims: tuple[Claim, ...] = ()


def answer_grammar(passages: int) -> str:
    """GBNF for one to three sentences that each end in citations of passages 1 to `passages`, or the refusal.

    Square brackets cannot be written in any other place, so a citation of anything else cannot be written at all.
    """
    numbers = " | ".join(f'"[{number}]"' for number in range(1, passages + 1))
    more = ' (" " sentence)?' * (MOST_SENTENCES - 1)
    return "\n".join(
        (
            f'root ::= sentence{more} | "{REFUSAL}"',
            f'sentence ::= [A-Z0-9"“‘$£€] [^\\[\\]\\r\\n]+ " " citation{{1,{MOST_CITATIONS}}} "."',
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


def _ended(sentence: str) -> str:
    """A sentence with a full stop where it has no end of its own."""
    return sentence if re.search(r"[.!?][\"'”’)]*$", sentence) else f"{sentence.rstrip(' ,;:')}."
