"""Citations: read from a draft, quoted from a passage, numbered and shown with their dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from briefbot.text.dates.describe import describe_dates, needs_days, possessive_after
from briefbot.text.dates.find import find_dates
from briefbot.text.sentences import sentence_spans, supporting_span
from briefbot.types import Action, Citation, Claim, DateMention, Frozen, Passage, Sentence, Support

Numbering = Callable[[Sentence], Sentence]


def numbering() -> Numbering:
    """What numbers the citations of sentences in the order it is given them, one number for each quoted span."""
    numbers: dict[tuple[str, int, int, int], int] = {}

    def cite(citation: Citation) -> Citation:
        key = (citation.article_id, citation.paragraph, citation.start, citation.end)
        return citation.model_copy(update={"number": numbers.setdefault(key, len(numbers) + 1)})

    return lambda sentence: sentence.model_copy(update={"citations": tuple(map(cite, sentence.citations))})


def renumbered(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with citations numbered by first appearance."""
    return list(map(numbering(), sentences))


def marked(sentence: Sentence) -> str:
    """A sentence with its resolved dates and its citation numbers."""
    marks = "".join(f"[{citation.number}]" for citation in sentence.citations)
    return f"{shown_text(sentence)} {marks}".rstrip()


REFUSAL = "NOT STATED"
# The default model writes 'the U. S. envoy' where its source has 'the U.S. envoy'.
_INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
# Words without marks, or of one speaker all: cut from a longer speech they may lack the first or the last mark.
_SPEECH = re.compile(r"[“\"]([^“”\"]+)[”\"]?|([^“”\"]+)(?:”|(?<=[.,!?…])\")?")
_OPENING = re.compile(r"(?<![^\s(\[‘])\"")
_CITED = re.compile(r"([^\[\]]+)((?:\[\d+\])+)[.!?]?")


class Draft(Frozen):
    """What a model wrote, taken apart. A refusal makes no claim."""

    refused: bool
    claims: tuple[Claim, ...] = ()


def parse_draft(text: str) -> Draft:
    """The claims of a draft. What follows the last citation was cut off by the token limit and is left out."""
    if text.strip() == REFUSAL:
        return Draft(refused=True)
    text = without_spaced_initials(text)
    claims = []
    for match in _CITED.finditer(text):
        numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", match[2])))
        words = match[1].strip()
        claims += [
            Claim(text=with_full_stop(words[start:end]), numbers=numbers) for start, end in sentence_spans(words)
        ]
    return Draft(refused=not claims, claims=tuple(claims))


def without_spaced_initials(text: str) -> str:
    """A text with 'U. S. envoy' as 'U.S. envoy'."""
    return _INITIALS.sub(r"\1.", text)


def with_full_stop(sentence: str) -> str:
    """A sentence with a full stop where it has no end of its own."""
    return sentence if re.search(r"[.!?][\"'”’)]*$", sentence) else f"{sentence.rstrip(' ,;:')}."


def quote(passage: Passage, span: tuple[int, int]) -> Citation:
    """A citation of some characters of a passage."""
    start, end = span
    return Citation(
        number=passage.number,
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published=passage.published.iso if passage.published and not passage.published.suspect else None,
        known=passage.known,
        path=passage.path,
        url=passage.url,
        paragraph=passage.paragraph,
        quote=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        dates=shift_dates(passage.dates, start, end),
        also=passage.also,
    )


def shift_dates(dates: Iterable[DateMention], start: int, end: int) -> tuple[DateMention, ...]:
    """The dates that lie within a span of a text, their own spans counted from its start."""
    return tuple(
        date.model_copy(update={"start": date.start - start, "end": date.end - start})
        for date in dates
        if start <= date.start and date.end <= end
    )


def quoted(citation: Citation, phrase: str = "") -> Sentence:
    """The words of a citation as a sentence of their own.

    Args:
        citation: it.
        phrase: words of a draft that they bear out.
    """
    support = Support(supported=True, action=Action.QUOTED)
    return Sentence(text=citation.quote, quoted=True, phrase=phrase, support=support, citations=(citation,))


def dated(text: str, citations: Sequence[Citation]) -> str:
    """A sentence with the days beside each relative date that it shares with the words it cites and a reader needs.

    A date that the sentence spells out itself is not repeated, and none is put into a possessive ("Sunday's vote").
    """
    spelled = {(mention.first, mention.last) for mention in find_dates(text, None)}
    for citation in citations:
        for mention in citation.dates:
            words = citation.quote[mention.start : mention.end]
            found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
            if not found or not needs_days(mention) or (mention.first, mention.last) in spelled:
                continue
            end = found.end()
            if not possessive_after(text, end):
                text = f"{text[:end]} ({describe_dates(mention)}){text[end:]}"
                spelled.add((mention.first, mention.last))
    return text


def shown_text(sentence: Sentence, resolved: bool = True) -> str:
    """A sentence as a reader sees it: a quotation between quotation marks, and relative dates with what they mean.

    Args:
        sentence: it.
        resolved: put the days beside relative dates.
    """
    text = dated(sentence.text, sentence.citations) if resolved else sentence.text
    text = in_marks(text) if sentence.quoted else text
    return f"{sentence.phrase}: {text}" if sentence.phrase else text


def in_marks(words: str) -> str:
    """Words of a source between quotation marks, once; double marks inside them become single ones."""
    speech = _SPEECH.fullmatch(words)
    if speech:
        return f"“{speech[1] or speech[2]}”"
    inner = words.replace("“", "‘").replace("”", "’")
    if inner.count('"') % 2 == 0:  # of an odd number one may stand for inches
        inner = _OPENING.sub("‘", inner).replace('"', "’")
    return f"“{inner}”"


def cite(claim: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """A citation of each passage: its sentence that says most of a claim."""
    return tuple(quote(passage, supporting_span(claim, passage.text)) for passage in passages)
