from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from briefbot.readers.bylines import byline
from briefbot.readers.dates import date_line, read_date
from briefbot.readers.translating import LANGUAGES, english_dates


@given(st.sampled_from(LANGUAGES), st.dates(dt.date(1990, 1, 1), dt.date(2039, 12, 31)))
def test_a_day_in_full_is_read_in_every_language(language: str, day: dt.date) -> None:
    pattern = {"hu": "y. MMMM d.", "lt": "y MMMM d"}.get(language, "d MMMM y")
    written = format_date(day, pattern, locale=language).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
    stamp = read_date(written)
    assert stamp and stamp.date == day, written


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Publié le 2 mai 2023 à 7h05 - Mis à jour le 4 mai 2023 à 19h", "2023-05-02T07:05", "2023-05-04T19:00"),
        ("Paru le 1er août 2023 à 06:15", "2023-08-01T06:15", None),
        ("Veröffentlicht am 3. März 2023, 06.15 Uhr", "2023-03-03T06:15", None),
        ("Stand: 05.08.2023, 11:00 Uhr", None, "2023-08-05T11:00"),
        ("Zuletzt aktualisiert: 05.08.2023", None, "2023-08-05"),
        ("Publicado el 7 de septiembre de 2023 a las 9:30", "2023-09-07T09:30", None),
        ("Actualizado: 07/09/2023 10:30 p. m.", None, "2023-09-07T22:30"),
        ("Pubblicato il 9 gennaio 2024 alle ore 18:02", "2024-01-09T18:02", None),
        ("Publicado em 12/03/2024 às 08h15", "2024-03-12T08:15", None),
        ("Gepubliceerd op 12 maart 2024 om 8.15 uur", "2024-03-12T08:15", None),
        ("Opublikowano: 5 listopada 2023, godz. 14:20", "2023-11-05T14:20", None),
        ("Опубликовано 27 августа 2024 г. в 20:18", "2024-08-27T20:18", None),
        ("입력 2026.03.01. 오후 3:05 수정 2026.03.02. 오전 9:01", "2026-03-01T15:05", "2026-03-02T09:01"),
        ("등록 2024년 5월 3일 14시 5분", "2024-05-03T14:05", None),
        ("2026年3月1日(日) 午後3時05分 公開", "2026-03-01T15:05", None),
        ("更新日：2026年3月2日", None, "2026-03-02"),
        ("令和6年5月3日", "2024-05-03", None),
    ],
)
def test_labels_and_times_of_day_are_read_in_other_languages(
    line: str, published: str | None, updated: str | None
) -> None:
    found = date_line(line)
    assert found is not None
    for stamp, expected in ((found.published, published), (found.updated, updated)):
        moment = stamp and stamp.date and (stamp.time and dt.datetime.combine(stamp.date, stamp.time) or stamp.date)
        assert (moment and moment.isoformat()[:16]) == expected
        assert stamp is None or stamp.words == line


@pytest.mark.parametrize(
    "text",
    [
        "12 houses burned on the street",
        "Le 3 pompiers blessés",
        "Nur 5 Tage im Mai",
        "Stand 3 of the fair",
        "Posté à 3 km du port",
        "2 marzo",
    ],
)
def test_other_lines_with_numbers_tell_no_day_with_its_year(text: str) -> None:
    found = date_line(text)
    assert not found or not found.published or not found.published.date


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Par Hélène Marchais", "Hélène Marchais"),
        ("Von Jörg Öhm", "Jörg Öhm"),
        ("Por María del Valle y Juan Soto", "María del Valle y Juan Soto"),
        ("di Anna D'Alba", "Anna D'Alba"),
        ("김은진 기자", "김은진"),
        ("박서연 특파원", "박서연"),
        ("山田太郎 記者", "山田太郎"),
        ("Autor: Ewa Nowak", "Ewa Nowak"),
    ],
)
def test_writers_are_known_in_other_languages(line: str, author: str) -> None:
    found = byline(line)
    assert found and found.author == author


@given(st.text(max_size=60))
def test_no_text_is_an_error_and_one_without_digits_stays(text: str) -> None:
    found = english_dates(text)
    assert found == text or any(character.isdigit() for character in text)
