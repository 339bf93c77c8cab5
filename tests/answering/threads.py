"""Turns for tests, made of what was asked, answered and read."""

from __future__ import annotations

import datetime as dt

from briefbot.citations import quote
from briefbot.library.threads import How, Rewriting, Turn
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import numbered, passage_of
from briefbot.types import Answer, ModelRef, PromptRef, Sentence, Support
from tests.conftest import make_article

REF = ModelRef(name="scripted", sha256="0" * 64)
NOON = dt.datetime(2018, 3, 12, 12, tzinfo=dt.UTC)


def make_turn(question: str, answer: str = "", *texts: str, number: int = 1, title: str = "Ferry line") -> Turn:
    """A turn whose answer cites the paragraphs it was read from (its own words where there are none)."""
    article = make_article(*(texts or (answer or question,)), title=title)
    passages = numbered([passage_of(chunk, article) for chunk in chunk_article(article, 900)])
    citations = tuple(quote(passage, (0, len(passage.text))) for passage in passages)
    said = Sentence(text=answer, support=Support(supported=True), citations=citations)
    made = Answer(
        question=question,
        text=f"{answer} {''.join(f'[{one.number}]' for one in citations)}" if answer else "",
        abstained=not answer,
        sentences=(said,) if answer else (),
        passages=passages,
        draft=answer,
        prompt=PromptRef(name="answer", version=1, sha256="0" * 64),
        model=REF,
        embedder=REF,
        settings_sha256="0" * 64,
        timings=(),
    )
    alone = Rewriting(question=question, changed=False, how=How.ALONE)
    return Turn(number=number, asked=question, rewriting=alone, question=question, edited=False, answer=made, at=NOON)
