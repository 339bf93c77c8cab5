from __future__ import annotations

import pytest

from briefbot.briefing.loops import LoopWatch, stopped_at
from briefbot.briefing.writing import draft_story
from briefbot.llm.prompts import Rendered, load_prompt
from tests.briefing.passages import passages
from tests.doubles import ScriptedGenerator

SAILS = "The ferry between Aldport and Skerry sailed again on Monday."
LED = "Engineer Ada Holm led the repairs, which took 14 weeks."


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        (f"[1] {SAILS}", False),
        (f"[1] {SAILS}\n[2] The ferry between Aldport and Skerry", False),
        (f"[1] {SAILS}\n[2] The ferry between Aldport and Skerry cost more than", False),
        (f"[1] {SAILS}\n[2] The ferry between Aldport and Skerry sailed", True),
        (f"[1] {SAILS} The ferry between Aldport and Skerry sailed", True),
        (f"[1] {SAILS} {LED} It", True),
        (f"[1] {SAILS}\n[2] {LED}\nHeadline: The ferry between Aldport and Skerry sailed again", False),
        ("[1] It was late. It was late.", False),
        ("[1] Holm said “it was ‘too late for us.’” Holm said “it was ‘too late for us.’”", True),
    ],
)
def test_a_sentence_that_is_said_again_shows_while_it_is_written(text: str, repeats: bool) -> None:
    assert LoopWatch()(text) is repeats


def test_what_an_earlier_draft_said_counts() -> None:
    assert LoopWatch([SAILS])("[2] The ferry between Aldport and Skerry sailed")


def test_a_line_that_goes_over_into_a_headline_is_done_where_none_is_wanted() -> None:
    text = f"[1] {SAILS}\n[2] {LED} Headline:"
    assert LoopWatch(headed=False)(text) and not LoopWatch()(text)
    assert stopped_at(text) == (f"[1] {SAILS}\n[2] {LED}", 2)


def test_of_a_stopped_draft_the_sentences_before_stay() -> None:
    assert stopped_at(f"[1] {SAILS}\n[2] {LED} The ferry between") == (f"[1] {SAILS}\n[2] {LED}", 2)
    assert stopped_at(f"[1] {SAILS}\n[2] The ferry between") == (f"[1] {SAILS}", 2)


def loop_tokens(loops: int) -> int:
    """The tokens that a draft takes whose first line is one sentence many times, until the token limit."""
    some = passages("The ferry sailed again.", "Repairs took 14 weeks.", "A ticket costs 40 crowns.", title="Ferry")

    class Looping(ScriptedGenerator):
        def reply(self, prompt: Rendered) -> str:
            if "[1] " in prompt.user:
                return " ".join(["[1]", *[SAILS] * loops])
            assert "[2] " in prompt.user
            return f"[2] {LED}\n[3] A ticket costs 40 crowns.\nHeadline: Ferry sails again after repairs"

    draft = draft_story(some, Looping([]), load_prompt("story"), {})
    assert [(claim.text, claim.numbers) for claim in draft.claims] == [
        (SAILS, (1,)),
        (LED, (2,)),
        ("A ticket costs 40 crowns.", (3,)),
    ]
    assert draft.headline == "Ferry sails again after repairs"
    return draft.tokens_written


def test_a_loop_costs_the_same_however_long_it_would_last() -> None:
    assert loop_tokens(8) == loop_tokens(2) < 50
