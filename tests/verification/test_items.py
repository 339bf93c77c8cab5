from __future__ import annotations

import pytest

from briefbot.verification.evidence import Evidence
from briefbot.verification.exact import mismatches
from briefbot.verification.items import wrong_items

HARBOUR = "The crews ask for longer breaks, a safer pier and the return of the night ferry."


def wrong(claim: str, source: str = HARBOUR) -> list[str]:
    return [item.text for item in wrong_items(claim, [Evidence(text=source)])]


@pytest.mark.parametrize(
    "claim",
    [
        "The crews ask for longer breaks, a safer pier and the return of the night ferry.",
        "Their demands are: a safer pier, longer breaks, and the night ferry.",
        "They want breaks, a pier that is safer or a ferry by night.",
        "The crews, who met on the pier, ask for breaks and a ferry.",
        "Holm said it was over, she said, and left.",
        "The crews of Skerry, Holm and Tarn ask for a safer pier.",
        "They asked 12, 14 and 16 times.",
    ],
)
def test_a_list_of_what_the_source_has_is_borne_out(claim: str) -> None:
    assert wrong(claim) == []


@pytest.mark.parametrize(
    ("claim", "items"),
    [
        ("The demands are: a safer pier, longer breaks, longer breaks, and longer breaks.", ["longer breaks"] * 2),
        ("The demands are: a safer pier, the night ferry and higher wages.", ["higher wages"]),
        ("They ask for longer breaks, free uniforms, and a safer pier.", ["free uniforms"]),
        ("They ask for breaks; a pier; cheaper bread; and a ferry.", ["cheaper bread"]),
    ],
)
def test_what_is_said_twice_or_is_not_in_the_source_is_found(claim: str, items: list[str]) -> None:
    assert wrong(claim) == items


def test_the_exact_check_refuses_a_list_with_a_thing_too_many() -> None:
    claim = "The crews ask for a safer pier, a pay rise and the night ferry."
    assert [item.kind for item in mismatches(claim, [Evidence(text=HARBOUR)])] == ["item"]
