"""The sentence that is chosen without the language model, and how sure it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from briefbot.answering.quick import (
    Sought,
    is_sentence,
    load_quick,
    sentence_features,
    share_of_best,
    sought,
)
from briefbot.answering.session import Route, Session
from briefbot.desk import Desk
from briefbot.errors import ModelError
from briefbot.text.dates.find import find_dates
from briefbot.types import Passage, Refusal, Stage
from tests.doubles import ScriptedGenerator

DAY = dt.date(2021, 5, 4)
HARBOUR = (
    "The harbour board met in Aberlour for two hours. It chose Fiona Strachan as its chair, by seven votes to two. "
    "The old crane will come down on 12 June because its foundation has cracked. What will stand there instead?"
)
FERRY = "The ferry to Skerray was late again. Passengers waited on the quay for most of the morning."


def passage(text: str, number: int = 1, score: float = 0.0) -> Passage:
    return Passage(
        number=number,
        article_id=f"a{number}",
        title="News of the coast",
        source=None,
        published=None,
        path="a.txt",
        url=None,
        paragraph=1,
        start=0,
        text=text,
        dates=find_dates(text, DAY),
        day=DAY,
        score=score,
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When will the crane come down?", Sought.TIME),
        ("On which day was the vote?", Sought.TIME),
        ("How long did the board meet?", Sought.DURATION),
        ("how many votes did she get", Sought.QUANTITY),
        ("Who chairs the harbour board?", Sought.NAME),
        ("Which company owns the crane?", Sought.NAME),
        ("Why is the crane coming down?", Sought.REASON),
        ("What did the board decide?", Sought.OTHER),
    ],
)
def test_what_a_question_is_after_is_told_from_its_asking_words(question: str, kind: Sought) -> None:
    assert sought(question) is kind


def test_the_first_asking_word_counts() -> None:
    assert sought("Who said when the crane would come down?") is Sought.NAME


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who was chosen as chair by seven votes?", "Fiona Strachan"),
        ("When will the old crane come down?", "12 June"),
        ("How long did the harbour board meet?", "two hours"),
        ("Why will the old crane come down?", "cracked"),
    ],
)
def test_the_sentence_that_answers_is_chosen_and_cited(question: str, words: str) -> None:
    choice = load_quick().choose(question, [passage(FERRY, 2, -3.0), passage(HARBOUR)])
    assert choice is not None
    assert words in choice.citation.quote
    assert HARBOUR[choice.citation.start : choice.citation.end] == choice.citation.quote
    assert choice.citation.article_id == "a1"


def test_it_is_surer_of_a_question_that_is_answered_than_of_one_that_is_not() -> None:
    model, passages = load_quick(), [passage(HARBOUR), passage(FERRY, 2, -3.0)]
    answered = model.choose("When will the old crane come down?", passages)
    absent = model.choose("Which minister resigned over the fishing quota?", passages)
    assert answered and absent
    assert answered.probability > absent.probability


def test_questions_and_scraps_are_no_answers() -> None:
    assert not is_sentence("What will stand there instead?")
    assert not is_sentence("By Ann Lee")
    assert load_quick().choose("What will stand there?", [passage("What will stand there instead?")]) is None
    assert load_quick().choose("What will stand there?", []) is None


def test_features_have_the_same_names_for_every_kind_of_question() -> None:
    questions = ("When did it end?", "Who won?", "Why?", "How many came?", "What happened?")
    names = {tuple(sentence_features(question, [passage(HARBOUR)])[0]) for question in questions}
    assert len(names) == 1
    assert set(next(iter(names))) == set(load_quick().weights)


def test_the_share_of_the_best_is_even_odds_beside_one_equal() -> None:
    assert share_of_best(np.array([1.0, 1.0])) == pytest.approx(0.0)
    assert share_of_best(np.array([5.0])) == 10.0


def test_weights_that_cannot_be_read_name_the_command_that_writes_them(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="evals.quick"):
        load_quick(tmp_path / "none.json")


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_text(f"News of the coast\n\nABERLOUR, 4 May 2021 (Coast Gazette) -- {HARBOUR}\n\n{FERRY}\n")
    return path


def test_a_sentence_that_surely_answers_is_shown_without_asking_the_model(
    open_desk: Callable[..., Desk], harbour: Path
) -> None:
    desk = open_desk(quick_from=0.1)
    desk.ingest([harbour])
    answer = desk.ask("When will the old crane come down?")
    (sentence,) = answer.sentences
    assert sentence.citations[0].quote == "The old crane will come down on 12 June because its foundation has cracked."
    assert any("without the language model" in note for note in answer.notes)
    assert [timing.stage for timing in answer.timings] == [Stage.COMPOSE]


def test_what_would_be_said_at_once_is_told_before_the_model_is_asked(
    open_desk: Callable[..., Desk], harbour: Path
) -> None:
    generator = ScriptedGenerator(["The old crane will come down on 12 June [1]."])
    desk = open_desk(generator, quick_from=1.1)
    desk.ingest([harbour])
    seen: list[tuple[Session, int]] = []
    question = "When will the old crane come down?"
    answer = desk.ask(question, on_glance=lambda glance: seen.append((glance, len(generator.seen))))
    ((glance, asked),) = seen
    assert (glance.route, asked) == (Route.QUICK, 0)
    assert answer.sentences[0].text == "The old crane will come down on 12 June."


def test_a_report_of_an_unknown_publisher_is_not_answered_from_others(
    open_desk: Callable[..., Desk], harbour: Path
) -> None:
    desk = open_desk(quick_from=0.0)
    desk.ingest([harbour])
    noted = desk.ask("When does the UHPC report say that the old crane will come down?")
    assert noted.notes[0] == "No article of UHPC is in the library; what others write is answered from."
    answer = desk.ask("When does the Norvik Times article on the old crane say that it will come down?")
    assert (answer.refusal, answer.sentences) == (Refusal.UNKNOWN_PUBLISHER, ())
