"""What people said, word for word."""

from __future__ import annotations

from collections.abc import Iterable

from briefbot.briefing.excerpts import Excerpt, excerpts
from briefbot.briefing.gathering import Gathered
from briefbot.briefing.people import people, quotations
from briefbot.briefing.repeating import Told
from briefbot.briefing.types import Quotation
from briefbot.types import Article, Sentence, Support
from briefbot.verification import quote

MOST = 2  # of one story


def said(story: Gathered, shown: Iterable[Sentence], told: Told) -> tuple[Quotation, ...]:
    """Up to two quotations of a story whose speaker is clear, the longest first, of different speakers.

    Args:
        story: it.
        shown: the sentences of the story that are shown; what they quote is not quoted again.
        told: what the briefing says.
    """
    texts = [sentence.text for sentence in shown]
    found: list[tuple[str, str, Excerpt]] = []
    for unit in story.units:
        passages = [passage for passage in story.passages if passage.article_id == unit.article.id]
        known = people(_texts(unit.article))
        before: list[str] = []
        for excerpt in excerpts(passages):
            for one in quotations(excerpt.text, before, known):
                found.append((one.speaker, excerpt.text[one.start : one.end], excerpt))
            before.append(excerpt.text)
    found.sort(key=lambda each: -len(each[1]))
    chosen: dict[str, Quotation] = {}
    for speaker, words, excerpt in found:
        repeated = told.repeats(words) or any(words.strip(",.") in text for text in texts)
        if speaker not in chosen and not repeated and len(chosen) < MOST:
            chosen[speaker] = Quotation(speaker=speaker, sentence=_spoken(words, excerpt))
    return tuple(chosen.values())


def _spoken(words: str, excerpt: Excerpt) -> Sentence:
    """The words in quotation marks, cited by the whole sentence, which says whose they are."""
    citations = (quote(excerpt.passage, (excerpt.start, excerpt.end)),)
    return Sentence(text=f"“{words}”", support=Support(supported=True, action="quoted"), citations=citations)


def _texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]
