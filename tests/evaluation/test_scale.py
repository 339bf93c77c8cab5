from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.ingest import ingest
from briefbot.library.store import Library
from briefbot.types import Filters
from evals import scale
from evals.made_library import BUSY_DAYS, OF_A_STORY, made_records, question_of, story_of, write_lines

ARTICLES = 36


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("scale") / "home"
    assert scale.prepare(home, ARTICLES, False).figures["paragraphs"] > 10 * ARTICLES
    return home


def test_a_library_that_was_filled_in_bulk_is_as_whole_as_one_that_was_ingested(home: Path, tmp_path: Path) -> None:
    write_lines(tmp_path / "made.jsonl", made_records(ARTICLES))
    with Library(home / "library.db") as filled, Library(tmp_path / "library.db") as ingested:
        assert filled.faults().sentences() == []
        report = ingest([tmp_path / "made.jsonl"], ingested, scale.LONGEST_CHUNK)
        assert (report.problems, report.doubts) == ((), ())
        assert filled.counts() == ingested.counts()
        assert filled.count_by_day(Filters(history=True)) == ingested.count_by_day(Filters(history=True))
        assert set(filled.article_ids()) == set(ingested.article_ids())


def test_stories_are_asked_about_and_found(home: Path) -> None:
    with scale.desk_of(home, False) as desk:
        for number in range(ARTICLES // OF_A_STORY):
            found = desk.search(question_of(number))
            assert story_of(number).places[0] in found[0].title


@pytest.mark.parametrize("stage", ["size", "cold", "search"])
def test_a_stage_prints_what_it_found(home: Path, stage: str, capsys: pytest.CaptureFixture[str]) -> None:
    scale.run_stage(stage, home, ARTICLES, False)
    figures, _ = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert all(value > 0 for value in figures.values())


def test_busy_days_have_their_articles() -> None:
    for count, day in BUSY_DAYS.items():
        records = list(made_records(count, day))
        assert len(records) == count
        assert {record["published"] for record in records} == {day.isoformat()}
