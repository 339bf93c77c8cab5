"""A yes or a no, from the sentences of the sources that say most of what was asked.

A small model that is to write evidence for a yes-or-no question repeats the question as a fact. So it writes nothing
here: the sentences are taken from the passages word for word, and the model is only asked what they mean. What it says
is its reading and proven by nothing, which the answer says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.answering.abstention import shared
from briefbot.answering.questions import affirmed, asks_for_change
from briefbot.citations import quote, quoted
from briefbot.llm.prompts import Prompt, Rendered
from briefbot.text.dates.describe import annotate
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.verbs import DENIED, IRREGULAR, REFUSED, UNREAL
from briefbot.text.sentences import Span, supporting_span
from briefbot.text.words import content_words, roots
from briefbot.types import Citation, Passage, Sentence

MOST_QUOTED = 4  # passages that are quoted
LEAST_YES = 0.65  # probability from which it is a yes: the model says yes too easily
LEAST_CHANGE = 0.85  # the same, of a change: it sees one between any two sentences
LEAST_SHARED = 0.3  # share of the question's words that a quoted sentence has, or else it and its headline


WINDOW = 5  # words before a verb in which it is denied, ordered or wished
_DEED = re.compile(r"(?:\W*(?:and|so|but|then)\s+)?(?:did|has|have|had)\s+(?P<rest>.+)", re.I)
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.I)
_REFUSED = re.compile(rf"\b{any_of(REFUSED)}\b", re.I)
NEGATIVE_PREFIXES = ("un", "in", "il", "im", "ir", "dis", "non")
SHORTEST_OPPOSITE = 5  # letters of a word whose negative is looked for
_DENIED = re.compile(rf"\b{any_of(DENIED)}\b", re.I)
_WHEN_DONE = re.compile(r"\W*(?:when|(?:on|in) (?:what|which) (?:day|date|month)) (?:was|were|has|have|had)\b", re.I)
_PAST = re.compile(r"[a-z]{2,}ed")
_UNREAL = re.compile(rf"\b{any_of(UNREAL)}\b", re.I)


def telling_sentences(question: str, passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    """The quoted sentences that say most of what was asked; none when no passage speaks of it.

    Args:
        question: as asked.
        passages: what retrieval found, best first.
    """
    spans = [(passage, supporting_span(question, passage.text)) for passage in passages]
    telling = _telling(question, spans) or _telling(question, spans, with_headline=True)
    return tuple(quoted(quote(passage, span)) for passage, span in telling[:MOST_QUOTED])


def verdict_request(question: str, sentences: Sequence[Sentence], prompt: Prompt) -> Rendered:
    """What the model is asked: the question in the positive, and what the sentences mean.

    Args:
        question: as asked.
        sentences: as `telling_sentences` gives them.
        prompt: asks for it; variables `question` and `facts`.
    """
    facts = [_fact(citation) for sentence in sentences for citation in sentence.citations]
    return prompt.render(question=affirmed(question).question, facts="\n".join(facts))


def verdict_word(question: str, probability: float) -> str:
    """A yes or a no, or one of two opposites, by the model's probability of a yes to the question in the positive."""
    asked = affirmed(question)
    least = LEAST_CHANGE if asks_for_change(asked.question) else LEAST_YES
    return asked.yes if probability >= least else asked.no


def is_denied(question: str, sentences: Sequence[Sentence]) -> bool:
    """Whether quoted sentences deny what a question asks, and none of them tells it as done.

    A small model takes "would force Poe to ask" and "Poe said he would not ask" for a yes to "did Poe ask?", "turned
    down the call" for one to "did Poe agree?", and "unlawful" for "lawful". So it is a no where the verb asked about
    stands behind a negation, an order or a wish in every sentence that names who is asked about, or in none of them,
    and one of them negates or refuses; and where a sentence has a word of the question with a negative before it, and
    none has it without.
    """
    texts = [sentence.text for sentence in sentences]
    if _has_opposite(question, texts):
        return True
    match = _DEED.match(affirmed(question).question)
    words = content_words(match["rest"]) if match else []
    capitals = {word.lower() for text in texts for word in re.findall(r"(?<=[a-z,] )[A-Z]\w+|^[A-Z]\w+", text)}
    at = next((at for at, word in enumerate(words) if at and word not in capitals and words[at - 1] in capitals), None)
    if at is None:
        return False
    doer, verb, others = words[at - 1], _verb(words[at]), set(words[at + 1 :])
    denied = affirms = False
    for text in texts:
        own = set(content_words(text))
        if not (doer in own or (_PRONOUN.search(text) and others & own)):
            continue
        found = [word.start() for word in re.finditer(r"\w+", text) if _verb(word[0]) == verb]
        before = [" ".join(re.findall(r"[\w’']+", text[:start])[-WINDOW:]) for start in found]
        denied |= any(map(_DENIED.search, before)) or (not found and _REFUSED.search(text) is not None)
        affirms |= not all(_DENIED.search(each) or _UNREAL.search(each) for each in before)
    return denied and not affirms


def is_told_as_done(question: str, text: str) -> bool:
    """Whether a text tells as done what a question asks about as done; also where it does not speak of it.

    "She had never tendered her resignation" and "would quit" tell nobody who resigned.
    """
    deeds = [_verb(word) for word in re.findall(r"[a-z]+", question) if word in IRREGULAR or _PAST.fullmatch(word)]
    for deed in deeds:
        found = [word.start() for word in re.finditer(r"\w+", text) if _verb(word[0]) == deed]
        before = [" ".join(re.findall(r"[\w’']+", text[:start])[-WINDOW:]) for start in found]
        if found and all(_DENIED.search(each) or _UNREAL.search(each) for each in before):
            return False
    return True


def tells_when_done(question: str, text: str) -> bool:
    """Whether a text can tell when something was done: that it will be, or is to be, tells nothing of that.

    True of any text where something else is asked, or where the question itself asks about what was not done.
    """
    asks = _WHEN_DONE.match(question) and not _DENIED.search(question) and not _UNREAL.search(question)
    return not asks or is_told_as_done(question, text)


def _verb(word: str) -> set[str]:
    """The root of a word, of a past form that of its verb."""
    return roots(IRREGULAR.get(word.lower(), word))


def _has_opposite(question: str, texts: Sequence[str]) -> bool:
    """Whether texts have a word of a question only with a negative before it: 'unlawful' for 'lawful'."""
    said = {word for text in texts for word in content_words(text)}
    for word in content_words(question):
        opposites = {f"{negative}{word}" for negative in NEGATIVE_PREFIXES}
        stems = roots(word)
        if len(word) >= SHORTEST_OPPOSITE and not any(roots(each) == stems for each in said):
            wanted = set().union(*map(roots, opposites))
            if any(roots(each) & wanted for each in said):
                return True
    return False


def _telling(
    question: str, spans: Sequence[tuple[Passage, Span]], with_headline: bool = False
) -> list[tuple[Passage, Span]]:
    """The sentences that have enough of a question's words to speak of what it asks."""
    return [
        (passage, span)
        for passage, span in spans
        if shared(question, f"{passage.title if with_headline else ''}\n{passage.text[slice(*span)]}") >= LEAST_SHARED
    ]


def _fact(citation: Citation) -> str:
    """A quoted sentence as the model sees it: publisher, day, title, and the words with their dates resolved."""
    where = ", ".join(part for part in (citation.source, (citation.published or "")[:10]) if part)
    return f"{where}: {citation.title}: {annotate(citation.quote, citation.dates)}"
