from __future__ import annotations

import datetime as dt

from briefbot.briefing.types import (
    Coverage,
    Development,
    DevelopmentKind,
    Developments,
    StoryDevelopments,
    Withdrawal,
)
from briefbot.render.developments import developments_document, developments_markdown
from briefbot.render.document_html import document_html, document_text
from briefbot.types import ModelRef, Sentence, Support
from tests.briefing.sample import sample_briefing


def cited(text: str, number: int) -> Sentence:
    citation = sample_briefing().stories[0].happened[0].citations[0].model_copy(update={"number": number})
    return Sentence(text=text, support=Support(supported=True), citations=(citation,))


def developments() -> Developments:
    day = dt.date(2019, 10, 4)
    lines = (
        Development(kind=DevelopmentKind.NEW, day=day, now=cited("A <b>bold</b> step.", 2)),
        Development(kind=DevelopmentKind.MOVED, day=day, before=cited("Two were hurt.", 3), now=cited("Six were.", 4)),
        Development(kind=DevelopmentKind.SUPERSEDED, day=day, now=cited("It is over.", 5), title="Talks [begin]"),
    )
    story = StoryDevelopments(
        headline="Talks *end*",
        is_new=False,
        before=cited("They had begun.", 1),
        before_day=dt.date(2019, 10, 1),
        developments=lines,
        articles=("a",),
        importance=None,
    )
    return Developments(
        title="What changed",
        first=dt.date(2019, 10, 3),
        last=dt.date(2019, 10, 5),
        coverage=Coverage(articles=2, publishers=("A", "B"), stories=1, copies=0),
        withdrawn=(Withdrawal(source="The <i>Wire</i>", day=day, reason="killed by its publisher", cited_by=(day,)),),
        stories=(story,),
        embedder=ModelRef(name="e", sha256="0" * 64),
        code_sha256="",
    )


def test_every_kind_of_line_is_told_and_escaped() -> None:
    text = developments_markdown(developments())
    assert (
        "An article of The \\<i\\>Wire\\</i\\>, Friday 4 October 2019, was killed by its publisher; cited in the"
        in text
    )
    assert "## Talks \\*end\\*\n\n*Told before, last on Tuesday 1 October 2019*: They had begun. [[1]]" in text
    assert "- **Friday 4 October 2019**: A \\<b\\>bold\\</b\\> step. [[2]]" in text
    assert "moved**\n  - Before: Two were hurt. [[3]]\n  - Now: Six were. [[4]]" in text
    assert "a newer version of “Talks \\[begin\\]”**: It is over. [[5]]" in text
    assert "[5]: #source-5" in text


def test_a_page_and_plain_text_tell_the_same_and_load_nothing() -> None:
    document = developments_document(developments())
    page = document_html(document)
    assert "&lt;b&gt;bold" in page and "<b>bold" not in page and "<script" not in page and "http-equiv" not in page
    told = document_text(document)
    for words in ("Talks *end*", "Before: Two were hurt.", "Now: Six were.", "killed by its publisher"):
        assert words in told
