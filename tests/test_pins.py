"""Every dependency is pinned, in two files that agree and name no host."""

from __future__ import annotations

import re
import subprocess
import tomllib

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
REQUIREMENTS = (ROOT / "requirements.txt").read_text()


def pinned(lines: list[str]) -> set[str]:
    """'name==version' of each line, whatever its marker."""
    found = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+]+)", line) for line in lines)
    return {f"{match[1].lower()}=={match[2]}" for match in found if match}


CONSTRAINTS = pinned(PROJECT["tool"]["uv"]["constraint-dependencies"])


def test_the_two_files_of_pins_agree() -> None:
    required = pinned(REQUIREMENTS.splitlines())
    assert len(required) > 60
    assert required <= CONSTRAINTS


def test_every_dependency_of_the_project_is_pinned() -> None:
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    names = {re.match(r"[\w.-]+", line)[0].lower() for line in wanted}  # type: ignore[index]
    assert names <= {pin.split("==")[0] for pin in CONSTRAINTS}


def test_every_requirement_has_a_hash_and_no_index_address() -> None:
    blocks = re.split(r"\n(?=\w)", REQUIREMENTS.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", REQUIREMENTS)


def test_uv_lock_stays_out_of_the_repository() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "uv.lock" not in tracked.splitlines()
    assert not re.search(r"\.(gguf|onnx|safetensors)$", tracked, re.MULTILINE)
