"""E-mails that carry an article, such as newsletters, wire alerts and what colleagues forward -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.header import Header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.bylines import is_name
from briefbot.readers.dates import timestamp
from briefbot.readers.forwarding import PASSED_ON, Letter, letter_of, sender_name
from briefbot.readers.io import read_bytes
from briefbot.readers.letters import without_addresses, without_endings
from briefbot.readers.mail_parts import MEANT_CHARSETS, Text, header_words, is_message, text_of
from briefbot.readers.markup import clean
from briefbot.types import Article, Problem, Published

MAIL_LIMIT = 30_000_000
"""Largest e-mail, in bytes; attached pictures count."""
NOTE_WORDS = 40
"""Words below which the text of an e-mail that carries another is a note on that."""
_HEADER_BYTES = 65_536
"""Bytes within which a header ends."""
_BEYOND_ASCII = re.compile(
    rb"[^\s<>\"@,;:()]*[\x80-\xff][^\s<>\"@,;:()]*(?: [^\s<>\"@,;:()]*[\x80-\xff][^\s<>\"@,;:()]*)*"
)
_WORD, _HIGH = re.compile(rb"=\?[\w-]{2,20}\?q\?[^?\n]*\?=", re.IGNORECASE), re.compile(rb"[\x80-\xff]")
_TEXT_CHARSET = re.compile(rb"""^content-type:[^\n]*(?:\n[ \t][^\n]*)*?charset\s*=\s*["']?([\w-]{2,40})""", re.I | re.M)
_ENCODED = re.compile(rb"=\?([\w-]{2,20})\?(?=[bq]\?)", re.IGNORECASE)
_LIST_TAG = re.compile(r"^\[([^\[\]]{2,40})\]\s*")
_PERSON = re.compile(r"(\S{2,20} .{2,30}?) (?:from|at|bei) (\S.{2,60})", re.IGNORECASE)
"""How newsletters name who wrote them: `Ann Poe from Canal Letter`."""


def read_mail(path: Path) -> Article:
    """The article of an e-mail; of one that carries others, the first.

    Raises:
        ReadError: the file is no e-mail or has no text.
    """
    found = next(articles_of_mail(read_bytes(path, MAIL_LIMIT), str(path)))
    if isinstance(found, Problem):
        raise ReadError(found.reason)
    return found


def articles_of_mail(data: bytes, name: str) -> Iterator[Article | Problem]:
    """The articles of an e-mail's bytes. Subject, sender and date stand in for what the text does not tell.

    Args:
        data: the message, header first.
        name: what stands for its path; that of the second article ends in `!2`.

    Raises:
        ReadError: it is no e-mail, or the only one in it has no text.
    """
    return articles_of_message(parse_mail(data, name), name)


def parse_mail(data: bytes, name: str) -> EmailMessage:
    """The parts of an e-mail's bytes.

    Raises:
        ReadError: they cannot be told apart.
    """
    data = data.lstrip()
    end = data.find(b"\n\n") if b"\r\n\r\n" not in data[:_HEADER_BYTES] else data.find(b"\r\n\r\n")
    header = _spelled(_ENCODED.sub(_as_meant, data[: max(0, end)]))
    try:
        return BytesParser(policy=policy.default).parsebytes(header + data[max(0, end) :])
    except Exception as error:  # the email package lets errors of many kinds through on broken headers
        raise ReadError(f"{name!r} cannot be read as an e-mail: {error!r}. Save its text instead.") from error


def _spelled(header: bytes) -> bytes:
    """A header whose letters beyond ASCII stand as encoded words: in UTF-8, else in the charset of the text."""
    if header.isascii():
        return header
    header = _WORD.sub(lambda word: _HIGH.sub(lambda byte: b"=%02X" % byte[0][0], word[0]), header)
    declared = _TEXT_CHARSET.search(header)
    charsets = ["utf-8", declared[1].decode("ascii", "replace") if declared else "cp1252", "cp1252"]

    def word(match: re.Match[bytes]) -> bytes:
        for charset in charsets:
            try:
                return Header(match[0].decode(charset), "utf-8", maxlinelen=10_000).encode().encode("ascii")
            except (UnicodeError, LookupError):
                continue
        return match[0]

    return _BEYOND_ASCII.sub(word, header)


def _as_meant(word: re.Match[bytes]) -> bytes:
    """The beginning of an encoded word with the charset that its program means, which has more characters."""
    charset = word[1].decode("ascii").casefold()
    return f"=?{MEANT_CHARSETS.get(charset, charset)}?".encode("ascii")


def articles_of_message(message: Message, name: str) -> Iterator[Article | Problem]:
    """The articles of an e-mail, as `articles_of_mail` gives them.

    Raises:
        ReadError: it is no e-mail, or the only one in it has no text.
    """
    text = _text_of(message, name)
    if not is_message(message):
        raise ReadError(f"{name!r} is no e-mail: it has no Subject, From or Date. Check the file.")
    carried = [one for one in text.carried if is_message(one)]
    if not carried:
        yield _article(message, text, name)
        return
    number = 1
    if text.words >= NOTE_WORDS:
        yield _article(message, text, name)
        number = 2
    notes = [] if number > 1 else [Aside(piece.text, "forwarder's note", "") for piece in text.pieces]
    for at, one in enumerate(carried, start=number):
        place = name if at == 1 else f"{name}!{at}"
        try:
            yield _article(one, _text_of(one, name), place, notes if at == 1 else [])
        except ReadError as error:
            if len(carried) == 1 and at == 1:
                raise
            yield Problem(path=place, reason=str(error))


def _text_of(message: Message, name: str) -> Text:
    try:
        return text_of(message, name)
    except ReadError:
        raise
    except Exception as error:  # as above, only now that they are looked at
        raise ReadError(f"{name!r} cannot be read as an e-mail: {error!r}. Save its text instead.") from error


def _article(message: Message, text: Text, name: str, notes: list[Aside] | None = None) -> Article:
    """The article of one message."""
    subject = clean(header_words(message, "Subject"))
    letter = letter_of(text.pieces, subject)
    pieces, endings = without_endings(letter.pieces)
    pieces, addresses = without_addresses(pieces)
    around = [Aside(words, reason, "") for words, reason in letter.around]
    last = pieces[-1].text if pieces else ""
    ends = [aside._replace(before=last) for aside in [*endings, *text.asides] if aside.reason != "hidden text"]
    hidden = [aside for aside in text.asides if aside.reason == "hidden text"]
    tag = _LIST_TAG.match(PASSED_ON.sub("", subject))
    title = PASSED_ON.sub("", subject)
    if tag and tag[1].casefold() in header_words(message, "List-Id").casefold():
        title = PASSED_ON.sub("", title[tag.end() :])
    header = letter.header
    sender = _sender(message, letter)
    person = _PERSON.fullmatch(sender or "")
    person = person if person and is_name(person[1]) else None
    signed = [Aside(piece.text, "byline", "") for piece in pieces if person and piece.text == person[1]]
    pieces = [piece for piece in pieces if not person or piece.text != person[1]]
    return compose_article(
        pieces,
        Particulars(
            source=person[2] if person else None,
            author=person[1] if person else None,
            title=(header and header.subject) or title or None,
            url=_address(message),
            language=clean(header_words(message, "Content-Language")).partition(",")[0] or None,
            ids=() if header else _ids(message),
        ),
        name,
        hints=Particulars(source=sender, published=_date(message, letter)),
        asides=[*(notes or []), *hidden, *around, *signed, *addresses, *ends],
    )


def _sender(message: Message, letter: Letter) -> str | None:
    """Who first sent the message; not the colleague who forwarded it."""
    if letter.header:
        return letter.header.sender
    return (
        sender_name(clean(header_words(message, "From"))) or clean(parseaddr(header_words(message, "From"))[0]) or None
    )


def _date(message: Message, letter: Letter) -> Published | None:
    """When the message was first sent; the date of its forwarding is later, and believed less."""
    if letter.header and letter.header.date:
        said = timestamp(letter.header.date, "forwarded e-mail's date", "medium")
        if said:
            return said
    date = clean(header_words(message, "Date"))
    return timestamp(date, "e-mail's Date", "low" if letter.header else "medium")


def _address(message: Message) -> str | None:
    """Where the message can be read on the web (RFC 5064), if it says so."""
    found = re.search(r"https?://[^\s<>]+", header_words(message, "Archived-At"))
    return found[0] if found else None


def _ids(message: Message) -> tuple[str, ...]:
    """The identifier that the sender gave the message."""
    found = re.search(r"<([^<>\s]+)>", header_words(message, "Message-ID"))
    return (f"message-id:{found[1]}",) if found else ()
