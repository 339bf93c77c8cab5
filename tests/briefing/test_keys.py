from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.briefing import keys


def test_a_new_calibration_makes_briefings_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PACKAGE", tmp_path)
    (tmp_path / "support").mkdir()
    calibration = tmp_path / "support" / "calibration.json"
    calibration.write_text("{}", encoding="utf-8")
    before = keys.code_sha256.__wrapped__()
    (tmp_path / "briefing" / "rendering").mkdir(parents=True)
    (tmp_path / "briefing" / "rendering" / "html.py").write_text("", encoding="utf-8")
    assert keys.code_sha256.__wrapped__() == before  # how it is shown does not change what it says
    calibration.write_text('{"threshold": 0.5}', encoding="utf-8")
    assert keys.code_sha256.__wrapped__() != before
