"""The layout: what may import what, what is exported, and what the repository may not contain."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "briefbot"

# From the beginning of the flow to its end; a module may import only those before it.
FLOW = (
    *("errors", "digests", "types", "settings", "models"),
    *("readers", "copies", "library", "feeds", "watch"),
    *("temporal", "sentences", "hedges", "chunking", "embedding", "index", "ingest"),
    *("questions", "retrieval", "prompts", "generation", "llamacpp", "grounding", "exact", "support"),
    *("verification", "abstention", "verdicts", "answering"),
    *("render", "briefing", "desk", "evaluation", "scheduling", "cli", "__main__"),
)
# generation names llamacpp inside a function, so that llama_cpp is imported only when a model is loaded.
ALLOWED = {("generation", "llamacpp")}


def local_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("briefbot."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("briefbot.")}
    return found


def part(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_what_comes_later_in_the_flow(path: Path) -> None:
    own = part(path)
    if own == "__init__":
        assert local_imports(path) == set()
        return
    later = {name for name in local_imports(path) - {own} if FLOW.index(name) > FLOW.index(own)}
    assert {(own, name) for name in later} <= ALLOWED


def test_modules_stay_short() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, briefbot.cli; "
        "print([m for m in ('chromadb', 'llama_cpp', 'onnxruntime', 'pydantic', 'numpy', "
        "'httpx2', 'trafilatura', 'pypdf', 'feedparser', 'datasketch', 'watchfiles', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
