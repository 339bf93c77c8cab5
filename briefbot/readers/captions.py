"""Transcripts of what is said, as WebVTT, SubRip or podcast JSON -> Article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article, first_sentence
from briefbot.readers.io import FILE_LIMIT, decode, read_bytes
from briefbot.readers.lines import Piece
from briefbot.readers.markup import clean
from briefbot.types import Article, article_id

PAUSE = 2.0
"""Seconds of silence after the end of a sentence that part two paragraphs."""
LONG_CAPTION = 500
"""Characters from which on a paragraph ends with its sentence."""
_CLOCK = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})"
_CUE = re.compile(rf"{_CLOCK}\s*-->\s*{_CLOCK}(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|<\d[\d:.]{4,12}>|\{\\[^{}]{1,20}\}")
_SPEAKER = re.compile(r"(?:-\s*|>>\s*)?\[?([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\]?:\s+(?=\S)")
_ENDED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")
_SOUND = re.compile(r"[\[(♪♫#][^\[\]()]{0,60}[\])♪♫#]")
_LINE_START = re.compile(r"^(?:-|>>)\s+")


class Cue(NamedTuple):
    """What is said at one time, in seconds; the speaker where the file names one, '' for another one without a name."""

    start: float
    end: float
    speaker: str | None
    text: str


def read_captions(path: Path) -> Article:
    """The article of a file of captions: its cues joined to paragraphs, each speaker's name before what they say.

    Raises:
        ReadError: the file is not text, or has no cue.
    """
    cues = list(_parse(decode(read_bytes(path, FILE_LIMIT), path)))
    if not cues:
        raise ReadError(f"{str(path)!r} has no line of what is said, such as '00:00:01.000 --> 00:00:04.000' and text.")
    return article_of_cues(cues, str(path))


def article_of_cues(cues: Iterable[Cue], path: str) -> Article:
    """The article of what is said, titled by its first sentence; sounds in brackets are left out.

    Raises:
        ReadError: nothing is said.
    """
    spoken, asides = [], []
    for cue in _unrolled(cues):
        if _SOUND.fullmatch(cue.text):
            asides.append(Aside(cue.text, "sound", ""))
        elif cue.text:
            spoken.append(cue)
    pieces = [Piece(text) for text in _paragraphs(spoken)]
    # a title of its own, or the first line would be taken out for one
    article = compose_article(pieces, Particulars(title=Path(path).name), path, asides=asides)
    texts = [paragraph.text for paragraph in article.paragraphs]
    title = first_sentence(_SPEAKER.sub("", texts[0], count=1))
    return article.model_copy(
        update={"title": title, "id": article_id(title, article.source, article.published, texts, article.issue)}
    )


def is_transcript(document: object) -> bool:
    """Whether a JSON document is a podcast's transcript (https://podcastindex.org/namespace/1.0#transcript)."""
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list) or not segments:
        return False
    return all(isinstance(one, dict) and "body" in one and "startTime" in one for one in segments)


def cues_of_json(document: dict[str, Any]) -> list[Cue]:
    """The cues of a podcast's transcript, of which some have one for each word."""
    return [
        Cue(_seconds(one["startTime"]), _seconds(one.get("endTime", one["startTime"])),
            clean(str(one.get("speaker") or "")) or None, clean(str(one["body"])))
        for one in document["segments"]
    ]  # fmt: skip


def _parse(text: str) -> Iterator[Cue]:
    """The cues of either format: they differ in the header and in the mark before the milliseconds."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:3]) if _CUE.fullmatch(line.strip())), None)
        if at is None:  # a header, a note, a style
            continue
        starts = [at, *(number for number in range(at + 1, len(lines)) if _CUE.fullmatch(lines[number].strip()))]
        for place, following in zip(starts, [*starts[1:], len(lines)], strict=True):
            cue = _CUE.fullmatch(lines[place].strip())
            if cue:  # one may follow another without a blank line
                start, end = (_clock(cue.groups()[i : i + 4]) for i in (0, 4))
                yield from _voices(start, end, lines[place + 1 : following])


def _voices(start: float, end: float, lines: list[str]) -> Iterator[Cue]:
    """The cue parted where its lines name another speaker, by a tag, by `Name:` or by a dash."""
    speaker: str | None = None
    words: list[str] = []
    for line in lines:
        voice = _VOICE.search(line)
        text = clean(html.unescape(_TAG.sub("", _VOICE.sub("", line))))
        named = None if voice else _SPEAKER.match(text)
        if words and (voice or named or _LINE_START.match(text)):
            yield Cue(start, end, speaker, " ".join(words))
            words = []
        if voice or named:
            speaker = clean(voice[1]) if voice else named and named[1]
        elif _LINE_START.match(text):
            speaker = ""
        words.append(_LINE_START.sub("", text[named.end() :] if named else text))
    yield Cue(start, end, speaker, " ".join(filter(None, words)))


def _unrolled(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues without what they repeat: captions that roll up show each line twice."""
    before = ""
    for cue in cues:
        text = cue.text
        if before and text.startswith(before):
            text = text[len(before) :].strip()
        else:
            last = before.split()
            words = text.split()
            most = next((n for n in range(min(len(last), len(words)), 2, -1) if last[-n:] == words[:n]), 0)
            text = " ".join(words[most:])
        before = cue.text or before
        if text:
            yield cue._replace(text=text)


def _paragraphs(cues: list[Cue]) -> Iterator[str]:
    """The cues joined: a new paragraph for each speaker, after a pause, and after a long one."""
    words: list[str] = []
    speaker, end = None, 0.0
    for cue in cues:
        other = cue.speaker == "" or (cue.speaker is not None and cue.speaker != speaker)
        ended = bool(words) and _ENDED.search(words[-1]) is not None
        if words and (other or (ended and (cue.start - end > PAUSE or sum(map(len, words)) > LONG_CAPTION))):
            yield " ".join(words)
            words = []
        if other:
            speaker = cue.speaker
            words += [f"{speaker}:"] if speaker else []
        words.append(cue.text)
        end = cue.end
    if words:
        yield " ".join(words)


def _clock(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
