"""A thread as Markdown: its questions as headings, each with its answer and numbered sources."""

from __future__ import annotations

import re

from briefbot.library.threads import Thread, Turn
from briefbot.render.answer import answer_markdown
from briefbot.render.text import escaped


def thread_markdown(thread: Thread) -> str:
    """A thread as Markdown with footnotes, which are numbered turn by turn."""
    blocks = [f"# {escaped(thread.name)}\n"]
    for turn in thread.turns:
        text = turn_markdown(turn).partition("\n")[2].lstrip()
        notes = re.sub(r"(?<!\\)\[\^(\d+)\]", rf"[^{turn.number}-\1]", text)
        blocks.append(f"## {escaped(turn.asked)}\n\n{notes}")
    return "\n".join(blocks)


def turn_markdown(turn: Turn) -> str:
    """A turn as Markdown with footnotes."""
    shown = answer_markdown(turn.answer.model_copy(update={"question": turn.asked}))
    if turn.question == turn.asked:
        return shown
    first, _, rest = shown.partition("\n")
    return f"{first}\n\n*Asked as: {escaped(turn.question)}*\n{rest}"
