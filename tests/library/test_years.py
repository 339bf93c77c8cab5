"""Articles that tell a day without its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.desk import Desk
from briefbot.ingest import ingest
from briefbot.library.store import Library
from briefbot.library.years import SURE, Beside, fitting_years, inferred
from briefbot.readers.formats import read_article
from briefbot.types import Filters, PartialDay
from tests.answering.test_compose import Silent

LATEST = dt.date(2026, 1, 1)
SUNDAY = PartialDay(month=7, day=14, weekday=6, evidence="dateline 'SKERRY, July 14'")
STORY = "Ada Holm and Erik Dahl spoke of the Norhamn ferry and its pier on Skerry."


def test_the_weekday_leaves_few_years() -> None:
    days = SUNDAY.in_years(dt.date(2010, 1, 1), LATEST)
    assert [day.year for day in days] == [2013, 2019, 2024]
    assert SUNDAY.edtf == "XXXX-07-14"
    assert PartialDay(month=2, day=29, evidence="").in_years(dt.date(2013, 1, 1), dt.date(2019, 1, 1)) == [
        dt.date(2016, 2, 29)
    ]


def test_a_year_is_kept_where_the_articles_about_the_same_are_of_it() -> None:
    near = [Beside(dt.date(2019, 7, day), 2.0) for day in (10, 20)]
    fits = fitting_years(SUNDAY, near, (), LATEST)
    assert (fits[0].day, fits[0].related, fits[0].confidence >= SURE) == (dt.date(2019, 7, 14), 2, True)
    found = inferred(SUNDAY, fits)
    assert found and found.confidence == "inferred"
    assert "a Sunday, which tells no year; 2019 fits" in found.evidence


@pytest.mark.parametrize(
    ("related", "folder"),
    [
        ((), ()),
        ([Beside(dt.date(2019, 7, 10), 2.0), Beside(dt.date(2013, 7, 10), 2.0)], ()),
        ([Beside(dt.date(2018, 7, 10), 2.0), Beside(dt.date(2018, 7, 11), 2.0)], ()),
        ([Beside(dt.date(2019, 7, 10), 2.0)], ()),
        ((), [dt.date(2019, 7, 10)] * 3),
    ],
)
def test_no_year_is_kept_that_is_not_sure(related: list[Beside], folder: list[dt.date]) -> None:
    assert inferred(SUNDAY, fitting_years(SUNDAY, related, folder, LATEST)) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for day in (9, 11, 16):
        (folder / f"{day}.txt").write_text(f"News of day {day}\n\nSKERRY, July {day}, 2019 (Island Post) -- {STORY}\n")
    (folder / "undated.txt").write_text(f"Pier to be mended\n\nSKERRY, July 14 (Island Post) -- On Sunday {STORY}\n")
    return folder


def test_what_an_article_tells_of_its_day_is_read(folder: Path) -> None:
    article = read_article(folder / "undated.txt")
    assert (article.published, article.partial and article.partial.edtf) == (None, "XXXX-07-14")
    assert article.partial and article.partial.weekday == 6
    assert read_article(folder / "9.txt").partial is None


def test_an_inferred_day_is_filtered_by_and_goes_with_its_neighbours(folder: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        ingest([folder], library, 1200)
        article = library.find_article("undated.txt")
        assert (article.day, article.told) == (dt.date(2019, 7, 14), None)
        assert article.id in (library.allowed(Filters(first=dt.date(2019, 7, 14), last=dt.date(2019, 7, 14))) or ())
        assert library.faults().altered == ()
        revision = library.revision
        ingest([folder], library, 1200)
        assert (library.article(article.id), library.revision) == (article, revision)
        for day in (9, 11, 16):
            (folder / f"{day}.txt").unlink()
        ingest([folder], library, 1200, prune=True)
        assert library.article(article.id).published is None


def test_an_answer_says_that_a_year_is_inferred(folder: Path, open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Silent())
    desk.ingest([folder])
    answer = desk.ask("What happened on Skerry on 14 July 2019?", today=dt.date(2019, 7, 20))
    assert answer.sentences
    assert any(note.startswith("The year of “Pier to be mended” is inferred: dateline") for note in answer.notes)
