"""What a question asks for by a noun, and whether the sources bear out that a name is one of them."""

from __future__ import annotations

import pytest

from briefbot.answering.classes import (
    asks_for_reasons,
    class_asked,
    gives_reason,
    is_told_which,
    may_be_of_class,
    members,
)
from briefbot.answering.kinds import Asked, Sort, understood
from briefbot.answering.lines import Topic, lines_of
from briefbot.answering.listing import gathered
from briefbot.answering.points import Pointed
from briefbot.answering.quick import NO_MODEL, answered_quickly, load_quick
from briefbot.answering.quoting import with_what_is_asked
from briefbot.answering.session import Session
from briefbot.types import Kind, Refusal, Sentence, Support
from tests.answering.test_dating import passages
from tests.conftest import make_article


@pytest.mark.parametrize(
    ("question", "of_class"),
    [
        ("Which party did Ada Holm join?", "party"),
        ("list the parties that opposed the toll", "party"),
        ("on which holiday did the ferry sink", "holiday"),
        ("name all the Nordic countries that joined", "country"),
        ("which party leaders spoke", ""),
        ("which bank holiday was it", "holiday"),
        ("what state are the talks in", ""),
        ("who won the party election", ""),
        ("which engineer led the work", ""),
    ],
)
def test_a_class_is_asked_for_by_the_noun_behind_the_asking_word(question: str, of_class: str) -> None:
    assert class_asked(question) == of_class


@pytest.mark.parametrize(
    ("of_class", "text", "names"),
    [
        (
            "party",
            "Most of the Harbour party stayed away; the Social Democrats did not.",
            ("Social Democrats", "Harbour"),
        ),
        ("newspaper", "He writes for the Fjord Herald, a local newspaper, in Bergen.", ("Fjord Herald",)),
        ("firm", "The German airline Nordflug flies on. Greta Lund does not.", ("Nordflug",)),
        ("court", "The Maritime Court sat on Tuesday in Bergen.", ("Maritime Court",)),
        ("holiday", "It sank on Harvest Day, a Tuesday.", ("Harvest Day",)),
        ("month", "Theresa May came in July.", ("July",)),
        ("weekday", "It sank on Tuesday in July.", ("Tuesday",)),
        ("firm", "German companies wait.", ()),
    ],
)
def test_a_name_is_of_a_class_where_the_text_says_so(of_class: str, text: str, names: tuple[str, ...]) -> None:
    assert members(text, of_class, [text]) == names


def test_a_paragraph_bears_out_what_another_only_names() -> None:
    texts = ("Nordflug, a small airline from Bergen, has four planes.", "On Monday Nordflug stopped.")
    assert members(texts[1], "firm", texts) == ("Nordflug",)
    assert members(texts[1], "firm", texts[1:]) == ()


@pytest.mark.parametrize(
    ("question", "answer", "can_be"),
    [
        ("Which country hosts the talks?", "Norway hosts them.", True),
        ("Which country hosts the talks?", "Bergen hosts them.", False),
        ("Which country, besides Norway, hosts the talks?", "Norway hosts them.", False),
        ("Which party left?", "Norway left.", False),
        ("Which party left?", "Ada Holm left.", False),
        ("Which party left?", "The Harbour party left.", True),
        ("Which company left?", "Nordflug left.", True),
        ("Which company left?", "The Maritime Court left.", False),
        ("Who left?", "Norway left.", True),
    ],
)
def test_what_is_known_as_another_thing_is_none_of_the_class(question: str, answer: str, can_be: bool) -> None:
    texts = ["Ada Holm, the mayor, said that the Harbour party and Nordflug left Norway.", "The Maritime Court ruled."]
    assert may_be_of_class(question, answer, texts) is can_be


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("Which holiday was it?", "The ferry sank on Tuesday.", False),
        ("Which holiday was it?", "The ferry sank on Harvest Day.", True),
        ("Which companies lost most?", "Small shops lost most.", True),
        ("list the parties that left", "Norway left on Tuesday.", False),
    ],
)
def test_an_answer_names_one_of_the_class(question: str, text: str, shown: bool) -> None:
    found = passages(make_article(text))
    chosen = with_what_is_asked(question, [Sentence(text=text, support=Support(supported=True), citations=())], found)
    assert chosen[0].support.supported is shown


def test_without_the_model_no_country_is_a_party() -> None:
    found = passages(make_article("The delegation of Norway left the harbour talks on Tuesday evening."))
    session = Session(
        question="Which party left the harbour talks?",
        kind=Kind.FACT,
        passages=(),
        embedder=NO_MODEL,
        settings_sha256="0" * 64,
    )
    assert answered_quickly(session, found, load_quick()).refusal is Refusal.NOT_ANSWERED
    assert not is_told_which(session.question, found[0].text, [found[0].text])


def test_a_list_of_things_names_them_and_takes_the_side_asked_for() -> None:
    text = (
        "The Harbour party opposed the new toll. Most of the Fjord party abstained on the toll. "
        "The mayor opposed the toll."
    )
    lines = lines_of(passages(make_article(text)))
    asked = Asked(question="list the parties that opposed the toll", kind=Kind.LIST, topic="toll", sort=Sort.NAMED)
    rated = [Pointed(line, 2.0) for line in lines]
    shown = gathered(asked, rated, lines, Topic(["toll"], lines))
    assert "Harbour" in shown[0].text
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("list the reasons for the strike", True),
        ("what reasons were there for the strike", True),
        ("which train was late", False),
    ],
)
def test_reasons_are_asked_for(question: str, asked: bool) -> None:
    assert asks_for_reasons(question) is asked


def test_a_list_of_reasons_has_sentences_that_give_some() -> None:
    text = "The ferry line closed on Monday. The line closed because its engines were worn out."
    lines = lines_of(passages(make_article(text)))
    asked = understood("list the reasons for the closing of the ferry line", None, None)
    shown = gathered(asked, [Pointed(line, 2.0) for line in lines], lines, Topic(["closed"], lines))
    assert [each.text for each in shown] == ["The line closed because its engines were worn out."]
    assert not gives_reason("The ferry line closed on Monday.")


def test_reasons_that_somebody_gave_are_his_words() -> None:
    asked = understood("list the reasons Ann Poe gave for closing the line", None, None)
    assert (asked.kind, asked.who) == (Kind.QUOTATION, "Ann Poe")
    assert understood("which reasons were given for the closing", None, None).kind is Kind.LIST
