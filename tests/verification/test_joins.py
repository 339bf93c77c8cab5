from __future__ import annotations

import pytest

from briefbot.verification.evidence import Evidence, MismatchKind
from briefbot.verification.exact import mismatches
from briefbot.verification.joins import wrong_joins

TEXTS = (
    "Engineer Ada Holm led the repairs of the pier, which took 14 weeks.",
    "Harbour Safety Chief Nils Dahl said that a winch had jammed. Mayor Erik Petro paid 90,000 crowns for the band.",
    "Hamid Orlan, the deputy director of the Coastal Division, opened the new quay of Skerry on Monday.",
    "He said that the Coast Guard Museum would stay shut.",
)
EVIDENCE = [Evidence(text=text) for text in TEXTS]


def joins(claim: str) -> list[str]:
    return [wrong.text for wrong in wrong_joins(claim, EVIDENCE)]


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Ada Dahl led the repairs of the pier.", ["Ada Dahl"]),
        ("A winch had jammed, Hamid Petro said.", ["Hamid Petro"]),
        ("Engineer Erik Petro was late.", ["Engineer Erik Petro"]),
        ("Nils Dahl, the deputy director, was late.", ["Nils Dahl, the deputy director"]),
        ("Ada Holm paid 90,000 crowns for the band.", ["90,000", "Holm"]),
        ("Nils Dahl opened the new quay of Skerry on Monday.", ["Dahl"]),
        ("It is the Harbour Safety Orlan's Coast Division.", ["Harbour Safety Orlan's Coast Division"]),
    ],
)
def test_what_is_joined_and_belongs_to_two_is_refused(claim: str, wrong: list[str]) -> None:
    assert joins(claim) == wrong
    assert MismatchKind.JOIN in {each.kind for each in mismatches(claim, EVIDENCE)}


@pytest.mark.parametrize(
    "claim",
    [
        "Engineer Ada Holm led the repairs of the pier.",
        "Holm led repairs which took 14 weeks.",
        "Nils Dahl, Harbour Safety Chief, said that a winch had jammed.",
        "Erik Petro, the mayor, paid 90,000 crowns.",
        "Mayor Petro paid 90,000 crowns for the band.",
        "Deputy director Hamid Orlan opened the new quay of Skerry.",
        "Orlan said that the Coast Guard Museum would stay shut.",
        "Ada Holm and Nils Dahl know the pier of Skerry.",
    ],
)
def test_what_one_sentence_joins_passes(claim: str) -> None:
    assert joins(claim) == []
