"""The README says what the program does."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import briefbot
from briefbot.errors import BriefbotError
from briefbot.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_command_reference_is_that_of_the_help_texts() -> None:
    reference = runpy.run_path(str(ROOT / ".ci" / "reference"))["reference"]()
    shown = README.split("<!-- reference -->\n")[1].split("<!-- end of reference -->")[0]
    assert shown.strip() == reference.strip(), "Run `uv run .ci/reference`."


def test_every_setting_that_is_named_exists() -> None:
    named = {name.partition("__")[0].lower() for name in re.findall(r"BRIEFBOT_([A-Z_]+)", README)} - {
        "config",
        "mail_password",
        "token",
    }
    assert named <= set(Settings.model_fields)


@pytest.mark.model
def test_the_example_in_python_prints_a_proven_sentence(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "Biegun" in done.stdout


def test_the_public_face_is_what_the_readme_says() -> None:
    errors = {name for name, each in vars(briefbot.errors).items() if isinstance(each, type)}
    assert set(briefbot.__all__) == {"Answer", "Briefing", "Desk", "Settings"} | {
        name for name in errors if issubclass(getattr(briefbot.errors, name), BriefbotError)
    }
    assert all(getattr(briefbot, name).__name__ == name for name in briefbot.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Shelf'"):
        _ = briefbot.Shelf
