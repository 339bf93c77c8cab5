"""Web archives (WARC, ISO 28500) -> the articles of their pages, by warcio (Apache-2.0, of the Webrecorder project).

warcio ends at the first record that is broken, and says nothing of one that is cut off. So records are told apart here,
and each is given to warcio on its own.
"""

from __future__ import annotations

import gzip
import io
import re
import tempfile
import zlib
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO

from briefbot.errors import ReadError
from briefbot.readers.archive import RATIO_LIMIT, SMALL_FILE, TOTAL_LIMIT, moved, unpack
from briefbot.readers.html import article_from_html
from briefbot.readers.io import check_size, megabytes_of
from briefbot.readers.mhtml import with_charset
from briefbot.readers.pdf import read_pdf
from briefbot.types import Article, Problem

WARC_LIMIT = 100_000_000_000
"""Largest archive, in bytes."""
WARC_RECORD_LIMIT = 60_000_000
"""Largest record that is read, in bytes once unpacked; larger ones are films."""
HEADER_LIMIT = 64 << 10
"""Longest header of a record, in bytes."""
_STEP = 1 << 16
_NEXT = 16
"""Bytes behind a record that tell whether another follows."""
_GZIP = b"\x1f\x8b\x08"
_START = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")
_PDF = "application/pdf"
RecordBytes = bytes | str | None
"""The bytes of a record; what is wrong with one that is broken; None for one that is too large."""


def read_warc(path: Path) -> Iterator[Article | Problem]:
    """The articles of the pages and PDFs that servers answered with; pictures, scripts and errors are passed over.

    After a broken record the reading goes on with the next that can be found. Paths end in the record's number.

    Raises:
        ReadError: the file is no web archive, holds no page, or cannot be opened.
    """
    check_size(path, WARC_LIMIT)
    try:
        with path.open("rb") as file, megabytes_of(path) as read_to:
            head = file.read(16)
            if not head.startswith(_GZIP) and not _START.match(head):
                raise ReadError(f"{str(path)!r} {_unlike(head)}")
            records = _packed_records(file, str(path)) if head.startswith(_GZIP) else _plain(file)
            count = found = 0
            for count, (place, record) in enumerate(records, start=1):
                read_to(place)
                for each in _of_record(path, count, place, record):
                    found += 1
                    yield each
            if not found:
                raise ReadError(f"{str(path)!r} holds no page and no PDF among its {count} records. Check the file.")
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error


def _unlike(head: bytes) -> str:
    """Why a file that begins so is no web archive."""
    if head.startswith(b"WARC/"):
        return "is a web archive whose ends of lines were changed, as by a transfer as text. Transfer it as binary."
    return f"is no web archive: it begins with {head[:8]!r}. Check the file."


def _of_record(path: Path, number: int, place: int, record: RecordBytes) -> Iterator[Article | Problem]:
    """The article of a record, or what is wrong with it."""
    if isinstance(record, str):
        reason = f"Record {number} of {str(path)!r}, at byte {place:,}, {record}. Save that page again."
        yield Problem(path=f"{path}!{number}", reason=reason)
    elif record is not None:
        yield from _articles(record, f"{path}!{number}")


def _plain(file: BinaryIO) -> Iterator[tuple[int, RecordBytes]]:
    """The records of an archive that is not packed, with the bytes at which they begin."""
    place: int | None = 0
    while place is not None:
        file.seek(place)
        head = file.read(HEADER_LIMIT)
        if not head.strip():
            return
        body = re.search(rb"\r?\n\r?\n", head)
        length = _LENGTH.search(head, 0, body.start()) if body else None
        if not _START.match(head) or not body or not length:
            yield place, "has no header that can be read"
            place = _find(file, place + 1, b"\r\n\r\nWARC/", 4)
            continue
        size = body.end() + int(length[1])
        file.seek(place + size)
        after = file.read(16)
        whole = _remaining(file, place + size)
        if not whole or (after.strip() and not _START.match(after.lstrip())):
            following = _find(file, place + 1, b"\r\n\r\nWARC/", 4)
            yield place, "is cut off" if following is None else "is longer or shorter than it says"
            place = following
            continue
        if size > WARC_RECORD_LIMIT:
            yield place, None
        else:
            file.seek(place)
            yield place, file.read(size) + b"\r\n\r\n"
        place = place + size + len(after) - len(after.lstrip()) if after.strip() else None


def _remaining(file: BinaryIO, end: int) -> bool:
    """Whether the file reaches to this byte."""
    file.seek(0, io.SEEK_END)
    return file.tell() >= end


def _packed_records(file: BinaryIO, name: str) -> Iterator[tuple[int, RecordBytes]]:
    """The records of a packed archive; one packed as a whole, as `gzip a.warc` does, is unpacked beside first."""
    if not _is_one_stream(file):
        yield from _packed(file)
        return
    with tempfile.TemporaryFile(prefix="briefbot-") as unpacked:
        allowed = min(TOTAL_LIMIT, max(SMALL_FILE, RATIO_LIMIT * file.seek(0, io.SEEK_END)))
        file.seek(0)
        fault = ""
        try:
            with gzip.GzipFile(fileobj=file) as packed:
                unpack(packed, unpacked, allowed, name)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            fault = f"cannot be unpacked: {error}"
        for place, record in _plain(unpacked):
            yield place, fault if fault and record == "is cut off" else record
            fault = "" if record == "is cut off" else fault
        if fault:
            yield unpacked.seek(0, io.SEEK_END), fault


def _is_one_stream(file: BinaryIO) -> bool:
    """Whether the first part that is packed by gzip holds more than one record."""
    file.seek(0)
    member = zlib.decompressobj(31)
    head, size, seen = b"", 0, b""
    try:
        while not member.eof and (block := member.unconsumed_tail or file.read(_STEP)):
            data = member.decompress(block, HEADER_LIMIT)
            head += data if len(head) < HEADER_LIMIT else b""
            seen, size = (seen + data)[-2 * HEADER_LIMIT :], size + len(data)
            body = re.search(rb"\r?\n\r?\n", head)
            length = _LENGTH.search(head, 0, body.start()) if body else None
            if not body or not length:
                if len(head) >= HEADER_LIMIT:
                    return False
                continue
            end = body.end() + int(length[1])
            if size >= end + _NEXT:
                return _START.match(seen[len(seen) - (size - end) :].lstrip()) is not None
    except zlib.error:
        return False
    return False


def _packed(file: BinaryIO) -> Iterator[tuple[int, RecordBytes]]:
    """The records of an archive in which each is packed by gzip, with the bytes at which they begin."""
    place: int | None = 0
    while place is not None:
        file.seek(place)
        member = zlib.decompressobj(31)
        data, size, used, fault = bytearray(), 0, 0, ""
        while not member.eof:
            block = file.read(_STEP)
            if not block:
                fault = "is cut off"
                break
            try:
                unpacked = member.decompress(block, 1 << 24)
                while member.unconsumed_tail:
                    unpacked += member.decompress(member.unconsumed_tail, 1 << 24)
                    if len(unpacked) > WARC_RECORD_LIMIT:
                        break
            except zlib.error as error:
                fault = f"cannot be unpacked: {error}"
                break
            used += len(block)
            size += len(unpacked)
            data += unpacked if size <= WARC_RECORD_LIMIT else b""
            if member.unconsumed_tail:
                fault = "unpacks to more than any page"
                break
        if fault:
            yield place, fault
            place = _find(file, place + 1, _GZIP, 0)
            continue
        yield place, bytes(data) if size <= WARC_RECORD_LIMIT else None
        end = place + used - len(member.unused_data)
        file.seek(end)
        place = end if file.read(3) == _GZIP else _find(file, end, _GZIP, 0)


def _find(file: BinaryIO, start: int, mark: bytes, skip: int) -> int | None:
    """Where the mark next stands, or None; `skip` bytes of it belong to what was before."""
    file.seek(start)
    before = b""
    while block := file.read(_STEP):
        at = (before + block).find(mark)
        if at >= 0:
            return file.tell() - len(block) - len(before) + at + skip
        before = (before + block)[-len(mark) + 1 :]
    return None


def _articles(data: bytes, place: str) -> Iterator[Article | Problem]:
    """The article of a record, or nothing for those that hold none."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            kind, charset = _kind(record)
            if kind not in (*_PAGES, _PDF):
                return
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = record.content_stream().read()
            if kind == _PDF:
                yield from _of_pdf(body, url, place)
            else:
                yield article_from_html(with_charset(body, charset), url=url, path=place)
            return
    except ReadError as error:
        yield Problem(path=place, reason=str(error))
    except (ArchiveLoadFailed, OSError, ValueError, EOFError, AttributeError, zlib.error) as error:
        yield Problem(path=place, reason=f"{place!r} cannot be read as a record: {error}. Save that page again.")


def _kind(record: Any) -> tuple[str, str | None]:  # noqa: ANN401 - warcio has no types
    """The kind and the charset of what a server answered, or of a resource; '' for requests, errors and notes."""
    if record.rec_type == "response" and record.http_headers and record.http_headers.get_statuscode() == "200":
        said = record.http_headers.get_header("Content-Type")
    elif record.rec_type in ("resource", "conversion"):
        said = record.rec_headers.get_header("Content-Type")
    else:
        return "", None
    header = Message()
    header["Content-Type"] = said or ""
    return header.get_content_type() if said else "", header.get_content_charset()


def _of_pdf(body: bytes, url: str | None, place: str) -> Iterator[Article | Problem]:
    with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
        file = Path(folder) / "page.pdf"
        file.write_bytes(body)
        try:
            found = moved(read_pdf(file), str(file), place)
        except ReadError as error:
            raise ReadError(str(error).replace(str(file), place)) from error
        yield found.model_copy(update={"url": found.url or url}) if isinstance(found, Article) else found
