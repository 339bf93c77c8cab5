from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from briefbot.answering.abstention import load_policy
from briefbot.answering.answer import Answerer
from briefbot.answering.session import Session
from briefbot.answering.shapes import joined_answer, laid_out
from briefbot.library.years import YearFit
from briefbot.llm.prompts import AnswerPrompts
from briefbot.render.answer import answer_markdown, answer_text, article_text, explanation, lead
from briefbot.render.text import escaped, printable, published_day, table
from briefbot.text.dates.find import find_dates
from briefbot.types import Answer, Dropped, ModelRef, PartialDay, Passage, Published, Shape, Stage, Timing
from briefbot.verification.verifier import Verifier
from tests.conftest import make_article
from tests.doubles import ScriptedGenerator

TEXT = "The *ferry* will sail again next week, the harbour office said on Friday."


def compose_answer(reply: str, title: str = "Ferry line to reopen") -> Answer:
    day = dt.date(2018, 3, 10)
    passage = Passage(
        number=1,
        article_id="a" * 16,
        title=title,
        source="Coast Gazette",
        published=Published(day=day, evidence="test"),
        path="/news/ferry.txt",
        url=None,
        paragraph=2,
        start=0,
        text=TEXT,
        dates=find_dates(TEXT, day),
        score=0.0262,
        ranks={"words": 1, "vectors": 1},
        also=("Northern Post: Boats are back",),
    )
    generator, prompts = ScriptedGenerator([reply], lambda prompt: 0.93), AnswerPrompts.load("answer")
    answerer = Answerer(generator, prompts, Verifier(generator, prompts.judge, 0.5), load_policy(), longest=80)
    session = Session(
        question="When will the ferry sail?",
        passages=(passage,),
        embedder=ModelRef(name="bag", sha256="0" * 64),
        settings_sha256="0" * 64,
        timings=(Timing(stage=Stage.RETRIEVE, seconds=0.1),),
    )
    answer = answerer.answer(session)
    return answer.model_copy(update={"timings": tuple(t.model_copy(update={"seconds": 0.5}) for t in answer.timings)})


GOOD = "The harbour office said that the ferry will sail again next week [1]."


def test_an_answer_on_the_terminal(snapshot: SnapshotAssertion) -> None:
    assert answer_text(compose_answer(GOOD)) == snapshot


def test_a_quotation_is_printed_once_on_the_terminal() -> None:
    text = " ".join(answer_text(compose_answer("The ferry will sail again next week [1].")).split())
    assert text.startswith("“The *ferry* will sail again next week")
    assert text.count("will sail again next week") == 1


def listed_answer() -> Answer:
    answer = compose_answer(GOOD)
    (sentence,) = answer.sentences
    dated = sentence.model_copy(update={"heading": "10 March 2018"})
    text = laid_out((dated, dated), Shape.DATED)
    return answer.model_copy(update={"shape": Shape.DATED, "sentences": (dated, dated), "text": text})


def test_items_and_dated_lines_stand_one_a_line() -> None:
    answer = listed_answer()
    assert [line[:17] for line in answer_text(answer).splitlines() if line.startswith("-")] == ["- 10 March 2018: "] * 2
    html = MarkdownIt().render(answer_markdown(answer))
    assert html.count("<li>10 March 2018: ") == 2
    assert answer_markdown(answer).count("[^1]") == 3


def test_a_path_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in article_text(make_article("One.", path="/news/\x1b[31mferry.txt"))


def test_a_number_in_the_words_of_a_source_is_no_footnote() -> None:
    answer = compose_answer(GOOD)
    (sentence,) = answer.sentences
    hostile = sentence.model_copy(update={"text": "The pier is 3.[2] metres long [1][1]."})
    text = f"Yes. {laid_out((hostile, sentence), Shape.PARAGRAPH)}"
    written = answer_markdown(answer.model_copy(update={"sentences": (hostile, sentence), "text": text}))
    assert "Yes. The pier is 3.\\[2\\] metres long \\[1\\]\\[1\\].[^1] The harbour" in written
    assert written.count("[^") == 3


@pytest.mark.parametrize("shape", [Shape.PARAGRAPH, Shape.DATED])
def test_what_stands_before_the_sentences_is_told_from_their_words(shape: Shape) -> None:
    answer = compose_answer(GOOD)
    sentence = answer.sentences[0].model_copy(update={"heading": "Yes"})
    text = laid_out((sentence,), shape, "Yes, by these words:")
    changed = answer.model_copy(update={"shape": shape, "sentences": (sentence,), "text": text})
    assert lead(changed) == "Yes, by these words:"
    assert lead(answer) == ""


def test_parts_stand_under_their_questions_with_citations_numbered_through() -> None:
    silent = compose_answer("NOT STATED").model_copy(update={"reason": "No article here names Emma."})
    answer = joined_answer("Who is Emma, and when does it sail?", [silent, listed_answer()])
    assert not answer.abstained
    shown = answer_text(answer)
    assert "When will the ferry sail?\nThe sources do not say. No article here names Emma.\n\nWhen will" in shown
    assert shown.index("Sources") > shown.rindex("- 10 March 2018")
    assert "*When will the ferry sail?*" in answer_markdown(answer)


def test_an_abstention_on_the_terminal(snapshot: SnapshotAssertion) -> None:
    assert answer_text(compose_answer("NOT STATED")) == snapshot


def test_an_answer_in_markdown(snapshot: SnapshotAssertion) -> None:
    assert answer_markdown(compose_answer(GOOD)) == snapshot


def test_an_explanation(snapshot: SnapshotAssertion) -> None:
    answer = compose_answer(f"{GOOD} It sails on 1 May 2018 [1].")
    prompt = answer.prompt.model_copy(update={"sha256": "0" * 64})
    text = explanation(answer.model_copy(update={"prompt": prompt, "asked": "the prompt"}))
    assert re.sub(r"(support|answerable) [01]\.\d\d", r"\1 0.93", text) == snapshot  # they change with each fit


def test_an_article_with_what_was_left_out(snapshot: SnapshotAssertion) -> None:
    article = make_article("First paragraph.", "Second.").model_copy(
        update={"dropped": (Dropped(text="(END)", reason="end mark", after=2),), "author": "Ada Holm"}
    )
    assert article_text(article) == snapshot


def test_a_day_that_cannot_be_true_is_marked_where_an_article_is_listed() -> None:
    days = [None, "1571-03-11", "2018-03-11"]
    published = [Published.model_validate({"day": day, "evidence": "test"}) if day else None for day in days]
    articles = [make_article("Text.").model_copy(update={"published": each}) for each in published]
    assert [published_day(each) for each in articles] == ["date unknown", "1571-03-11 (suspect)", "2018-03-11"]


@pytest.mark.parametrize(
    ("day", "confidence", "line"),
    [
        ("2018-03-11", "high", "2018-03-11, from test"),
        ("2018-03-11", "low", "2018-03-11, from test; confidence low"),
        ("1571-03-11", "high", "1571-03-11, from test; suspect: no article can have been published then"),
        ("2999-03-11", "medium", "2999-03-11, from test; confidence medium; suspect: no article can have been "),
    ],
)
def test_dates_are_shown_with_their_evidence_and_doubts(day: str, confidence: str, line: str) -> None:
    date = Published.model_validate({"day": day, "evidence": "test", "confidence": confidence})
    shown = article_text(make_article("One.").model_copy(update={"published": date, "updated": date}))
    assert f"\npublished  {line}" in shown
    assert f"\nupdated    {line}" in shown


def test_control_characters_of_a_title_do_not_reach_the_terminal() -> None:
    shown = answer_text(compose_answer(GOOD, title="Ferry \x1b[31mred\x07 \u202edesrever"))
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}


def test_markdown_of_a_source_is_shown_as_it_was_written() -> None:
    shown = answer_markdown(compose_answer(GOOD, title="<b>x</b> [a](b)"))
    assert "\\<b\\>x\\</b\\> \\[a\\](b)" in shown
    assert "“The \\*ferry\\* will" in shown


@given(st.text(alphabet="ab1.) -+=#>*_`[](){}<>&;!~|$\\\"'\n\t:/"))
def test_escaped_text_is_rendered_as_it_was_written(text: str) -> None:
    rendered = MarkdownIt("js-default", {"html": True}).render(escaped(text))
    assert html.unescape(re.sub(r"^<p>|</p>\n$", "", rendered)) == " ".join(text.split())


@given(st.text())
def test_printable_text_has_no_controls_and_keeps_the_rest(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert all(c in "\n\t" or c.isprintable() or c.isspace() or ord(c) > 127 for c in shown)


@pytest.mark.parametrize(("rows", "wanted"), [([], ""), ([("a", "bb"), ("ccc", "d")], "a    bb\nccc  d")])
def test_a_table_has_straight_columns(rows: list[tuple[str, ...]], wanted: str) -> None:
    assert table(rows) == wanted


def test_a_path_below_the_current_folder_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefbot.render.text import short_path

    monkeypatch.chdir(tmp_path)
    assert short_path(str(tmp_path / "news" / "a.txt")) == "news/a.txt"
    assert short_path("/elsewhere/a.txt") == "/elsewhere/a.txt"


def test_an_article_without_a_year_shows_the_days_that_it_can_be_of() -> None:
    partial = PartialDay(month=7, day=14, weekday=6, evidence="dateline 'SEOUL, July 14'")
    article = make_article("One.").model_copy(update={"published": None, "partial": partial})
    days = (dt.date(2019, 7, 14), dt.date(2013, 7, 14), dt.date(2002, 7, 14))
    fits = [
        YearFit(day=day, confidence=sure, related=near, in_folder=0)
        for day, sure, near in zip(days, (0.7, 0.28, 0.02), (7, 2, 0), strict=True)
    ]
    told = " ".join(article_text(article, years=fits).split())
    assert "published XXXX-07-14, from dateline" in told
    assert "can be of 2019-07-14 (confidence 0.70: of that time are 7 about the same and 0 in its folder)" in told
    assert "2013-07-14 (confidence 0.28" in told and "2002-07-14" not in told
    assert "1 others, each less likely than 0.05" in told
