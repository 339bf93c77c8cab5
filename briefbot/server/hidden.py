"""What chat programs ask behind their user's back, in the same place as questions: titles, tags, follow-ups.

The model has no part in them: they would take it from those who wait for an answer, and it is poor at them. What is
asked for is told by the JSON that the request wants, or by its own words, and is made of the words of the chat.

Sources: the templates of Open WebUI (`DEFAULT_*_PROMPT_TEMPLATE` in `config.py` of
https://github.com/open-webui/open-webui), the title prompts of LibreChat (`title.ts` of
https://github.com/danny-avila/agents) and of Continue (`chatDescriber.ts` of https://github.com/continuedev/continue).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

BEGINNING = "### Task:"  # of what Open WebUI asks
CONTEXT_END = "</context>"  # before a question, where it has put files
HEAD = 400  # characters in which a request for a title says so
LONGEST_TITLE = 48  # characters
_HISTORY = re.compile(r"<chat_history>(.*)</chat_history>", re.DOTALL)
_WANTED = re.compile(r"\{\s*\"(title|tags|follow_ups|queries|prompt|text)\"\s*:")
_TURN = re.compile(r"^(?:user|human): (.*?)(?=^(?:user|human|assistant|ai|system): |\Z)", re.M | re.S | re.I)
_LABEL = re.compile(r"\s*(?:conversation|assistant|ai):", re.I)
_SHORT = re.compile(r"\b\d[- ]words?\b", re.I)
_LINK = re.compile(r"\[\[?([^\[\]]*)\]?\]\([^()]*\)")

_REPLIES: dict[str, Callable[[list[str]], object]] = {
    "title": lambda asked: title(asked[0]),
    "tags": lambda asked: ["News"],
    "follow_ups": lambda asked: [],
    "queries": lambda asked: asked[-1:],
    "prompt": lambda asked: asked[-1],
    "text": lambda asked: "",
}


def hidden_reply(text: str) -> str | None:
    """The reply to a request that no user wrote, in the form that it wants; None for what a user may ask.

    Args:
        text: the last message.
    """
    if text.startswith(BEGINNING):
        return _in_json(text)
    head, _, chat = text.partition("\n\n" if "\n\n" in text else "\n")
    said = head[:HEAD].lower()
    if "title" in said and ("conversation" in said or "chat" in said) and _SHORT.search(said) and chat.strip():
        return title(*(_TURN.findall(text) or _asked(chat))[:1])
    return None


def without_files(text: str) -> str:
    """What the user asked, of a message before which Open WebUI has put files: answers are from the library alone."""
    return text.rpartition(CONTEXT_END)[2].strip() if text.startswith(BEGINNING) and CONTEXT_END in text else text


def title(text: str) -> str:
    """The first words of a text as a title: whole words, no end mark."""
    line = " ".join(_LINK.sub("", text).split())
    if len(line) > LONGEST_TITLE:
        line = line[: LONGEST_TITLE + 1].rpartition(" ")[0] or line[:LONGEST_TITLE]
    line = line.strip(" .,;:!?\"'“”‘’*#`[]")
    return f"{line[:1].upper()}{line[1:]}" or "News"


def _in_json(text: str) -> str | None:
    history = _HISTORY.search(text)
    wanted = _WANTED.search(text[: history.start()] if history else text)
    return json.dumps({wanted[1]: _REPLIES[wanted[1]](_asked(history[1]))}) if history and wanted else None


def _asked(chat: str) -> list[str]:
    """What the user said in a chat, or the whole of it where that is not told apart."""
    turns = _TURN.findall(chat.strip()) or [_LABEL.sub("", chat, count=1)]
    return [" ".join(turn.split()) for turn in turns]
