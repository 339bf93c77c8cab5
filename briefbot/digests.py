"""SHA-256 digests of values, code and folders: what is kept counts only while all that determines it is the same."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

PACKAGE = Path(__file__).parent
SELF = PACKAGE.name


def digest(*parts: object) -> str:
    """SHA-256 over values that JSON can write; others, such as dates, count as the text that `str` gives."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


@cache
def code_digest(*roots: str, without: frozenset[str] = frozenset(), package: Path = PACKAGE) -> str:
    """SHA-256 over modules, all that they import, and the data files beside what they import.

    Imports are followed through the package, those inside functions too; of other packages the version counts. What is
    found out here need not be listed anywhere: a module that begins to matter counts from its first import on.

    Args:
        roots: modules by their place in the package, such as 'briefing/brief'.
        without: modules that are left out, with what only they import.
        package: the folder of the package.

    Raises:
        FileNotFoundError: no such module.
    """
    reached, others = _closure(roots, without, package)
    folders = {path.parent for path in reached}
    data = {path for folder in folders for path in folder.iterdir() if path.is_file() and path.suffix != ".py"}
    files = sorted(reached | data)
    return digest(
        [[path.relative_to(package).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files],
        sorted(f"{name}=={version(name)}" for name in others),
    )


def modules_behind(*roots: str, without: frozenset[str] = frozenset(), package: Path = PACKAGE) -> frozenset[str]:
    """The modules whose code `code_digest` counts, by their place in the package."""
    reached, _ = _closure(roots, without, package)
    return frozenset(path.relative_to(package).with_suffix("").as_posix() for path in reached)


@cache
def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and the bytes of a folder's files, read once while the program runs."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return digest([[path.relative_to(folder).as_posix(), _sha256(path)] for path in files])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _closure(roots: tuple[str, ...], without: frozenset[str], package: Path) -> tuple[set[Path], set[str]]:
    """The files of all modules behind some, and the distributions of other packages that they import."""
    left_out = {path for name in without if (path := _file(package, name.split("/")))}
    left = [package / f"{root}.py" for root in roots]
    reached: set[Path] = set()
    outside: set[str] = set()
    while left:
        path = left.pop()
        if path in reached or path in left_out:
            continue
        reached.add(path)
        for module in _imports(ast.parse(path.read_bytes())):
            first, *rest = module.split(".")
            if first != SELF:
                outside.add(first)
            elif found := _file(package, rest):
                left.append(found)
    known = packages_distributions()
    return reached, {known[name][0] for name in outside if name in known}


def _imports(tree: ast.AST) -> Iterator[str]:
    """What is imported anywhere in a module, by whole names; of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(package: Path, parts: list[str]) -> Path | None:
    """The file of a module of the package; None for a name that is none."""
    place = package.joinpath(*parts)
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if parts and path.is_file()), None)
