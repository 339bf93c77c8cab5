from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article, read_articles
from briefbot.types import Article

VTT = """WEBVTT - Harbour Hour, episode 12

NOTE made by hand

STYLE
::cue { color: lime }

intro
00:00:00.500 --> 00:00:03.000 align:start position:0%
<v Ann Poe>The pier stays open until
the spring, the port says.</v>

00:00:03.200 --> 00:00:05.000
<v Ann Poe><i>Nobody</i> knows what comes then.

00:00:09.000 --> 00:00:11.000
<v.loud Cid Low>R&amp;D cost 4 million crowns.

00:00:11.000 --> 00:00:12.000
[applause]
"""

SRT = """1
00:00:01,000 --> 00:00:03,000
- The dam holds.
- For how long?

2
00:00:03,100 --> 00:00:05,000
{\\an8}<font color="#ffffff">Until the water</font>
rises, engineers say.
"""


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def test_each_speaker_has_a_paragraph(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(VTT)
    article = read_article(tmp_path / "a.vtt")
    assert texts(article) == [
        "Ann Poe: The pier stays open until the spring, the port says. Nobody knows what comes then.",
        "Cid Low: R&D cost 4 million crowns.",
    ]
    assert article.title == "The pier stays open until the spring, the port says."
    assert [(piece.text, piece.reason) for piece in article.dropped] == [("[applause]", "sound")]


def test_dashes_part_speakers_in_subrip_and_its_markup_goes(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_bytes(SRT.replace("\n", "\r\n").encode("utf-8-sig"))
    assert texts(read_article(tmp_path / "a.srt")) == [
        "The dam holds.",
        "For how long? Until the water rises, engineers say.",
    ]


def test_captions_that_roll_up_say_each_line_once(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nthe<00:01.200><c> dam holds for now</c>\n\n"
        "00:02.000 --> 00:03.000\nthe dam holds for now\nengineers said today.\n\n"
        "00:03.000 --> 00:04.000\nengineers said today.\nThe lake is full.\n"
    )
    assert texts(read_article(tmp_path / "a.vtt")) == ["the dam holds for now engineers said today. The lake is full."]


def test_a_transcript_in_json_word_by_word_is_an_article(tmp_path: Path) -> None:
    words = ["The", "pier", "stays", "open.", "It", "is", "old."]
    segments = [{"speaker": "Ann Poe", "startTime": at, "endTime": at + 0.4, "body": w} for at, w in enumerate(words)]
    (tmp_path / "a.json").write_text(json.dumps({"version": "1.0.0", "segments": segments}))
    [article] = read_articles(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert texts(article) == ["Ann Poe: The pier stays open. It is old."]


@pytest.mark.parametrize("text", ["", "WEBVTT\n\n", "Just a text.\n", "1\n00:00:01,000 --> 00:00:02,000\n[music]\n"])
def test_captions_in_which_nothing_is_said_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.srt").write_text(text)
    with pytest.raises(ReadError, match="a.srt"):
        read_article(tmp_path / "a.srt")


def test_a_file_cut_off_keeps_its_whole_cues(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(VTT[: VTT.index("<v.loud")])
    assert len(texts(read_article(tmp_path / "a.vtt"))) == 1


def test_a_cue_ends_where_the_times_of_the_next_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nThe dam\n00:02.000 --> 00:03.000 align:start\nholds, they say.\n"
    )
    assert texts(read_article(path)) == ["The dam holds, they say."]
