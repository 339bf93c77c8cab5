"""What changed between two versions of an article, paragraph by paragraph."""

from __future__ import annotations

import difflib
import re
from typing import Literal

from pydantic import Field

from briefbot.types import Article, Frozen, Paragraph

REWRITTEN = 50.0  # rapidfuzz's ratio, in percent, above which two paragraphs are one that was changed
ISLAND = 2  # words: an unchanged stretch this short between changes reads better as part of them
_WORD = re.compile(r"\S+\s*")


class DiffRun(Frozen):
    """A stretch of a changed text."""

    kind: Literal["same", "removed", "added"]
    text: str


class Difference(Frozen):
    """A headline or paragraph that was added, removed or changed. A paragraph that only moved is not one."""

    kind: Literal["added", "removed", "changed"]
    old_paragraph: int | None = Field(default=None, description="In the older text; 0 the headline; None if added.")
    new_paragraph: int | None = Field(default=None, description="In the newer text; 0 the headline; None if removed.")
    pieces: tuple[DiffRun, ...] = Field(description="In reading order; what is not added is the older text.")


def differences(old: Article, new: Article) -> list[Difference]:
    """What the newer version added, removed and changed, in the order of the newer text.

    Paragraphs are paired by likeness, the most alike first; a removed one comes before the next that was kept.
    """
    pairs = _pairs(old, new)
    found = [_changed(0, 0, old.title, new.title)] if old.title != new.title else []
    removed = [paragraph for paragraph in old.paragraphs if paragraph.number not in pairs.values()]
    for paragraph in new.paragraphs:
        number = pairs.get(paragraph.number)
        if number is None:
            piece = DiffRun(kind="added", text=paragraph.text)
            found.append(Difference(kind="added", new_paragraph=paragraph.number, pieces=(piece,)))
            continue
        while removed and removed[0].number < number:
            found.append(_removed(removed.pop(0)))
        before = old.paragraphs[number - 1].text
        if before != paragraph.text:
            found.append(_changed(number, paragraph.number, before, paragraph.text))
    return found + [_removed(paragraph) for paragraph in removed]


def describe_difference(difference: Difference) -> str:
    """The difference in one line, as 'Paragraph 2: Members voted by 328 to [-311,-] {+301,+} a margin of …'."""
    number = difference.new_paragraph if difference.new_paragraph is not None else difference.old_paragraph
    place = f"Paragraph {number}" if number else "Headline"
    if difference.kind != "changed":
        return f"{place} {difference.kind}: {difference.pieces[0].text}"
    return f"{place}: {''.join(map(_marked, difference.pieces)).strip()}"


def _marked(piece: DiffRun) -> str:
    """The piece in the notation of `git diff --word-diff`; blanks at its end stay outside the brackets."""
    if piece.kind == "same":
        return piece.text
    start, end = ("[-", "-]") if piece.kind == "removed" else ("{+", "+}")
    return f"{start}{piece.text.rstrip()}{end} "


def _pairs(old: Article, new: Article) -> dict[int, int]:
    """New paragraph numbers with the old ones they come from."""
    from rapidfuzz import fuzz

    likeness = [
        (fuzz.ratio(theirs.text, ours.text, score_cutoff=REWRITTEN), -abs(theirs.number - ours.number), theirs, ours)
        for theirs in new.paragraphs
        for ours in old.paragraphs
    ]
    pairs: dict[int, int] = {}
    for score, _, theirs, ours in sorted(likeness, key=lambda row: row[:2], reverse=True):
        if score and theirs.number not in pairs and ours.number not in pairs.values():
            pairs[theirs.number] = ours.number
    return pairs


def _removed(paragraph: Paragraph) -> Difference:
    piece = DiffRun(kind="removed", text=paragraph.text)
    return Difference(kind="removed", old_paragraph=paragraph.number, pieces=(piece,))


def _changed(old_number: int, new_number: int, old: str, new: str) -> Difference:
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    pieces: list[DiffRun] = []
    first, start = 0, 0  # what is told so far of the old and of the new words
    for block in matcher.get_matching_blocks():
        inside = 0 < block.a < len(ours) - block.size
        if 0 < block.size <= ISLAND and inside:
            continue
        gone, come = "".join(ours[first : block.a]), "".join(theirs[start : block.b])
        same = "".join(ours[block.a : block.a + block.size])
        told: tuple[tuple[Literal["same", "removed", "added"], str], ...]
        told = (("removed", gone), ("added", come), ("same", same))
        pieces += [DiffRun(kind=kind, text=text) for kind, text in told if text]
        first, start = block.a + block.size, block.b + block.size
    return Difference(kind="changed", old_paragraph=old_number, new_paragraph=new_number, pieces=tuple(pieces))
