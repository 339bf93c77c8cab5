from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from briefbot.text.dates.find import find_dates
from briefbot.verification.evidence import Source
from briefbot.verification.excerpt import LONGEST_SENTENCE, ORDINARY, ROOM, choose_sentences, content, excerpt, units

FERRY = "Ada Holm led the repairs of the pier. She had come from Velm. The ferry was full."
FILLER = [f"The council spoke about item {number} of its long agenda, and nothing was settled." for number in range(60)]
DAY = dt.date(2019, 8, 22)


def shown(claim: str, *sources: Source) -> str:
    return excerpt(sources, choose_sentences(claim, sources, units(sources)))


def test_of_an_ordinary_source_only_what_adds_words_of_the_claim_is_shown() -> None:
    assert shown("Holm led the repairs.", Source(text=FERRY)) == "Ada Holm led the repairs of the pier."
    both = "Ada Holm led the repairs of the pier. The ferry was full."
    assert shown("Holm led the repairs while the ferry was full.", Source(text=FERRY)) == both


def test_at_least_one_sentence_is_shown() -> None:
    assert shown("Nothing of the kind.", Source(text=FERRY)) == "Ada Holm led the repairs of the pier."
    assert shown("Nothing of the kind.", Source(text=" ".join(FILLER))).startswith("The council")
    assert shown("Nothing of the kind.") == ""


def test_of_a_long_text_the_sentences_that_matter_and_their_neighbours_fill_the_room() -> None:
    text = " ".join((*FILLER[:30], FERRY, *FILLER[30:]))
    assert len(text) > ORDINARY
    words = shown("Ada Holm led the repairs.", Source(text=text))
    assert "Ada Holm led the repairs of the pier. She had come from Velm." in words
    assert ROOM / 2 < len(words) <= ROOM + words.count(".")


def test_in_a_long_text_a_word_already_found_counts_half() -> None:
    again = [f"Holm led repairs again and again, as item {number} of her long agenda said." for number in range(40)]
    text = " ".join(("Velm paid.", *again, *FILLER))
    assert "Velm paid." in shown("Holm led repairs and Velm paid.", Source(text=text))


def test_the_header_is_shown_when_the_claim_needs_it() -> None:
    source = Source(text=FERRY, header="Coast Gazette, 22 August 2019: Pier mended")
    assert "Gazette" not in shown("Ada Holm led the repairs.", source)
    assert shown("The Coast Gazette wrote on 22 August that Ada Holm led the repairs.", source) == (
        "Coast Gazette, 22 August 2019: Pier mended. Ada Holm led the repairs of the pier."
    )


def test_dates_are_resolved() -> None:
    text = "Ada Holm came on Tuesday. The ferry was full."
    words = shown("Ada Holm came.", Source(text=text, dates=find_dates(text, DAY)))
    assert words == "Ada Holm came on Tuesday (20 August 2019)."


def test_sentences_of_several_sources_come_in_their_order() -> None:
    words = shown("Velm paid and Ada Holm led the repairs.", Source(text=FERRY), Source(text="Velm paid."))
    assert words == "Ada Holm led the repairs of the pier. Velm paid."


def test_a_sentence_without_end_is_cut() -> None:
    text = " ".join(["menu"] * 2000)
    found = units([Source(text=text)])
    assert max(unit.end - unit.start for unit in found) <= LONGEST_SENTENCE
    assert sum(text[unit.start : unit.end].count("menu") for unit in found) == 2000


def test_content_words_are_stems_without_empty_words() -> None:
    assert content("The pier's engineers repaired it.") == ["pier", "engineer", "repair"]


@given(st.text(), st.lists(st.text(max_size=400), max_size=4), st.booleans())
def test_units_are_spans_of_their_source_and_an_excerpt_never_fails(claim: str, texts: list[str], long: bool) -> None:
    sources = [Source(text=text, header="Gazette: Pier" if text else "") for text in texts]
    if long:
        sources.append(Source(text=" ".join(FILLER)))
    found = units(sources)
    for unit in found:
        assert 0 <= unit.start <= unit.end <= len(sources[unit.source].text)
    chosen = choose_sentences(claim, sources, found)
    assert set(chosen) <= set(found)
    assert bool(chosen) == bool(found)
    excerpt(sources, chosen)
