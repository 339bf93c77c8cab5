from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.briefing.selection import BUDGET, MOST_PIECES, choose_paragraphs, passages_of, rough_tokens
from briefbot.briefing.similarity import Segment, VectorStore, whole
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.verification.excerpts import sets_scene
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAY = dt.date(2018, 3, 12)
VECTORS = VectorStore(BagOfWords())
TEXTS = (
    "The ferry between Aldport and Skerry sailed again on Monday, two hours late, with a band on deck.",
    "Repairs to the pier took 14 weeks and cost 3.2 million crowns. Engineer Ada Holm led the work, which had been "
    "planned for six. She said that the sea bed had been softer than the old charts of the harbour show it to be.",
    "Correction: An earlier version of this article gave the length of the repairs as 12 weeks.",
    "The council of Skerry will vote on a protest against dearer tickets on Thursday, said its clerk.",
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as opened:
        yield opened


def put(library: Library, *texts: str, title: str = "Ferry sails again", source: str = "Coast Gazette") -> Segment:
    article = make_article(*texts, title=title, source=source, day=DAY.isoformat(), path=f"/news/{title}")
    library.put(article, chunk_article(article, 900), article.id)
    return whole(article, DAY)


def test_the_lead_is_chosen_and_pieces_are_numbered_in_reading_order(library: Library) -> None:
    chosen = choose_paragraphs([put(library, *TEXTS)], library, VECTORS)
    assert chosen[0].text == TEXTS[0]
    assert [passage.number for passage in chosen] == list(range(1, len(chosen) + 1))
    assert [(p.paragraph, p.start) for p in chosen] == sorted((p.paragraph, p.start) for p in chosen)


def test_pieces_keep_their_place_in_the_paragraph(library: Library) -> None:
    for piece in choose_paragraphs([put(library, *TEXTS)], library, VECTORS):
        whole_text = TEXTS[piece.paragraph - 1]
        assert whole_text[piece.start : piece.start + len(piece.text)] == piece.text


def test_a_note_about_the_article_is_not_its_news(library: Library) -> None:
    assert [passage.paragraph for passage in passages_of(put(library, *TEXTS), library)] == [1, 2, 4]


def test_the_budget_and_the_number_are_kept(library: Library) -> None:
    texts = [f"The {word} of Skerry was opened by engineer number {n} of Aldport. " * 4 for n, word in
             enumerate(("pier", "school", "tunnel", "church", "market", "library", "stadium", "mill"))]  # fmt: skip
    chosen = choose_paragraphs([put(library, *map(str.strip, texts))], library, VECTORS)
    assert len(chosen) <= MOST_PIECES
    assert sum(rough_tokens(passage.text) for passage in chosen) <= BUDGET


def test_a_copy_is_not_chosen_beside_its_original(library: Library) -> None:
    one = put(library, *TEXTS)
    other = put(library, TEXTS[0], "Quite another thing happened in the harbour of Harrow, where a mill burned down.",
                title="Another", source="Northern Post")  # fmt: skip
    chosen = choose_paragraphs([one, other], library, VECTORS)
    assert [passage.text for passage in chosen].count(TEXTS[0]) == 1


def test_parts_of_round_ups_are_read_only_where_there_is_nothing_else(library: Library) -> None:
    article = put(library, *TEXTS)
    other = put(library, TEXTS[1], "Something else entirely.", title="The week", source="Letter")
    part = other.model_copy(update={"paragraphs": other.paragraphs[:1]})
    both = choose_paragraphs([article, part], library, VECTORS)
    assert {passage.article_id for passage in both} == {article.article.id}
    assert {passage.article_id for passage in choose_paragraphs([part], library, VECTORS)} == {other.article.id}


def test_a_sentence_that_only_says_that_somebody_spoke_is_told_with_the_next(library: Library) -> None:
    scene = "Harbour Master Ada Holm of Aldport read a long statement to reporters in front of the office."
    words = "The repairs had taken longer than her engineers expected, she said, and had cost twice as much."
    chosen = choose_paragraphs([put(library, f"{scene} {words}")], library, VECTORS)
    assert [passage.text for passage in chosen] == [f"{scene} {words}"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Holm read a statement to reporters in front of the office.", True),
        ("Holm spoke to reporters after an hour with the council.", True),
        ("Holm told reporters that the pier was finished.", False),
        ("Holm read a statement saying that the pier was finished.", False),
        ("The pier was finished in March.", False),
    ],
)
def test_setting_the_scene(sentence: str, expected: bool) -> None:
    assert sets_scene(sentence) is expected
