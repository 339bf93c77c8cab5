from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.files import read_json, write_json, write_whole


def test_a_file_that_cannot_be_finished_stays_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "the first line\n"
        raise OSError("the disk is gone")

    path = tmp_path / "kept.txt"
    write_whole(path, ["old\n"])
    with pytest.raises(OSError, match="gone"):
        write_whole(path, broken())
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]
    assert path.read_bytes() == b"old\n"


def test_a_json_file_is_read_back_and_a_torn_one_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_json(path, {"name": "Ålesund"})
    assert read_json(path) == {"name": "Ålesund"}
    path.write_text('{"name": ')
    assert read_json(path) == {}
    assert read_json(tmp_path / "none.json") == {}
