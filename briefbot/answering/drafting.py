"""Citations: a grammar that allows only the passages given, and the claims that a draft makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.citations import Draft, with_full_stop, without_spaced_initials
from briefbot.llm.prompts import Prompt, Rendered
from briefbot.text.dates.describe import annotate
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.questions import NO_ANSWER_IN, NOT_MENTIONED, REFUSALS
from briefbot.text.sentences import sentence_spans
from briefbot.types import Claim, Passage
from briefbot.verification.evidence import source_of


def answer_request(question: str, passages: Sequence[Passage], prompt: Prompt) -> Rendered:
    """What the model is asked: publisher, day and headline stand once before the passages of one article."""
    lines: list[str] = []
    header = ""
    for passage in passages:
        source = source_of(passage)
        lines += [source.header] if source.header != header else []
        lines.append(f"[{passage.number}] {annotate(source.text, source.dates)}")
        header = source.header
    return prompt.render(passages="\n".join(lines), question=question)


ANY_TEXT = "root ::= .*"  # a grammar that allows any text
MOST_SENTENCES = 3
MOST_CITATIONS = 3
_MARK = re.compile(r"\s*[\[(](?:passages?\s+)?(\d+(?:\s*(?:,|and|&)\s*\d+)*)[\])]", re.I)
_MARK_AFTER = re.compile(rf"([.!?][\"'”’]?)((?:{_MARK.pattern})+)", re.I)
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.M)
_REFUSED = re.compile(
    rf"{'|'.join(REFUSALS)}"
    rf"|(?:\w+ ){{0,3}}{any_of(NO_ANSWER_IN)}(?: \w+){{0,3}}? (?:do|does|did|is|are)(?: not|n't)\b"
    rf"|.*\b(?:is|are|was|were) not (?:\w+ly )?{any_of(NOT_MENTIONED)}(?:\W*$| in (?:the|any|these)\b)"
    r"|.*\bcannot be (?:answered|determined)\b",
    re.I,
)


def answer_grammar(passages: int) -> str:
    """GBNF for one to three sentences that each end in citations of passages 1 to `passages`.

    Square brackets cannot be written in any other place, so a citation of anything else cannot be written at all. Nor
    can the refusal (NOT STATED; names such as NOAA can): how likely the model found it is weighed afterwards; see
    `briefbot.answering.abstention`.
    """
    numbers = " | ".join(f'"[{number}]"' for number in range(1, passages + 1))
    more = ' (" " sentence)?' * (MOST_SENTENCES - 1)
    return "\n".join(
        (
            f"root ::= sentence{more}",
            f'sentence ::= start [^\\[\\]\\r\\n]+ " " citation{{1,{MOST_CITATIONS}}} "."',
            'start ::= [A-MO-ZÀ-ÖØ-Þ0-9"“‘$£€] | "N" [^O\\[\\]\\r\\n] | "NO" [A-SU-Z]',
            f"citation ::= {numbers}",
        )
    )


def parse_prose(text: str) -> Draft:
    """The claims of a text that was written without a grammar.

    A sentence cites what stands in or directly after it in brackets: `[1]`, `[1, 2]`, `(3)`, `(passage 3)`; it may cite
    nothing. A text whose first sentence says that the passages do not say refuses.
    """
    text = " ".join(_LIST_SIGN.sub("", without_spaced_initials(text)).split())
    text = _MARK_AFTER.sub(lambda match: match[2] + match[1], text)
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    if not sentences or _REFUSED.match(_MARK.sub("", sentences[0])):
        return Draft(refused=True)
    claims = []
    for sentence in sentences:
        numbers = [int(number) for match in _MARK.finditer(sentence) for number in re.findall(r"\d+", match[1])]
        words = _MARK.sub("", sentence).strip()
        if any(letter.isalnum() for letter in words):
            claims.append(Claim(text=with_full_stop(words), numbers=tuple(dict.fromkeys(numbers))))
    return Draft(refused=not claims, claims=tuple(claims))
