from __future__ import annotations

from itertools import combinations

import pytest

from briefbot.dedup.relations import relation
from tests.conftest import make_article
from tests.dedup.figures import figures, lookup, pairs_of
from tests.dedup.pairs import Label, Pair

HALVES = {half: pairs_of(half) for half in ("dev", "held")}
ALL = [pair for kinds in HALVES.values() for pairs in kinds.values() for pair in pairs]
TEXT = (
    "Ferries to the outer islands will sail again from Monday, the harbour office of Solmar said on Friday.",
    "Divers removed the wreck of the Aurora, which had blocked the channel for 11 days. It lay at a depth of 9 metres.",
    "Captain Ida Rook thanked the crews for their patience and promised two more boats for the weekend.",
    "The inquiry into the accident will take until March, said prosecutor Jon Vester.",
)
MORE = "Hotels on Gull Island reported 40 new bookings within an hour of the announcement."


def test_there_are_enough_pairs_of_every_kind_in_both_halves() -> None:
    for kinds in HALVES.values():
        written = [pair.label for pair in kinds["written"]]
        assert written.count("copy") >= 15
        assert written.count("version") >= 8
        assert written.count(None) >= 400
        assert {pair.label for pair in kinds["corpus"]} == {"copy", "version", None}


@pytest.mark.parametrize("kind", ["written", "corpus", "made"])
def test_the_development_half_is_told_without_a_mistake(kind: str) -> None:
    assert [pair.name for pair in HALVES["dev"][kind] if relation(pair.one, pair.other) != pair.label] == []


@pytest.mark.parametrize("kind", ["written", "corpus", "made"])
def test_the_held_out_half_keeps_its_figures(kind: str) -> None:
    copies, versions = (figures(HALVES["held"][kind], label) for label in ("copy", "version"))
    assert copies.precision == 1
    assert copies.recall >= 0.95
    assert versions.precision >= 0.88
    assert versions.recall == 1


@pytest.mark.parametrize("half", ["dev", "held"])
def test_the_lookup_finds_nearly_every_copy_and_version(half: str) -> None:
    found, related = lookup([pair for pairs in HALVES[half].values() for pair in pairs])
    assert found / related >= 0.99


@pytest.mark.parametrize("pair", ALL[::25], ids=[pair.name for pair in ALL[::25]])
def test_the_order_of_the_two_does_not_matter(pair: Pair) -> None:
    assert relation(pair.one, pair.other) == relation(pair.other, pair.one)


def test_an_article_is_a_copy_of_itself() -> None:
    assert relation(make_article(*TEXT), make_article(*TEXT)) == "copy"


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        ("Ferry line to reopen", TEXT[:3], "copy"),
        ("Ferry line to reopen", (*TEXT, MORE), "version"),
        ("Ferry line to reopen, hotels pleased", (*TEXT, MORE), "version"),
        ("Islands breathe again", (*TEXT, MORE), "copy"),
        ("(LEAD) Islands breathe again", (*TEXT, MORE), "version"),
        ("CORRECTED: Ferry line to reopen", (TEXT[0], TEXT[1].replace("11", "12"), *TEXT[2:]), "version"),
        ("Ferry line to reopen", (MORE, "Dogs are not allowed on board. Bicycles cost 3 crowns."), None),
    ],
)
def test_what_a_later_text_of_the_same_source_is(title: str, texts: tuple[str, ...], expected: Label) -> None:
    assert relation(make_article(*TEXT), make_article(*texts, title=title, day="2018-03-12")) == expected


def test_the_same_address_with_new_text_is_a_version_even_under_another_headline() -> None:
    old = make_article(*TEXT).model_copy(update={"url": "https://gazette.example/ferries"})
    new = make_article(TEXT[0], MORE, "Two boats were damaged in the harbour.", title="Boats leave on Monday")
    there, elsewhere = (f"https://www.gazette.example/{page}?utm_source=x" for page in ("ferries", "boats"))
    assert relation(old, new.model_copy(update={"url": there})) == "version"
    assert relation(old, new.model_copy(update={"url": elsewhere})) is None


def test_a_front_page_is_never_a_version_of_what_it_was_yesterday() -> None:
    old = make_article(*TEXT, title="Solmar Gazette").model_copy(update={"url": "https://gazette.example/"})
    new = make_article(*TEXT[:1], *(MORE.replace("40", str(at)) for at in range(9)), title="Solmar Gazette")
    assert relation(old, new.model_copy(update={"url": "https://gazette.example/?utm_source=x"})) is None


def test_two_hosts_carry_copies_whatever_source_they_name() -> None:
    one = make_article(*TEXT).model_copy(update={"url": "https://gazette.example/ferries"})
    other = make_article(*TEXT, MORE).model_copy(update={"url": "https://islander.example/ferries"})
    assert relation(one, other) == "copy"


def test_a_text_that_quotes_all_of_a_brief_far_down_is_no_copy_of_it() -> None:
    brief = make_article(*TEXT[:2])
    others = [" ".join(f"{word}{seed}" for word in MORE.split()) for seed in range(5)]
    assert relation(brief, make_article(*others, *TEXT[:2], title="The week", source="The Islander")) is None


def test_articles_of_a_few_words_are_compared_too() -> None:
    texts = ["No.", "Ferries sail.", "!", "Dogs welcome"]
    assert [relation(make_article(one), make_article(other)) for one, other in combinations(texts, 2)] == [None] * 6
