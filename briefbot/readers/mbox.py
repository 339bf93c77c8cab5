"""Mailboxes in one file (mbox, RFC 4155) -> articles, one message in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from briefbot.errors import ReadError
from briefbot.readers.io import check_size, faults_told, megabytes_of
from briefbot.readers.mail import MAIL_LIMIT
from briefbot.readers.many import items_of_mail
from briefbot.types import Article, Problem

MBOX_LIMIT = 100_000_000_000
"""Largest mailbox, in bytes."""
LINE = 1 << 20
"""Bytes of a line that are looked at together."""
LONGEST_HEADER = 65_536
"""Bytes of a message's header that are looked at."""
_FROM = re.compile(rb"From \S.{0,200}\b\d{4}\b.{0,20}\r?\n$")
"""The line before a message ends in its date: sentences that begin with `From` and are not quoted seldom do."""
_STATUS = re.compile(rb"^X-Mozilla-Status:[ \t]*([0-9A-Fa-f]{4})\b", re.MULTILINE)
_HEADER = re.compile(rb"[!-9;-~]{1,100}:")
_QUOTED = re.compile(rb"^>(>*From )")


def read_mbox(path: Path) -> Iterator[Article | Problem]:
    """The articles of the messages, with a Problem for each that cannot be read; paths end in `!1`, `!2` and so on.

    Raises:
        ReadError: the file is no mailbox, or cannot be opened.
    """
    check_size(path, MBOX_LIMIT)
    deleted = 0
    try:
        with path.open("rb") as file, megabytes_of(path) as read_to:
            for number, message in enumerate(_messages(file, str(path)), start=1):
                read_to(file.tell())
                if message and _is_deleted(message):
                    deleted += 1
                else:
                    yield from _articles(message, f"{path}!{number}")
    except OSError as error:
        raise ReadError(f"Cannot read {str(path)!r}: {error}. Check its permissions.") from error
    if deleted:
        reason = f"{str(path)!r} keeps {deleted:,} messages that were deleted in the mail program. They were left out."
        yield Problem(path=f"{path}!0", reason=reason)


def _is_deleted(message: bytes) -> bool:
    """Whether Thunderbird marks a message as deleted, which it keeps until it compacts the folder.

    The bit 0x0008 is MSG_FLAG_EXPUNGED: https://www-archive.mozilla.org/mailnews/arch/mail-status-flags.
    """
    status = _STATUS.search(re.split(rb"\r?\n\r?\n", message[:LONGEST_HEADER], maxsplit=1)[0])
    return status is not None and bool(int(status[1], 16) & 0x0008)


def _articles(message: bytes | None, place: str) -> Iterator[Article | Problem]:
    if message is None:
        yield Problem(path=place, reason=f"{place!r} has more than {MAIL_LIMIT:,} bytes. Save its text alone.")
        return
    try:
        with faults_told(place):
            yield from items_of_mail(message, place)
    except ReadError as error:
        yield Problem(path=place, reason=str(error))


def _messages(file: BinaryIO, name: str) -> Iterator[bytes | None]:
    """Each message without the line before it; None for one that is too large.

    A line opens a message when it reads like one, stands at the beginning or below an empty line, and a header line
    follows: https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml tells of the kinds there are.
    """
    line = file.readline(LINE)
    while line and not line.strip():
        line = file.readline(LINE)
    if not line.startswith(b"From "):
        raise ReadError(f"{name!r} is no mailbox: it does not begin with a line 'From ADDRESS DATE'. Save it as mbox.")
    held, size, empty = bytearray(), 0, False
    line = file.readline(LINE)
    while line:
        if empty and _FROM.match(line):
            below = file.readline(LINE)
            if _HEADER.match(below):
                yield bytes(held) if size <= MAIL_LIMIT else None
                held, size = bytearray(), 0
            else:
                size = _hold(held, size, line)
            line, empty = below, False
            continue
        size = _hold(held, size, line)
        empty = not line.strip()
        line = file.readline(LINE)
    yield bytes(held) if size <= MAIL_LIMIT else None


def _hold(held: bytearray, size: int, line: bytes) -> int:
    """Add a line to a message as long as it is not too large; returns its size."""
    if size + len(line) <= MAIL_LIMIT:
        held += _QUOTED.sub(rb"\1", line)
    else:
        held.clear()
    return size + len(line)
