"""The few pieces of paragraphs that tell a story best, as numbered passages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from briefbot.briefing.redundancy import says_same
from briefbot.briefing.similarity import Segment, VectorStore
from briefbot.citations import shift_dates
from briefbot.library.store import Library
from briefbot.search.embedding import Vectors
from briefbot.search.retrieval import fold_copies, numbered, passage_of
from briefbot.text.injection import speaks_to_machines
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.press import CORRECTION_NOTES
from briefbot.text.sentences import is_open, is_subhead, sentence_spans
from briefbot.text.standing import is_caption, points_elsewhere
from briefbot.types import Passage
from briefbot.verification.excerpts import SCRAP, dangles, particular, sets_scene

BUDGET = 480  # tokens of the pieces of one story; most are quoted and not read by the model
CHARACTERS = 4.3  # of English news in a token of a common vocabulary; the model need not be loaded to choose
MOST_PIECES = 5  # pieces
PIECE = 14  # words of a piece of a paragraph at least
LABEL_WORDS = 4  # words of a sentence below which it only labels what follows
DANGLING_COST = 0.2  # what a piece that points back counts less
DETAIL = 0.03  # what each number and each name in a piece counts more,
DETAILS = 4  # up to so many
LEAD_WORTH = (0.30, 0.12)  # what the first and second paragraph of an article count more
REPEATED = 0.6  # what likeness to a chosen paragraph counts less
TOLD_BEFORE = 0.3  # what likeness to a sentence of the briefing before counts less
AGE_COST = 0.05  # what each day before the newest article counts less
_SPEECH = re.compile(r"[“\"][^“”\"]*[”\"]?")
# A note about the article is not its news.
_NOTE = re.compile(rf"\W*{any_of(CORRECTION_NOTES)}\b", re.I)


def passages_of(unit: Segment, library: Library) -> list[Passage]:
    """The paragraphs of a unit in reading order, without what is none of its text.

    That is subheads, captions, lines that lead to other texts, notes about the article and orders to machines.
    """
    kept = [paragraph for paragraph in unit.paragraphs if not is_subhead(paragraph.text)] or unit.paragraphs
    kept = [each for each in kept if not is_caption(each.text) and not points_elsewhere(each.text)] or kept
    numbers = {paragraph.number for paragraph in kept}
    chunks = [chunk for chunk in library.chunks_of(unit.article.id) if chunk.paragraph in numbers]
    told = [chunk for chunk in chunks if not _NOTE.match(chunk.text) and not speaks_to_machines(chunk.text)]
    return [passage_of(chunk, unit.article) for chunk in told]


def choose_paragraphs(
    units: Sequence[Segment],
    library: Library,
    vectors: VectorStore,
    told: Sequence[str] = (),
    also: Mapping[str, Sequence[str]] | None = None,
    most: int = MOST_PIECES,
) -> tuple[Passage, ...]:
    """The most telling pieces of a story's paragraphs within the budget, by article, newest first, numbered from 1.

    One after the other is taken by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): near the middle of
    the story and the top of its article, and unlike what is taken and what the briefing before has told.

    Args:
        units: the story.
        library: where its chunks are.
        vectors: of paragraphs.
        told: sentences of the briefing before.
        also: copies folded into an article, by its id.
        most: pieces; each is told in a sentence.
    """
    ordered = sorted(_telling(units), key=lambda unit: (unit.day, unit.article.id), reverse=True)
    offered = [piece for unit in ordered for passage in passages_of(unit, library) for piece in _pieces(passage)]
    offered = [piece for piece in offered if _is_tellable(piece.text)] or offered
    offered = fold_copies(offered, len(offered))
    vectors.add([passage.text for passage in offered] + [unit.lead for unit in ordered] + list(told))
    centre = _unit(np.mean([vectors(unit.lead) for unit in ordered], axis=0))
    worth = [_worth(passage, ordered, centre, vectors, told) for passage in offered]
    chosen: list[int] = []
    budget = BUDGET
    while len(chosen) < most:
        left = [at for at in range(len(offered)) if at not in chosen and rough_tokens(offered[at].text) <= budget]
        left = [at for at in left if not _is_told(offered[at], [offered[other] for other in chosen], vectors)]
        if not left and not chosen and offered:
            left = list(range(len(offered)))  # a story is told even if its shortest paragraph is too long
        if not left:
            break
        best = max(left, key=lambda at: (worth[at] - REPEATED * _nearest(at, chosen, offered, vectors), -at))
        chosen.append(best)
        budget -= rough_tokens(offered[best].text)
    return numbered([_named(offered[at], also or {}) for at in sorted(chosen)])


def _is_tellable(text: str) -> bool:
    """Whether a sentence can be made of a piece: it is no scrap, and no speech alone, which is quoted or not told."""
    return len(text.split()) >= SCRAP and not is_open(text) and not _SPEECH.fullmatch(text)


def _is_told(piece: Passage, chosen: Sequence[Passage], vectors: VectorStore) -> bool:
    """Whether a chosen piece says the same, so that what is written of the one would be taken out."""
    return any(says_same(piece.text, other.text, vectors) for other in chosen)


def _pieces(passage: Passage) -> list[Passage]:
    """A passage cut between its sentences into pieces of some length, of which each can be told in a sentence."""
    pieces: list[Passage] = []
    spans = sentence_spans(passage.text)
    while len(spans) > 1 and _is_label(passage.text[slice(*spans[0])]):
        spans = spans[1:]
    begin = spans[0][0] if spans else 0
    for at, (_, end) in enumerate(spans):
        last = at == len(spans) - 1
        enough = len(passage.text[begin:end].split()) >= PIECE and not sets_scene(passage.text[slice(*spans[at])])
        rest = len(passage.text[end:].split()) >= PIECE
        if last or (enough and rest):
            pieces.append(_part(passage, begin, end))
            begin = spans[at + 1][0] if not last else end
    return pieces


def _is_label(sentence: str) -> bool:
    """Whether a sentence only leads to what follows: 'Stockholm.', 'Whose decision was it?'."""
    return len(sentence.split()) < LABEL_WORDS or sentence.endswith("?")


def _part(passage: Passage, start: int, end: int) -> Passage:
    dates = shift_dates(passage.dates, start, end)
    return passage.model_copy(update={"start": passage.start + start, "text": passage.text[start:end], "dates": dates})


def _telling(units: Sequence[Segment]) -> list[Segment]:
    """The units that are not parts of round-ups, which sum up what the others tell; all where there is no other."""
    return [unit for unit in units if unit.whole] or list(units)


def rough_tokens(text: str) -> int:
    """About how many tokens a text has."""
    return round(len(text) / CHARACTERS)


def _worth(
    passage: Passage, units: Sequence[Segment], centre: Vectors, vectors: VectorStore, told: Sequence[str]
) -> float:
    vector = vectors(passage.text)
    unit = next(u for u in units if u.article.id == passage.article_id)
    place = passage.paragraph - 1
    worth = float(vector @ centre) - AGE_COST * (max(u.day for u in units) - unit.day).days
    worth -= DANGLING_COST if dangles(passage.text) else 0.0
    worth += DETAIL * min(DETAILS, particular(passage.text))
    if unit.whole and place < len(LEAD_WORTH) and passage.start == 0:
        worth += LEAD_WORTH[place]
    return worth - TOLD_BEFORE * max((float(vector @ vectors(sentence)) for sentence in told), default=0.0)


def _nearest(at: int, chosen: Sequence[int], offered: Sequence[Passage], vectors: VectorStore) -> float:
    """The likeness of a paragraph to the chosen one that it is most like."""
    vector = vectors(offered[at].text)
    return max((float(vector @ vectors(offered[other].text)) for other in chosen), default=0.0)


def _named(passage: Passage, also: Mapping[str, Sequence[str]]) -> Passage:
    names = (*passage.also, *also.get(passage.article_id, ()))
    return passage.model_copy(update={"also": tuple(dict.fromkeys(names))})


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
