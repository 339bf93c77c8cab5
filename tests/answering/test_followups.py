from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from briefbot.answering.followups import PROMPT, THREAD_TOKENS, carried, in_play, invented, standalone
from briefbot.answering.rewriting import about_whom, topic
from briefbot.desk import Desk
from briefbot.errors import InputError
from briefbot.library.threads import How, Rewriting, Turn, earlier_citations
from briefbot.llm.prompts import load_prompt
from tests.answering.test_answer import ARTICLE
from tests.answering.threads import make_turn
from tests.doubles import ScriptedGenerator

LED = make_turn(
    "Who led the repairs to the pier?",
    "Engineer Ada Holm led the repairs.",
    "Repairs took 14 weeks. Engineer Ada Holm led the work. She said that the sea bed was soft.",
)
TOLL = make_turn("When did the council of Skerry raise the toll?", "The council raised it on 4 June 2018.")


def rewrite(question: str, *earlier: Turn, reply: str | None = None) -> Rewriting:
    generator = ScriptedGenerator([] if reply is None else [reply])
    return standalone(question, earlier, generator, load_prompt(PROMPT))


@pytest.mark.parametrize(
    ("question", "last", "expected"),
    [
        ("what did she say?", LED, "What did Ada Holm say about the repairs to the pier?"),
        ("is she still an engineer?", LED, "Is Ada Holm still an engineer?"),
        ("What became of her?", LED, "What became of Ada Holm?"),
        ("how old is her brother?", LED, "How old is Ada Holm's brother?"),
        ("and when was that?", LED, "When was it that Ada Holm led the repairs to the pier?"),
        ("who else?", LED, "Who else besides Ada Holm led the repairs to the pier?"),
        ("why?", TOLL, "Why did the council of Skerry raise the toll?"),
        ("from where?", make_turn("When was the launch?", "On Monday."), "From where was the launch?"),
        ("where was that decided?", TOLL, "Where did the council of Skerry raise the toll?"),
        ("and what did the mayor say?", TOLL, "What did the mayor say about the toll?"),
        ("how did Aldport react?", TOLL, "How did Aldport react to the toll?"),
        (
            "and in April?",
            make_turn("How many people did the ferry carry in March 2018?", "900 a day."),
            "How many people did the ferry carry in April?",
        ),
        (
            "and the year before?",
            make_turn("How many people did the ferry carry in 2018?", "900 a day."),
            "How many people did the ferry carry in 2017?",
        ),
        (
            "what about Aldport?",
            make_turn("How many ferries has Skerry?", "Two."),
            "How many ferries has Aldport?",
        ),
        (
            "and the police?",
            make_turn("How many came according to the organisers?", "900 came."),
            "How many came according to the police?",
        ),
        (
            "and the second one?",
            make_turn("What is the first of the demands?", "A lower toll."),
            "What is the second of the demands?",
        ),
        (
            "when does the ban begin?",
            make_turn("What does the mask ban of Skerry cover?", "Gatherings."),
            "When does the mask ban begin?",
        ),
        ("what happened on that day?", make_turn("Who spoke on 4 June 2018?", "Bo."), "What happened on 4 June 2018?"),
    ],
)
def test_rules_rewrite_what_they_are_sure_of(question: str, last: Turn, expected: str) -> None:
    found = rewrite(question, last)  # a script without replies: the model is not asked
    assert (found.question, found.how, found.changed, found.seconds) == (expected, How.RULES, True, 0)
    assert found.evidence


def test_a_question_that_stands_alone_is_not_touched_and_the_model_not_asked() -> None:
    for question, earlier in (("who leads the talks", ()), ("  Who is Bo  Berg?", (LED,))):
        found = rewrite(question, *earlier)
        tidy = " ".join(question.split())
        assert (found.question, found.how, found.changed) == (tidy, How.ALONE, False)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InputError):
        rewrite("?!", LED)


def test_he_is_nobody_where_two_are_meant() -> None:
    two = make_turn(
        "Who spoke?", "Bo Berg and Nils Dahl spoke.", "Engineer Bo Berg spoke. Captain Nils Dahl spoke after him."
    )
    assert about_whom(two) is None
    assert rewrite("where is he now?", two, reply="Where is Bo Berg now?").how is How.MODEL


def test_whose_thing_it_was_did_not_do_it() -> None:
    turn = make_turn("Who approved the closing of the pier?", "The board approved Ada Holm's plan.")
    found = rewrite("when was that?", turn, reply="When did the board approve the closing of the pier?")
    assert found.how is How.MODEL


def test_she_is_not_a_man() -> None:
    turn = make_turn(
        "What did Mr Berg tell Mrs Holm?",
        "Mr Berg told Mrs Holm to stop.",
        "Mr Berg told Mrs Holm to stop the work.",
    )
    assert (about_whom(turn, "f"), about_whom(turn, "m"), about_whom(turn)) == ("Holm", "Berg", None)


def test_the_topic_is_what_the_question_ends_with() -> None:
    assert topic(make_turn("Who called the closing of the pier on 4 June?", "A.")) == "the closing of the pier"
    assert topic(make_turn("When will the talks resume?", "A.")) is None
    assert topic(make_turn("Who is Ada Holm?", "A.")) is None
    assert topic(make_turn("Which plan did Bo and the council approve?", "A.")) is None
    assert topic(make_turn("Which plan did Bo put before the council?", "A.")) is None


def test_the_model_writes_where_no_rule_is_sure() -> None:
    found = rewrite("how much did it cost?", LED, reply="How much did the repairs to the pier cost?")
    assert (found.question, found.how) == ("How much did the repairs to the pier cost?", How.MODEL)
    assert "'it'" in found.evidence and "turns 1" in found.evidence


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("How much did the repairs in Aldport cost?", "names Aldport"),
        ("How much did the 40 weeks of repairs cost?", "names 40"),
        ("How much did the repairs cost in June?", "names June"),
        ("Who led the repairs to the pier?", "only repeats"),
        ("When did the repairs to the pier end?", "lost"),
        ("How much did it cost the council?", "still leans"),
        ("How much did it cost?", "only repeats the follow-up"),
        ("How much did the repairs cost", "did not end"),
    ],
)
def test_what_the_model_may_not_write_gives_way_to_the_topic(reply: str, fault: str) -> None:
    found = rewrite("and how much did it cost?", LED, reply=reply)
    assert (found.question, found.how, found.changed) == (
        "How much did it cost (the repairs to the pier)?",
        How.TOPIC,
        True,
    )
    assert fault in found.evidence


def test_nothing_is_invented_that_the_thread_says_in_another_form() -> None:
    thread = "What did North Korea say in Washington on July 14?"
    assert invented("What did the North Korean envoy say on July 14?", thread) == []
    assert invented("What did Biegun say on the 15th of August to two people?", thread) == [
        *("Biegun", "15th", "August", "two")
    ]


def test_the_oldest_turns_are_left_out_when_the_thread_is_too_long_and_that_is_said() -> None:
    long = "word " * THREAD_TOKENS
    turns = [make_turn(f"What is {long}?", "It is.", number=at) for at in (1, 2)] + [
        LED.model_copy(update={"number": 3})
    ]
    found = rewrite("how much did it cost?", *turns, reply="How much did the repairs to the pier cost?")
    assert found.notes == ("Left out of the rewriting, as the thread is too long: turns 1 to 2.",)


def test_the_citations_of_the_oldest_turns_are_dropped_first_and_that_is_said() -> None:
    turns = [make_turn("What?", "That.", "word " * 40, number=at, title=f"Title {at}") for at in (1, 2, 3)]

    def words(text: str) -> int:
        return len(text.split())

    kept = carried(turns, 80, words)
    assert [one.title for one in kept.citations] == ["Title 3", "Title 2"]
    assert kept.notes == ("Left out of the search for passages, as the thread is too long: turn 1.",)
    assert carried(turns, 120, words).notes == ()
    assert carried([make_turn("What?")], 80, words).citations == ()
    assert len(carried(turns, 1, words).citations) == 1  # the last turn always stays


def desk_with(open_desk: Callable[..., Desk], folder: Path, replies: Sequence[str]) -> Desk:
    (folder / "ferry.txt").write_text(ARTICLE)
    desk = open_desk(ScriptedGenerator(replies))
    desk.ingest([folder / "ferry.txt"])
    return desk


def test_a_thread_is_asked_rewritten_edited_and_kept(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    led = "Engineer Ada Holm led the work [2]."
    desk = desk_with(open_desk, tmp_path, [led, led, led])
    thread = desk.library.create_thread()
    first = desk.follow_up(thread.id, "Who led the repairs to the pier in Skerry?")
    proposed = desk.rewrite("who else?", desk.library.thread(thread.id))
    second = desk.follow_up(thread.id[:6], "who else?", proposed)
    third = desk.follow_up(thread.id, "who else?", proposed, edited=" Who led the  work? ")
    assert (first.rewriting.how, first.edited) == (How.ALONE, False)
    assert (
        second.question == "Who else besides Ada Holm led the repairs to the pier in Skerry?" == second.answer.question
    )
    assert (third.question, third.edited, third.rewriting) == ("Who led the work?", True, proposed)
    kept = desk.library.thread(thread.id)
    assert kept.turns == (first, second, third)
    assert kept.name == first.question
    numbers = [(one.number, one.turn, one.cited) for one in earlier_citations(second, kept.turns)]
    assert numbers == [(1, 1, 1)]


def test_a_question_that_fails_leaves_the_thread_as_it_was(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = desk_with(open_desk, tmp_path, [])
    thread = desk.library.create_thread("Ferries")
    with pytest.raises(StopIteration):
        desk.follow_up(thread.id, "Who led the repairs to the pier in Skerry?")
    with pytest.raises(InputError):
        desk.follow_up(thread.id, "?")
    assert desk.library.thread(thread.id) == thread


def test_articles_that_the_thread_cited_and_others_stand_by_turns() -> None:
    def titles(*found: Turn) -> list[str]:
        passages = [turn.answer.passages[0] for turn in found]
        return [passage.title for passage in in_play(passages, carried([one, two], 80, len))]

    one, two, three, four = (make_turn(f"{at}?", f"{at}.", f"Text {at}.", title=str(at)) for at in range(1, 5))
    assert titles(three, four, one, two) == ["3", "1", "4", "2"]
    assert titles(one, two, three, four) == ["1", "3", "2", "4"]
    assert titles(three, four) == ["3", "4"]
    assert [p.number for p in in_play([three.answer.passages[0], one.answer.passages[0]], carried([one], 80, len))] == [
        *(1, 2)
    ]


def test_cited_passages_are_ranked_with_what_is_found(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = desk_with(open_desk, tmp_path, ["Engineer Ada Holm led the work [2]."])
    thread = desk.library.create_thread()
    turn = desk.follow_up(thread.id, "Who led the repairs to the pier in Skerry?")
    (citation,) = turn.answer.sentences[0].citations
    chunk = next(one for one in desk.library.chunks_of(citation.article_id) if one.paragraph == citation.paragraph)
    for at in range(30):  # so many other paragraphs that the searches do not reach it
        (tmp_path / f"{at}.txt").write_text(f"Toll {at}\n\nSKERRY, 10 March 2018 (Coast Gazette) -- Toll {at} rose.\n")
    desk.ingest([tmp_path])
    found = desk.search("toll", count=20, also=[chunk.id])
    assert chunk.id not in {f"{p.article_id}-{p.paragraph}-{p.start}-{p.start + len(p.text)}" for p in found[:3]}
    (tmp_path / "ferry.txt").unlink()
    desk.ingest([tmp_path], prune=True)
    assert desk.library.current([citation.article_id]) == set()
    assert desk.search("toll", count=3, also=[chunk.id])  # an article that is gone is no candidate
