from __future__ import annotations

import pytest

from briefbot.briefing.introductions import Introducer
from briefbot.citations import quote
from briefbot.text.people import office_before
from briefbot.text.sentences import supporting_span
from briefbot.types import Passage, Sentence, Support
from tests.briefing.passages import passages

SOME = passages(
    "The ferry sailed again on Monday. Harbour Office spokesperson Ada Holm said that the repairs had cost a lot.",
    "Holm said the council had been told. Clerk Nils Dahl denied it, and Mr Dahl left the room.",
    "Dahl had been in office for a year. Erik Dahl, his brother, followed him. Jo Aske came; Aske stayed.",
)


def said(text: str, *cited: Passage, quoted: bool = False) -> Sentence:
    citations = tuple(quote(passage, supporting_span(text, passage.text)) for passage in cited)
    return Sentence(text=text, quoted=quoted, support=Support(supported=True), citations=citations)


def test_the_first_mention_by_one_name_has_office_and_full_name_and_their_proof() -> None:
    introducer = Introducer(SOME)
    first, again = introducer.sentences([said("Holm said the council had been told.", SOME[1])] * 2)
    assert first.text == "Harbour Office spokesperson Ada Holm said the council had been told."
    assert [citation.paragraph for citation in first.citations] == [2, 1]
    assert again.text == "Holm said the council had been told."


def test_in_the_words_of_a_source_the_name_stands_in_brackets() -> None:
    (shown,) = Introducer(SOME).sentences([said("Holm said the council had been told.", SOME[1], quoted=True)])
    assert shown.text == "[Harbour Office spokesperson Ada Holm] said the council had been told."


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm said the council had been told.",
        "Dahl had been in office for a year.",  # two people are called so
        'The council "told Holm" of it.',
        "The Holms were told.",
    ],
)
def test_what_needs_no_introduction_or_is_not_clear_stays(text: str) -> None:
    (shown,) = Introducer(SOME).sentences([said(text, SOME[1], SOME[2])])
    assert shown.text == text


def test_the_first_word_of_a_longer_name_is_no_short_form_of_it() -> None:
    some = passages("“It was late,” Lumen Pilots United said.", "Lumen said on Monday that it had paid.")
    (shown,) = Introducer(some).sentences([said("Lumen said on Monday that it had paid.", some[1])])
    assert shown.text == "Lumen said on Monday that it had paid."


def test_a_polite_form_gives_way_to_the_full_name() -> None:
    some = passages("Clerk Nils Dahl denied it.", "Mr Dahl left the room.")
    (shown,) = Introducer(some).sentences([said("Mr Dahl left the room.", some[1])])
    assert shown.text == "Clerk Nils Dahl left the room."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday State Department spokesperson Ada Holm said so.", "State Department spokesperson "),
        ("On Tuesday Chief Executive Ada Holm spoke.", "Chief Executive "),
        ("Mr Ada Holm spoke.", ""),
        ("The council beat former Prime Minister Ada Holm.", ""),
        ("They met Ada Holm.", ""),
        ("Ada Holm spoke.", ""),
    ],
)
def test_the_office_before_a_name(text: str, expected: str) -> None:
    assert office_before(text, "Ada Holm") == expected


def test_he_said_is_attributed_to_whom_the_sentence_before_lets_speak() -> None:
    some = passages(
        "Harbour spokesperson Ada Holm said Nils Dahl's words were wrong.",
        "The council had good ideas, she said. It was told.",
        "Nobody was there, he said.",
    )
    introducer = Introducer(some)
    first, second = introducer.sentences(
        [said("The council had good ideas, she said.", some[1]), said("Nobody was there, he said.", some[2])]
    )
    assert first.text == "The council had good ideas, Harbour spokesperson Ada Holm said."
    assert [citation.paragraph for citation in first.citations] == [2, 1]
    assert second.text == "Nobody was there, he said."


def test_he_after_a_phrase_is_whom_the_sentence_before_names() -> None:
    some = passages(
        "Governor Ruth Aske was glad of the answer.",
        "In a letter to Nils Dahl, the mayor of Harrow, on Monday, she called the tunnel a mistake.",
        "On Monday, when Ada Holm came, she called the tunnel a mistake.",
    )
    letter, clause = Introducer(some).sentences([said(some[1].text, some[1]), said(some[2].text, some[2])])
    assert letter.text.endswith("on Monday, Governor Ruth Aske called the tunnel a mistake.")
    assert clause.text == some[2].text


def test_a_pronoun_that_can_mean_somebody_of_its_own_sentence_stays() -> None:
    some = passages(
        "Governor Ruth Aske wrote that she had dismissed Engineer Ada Holm.",
        "Holm gave another account: the office had bored her, she wrote.",
    )
    (shown,) = Introducer(some).sentences([said(some[1].text, some[1])])
    assert "she wrote" in shown.text
