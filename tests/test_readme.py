"""The README says what the program does."""

from __future__ import annotations

import re
import runpy

from briefbot.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_command_reference_is_that_of_the_help_texts() -> None:
    reference = runpy.run_path(str(ROOT / ".ci" / "reference"))["reference"]()
    shown = README.split("<!-- reference -->\n")[1].split("<!-- end of reference -->")[0]
    assert shown.strip() == reference.strip(), "Run `uv run .ci/reference`."


def test_every_setting_that_is_named_exists() -> None:
    named = {name.lower() for name in re.findall(r"BRIEFBOT_([A-Z_]+)", README)} - {"config", "mail_password"}
    assert named <= set(Settings.model_fields)
