"""The layout: what may import what, what is exported, and what the repository may not contain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from lxml.html.defs import tags

from tests.conftest import ROOT

PACKAGE = ROOT / "briefbot"

# From the beginning of the flow to its end; a module may import only those before it. Rooms of one line stand side by
# side: none of them knows another.
FLOW = (
    ("errors", "types", "digests"),
    ("targets",),
    ("files", "settings", "text"),
    ("readers",),
    ("progress", "citations", "dedup", "feeds"),
    ("library", "llm", "weights"),
    ("search", "verification", "delivery"),
    ("intake",),
    ("ingest", "cluster", "answering", "briefing", "watchlists"),
    ("desk", "render"),
    ("rounds",),
    ("evaluation", "server"),
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


def private_imports(code: str) -> set[str]:
    """What a module imports that others keep to themselves, by a leading underscore; `__future__` is no such name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found.update(".".join([*module, alias.name]) for alias in node.names)
    return {name for name in found if re.search(r"(?:^|\.)_(?!_)", name)}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_a_private_name_of_another(path: Path) -> None:
    assert private_imports(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "code", ["from briefbot.files import _b, c", "from briefbot._a import b", "import briefbot._a as a"]
)
def test_a_private_import_is_found_in_every_form(code: str) -> None:
    assert private_imports(code)


def test_modules_stay_short() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, briefbot.cli; "
        "print([m for m in ('chromadb', 'llama_cpp', 'onnxruntime', 'pydantic', 'numpy', "
        "'httpx2', 'trafilatura', 'pypdf', 'feedparser', 'datasketch', 'watchfiles', 'lxml', 'fastapi', 'uvicorn', "
        "'ray') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def top_names(code: str) -> set[str]:
    """The public names that a module gives to what it defines at its top."""
    found = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {part.id for target in targets if target for part in ast.walk(target) if isinstance(part, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def test_a_public_name_has_one_meaning() -> None:
    """In the whole package but its doors, where functions have the names of commands, addresses and protocols."""
    homes: dict[str, list[str]] = {}
    for path in (path for path in sorted(PACKAGE.rglob("*.py")) if part(path) not in ("cli", "server")):
        for name in top_names(path.read_text(encoding="utf-8")):
            homes.setdefault(name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_names_at_the_top_are_found_in_every_form() -> None:
    code = "A, B = 1, 2\nC: int = 3\ndef d(): e = 4\nclass F: g = 5\n_h = 6\n"
    assert top_names(code) == {"A", "B", "C", "d", "F"}


def options_named(code: str) -> list[str]:
    """The options of a command line that texts name, but within a whole command, which users can run."""
    tree = ast.parse(code)
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = (re.sub(r"`\w+ [^`]*`", "", literal(node)) for node in ast.walk(tree) if id(node) not in passed)
    return [name for text in texts for name in re.findall(r"(?<=[ `(])--[a-z-]+", text)]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_names_its_options(path: Path) -> None:
    if not path.is_relative_to(PACKAGE / "cli"):
        assert options_named(path.read_text(encoding="utf-8")) == []


def test_an_option_is_found_but_in_a_command() -> None:
    assert options_named('x = f"{y} is wrong. Leave out --gate."') == ["--gate"]
    assert options_named('x = "Run `briefbot eval --gate`."\ny = ["pip", "--quiet"]') == []


LONGEST_LIST = 8  # words of English that a literal may list outside the lexicon
LONGEST_CODE = 4  # letters
# What looks like a word list of English and is none: module, name, and why.
NO_WORD_LISTS = {
    ("readers/exports/proquest.py", "_LABELS"): "the labels of a format's fields, in four languages",
    ("readers/blocks.py", "REASONS"): "the product's own reasons, in the order of a model's columns",
}
_SYNTAX = re.compile(r"\\[pPxuN]\{[^}]*\}|\\.|\?P<\w+>|\?<?[aiLmsux-]*[:=!]|\[[^\]]*\]|\{[^}]*\}|[.*+?^$]")
_INNERMOST = re.compile(r"\(([^()]*)\)")


@cache
def english() -> frozenset[str]:
    """The words of the demo corpus and of the lexicon; of single letters, those that are words."""
    paths = [*(ROOT / "corpus").rglob("*.md"), *(PACKAGE / "text" / "lexicon").glob("*.py")]
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in paths)
    return frozenset(re.findall(r"[a-z]{2,}", text)) | {"a", "i"}


def listed(node: ast.AST) -> list[list[str]]:
    """What a literal lists: elements, keys, the words of a text to be split, the alternatives of each group.

    Keys of constants only: over anything else they name fields or head lists, which are looked at on their own.
    """
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [[text for element in node.elts if (text := literal(element))]]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [[text for key, value in pairs if key and isinstance(value, ast.Constant) and (text := literal(key))]]
    if isinstance(node, ast.Attribute) and node.attr == "split":
        return [literal(node.value).split()]
    if isinstance(node, ast.Assign | ast.Call) and not is_more_than_words(text := literal(split_text(node))):
        return [text.replace(";", " ").split()]
    return alternatives(literal(node))


def split_text(node: ast.Assign | ast.Call) -> ast.AST:
    """What is given to a name, or to a function that splits it."""
    if isinstance(node, ast.Assign):
        return node.value
    splits = isinstance(node.func, ast.Name) and node.func.id.startswith("split") and node.args
    return node.args[0] if splits else node


def is_more_than_words(text: str) -> bool:
    """Whether a text is more than words, as a pattern and a sentence are."""
    return re.fullmatch(r"[a-z\s;]*", text) is None


def alternatives(text: str) -> list[list[str]]:
    """The alternatives of each group of a pattern."""
    groups, text = [], _SYNTAX.sub("", text)
    while match := _INNERMOST.search(text):
        groups.append(match[1])
        text = text.replace(match[0], "", 1)
    return [group.split("|") for group in [*groups, text]]


def literal(node: ast.AST) -> str:
    """The text of a string literal, whatever is put into it left out; empty for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_english(word: str) -> bool:
    return bool(word.strip()) and set(word.lower().split()) <= english()


def are_names(words: list[str]) -> bool:
    """Whether a list holds the names of a standard: codes, which are short and mostly no words, or tags of HTML."""
    codes = all(len(word) <= LONGEST_CODE for word in words) and 2 * sum(map(is_english, words)) < len(words)
    return codes or 2 * len(tags.intersection(words)) > len(words)


def assigned(node: ast.AST) -> str:
    """The name that a statement gives to what it makes; empty for others."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def word_lists(code: str, module: str = "") -> list[list[str]]:
    """The lists of more words of English than a module may hold."""
    tree = ast.parse(code)
    tree.body = [node for node in tree.body if (module, assigned(node)) not in NO_WORD_LISTS]
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    nodes = (node for node in ast.walk(tree) if id(node) not in prose)
    lists = (words for node in nodes for words in listed(node) if not are_names(words))
    return [known for words in lists if len(known := list(filter(is_english, words))) > LONGEST_LIST]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_lexicon_holds_word_lists(path: Path) -> None:
    if path.is_relative_to(PACKAGE / "text" / "lexicon"):
        return
    assert word_lists(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix()) == []


@pytest.mark.parametrize(("module", "name"), NO_WORD_LISTS)
def test_what_is_let_through_would_be_found(module: str, name: str) -> None:
    code = (PACKAGE / module).read_text(encoding="utf-8")
    assert name in map(assigned, ast.parse(code).body) and word_lists(code)


@pytest.mark.parametrize(
    "code",
    [
        'x = ("said", "told", "wrote", "added", "asked", "warned", "argued", "called", "denied")',
        'x = {"said": 1, "told": 1, "wrote": 1, "added": 1, "asked": 1, "met": 1, "led": 1, "won": 1, "lost": 1}',
        'x = "said told wrote added asked warned argued called denied".split()',
        'x = r"\\b(?:said|told|wrote|added|asked|warned|argued|called|denied)\\b"',
        'x = rf"{y} (?:said|told|wrote|added|(?:asked|warned) of|argued|called|denied|met|left)"',
        'x = ("of", "on", "in", "at", "to", "by", "as", "is", "it")',
        'x = ("article", "section", "table", "title", "said", "told", "wrote", "added", "asked")',
    ],
)
def test_a_word_list_is_found_in_every_form(code: str) -> None:
    assert word_lists(code)


@pytest.mark.parametrize(
    "code",
    [
        'x = "fr es it uk id ca lt is eu nl sv da nb fi pl cs sk sl hu ro bg el".split()',
        'x = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "i": 7, "k": 8, "n": 9, "p": 0}',
        'x = ("article", "form", "section", "table", "title", "time", "head", "link", "small", "figure", "list")',
        'x = {"title": a, "source": b, "author": c, "section": d, "day": e, "place": f, "page": g, "note": h, "in": i}',
    ],
)
def test_names_of_a_standard_are_no_word_list(code: str) -> None:
    assert word_lists(code) == []


TOP = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "briefbot",
    "corpus",
    "docs",
    "evals",
    "findings",
    "prompts",
    "pyproject.toml",
    "requirements.txt",
    "tests",
}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout of the repository")
def test_the_repository_holds_what_people_wrote_and_no_trace_of_where() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [name for name in done.stdout.split("\0") if name]
    assert {name.split("/")[0] for name in files} <= TOP
    local = re.compile(rb"(?<![\w.])/(?:root|work|home/(?!me/)\w+|Users/(?!me/)\w+)/\w")
    assert [name for name in files if local.search((ROOT / name).read_bytes())] == []
