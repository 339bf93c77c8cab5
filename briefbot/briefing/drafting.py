"""A story as the model first writes it: a sentence for each of its paragraphs, and a headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from briefbot.generation import Generator
from briefbot.grounding import Claim, parse_draft
from briefbot.prompts import Prompt, Rendered
from briefbot.temporal import annotate
from briefbot.types import Frozen, Passage

LONGEST = 45  # tokens of a sentence
LONGEST_HEADLINE = 90  # characters

Names = Mapping[tuple[int, int], str]
"""Whom a pronoun means, by the number of its passage and its first character there."""

_INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
# "Kim said that it was over, he said, and left."
_SAID_TWICE = re.compile(r"(\bsaid\b[^.]*?), (?:he|she) said\b(,)?")
_ONCE = r"\1\2"
# A small model writes its headline too early, in a line of its own or at the end of one.
_LINE = re.compile(r"^\[(\d+)\] (?!Headline: )(.+?)(?: Headline: .*)?$", re.M)
_HEADLINE = re.compile(r"^Headline: (.+)$", re.M)


class StoryDraft(Frozen):
    """What the model wrote of one story, taken apart."""

    text: str
    headline: str
    claims: tuple[Claim, ...]
    tokens_read: int
    tokens_written: int
    seconds_read: float
    seconds_written: float


def story_grammar(passages: int) -> str:
    """GBNF for a line for each of the passages 1 to `passages`, beginning with its number, and a headline.

    So every sentence cites, and nothing can be cited but what was given. Round brackets cannot be written: those of
    the passages hold resolved dates, which are shown beside the sentences anyway.
    """
    lines = " ".join(f'"[{number}] " sentence "\\n"' for number in range(1, passages + 1))
    return "\n".join(
        (
            f'root ::= {lines} "Headline: " headline',
            f'headline ::= [A-Z0-9"“‘$£€] [^\\[\\]()\\r\\n]{{8,{LONGEST_HEADLINE}}}',
            'sentence ::= [A-Z0-9"“‘$£€] [^\\[\\]()\\r\\n]+ [.]',
        )
    )


def request(passages: Sequence[Passage], names: Names, prompt: Prompt) -> Rendered:
    """What the model is asked: each article's publisher, day and headline once, then its numbered paragraphs.

    Resolved dates, and whom a pronoun means, stand in round brackets.
    """
    lines: list[str] = []
    shown = ""
    for passage in passages:
        if passage.article_id != shown:
            told = passage.published
            day = f"{told.day:%-d %B %Y}" if told and not told.suspect else "date unknown"
            lines.append(f"{passage.source or 'Unknown source'}, {day}: {passage.title}")
            shown = passage.article_id
        lines.append(f"[{passage.number}] {_annotated(passage, names)}")
    return prompt.render(passages="\n".join(lines))


def _annotated(passage: Passage, names: Names) -> str:
    """The text with dates and pronouns resolved."""
    text = ""
    done = 0
    for at in sorted(start for number, start in names if number == passage.number):
        end = passage.text.index(" ", at)
        # Shown whose 'his' is, the model leaves out what joins it: "he will not, but his lawyers say otherwise".
        note = "" if passage.text[at:end] in ("His", "Her") else f" ({names[passage.number, at]})"
        text += f"{_dated(passage, done, end)}{note}"
        done = end
    return text + _dated(passage, done, len(passage.text))


def _dated(passage: Passage, start: int, end: int) -> str:
    dates = [
        date.model_copy(update={"start": date.start - start, "end": date.end - start})
        for date in passage.dates
        if start <= date.start and date.end <= end
    ]
    return annotate(passage.text[start:end], dates)


def draft_story(
    passages: Sequence[Passage],
    generator: Generator,
    prompt: Prompt,
    names: Names,
    on_text: Callable[[str], None] = lambda text: None,
) -> StoryDraft:
    """Let the model write a story from its passages.

    Args:
        passages: numbered from 1, at least one.
        generator: writes.
        prompt: asks for it; variable `passages`.
        names: whom 'he' or 'she' means, by passage number and first character.
        on_text: given the draft piece by piece.
    """
    longest = LONGEST * (len(passages) + 1)
    completion = generator.write(request(passages, names, prompt), story_grammar(len(passages)), longest, on_text)
    headline = _HEADLINE.search(completion.text)
    return StoryDraft(
        text=completion.text,
        headline=re.sub(r"(?<=[^\W\d_]{2})\.$", "", _INITIALS.sub(r"\1.", headline[1].strip())) if headline else "",
        claims=tuple(
            claim
            for number, words in _LINE.findall(completion.text)
            for claim in parse_draft(f"{_SAID_TWICE.sub(_ONCE, words)} [{number}]").claims
        ),
        tokens_read=completion.tokens_read,
        tokens_written=completion.tokens_written,
        seconds_read=completion.seconds_read,
        seconds_written=completion.seconds_written,
    )
