"""What the library records about files and about how articles belong together."""

from __future__ import annotations

from briefbot.types import Frozen, Problem


class FileStat(Frozen):
    """What tells a file from a changed one without reading it, and what read it."""

    size: int | None = None
    """Bytes."""
    modified: int | None = None
    """Nanoseconds since 1970; None when it cannot be trusted to tell a later change."""
    reader: str = "0"
    """The readers' version, and what else decided how it was read; '0' is older than any."""


class KnownFile(FileStat):
    """A file as it was when it was read to its end."""

    digest: str
    """SHA-256 of its bytes; empty when reading it was cut short."""


class KnownProblem(Problem):
    """Something that could not be read, with the time of the last attempt (ISO 8601, UTC)."""

    at: str


class Standing(Frozen):
    """What an article is to the others of its story."""

    copy_of: str | None
    """Id of the article that carries the same text and is cited in its place."""
    superseded_by: str | None
    """Id of the newest version."""
