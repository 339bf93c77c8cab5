from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from briefbot.errors import PromptError
from briefbot.llm.prompts import PROMPTS_FOLDER, load_prompt
from tests.conftest import ROOT

# A prompt whose text changes gets a new version, and its line here is written again.
RECORDED = yaml.safe_load((ROOT / "tests" / "data" / "prompts.yaml").read_text())

GOOD = {
    "name": "greet",
    "version": 1,
    "description": "Greets.",
    "variables": ["name"],
    "system": "Be kind.",
    "user": "Hello {{ name }}.",
}


def write(folder: Path, **changes: object) -> None:
    content = {key: value for key, value in (GOOD | changes).items() if value is not None}
    (folder / "greet.yaml").write_text(yaml.safe_dump(content))


@pytest.mark.parametrize("path", sorted(PROMPTS_FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_prompt_changes_only_with_its_version(path: Path) -> None:
    prompt = load_prompt(path.stem)
    assert prompt.name == path.stem
    assert {"version": prompt.version, "sha256": prompt.sha256} == RECORDED[prompt.name]


def test_a_prompt_renders_its_variables(tmp_path: Path) -> None:
    write(tmp_path)
    rendered = load_prompt("greet", tmp_path).render(name="Ada {{ name }} {% x %}")
    assert rendered.user == "Hello Ada {{ name }} {% x %}."
    assert rendered.ref.sha256 == load_prompt("greet", tmp_path).sha256


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"variables": ["name", "day"]}, "declares"),
        ({"variables": []}, "declares"),
        ({"colour": "blue"}, "colour"),
        ({"system": None}, "system"),
        ({"version": 0}, "version"),
        ({"user": "Hello {{ name"}, "does not load"),
    ],
)
def test_a_wrong_prompt_file_fails_at_load(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    write(tmp_path, **changes)
    with pytest.raises(PromptError, match=message):
        load_prompt("greet", tmp_path)


def test_a_missing_prompt_names_the_known_ones() -> None:
    with pytest.raises(PromptError, match="answer, followup, judge"):
        load_prompt("nothing")


@pytest.mark.parametrize("variables", [{}, {"name": "a", "day": "b"}])
def test_rendering_with_other_variables_fails(tmp_path: Path, variables: dict[str, str]) -> None:
    write(tmp_path)
    with pytest.raises(PromptError, match="takes the variables"):
        load_prompt("greet", tmp_path).render(**variables)
