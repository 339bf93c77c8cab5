from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.settings import Settings
from briefbot.weights import fitting
from briefbot.weights.fitting import better_model, better_model_named_once, fits, machine_memory
from briefbot.weights.registry import MODELS

DEFAULT = Settings.model_fields["model"].default


def test_a_model_fits_that_leaves_memory_for_the_rest() -> None:
    default = MODELS[DEFAULT]
    assert fits(default, 8.0) and not fits(default, 2.0)
    assert fits(default, None) is None
    assert (machine_memory() or 1.0) > 0.5


def test_the_next_larger_model_that_fits_is_the_better_one() -> None:
    found = better_model(DEFAULT, 8.0)
    assert found and found.name == "qwen3-4b"
    found = better_model("qwen3-4b", 16.0)
    assert found and found.name == "qwen2.5-7b"
    assert better_model(DEFAULT, 4.0) is None


def test_nothing_is_better_than_the_largest_and_nothing_is_said_of_a_file() -> None:
    assert better_model("qwen2.5-14b", 64.0) is None
    assert better_model("/some/model.gguf", 64.0) is None
    assert better_model(DEFAULT, None) is None


def test_the_better_model_is_named_once(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = settings.model_copy(update={"models": tmp_path})
    monkeypatch.setattr(fitting, "machine_memory", lambda: 8.0)
    assert "briefbot models pull qwen3-4b" in better_model_named_once(own)
    assert better_model_named_once(own) == ""
    monkeypatch.setattr(fitting, "machine_memory", lambda: 16.0)
    assert "qwen2.5-7b" in better_model_named_once(own.model_copy(update={"model": "qwen3-4b"}))


def test_a_folder_of_weights_that_cannot_be_written_takes_no_answer_away(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "machine_memory", lambda: 8.0)
    own = settings.model_copy(update={"models": tmp_path / "missing"})
    assert "qwen3-4b" in better_model_named_once(own)
