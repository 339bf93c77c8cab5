from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.evaluation.cache import NotKeptError, Recorder
from briefbot.llm.generator import Generator, ScriptedGenerator
from briefbot.llm.prompts import load_prompt
from briefbot.types import ModelRef

PROMPT = load_prompt("judge")
ONE = PROMPT.render(passage="The ferry sails.", claim="The ferry sails.")
OTHER = PROMPT.render(passage="The ferry sails.", claim="The ferry sinks.")
REF = ScriptedGenerator.ref


def model() -> ScriptedGenerator:
    return ScriptedGenerator(["A reply."], lambda prompt: 0.25)


def unloadable() -> Generator:
    raise AssertionError("the model was loaded")


def test_a_judgement_is_made_once_and_then_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "judgements.jsonl"
    made = Recorder(REF, path, model).judge(ONE)
    assert made.probability == 0.25
    assert Recorder(REF, path, unloadable).judge(ONE) == made
    with pytest.raises(AssertionError, match="loaded"):
        Recorder(REF, path, unloadable).judge(OTHER)


def test_another_model_or_prompt_is_asked_anew(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    Recorder(REF, path, model).judge(ONE)
    with pytest.raises(AssertionError, match="loaded"):
        Recorder(ModelRef(name="scripted", sha256="0" * 64), path, unloadable).judge(ONE)
    changed = ONE.model_copy(update={"ref": ONE.ref.model_copy(update={"sha256": "0" * 64})})
    with pytest.raises(AssertionError, match="loaded"):
        Recorder(REF, path, unloadable).judge(changed)


def test_without_a_model_what_was_not_kept_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotKeptError):
        Recorder(REF, tmp_path / "none.jsonl", None).judge(ONE)


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    recorder = Recorder(REF, path, model)
    recorder.judge(ONE)
    recorder.judge(OTHER)
    path.write_text(path.read_text()[:-20])
    again = Recorder(REF, path, None)
    assert again.judge(ONE).probability == 0.25
    with pytest.raises(NotKeptError):
        again.judge(OTHER)


def test_writing_and_counting_are_the_models(tmp_path: Path) -> None:
    recorder = Recorder(REF, tmp_path / "judgements.jsonl", model)
    assert recorder.count("one two") == 2
    assert recorder.write(ONE, "root ::= [a-z]+", 8).text == "A reply."
