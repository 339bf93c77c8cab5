from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.desk import Desk
from briefbot.errors import CaseError, InputError
from briefbot.evaluation.cases import load_questions
from briefbot.evaluation.run import Selection, choose_cases
from briefbot.evaluation.samples import question_of
from briefbot.settings import Settings
from tests.doubles import BagOfWords
from tests.evaluation.workbench import CASES, lay_out


def chosen(folder: Path, **selection: object) -> list[str]:
    evals, corpus = lay_out(folder)
    return [task.id for task in choose_cases(Selection.model_validate(selection), evals, corpus).tasks]


def test_all_cases_of_a_split(tmp_path: Path) -> None:
    assert chosen(tmp_path) == ["leader", "duration", "payer"]


def test_files_of_a_split_may_have_a_name_before_it(tmp_path: Path) -> None:
    evals, corpus = lay_out(tmp_path)
    (evals / "cases" / "more-dev.yaml").write_text(CASES.replace("id: ", "id: more-"))
    (evals / "cases" / "more-test.yaml").write_text("questions: [")
    assert len(choose_cases(Selection(), evals, corpus).tasks) == 6


def test_by_tag_name_and_suite(tmp_path: Path) -> None:
    assert chosen(tmp_path, tags=("who",)) == ["leader", "payer"]
    assert chosen(tmp_path, names=("payer", "leader")) == ["leader", "payer"]
    assert chosen(tmp_path, suites=("ask",)) == ["leader", "duration", "payer"]
    (tmp_path / "evals" / "quick.txt").write_text("# the quick ones\nduration  # how long\n\n")
    assert chosen(tmp_path, suites=("quick",)) == ["duration"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"tags": ("whom",)}, r"No case has the tag 'whom'\. There are: how-many, unanswerable, who"),
        ({"names": ("leaders",)}, r"No case 'leaders'.*Did you mean leader"),
        ({"suites": ("all",)}, "No suite 'all'. There are: ask, briefing, kinds, rules, quick"),
        ({"split": "test"}, r"No cases of the split 'test' in .*--data FOLDER"),
        ({"suites": ("briefing",)}, "No case of the split 'dev' fits"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, selection: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        chosen(tmp_path, **selection)


def test_the_digest_is_that_of_what_was_chosen(tmp_path: Path) -> None:
    evals, corpus = lay_out(tmp_path)
    whole = choose_cases(Selection(), evals, corpus).fixtures_sha256
    part = choose_cases(Selection(tags=("who",)), evals, corpus).fixtures_sha256
    (corpus / "more.txt").write_text("More\n\nSKERRY, 3 May 2018 (Coast Gazette) -- There is more.\n")
    assert len({whole, part, choose_cases(Selection(), evals, corpus).fixtures_sha256}) == 3


def test_gold_files_are_found_in_the_library(settings: Settings, tmp_path: Path) -> None:
    evals, corpus = lay_out(tmp_path)
    leader = load_questions(evals / "cases" / "dev.yaml")[0]
    with Desk(settings, embedder=BagOfWords()) as desk:
        desk.ingest([corpus])
        found = question_of(leader, desk.library)
        article = desk.library.find_article("ferry.txt")
    assert found.gold == ((article.id, 2),)
    assert found.groups == (((article.id, 2),),)
    assert found.facts[0].places == ((article.id, 2),)


@pytest.mark.parametrize(
    ("change", "message"),
    [("ferry.txt, 9", "'ferry.txt' has 2 paragraphs and no 9"), ("bridge.txt, 1", "gold file 'bridge.txt'")],
)
def test_gold_that_is_not_there_is_named(settings: Settings, tmp_path: Path, change: str, message: str) -> None:
    evals, corpus = lay_out(tmp_path, CASES.replace("ferry.txt, 2", change))
    leader = load_questions(evals / "cases" / "dev.yaml")[0]
    with Desk(settings, embedder=BagOfWords()) as desk:
        desk.ingest([corpus])
        with pytest.raises(CaseError, match=message):
            question_of(leader, desk.library)
