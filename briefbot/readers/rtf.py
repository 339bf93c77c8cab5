"""RTF files -> plain text, footnotes in their places.

The tokens are those of Microsoft's RTF 1.9.1 specification. A tokenizer of our own: striprtf 0.0.35 prints text that a
tracked change deleted, loses footnotes, and reads every letter in the code page of the first font.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.io import read_bytes

RTF_LIMIT = 100_000_000
"""Largest RTF file, in bytes; pictures are written out in it."""
DEEPEST_GROUP = 1_000
"""Deepest nesting of groups; word processors write a few dozen."""
_CUT_OFF = re.compile(rb"\\(?:[a-zA-Z]+-?\d*|'[0-9a-fA-F]?)?$")
"""What is left of a code at the end of a file that was cut off within it."""
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.IGNORECASE | re.DOTALL
)
_SKIPPED = frozenset(
    (
        "atnauthor", "atndate", "atnid", "atnref", "atrfend", "atrfstart", "background", "blipuid",
        "colortbl", "datastore", "falt", "fldinst", "fontemb", "fontfile", "generator", "info", "latentstyles",
        "listoverridetable", "listtable", "listtext", "nonshppict", "objclass", "objdata", "panose", "pict", "pn",
        "pnseclvl", "pntext", "revtbl", "rsidtbl", "shpinst", "stylesheet", "tc", "template", "themedata", "ud",
        "userprops", "xe", "xmlnstbl",
    )
)  # fmt: skip
"""Groups that hold no text of the document."""
_BESIDE = {
    "annotation": "comment",
    **dict.fromkeys(
        ("header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"), "running head"
    ),
}
"""Groups whose words are no text of the document, and why."""
_KEPT = frozenset(("fldrslt", "shptxt", "ftnsep"))  # told apart by a star in some writers, and text all the same
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "column": "\n", "cell": "\t", "nestcell": "\t",
    "nestrow": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip

_OF_DOCUMENT = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
"""The code page of a document, and of each font that has none of its own."""
_CONTROLS = dict.fromkeys([*range(9), *range(14, 32)])


class _State(NamedTuple):
    """What a group hands down to the groups within it."""

    skip: bool = False
    fonts: bool = False
    hidden: bool = False
    """Hidden, or deleted by a tracked change."""
    after: int = 1
    """How many characters stand in for one of Unicode."""
    encoding: str = "cp1252"
    note: bool = False
    """Whether the group opened a footnote."""
    beside: str = ""
    """Why the group's words are no text of the document, but to be told: they are a running head or a comment."""


class RtfText(NamedTuple):
    """What an RTF file says."""

    text: str
    """A line a paragraph; tracked changes as accepted, footnotes in brackets where they stand."""
    beside: list[tuple[str, str]]
    """Running heads and comments, each once, with the reason why it is no text."""
    whole: bool = True
    """Whether it ends as it began; False for a file that breaks off."""


def rtf_text(path: Path) -> RtfText:
    """The text of an RTF file; pictures and hidden text are left out.

    Raises:
        ReadError: the file is no RTF, too large, or cut off before any text.
    """
    return text_of_rtf(read_bytes(path, RTF_LIMIT), str(path))


def text_of_rtf(data: bytes, name: str) -> RtfText:
    """The text of RTF from a place of that name, as `rtf_text` gives it.

    Raises:
        ReadError: it is no RTF.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError(f"{name!r} is no RTF: it begins with {data[:12]!r}. Save it again as RTF or DOCX.")
    return _Reading(data, name).said()


class _Reading:
    """One pass over the tokens of a file."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = _CUT_OFF.sub(b"", data)
        self._name = name
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._default = self._state.encoding
        self._font = 0
        self._starred = False
        self._standing_in = 0
        self._raw = bytearray()
        self._out: list[str] = []
        self._beside: list[tuple[str, list[str]]] = []

    def said(self) -> RtfText:
        at = 0
        while token := _TOKEN.search(self._data, at):
            at = token.end()
            word, number, code, sign, brace, text = token.groups()
            if brace:
                self._brace(brace)
            elif word:
                name = word.decode("ascii").lower()
                if name == "bin":
                    at += max(0, int(number or 0))
                self._word(name, int(number) if number else None)
            elif code:
                self._bytes(bytes.fromhex(code.decode("ascii")))
            elif sign:
                self._sign(sign)
            elif text:
                self._text(text)
            if brace or word:
                self._starred = False
        self._flush()
        beside = [(" ".join(_joined(parts).split()), reason) for reason, parts in self._beside]
        whole = not self._stack or self._data.rstrip(b"\0\r\n\t ").endswith(b"}")
        return RtfText(_joined(self._out), list(dict.fromkeys(each for each in beside if each[0])), whole)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._standing_in = 0
        if brace == b"{":
            if len(self._stack) >= DEEPEST_GROUP:
                raise ReadError(f"{self._name!r} nests more than {DEEPEST_GROUP:,} groups. Save it again as DOCX.")
            self._stack.append(self._state)
            self._state = self._state._replace(note=False)
        elif self._stack:
            if self._state.note:
                self._say("]")
            self._state = self._stack.pop()

    def _word(self, name: str, number: int | None) -> None:
        state = self._state
        if name == "u" and number is not None:
            self._flush()
            self._say(chr(number % 65536))
            self._standing_in = state.after
            return
        self._flush()
        self._standing_in = 0
        if name in _SIGNS:
            self._say(_SIGNS[name])
        elif name == "footnote":
            self._say(" [")
            self._state = state._replace(note=not state.skip)
        elif name in _BESIDE and not state.skip:
            self._beside.append((_BESIDE[name], []))
            self._state = state._replace(beside=_BESIDE[name])
        elif name in _SKIPPED or (self._starred and name not in _KEPT):
            self._state = state._replace(skip=True)
        elif name == "fonttbl":
            self._state = state._replace(skip=True, fonts=True)
        elif name in ("deleted", "v", "plain"):
            self._state = state._replace(hidden=number != 0 and name != "plain")
        elif name == "uc" and number is not None:
            self._state = state._replace(after=max(0, number))
        else:
            self._encoding(name, number)

    def _encoding(self, name: str, number: int | None) -> None:
        """Follow the code page, the fonts' character sets, and which font is in use."""
        if name in _OF_DOCUMENT or (name == "ansicpg" and number is not None):
            self._default = _OF_DOCUMENT.get(name) or _codec(f"cp{number}")
            self._state = self._state._replace(encoding=self._default)
        elif number is None:
            return
        elif name == "f":
            self._font = number
            if not self._state.fonts:
                self._state = self._state._replace(encoding=self._fonts.get(number, self._default))
        elif name == "fcharset" and self._state.fonts and number not in (0, 1, 2):
            self._fonts[self._font] = _codec(_CHARSETS.get(number, "cp1252"))

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
            return
        self._flush()
        said = {b"~": " ", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n"}.get(sign)
        self._say(sign.decode("latin-1") if said is None and sign in b"\\{}" else said or "")

    def _text(self, data: bytes) -> None:
        """Text as it stands: letters beyond ASCII are UTF-8 in files that some programs write."""
        if data.isascii() or self._standing_in or self._raw:
            self._bytes(data)
            return
        try:
            self._say(data.decode("utf-8"))
        except UnicodeDecodeError:
            self._bytes(data)

    def _bytes(self, data: bytes) -> None:
        """Letters in the code page in use; those that stand in for a character of Unicode are passed over."""
        if self._standing_in:
            passed = min(self._standing_in, len(data))
            self._standing_in -= passed
            data = data[passed:]
        if data and not self._state.skip:
            self._raw += data

    def _flush(self) -> None:
        if self._raw:
            self._say(self._raw.decode(self._state.encoding, "replace"))
            self._raw.clear()

    def _say(self, text: str) -> None:
        if self._state.skip or self._state.hidden:
            return
        (self._beside[-1][1] if self._state.beside else self._out).append(text)


def _joined(parts: list[str]) -> str:
    """The parts as one text without control codes, with characters beyond the first plane out of their halves."""
    text = "".join(parts).translate(_CONTROLS)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
