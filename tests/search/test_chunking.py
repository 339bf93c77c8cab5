from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.search.chunking import chunk_article, header
from tests.conftest import make_article

paragraphs = st.lists(st.text(min_size=1, max_size=600).filter(str.strip), min_size=1, max_size=5)


def test_paragraphs_that_fit_are_one_chunk_each_with_title_source_and_date() -> None:
    chunks = chunk_article(make_article("First words.", "Second words."), 900)
    assert [(c.paragraph, c.start, c.end, c.text) for c in chunks] == [
        (1, 0, 12, "First words."),
        (2, 0, 13, "Second words."),
    ]
    assert {c.header for c in chunks} == {"Ferry line to reopen | Coast Gazette | 11 March 2018"}


@pytest.mark.parametrize("day", [None, "1970-01-01", "2999-01-01"])
def test_an_unknown_or_suspect_date_is_left_out_of_the_header(day: str | None) -> None:
    assert header(make_article("One.", day=day)) == "Ferry line to reopen | Coast Gazette"


def test_a_long_paragraph_is_split_at_sentences() -> None:
    text = "The harbour office spoke on Monday. " * 20
    chunks = chunk_article(make_article(text.strip()), 200)
    assert len(chunks) > 2
    assert all(c.text.endswith("Monday.") for c in chunks)


def test_a_long_paragraph_is_not_split_at_a_point_that_ends_no_sentence() -> None:
    text = "Bones from the harbour had the Y. pestis genotype, said Dr. Holm of the U.S. Navy. " * 20
    chunks = chunk_article(make_article(text.strip()), 200)
    assert len(chunks) == 10
    assert all(c.text.startswith("Bones") and c.text.endswith("Navy.") for c in chunks)


@given(paragraphs)
def test_chunks_stand_where_they_say_and_cover_every_letter(texts: list[str]) -> None:
    article = make_article(*texts)
    chunks = chunk_article(article, 100)
    for paragraph in article.paragraphs:
        own = [c for c in chunks if c.paragraph == paragraph.number]
        covered = set()
        for chunk in own:
            assert paragraph.text[chunk.start : chunk.end] == chunk.text
            assert len(paragraph.text) <= 100 or len(chunk.text) <= 100
            covered |= set(range(chunk.start, chunk.end))
        assert all(at in covered or letter.isspace() for at, letter in enumerate(paragraph.text))
    assert len({c.id for c in chunks}) == len(chunks)
