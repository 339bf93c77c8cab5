"""YAML whose every part knows its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from briefbot.errors import CaseError


def compose(path: Path) -> yaml.Node:
    """The root of a YAML file that is a mapping, with plain values throughout and no key twice.

    Raises:
        CaseError: the file cannot be read, or is not such YAML; names file, line and key.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"Cannot read the case file {str(path)!r}: {error}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseError(f"{path}:{line}: not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise CaseError(f"{path}: not YAML: {error}.") from error
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise CaseError(f"{path}:1: a case file has the key 'questions' or 'briefings' with a list of cases.")
    _check_nodes(path, root)
    return root


def plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """What a node says, in Python's own types."""
    constructor = yaml.SafeLoader("")
    try:
        return constructor.construct_document(node)
    finally:
        constructor.dispose()


def _check_nodes(path: Path, root: yaml.Node) -> None:
    """Refuse what the schema would not see: keys that are no words or stand twice, and values that are none."""
    constructor = yaml.SafeLoader("")
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        place = f"{path}:{node.start_mark.line + 1}"
        if isinstance(node, yaml.ScalarNode):
            try:
                constructor.construct_object(node)
            except (ValueError, yaml.YAMLError) as error:
                raise CaseError(f"{place}: {node.value!r} cannot be read: {error}.") from error
        elif isinstance(node, yaml.MappingNode):
            _check_keys(path, node)
            waiting += [value for _, value in node.value]
        else:
            waiting += node.value


def _check_keys(path: Path, node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        place = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise CaseError(f"{place}: a key must be a word.")
        if key.value in seen:
            raise CaseError(f"{place}: {key.value}: the key stands twice.")
        seen.add(key.value)


def line_of(root: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line, from 1, of the innermost part of a location that the file has."""
    node, line = root, root.start_mark.line
    for part in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == part]
            if not found:
                continue
            line = found[0][0].start_mark.line
            node = found[0][1]
    return line + 1
