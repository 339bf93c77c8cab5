"""Articles that tell a month, a season or a part of one, and no day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.intake import completed
from briefbot.library.store import Library
from briefbot.readers.dates import date_line
from briefbot.readers.exports.record import Record, article_of_record
from briefbot.readers.formats import read_articles
from briefbot.readers.lines import Piece
from briefbot.readers.periods import period_in_words, period_of
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Filters

STORY = "The pilots of Skerry have sailed the sound for two hundred years, and few of them can swim."
PAGE = (
    "<html><head><title>The pilots</title>{meta}</head><body><article><h1>The pilots of Skerry sound</h1>{shown}"
    f"<p>{STORY}</p><p>They learn the tides from their mothers, who never went to sea.</p></article></body></html>"
)


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("Summer 2019", "2019-22"),
        ("The Fall 2019 issue", "2019-23"),
        ("Vol. 3, No. 2, Spring 2019", "2019-21"),
        ("Winter 2018/19", "[2018-12..2019-02]"),
        ("August 2019", "2019-08"),
        ("Sept. 2019", "2019-09"),
        ("early August 2019", "[2019-08-01..2019-08-10]"),
        ("mid-August 2019", "[2019-08-11..2019-08-20]"),
        ("late August 2019", "[2019-08-21..2019-08-31]"),
        ("July/August 2019", "[2019-07..2019-08]"),
        ("Dec 2018/Jan 2019", "[2018-12..2019-01]"),
        ("Q3 2019", "2019-35"),
        ("août 2019", "2019-08"),
        ("agosto de 2019", "2019-08"),
        ("Herbst 2019", "2019-23"),
        ("2019年8月", "2019-08"),
    ],
)
def test_a_period_is_read_from_its_words(words: str, edtf: str) -> None:
    found = period_in_words(words, "test")
    assert found and found.edtf == edtf


@pytest.mark.parametrize(
    "words", ["2019", "14 August 2019", "August", "The war of August 2019", "Winter 2018/25", "August 2999", "May 1204"]
)
def test_other_words_name_no_period_of_publication(words: str) -> None:
    assert period_in_words(words, "test") is None


def test_metadata_may_have_it_in_edtf_but_a_day_is_no_period() -> None:
    told = [period_of(value, "test") for value in ("2019-08", "2019-22", 2019, "2019-08-05", "Tuesday", None)]
    assert [each and each.edtf for each in told] == ["2019-08", "2019-22", "2019", None, None, None]


def test_a_line_names_it_with_and_without_a_label() -> None:
    lines = [date_line(text) for text in ("Published: August 2019", "Summer 2019", "Posted by a friend in August 2019")]
    assert [line and (line.labelled, line.period and line.period.edtf) for line in lines] == [
        (True, "2019-08"),
        (False, "2019-22"),
        None,
    ]


def read(folder: Path, name: str, text: str) -> Article:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    [article] = read_articles(path)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("name", "text", "evidence"),
    [
        ("a.md", f"---\ntitle: Pilots\ndate: Summer 2019\n---\n{STORY}\n", "front matter date 'Summer 2019'"),
        ("b.txt", f"The pilots of the sound\n\nSummer 2019\n\n{STORY}\n", "date line 'Summer 2019'"),
        ("c.txt", f"The pilots of the sound\n\nDate: 2019-22\n\n{STORY}\n", "front matter date '2019-22'"),
        ("d.txt", f"The pilots of the sound\n\nIsland Review | Summer 2019\n\n{STORY}\n", "date line 'Summer 2019'"),
        ("e.html", PAGE.format(meta='<meta name="date" content="2019-22">', shown=""), "meta date '2019-22'"),
        ("f.html", PAGE.format(meta="", shown='<p class="date">Summer 2019</p>'), "date line 'Summer 2019'"),
        ("g.json", f'{{"title": "Pilots", "date": "Summer 2019", "body": "{STORY}"}}', "record's date 'Summer 2019'"),
    ],
)
def test_an_article_keeps_its_season(tmp_path: Path, name: str, text: str, evidence: str) -> None:
    article = read(tmp_path, name, text)
    assert (article.published, article.known) == (None, "2019-22")
    assert article.period and article.period.evidence == evidence
    assert [paragraph.text for paragraph in article.paragraphs][0] == STORY


def test_a_magazine_in_a_press_database_has_the_date_of_its_issue_not_of_the_database() -> None:
    record = Record(title="Pilots", date="Spring 2019", loaded="May 7, 2019", body=(Piece(STORY),))
    article = article_of_record(record, "export.txt", "Nexis")
    assert (article.published, article.known) == (None, "2019-21")


def test_a_day_told_elsewhere_is_more_and_a_dateline_takes_its_year(tmp_path: Path) -> None:
    day = read(tmp_path, "day.md", f"---\ndate: August 2019\n---\nSKERRY, Aug. 5, 2019 (Island Post) -- {STORY}\n")
    assert (day.known, str(day.published and day.published.day)) == (None, "2019-08-05")
    year = read(tmp_path, "year.md", f"---\ndate: August 2019\n---\nSKERRY, Aug. 5 (Island Post) -- {STORY}\n")
    assert year.published and str(year.published.day) == "2019-08-05"
    assert "with the year of the front matter date 'August 2019'" in year.published.evidence


def test_words_of_the_story_are_no_date(tmp_path: Path) -> None:
    article = read(
        tmp_path, "a.txt", f"The pilots of the sound\n\n{STORY}\n\nSummer 2018\n\nThen came a storm. {STORY}\n"
    )
    assert article.known is None
    assert "Summer 2018" in [paragraph.text for paragraph in article.paragraphs]


def test_a_season_is_kept_filtered_and_sorted_by(tmp_path: Path) -> None:
    days = {"june": "2019-06-30", "summer": "Summer 2019", "july": "July 2019", "last": "2019-08-01", "none": "unknown"}
    with Library(tmp_path / "library.db") as library:
        for name, day in days.items():
            article = completed(
                read(tmp_path, f"{name}.md", f"---\ntitle: {name}\ndate: {day}\n---\n{name}: {STORY}\n")
            )
            library.put(article, chunk_article(article, 900), article.id)
        within = Filters(first=dt.date(2019, 6, 1), last=dt.date(2019, 8, 31), history=True)
        july = Filters(first=dt.date(2019, 7, 1), last=dt.date(2019, 7, 31), history=True)
        titles = [each.title for each in library.headlines(Filters(history=True), 9)]
        assert titles == ["last", "july", "june", "summer", "none"]
        assert [each.title for each in library.headlines(within, 9)] == ["last", "july", "june", "summer"]
        assert [(each.title, each.known) for each in library.headlines(july, 9)] == [("july", "2019-07")]
        assert [head.known for head in library.each_head()] == ["2019-22", None, "2019-07", None, None]
        summer = library.article(next(each.id for each in library.headlines(within, 9) if each.title == "summer"))
        assert summer.period and summer.period.last == dt.date(2019, 8, 31)
        assert summer.day is None
        assert chunk_article(summer, 900)[0].header == "summer | summer 2019"
        lines = list(library.export_lines())
    with Library(tmp_path / "other.db") as other:
        other.import_lines(lines, lambda article: chunk_article(article, 900))
        assert other.article(summer.id) == summer
