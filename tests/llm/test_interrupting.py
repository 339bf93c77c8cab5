from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from briefbot.answering.drafting import ANY_TEXT
from briefbot.desk import Desk
from briefbot.llm.interrupting import Interrupt, Interrupted, InterruptibleGenerator
from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.settings import load_settings
from tests.doubles import ScriptedGenerator


def a_prompt(words: int) -> Rendered:
    """The prompt of the support check over a long source."""
    prompt = load_prompt("judge")
    return prompt.render(**{name: "the ferry sails at noon " * (words // 5) for name in prompt.variables})


def test_an_interrupt_holds_until_it_is_cleared() -> None:
    interrupt = Interrupt()
    interrupt.check()
    interrupt.set()
    assert interrupt.is_set
    with pytest.raises(Interrupted):
        interrupt.check()
    interrupt.clear()
    interrupt.check()


def test_no_call_begins_once_it_is_set_and_none_goes_on() -> None:
    interrupt = Interrupt()
    generator = InterruptibleGenerator(ScriptedGenerator(["The ferry sails. [1]"]), interrupt)
    told: list[str] = []

    def stop(text: str) -> None:
        told.append(text)
        interrupt.set()

    generator.write(a_prompt(5), ANY_TEXT, 9, stop)
    for call in (lambda: generator.judge(a_prompt(5)), lambda: generator.write(a_prompt(5), ANY_TEXT, 9)):
        with pytest.raises(Interrupted):
            call()
    assert told == ["The ferry sails. [1]"] and generator.count("a b") == 2 and generator.ref.name == "scripted"


@pytest.mark.model
def test_a_model_is_ended_in_the_middle_of_reading_and_reads_as_before_afterwards(tmp_path: Path) -> None:
    interrupt = Interrupt()
    settings = load_settings(home=tmp_path, model="smollm2-135m", context=8192)
    with Desk(settings, interrupt=interrupt) as desk:
        short, long = a_prompt(40), a_prompt(1500)
        before = desk.generator.judge(short).probability
        began = time.perf_counter()
        threading.Timer(0.1, interrupt.set).start()
        with pytest.raises(Interrupted):
            desk.generator.judge(long)
        assert time.perf_counter() - began < 3
        interrupt.clear()
        assert desk.generator.judge(short).probability == pytest.approx(before, abs=1e-4)
