"""Zip files -> the articles of their members, each read by the reader of its own format."""

from __future__ import annotations

import csv
import gzip
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from briefbot.errors import ReadError
from briefbot.readers.io import check_size, faults_told
from briefbot.readers.substack import BROKEN_MEMBER, articles_of_posts, posts_of
from briefbot.readers.wirefiles import HEAD_BYTES, Reader, wire_reader
from briefbot.types import Article, Problem

ZIP_LIMIT = 2_000_000_000
"""Largest zip file, in bytes."""
MEMBERS_LIMIT = 100_000
"""Most members of a zip file."""
MEMBER_LIMIT = 200_000_000
"""Largest member, in bytes once unpacked."""
TOTAL_LIMIT = 10_000_000_000
"""Most bytes of all members once unpacked."""
RATIO_LIMIT = 200
"""How many times its packed size a member may have once unpacked; text has a tenth of that."""
SMALL_FILE = 1_000_000
"""Bytes up to which a member may have any ratio."""
_STEP = 1 << 16


def is_cut_off(path: Path) -> bool:
    """Whether a zip file is one that was cut off within another one inside of it, whose list of members is found."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_begin(archive, path))
    except BROKEN_MEMBER:
        return False


def _begin(archive: zipfile.ZipFile, path: Path) -> int:
    """The byte at which the first member begins, of a file that begins with one; 0 for a whole zip file."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return 0  # a program that unpacks itself stands before the members
    return min((member.header_offset for member in archive.infolist()), default=0)


def read_zip(path: Path, readers: dict[str, Reader]) -> Iterator[Article | Problem]:
    """The articles of the members, one member unpacked at a time; other formats are passed over; see `passed_over`.

    Members are unpacked under names of their own choosing only as far as the last part goes, into a folder of their
    own, so that `../../x` is harmless. Every broken, encrypted, oversized or nested one is a Problem.

    Raises:
        ReadError: the file is no zip file, or larger than the limits.
    """
    check_size(path, ZIP_LIMIT)
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_MEMBER as error:
        raise ReadError(f"{str(path)!r} is no zip file that can be read: {error}. Pack it again.") from error
    with archive:
        if begin := _begin(archive, path):
            raise ReadError(
                f"{str(path)!r} breaks off: it ends within a zip file of its own that begins at byte {begin:,}. "
                "Get it again."
            )
        members = [member for member in archive.infolist() if not member.is_dir()]
        total = sum(member.file_size for member in members)
        if len(members) > MEMBERS_LIMIT or total > TOTAL_LIMIT:
            raise ReadError(
                f"{str(path)!r} holds {len(members):,} members of {total:,} bytes, more than the "
                f"{MEMBERS_LIMIT:,} or the {TOTAL_LIMIT:,} that are read. Split it."
            )
        posts = _posts_of(archive)
        if posts:
            yield from articles_of_posts(archive, posts, str(path))
            return
        for member in members:
            name = PurePosixPath(member.filename.replace("\\", "/")).name
            suffix = PurePosixPath(name).suffix.casefold()
            if not _is_meant(member):
                continue
            place = f"{path}!{member.filename}"
            if suffix == ".zip":
                yield Problem(path=place, reason=f"{place!r} is a zip file within a zip file. Unpack it first.")
            elif reader := _reader(archive, member, readers):
                yield from _read_member(archive, member, place, name, reader)


def _posts_of(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    """The posts of an export of Substack; none where it is no such export, or one that cannot be unpacked."""
    try:
        return posts_of(archive)
    except (*BROKEN_MEMBER, csv.Error):
        return {}


def passed_over(path: Path, readers: dict[str, Reader]) -> list[str]:
    """The members of a zip file that are of no format that is read, as `news.zip!picture.png`."""
    try:
        with zipfile.ZipFile(path) as archive:
            meant = [each for each in archive.infolist()[:MEMBERS_LIMIT] if not each.is_dir() and _is_meant(each)]
            others = (each for each in meant if not each.filename.casefold().endswith(".zip"))
            return [f"{path}!{each.filename}" for each in others if not _reader(archive, each, readers)]
    except BROKEN_MEMBER:  # told where it is read
        return []


def read_gzip(path: Path, readers: dict[str, Reader]) -> Iterator[Article | Problem]:
    """The articles of a file that is packed by gzip, such as `export.jsonl.gz`; a web archive is read as it is.

    Raises:
        ReadError: what is in it is not read, or it is broken or too large.
    """
    from briefbot.readers.warc import read_warc

    check_size(path, ZIP_LIMIT)
    name = path.name[: -len(path.suffix)]
    suffix = PurePosixPath(name).suffix.casefold()
    if suffix == ".warc":
        yield from read_warc(path)
        return
    if suffix not in readers:
        raise ReadError(f"Cannot read {str(path)!r}: {name!r} in it is of no format that is read. Unpack it.")
    with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
        file = Path(folder) / name
        allowed = min(MEMBER_LIMIT, max(SMALL_FILE, RATIO_LIMIT * path.stat().st_size))
        try:
            with gzip.open(path) as packed, file.open("wb") as unpacked:
                unpack(packed, unpacked, allowed, str(path))
            with faults_told(str(path)):
                for found in readers[suffix](file):
                    yield moved(found, str(file), str(path))
        except ReadError as error:
            raise ReadError(str(error).replace(str(file), str(path))) from error
        except BROKEN_MEMBER as error:
            raise ReadError(f"{str(path)!r} cannot be unpacked: {error}. Pack it again.") from error


def _is_meant(member: zipfile.ZipInfo) -> bool:
    """Whether a member is there for its readers, and not one of those that systems hide."""
    name = PurePosixPath(member.filename.replace("\\", "/")).name
    return not name.startswith(".") and "__MACOSX" not in member.filename


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo, readers: dict[str, Reader]) -> Reader | None:
    """What reads a member: by its suffix, else by how it begins."""
    return readers.get(PurePosixPath(member.filename).suffix.casefold()) or _wire(archive, member)


def _wire(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Reader | None:
    """What reads a member of another suffix, when it begins as a wire's messages do."""
    try:
        with archive.open(member) as packed:
            return wire_reader(packed.read(HEAD_BYTES))
    except BROKEN_MEMBER:
        return None


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str, name: str, reader: Reader
) -> Iterator[Article | Problem]:
    with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
        file = Path(folder) / name
        try:
            _unpack(archive, member, file, place)
            with faults_told(place):
                for found in reader(file):
                    yield moved(found, str(file), place)
        except ReadError as error:
            yield Problem(path=place, reason=str(error).replace(str(file), place))
        except BROKEN_MEMBER as error:
            yield Problem(path=place, reason=f"{place!r} cannot be unpacked: {error}. Pack it again.")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path, place: str) -> None:
    """Write the member's bytes to the file, and stop at a limit whatever size its header tells."""
    allowed = min(MEMBER_LIMIT, max(SMALL_FILE, RATIO_LIMIT * member.compress_size))
    with archive.open(member) as packed, file.open("wb") as unpacked:
        unpack(packed, unpacked, allowed, place)


def unpack(packed: IO[bytes] | gzip.GzipFile, unpacked: IO[bytes], allowed: int, place: str) -> None:
    """Unpack at most so many bytes.

    Raises:
        ReadError: there are more.
    """
    written = 0
    while data := packed.read(_STEP):
        written += len(data)
        if written > allowed:
            raise ReadError(f"{place!r} unpacks to more than {allowed:,} bytes. Unpack it yourself if you trust it.")
        unpacked.write(data)


def moved(found: Article | Problem, file: str, place: str) -> Article | Problem:
    """What was read, told of the member instead of the file it was unpacked to."""
    if isinstance(found, Problem):
        return Problem(path=found.path.replace(file, place), reason=found.reason.replace(file, place))
    return found.model_copy(update={"path": found.path and found.path.replace(file, place)})
