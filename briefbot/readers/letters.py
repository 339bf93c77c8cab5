"""What people and mail programs put around the text of an e-mail: quotes, signatures, footers, notices, addresses."""

from __future__ import annotations

import re
from itertools import groupby

from briefbot.readers.article import Aside
from briefbot.readers.forwarding import header_field
from briefbot.readers.lines import Piece

SIGNATURE = 12
"""Most lines below the `--` of a signature; more are text below a rule."""
FOOTER = 8
"""Most lines of a mailing list's footer."""
TRACKED = 60
"""Characters from which on a bare address in a sentence is one that counts readers, and no words of it."""
NOTICES = (
    r"(?:this|the) (?:newsletter|e-?mail|message) (?:is|was) best (?:read|viewed|seen)\b.{0,200}",
    r"(?:view|read|open|see)\b.{0,50}\b(?:in|on) (?:your |a |the )?(?:web ?)?(?:browser|web|online)\b.{0,150}",
    r"(?:having )?(?:trouble|problems|difficulty) (?:viewing|reading|seeing|displaying)\b.{0,200}",
    r"(?:was this|forwarded this|did someone forward) .{0,60}(?:e-?mail|newsletter|message|you\?).{0,120}",
    r"(?:manage|update|change|edit) (?:your |my )?(?:(?:e-?)?mail |newsletter )?(?:preferences|settings)\b.{0,120}",
    r"(?:to )?(?:unsubscribe|opt[- ]out)\b.{0,250}",
    r"if you (?:no longer|do not|don['’]t) (?:wish|want)\b.{0,250}",
    r".{0,60}add (?:us|this address|.{3,60}@\S{3,60}) to your (?:address book|contacts|safe senders).{0,80}",
    r"you(?:['’]re| are) (?:currently )?a (?:free|paid) subscriber\b.{0,250}",
    r"(?:share|subscribed?|read in app|listen|like|comments?|restack)"
    r"(?:[;|·\s]+(?:share|subscribed?|read in app|listen|like|comments?|restack))*",
    r"(?:sent from my|get outlook for) \w+.{0,40}",
    r"von meinem .{2,30} gesendet|envoyé de mon .{2,40}|enviado desde mi .{2,40}|나의 \w+에서 보냄",
    r"(?:this|the (?:information|contents?)(?: (?:in|of) this)?) (?:e-?mail|message|communication)\b.{0,160}"
    r"\b(?:confidential|intended (?:only|solely)|privileged)\b.{0,1500}",
    r"(?:wenn|falls|sollten) sie diese (?:e-?mail|nachricht|newsletter).{0,200}",
    r".{0,40}\b(?:newsletter )?(?:abbestellen|abmelden)\b.{0,150}|.{0,60}\bim browser\b.{0,80}",
    r"si (?:vous|ce message)\b.{0,60}(?:visualis|affich|li[rs]|parven).{0,150}",
    r".{0,40}\bse désabonner\b.{0,120}|.{0,60}\bdans (?:votre|un) navigateur\b.{0,80}",
    r".{0,40}\b(?:darse de baja|cancelar (?:la|su) suscripción)\b.{0,120}|.{0,60}\ben (?:el|su|tu) navegador\b.{0,80}",
    r".{0,80}수신\s?거부.{0,80}|.{0,40}(?:웹|브라우저)에서 보기.{0,40}",
)
"""How to see, keep or cancel the e-mail, and who else may read it."""
_NOTICE = re.compile("|".join(NOTICES), re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"_{20,}|-{30,}|={30,}")
_LIST = re.compile(r"mailing list|listinfo|unsubscribe|list archive|google groups|groups\.io|listserv|@lists?\.", re.I)
_QUOTED = re.compile(r"> ?")
_WROTE = re.compile(
    r"(?:on|am|le|el|op|il|em|den)\b.{5,200}"
    r"(?:wrote|schrieb|écrit|escribió|schreef|ha scritto|escreveu|skrev)\s?.{0,80}:"
    r"|.{5,120}(?:wrote|schrieb|a écrit|escribió|님이 작성)\s?:?",
    re.IGNORECASE,
)
_LINKED = re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\(\s*(https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\s*\)")
_ENCLOSED = re.compile(r"\s*(?:\[\s*(?:https?://|mailto:)[^\s\]]+\s*\]|<\s*(?:https?://|mailto:)[^\s>]+\s*>"
                       r"|\(\s*(?:link:?\s*)?(?:https?://|mailto:)[^\s)]+\s*\))", re.IGNORECASE)  # fmt: skip
_BARE = re.compile(rf"\s*(?<![\w/])https?://\S{{{TRACKED},}}")
_NUMBERED = re.compile(r"\s*\[?(\d{1,3})[\].:]{1,2}\s*(https?://\S+)\s*")


def notice(text: str) -> bool:
    """Whether a piece tells how to see, keep or cancel the e-mail, and nothing of its story."""
    return len(text) < 2000 and _NOTICE.fullmatch(text.strip(" |•·-–—[]()>»:")) is not None


def unfolded(lines: list[str], delete_space: bool = False) -> list[str]:
    """The lines of `format=flowed` text (RFC 3676): one that ends in a space goes on in the next."""
    result: list[str] = []
    open_line = False
    for line in lines:
        depth = len(line) - len(line.lstrip(">"))
        text = line[depth:].removeprefix(" ") if depth else line.removeprefix(" ") if line[:1] == " " else line
        marks = "> " * depth
        soft = text.endswith(" ") and text != "-- "
        text = text[:-1] if soft and delete_space else text
        if open_line and result and text.strip():
            result[-1] += text
        else:
            result.append(marks + text)
        open_line = soft and bool(text.strip())
    return [line.rstrip() for line in result]


def unquoted(lines: list[str]) -> tuple[list[str], list[Aside]]:
    """The lines without quotation marks where a forwarded message stands in them; what a reply quotes is put aside."""
    if any(header_field(_QUOTED.sub("", line)) == "from" for line in lines if line.startswith(">")):
        return [_QUOTED.sub("", line, count=1) if line.startswith(">") else line for line in lines], []
    own = sum(len(line.split()) for line in lines if not line.startswith(">"))
    kept: list[str] = []
    filled: list[int] = []  # which of them have words
    asides = []
    for quoted, group in groupby(lines, key=lambda line: line.startswith(">")):
        block = list(group)
        if not quoted or own < 5:  # a mail that is quoted as a whole is its text
            block = [line.lstrip("> ") for line in block] if quoted else block
            filled += [at for at, line in enumerate(block, start=len(kept)) if line.strip()]
            kept += block
            continue
        said = " ".join(line.lstrip("> ") for line in block).strip()
        asides += [Aside(said, "quoted message", "")] if said else []
        if filled and _WROTE.fullmatch(kept[filled[-1]].strip()):
            asides.append(Aside(kept.pop(filled.pop()).strip(), "quoted message", ""))
    return kept, asides


def without_endings(pieces: list[Piece]) -> tuple[list[Piece], list[Aside]]:
    """The pieces without signature, list footers and notices."""
    asides: list[Aside] = []
    kept = list(pieces)
    for at in range(len(kept) - 1, -1, -1):
        text, below = kept[at].text.strip(), len(kept) - at - 1
        listed = below <= FOOTER and any(_LIST.search(piece.text) for piece in kept[at:])
        ruled = (_RULE.match(text) or text == "--") and listed
        words = sum(len(piece.text.split()) for piece in kept[at + 1 :]) if below <= SIGNATURE else 100
        signed = text in ("--", "—") and words < 100
        if ruled or signed:
            reason = "list footer" if ruled else "signature"
            asides = [Aside(piece.text, reason, "") for piece in kept[at:]] + asides
            kept = kept[:at]
    notices = [piece for piece in kept if notice(piece.text)]
    asides += [Aside(piece.text, "mail notice", "") for piece in notices]
    return [piece for piece in kept if not notice(piece.text)], asides


def without_addresses(pieces: list[Piece]) -> tuple[list[Piece], list[Aside]]:
    """The pieces without the addresses that stand for links, in brackets, as numbers or bare, each put aside."""
    numbered = {match[1]: match[2] for piece in pieces if (match := _NUMBERED.fullmatch(piece.text))}
    result, asides = [], []
    for piece in pieces:
        if _NUMBERED.fullmatch(piece.text):
            asides.append(Aside(piece.text, "link address", ""))
            continue
        text = _LINKED.sub(r"\1", piece.text)
        found = _ENCLOSED.findall(text) + [match[2] for match in _LINKED.finditer(piece.text)]
        text = _ENCLOSED.sub("", text)
        found += _BARE.findall(text)
        text = _BARE.sub("", text)
        if numbered:
            text = re.sub(r"\s?\[(\d{1,3})\]", lambda m: "" if m[1] in numbered else m[0], text)
        asides += [Aside(each.strip(), "link address", "") for each in found]
        if text.strip(" :-–—>»•*|"):
            result.append(piece._replace(text=text.strip()))
        elif text.strip():
            asides.append(Aside(text.strip(), "link address", ""))
    return result, asides
