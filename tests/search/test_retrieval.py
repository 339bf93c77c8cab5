from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.desk import Desk
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import (
    candidates,
    fold_copies,
    passage_of,
    rarest,
    retrieve,
    shortened,
    within,
    words_query,
)
from briefbot.types import Filters, Passage, Switches
from tests.conftest import make_article

TEXTS = {
    "ferry.txt": "Ferry to reopen\n\nSKERRY, 11 March 2018 (Coast Gazette) -- The ferry will sail again on Monday.",
    "copy.txt": "Boats are back\n\nSKERRY, 11 March 2018 (Northern Post) -- The ferry will sail again on Monday!",
    "toll.txt": "Toll rises\n\nSKERRY, 2 May 2018 (Coast Gazette) -- The ferry toll rises by 3 crowns in June.",
    "pier.txt": "Pier\n\nSKERRY, 2 May 2018 (Coast Gazette) -- Engineer Ada Holm inspected the pier.",
}


def stocked(open_desk: Callable[..., Desk], folder: Path) -> Desk:
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    desk = open_desk()
    assert not desk.ingest([folder]).problems
    return desk


def search(desk: Desk, question: str, count: int = 5, **filters: object) -> tuple[Passage, ...]:
    return retrieve(question, desk.library, desk.index, Filters.model_validate(filters), count)


def test_passages_are_ranked_numbered_and_carry_both_ranks(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    found = search(stocked(open_desk, tmp_path / "in"), "Who inspected the pier?")
    assert found[0].text.endswith("Engineer Ada Holm inspected the pier.")
    assert [passage.number for passage in found] == list(range(1, len(found) + 1))
    assert found[0].ranks == {"words": 1, "vectors": 1}


def test_near_copies_fold_into_one_that_names_the_others(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    found = search(stocked(open_desk, tmp_path / "in"), "When will the ferry sail again?")
    assert sum("sail again" in passage.text for passage in found) == 1
    assert len(found[0].also) == 1


def test_a_date_in_the_question_raises_its_days_and_excludes_none(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    may = search(desk, "What about the ferry on 2 May 2018?")
    assert "toll" in may[0].text
    assert any("sail again" in passage.text for passage in may)


def test_a_publisher_in_the_question_is_raised_and_excludes_none(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    (tmp_path / "in" / "post.txt").write_text(
        "Beams checked\n\nSKERRY, 2 May 2018 (Northern Post) -- The capital sent Ada Holm, an engineer who spent a "
        "wet day under the old pier and inspected beams that divers had called rotten."
    )
    assert not desk.ingest([tmp_path / "in"]).problems
    question = "What did the {} report of the engineer Ada Holm, who inspected the pier?"
    for publisher in ("Coast Gazette", "Northern Post"):
        found = search(desk, question.format(publisher))
        assert found[0].source == publisher
        assert {"Coast Gazette", "Northern Post"} <= {passage.source for passage in found}


def test_filters_hold_for_words_and_vectors(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    assert {p.source for p in search(desk, "ferry", source="Northern Post")} == {"Northern Post"}
    assert search(desk, "ferry", first="2030-01-01") == ()


def test_relative_dates_of_a_passage_are_resolved(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    passage = search(stocked(open_desk, tmp_path / "in"), "When will the ferry sail again?")[0]
    assert [(mention.text, mention.first.isoformat()) for mention in passage.dates] == [("Monday", "2018-03-12")]


def test_a_question_of_asking_words_alone_still_searches() -> None:
    assert words_query("Who is it?") == '"who" OR "is" OR "it"'
    assert words_query('When did "Kim" OR NEAR(') == '"kim" OR "near"'


def test_a_budget_keeps_the_first_passages_and_at_least_one(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    found = search(stocked(open_desk, tmp_path / "in"), "ferry pier toll")
    assert within(found, 1, lambda text: len(text.split())) == found[:1]
    assert within(found, 1000, lambda text: len(text.split())) == found


def test_either_search_can_be_left_out(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    words = desk.search("Who inspected the pier?", switches=Switches(vectors=False))
    vectors = desk.search("Who inspected the pier?", switches=Switches(words=False))
    assert {name for passage in words for name in passage.ranks} == {"words"}
    assert {name for passage in vectors for name in passage.ranks} == {"vectors"}
    assert len(desk.search("Who inspected the pier?", count=1)) == 1


def test_a_paragraph_without_a_word_of_the_question_is_found_by_its_article(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "strike.txt").write_text(
        "Dockers of Aldport end their strike\n\nALDPORT, 3 May 2018 (Coast Gazette) -- Cranes turned again at dawn.\n\n"
        "The dockers' union had called the strike. Who spoke for the dockers?\n\n"
        "It was Mara Quill, chosen in a hall by the river.\n\nGulls were seen too."
    )
    desk = stocked(open_desk, tmp_path / "more")
    assert not desk.ingest([tmp_path / "in"]).problems
    question = "Who spoke for the dockers of Aldport when their strike ended?"
    chunks, found = candidates(question, desk.library, desk.index, Filters())
    assert {chunk.paragraph for chunk in chunks if "Aldport" in chunk.header} == {1, 2, 3, 4}
    assert next(iter(found.articles)) == next(chunk.article_id for chunk in chunks if "Aldport" in chunk.header)
    assert any("Mara Quill" in passage.text for passage in search(desk, question, 4))


def test_this_week_is_the_week_of_the_day_that_is_given(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for day, name in (("4 May 2018", "Ada Holm"), ("8 June 2018", "Mara Quill"), ("13 July 2018", "Bo Lind")):
        (tmp_path / "in" / f"{name}.txt").write_text(
            f"Regatta won\n\nSKERRY, {day} (Coast Gazette) -- The regatta was won by {name} of the rowing club."
        )
    desk = open_desk()
    assert not desk.ingest([tmp_path / "in"]).problems
    question = "Who won the regatta this week?"
    for today, name in ((dt.date(2018, 5, 6), "Holm"), (dt.date(2018, 6, 10), "Quill"), (None, "Lind")):
        found = retrieve(question, desk.library, desk.index, Filters(), 3, today=today)
        assert name in found[0].text


def test_shortened_passages_stand_where_they_say_with_their_own_dates(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lamp.txt").write_text(
        "Lamp mended\n\nSKERRY, 11 March 2018 (Coast Gazette) -- The lamp broke on Friday. Storms were blamed for it. "
        "On Saturday it was mended by Ada Holm, who climbed the tower alone."
    )
    desk = open_desk()
    assert not desk.ingest([tmp_path / "in"]).problems
    question = "Who mended the lamp of Skerry?"
    (whole,) = search(desk, question)
    (short,) = shortened(question, [whole])
    assert short.text == "On Saturday it was mended by Ada Holm, who climbed the tower alone."
    assert whole.text[short.start - whole.start :] == short.text
    assert [(mention.text, mention.first.isoformat()) for mention in short.dates] == [("Saturday", "2018-03-10")]


def test_passages_of_one_article_stand_side_by_side_and_its_headline_is_counted_once() -> None:
    ferry = make_article("The ferry sails again.", "Ada Holm led it.", title="Ferry back", path="/news/ferry.txt")
    pier = make_article("The pier was mended.", title="Pier mended", path="/news/pier.txt")
    found = [
        passage_of(chunk, article)
        for article, chunk in (
            (ferry, chunk_article(ferry, 900)[1]),
            (pier, chunk_article(pier, 900)[0]),
            (ferry, chunk_article(ferry, 900)[0]),
        )
    ]
    kept = within(found, 16, lambda text: len(text.split()))  # 4 + 2, 4 + 2 and 4 words
    assert [(passage.number, passage.article_id, passage.paragraph) for passage in kept] == [
        (1, ferry.id, 2),
        (2, ferry.id, 1),
        (3, pier.id, 1),
    ]
    assert len(within(found, 15, lambda text: len(text.split()))) == 2


def test_no_more_passages_are_handed_over_than_surely_answer(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    found = search(desk, "Who inspected the pier?")
    assert sum(passage.share for passage in found) == pytest.approx(1, abs=0.5)
    assert [passage.share for passage in found] == sorted((passage.share for passage in found), reverse=True)
    assert len(found) > 2
    first, second = found[0].share, found[1].share
    assert len(within(found, 1000, len, enough=first / 2)) == 1
    assert len(within(found, 10_000, len, enough=first + second / 2)) == 2
    assert len(within(found, 10_000, len, enough=2)) == len(found)


def test_a_copy_counts_with_the_passage_that_it_repeats() -> None:
    ferry = make_article("The ferry sails again on Monday after the repairs.", title="Ferry", path="/news/ferry.txt")
    other = make_article("The ferry sails again on Monday after the repairs.", title="Again", path="/news/again.txt")
    found = [passage_of(chunk_article(each, 900)[0], each).model_copy(update={"share": 0.3}) for each in (ferry, other)]
    (kept,) = fold_copies(found, 5)
    assert kept.share == pytest.approx(0.6)


def test_the_rarest_words_are_asked_for_in_the_order_of_the_question() -> None:
    counts = {"council": 900, "of": 5_000, "skerry": 3, "ferry": 40}
    assert rarest(counts, 10_000) == '"council" OR "of" OR "skerry" OR "ferry"'
    assert rarest(counts, 943) == '"council" OR "skerry" OR "ferry"'
    assert rarest(counts, 50) == '"skerry" OR "ferry"'
    assert rarest(counts, 1) == '"skerry"'
    assert rarest({}, 1) == ""
