"""A story as the model first writes it: a sentence for each of its paragraphs, and a headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from briefbot.generation import Generator
from briefbot.grounding import Claim, parse_draft
from briefbot.prompts import Prompt, Rendered
from briefbot.temporal import annotate
from briefbot.types import Frozen, Passage

LONGEST = 45  # tokens of a sentence
LONGEST_HEADLINE = 90  # characters

_LINE = re.compile(r"^\[(\d+)\] (.+)$", re.M)
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


def request(passages: Sequence[Passage], prompt: Prompt) -> Rendered:
    """What the model is asked: each article's publisher, day and headline once, then its numbered paragraphs."""
    lines: list[str] = []
    shown = ""
    for passage in passages:
        if passage.article_id != shown:
            day = f"{passage.published.day:%-d %B %Y}" if passage.published else "date unknown"
            lines.append(f"{passage.source or 'Unknown source'}, {day}: {passage.title}")
            shown = passage.article_id
        lines.append(f"[{passage.number}] {annotate(passage.text, passage.dates)}")
    return prompt.render(passages="\n".join(lines))


def draft_story(
    passages: Sequence[Passage],
    generator: Generator,
    prompt: Prompt,
    on_text: Callable[[str], None] = lambda text: None,
) -> StoryDraft:
    """Let the model write a story from its passages.

    Args:
        passages: numbered from 1, at least one.
        generator: writes.
        prompt: asks for it; variable `passages`.
        on_text: given the draft piece by piece.
    """
    longest = LONGEST * (len(passages) + 1)
    completion = generator.write(request(passages, prompt), story_grammar(len(passages)), longest, on_text)
    headline = _HEADLINE.search(completion.text)
    return StoryDraft(
        text=completion.text,
        headline=headline[1].strip().rstrip(".") if headline else "",
        claims=tuple(
            claim
            for number, words in _LINE.findall(completion.text)
            for claim in parse_draft(f"{words} [{number}]").claims
        ),
        tokens_read=completion.tokens_read,
        tokens_written=completion.tokens_written,
        seconds_read=completion.seconds_read,
        seconds_written=completion.seconds_written,
    )
