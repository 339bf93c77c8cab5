"""Where sentences begin and end, and which of them say what a claim says."""

from __future__ import annotations

from functools import lru_cache

from briefbot.text.words import overlap

KEPT = 8192  # texts whose sentences are kept: a briefing asks for those of a paragraph in a dozen steps

Span = tuple[int, int]


@lru_cache(maxsize=KEPT)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """First and past-the-last character of every sentence, without the spaces around it.

    By nupunkt, an unsupervised splitter (Kiss and Strunk, 2006) that knows abbreviations. What it takes for a sentence
    that begins with a small letter goes on from the one before: "a South Korean-U.S." and "exercise set for August".
    """
    import nupunkt

    spans: list[Span] = []
    for start, end in nupunkt.sent_spans(text):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if end > start and spans and text[start].islower():
            spans[-1] = spans[-1][0], end
        elif end > start:
            spans.append((start, end))
    return tuple(spans)


def supporting_span(claim: str, text: str) -> Span:
    """The sentence of a text that shares most with a claim, widened to neighbours that add a fifth of its words."""
    spans = sentence_spans(text)
    if not spans:
        return 0, len(text)
    best = max(range(len(spans)), key=lambda at: overlap(claim, text[slice(*spans[at])]))
    first = last = best
    for step in (-1, 1):
        at = best + step
        if 0 <= at < len(spans):
            wider = (min(first, at), max(last, at))
            gain = overlap(claim, text[spans[wider[0]][0] : spans[wider[1]][1]]) - overlap(
                claim, text[spans[first][0] : spans[last][1]]
            )
            if gain >= 0.2:
                first, last = wider
    return spans[first][0], spans[last][1]
