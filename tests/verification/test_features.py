from __future__ import annotations

import pytest

from briefbot.verification.evidence import Source
from briefbot.verification.exact import mismatches
from briefbot.verification.excerpt import choose_sentences, units
from briefbot.verification.features import lexical_features

TALKS = "Kim met Biegun for about an hour in Seoul. Biegun was not pleased. Sales rose by 3 percent."


def features(claim: str, *texts: str) -> dict[str, float]:
    sources = [Source(text=text) for text in texts]
    found = units(sources)
    absent = mismatches(claim, [source.evidence for source in sources])
    return lexical_features(claim, sources, found, choose_sentences(claim, sources, found), absent)


@pytest.mark.parametrize(
    ("claim", "feature", "value"),
    [
        ("Kim met Biegun for an hour in Seoul.", "number", 0.0),
        ("Sales rose by 5 percent.", "number", 0.5),
        ("Sales rose by 5 percent in 7 months.", "number", 1.0),
        ("Kim met Pompeo in Seoul.", "name", 0.5),
        ("Kim met Biegun in Seoul.", "name", 0.0),
        ('Biegun was "delighted".', "other", 1.0),
        ("Kim did not meet Biegun in Seoul.", "negated", 1.0),
        ("Biegun was not pleased.", "negated", 0.0),
        ("Sales fell by 3 percent.", "opposite", 1.0),
        ("Sales rose by 3 percent.", "opposite", 0.0),
        ("Sales grew by 3 percent.", "opposite", 0.0),
    ],
)
def test_what_the_words_show(claim: str, feature: str, value: float) -> None:
    assert features(claim, TALKS)[feature] == value


def test_words_that_are_not_there_count_only_in_a_long_text() -> None:
    claim = "Kim met Biegun and praised the weather."
    long = " ".join([TALKS, *(f"The council spoke about item {number} of its agenda." for number in range(200))])
    assert features(claim, TALKS)["lost_long"] == 0
    assert features(claim, long)["long"] == 1
    lost = features(claim, long)["lost_long"]
    assert 0 < features("Kim met Biegun in Seoul.", long)["lost_long"] + 0.2 < lost < 1


def test_no_source_and_no_words_give_features_too() -> None:
    assert features("Kim met Biegun.")["number"] == 0
    assert features("", TALKS)["lost_long"] == 0
