"""How the sentences of an answer are laid out as text, and how the answers to the parts of a question become one."""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.citations import marked, renumbered
from briefbot.search.retrieval import numbered
from briefbot.types import Answer, Sentence, Shape

NOT_SAID = "The sources do not say."


def laid_out(sentences: Sequence[Sentence], shape: Shape, word: str = "") -> str:
    """The text of an answer: its sentences in a row, or one a line under its heading.

    Args:
        sentences: with numbered citations.
        shape: how they are laid out.
        word: said before them.
    """
    if shape is Shape.PARAGRAPH:
        return " ".join([*([word] if word else []), *map(marked, sentences)])
    lines = [f"{each.heading}: {marked(each)}" if each.heading else marked(each) for each in sentences]
    return "\n".join([*([word] if word else []), *lines])


def joined_answer(question: str, parts: Sequence[Answer]) -> Answer:
    """The answers to the parts of a question as one, its citations numbered through.

    Args:
        question: as asked.
        parts: two or more answers, in the order of the question.
    """
    renumbered_parts = []
    every = renumbered([sentence for part in parts for sentence in part.sentences])
    at = 0
    for part in parts:
        own = every[at : at + len(part.sentences)]
        at += len(part.sentences)
        text = laid_out(own, part.shape, part.word) if own else ""
        renumbered_parts.append(part.model_copy(update={"sentences": tuple(own), "text": text}))
    first = parts[0]
    return first.model_copy(
        update={
            "question": question,
            "parts": tuple(renumbered_parts),
            "text": "\n\n".join(f"{part.question}\n{part.text or not_said(part)}" for part in renumbered_parts),
            "abstained": all(part.abstained for part in parts),
            "refusal": first.refusal if all(part.abstained for part in parts) else None,
            "reason": first.reason if all(part.abstained for part in parts) else None,
            "notes": tuple(dict.fromkeys(note for part in parts for note in part.notes)),
            "sentences": tuple(every),
            "removed": tuple(sentence for part in parts for sentence in part.removed),
            "passages": numbered([passage for part in parts for passage in part.passages]),
            "timings": tuple(timing for part in parts for timing in part.timings),
        }
    )


def not_said(part: Answer) -> str:
    """What is said in the place of an answer to a part."""
    return part.reason or NOT_SAID
