"""Installed weights for the rest of the program: found, fetched when missing, verified again, removed."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock
from pydantic import Field

from briefbot.errors import ModelError
from briefbot.files import disk_errors, read_json, sha256_of, size_of, write_json
from briefbot.progress import transfer
from briefbot.settings import Settings
from briefbot.types import Frozen
from briefbot.weights.folder import (
    Announce,
    FileState,
    file_state,
    fingerprint,
    folder_of,
    is_installed,
    locked,
    to_stderr,
    verify_file,
)
from briefbot.weights.pull import pull
from briefbot.weights.registry import MODELS, find_model


class ResolvedModel(Frozen):
    """A language model that is there to be loaded."""

    name: str = Field(description="Its name in the registry, or the path the user gave.")
    path: Path
    sha256: str


def resolve_language(settings: Settings, progress: bool = True, announce: Announce = to_stderr) -> ResolvedModel:
    """The language model that the settings name: one of the registry, fetched when missing, or any GGUF file.

    The digest of a user's own file is kept in the folder of weights, so that it is computed once.

    Raises:
        ModelError: no such model or file, or a file that is not GGUF.
        DownloadError: the model is missing and no source delivered it.
        DigestError: what a source delivered is not the model, and no other source had it.
    """
    if settings.model in MODELS:
        model = find_model(settings.model)
        if model.role != "language":
            raise ModelError(f"{model.name!r} is no language model. Run `briefbot models list` to see those.")
        weights = model.files[0]
        path = ensure(model.name, settings, progress, announce)[weights.filename]
        return ResolvedModel(name=model.name, path=path, sha256=weights.sha256)
    path = Path(settings.model).expanduser()
    if not path.is_file():
        raise ModelError(
            f"No model {settings.model!r}: it is neither in `briefbot models list` nor a file. Change BRIEFBOT_MODEL."
        )
    with path.open("rb") as source:
        if source.read(4) != b"GGUF":
            raise ModelError(f"{settings.model!r} is not a GGUF file. Name another, or run `briefbot models list`.")
    return ResolvedModel(name=settings.model, path=path, sha256=_own_digest(path.resolve(), settings, progress))


def ensure(name: str, settings: Settings, progress: bool = True, announce: Announce = to_stderr) -> dict[str, Path]:
    """The installed files of a model by file name; what is missing is fetched after saying what, how large and whence.

    Raises:
        ModelError: no such model, or no room on the disk.
        DownloadError: no source delivered a file.
        DigestError: what a source delivered is not the file, and no other source had it.
    """
    model = find_model(name)
    if not is_installed(settings, model):
        pull(name, settings, progress, announce)
    return {file.filename: folder_of(settings, model) / file.filename for file in model.files}


def model_path(settings: Settings, name: str) -> Path:
    """Where the weights of an installed model are.

    Raises:
        ModelError: no such model, or it is not installed.
    """
    model = find_model(name)
    if not is_installed(settings, model):
        raise ModelError(f"{name!r} is not installed. Run `briefbot models pull {name}`.")
    return folder_of(settings, model) / model.files[0].filename


def verify(name: str, settings: Settings, progress: bool = True) -> list[FileState]:
    """Read every file of a model again and compare its SHA-256: 'verified', 'wrong', or what it was if it is missing.

    A wrong file is no longer marked as verified, so that the next use fetches it again.

    Raises:
        ModelError: no such model.
    """
    model = find_model(name)
    found = []
    for file in model.files:
        state = file_state(model, file, settings)
        if state.path.is_file():
            good = verify_file(file, state.path, progress)
            state = state.model_copy(update={"state": "verified" if good else "wrong"})
        found.append(state)
    return found


def remove_model(settings: Settings, name: str, announce: Announce = to_stderr) -> int:
    """Delete the files of a model, partial ones too; returns the bytes that this frees.

    Raises:
        ModelError: no such model, or it is not installed.
    """
    model = find_model(name)
    folder = folder_of(settings, model)
    if not folder.is_dir():
        raise ModelError(f"{name!r} is not installed. Run `briefbot models list` to see what is.")
    with disk_errors(folder), locked(settings, model, announce):
        freed = sum(size_of(path) for path in folder.iterdir())
        shutil.rmtree(folder)
    return freed


def _own_digest(path: Path, settings: Settings, progress: bool) -> str:
    """SHA-256 of a user's own file, computed again only when the file has changed."""
    cache = settings.models / "digests.json"
    with disk_errors(settings.models):
        settings.models.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.models / ".digests.lock"):
            known = read_json(cache)
            record = known.get(str(path), {})
            if record != fingerprint(path, record.get("sha256", "")):
                with transfer(f"hashing {path.name}", size_of(path), progress) as report:
                    record = fingerprint(path, sha256_of(path, report))
                write_json(cache, known | {str(path): record})
    return str(record["sha256"])
