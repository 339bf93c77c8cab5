from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from briefbot.support import Source
from briefbot.support.excerpt import ROOM, choose, choose_from, content, excerpt, units
from briefbot.temporal import find_dates

FERRY = "Ada Holm led the repairs of the pier. She had come from Velm."
FILLER = [f"The council spoke about item {number} of its long agenda, and nothing was settled." for number in range(40)]
DAY = dt.date(2019, 8, 22)


def shown(claim: str, *sources: Source) -> str:
    found = units(sources)
    return excerpt(sources, found, choose_from(claim, sources, found))


def test_a_short_source_is_shown_whole_with_its_header() -> None:
    source = Source(text=FERRY, header="Coast Gazette, 22 August 2019: Repairs")
    assert shown("Holm led repairs.", source) == f"Coast Gazette, 22 August 2019: Repairs\n{FERRY}"


def test_a_long_source_is_shown_by_the_sentences_that_matter() -> None:
    text = " ".join((*FILLER[:20], FERRY, *FILLER[20:]))
    words = shown("Ada Holm, who led the repairs, came from Velm.", Source(text=text))
    assert FERRY in words
    assert len(words) <= ROOM + words.count("\n")


def test_what_stands_beside_a_chosen_sentence_is_preferred() -> None:
    text = "\n".join((*FILLER[:20], "Ada Holm led the repairs.", "She was born abroad.", *FILLER[20:]))
    chosen = choose("Ada Holm led the repairs.", units([Source(text=text)]), room=60)
    assert [text[unit.start : unit.end] for unit in chosen] == ["Ada Holm led the repairs.", "She was born abroad."]


def test_a_word_already_found_counts_half_so_that_other_words_are_found_too() -> None:
    text = "\n".join(("Holm led repairs.", *FILLER[:9], "Holm led repairs again.", *FILLER[9:30], "Velm paid."))
    chosen = choose("Holm led repairs and Velm paid.", units([Source(text=text)]), room=30)
    assert "Velm paid." in [text[unit.start : unit.end] for unit in chosen]


def test_sentences_apart_stand_on_lines_of_their_own_and_in_their_order() -> None:
    text = " ".join(("Velm paid for it.", *FILLER, "Ada Holm led the repairs."))
    lines = shown("Ada Holm led the repairs and Velm paid.", Source(text=text, header="Gazette")).split("\n")
    assert lines[0] == "Gazette"
    assert lines[1].startswith("Velm paid for it.")
    assert lines[-1].endswith("Ada Holm led the repairs.")


def test_dates_are_resolved_in_an_excerpt() -> None:
    text = " ".join((*FILLER, "Ada Holm came on Tuesday."))
    words = shown("Ada Holm came.", Source(text=text, dates=find_dates(text, DAY)))
    assert "on Tuesday (20 August 2019)" in words


def test_several_sources_keep_their_headers() -> None:
    one = Source(text=" ".join((*FILLER, "Ada Holm led the repairs.")), header="Gazette")
    other = Source(text="Velm paid.", header="Post")
    words = shown("Ada Holm led the repairs and Velm paid.", one, other)
    assert words.index("Gazette") < words.index("Ada Holm") < words.index("Post") < words.index("Velm paid.")


def test_a_sentence_without_end_is_cut() -> None:
    text = " ".join(["menu"] * 2000)
    found = units([Source(text=text)])
    assert max(unit.end - unit.start for unit in found) <= 450
    assert sum(text[unit.start : unit.end].count("menu") for unit in found) == 2000


def test_content_words_are_stems_without_empty_words() -> None:
    assert content("The pier's engineers repaired it.") == ["pier", "engineer", "repair"]


@given(st.text(), st.lists(st.text(max_size=400), max_size=4))
def test_units_are_spans_of_their_source_and_an_excerpt_never_fails(claim: str, texts: list[str]) -> None:
    sources = [Source(text=text) for text in texts]
    found = units(sources)
    for unit in found:
        assert 0 <= unit.start < unit.end <= len(texts[unit.source])
    assert set(choose(claim, found, room=50)) <= set(found)
    excerpt(sources, found, choose(claim, found, room=50))
