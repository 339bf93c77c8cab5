from __future__ import annotations

import datetime as dt

from briefbot.library.threads import How, Rewriting, Thread, ThreadEntry
from briefbot.render.threads import sources_text, thread_markdown, thread_text, threads_text
from tests.answering.threads import NOON, make_turn

FIRST = make_turn("Who led the repairs?", "Ada Holm led them.", "Ada Holm led the work.")
SECOND = make_turn("When did Ada Holm lead the repairs?", "In March.", "Ada Holm led the work.", number=2).model_copy(
    update={
        "asked": "when was that?\x1b[2J",
        "rewriting": Rewriting(question="When did Ada Holm lead the repairs?", changed=True, how=How.RULES),
    }
)
THREAD = Thread(id="3f2a91bc", name="Who led the *repairs*?", created=NOON, turns=(FIRST, SECOND))


def test_a_thread_shows_each_question_as_typed_and_as_asked_and_what_was_cited_before() -> None:
    shown = thread_text(THREAD)
    assert shown.startswith("3f2a91bc  Who led the *repairs*?\n\n1. Who led the repairs?\n")
    assert "2. when was that?[2J\nAsked as: When did Ada Holm lead the repairs? (by rule)\n" in shown
    assert shown.count("Asked as:") == 1
    assert shown.count("Cited before:") == 1 and shown.endswith("Cited before: [1] is [1] of turn 1.")


def test_an_edited_question_is_shown_as_such() -> None:
    edited = SECOND.model_copy(update={"question": "When was it?", "edited": True})
    assert "Asked as: When was it? (as edited)" in thread_text(THREAD.model_copy(update={"turns": (FIRST, edited)}))


def test_the_footnotes_of_two_turns_are_apart_and_nothing_is_markup() -> None:
    written = thread_markdown(THREAD)
    assert written.startswith("# Who led the \\*repairs\\*?\n")
    assert "[^1-1]: Ferry line." in written and "[^2-1]: Ferry line." in written
    assert "In March. [^2-1]".replace(" ", "") in written.replace(" ", "")
    assert "\x1b" not in written
    hostile = make_turn("[^1] what?", "See [^1] <script>.", "See [^1] <script>.")
    written = thread_markdown(Thread(id="a", name="", created=NOON, turns=(hostile,)))
    assert "<script>" not in written.replace("\\<script\\>", "")
    assert written.startswith("# (no question yet)".replace("(", "("))
    assert "\\[^1\\]" in written


def test_a_list_of_threads_is_a_table() -> None:
    entries = [
        ThreadEntry(id="a", name="", created=NOON, turns=1, latest=NOON),
        ThreadEntry(id="b", name="Ferries", created=NOON, turns=0, latest=NOON + dt.timedelta(hours=1)),
    ]
    first, second = threads_text(entries).splitlines()
    assert first.startswith("a  2018-03-1") and "1 turn " in first and first.endswith("(no question yet)")
    assert "0 turns" in second and second.endswith("Ferries")


def test_sources_are_shown_whole() -> None:
    assert sources_text(FIRST) == ("- Ferry line (Coast Gazette, 2018-03-11, paragraph 1)\n    Ada Holm led the work.")
    empty = FIRST.model_copy(update={"answer": FIRST.answer.model_copy(update={"passages": ()})})
    assert sources_text(empty) == "Nothing was found."
