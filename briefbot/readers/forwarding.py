"""Forwarded e-mails: the header lines that mail programs put above the message passed on, in their languages."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Literal, NamedTuple

from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean

HeaderField = Literal["from", "date", "to", "subject", "cc"]
HEADER_LABELS: dict[HeaderField, str] = {
    "from": "From|Von|De|Da|Van|Fra|Från|Lähettäjä|Od|От|Expéditeur|Remitente|"
            "보낸 ?사람|발신자?|差出人|发件人|寄件[者人]",
    "date": "Sent|Date|Gesendet|Datum|Envoyé(?: le)?|Enviado(?: el)?|Fecha|Enviada(?: em)?|Data|Inviato|Verzonden|"
            "Sendt|Dato|Skickat|Lähetetty|Päivämäärä|Wysłano|Отправлено|Дата|보낸 ?날짜|보낸 ?시간|날짜|일시|"
            "送信日時|日付|日時|发送时间|时间|日期|寄件日期",
    "subject": "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Emne|Ämne|Aihe|Temat|Тема|"
               "제목|件名|主题|主旨",
    "to": "To|An|À|A|Para|Aan|Til|Till|Vastaanottaja|Do|Кому|Destinataire|Destinatario|"
          "받는 ?사람|수신자?|宛先|收件人",
    "cc": "Cc|Bcc|Kopie|Copie(?: à)?|Kopi|Kopia|Копия|참조|抄送|副本|Reply-To|Antwort an|Répondre à|Organization|"
          "Importance|Attachments?|Anlagen?|Pièces jointes",
}  # fmt: skip
QUOTED_RUN = 9
"""Most lines of one header."""
ANSWER_WORDS = 40
"""Words from which on what stands above a quoted message is a text of its own, and the quote what it answers."""
PASSED_ON = re.compile(
    r"^(?:(?:re|fwd?|fw|aw|wg|tr|rv|rif|antw|doorst|vs|vb|sv|enc|odp|pd|回复|答复|转发|轉寄|답장|전달)\s*[:：]\s*)+",
    re.I,
)
"""What mail programs put before the subject of replies and of what is passed on."""
_FORWARDED = re.compile(r"\s*(?:(?:fwd?|fw|wg|tr|rv|doorst|vb|enc|pd|转发|轉寄|전달)\s*[:：])", re.IGNORECASE)
_LABEL = re.compile(
    r"[*_\s|]{0,4}(?:" + "|".join(f"(?P<{field}>{words})" for field, words in HEADER_LABELS.items())
    + r")[*_]{0,2}\s?[:：][*_;\s]{0,5}(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_MARKS = (
    "begin forwarded message", "(?:original|forwarded)(?: e-?mail)? message", "forwarded by .{2,60}",
    "(?:ursprüngliche|weitergeleitete) nachricht", "anfang der weitergeleiteten.{0,20}",
    "message (?:d['’]origine|transféré)", "début du message .{3,20}", "mensaje (?:original|reenviado)",
    "inicio del mensaje reenviado", "mensagem (?:original|encaminhada)", "messaggio (?:originale|inoltrato)",
    "(?:oorspronkelijk|doorgestuurd) bericht", "원본 메시지", "전달된 메시지", "転送メッセージ",
    "转发的邮件", "原始邮件",
)  # fmt: skip
_MARK = re.compile(rf"[-–—_=> ]*(?:{'|'.join(_MARKS)})[-–—_=:> ]*", re.IGNORECASE)
_ALL = "|".join(HEADER_LABELS.values())
_INSIDE = re.compile(rf"\s(?=\*{{0,2}}(?:{_ALL})\*{{0,2}}\s?[:：]\s)")


class Forwarded(NamedTuple):
    """What a header above a forwarded message says."""

    sender: str | None
    date: str | None
    subject: str | None


class Letter(NamedTuple):
    """The pieces of the message meant, what stood around it, and whose it is."""

    pieces: list[Piece]
    around: list[tuple[str, str]]
    """Texts with the reasons to leave them out."""
    header: Forwarded | None


def header_field(line: str) -> HeaderField | None:
    """Which field of a header a line such as `*Von:* Esk Herald` is, or None."""
    match = _LABEL.fullmatch(line)
    return next((field for field in HEADER_LABELS if match and match[field]), None)


def is_forwarded(subject: str) -> bool:
    """Whether a subject says that the message is passed on."""
    return _FORWARDED.match(subject) is not None


def letter_of(pieces: list[Piece], subject: str) -> Letter:
    """The message that was forwarded, innermost first; of a reply, what it says itself."""
    pieces = [part for piece in pieces for part in _parted(piece)]
    forwarded = is_forwarded(subject)
    start, header = 0, None
    around: list[tuple[str, str]] = []
    for first, last in _blocks(pieces):
        before = pieces[start:first]
        marked = any(_MARK.fullmatch(piece.text) for piece in before)
        long = sum(len(piece.text.split()) for piece in before) >= ANSWER_WORDS
        if long and (header or not (forwarded or marked)):
            quoted = [(piece.text, "quoted message") for piece in pieces[first:]]
            return Letter(_without_marks(before, around), around + quoted, header)
        if not any(len(piece.text.split()) > 4 for piece in pieces[last:]):
            break
        around += [
            (piece.text, "forwarded header" if _MARK.fullmatch(piece.text) else "forwarder's note") for piece in before
        ]
        around += [(piece.text, "forwarded header") for piece in pieces[first:last]]
        start, header = last, _header(pieces[first:last])
    return Letter(_without_marks(pieces[start:], around), around, header)


def _without_marks(pieces: list[Piece], around: list[tuple[str, str]]) -> list[Piece]:
    around += [(piece.text, "forwarded header") for piece in pieces if _MARK.fullmatch(piece.text)]
    return [piece for piece in pieces if not _MARK.fullmatch(piece.text)]


def _parted(piece: Piece) -> list[Piece]:
    """A header whose lines were run together, line by line."""
    if header_field(piece.text) != "from":
        return [piece]
    parts = _INSIDE.split(piece.text)
    fields = {header_field(part) for part in parts}
    return [piece._replace(text=part) for part in parts] if len(fields & {"from", "date", "subject"}) > 1 else [piece]


def _blocks(pieces: list[Piece]) -> list[tuple[int, int]]:
    """First and one past the last piece of each run of header lines that names a sender, and a date or subject."""
    fields = [header_field(piece.text) for piece in pieces]
    blocks, at = [], 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and fields[end] and end - at < QUOTED_RUN:
            end += 1
        found = set(fields[at:end])
        if "from" in found and found & {"date", "subject"} and len(found) >= 2:
            blocks.append((at, end))
        at = max(end, at + 1)
    return blocks


def _header(pieces: list[Piece]) -> Forwarded:
    values: dict[str, str] = {}
    for piece in pieces:
        match = _LABEL.fullmatch(piece.text)
        field = header_field(piece.text)
        if match and field:
            values.setdefault(field, clean(match["value"]).strip("* "))
    subject = PASSED_ON.sub("", values.get("subject", ""))
    return Forwarded(sender_name(values.get("from", "")), values.get("date") or None, subject or None)


def sender_name(text: str) -> str | None:
    """The name in `The Wire <letters@wire.example>`, also as Outlook writes it; None where there is only an address."""
    name = re.sub(r"\s*(?:\[mailto:[^\]]*\]|<[^>]*>?|\([^()]*@[^()]*\))", "", text).strip("\"' ,;*")
    if "@" in name:
        name = parseaddr(text)[0]
    return clean(name) or None
