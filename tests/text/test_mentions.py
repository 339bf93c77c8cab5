from __future__ import annotations

import pytest

from briefbot.text.mentions import mentions_told
from briefbot.text.names import cast, offices, same_party, same_person


def speakers(*texts: str) -> list[str]:
    return [sentence.speaker for sentence in mentions_told(texts)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Engineer Ada Holm said the pier was safe.", "Ada Holm"),
        ("The pier was safe, Mrs Ada Holm said.", "Ada Holm"),
        ("Ada Holm, an engineer of the harbour, said that it was safe.", "Ada Holm"),
        ("Erik Dahl of the TSU, which speaks for the crews, said the owners had been asleep.", "Erik Dahl"),
        ("Police said the pier was safe.", "Police"),
        ("The pier was safe, according to the harbour master.", "the harbour master"),
        ("On Tuesday the harbour board said it would close.", "the harbour board"),
        ("An aide to President Ada Holm said it was late.", "An aide to President Ada Holm"),
        ("The pier closed on Tuesday.", ""),
        ("Talks agreed on June 30 have not begun.", ""),
    ],
)
def test_the_speaker_of_a_sentence(text: str, speaker: str) -> None:
    assert speakers(text)[0] == speaker


def test_a_letter_to_somebody_is_not_by_him() -> None:
    assert speakers("In a letter to Erik Dahl, the president of the board, he called the pier unsafe.") == [""]


def test_behind_a_clause_of_condition_the_subject_is_that_of_the_main_one() -> None:
    told = mentions_told(
        (
            "Ada Holm has won many prizes. Nils Dahl, an engineer, named a bridge after her.",
            "If Holm hears about the naming, Dahl hopes that she comes.",
            "“It is meant to be an honour,” he said.",
        )
    )
    assert told[2].subject == "Nils Dahl"
    assert told[3].people == ("Nils Dahl",)


def test_a_pronoun_means_the_subject_before_with_where_it_is_named() -> None:
    first, second = mentions_told(("Ada Holm received Erik Dahl at the pier.", "She did not close the door, she said."))
    (reference,) = second.references
    assert (reference.text, reference.name, reference.rule, reference.paragraph) == (
        "She",
        "Ada Holm",
        "subject before",
        1,
    )
    assert second.speaker == "Ada Holm"
    assert first.subject == "Ada Holm"


def test_he_is_never_one_who_is_called_mrs() -> None:
    texts = ("Mrs Ada Holm said on the radio that the idea was old.", "He had opened a desk in 1980.")
    assert mentions_told(texts)[1].references == ()


def test_the_office_in_a_lead_is_that_of_whom_the_next_paragraph_names() -> None:
    texts = (
        "A senior harbour official said Thursday that the line would open.",
        "Ada Holm, a deputy chief of the harbour office, spoke to reporters.",
    )
    lead = mentions_told(texts)[0]
    assert (lead.speaker, lead.references[0].rule) == ("Ada Holm", "named next")


def test_an_office_known_from_elsewhere_means_its_holder_where_his_name_stands() -> None:
    texts = ("The brother of Erik Dahl resigned.", "The prime minister heard of it late.")
    assert mentions_told(texts)[1].references == ()
    (reference,) = mentions_told(texts, (), (("prime minister", "Erik Dahl"),))[1].references
    assert (reference.name, reference.rule) == ("Erik Dahl", "office elsewhere")


def test_words_in_quotation_marks_alone_are_of_the_speaker_before() -> None:
    assert speakers("“It is ours,” Engineer Ada Holm said. “We own it.”") == ["Ada Holm", "Ada Holm"]


def test_bodies_and_places_are_no_people() -> None:
    assert cast(("Hong Kong said no. ISRO said so. Boeing said nothing. Mr Dahl said yes.",)) == ("Dahl",)
    assert cast(("K. Sivan spoke. Mr Sivan said yes.",), ("K. Sivan",)) == ("K. Sivan",)


def test_names_and_parties_are_compared_by_their_words() -> None:
    assert same_person("Kim Jong-un", "Kim Jong Un")
    assert not same_person("Jo Johnson", "Boris Johnson")
    assert same_party("North Korea", "Pyongyang")
    assert same_party("the police", "Police")
    assert not same_party("the police", "The organisers")


def test_the_offices_that_texts_give() -> None:
    assert offices("Erik Dahl", ["Prime Minister Erik Dahl came.", "Erik Dahl, the mayor, left."]) == (
        "prime minister",
        "mayor",
    )


@pytest.mark.parametrize(
    ("before", "name"), [("Ada Holm left in favour of Erik Dahl.", ""), ("Ada Holm left on Monday.", "Ada Holm")]
)
def test_whose_deputy_is_not_told_where_two_are_named(before: str, name: str) -> None:
    told = mentions_told(("Ada Holm said she was tired.", f"{before} Her deputy, Jo Moe, said nothing."))
    assert "".join(each.name for each in told[-1].references) == name


@pytest.mark.parametrize(
    ("before", "name"),
    [("Ada Holm left in favour of Eva Dahl.", ""), ("Ada Holm left with Eva Dahl on Monday.", "Ada Holm")],
)
def test_who_she_is_is_not_told_after_the_name_of_another(before: str, name: str) -> None:
    told = mentions_told(("Ada Holm said she was tired.", f"{before} She heads the board."))
    assert "".join(each.name for each in told[-1].references) == name


def test_an_office_whose_holder_stands_beside_it_means_nobody_else() -> None:
    told = mentions_told(("The crews filed suit.", "Hours later the chief executive of the line, Jo Moe, said sorry."))
    assert [each.references for each in told] == [(), ()]
