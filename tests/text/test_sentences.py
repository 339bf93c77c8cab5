from __future__ import annotations

import pytest

from briefbot.text.sentences import sentence_spans, supporting_span
from briefbot.text.words import overlap, own_words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        (
            "It complained of a South Korean-U.S. exercise set for August. Nobody replied.",
            ["It complained of a South Korean-U.S. exercise set for August.", "Nobody replied."],
        ),
        ("  Mr. Holm left.  ", ["Mr. Holm left."]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_overlap_counts_the_words_that_carry_meaning() -> None:
    assert overlap("The ferry sails.", "Ferries and a ferry that sails") == 1.0
    assert overlap("The ferry sank.", "The ferry sails.") == 0.5
    assert overlap("It is.", "It was.") == 0.0


def test_the_supporting_span_is_the_sentence_that_shares_most() -> None:
    text = "The pier was mended. Ada Holm led the repairs. They took 14 weeks."
    start, end = supporting_span("The repairs were led by Ada Holm.", text)
    assert text[start:end] == "Ada Holm led the repairs."


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("Ada Holm led the work on the pier.", "Ada Holm"),
        ("The work on the pier was led by Ada Holm, an engineer.", "Ada Holm"),
        ("The pier led the work.", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_draft_that_are_not_the_question_s(draft: str, expected: str) -> None:
    assert own_words(draft, "Which engineer led the work on the pier?") == expected
