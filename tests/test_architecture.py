"""The layout: what may import what, what is exported, and what the repository may not contain."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "briefbot"

# From the beginning of the flow to its end; a module may import only those before it. Rooms of one line stand side by
# side: none of them knows another.
FLOW = (
    ("errors", "types", "digests"),
    ("files", "settings", "text", "readers"),
    ("progress", "citations", "dedup", "feeds"),
    ("library", "llm", "weights"),
    ("search", "verification"),
    ("ingest", "answering", "briefing"),
    ("desk", "render"),
    ("evaluation",),
    ("cli",),
    ("__main__",),
)
LINE = {room: number for number, rooms in enumerate(FLOW) for room in rooms}
# `from briefbot import Desk` loads the desk when it is asked for, not when the package is imported.
FACE = "__init__"


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
    if own == FACE:
        return
    assert {name for name in local_imports(path) - {own} if LINE[name] >= LINE[own]} == set()


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
