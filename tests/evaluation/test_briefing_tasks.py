from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.evaluation.briefing_tasks import score_briefing
from briefbot.evaluation.cases import BriefingCase
from briefbot.evaluation.run import Selection, choose_cases
from briefbot.evaluation.runner import Runner, configurations
from briefbot.evaluation.types import CaseResult, Report
from briefbot.settings import Settings
from tests.briefing.copying import CopyingGenerator
from tests.briefing.sample import sample_briefing
from tests.evaluation.workbench import Fakes, lay_out

BRIEFING = sample_briefing()


def case(**expected: object) -> BriefingCase:
    return BriefingCase.model_validate(
        {"id": "three-days", "tags": ("span",), "first": "2019-10-03", "last": "2019-10-05", **expected}
    )


def scores(**expected: object) -> dict[str, float]:
    return score_briefing(case(**expected), BRIEFING)[0]


def test_facts_are_said_by_one_sentence() -> None:
    facts = [
        {"any": ["broke down"]},
        {"any": ["5 October 2019"]},  # "on Saturday" of an article of that day
        {"any": ["/closed.{0,40}night of violence/"]},
        {"any": ["Boris Johnson resigned"]},
    ]
    found, faults = score_briefing(case(facts=facts), BRIEFING)
    assert found["facts told"] == 0.75
    assert faults == ["does not say: Boris Johnson resigned"]


def test_a_pattern_does_not_run_over_the_end_of_a_sentence() -> None:
    assert scores(facts=[{"any": ["/broke down.*The whole of Hong Kong/"]}])["facts told"] == 0.0


def test_what_must_not_be_said_and_what_was_removed() -> None:
    assert scores(must_not_say=["The talks lasted two days"])["forbidden claims"] == 0.0
    found, faults = score_briefing(case(must_not_say=["shot in the leg"]), BRIEFING)
    assert found["forbidden claims"] == 1.0
    assert faults == ["says what it must not: shot in the leg"]


def test_coverage() -> None:
    counts = BRIEFING.coverage
    assert scores(coverage={"articles": counts.articles})["coverage right"] == 1.0
    assert scores(coverage={"articles": counts.articles, "copies": counts.copies})["coverage right"] == 1.0
    assert scores(coverage={"articles": counts.articles, "copies": counts.copies + 1})["coverage right"] == 0.0
    assert "coverage right" not in scores()


@pytest.mark.parametrize(
    ("kind", "wording", "found"),
    [
        ("developing", "Stockholm", 1.0),
        ("developing", "an invitation from Sweden", 1.0),
        ("developing", "Tsuen Wan", 0.0),
        ("corrected", "a single missile", 1.0),
        ("gone quiet", "Tsuen Wan", 1.0),
        ("new", "Stockholm", 0.0),
    ],
)
def test_changes(kind: str, wording: str, found: float) -> None:
    assert scores(changes=[{"kind": kind, "any": [wording]}])["changes found"] == found


def test_events_have_their_days() -> None:
    assert scores(events=[{"date": "2019-10-06", "any": ["High Court"]}])["events found"] == 1.0
    assert scores(events=[{"date": "2019-10-07", "any": ["High Court"]}])["events found"] == 0.0
    assert scores(events=[{"date": "2019-10-06", "any": ["summit"]}])["events found"] == 0.0


def test_a_difference_shows_all_its_sides() -> None:
    two, one, three = {"any": ["two ballistic missiles"]}, {"any": ["one"]}, {"any": ["three missiles"]}
    assert scores(differences=[{"sides": [two, one]}])["differences found"] == 1.0
    assert scores(differences=[{"sides": [two, three]}])["differences found"] == 0.0


CASES = """
briefings:
  - id: reopening
    date: 2018-03-10
    tags: [day]
    coverage: {articles: 1}
    facts:
      - any: [will sail again]
        gold: [[ferry.txt, 1]]
  - id: toll-day
    date: 2018-05-02
    previous: [2018-03-10]
    tags: [day, changes]
    facts:
      - any: [3 crowns]
        gold: [[toll.txt, 1]]
    must_not_say: [14 weeks]
"""


def run(settings: Settings, folder: Path, weights: Fakes) -> Report:
    evals, corpus = lay_out(folder, CASES)
    chosen = choose_cases(Selection(suites=("briefing",)), evals, corpus)
    runner = Runner(settings, folder / "kept", weights)
    return runner.report(chosen.tasks, configurations(settings, (), True), chosen.fixtures_sha256)


def by_id(report: Report) -> dict[str, CaseResult]:
    return {case.id: case for case in report.runs[0].cases}


def test_briefings_are_made_scored_and_kept(settings: Settings, tmp_path: Path) -> None:
    generator = CopyingGenerator()
    report = run(settings, tmp_path, Fakes(generator))
    cases = by_id(report)
    assert {name: (case.status, case.reasons) for name, case in cases.items()} == {
        "reopening": ("passed", ()),
        "toll-day": ("passed", ()),
    }
    assert "crowns" in cases["toll-day"].output
    assert all(verdict.supported for case in cases.values() for verdict in case.verdicts)
    found = {metric.name: metric.value for metric in report.runs[0].metrics}
    assert found["facts told"] == found["coverage right"] == found["briefing faithfulness"] == 1.0
    assert "faithfulness (shown)" not in found
    assert len(report.runs) == 1  # ablations are of answers
    written = generator.stories
    again = run(settings, tmp_path, Fakes(generator))
    assert generator.stories == written
    assert again.runs[0].metrics == report.runs[0].metrics
