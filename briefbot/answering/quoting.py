"""In whose words a proven sentence is said: its own, or those of the sources where it is not safe to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import NamedTuple

from briefbot.answering.abstention import AbstentionPolicy
from briefbot.answering.classes import class_asked, may_be_of_class, names_written
from briefbot.answering.quick import Sought, sought
from briefbot.answering.yes_no import tells_when_done
from briefbot.citations import quote, quoted, shown_text
from briefbot.search.query import has_many_parts
from briefbot.search.ranking import count_new_names
from briefbot.text.dates.describe import annotate
from briefbot.text.dates.find import ANY_DAY, find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.questions import BEFORE_INTERROGATIVE, HOW_MANY, QUESTION_VERBS, UNCOUNTED, UNDATED
from briefbot.text.lexicon.speech import DETERMINERS
from briefbot.text.numbers import find_quantities
from briefbot.text.sentences import sentence_spans, supporting_span
from briefbot.text.speech import drops_hedge
from briefbot.text.words import content_words, overlap, own_words, roots
from briefbot.types import Action, Citation, Passage, Sentence

_HOW_MANY = re.compile(rf"\W*{any_of(HOW_MANY)}\b", re.I)
_WHEN = re.compile(rf"\W*(?:{any_of(BEFORE_INTERROGATIVE)} |since |until )?when {any_of(QUESTION_VERBS)}\b", re.I)
_UNDATED = re.compile(rf"\d|\b{any_of(UNDATED)}\b", re.I)
_WHICH = re.compile(
    rf"\W*(?:{any_of(BEFORE_INTERROGATIVE)} )?(?:which|what) (?!{any_of(QUESTION_VERBS)}\b)(?P<thing>[a-z][\w-]*)\b",
    re.I,
)
_DETERMINER = re.compile(rf"{any_of(DETERMINERS)}|this|that|these|those", re.I)
_UNCOUNTED = re.compile(rf"\b{any_of(UNCOUNTED)}\b", re.I)
_NAMELESS = ("firm", "body", "station", "ship")
LEAST_OWN_WORDS = 0.65  # probability of support below which a sentence gives way to the words of the sources


def nearest_passage(text: str, cited: Sequence[int], passages: Sequence[Passage]) -> Passage:
    """The passage that has most of a text's words, of equals one that it cites."""
    return max(passages, key=lambda passage: (overlap(text, passage.text), passage.number in cited))


def with_what_is_asked(question: str, chosen: Sequence[Sentence], passages: Sequence[Passage] = ()) -> list[Sentence]:
    """The sentences of an answer, or none of them where no sentence that is shown tells what is asked for.

    Asked how many, one must tell a number, and asked when a time; asked which of some things, one must name it: "the
    holiday" does not, and a country is no party.

    Args:
        question: as asked.
        chosen: the sentences, shown or removed.
        passages: what they are proven by, which may say of what class a name is.
    """
    texts = [passage.text for passage in passages]
    shown = [sentence for sentence in chosen if sentence.support.supported]
    tells: Callable[[Sentence, str], bool]
    if _HOW_MANY.match(question):
        tells, what = _tells_how_many, "a number"
    elif not all(tells_when_done(question, _cited_text(sentence)) for sentence in shown):
        tells, what = _tells_done, "when it was done"
    elif _WHEN.match(question):
        tells, what = _tells_when, "a time"
    elif class_asked(question):
        tells, what = partial(_tells_of_class, texts=texts), "a name"
    elif _WHICH.match(question):
        tells, what = _tells_which, "a name"
    else:
        return list(chosen)
    if any(tells(sentence, question) for sentence in shown):
        return list(chosen)
    missing = {"supported": False, "missing": (what,), "action": Action.REMOVED}
    return [
        sentence.model_copy(update={"support": sentence.support.model_copy(update=missing)})
        if sentence in shown
        else sentence
        for sentence in chosen
    ]


def _tells_which(sentence: Sentence, question: str) -> bool:
    """Whether a sentence names one of the things asked for, and not only calls it as the question does.

    It has a name or a number that the question has not, or speaks of it in words of its own.
    """
    match = _WHICH.match(question)
    thing = roots(match["thing"]) if match else set()
    words = re.findall(r"[\w’'-]+", sentence.text)
    called = [at for at, word in enumerate(words) if roots(word) & thing]
    bare = all(at and _DETERMINER.fullmatch(words[at - 1]) for at in called)
    text = sentence.text
    if sought(question) is not Sought.TIME:  # "the bridge was closed on Monday" names no bridge
        for date in reversed(find_dates(text, ANY_DAY)):
            text = f"{text[: date.start]} {text[date.end :]}"
    new = {each.text for each in find_quantities(text)} - {each.text for each in find_quantities(question)}
    return not called or not bare or bool(new) or count_new_names(question, text) > 0


def _tells_done(sentence: Sentence, question: str) -> bool:
    """Whether what a sentence cites can tell when something was done; see `tells_when_done`."""
    return tells_when_done(question, _cited_text(sentence))


def _tells_when(sentence: Sentence, question: str) -> bool:
    """Whether a sentence, or what it cites, has a date or another word that tells when."""
    texts = (sentence.text, _cited_text(sentence))
    return any(find_dates(text, ANY_DAY) or _UNDATED.search(text) for text in texts)


def _cited_text(sentence: Sentence) -> str:
    return " ".join(citation.quote for citation in sentence.citations)


def _tells_of_class(sentence: Sentence, question: str, texts: Sequence[str]) -> bool:
    """Whether a sentence names what can be of the class that is asked for; see `may_be_of_class`.

    Of a class whose things need no names of their own it may name nothing: "small retailers" are companies.
    """
    text = shown_text(sentence)
    if may_be_of_class(question, text, texts):
        return True
    return class_asked(question) in _NAMELESS and not names_written(text) and _tells_which(sentence, question)


def _tells_how_many(sentence: Sentence, question: str) -> bool:
    """Whether a sentence has a number that the question has not, or a word that stands for one."""
    asked = {quantity.text.lower() for quantity in find_quantities(question)}
    told = {quantity.text.lower() for quantity in find_quantities(sentence.text)}
    return bool(told - asked) or _UNCOUNTED.search(sentence.text) is not None


def choose_words(
    question: str,
    verified: Sequence[Sentence],
    passages: Sequence[Passage],
    likely: float | None,
    policy: AbstentionPolicy,
) -> list[Sentence]:
    """Verified sentences in the words in which they are safe to say, or words of the sources where none is left.

    Args:
        question: as asked.
        verified: the sentences of the draft.
        passages: what they are proven by.
        likely: the probability that the passages answer the question; None where it was not weighed.
        policy: how likely it must be for the sources to be quoted in the place of what was not proven.
    """
    safe = _in_safe_words(question, verified, passages)
    if likely is None or not safe or any(sentence.support.supported for sentence in safe):
        return safe
    said = _nearest_words(question, [sentence.text for sentence in safe], passages)
    proven = any(sentence.support.supported for sentence in verified)
    least = policy.least_answerable if proven or said.answers else policy.least_quoted
    return safe if likely < least else [*safe, said.sentence]


def _in_safe_words(question: str, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences; those that are not safe to say give way to the words of the sources, each once.

    Where a question has many parts, no words say all that the sentence says: it is not proven, and nothing more.
    """
    safe: list[Sentence] = []
    for sentence in sentences:
        if not sentence.support.supported or _is_safe(sentence):
            safe.append(sentence)
            continue
        unsure = {"supported": False, "action": Action.REMOVED}
        safe.append(sentence.model_copy(update={"support": sentence.support.model_copy(update=unsure)}))
        for citation in () if has_many_parts(question) else _words_for(question, sentence, passages):
            said = quoted(citation)
            if said.text not in [other.text for other in safe if other.quoted]:
                safe.append(said)
    return safe


def _is_safe(sentence: Sentence) -> bool:
    """Whether a supported sentence is surely so, and as sure of what it says as what it cites."""
    cited = " ".join(citation.quote for citation in sentence.citations)
    return _is_sure(sentence) and not drops_hedge(sentence.text, cited)


def _is_sure(sentence: Sentence) -> bool:
    likely = sentence.support.probability
    return likely is None or likely >= LEAST_OWN_WORDS


def _words_for(question: str, sentence: Sentence, passages: Sequence[Passage]) -> Sequence[Citation]:
    """What a sentence cites if it is surely so, or rests on several; else the nearest words, which it need not cite.

    They have as much as can be had of what the sentence adds to the question: the name, for one who asked who.
    """
    if _is_sure(sentence) or len(sentence.citations) > 1:
        return sentence.citations
    added = set(content_words(own_words(sentence.text, question)))
    has = {passage.number: len(added & _shown_words(passage)) for passage in passages}
    most = max(has.values())
    numbers = [citation.number for citation in sentence.citations]
    nearest = nearest_passage(sentence.text, numbers, [p for p in passages if has[p.number] == most])
    return [quote(nearest, supporting_span(sentence.text, nearest.text))]


def _shown_words(passage: Passage) -> set[str]:
    """The content words of a passage, with the days that its dates mean."""
    return set(content_words(annotate(passage.text, passage.dates)))


class _Nearest(NamedTuple):
    """Words of a source that are nearest to a draft."""

    sentence: Sentence
    answers: bool
    """Whether they have words that are the draft's own, and not the question's."""


def _nearest_words(question: str, drafted: Sequence[str], passages: Sequence[Passage]) -> _Nearest:
    """The words of the sources that are most like a draft of which nothing was proven.

    A draft that answers a question in many parts repeats them, and no paragraph proves them all. There a quotation
    answers if it has some of the words that are the draft's own. Where a paragraph has them all, in its headline or
    itself, it is the one that is quoted, and they stand before the quotation.
    """
    phrase = own_words(" ".join(drafted), question)
    own = set(content_words(phrase))
    many = has_many_parts(question)
    named = (
        [p for p in passages if own & set(content_words(p.text)) and phrase in f"{p.title}\n{p.text}"] if many else []
    )
    passage, span = _likest([question, *drafted], own, named or passages)
    answers = many and bool(own & set(content_words(passage.text[slice(*span)])))
    return _Nearest(quoted(quote(passage, span), phrase if named else ""), answers)


def _likest(claims: Sequence[str], own: Set[str], passages: Sequence[Passage]) -> tuple[Passage, tuple[int, int]]:
    """The passage and the span of its sentence that has most of some words, then shares most with the claims."""
    spans = [(passage, span) for passage in passages for span in sentence_spans(passage.text)]

    def likeness(pair: tuple[Passage, tuple[int, int]]) -> tuple[int, float]:
        words = pair[0].text[slice(*pair[1])]
        return len(own & set(content_words(words))), sum(overlap(claim, words) for claim in claims)

    return max(spans, key=likeness)
