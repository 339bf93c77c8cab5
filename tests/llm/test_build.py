"""A build of llama.cpp for another processor is told before it dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.errors import ModelError
from briefbot.llm import build
from briefbot.llm.build import FEATURES, missing, unfit
from briefbot.llm.context import ModelContext

BUILT = {name: feature in ("avx2", "fma", "avx512f", "avx512_vnni") for name, feature in FEATURES.items()}


def test_what_a_processor_lacks_of_a_build_is_named() -> None:
    assert missing(frozenset({"avx2", "fma", "avx512f"}), BUILT) == ("avx512_vnni",)
    assert missing(frozenset({"avx2", "fma"}), BUILT) == ("avx512_vnni", "avx512f")


def test_a_processor_may_have_more_than_a_build_uses() -> None:
    assert missing(frozenset(FEATURES.values()), BUILT) == ()


def test_nothing_is_said_of_a_processor_whose_features_are_not_told() -> None:
    assert missing(frozenset(), BUILT) == ()


def test_this_build_fits_this_processor() -> None:
    assert unfit() == ""


@pytest.mark.model
def test_a_build_for_another_processor_is_refused_with_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nflags\t\t: fpu sse2\n", encoding="utf-8")
    monkeypatch.setattr(build, "CPU_INFO", info)
    lacking = unfit()
    if not lacking:
        pytest.skip("this build uses nothing beyond the plainest processor of its kind")
    assert "--reinstall-package llama-cpp-python" in lacking
    with pytest.raises(ModelError, match="built for another processor"):
        ModelContext(tmp_path / "model.gguf", 1024, 1)
