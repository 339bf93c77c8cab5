from __future__ import annotations

import datetime as dt
from pathlib import Path

from briefbot.digests import code_digest, digest


def test_digests_tell_parts_apart() -> None:
    assert digest("a", "b") != digest("ab")
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest(dt.date(2019, 10, 5)) != digest(dt.date(2019, 10, 6))


def test_the_digest_of_code_changes_with_it(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "one.py").write_text("x = 1\n")
    (tmp_path / "part" / "data.json").write_text("{}")
    (tmp_path / "two.py").write_text("y = 1\n")
    first = code_digest(("part", "two"), tmp_path)
    (tmp_path / "part" / "data.json").write_text("[]")
    second = code_digest(("part", "two"), tmp_path)
    (tmp_path / "two.py").write_text("y = 2\n")
    third = code_digest(("part", "two"), tmp_path)
    assert len({first, second, third}) == 3
    (tmp_path / "other.py").write_text("z = 1\n")
    assert code_digest(("part", "two"), tmp_path) == third


def test_folders_that_do_not_count_are_left_out(tmp_path: Path) -> None:
    for name in ("part/one.py", "part/shown/two.py", "part/__pycache__/one.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    whole = code_digest(("part",), tmp_path)
    less = code_digest(("part",), tmp_path, without=("shown",))
    assert whole != less
    (tmp_path / "part" / "shown" / "two.py").write_text("x = 2\n")
    (tmp_path / "part" / "__pycache__" / "one.pyc").write_text("x = 2\n")
    assert code_digest(("part",), tmp_path) != whole
    assert code_digest(("part",), tmp_path, without=("shown",)) == less


def test_what_was_kept_under_a_digest_is_found_again() -> None:
    assert digest("Lam’s résumé", [1, {"a": None}]) == (
        "6a1255727d7a356bbc14c9eede1d5587013f2ec0348998380a790dbee44069bd"
    )
