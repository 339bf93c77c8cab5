"""Headlines that say only what the paragraphs below them say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.copies import plain_title
from briefbot.grounding import Claim
from briefbot.sentences import content_words, overlap
from briefbot.types import Passage, Sentence
from briefbot.verification import Verifier

LEAST_WORDS, MOST_WORDS = 4, 16
TOLD = 0.5  # share of a source's headline that its paragraphs must repeat for it to tell and not to tease
LONGEST = 110  # characters of a headline made of the first sentence
LEAST_OWN = 0.5  # probability at which a source's own headline stands, which its desk has checked too
READ = 3  # paragraphs of its own article that a source's headline is checked against besides those of the story

_SHORT_NAMES = {"H.K.": "Hong Kong", "N. Korea": "North Korea", "S. Korea": "South Korea", "N.Z.": "New Zealand"}
_ATTRIBUTION = re.compile(r":\s+(?:sources?|reports?|officials?|police|study|survey|poll)$", re.I)


def choose_headline(
    draft: str, passages: Sequence[Passage], others: Sequence[Passage], lead: Sentence, verifier: Verifier
) -> tuple[Sentence, list[Sentence]]:
    """A headline with its proof, and those that were refused.

    The source's own is tried first where it tells what its paragraphs tell, then the model's; each is checked against
    paragraphs without their headlines. When both fail, the beginning of the story's first sentence stands there, or,
    where that is too long, a source's headline whose numbers, dates and names its paragraphs have.

    Args:
        draft: the model's headline.
        passages: of the story, numbered.
        others: further paragraphs of its articles.
        lead: the story's first proven sentence.
        verifier: checks.
    """
    refused: list[Sentence] = []
    titles = _titles(passages)
    for words in dict.fromkeys((*titles, draft)):
        if not words or not LEAST_WORDS <= len(words.split()) <= MOST_WORDS:
            continue
        read = _untitled(words, passages, others)
        nearest = sorted(read, key=lambda passage: -overlap(words, passage.text))[:READ]
        claim = Claim(text=words, numbers=tuple(passage.number for passage in nearest))
        sentence = _titled(verifier.verify(claim, read), passages, others)
        own = words in titles and not sentence.support.missing and (sentence.support.probability or 0) >= LEAST_OWN
        if sentence.support.supported or own:
            return sentence.model_copy(
                update={"support": sentence.support.model_copy(update={"action": "kept"})}
            ), refused
        refused.append(sentence)
    short = _shortened(lead.text)
    exact = [sentence for sentence in refused if sentence.text in titles and not sentence.support.missing]
    if len(short) > LONGEST and exact:
        support = exact[0].support.model_copy(update={"supported": True, "action": "kept"})
        return exact[0].model_copy(update={"support": support}), [one for one in refused if one is not exact[0]]
    return lead.model_copy(update={"text": short}), refused


def _titles(passages: Sequence[Passage]) -> list[str]:
    """The headlines of the sources that tell what their paragraphs tell, without marks of versions."""
    found = []
    for title in dict.fromkeys(passage.title for passage in passages):
        plain = _ATTRIBUTION.sub("", plain_title(title))
        for short, full in _SHORT_NAMES.items():
            plain = plain.replace(short, full)
        own = " ".join(passage.text for passage in passages if passage.title == title)
        for words in dict.fromkeys((plain, plain.split("; ")[0])):
            telling = len(content_words(words)) >= LEAST_WORDS and overlap(words, own) >= TOLD
            if telling and not words.endswith("?") and "? " not in words:
                found.append(words)
    return found


def _untitled(words: str, passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """The paragraphs that a headline may be proven by, without headlines of their own, which would prove it always."""
    known = {(passage.article_id, passage.paragraph) for passage in passages}
    further = [passage for passage in others if (passage.article_id, passage.paragraph) not in known]
    further.sort(key=lambda passage: -overlap(words, passage.text))
    numbered = [
        passage.model_copy(update={"number": len(passages) + at}) for at, passage in enumerate(further[:READ], start=1)
    ]
    return [passage.model_copy(update={"title": ""}) for passage in (*passages, *numbered)]


def _titled(sentence: Sentence, passages: Sequence[Passage], others: Sequence[Passage]) -> Sentence:
    """The sentence with the headlines of its sources put back."""
    titles = {passage.article_id: passage.title for passage in (*passages, *others)}
    citations = tuple(c.model_copy(update={"title": titles[c.article_id]}) for c in sentence.citations)
    return sentence.model_copy(update={"citations": citations})


def _shortened(text: str) -> str:
    """The beginning of a sentence, up to a comma, no longer than a headline."""
    words = text.strip("“”").rstrip(".")
    if len(words) <= LONGEST:
        return words
    cuts = [match.start() for match in re.finditer(r", (?!\d)", words) if 30 <= match.start() <= LONGEST]
    return words[: cuts[-1]] if cuts else words
