from __future__ import annotations

from briefbot.text.names import each_once


def test_names_that_differ_in_capitals_alone_are_one() -> None:
    names = ["PACIFIC DISPATCH", "Han River Wire", "Pacific Dispatch", "BBC"]
    assert each_once(names) == ["Pacific Dispatch", "Han River Wire", "BBC"]
