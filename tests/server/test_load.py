"""The server under load for some seconds; two minutes are `python -m evals.serving load 120`."""

from __future__ import annotations

import os

import pytest

from evals.serving import measure_load
from tests.conftest import ROOT

SECONDS = 3
GROWTH = 60  # MiB that the server may grow by while it is asked


def test_readers_and_askers_at_once_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))))
    load = measure_load(SECONDS, readers=20, askers=6, thinking=0.2)
    assert set(load.reading.counts) == {"read"} and load.reading.counts["read"] >= 20
    assert set(load.asking.counts) == {"answered"} and load.asking.counts["answered"] >= 6
    assert max(load.memory) - load.memory[0] < GROWTH
