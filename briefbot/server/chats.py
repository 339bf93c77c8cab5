"""A thread that a chat program keeps and sends along: its messages read back into turns.

The program gives back the answers as they were shown. Their links tell which paragraphs they cited, and what follows
the answer itself, the list of sources, is left out. Whatever a program makes of the rest, it is read as text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from briefbot.answering.followups import PROMPT
from briefbot.answering.session import LONGEST_QUESTION
from briefbot.citations import quote
from briefbot.library.store import Library
from briefbot.library.threads import How, Rewriting, Thread, Turn
from briefbot.llm.prompts import load_prompt
from briefbot.render.answer import ABSTENTION
from briefbot.render.chat import CLOSEST, SOURCES, asked_as
from briefbot.render.text import unescaped
from briefbot.search.retrieval import numbered, passage_of
from briefbot.server.completion_types import Message
from briefbot.server.hidden import without_files
from briefbot.server.jobs import Job, Kind
from briefbot.text.sentences import Span
from briefbot.types import Answer, Frozen, Passage, Sentence, Support

if TYPE_CHECKING:
    from briefbot.desk import Desk

LONGEST_ANSWER = 8_000  # characters that are read of one; another model may have written it
MOST_TURNS = 8  # the newest; what of them stays in play is decided later
_LINK = re.compile(r"\[\[(\d+)\]\]\([^()\s]*/articles/([0-9a-f]{16})(?:\?mark=\d+:(\d{1,7})-(\d{1,7}))?#p(\d{1,6})\)")


class Exchange(Frozen):
    """A question of a thread, and the answer as it was shown."""

    asked: str
    shown: str


class Answered(Frozen):
    """An answer in a thread."""

    rewriting: Rewriting
    answer: Answer


def exchanges_of(messages: Sequence[Message]) -> list[Exchange]:
    """What was asked and answered before the last message of the user, the newest exchanges."""
    spoken = [message for message in messages if message.role in ("user", "assistant") and message.text]
    while spoken and spoken[-1].role == "assistant":
        spoken.pop()
    pairs = zip(spoken[:-1], spoken[1:-1], strict=False)
    found = [
        Exchange(asked=without_files(one.text), shown=other.text[:LONGEST_ANSWER])
        for one, other in pairs
        if (one.role, other.role) == ("user", "assistant")
    ]
    found = [each for each in found if 0 < len(each.asked) <= LONGEST_QUESTION]
    return found[-MOST_TURNS:]


def answered_in_chat(desk: Desk, job: Job, question: str, exchanges: Sequence[Exchange]) -> Answered:
    """The answer to a question of a thread, with its passages and its draft told to the job as they come."""
    turns = [_turn(number, each, desk) for number, each in enumerate(exchanges, start=1)]
    thread = Thread(id="", name="", created=dt.datetime.now(dt.UTC), turns=tuple(turns))
    rewriting = desk.rewrite(question, thread)
    answer = desk.ask(
        rewriting.question,
        on_text=lambda text: job.tell(Kind.DRAFT, text),
        on_found=lambda passages: job.tell(Kind.FOUND, passages),
        earlier=turns if rewriting.changed else (),
    )
    return Answered(rewriting=rewriting, answer=answer)


def _turn(number: int, exchange: Exchange, desk: Desk) -> Turn:
    """An exchange as a turn; what the program did not keep of the answer is left empty."""
    body = exchange.shown.partition(SOURCES)[0].partition(CLOSEST)[0].strip()
    question, body = asked_as(body) or (exchange.asked, body)
    cited = list(_cited(body, desk.library))
    passages = numbered([passage for passage, _ in cited])
    text = unescaped(_LINK.sub(r"[\1]", body)).strip()
    abstained = text.startswith(ABSTENTION)
    citations = tuple(quote(passage, span) for passage, (_, span) in zip(passages, cited, strict=True))
    sentences = (Sentence(text=text, support=Support(supported=True), citations=citations),)
    answer = Answer(
        question=question,
        text=text,
        abstained=abstained,
        sentences=() if abstained else sentences,
        passages=passages,
        draft="",
        prompt=load_prompt(PROMPT).ref,
        model=desk.generator.ref,
        embedder=desk.embedder.ref,
        settings_sha256=desk.settings.sha256,
        timings=(),
    )
    rewriting = Rewriting(question=question, changed=question != exchange.asked, how=How.ALONE)
    return Turn(
        number=number,
        asked=exchange.asked,
        rewriting=rewriting,
        question=question,
        edited=False,
        answer=answer,
        at=dt.datetime.now(dt.UTC),
    )


def _cited(body: str, library: Library) -> Iterator[tuple[Passage, Span]]:
    """The paragraphs that an answer links to, as far as they are still there, with the words that were marked."""
    for match in _LINK.finditer(body):
        article_id, first, last, paragraph = match[2], int(match[3] or 0), int(match[4] or 0), int(match[5])
        if not library.has_article(article_id):
            continue
        article = library.article(article_id)
        for chunk in library.chunks_of(article_id):
            start, end = max(first, chunk.start) - chunk.start, min(last or chunk.end, chunk.end) - chunk.start
            if chunk.paragraph == paragraph and start < end:
                yield passage_of(chunk, article), (start, end)
