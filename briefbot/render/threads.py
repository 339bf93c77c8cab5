"""Threads as text for a terminal, and as Markdown with footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.library.threads import How, Thread, ThreadEntry, Turn, earlier_citations
from briefbot.render.answer import answer_markdown, answer_text
from briefbot.render.text import escaped, printable, published_day, table, wrapped

NO_NAME = "(no question yet)"
_FOOTNOTE = re.compile(r"\[\^(\d+)\]")
_BY = {How.RULES: "by rule", How.MODEL: "by the model", How.TOPIC: "with the topic of the last question"}


def rewriting_text(turn_question: str, how: How, edited: bool = False) -> str:
    """How a follow-up is asked, in a line for the terminal."""
    by = "as edited" if edited else _BY.get(how, "as typed")
    return wrapped(f"Asked as: {printable(turn_question)} ({by})", "    ")


def turn_text(turn: Turn, earlier: Sequence[Turn]) -> str:
    """The answer of a turn for the terminal, and which of its sources the thread cited before."""
    lines = [answer_text(turn.answer)]
    before = [f"[{one.number}] is [{one.cited}] of turn {one.turn}" for one in earlier_citations(turn, earlier)]
    if before:
        lines.append(wrapped(f"Cited before: {', '.join(before)}."))
    return "\n".join(lines)


def sources_text(turn: Turn) -> str:
    """All passages that the answer of a turn was looked for in, whole, and where they stand."""
    lines = []
    for passage in turn.answer.passages:
        where = f"{passage.source or 'unknown publisher'}, {published_day(passage)}"
        lines += [
            wrapped(f"- {printable(passage.title)} ({printable(where)}, paragraph {passage.paragraph})", "  "),
            wrapped(f"    {printable(passage.text)}", "    "),
        ]
    return "\n".join(lines) if lines else "Nothing was found."


def thread_text(thread: Thread) -> str:
    """A thread for the terminal."""
    lines = [f"{thread.id}  {printable(thread.name or NO_NAME)}"]
    for turn in thread.turns:
        lines += ["", wrapped(f"{turn.number}. {printable(turn.asked)}", "   ")]
        if turn.edited or turn.rewriting.changed:
            lines.append(rewriting_text(turn.question, turn.rewriting.how, turn.edited))
        lines += ["", turn_text(turn, thread.turns)]
    return "\n".join(lines)


def threads_text(entries: Sequence[ThreadEntry]) -> str:
    """A list of threads for the terminal."""
    return table(
        [
            (
                entry.id,
                f"{entry.latest.astimezone():%Y-%m-%d %H:%M}",
                f"{entry.turns} turn{'' if entry.turns == 1 else 's'}",
                printable(entry.name or NO_NAME)[:70],
            )
            for entry in entries
        ]
    )


def thread_markdown(thread: Thread) -> str:
    """A thread as Markdown; the footnotes of each turn have its number before their own."""
    lines = [f"# {escaped(thread.name or NO_NAME)}", ""]
    for turn in thread.turns:
        lines += [f"{turn.number}\\. *{escaped(turn.asked)}* ({turn.at:%Y-%m-%d %H:%M} UTC)", ""]
        lines += [_FOOTNOTE.sub(rf"[^{turn.number}-\1]", answer_markdown(turn.answer))]
    return "\n".join(lines)
