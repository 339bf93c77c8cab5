from __future__ import annotations

import pytest

from briefbot.text.sentences import is_cut, is_subhead, is_whole, sentence_spans, supporting_span
from briefbot.text.words import overlap, own_words


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        (
            "It complained of a South Korean-U.S. exercise set for August. Nobody replied.",
            ["It complained of a South Korean-U.S. exercise set for August.", "Nobody replied."],
        ),
        ("  Mr. Holm left.  ", ["Mr. Holm left."]),
        (
            "Former U.N. Ambassador Ada Holm will be there. Nobody replied.",
            ["Former U.N. Ambassador Ada Holm will be there.", "Nobody replied."],
        ),
        (
            "She left the island to live in the U.S. The ferry stopped.",
            ["She left the island to live in the U.S.", "The ferry stopped."],
        ),
        ("", []),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


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


@pytest.mark.parametrize(
    "word",
    ["month", "bus", "car", "port", "park", "reporter", "story", "chaos", "met", "council", "week", "boat", "night"],
)
@pytest.mark.parametrize("after", ["Officials left.", "Ada Holm stayed.", "“It is over,” said Holm.", "NATO agreed."])
def test_a_full_stop_after_a_plain_word_ends_a_sentence(word: str, after: str) -> None:
    first = f"They told of the {word}."
    assert sentences(f"{first} {after}") == [first, after]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Col. James Dunn said so.",
        "Pfc. Ann Lee and Cmdr. Jo Dee were hurt near Ft. Hale.",
        "A school in Barrie, Ont. Mayor Lee's home town, burned.",
        "The vote was Esk vs. Weir, approx. Nine to four.",
        "“Who did this?” Jones asked the crowd.",
        '"What now!" the new mayor of Weir shouted.',
        "“Is it true?” President Ada Holm wondered.",
        "Acme Inc. Chair Jo Roe and Gov. Poe met.",
    ],
)
def test_an_abbreviation_or_a_quoted_question_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They moved to Toronto, Ont. The firm stayed.", ["They moved to Toronto, Ont.", "The firm stayed."]),
        ("“Who did this?” Nobody knew.", ["“Who did this?”", "Nobody knew."]),
        ("“Is it over?” Police say it is.", ["“Is it over?”", "Police say it is."]),
        ("Le maire part jeudi. La halle ferme.", ["Le maire part jeudi.", "La halle ferme."]),
        ("Die Brücke ist zu. Ärger gibt es auch.", ["Die Brücke ist zu.", "Ärger gibt es auch."]),
    ],
)
def test_what_begins_anew_is_a_sentence(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The ferry sailed on Monday.", True),
        ("“It is late,” she said.", True),
        ("9 people died.", True),
        ("HOW THE FERRY SAILED AGAIN.", False),
        ("The ferry of Skerry", False),
        ("and sailed on Monday.", False),
        ("“It is late, she said.", False),
        ('So you will hear from her tomorrow."', False),
        ("Here is what we know:", False),
    ],
)
def test_what_looks_like_a_whole_sentence(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_a_sentence_goes_on_after_a_companys_name() -> None:
    text = "The mill belongs to Holm Inc. Chief Ada Dahl did not answer. It was shut by Holm Inc. The rest was sold."
    assert [text[slice(*span)] for span in sentence_spans(text)] == [
        "The mill belongs to Holm Inc. Chief Ada Dahl did not answer.",
        "It was shut by Holm Inc.",
        "The rest was sold.",
    ]


@pytest.mark.parametrize(
    ("claim", "text", "cut"),
    [
        ("The mill belongs to Holm Inc.", "The mill belongs to Holm Inc. of Skerry, which shut it.", True),
        ("The mill belongs to Holm Inc.", "The mill belongs to Holm Inc.", False),
        ("The mill belongs to Holm Inc.", "The mill belongs to Holm Inc. The rest was sold.", False),
        ("The mill belongs to Holm.", "The mill belongs to Holm. Dahl sold it.", False),
    ],
)
def test_a_sentence_that_ends_in_a_name_is_cut_where_its_source_goes_on(claim: str, text: str, cut: bool) -> None:
    assert is_cut(claim, [text]) is cut


@pytest.mark.parametrize(
    ("paragraph", "heads"),
    [
        ("What happened next", True),
        ("A NEW PIER FOR SKERRY!", True),
        ("The ferry sailed.", False),
        ("“It is late,” she said", False),
        ("The ferry between Aldport and Skerry sailed again at noon on Monday with a brass band on deck", False),
    ],
)
def test_a_line_that_heads_others(paragraph: str, heads: bool) -> None:
    assert is_subhead(paragraph) is heads
