from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from briefbot.citations import quote
from briefbot.evaluation.metrics.retrieval import Place
from briefbot.evaluation.models import Judge
from briefbot.evaluation.samples import Expected, Question
from briefbot.evaluation.scoring import Scorer
from briefbot.evaluation.types import CaseResult
from briefbot.llm.prompts import Rendered
from briefbot.text.dates.find import find_dates
from briefbot.types import Answer, ModelRef, Passage, PromptRef, Published, Sentence, Support, Switches, Timing
from tests.doubles import ScriptedGenerator

DAY = dt.date(2019, 7, 14)
TALKS = "The talks were proposed on Sunday, said the ministry. They will be held in Sweden."
VENUE = "Panmunjom and Sweden are seen as venues."
OTHER = "The weather was fine."
REF = ModelRef(name="m", sha256="0" * 64)


def passage(number: int, text: str, article: str | None = None) -> Passage:
    return Passage(
        number=number,
        article_id=article or f"article{number}",
        title="Talks",
        source="Gazette",
        published=Published(day=DAY, evidence="dateline"),
        path=None,
        url=None,
        paragraph=1,
        start=0,
        text=text,
        dates=find_dates(text, DAY),
        score=1.0,
    )


PASSAGES = (passage(1, TALKS), passage(2, VENUE), passage(3, OTHER))


def answer(said: Sequence[tuple[str, tuple[int, ...], str]], draft: str = "", action: str = "kept") -> Answer:
    """An answer of sentences, each with the passages it cites and the words it quotes of them."""
    sentences = tuple(
        Sentence(
            text=text,
            quoted=action == "quoted",
            support=Support.model_validate({"supported": True, "action": action}),
            citations=tuple(
                quote(
                    p, (p.text.index(words), p.text.index(words) + len(words)) if words and words in p.text else (0, 5)
                )
                for p in PASSAGES
                if p.number in cited
            ),
        )
        for text, cited, words in said
    )
    return Answer(
        question="?",
        text=" ".join(f"{text} {''.join(f'[{number}]' for number in cited)}" for text, cited, _ in said),
        abstained=not said,
        sentences=sentences,
        passages=PASSAGES,
        draft=draft or " ".join(f"{text} {''.join(f'[{n}]' for n in cited)}" for text, cited, _ in said),
        prompt=PromptRef(name="answer", version=1, sha256="0" * 64),
        model=REF,
        embedder=REF,
        settings_sha256="",
        timings=(
            Timing(stage="retrieve", seconds=0.5),
            Timing(stage="read", seconds=2.0, tokens_read=300),
            Timing(stage="write", seconds=1.0, tokens_written=20),
        ),
    )


def question(*facts: tuple[Sequence[str], Sequence[Place]], **more: object) -> Question:
    expected = tuple(Expected(any=tuple(wordings), places=tuple(places)) for wordings, places in facts)
    gold = tuple(dict.fromkeys(place for fact in expected for place in fact.places))
    return Question.model_validate(
        {
            "id": "q",
            "text": "?",
            "tags": ("when",),
            "facts": expected,
            "gold": gold,
            "groups": tuple(fact.places for fact in expected),
            **more,
        }
    )


def score(
    asked: Question,
    given: Answer,
    judge: Callable[[Rendered], float] = lambda prompt: 0.9,
    texts: dict[Place, str] | None = None,
    ranked: Sequence[Passage] = PASSAGES,
) -> CaseResult:
    judging = Judge(ScriptedGenerator([], judge))
    return Scorer(asked, texts or {}, judging).score(given, ranked, Switches(), "ask")


WHEN = question((["14 July 2019"], [("article1", 1)]))


def test_a_right_answer() -> None:
    found = score(WHEN, answer([("The talks were proposed on Sunday.", (1,), "proposed on Sunday")]))
    assert found.status == "passed"
    assert found.scores["correctness"] == 1.0
    assert found.scores["Hits@1"] == found.scores["Recall@5"] == found.scores["MRR@10"] == 1.0
    assert found.scores["citation recall (gold)"] == found.scores["citation precision (gold)"] == 1.0
    assert found.scores["span accuracy"] == 1.0
    assert found.seconds == found.scores["seconds"] == 3.5
    assert found.scores["tokens"] == 320
    assert found.expected == "14 July 2019"
    assert [verdict.stage for verdict in found.verdicts] == ["draft", "shown"]


def test_a_wrong_refusal() -> None:
    found = score(WHEN, answer([], draft="NOT STATED"))
    assert (found.scores["correctness"], found.scores["abstained"]) == (0.0, 1.0)
    assert found.reasons == ("refused, though the articles say",)
    assert "span accuracy" not in found.scores
    assert "citation recall (judge)" not in found.scores
    assert found.scores["wrong statements"] == 0.0


def test_half_of_the_facts() -> None:
    asked = question((["14 July 2019"], [("article1", 1)]), (["Panmunjom"], [("article2", 1)]))
    found = score(asked, answer([("They were proposed on Sunday.", (1,), "on Sunday")]))
    assert found.scores["correctness"] == 0.5
    assert found.scores["Recall@5"] == 1.0
    assert found.reasons == ("does not say: Panmunjom",)
    assert found.expected == "14 July 2019; Panmunjom"


def test_a_date_is_that_of_the_article_that_the_sentence_cites() -> None:
    wrong = question((["7 July 2019"], [("article1", 1)]))
    assert score(wrong, answer([("They were proposed on Sunday.", (1,), "")])).scores["correctness"] == 0.0


@pytest.mark.parametrize(
    ("said", "hit"),
    [("They will be held in Norway.", True), ("They will be held in Sweden.", False)],
)
def test_what_must_not_be_said(said: str, hit: bool) -> None:
    asked = question((["Sweden"], [("article1", 1)]), must_not_say=("Norway", "/nor.?way/"))
    found = score(asked, answer([(said, (1,), "")]))
    assert found.scores["wrong statements"] == float(hit)
    assert ("says what it must not: Norway" in found.reasons) is hit


def test_a_pattern_of_what_must_not_be_said_is_not_found_in_silence() -> None:
    asked = question((["Sweden"], [("article1", 1)]), must_not_say=("/^(?!.*Sweden)/",))
    assert score(asked, answer([])).scores["wrong statements"] == 0.0
    both = [("They were proposed on Sunday.", (1,), ""), ("They will be held in Sweden.", (1,), "")]
    assert score(asked, answer(both)).scores["wrong statements"] == 0.0


def test_an_answer_where_there_is_none_is_a_wrong_statement() -> None:
    found = score(question(), answer([("They were proposed on Sunday.", (1,), "")]))
    assert (found.expected, found.status, found.scores["wrong statements"]) == ("abstain", "failed", 1.0)
    assert "correctness" not in found.scores
    assert score(question(), answer([], draft="NOT STATED")).status == "passed"


def test_citations_by_gold_paragraphs() -> None:
    given = answer([("The talks will be in Sweden.", (1, 3), ""), ("The weather was fine.", (3,), "")])
    found = score(question((["Sweden"], [("article1", 1)])), given)
    assert found.scores["citation recall (gold)"] == 0.5
    assert found.scores["citation precision (gold)"] == pytest.approx(1 / 3)


def test_citations_by_the_judge() -> None:
    """The judge says yes wherever it sees the first passage: the other citation is not needed."""
    given = answer([("The ministry wants talks.", (1, 3), "")])
    found = score(WHEN, given, lambda prompt: 0.9 if TALKS[:20] in prompt.user else 0.1)
    assert found.scores["citation recall (judge)"] == 1.0
    assert found.scores["citation precision (judge)"] == 0.5


def test_span_accuracy_needs_the_place_and_the_words() -> None:
    asked = question((["Sweden"], [("article1", 1)]))
    for cited, words, expected in ((1, "held in Sweden", 1.0), (1, "The talks", 0.0), (2, "Sweden", 0.0)):
        found = score(asked, answer([("They will be held in Sweden.", (cited,), words)]))
        assert found.scores["span accuracy"] == expected


def test_the_same_text_in_another_article_is_as_good() -> None:
    asked = question((["Sweden"], [("wire", 4)]))
    given = answer([("They will be held in Sweden.", (1,), "held in Sweden")])
    assert score(asked, given).scores["Hits@5"] == 0.0
    found = score(asked, given, texts={("wire", 4): TALKS.replace("ministry", "Ministry")})
    assert found.scores["Hits@1"] == found.scores["span accuracy"] == found.scores["citation recall (gold)"] == 1.0


def test_a_sentence_that_the_judge_does_not_find_supported_fails_the_case() -> None:
    given = answer([("The ministry wants talks on 14 July 2019.", (1,), "")])
    found = score(WHEN, given, lambda prompt: 0.1)
    assert found.status == "failed"
    assert found.reasons == ("not supported by what it cites: The ministry wants talks on 14 July 2019.",)


def test_a_sentence_without_citations_is_not_supported() -> None:
    found = score(WHEN, answer([("It was on 14 July 2019.", (), "")]))
    assert [verdict.supported for verdict in found.verdicts if verdict.stage == "shown"] == [False]
    assert found.scores["citation recall (judge)"] == found.scores["citation precision (judge)"] == 0.0
    assert found.scores["span accuracy"] == 0.0


def test_quoted_words_are_judged_without_their_marks() -> None:
    given = answer([(VENUE, (2,), VENUE)], action="quoted")
    found = score(WHEN, given, lambda prompt: 0.0)
    assert [verdict.supported for verdict in found.verdicts if verdict.stage == "shown"] == [True]


def test_what_cannot_be_judged_is_unscored_but_keeps_its_other_scores() -> None:
    def broken(prompt: Rendered) -> float:
        raise RuntimeError("no verdict")

    found = score(WHEN, answer([("The ministry proposed them on 14 July 2019.", (1,), "")]), broken)
    assert found.status == "unscored"
    assert found.reasons == ("could not be judged: RuntimeError: no verdict",)
    assert found.scores["correctness"] == 1.0
    assert "citation recall (judge)" not in found.scores
    assert found.verdicts == ()


@pytest.mark.parametrize(
    ("matching", "wordings", "said", "right"),
    [
        ("contains", ("the Ministry",), "A ministry said so.", True),
        ("contains", ("14 July 2019",), "On July 14, 2019.", False),
        ("yes or no", ("Yes",), "Yes, they do.", True),
        ("yes or no", ("Yes",), "They do, yes.", False),
        ("yes or no", ("no",), "No.", True),
        ("wordings", ("14 July 2019",), "On July 14, 2019.", True),
    ],
)
def test_ways_of_matching(matching: str, wordings: tuple[str, ...], said: str, right: bool) -> None:
    asked = question((wordings, [("article1", 1)]), matching=matching)
    assert score(asked, answer([(said, (1,), "")])).scores["correctness"] == float(right)


def test_token_f1_takes_the_likest_wording_of_each_fact() -> None:
    asked = question((["Sweden", "the Kingdom of Sweden"], []), (["/x/", "Monday"], []))
    found = score(asked, answer([("Sweden, Monday.", (1,), "")]))
    assert found.scores["token F1"] == 1.0
    none = score(question((["/x/"], [])), answer([("Sweden.", (1,), "")]))
    assert "token F1" not in none.scores
