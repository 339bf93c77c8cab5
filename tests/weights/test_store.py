"""The parts of the store that need no server: partial files, users' own files, the commands."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from typer.testing import CliRunner

from briefbot.cli.models import models_app
from briefbot.errors import DigestError, ModelError
from briefbot.files import read_json, sha256_of
from briefbot.progress import transfer
from briefbot.settings import Settings
from briefbot.weights.registry import MODELS, Model, WeightFile
from briefbot.weights.sources import _resume, progress_file
from briefbot.weights.store import resolve_language

CONTENT = b"GGUF" + bytes(range(256)) * 20
TOKENS = b'{"version": "1.0"}'


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that the commands load too, and a model of two files."""
    files = tuple(
        WeightFile(filename=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        for name, data in (("small.gguf", CONTENT), ("tokens.json", TOKENS))
    )
    small = Model(name="small", role="language", description="Two files.", licence="MIT", memory_gb=0.1, files=files)
    monkeypatch.setitem(MODELS, "small", small)
    for name in [name for name in os.environ if name.startswith("BRIEFBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setenv("BRIEFBOT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("BRIEFBOT_LOCAL_MODELS", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "small.gguf").write_bytes(CONTENT)
    (tmp_path / "own" / "tokens.json").write_bytes(TOKENS)
    return Settings()


@limits(deadline=None)  # the disk may be busy
@given(recorded=st.integers(0, 3000), written=st.integers(0, 3000), parts=st.integers(1, 9))
def test_a_partial_file_is_cut_to_its_last_whole_part(recorded: int, written: int, parts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        partial = Path(folder) / "file.partial"
        partial.write_bytes(CONTENT[:written])
        progress_file(partial).write_text(json.dumps({"parts": parts, "bytes": recorded}))
        kept = recorded if recorded <= written else 0
        assert _resume(partial) == (parts if recorded <= written else 0, kept)
        assert partial.read_bytes() == CONTENT[:kept]


@pytest.mark.parametrize("torn", ["", "{", "[1, 2]", "null"])
def test_a_torn_record_counts_as_none(tmp_path: Path, torn: str) -> None:
    record = tmp_path / "record.json"
    record.write_text(torn)
    assert read_json(record) == {}


def test_a_file_is_hashed_in_blocks_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a" * 2_500_000)
    reported: list[int] = []
    assert sha256_of(path, reported.append) == hashlib.sha256(b"a" * 2_500_000).hexdigest()
    assert reported == [1 << 20, 2 << 20, 2_500_000]


def test_progress_is_plain_lines_where_stderr_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(float(second) for second in range(0, 100, 5))
    monkeypatch.setattr("briefbot.progress.time.monotonic", lambda: next(clock))
    with transfer("weights", 1000, show=True) as report:
        for done in (200, 210, 600, 1000):
            report(done)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "weights: 20%, 200 bytes of 1.0 kB, 0 bytes/s",
        "weights: 60%, 600 bytes of 1.0 kB, 26 bytes/s, 15 s left",
        "weights: 100%, 1.0 kB of 1.0 kB, 40 bytes/s",
    ]


def test_a_registry_name_resolves_to_its_verified_file(settings: Settings) -> None:
    found = resolve_language(settings.model_copy(update={"model": "small"}), progress=False)
    assert found.path == settings.models / "small" / "small.gguf"
    assert found.path.read_bytes() == CONTENT
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_users_own_file_is_hashed_once_until_it_changes(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    mine = settings.model_copy(update={"model": str(own)})
    first = resolve_language(mine, progress=False)
    assert first.sha256 == hashlib.sha256(CONTENT).hexdigest()

    stat = own.stat()
    own.write_bytes(CONTENT[:-1] + b"!")
    os.utime(own, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert resolve_language(mine, progress=False).sha256 == first.sha256, "size and time are the same: not read again"

    os.utime(own, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
    assert resolve_language(mine, progress=False).sha256 == hashlib.sha256(CONTENT[:-1] + b"!").hexdigest()


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("no-such-model", "neither in `briefbot models list` nor a file"),
        ("minilm-int8", "no language model"),
        ("own/tokens.json", "not a GGUF file"),
    ],
)
def test_what_is_no_language_model_is_refused(settings: Settings, tmp_path: Path, model: str, message: str) -> None:
    given_model = str(tmp_path / model) if "/" in model else model
    with pytest.raises(ModelError, match=message):
        resolve_language(settings.model_copy(update={"model": given_model}), progress=False)


def run(*arguments: str) -> str:
    """A command's standard output; its errors are raised."""
    return CliRunner().invoke(models_app, list(arguments), catch_exceptions=False).stdout


def listed(name: str) -> str:
    return str(next(row["state"] for row in json.loads(run("list", "--json")) if row["name"] == name))


def test_the_commands_take_a_model_from_absent_to_installed_and_back(settings: Settings) -> None:
    assert listed("small") == "absent"
    run("pull", "small", "--source", "local")
    assert listed("small") == "installed"
    assert run("path", "small").strip() == str(settings.models / "small" / "small.gguf")
    assert {file["state"] for file in json.loads(run("verify", "small", "--json"))} == {"verified"}
    run("remove", "small")
    assert listed("small") == "absent"


def test_a_given_file_is_used_for_the_file_of_its_size(settings: Settings, tmp_path: Path) -> None:
    assert settings.local_models is not None
    own = settings.local_models / "small.gguf"
    elsewhere = own.rename(tmp_path / "downloaded")
    run("pull", "small", "--file", str(elsewhere))
    assert listed("small") == "installed"


def test_verify_fails_and_says_how_to_repair(settings: Settings) -> None:
    run("pull", "small", "--source", "local")
    (settings.models / "small" / "tokens.json").write_bytes(b"x" * len(TOKENS))
    with pytest.raises(DigestError, match="briefbot models pull small"):
        run("verify", "small")
    assert listed("small") == "incomplete"


def test_verify_names_what_is_missing(settings: Settings) -> None:
    with pytest.raises(ModelError, match="Files of small are missing"):
        run("verify", "small")


def test_the_list_for_people_has_a_line_for_every_model(settings: Settings) -> None:
    table = run("list")
    assert all(any(line.startswith(name) for line in table.splitlines()) for name in MODELS)
    assert "qwen2.5-coder-1.5b *" in table


def test_a_file_needs_the_name_of_its_model(settings: Settings) -> None:
    result = CliRunner().invoke(models_app, ["pull", "--file", "x.gguf"])
    assert result.exit_code == 2
    assert "--file" in result.stderr
