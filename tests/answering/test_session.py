"""A question's way to its answer: one frozen session, a new one after every step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pydantic import ValidationError

from briefbot.answering.abstention import load_policy
from briefbot.answering.answer import Answerer
from briefbot.answering.quoting import with_what_is_asked
from briefbot.answering.session import Route, Session
from briefbot.desk import Desk
from briefbot.llm.prompts import AnswerPrompts, Rendered
from briefbot.progress import Progress, Quiet
from briefbot.settings import Settings
from briefbot.types import (
    ModelRef,
    Passage,
    Published,
    Refusal,
    Sentence,
    Stage,
    Support,
    Switches,
)
from briefbot.verification.verifier import Verifier
from tests.doubles import BagOfWords, ScriptedGenerator

POLICY = load_policy()
PROMPTS = AnswerPrompts.load("answer")
TEXTS = ("Repairs to the pier took 14 weeks. Engineer Ada Holm led the work.", "The ferry sails again on Monday.")


def passages(texts: Sequence[str] = TEXTS) -> tuple[Passage, ...]:
    day = dt.date(2018, 3, 10)
    return tuple(
        Passage(
            number=number,
            article_id=f"{number:x}" * 16,
            title="Ferry line to reopen",
            source="Coast Gazette",
            published=Published(day=day, evidence="test"),
            path="/news/ferry.txt",
            url=None,
            paragraph=number,
            start=0,
            text=text,
            score=0.1,
        )
        for number, text in enumerate(texts, 1)
    )


def session(question: str = "Who led the work?", texts: Sequence[str] = TEXTS) -> Session:
    return Session(
        question=question,
        passages=passages(texts),
        publishers=("Coast Gazette",),
        embedder=BagOfWords().ref,
        settings_sha256="0" * 64,
    )


def answerer(
    *replies: str,
    judge: Callable[[Rendered], float] = lambda prompt: 0.9,
    preference: float = 9.0,
    switches: Switches | None = None,
) -> Answerer:
    generator = ScriptedGenerator(replies, judge, preference)
    verifier = Verifier(generator, PROMPTS.judge, 0.5)
    return Answerer(generator, PROMPTS, verifier, POLICY, longest=80, switches=switches or Switches())


def test_every_step_returns_a_new_session_and_leaves_the_one_it_was_given() -> None:
    desk = answerer("Holm led the work as engineer [1].")
    start = session()
    routed = desk.route(start)
    drafted = desk.draft(routed)
    decided = desk.decide(drafted)
    verified = desk.verify(decided)
    chosen = desk.choose_words(verified)
    assert (start.route, routed.route) == (Route.REFUSE, Route.DRAFT)
    assert (routed.draft, drafted.draft) == ("", "Holm led the work as engineer [1].")
    assert drafted.answerable is None and decided.answerable is not None
    assert decided.sentences == () and len(verified.sentences) == 1
    assert [stage.stage for stage in chosen.timings] == [Stage.READ, Stage.WRITE, Stage.VERIFY]
    answer = desk.number(chosen)
    assert answer.text == "Holm led the work as engineer. [1]" and answer.refusal is None
    assert answer == answerer("Holm led the work as engineer [1].").answer(start).model_copy(
        update={"timings": answer.timings}
    )
    with pytest.raises(ValidationError):
        setattr(start, "route", Route.DRAFT)  # noqa: B010


def test_a_yes_or_no_is_routed_to_quotations_and_nothing_is_written() -> None:
    desk = answerer(judge=lambda prompt: 0.9)
    drafted = desk.draft(desk.route(session("Did Ada Holm lead the work?")))
    assert drafted.route is Route.YES_OR_NO
    assert drafted.asked is None and drafted.draft == ""
    assert [sentence.text for sentence in drafted.sentences] == ["Engineer Ada Holm led the work."]
    decided = desk.decide(drafted)
    assert decided.word == "Yes" and decided.asked is not None
    assert desk.choose_words(desk.verify(decided)) == decided


@pytest.mark.parametrize(
    ("asked", "replies", "preference", "refusal"),
    [
        (session("Whom does the Skerry Echo article name?"), [], 9.0, Refusal.UNKNOWN_PUBLISHER),
        (session(texts=()), [], 9.0, Refusal.NOTHING_FOUND),
        (session(), ["NOT STATED"], 9.0, Refusal.NOT_TOLD),
        (session("Was Napoleon crowned emperor in Paris?"), [], 9.0, Refusal.NOT_TOLD),
        (session(), ["Ada Holm led the work [1]."], -9.0, Refusal.NOT_ANSWERED),
        (session(), ["Eva Berg led the work [1]."], 0.0, Refusal.NOT_PROVEN),
        (session(), ["Ada Holm led the work [1]."], 9.0, None),
    ],
)
def test_why_a_question_is_not_answered_is_a_value(
    asked: Session, replies: list[str], preference: float, refusal: Refusal | None
) -> None:
    answer = answerer(*replies, judge=lambda prompt: 0.5, preference=preference).answer(asked)
    assert answer.refusal == refusal
    assert answer.abstained is (refusal is not None)


def test_the_answer_carries_what_the_model_was_asked() -> None:
    generator = ScriptedGenerator(["Ada Holm led the work [1]."], lambda prompt: 0.9)
    desk = Answerer(generator, PROMPTS, Verifier(generator, PROMPTS.judge, 0.5), POLICY, longest=80)
    assert desk.answer(session()).asked == generator.seen[0].user
    assert desk.answer(session(texts=())).asked == ""


def test_tokens_of_verification_are_those_of_this_answer_only() -> None:
    reply = "Holm was the engineer who led the work [1]."
    desk = answerer(reply, reply)
    first, second = (desk.answer(session()) for _ in range(2))
    assert [one.tokens_read for one in first.timings] == [one.tokens_read for one in second.timings]
    assert first.timings[-1].stage is Stage.VERIFY and first.timings[-1].tokens_read > 0


def test_the_note_that_the_decision_was_fitted_for_another_model_is_part_of_the_answer() -> None:
    answer = answerer("Ada Holm led the work [1].").answer(session())
    assert "'scripted'" in answer.unfitted and POLICY.model.name in answer.unfitted

    class Fitted(ScriptedGenerator):
        ref = POLICY.model

    generator = Fitted(["Ada Holm led the work [1]."], lambda prompt: 0.9)
    desk = Answerer(generator, PROMPTS, Verifier(generator, PROMPTS.judge, 0.5), POLICY, longest=80)
    assert desk.answer(session()).unfitted == ""
    assert answerer().answer(session(texts=())).unfitted == ""  # nothing was judged by it


class Heard(Quiet):
    """Keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def progress(self, label: str) -> AbstractContextManager[Progress]:
        return super().progress(label)


def test_the_desk_says_so_once(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("Ferry line to reopen\n\nEngineer Ada Holm led the work.\n")
    heard = Heard()
    generator = ScriptedGenerator(["Ada Holm led the work [1]."] * 2)
    assert generator.ref == ModelRef(name="scripted", sha256=generator.ref.sha256)
    with Desk(settings, heard, embedder=BagOfWords(), generator=generator) as desk:
        desk.ingest([tmp_path / "ferry.txt"])
        answers = [desk.ask("Who led the work?") for _ in range(2)]
    assert [note for note in heard.notes if "was fitted for" in note] == [answers[0].unfitted]
    assert answers[1].unfitted == answers[0].unfitted


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("By how many workers was the work led?", 0),
        ("How much did the work cost?", 0),
        ("How much of the work did Ada Holm lead?", 1),
        ("When was the work led?", 0),
        ("Since when does Ada Holm lead the work?", 0),
        ("When the work was led, who led it?", 1),
        ("Who led the work?", 1),
        ("Which work was led?", 1),
        ("what engineer led the work?", 1),
    ],
)
def test_who_asks_how_many_or_when_is_told_a_number_or_a_time_or_nothing(question: str, shown: int) -> None:
    desk = answerer("Engineer Ada Holm led the work [1].")
    verified = desk.verify(desk.draft(desk.route(session(question)))).then(answerable=0.9)
    assert [each.support.supported for each in verified.sentences] == [True]
    chosen = desk.choose_words(verified)
    assert sum(sentence.support.supported for sentence in chosen.sentences) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The bridge was closed in 2016", True),
        ("The bridge was closed for six years", False),
        ("The bridge was closed after the flood", True),
        ("The bridge was closed during the war", True),
        ("The bridge was closed by Ada Holm", False),
    ],
)
def test_a_time_is_a_date_or_what_something_came_before_or_after(text: str, shown: bool) -> None:
    said = [Sentence(text=text, support=Support(supported=True), citations=())]
    assert with_what_is_asked("When was the bridge closed?", said)[0].support.supported is shown


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("The engineer led the work", 0),
        ("The engineer led the work on 2 December 2017", 0),
        ("Engineer Ada Holm led the work", 1),
        ("Ada Holm, the engineer, led the work", 1),
        ("Holm led the work", 1),
    ],
)
def test_who_asks_which_one_is_told_a_name_of_it(draft: str, shown: int) -> None:
    sentence = Sentence(text=draft, support=Support(supported=True), citations=())
    chosen = with_what_is_asked("Which engineer led the work?", [sentence])
    assert sum(each.support.supported for each in chosen) == shown
    assert all(each.support.missing == ("a name",) for each in chosen if not each.support.supported)
