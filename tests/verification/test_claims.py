from __future__ import annotations

import pytest

from briefbot.llm.prompts import load_prompt
from briefbot.verification.checker import SupportChecker, claim_sentences, weakest
from briefbot.verification.evidence import Mismatch, MismatchKind, Source, SupportVerdict
from tests.doubles import ScriptedGenerator
from tests.verification.calibrations import plain


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The pier is closed.", ["The pier is closed."]),
        ("The pier is closed. Repairs began on Monday", ["The pier is closed.", "Repairs began on Monday"]),
        ("Ms. Holm of St. Erth led it. She was paid for it.", ["Ms. Holm of St. Erth led it.", "She was paid for it."]),
        (
            'He said: "It is over. We go home." He left at noon.',
            ['He said: "It is over. We go home."', "He left at noon."],
        ),
        (
            "“It is over. We go home”, he said. He left at noon.",
            ["“It is over. We go home”, he said.", "He left at noon."],
        ),
        ('Here is a stray " mark. This is the rest.', ['Here is a stray " mark. This is the rest.']),
        ("In May, Yahoo! Boats bought the pier.", ["In May, Yahoo! Boats bought the pier."]),
        ("The pier was closed on Monday. It sank.", ["The pier was closed on Monday. It sank."]),
        ("", [""]),
    ],
)
def test_a_claim_is_cut_into_its_sentences(claim: str, expected: list[str]) -> None:
    assert claim_sentences(claim) == expected


BERG = Mismatch(kind=MismatchKind.NAME, text="Berg", start=3, end=7)


def test_the_weakest_part_counts_and_the_cost_of_all() -> None:
    verdicts = [
        SupportVerdict(probability=0.9, supported=True, asked=True, tokens_read=40, seconds=1.0),
        SupportVerdict(probability=0.2, supported=False, asked=True, mismatches=(BERG,), tokens_read=50),
        SupportVerdict(probability=0.4, supported=False, asked=True, seconds=0.5),
    ]
    found = weakest(verdicts, lambda verdict: verdict.probability)
    assert (found.probability, found.supported, found.missing) == (0.2, False, ("name 'Berg'",))
    assert (found.tokens_read, found.seconds) == (90, 1.5)
    assert weakest(verdicts, lambda verdict: -verdict.probability).probability == 0.9
    assert weakest(verdicts[:1], lambda verdict: verdict.probability) == verdicts[0]


@pytest.mark.parametrize(
    "opening",
    ["He", "She", "It", "They", "We", "This", "That", "These", "Those", "His", "Her", "Its", "Their", "There", "Both"],
)
def test_a_pronoun_that_begins_a_sentence_is_no_name(opening: str) -> None:
    claim = f"Ada Holm led the repairs. {opening} said the pier was safe. {opening} had been closed before."
    checker = SupportChecker(ScriptedGenerator([], lambda prompt: 0.9), load_prompt("judge"), calibration=plain())
    source = Source(
        text="Ada Holm led the repairs of a pier that had been closed before and is safe, the harbour says."
    )
    verdicts = [checker.check(part, [source], strict=False) for part in claim_sentences(claim)]
    assert len(verdicts) == 3
    assert [verdict.missing for verdict in verdicts] == [(), (), ()]
