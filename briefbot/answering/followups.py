"""A question of a thread to one that stands alone, and what of the thread stays in play for its answer.

First it is decided without a model whether it stands alone already; then rules rewrite what they are sure of, and the
model the rest. What the model writes may name nothing that neither the thread nor the follow-up has: no person, place,
number or date. Where it does, or drops words of the follow-up, the topic of the last question is put behind the
follow-up instead, which is searched for as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

from briefbot.answering.leaning import capitalised, leans, pointing, without_opener
from briefbot.answering.rewriting import by_rules, topic, words_said
from briefbot.answering.session import checked_question
from briefbot.library.store import Library
from briefbot.library.threads import How, Rewriting, Turn, cited
from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Prompt
from briefbot.progress import clock
from briefbot.search.retrieval import numbered
from briefbot.text.lexicon.dates import TIME_WORDS
from briefbot.text.lexicon.followups import REFLEXIVES
from briefbot.text.lexicon.function_words import NO_NAMES, STOP_WORDS
from briefbot.text.lexicon.numbers import NUMBER_WORDS
from briefbot.text.lexicon.places import CAPITALS, PLACE
from briefbot.text.sentences import sentence_spans
from briefbot.text.words import fold, roots
from briefbot.types import Citation, Filters, Frozen, Passage

PROMPT = "followup"
THREAD_TOKENS = 220
"""Of earlier turns that the model reads to rewrite a question, the newest first."""
QUESTION_TOKENS = 60
SAME_LETTERS = 6
"""Letters at the beginning of a word's root that make it the same: "apologise" and "apologize"."""
GRAMMAR = r'root ::= [A-Z] [^\[\]{}<>\r\n?]+ "?"'
_WORD = re.compile(r"[^\W_]+(?:[.,:’'-][^\W_]+)*")


def standalone(question: str, earlier: Sequence[Turn], generator: Generator, prompt: Prompt) -> Rewriting:
    """A question as it is asked when nobody has read those before it.

    Args:
        question: as typed.
        earlier: the turns before it, oldest first; without any it stands alone.
        generator: writes where no rule is sure.
        prompt: that it writes by, with the variables `thread` and `question`.

    Raises:
        InputError: a question that cannot be asked.
    """
    tidy = checked_question(question)
    why = leans(tidy, [part for turn in earlier for part in (turn.question, words_said(turn))]) if earlier else ""
    if not why:
        return Rewriting(question=tidy, changed=False, how=How.ALONE)
    ruled = by_rules(tidy, earlier)
    if ruled:
        return Rewriting(question=ruled.question, changed=True, how=How.RULES, evidence=f"{why}; {ruled.evidence}")
    return _written(tidy, why, earlier, generator, prompt)


def _written(question: str, why: str, earlier: Sequence[Turn], generator: Generator, prompt: Prompt) -> Rewriting:
    began = clock()
    kept, notes = _newest(earlier, lambda turn: generator.count(_told(turn)), THREAD_TOKENS, "rewriting")
    asked = prompt.render(thread="\n".join(map(_told, kept)), question=question)
    text = generator.write(asked, GRAMMAR, QUESTION_TOKENS).text.strip()
    thread = " ".join(f"{turn.question} {words_said(turn)}" for turn in earlier)
    fault = _fault(text, question, thread, earlier[-1].question)
    if not fault:
        made = {"question": text, "how": How.MODEL, "evidence": f"{why}; written from turns {_span(kept)}"}
    else:
        bare = without_opener(question).rstrip("?! .")
        about = topic(earlier[-1]) or earlier[-1].question.rstrip("?! .")
        made = {
            "question": f"{bare[:1].upper()}{bare[1:]} ({about})?",
            "how": How.TOPIC,
            "evidence": f"{why}; what the model wrote was not taken, as it {fault}",
        }
    return Rewriting.model_validate({**made, "changed": True, "notes": notes, "seconds": clock() - began})


def _told(turn: Turn) -> str:
    """A turn as the model reads it: the question and the first sentence of its answer."""
    answer = words_said(turn)
    first = next((answer[start:end] for start, end in sentence_spans(answer)), "") or "The sources do not say."
    return f"Question: {turn.question}\nAnswer: {first}"


def _newest(
    earlier: Sequence[Turn], count: Callable[[Turn], int], budget: int, what: str
) -> tuple[list[Turn], tuple[str, ...]]:
    """The newest turns that stay within a budget, at least one, in order; and what is said of those that do not."""
    kept: list[Turn] = []
    for turn in reversed(earlier):
        budget -= count(turn)
        if kept and budget < 0:
            break
        kept.insert(0, turn)
    dropped = earlier[: len(earlier) - len(kept)]
    if not dropped:
        return kept, ()
    return kept, (f"Left out of the {what}, as the thread is too long: {_named(dropped)}.",)


def _named(turns: Sequence[Turn]) -> str:
    return f"turn {turns[0].number}" if len(turns) == 1 else f"turns {_span(turns)}"


def _span(turns: Sequence[Turn]) -> str:
    first, last = turns[0].number, turns[-1].number
    return str(first) if first == last else f"{first} to {last}"


# What may be written


def _fault(text: str, question: str, thread: str, last: str) -> str:
    """Why a rewriting is not taken; empty when it is."""
    if not text.endswith("?"):
        return "did not end"
    if roots(text) == roots(last) and (_same(text, last) or roots(without_opener(question)) - roots(last)):
        return "only repeats the last question"
    if _same(text, without_opener(question)):
        return "only repeats the follow-up"
    foreign = invented(text, f"{thread} {question}")
    if foreign:
        return f"names {', '.join(foreign)}, of which the thread has nothing"
    asked, kept = roots(_plain(question)), {root[:SAME_LETTERS] for root in roots(text)}
    lost = [root for root in asked if root[:SAME_LETTERS] not in kept]
    if 2 * len(lost) >= len(asked) > 0:
        return f"lost {', '.join(sorted(lost))}"
    if pointing(text):
        return f"still leans on the thread ({pointing(text)!r})"
    return ""


def _same(one: str, other: str) -> bool:
    """Whether two questions have the same words."""
    return [word.lower() for word in _WORD.findall(one)] == [word.lower() for word in _WORD.findall(other)]


def _plain(question: str) -> str:
    """A follow-up without its opener and the words that only ask or point."""
    return " ".join(
        word for word in _WORD.findall(without_opener(question)) if word.lower() not in (*STOP_WORDS, *REFLEXIVES)
    )


def invented(text: str, thread: str) -> list[str]:
    """The names, numbers and dates of a question that a thread has not, as written."""
    known = {fold(word) for word in _WORD.findall(thread)}
    known |= {PLACE[word] for word in known if word in PLACE}
    known |= {place for word in known if word in CAPITALS for place in CAPITALS[word].split()}
    found = []
    first = True
    for match in _WORD.finditer(text):
        word = match[0]
        plain = fold(word)
        names = word[0].isupper() and not (first and plain in NO_NAMES)
        counts = any(letter.isdigit() for letter in word) or plain in NUMBER_WORDS or plain in TIME_WORDS
        names = names and (not first or word in capitalised(word))
        first = False
        if (names or counts) and not {plain, PLACE.get(plain, plain)} & known:
            found.append(word)
    return found


# What stays in play


class Carried(Frozen):
    """What the answers of a thread cited, as far as it stays in play."""

    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()


def chunks_in_play(thread: Carried, library: Library, filters: Filters) -> list[str]:
    """Ids of the chunks that a thread cited, of articles that are still there and may be used."""
    cited = {one.article_id for one in thread.citations}
    if not cited:
        return []
    allowed = library.allowed(filters)
    usable = (cited & (library.current(cited) if allowed is None else allowed)) - set(library.held(filters.moment))
    return [
        chunk.id
        for chunk in library.chunks_of(*usable)
        if any(
            (chunk.article_id, chunk.paragraph) == (one.article_id, one.paragraph)
            and chunk.start <= one.start < chunk.end
            for one in thread.citations
        )
    ]


def in_play(found: Sequence[Passage], thread: Carried) -> tuple[Passage, ...]:
    """What was found, the paragraphs of articles that the thread cited and the others by turns, the best one first.

    A follow-up mostly asks on about the same report, whose other paragraphs seldom repeat what it is about.

    Args:
        found: best first.
        thread: what its answers cited; nothing leaves what was found as it is.
    """
    articles = {one.article_id for one in thread.citations}
    own = [passage for passage in found if passage.article_id in articles]
    others = [passage for passage in found if passage.article_id not in articles]
    first, second = (own, others) if own and own[0] == found[0] else (others, own)
    paired = [passage for pair in zip_longest(first, second) for passage in pair if passage]
    return numbered(paired)


def carried(earlier: Sequence[Turn], budget: int, count: Callable[[str], int]) -> Carried:
    """The citations of a thread's answers that join what is found for its next question.

    Args:
        earlier: the turns before it, oldest first.
        budget: tokens of their passages; those of the oldest turns are dropped first, and that is noted.
        count: tokens of a text.
    """
    citing = [turn for turn in earlier if cited(turn)]
    if not citing:
        return Carried()

    def tokens(turn: Turn) -> int:
        places = {(one.article_id, one.paragraph) for one in cited(turn)}
        texts = {(p.article_id, p.paragraph): p.text for p in turn.answer.passages}
        return sum(count(texts.get(place, "")) for place in places)

    kept, notes = _newest(citing, tokens, budget, "search for passages")
    places: dict[tuple[str, int, int], Citation] = {}
    for turn in reversed(kept):
        for one in cited(turn):
            places.setdefault((one.article_id, one.paragraph, one.start), one)
    return Carried(citations=tuple(places.values()), notes=notes)
