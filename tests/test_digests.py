from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.briefing.brief import BRIEFING_CODE
from briefbot.digests import PACKAGE, code_digest, digest, folder_digest, modules_behind
from briefbot.evaluation import corpora
from briefbot.evaluation.briefing_tasks import BriefingTask
from briefbot.evaluation.tasks import AskTask
from briefbot.settings import load_settings


def test_digests_tell_parts_apart() -> None:
    assert digest("a", "b") != digest("ab")
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest(dt.date(2019, 10, 5)) != digest(dt.date(2019, 10, 6))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package named like ours: `brief` imports `text.words` inside a function, which has a data file beside it."""
    place = tmp_path / "briefbot"
    for name, code in {
        "__init__.py": "",
        "brief.py": "import json\ndef make():\n    from briefbot.text import words\n    return words\n",
        "text/__init__.py": "",
        "text/words.py": "import numpy\nfrom briefbot.errors import Wrong\n",
        "text/list.json": "[]",
        "errors.py": "class Wrong(Exception): ...\n",
        "page.py": "from briefbot.brief import make\n",
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(code)
    return place


def code(package: Path, without: frozenset[str] = frozenset()) -> str:
    return code_digest.__wrapped__("brief", without=without, package=package)


@pytest.mark.parametrize("name", ["brief.py", "text/words.py", "text/list.json", "text/__init__.py", "errors.py"])
def test_whatever_a_module_imports_counts(package: Path, name: str) -> None:
    before = code(package)
    (package / name).write_text((package / name).read_text() + "\n\n")
    assert code(package) != before


def test_what_it_does_not_import_counts_for_nothing(package: Path) -> None:
    before = code(package)
    (package / "page.py").write_text("x = 2\n")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "brief.pyc").write_text("x")
    assert code(package) == before
    less = code(package, frozenset({"errors"}))
    (package / "errors.py").write_text("class Wrong(ValueError): ...\n")
    assert code(package, frozenset({"errors"})) == less != before
    assert code(package) != before


def test_the_versions_of_other_packages_count(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code(package)
    monkeypatch.setattr("briefbot.digests.version", lambda name: f"{name} next")
    assert code(package) != before


@pytest.mark.parametrize("root", [*BRIEFING_CODE, *BriefingTask.code, *AskTask.code, *corpora.LIBRARY_CODE, "intake"])
def test_the_modules_that_digests_start_from_are_there(root: str) -> None:
    assert (PACKAGE / f"{root}.py").is_file()


def test_a_briefing_counts_all_that_an_edit_could_change_it_by() -> None:
    # Seen with lists kept by hand: 22 of the 93 modules were missing, these among them.
    behind = modules_behind(*BRIEFING_CODE)
    assert {"library/articles", "search/index", "search/embedding", "types"} <= behind
    assert "llm/llamacpp" in behind and not any(name.startswith(("cli/", "render/")) for name in behind)


def test_kept_cases_count_what_makes_and_scores_them() -> None:
    behind = modules_behind(*AskTask.code)
    assert {"answering/answer", "search/retrieval", "verification/verifier", "evaluation/scoring"} <= behind


def test_a_folder_counts_by_its_files_not_by_where_it_lies(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "onnx").mkdir(parents=True)
        (tmp_path / place / "onnx" / "model.onnx").write_bytes(b"weights")
    assert folder_digest(tmp_path / "one") == folder_digest(tmp_path / "two")
    (tmp_path / "three" / "onnx").mkdir(parents=True)
    (tmp_path / "three" / "onnx" / "model.onnx").write_bytes(b"others")
    assert folder_digest(tmp_path / "three") != folder_digest(tmp_path / "one")
    there = load_settings(entailment=tmp_path / "one"), load_settings(entailment=tmp_path / "two")
    assert there[0].sha256 == there[1].sha256 != load_settings(entailment=tmp_path / "three").sha256


def test_what_was_kept_under_a_digest_is_found_again() -> None:
    assert digest("Lam’s résumé", [1, {"a": None}]) == (
        "6a1255727d7a356bbc14c9eede1d5587013f2ec0348998380a790dbee44069bd"
    )
