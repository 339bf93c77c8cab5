from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from briefbot.citations import dated, quote
from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.text.dates.find import find_dates
from briefbot.types import Claim, Passage, Published, Sentence
from briefbot.verification.calibration import Coefficients
from briefbot.verification.verifier import Verifier
from tests.doubles import ScriptedGenerator
from tests.verification.calibrations import plain

DAY = dt.date(2019, 8, 22)
TALKS = (
    "Kim Hyun-chong met Stephen Biegun for about an hour in Seoul on Thursday. "
    "Biegun arrived on Tuesday for a three-day visit."
)
RALLY = "Police said 128,000 people stood in Victoria Park on 18 August. Organisers spoke of 1.7 million."


def passage(number: int, text: str, title: str = "Envoys meet") -> Passage:
    return Passage(
        number=number,
        article_id=f"{number:016}",
        title=title,
        source="Coast Gazette",
        published=Published(day=DAY, evidence="test"),
        path=f"/news/{number}.txt",
        url=None,
        paragraph=number,
        start=0,
        text=text,
        dates=find_dates(text, DAY),
        score=1.0,
    )


PASSAGES = (passage(1, TALKS), passage(2, RALLY, "Rally"))


def verify(text: str, *numbers: int, judge: Callable[[Rendered], float] = lambda prompt: 0.9) -> Sentence:
    verifier = Verifier(ScriptedGenerator([], judge), load_prompt("judge"), 0.5, calibration=plain())
    return verifier.verify(Claim(text=text, numbers=numbers), PASSAGES)


def test_a_supported_sentence_is_kept_and_cites_the_words_that_support_it() -> None:
    sentence = verify("Biegun came on Tuesday, 20 August 2019.", 1)
    assert (sentence.support.supported, sentence.support.action) == (True, "kept")
    citation = sentence.citations[0]
    assert citation.quote == "Biegun arrived on Tuesday for a three-day visit."
    assert TALKS[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kim Hyun-chong met Stephen Biegun for three hours in Seoul.", "unit"),
        ("Kim Hyun-chong met Stephen Biegun on 15 August 2019.", "date"),
        ("Kim Jong-un met Stephen Biegun for about an hour in Seoul.", "name"),
        ("Kim Hyun-chong met Stephen Biegun for about an hour in Tokyo.", "name"),
        ("Biegun arrived for a five-day visit.", "number"),
    ],
)
def test_a_changed_number_date_or_name_is_rejected_whatever_the_model_says(text: str, kind: str) -> None:
    sentence = verify(text, 1, judge=lambda prompt: 1.0)
    assert not sentence.support.supported
    assert sentence.support.action == "removed"
    assert any(missing.startswith(kind) for missing in sentence.support.missing)


def test_a_sentence_with_the_wrong_citation_is_cited_again() -> None:
    sentence = verify("Police counted 128,000 people in Victoria Park.", 1)
    assert sentence.support.action == "recited"
    assert [citation.paragraph for citation in sentence.citations] == [2]


def test_a_citation_that_adds_nothing_is_left_out() -> None:
    sentence = verify("Police counted 128,000 people in Victoria Park.", 1, 2)
    assert [citation.paragraph for citation in sentence.citations] == [2]


def test_a_sentence_that_needs_two_passages_cites_both() -> None:
    sentence = verify("Biegun arrived in Seoul as police counted 128,000 people in Victoria Park.", 1, 2)
    assert sorted(citation.paragraph for citation in sentence.citations) == [1, 2]


def test_a_sentence_that_the_model_denies_is_removed() -> None:
    assert not verify("Biegun was glad to leave Seoul.", 1, judge=lambda prompt: 0.2).support.supported


def test_a_verbatim_sentence_is_proven_without_asking_the_model() -> None:
    def never(prompt: Rendered) -> float:
        raise AssertionError("the model was asked")

    sentence = verify("Biegun arrived on Tuesday for a three-day visit.", 1, judge=never)
    assert sentence.support.supported
    assert sentence.support.probability is None


def test_resolved_dates_stand_beside_the_words_once() -> None:
    whole = quote(PASSAGES[0], (0, len(TALKS)))
    assert dated("They met on Thursday.", [whole]) == "They met on Thursday (22 August 2019)."
    assert dated("They met on Thursday, 22 August 2019.", [whole]) == "They met on Thursday, 22 August 2019."
    assert dated("They met.", [whole]) == "They met."


@pytest.mark.parametrize("day", ["1970-01-01", "2999-08-22"])
def test_a_citation_does_not_date_an_article_by_a_day_that_cannot_be_true(day: str) -> None:
    published = Published(day=dt.date.fromisoformat(day), evidence="test")
    told = PASSAGES[0].model_copy(update={"published": published})
    assert quote(told, (0, 10)).published is None
    assert quote(PASSAGES[0], (0, 10)).published == "2019-08-22"


def test_dates_of_a_citation_are_spans_of_its_quote() -> None:
    start = TALKS.index("Biegun arrived")
    citation = quote(PASSAGES[0], (start, len(TALKS)))
    assert [citation.quote[m.start : m.end] for m in citation.dates] == ["Tuesday"]


def test_a_part_of_a_sentence_is_not_taken_for_the_sentence() -> None:
    verifier = Verifier(ScriptedGenerator([], lambda prompt: 0.1), load_prompt("judge"), 0.5, calibration=plain())
    denial = passage(1, "Nobody at the ministry would confirm that the talks will resume in Stockholm.")
    claim = Claim(text="The talks will resume in Stockholm.", numbers=(1,))
    assert not verifier.verify(claim, [denial]).support.supported


def test_the_threshold_is_of_the_calibrated_probability() -> None:
    weights = Coefficients(intercept=-2.0, weights={"margin": 1.0})
    claim = Claim(text="Biegun was glad to see Seoul.", numbers=(1,))
    for threshold, kept in ((0.4, True), (0.6, False)):  # e^(2.2 - 2) to 1 is 0.55
        verifier = Verifier(
            ScriptedGenerator([], lambda prompt: 0.9),
            load_prompt("judge"),
            threshold,
            calibration=plain(coefficients=weights),
        )
        sentence = verifier.verify(claim, PASSAGES)
        assert sentence.support.supported is kept
        assert sentence.support.probability == pytest.approx(0.549, abs=1e-3)


class Doubt:
    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.01 for _ in pairs]


def test_a_cross_encoder_that_doubts_removes_what_the_model_let_pass() -> None:
    verifier = Verifier(
        ScriptedGenerator([], lambda prompt: 0.9), load_prompt("judge"), 0.5, calibration=plain(), entailment=Doubt()
    )
    claim = Claim(text="Biegun was glad to see Seoul.", numbers=(1,))
    assert not verifier.verify(claim, PASSAGES).support.supported
