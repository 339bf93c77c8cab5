"""Where sentences begin and end, and which of them say what a claim says."""

from __future__ import annotations

import re

Span = tuple[int, int]

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "for",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "it",
        "its",
        "he",
        "she",
        "they",
        "them",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "when",
        "where",
        "why",
        "how",
        "not",
        "no",
        "than",
        "then",
        "there",
        "here",
        "also",
        "into",
        "over",
        "after",
        "before",
        "about",
        "said",
        "says",
        "say",
        "s",
    ]
)


def sentence_spans(text: str) -> list[Span]:
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
    return spans


def content_words(text: str) -> list[str]:
    """The words that carry meaning, lower case, without plural and possessive endings."""
    return [stem for word in _WORD.findall(text.lower()) if (stem := _stem(word)) not in _COMMON]


def _stem(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def overlap(claim: str, text: str) -> float:
    """The share of the claim's content words that a text has, 0 to 1."""
    words = set(content_words(claim))
    return len(words & set(content_words(text))) / len(words) if words else 0.0


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


def own_words(draft: str, question: str) -> str:
    """The longest run of words of a draft whose content words are not the question's; empty when there is none."""
    known = set(content_words(question))
    best, run = (0, 0), (0, 0)
    for match in _WORD.finditer(draft):
        stems = set(content_words(match[0]))
        if not stems or stems & known:
            run = (match.end(), match.end())
            continue
        joined = run[0] < run[1] and draft[run[1] : match.start()] == " "
        run = (run[0] if joined else match.start(), match.end())
        best = max(best, run, key=lambda span: span[1] - span[0])
    return draft[slice(*best)]
