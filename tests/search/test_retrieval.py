from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefbot.desk import Desk
from briefbot.search.retrieval import _asked_dates, fuse, retrieve, within, words_query
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


def test_a_date_without_a_year_counts_from_the_newest_article_whose_date_can_be_true() -> None:
    articles = [make_article("One.", day=day) for day in ("2018-05-03", "2999-01-01", "1970-01-01")]
    assert [mention.first.isoformat() for mention in _asked_dates("What was on 2 May?", articles)] == ["2018-05-02"]


def test_a_publisher_in_the_question_is_raised_and_excludes_none(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = stocked(open_desk, tmp_path / "in")
    (tmp_path / "in" / "post.txt").write_text(
        "Pier checked\n\nSKERRY, 2 May 2018 (Northern Post) -- An engineer, Ada Holm, inspected the pier in the rain."
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


def test_fusion_is_the_weighted_sum_of_reciprocal_ranks() -> None:
    scores = fuse({"words": ["a", "b"], "vectors": ["b"]})
    assert scores["a"] == 1 / 61
    assert scores["b"] == 1 / 62 + 0.6 / 61


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
