from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz import fuzz

from briefbot.desk import Desk
from briefbot.errors import CaseError
from briefbot.evaluation.followups import FollowUpCase, given_turn, load_followups
from briefbot.evaluation.matching import says
from briefbot.evaluation.run import Selection, choose_cases
from briefbot.evaluation.runner import Runner, configurations
from briefbot.library.threads import How, Rewriting
from briefbot.readers.formats import read_article
from briefbot.settings import Settings
from briefbot.text.dates.describe import annotate
from briefbot.text.dates.find import find_dates
from briefbot.types import Article
from tests.conftest import CORPUS, ROOT
from tests.doubles import BagOfWords
from tests.evaluation.workbench import Answering, Fakes, lay_out

FILES = {name: load_followups(ROOT / "evals" / "followups" / f"{name}.yaml") for name in ("dev", "test")}
EVERY = (*FILES["dev"], *FILES["test"])
ARTICLES = {path.name: read_article(path) for path in CORPUS.rglob("*.*") if path.name != "README.md"}

CASES = """
followups:
  - id: weeks
    tags: [more]
    turns:
      - {question: "Who led the work on the pier?", answer: Ada Holm led it., gold: [[ferry.txt, 2]]}
    question: who else?
    standalone: {say: [[who else], [pier]], not_say: [Berg]}
    facts: [{any: [Ada Holm]}]
    gold: [[ferry.txt, 2]]
  - id: alone
    tags: [alone]
    turns:
      - {question: "Who led the work on the pier?"}
    question: How long did the repairs in Skerry take?
    alone: true
    facts: [{any: [14 weeks]}]
    gold: [[ferry.txt, 2]]
  - id: wrong
    tags: [more]
    turns:
      - {question: "Who led the work on the pier?", answer: Ada Holm led it., gold: [[ferry.txt, 2]]}
    question: who else?
    standalone: {say: [[toll]]}
"""


def words(article: Article, number: int) -> str:
    text = article.paragraphs[number - 1].text
    return annotate(text, find_dates(text, article.day))


def test_there_are_as_many_as_promised_and_half_are_held_out() -> None:
    assert len(EVERY) >= 60
    assert 2 * len(FILES["test"]) >= len(EVERY)
    assert len({case.id for case in EVERY}) == len(EVERY)
    assert {tag for case in FILES["dev"] for tag in case.tags} == {tag for case in FILES["test"] for tag in case.tags}


def test_nothing_held_out_is_asked_in_the_same_words_about_the_same() -> None:
    def whole(case: FollowUpCase) -> str:
        return f"{case.turns[-1].question} {case.question}"

    near = [
        (one.id, other.id)
        for one in FILES["dev"]
        for other in FILES["test"]
        if fuzz.token_set_ratio(whole(one), whole(other)) > 90 and one.gold == other.gold
    ]
    assert near == []


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_the_gold_of_a_case_proves_its_facts_and_no_follow_up_stands_alone_as_typed(case: FollowUpCase) -> None:
    for fact in case.facts:
        for gold in case.proof(fact):
            article = ARTICLES[gold.file]
            text = f"{article.title} {words(article, gold.paragraph)}"
            days = [article.day] if article.day else []
            patterns = [one for one in fact.any if one[0] == "/"]
            assert patterns or any(says(text, one, days) for one in fact.any), gold
    for turn in case.turns:
        assert all(gold.paragraph <= len(ARTICLES[gold.file].paragraphs) for gold in turn.gold)
    if case.standalone:
        assert not case.rightly(Rewriting(question=case.question, changed=True, how=How.RULES))


def test_a_topic_behind_a_follow_up_is_no_question_that_stands_alone() -> None:
    case = FILES["dev"][0]
    right = Rewriting(question="Might Biegun become ambassador?", changed=True, how=How.MODEL)
    assert case.rightly(right)
    assert not case.rightly(right.model_copy(update={"how": How.TOPIC}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("    alone: true\n", ""), "either 'standalone' or 'alone: true'"),
        (("answer: Ada Holm led it., ", ""), "go together"),
        (("id: alone", "id: weeks"), "the id 'weeks' stands twice"),
        (("tags: [alone]", "tags: [alone]\n    nothing: 1"), "nothing"),
    ],
)
def test_a_case_that_does_not_fit_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    (tmp_path / "dev.yaml").write_text(CASES.replace(*change))
    with pytest.raises(CaseError, match=message):
        load_followups(tmp_path / "dev.yaml")


def test_follow_ups_are_rewritten_asked_and_scored(settings: Settings, tmp_path: Path) -> None:
    evals, corpus = lay_out(tmp_path)
    (evals / "followups").mkdir()
    (evals / "followups" / "dev.yaml").write_text(CASES)
    chosen = choose_cases(Selection(suites=("followups",)), evals, corpus)
    assert len(choose_cases(Selection(suites=("followups", "ask")), evals, corpus).tasks) == 6
    assert len(choose_cases(Selection(), evals, corpus).tasks) == 3
    fake = Answering({"pier": "Engineer Ada Holm led the work [1].", "How long": "It took 14 weeks [1]."})
    runner = Runner(settings, tmp_path / "kept", Fakes(fake))
    report = runner.report(chosen.tasks, configurations(settings, (), ablate=False), chosen.fixtures_sha256)
    results = {case.id: case for case in report.runs[0].cases}
    assert [case.reasons for case in results.values() if case.status == "unscored"] == []
    assert {name: case.scores["standalone right"] for name, case in results.items()} == {
        "weeks": 1.0,
        "alone": 1.0,
        "wrong": 0.0,
    }
    assert {name: case.scores["follow-ups answered"] for name, case in results.items()} == {
        "weeks": 1.0,
        "alone": 1.0,
        "wrong": 0.0,  # it was answered, though no fact is expected
    }
    assert results["weeks"].output.startswith("(rules) Who else besides Ada Holm led the work on the pier?\n\n")
    assert "rewritten wrongly: Who else besides Ada Holm led the work on the pier?" in results["wrong"].reasons
    figures = {metric.name: metric.value for metric in report.runs[0].metrics}
    assert figures["standalone right"] == pytest.approx(2 / 3)
    assert figures["rewritten by the model"] == 0.0


def test_a_turn_of_a_case_cites_its_paragraphs(settings: Settings, tmp_path: Path) -> None:
    _, corpus = lay_out(tmp_path)
    (tmp_path / "dev.yaml").write_text(CASES)
    case = load_followups(tmp_path / "dev.yaml")[0]
    with Desk(settings, embedder=BagOfWords()) as desk:
        desk.ingest([corpus])
        turn = given_turn(1, case.turns[0], desk.library)
        assert turn.answer.text == "Ada Holm led it. [1]"
        assert turn.answer.sentences[0].citations[0].paragraph == 2
        (tmp_path / "dev.yaml").write_text(CASES.replace("ferry.txt, 2", "ferry.txt, 9"))
        with pytest.raises(CaseError, match="no paragraph 9"):
            given_turn(1, load_followups(tmp_path / "dev.yaml")[0].turns[0], desk.library)
