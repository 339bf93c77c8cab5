"""JSON that may break off: what stands before the break is read."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_BEFORE = re.compile(r"\s*(?:\{(?:[^\[\]{}\"]|\"(?:[^\"\\]|\\.)*\")*)?\[\s*")
"""What stands before the first thing in a list: nothing, or an object whose first list it is."""
_NEXT = re.compile(r"\s*,\s*")


class Parsed(NamedTuple):
    """What a text says in JSON."""

    document: object
    broken: str | None
    """Why no more of it could be read; None for a whole one."""


def parse_json(text: str) -> Parsed:
    """The document of a text; of one that breaks off within its list of records, the list of the whole ones.

    Raises:
        ValueError: it is no JSON, and no list of which a record is whole.
    """
    try:
        return Parsed(json.loads(text), None)
    except RecursionError as error:
        raise ValueError("it nests too deeply") from error
    except ValueError as error:
        records = _whole_records(text)
        if not records:
            raise
        return Parsed(records, str(error))


def _whole_records(text: str) -> list[object]:
    """The objects of a list up to the first that is not whole."""
    records: list[object] = []
    start = _BEFORE.match(text)
    decoder = json.JSONDecoder()
    at = start.end() if start else len(text)
    while text[at : at + 1] == "{":
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        records.append(record)
        more = _NEXT.match(text, at)
        at = more.end() if more else len(text)
    return records
