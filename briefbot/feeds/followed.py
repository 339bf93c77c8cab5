"""What a library follows, in one file of its folder: feeds in one, mail folders in another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from filelock import FileLock
from pydantic import ValidationError, create_model

from briefbot.errors import InputError, LibraryError
from briefbot.feeds.storage import write_file, writing
from briefbot.types import Frozen

FILE_VERSION = 1


class HasAddress(Protocol):
    """Something that can be followed."""

    @property
    def url(self) -> str:
        """The address by which it is known."""
        ...


_Place = TypeVar("_Place", bound=HasAddress)


class Followed(Generic[_Place]):
    """The places of one kind that a library follows, in the order in which they were added.

    Args:
        kind: their model.
        command: of `briefbot`, which adds and lists them; their file is named after it.
        noun: what one of them is called.
        key: what the file lists them under.
    """

    def __init__(self, kind: type[_Place], command: str, noun: str, key: str) -> None:
        fields: dict[str, Any] = {"version": (int, FILE_VERSION), key: (tuple[kind, ...], ())}  # type: ignore[valid-type]
        self._file: type[Frozen] = create_model("File", __base__=Frozen, **fields)
        self._command, self._noun, self._key = command, noun, key

    def load(self, home: Path) -> tuple[_Place, ...]:
        """Those that are followed.

        Raises:
            LibraryError: their file cannot be read.
        """
        path = self._path(home)
        try:
            found: Any = self._file.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            raise LibraryError(f"Cannot read {str(path)!r}: {error}. Put a copy back, or move it away.") from error
        if found.version != FILE_VERSION:
            raise LibraryError(f"{str(path)!r} was written by a newer briefbot. Run `uv tool upgrade briefbot`.")
        places: tuple[_Place, ...] = getattr(found, self._key)
        return places

    def add(self, home: Path, places: Iterable[_Place]) -> tuple[_Place, ...]:
        """Follow some; those that are followed already stay as they are.

        Returns:
            The new ones.

        Raises:
            LibraryError: their file cannot be read or written.
        """
        wanted = {place.url: place for place in places}
        added: list[_Place] = []

        def change(known: tuple[_Place, ...]) -> tuple[_Place, ...]:
            urls = {place.url for place in known}
            added.extend(place for url, place in wanted.items() if url not in urls)
            return (*known, *added)

        self._update(home, change)
        return tuple(added)

    def remove(self, home: Path, url: str) -> _Place:
        """Stop following one; what was fetched stays.

        Raises:
            InputError: it is not followed.
            LibraryError: their file cannot be read or written.
        """
        removed = next((place for place in self.load(home) if place.url == url), None)
        if removed is None:
            raise InputError(
                f"No {self._noun} {url!r} is followed. Run `briefbot {self._command} list` to see those that are."
            )
        self._update(home, lambda known: tuple(place for place in known if place.url != url))
        return removed

    def replace(self, home: Path, place: _Place) -> None:
        """Write down what has become of one, unless it was removed meanwhile.

        Raises:
            LibraryError: their file cannot be read or written.
        """
        self._update(home, lambda known: tuple(place if old.url == place.url else old for old in known))

    def _update(self, home: Path, change: Callable[[tuple[_Place, ...]], tuple[_Place, ...]]) -> None:
        path = self._path(home)
        with writing(path):
            home.mkdir(parents=True, exist_ok=True)
            with FileLock(home / f".{self._command}.lock"):
                written = self._file.model_validate({self._key: change(self.load(home))})
                write_file(path, written.model_dump_json(indent=1).encode())

    def _path(self, home: Path) -> Path:
        return home / f"{self._command}.json"
