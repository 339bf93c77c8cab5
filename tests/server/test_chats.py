from __future__ import annotations

from briefbot.desk import Desk
from briefbot.render.addresses import page_address
from briefbot.render.chat import chat_text
from briefbot.server.chats import LONGEST_ANSWER, MOST_TURNS, Exchange, answered_in_chat, exchanges_of
from briefbot.server.completion_types import Message
from briefbot.server.jobs import Job
from briefbot.settings import Settings
from tests.doubles import BagOfWords
from tests.server.stock import FERRY, QUESTION, stocked
from tests.server.workbench import SteadyGenerator


def message(role: str, text: str | None) -> Message:
    return Message(role=role, content=text)


def test_questions_and_their_answers_are_paired() -> None:
    messages = [
        message("system", "Be brief."),
        message("assistant", "How can I help?"),
        message("user", "who runs it?"),
        message("tool", "x"),
        message("assistant", "Ida Berg."),
        message("user", "are you there?"),
        message("user", "### Task:\n<context>files</context>\nsince when?"),
        message("assistant", None),
        message("assistant", "May."),
        message("user", "why?"),
        message("assistant", "Because"),
    ]
    assert exchanges_of(messages) == [
        Exchange(asked="who runs it?", shown="Ida Berg."),
        Exchange(asked="since when?", shown="May."),
    ]
    assert exchanges_of(messages[:3]) == [] == exchanges_of([])


def test_what_nobody_could_ask_here_is_left_out_and_long_answers_are_cut() -> None:
    long = [
        message("user", "x" * 5000),
        message("assistant", "a"),
        message("user", "b"),
        message("assistant", "c" * 10**5),
    ]
    (kept,) = exchanges_of([*long, message("user", "and?")])
    assert kept.asked == "b" and len(kept.shown) == LONGEST_ANSWER


def test_only_the_newest_turns_are_read() -> None:
    turns = [each for at in range(30) for each in (message("user", f"q{at}"), message("assistant", f"a{at}"))]
    found = exchanges_of([*turns, message("user", "and?")])
    assert [each.asked for each in found] == [f"q{at}" for at in range(30 - MOST_TURNS, 30)]


def test_what_an_answer_cited_is_read_back_from_its_links(settings: Settings) -> None:
    stocked(settings)
    job = Job("ann", "", lambda desk, job: None)
    with Desk(settings, embedder=BagOfWords(), generator=SteadyGenerator()) as desk:
        first = answered_in_chat(desk, job, QUESTION, []).answer
        shown = chat_text(first, page_address("http://desk.example:1")).text
        gone = "[[7]](http://x/articles/0123456789abcdef#p1)"
        for address in (shown, shown.replace("?mark=1:0-25", ""), f"{gone} {shown}"):
            before = [Exchange(asked=QUESTION, shown=address)]
            found = answered_in_chat(desk, job, "and who will run it?", before)
            assert FERRY.id in {passage.article_id for passage in found.answer.passages}
        found = answered_in_chat(desk, job, "why?", [Exchange(asked=QUESTION, shown=shown)])
        assert found.rewriting.question == "Why does the ferry reopen?"
        asked = f"*Asked as: When does the \\*hall\\* open?*\n\n{shown}"
        found = answered_in_chat(desk, job, "why?", [Exchange(asked="and who?", shown=asked)])
        assert found.rewriting.question == "Why does the *hall* open?"


def test_an_abstention_and_foreign_words_are_no_answer_to_follow(settings: Settings) -> None:
    stocked(settings)
    job = Job("ann", "", lambda desk, job: None)
    with Desk(settings, embedder=BagOfWords(), generator=SteadyGenerator()) as desk:
        for shown in ("The sources do not say.\n\n**Closest articles**\n\n- [x](y)", "**Sources**", "<b>[[1]](x)"):
            found = answered_in_chat(desk, job, QUESTION, [Exchange(asked="what of the ferry?", shown=shown)])
            assert not found.answer.abstained
