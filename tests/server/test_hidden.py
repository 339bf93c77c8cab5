from __future__ import annotations

import json

import pytest

from briefbot.server.hidden import LONGEST_TITLE, hidden_reply, title, without_files

CHAT = (
    "USER: when will the ferry sail,\nand from where?\nASSISTANT: Next week. [[1]](http://x/articles/a#p1)\n"
    'USER: and who said "so"?\nASSISTANT: The harbour office.'
)


def task(wanted: str, chat: str = CHAT, more: str = "") -> str:
    """A request in the shape of Open WebUI's."""
    return f"### Task:\nDo it.\n### Output:\nJSON format: {wanted}\n<chat_history>\n{chat}\n</chat_history>{more}"


@pytest.mark.parametrize(
    ("wanted", "reply"),
    [
        ('{ "title": "the title" }', {"title": "When will the ferry sail, and from where"}),
        ('{ "tags": ["one", "two"] }', {"tags": ["News"]}),
        ('{\n  "follow_ups": ["Question?"]\n}', {"follow_ups": []}),
        ('{ "queries": ["a", "b"] }', {"queries": ['and who said "so"?']}),
        ('{\n    "prompt": "A picture."\n}', {"prompt": 'and who said "so"?'}),
        ('`{ "text": "<completion>" }`', {"text": ""}),
    ],
)
def test_what_open_webui_asks_is_answered_in_the_form_it_wants(wanted: str, reply: dict[str, object]) -> None:
    assert json.loads(hidden_reply(task(wanted)) or "") == reply


def test_json_within_the_chat_does_not_decide_the_form() -> None:
    chat = 'USER: what does {"tags": ["x"]} mean?\nASSISTANT: {"title": "y"}'
    assert hidden_reply(task('{ "title": "the title" }', chat)) == json.dumps(
        {"title": 'What does {"tags": ["x"]} mean'}
    )


def test_an_answer_alone_gives_the_title() -> None:
    chat = "ASSISTANT: The ferry sails. [[1]](http://x/articles/a#p1)"
    assert hidden_reply(task('{ "title": "the title" }', chat)) == '{"title": "The ferry sails"}'


@pytest.mark.parametrize(
    "head",
    [
        "Give a concise, 5-word-or-less title for the conversation. Only the title.",
        "Look at this conversation and give:\n1. Its language\n2. A title in it (5 words or less)",
        "A title for this conversation. Title in 5 Words or Less.\nUser: when will it sail?\nAI: Tomorrow.",
        "Please reply with a title for the chat that is 3-4 words in length.",
    ],
)
def test_other_programs_get_a_title_as_plain_text(head: str) -> None:
    assert hidden_reply(f"{head}\n\nConversation:\nUser: when will it sail?\nAI: Soon.") == "When will it sail"
    said = "“The ferry” will sail next week. [[1]](http://x/articles/a#p1)\n\n**Sources**\n\n1. [Ferry](http://x)"
    assert "User" in head or (hidden_reply(f"{head}\n\n{said}") or "").startswith("The ferry” will sail next week")
    assert "User" not in head or hidden_reply(head) == "When will it sail"


@pytest.mark.parametrize(
    "question",
    [
        "when will the ferry sail?",
        "who won the title in 3 words?",
        "what is the title of the chat show with 5 words?",
        "### Task: what was the minister's task?",
        "### Task:\nSum up the conversation.\n\nUSER: x",
        "",
    ],
)
def test_what_a_user_may_ask_is_not_taken_for_it(question: str) -> None:
    assert hidden_reply(question) is None


def test_a_question_behind_files_is_found() -> None:
    files = "### Task:\nRespond to the query.\n<context>\n<source id='1'>x </context> y</source>\n</context>\n"
    asked = f"{files}\nwhen will the ferry sail?"
    assert hidden_reply(asked) is None
    assert without_files(asked) == "when will the ferry sail?"
    assert without_files("a </context> b") == "a </context> b"


def test_a_title_is_whole_words() -> None:
    assert title("the   longest of all the ferries that have ever sailed the bay?") == (
        "The longest of all the ferries that have ever"
    )
    assert len(title("x" * 200)) == LONGEST_TITLE
    assert title(" ?! ") == "News"
