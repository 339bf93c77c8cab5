from __future__ import annotations

from pathlib import Path

from briefbot import digests as keys
from briefbot.digests import PACKAGE


def test_a_new_calibration_makes_briefings_anew(tmp_path: Path) -> None:
    (tmp_path / "support").mkdir()
    calibration = tmp_path / "support" / "calibration.json"
    calibration.write_text("{}", encoding="utf-8")
    before = keys.code_sha256.__wrapped__(tmp_path)
    (tmp_path / "briefing" / "rendering").mkdir(parents=True)
    (tmp_path / "briefing" / "rendering" / "html.py").write_text("", encoding="utf-8")
    assert keys.code_sha256.__wrapped__(tmp_path) == before  # how it is shown does not change what it says
    calibration.write_text('{"threshold": 0.5}', encoding="utf-8")
    assert keys.code_sha256.__wrapped__(tmp_path) != before


def test_all_code_that_counts_is_there() -> None:
    found = {path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*")}
    assert set(keys._CODE) <= found
