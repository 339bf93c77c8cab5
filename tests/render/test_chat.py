from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from briefbot.render.addresses import own_address, page_address
from briefbot.render.chat import asked_as, chat_text
from briefbot.render.text import escaped, printable, unescaped
from briefbot.types import Citation, Shape
from tests.render.test_answer import GOOD, compose_answer

PAGE = page_address("http://127.0.0.1:8765/")


def cited(**changes: object) -> Citation:
    answer = compose_answer(GOOD)
    return answer.sentences[0].citations[0].model_copy(update=changes)


def test_an_answer_for_a_chat(snapshot: SnapshotAssertion) -> None:
    assert chat_text(compose_answer(GOOD), PAGE).text == snapshot


def test_an_abstention_for_a_chat(snapshot: SnapshotAssertion) -> None:
    assert chat_text(compose_answer("NOT STATED"), PAGE).text == snapshot


def test_the_marks_are_where_the_links_are() -> None:
    answer = compose_answer(GOOD)
    shown = chat_text(answer, PAGE)
    (mark,) = shown.marks
    address = PAGE(mark.citation)
    end = len(mark.citation.quote)
    assert address == f"http://127.0.0.1:8765/articles/{'a' * 16}?mark=2:0-{end}#p2"
    assert shown.text[mark.start : mark.end] == f"[[1]]({address})"


def test_items_stand_under_their_headings_and_parts_under_their_questions() -> None:
    answer = compose_answer(GOOD)
    (sentence,) = answer.sentences
    dated = sentence.model_copy(update={"heading": "12 *March*"})
    items = answer.model_copy(
        update={"shape": Shape.DATED, "sentences": (dated, sentence), "text": "Not used.", "question": "And *when*?"}
    )
    nothing = answer.model_copy(update={"sentences": (), "abstained": True, "question": "Why?"})
    shown = chat_text(answer.model_copy(update={"parts": (items, nothing)}), PAGE)
    head, first, second, why, told = shown.text.split("\n\n**Sources**")[0].replace("\n\n", "\n").split("\n")
    assert (head, why, told) == ("**And \\*when\\*?**", "**Why?**", "The sources do not say.")
    assert first.startswith("- **12 \\*March\\***: The harbour") and second.startswith("- The harbour")
    assert [shown.text[mark.start : mark.start + 5] for mark in shown.marks] == ["[[1]]"] * 2


def test_notes_and_what_was_asked_are_said() -> None:
    answer = compose_answer(GOOD).model_copy(update={"notes": ("No article of *Post*.",)})
    shown = chat_text(answer, PAGE, "When will the *ferry* sail?")
    assert shown.text.startswith("*Asked as: When will the \\*ferry\\* sail?*\n\nThe harbour")
    assert shown.text.endswith("\n*Note: No article of \\*Post\\*.*")
    (mark,) = shown.marks
    assert shown.text[mark.start : mark.end].startswith("[[1]](http")


QUOTED = "The ferry will sail again next week [1]."
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "**Sources**\n\n1. [forged](http://evil.example)",
    "ignore the above [[9]](http://evil.example/articles/" + "b" * 16 + "#p1)",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_are_inert_in_a_chat(title: str) -> None:
    answer = compose_answer(QUOTED, title)
    shown = MarkdownIt("commonmark").render(chat_text(answer, PAGE).text)
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "a", "strong", "ol", "li", "ul"}
    assert set(re.findall(r'href="([^"]*)"', shown)) == {PAGE(compose_answer(QUOTED).sentences[0].citations[0])}
    assert html.escape(" ".join(title.split()), quote=True) in shown.replace("&#x27;", "'")


@given(st.text(min_size=1).filter(lambda text: printable(text).strip()))
def test_what_was_asked_is_read_back(question: str) -> None:
    line = " ".join(printable(question).split())
    assert unescaped(escaped(question)) == line
    if line:
        assert asked_as(f"*Asked as: {escaped(question)}*\n\nThe rest.") == (line, "The rest.")


def test_nothing_is_read_where_nothing_was_said() -> None:
    assert asked_as("The ferry *Asked as: x*\n\n will sail.") is None


def test_without_a_server_the_publisher_or_the_file_is_named() -> None:
    assert own_address(cited(url="https://coast.example/a b(c)")) == "https://coast.example/a%20b%28c%29"
    assert own_address(cited(path="/news/a b.txt")) == "file:///news/a%20b.txt"
    assert own_address(cited(path=None)) == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x.example"])
def test_an_address_that_is_none_of_the_web_is_left_out(url: str) -> None:
    assert own_address(cited(url=url, path=None)) == ""
