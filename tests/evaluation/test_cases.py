from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from briefbot.errors import CaseError
from briefbot.evaluation.cases import (
    KINDS,
    BriefingCase,
    Case,
    Fact,
    Gold,
    QuestionCase,
    fixtures_sha256,
    load_briefings,
    load_cases,
    load_kinds,
    load_questions,
    wording_pattern,
)
from briefbot.evaluation.kinds import has
from briefbot.evaluation.run import BY_RULES, quick_names
from briefbot.readers.formats import read_article
from briefbot.text.dates.describe import annotate
from briefbot.text.dates.find import find_dates
from briefbot.types import Article, Filters
from tests.conftest import CORPUS, ROOT

CASES = ROOT / "evals" / "cases"
HOSTILE = ROOT / "evals" / "hostile"
QUESTIONS = {name: load_questions(CASES / f"{name}.yaml") for name in ("dev", "test")}
BRIEFINGS = {name: load_briefings(CASES / f"briefings-{name}.yaml") for name in ("dev", "test")}
KIND_CASES = {name: load_kinds(CASES / f"kinds-{name}.yaml") for name in ("dev", "test")}
EVERY_KIND = (*KIND_CASES["dev"], *KIND_CASES["test"])
EVERY: tuple[QuestionCase | BriefingCase, ...] = (
    *(*QUESTIONS["dev"], *QUESTIONS["test"]),
    *(*BRIEFINGS["dev"], *BRIEFINGS["test"]),
)

QUESTION_TAGS = {
    *("who", "what", "when", "where", "why", "how-many", "detail", "relative-date", "two-article", "conflict"),
    *("correction", "over-time", "filter", "sloppy", "unanswerable", "false-premise", "wrong-deed", "absent-detail"),
    *("off-subject", "hostile"),
}
BRIEFING_TAGS = {"day", "span", "topic", "empty", "changes", "events", "differences", "copies", "correction", "hostile"}
UNANSWERABLE = ("false-premise", "wrong-deed", "absent-detail", "off-subject")

NOT_IN_GOLD = {
    ("conservative-leader", "channel-courier-johnson-pm.txt", 3): "says 'he'; the paragraphs before name Johnson",
    ("exercise-ended", "2019-08-21-hrw-biegun-seoul.txt", 1): "'a day after ... came to an end', said on 21 August",
    ("pupils-sit-down", "tsuen-wan-shot.txt", 3): "'on Wednesday', in a text updated on Wednesday, 2 October",
}
"""Gold paragraphs that prove a fact without any of its wordings, and why."""

SAID_IN_GOLD = {
    ("pupils-sit-down", "25 September"): "'on Wednesday' is read as the one before the first publication",
}
"""What must not be said but is found in a gold paragraph with its dates resolved, and why."""


UNDATED_ARTICLES = {
    "khartoum-accord.txt": dt.date(2019, 7, 5),
    "cook-shops-hays.txt": dt.date(2019, 10, 9),
    "lam-never-resigned.txt": dt.date(2019, 9, 3),
}
"""Articles whose year nothing in them tells, and the day that they are of."""


DAY_ELSEWHERE = {
    ("kind-tl-launches", "Hamhung"): "'a few hours earlier', after a paragraph that says 'on Saturday'",
    ("kind-hk-prince-edward", "Prince Edward"): "'still shaken by Saturday' is read as the Saturday to come",
    ("kind-t-tl-deal", "322 306"): "'on a Saturday' stands in the paragraph before",
    ("kind-t-hk-beijing-backs", "backed"): "'on the same day' is the Tuesday of the first paragraph",
}
"""Facts whose day the paragraph itself does not give as it is read, and why."""


def articles(folder: Path) -> dict[str, Article]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "README.md"]
    read = {path.name: read_article(path) for path in files}
    assert len(read) == len(files), "two articles have one file name"
    return read


ARTICLES = {**articles(CORPUS), **articles(HOSTILE), **articles(ROOT / "evals" / "kinds")}


def paragraph(gold: Gold) -> str:
    """The paragraph with its relative dates resolved."""
    article = ARTICLES[gold.file]
    text = article.paragraphs[gold.paragraph - 1].text
    return annotate(text, find_dates(text, article.published.day)) if article.published else text


def loose(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    return " ".join(re.sub(r"[^\w.,'%]+", " ", "".join(c for c in text if not unicodedata.combining(c))).split())


def says(text: str, wording: str) -> bool:
    if found := wording_pattern(wording):
        return bool(found.search(text.replace("’", "'")))
    return bool(re.search(rf"(?<!\w){re.escape(loose(wording))}(?!\w)", loose(text)))


def proofs(case: QuestionCase | BriefingCase, fact: Fact) -> tuple[Gold, ...]:
    return case.proof(fact) if isinstance(case, QuestionCase) else fact.gold


def by_id(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", EVERY, ids=by_id)
def test_gold_paragraphs_exist_and_prove_their_facts(case: QuestionCase | BriefingCase) -> None:
    for fact in case.facts:
        for gold in proofs(case, fact):
            assert gold.file in ARTICLES
            assert gold.paragraph <= len(ARTICLES[gold.file].paragraphs)
            proven = any(says(paragraph(gold), wording) for wording in fact.any)
            assert proven != ((case.id, gold.file, gold.paragraph) in NOT_IN_GOLD), (gold, fact.any)


@pytest.mark.parametrize("case", EVERY, ids=by_id)
def test_what_must_not_be_said_is_not_what_a_right_answer_says(case: QuestionCase | BriefingCase) -> None:
    plain = [wording for fact in case.facts for wording in fact.any if not wording_pattern(wording)]
    texts = [paragraph(gold) for fact in case.facts for gold in proofs(case, fact)]
    for wording in case.must_not_say:
        assert not any(says(right, wording) for right in plain)
        assert any(says(text, wording) for text in texts) == ((case.id, wording) in SAID_IN_GOLD), wording


@pytest.mark.parametrize("case", EVERY, ids=by_id)
def test_other_articles_are_there(case: QuestionCase | BriefingCase) -> None:
    assert all((ROOT / "evals" / folder).is_dir() for folder in case.articles)
    own = {gold.file for fact in case.facts for gold in proofs(case, fact)} & set(articles(HOSTILE))
    assert case.articles or not own


@pytest.mark.parametrize("split", ["dev", "test"])
def test_tags_say_what_a_question_is(split: str) -> None:
    for case in QUESTIONS[split]:
        kinds = [tag for tag in UNANSWERABLE if tag in case.tags]
        assert set(case.tags) <= QUESTION_TAGS, case.id
        assert ("unanswerable" in case.tags) != case.answerable, case.id
        assert len(kinds) == (0 if case.answerable else 1), case.id
        assert ("filter" in case.tags) == (case.filters != Filters()), case.id
        assert "hostile" in case.tags or not case.articles, case.id
        if "two-article" in case.tags:
            assert len(case.gold_groups) > 1, case.id
            assert not set.intersection(*({gold.file for gold in group} for group in case.gold_groups)), case.id
        if "conflict" in case.tags and "correction" not in case.tags and "filter" not in case.tags:
            assert len(case.facts) > 1, case.id


@pytest.mark.parametrize("split", ["dev", "test"])
def test_tags_say_what_a_briefing_is(split: str) -> None:
    for case in BRIEFINGS[split]:
        assert set(case.tags) <= BRIEFING_TAGS, case.id
        assert ("span" in case.tags) == (case.first != case.last), case.id
        assert ("topic" in case.tags) == (case.topic is not None), case.id
        assert ("changes" in case.tags) == bool(case.changes), case.id
        assert ("events" in case.tags) == bool(case.events), case.id
        assert ("differences" in case.tags) == bool(case.differences), case.id
        assert ("correction" in case.tags) == any(change.kind == "corrected" for change in case.changes), case.id
        assert all(day <= case.first for day in case.previous), case.id
        assert all(event.last >= case.last for event in case.events), case.id
        assert set(case.late) <= set(ARTICLES), case.id


@pytest.mark.parametrize("split", ["dev", "test"])
def test_coverage_counts_the_articles_of_the_span(split: str) -> None:
    for case in BRIEFINGS[split]:
        known = {**articles(CORPUS), **(articles(HOSTILE) if case.articles else {})}
        days = [article.published.day for article in known.values() if article.published]
        if case.coverage:
            assert case.coverage.articles == sum(case.first <= day <= case.last for day in days), case.id


def test_both_splits_have_every_tag_and_enough_of_each() -> None:
    for cases, tags in ((QUESTIONS, QUESTION_TAGS), (BRIEFINGS, BRIEFING_TAGS)):
        counts = {split: Counter(tag for case in cases[split] for tag in case.tags) for split in cases}
        assert set(counts["dev"]) == set(counts["test"]) == tags
    questions = [*QUESTIONS["dev"], *QUESTIONS["test"]]
    assert len(questions) >= 96
    assert abs(len(QUESTIONS["dev"]) - len(QUESTIONS["test"])) <= 0.1 * len(questions)
    assert sum(not case.answerable for case in questions) >= 26
    assert sum("hostile" in case.tags for case in questions) >= 12
    assert len(BRIEFINGS["dev"]) >= 4
    assert len(BRIEFINGS["test"]) >= 4


def test_ids_are_unique_over_all_files() -> None:
    assert len(load_cases(*sorted(CASES.glob("*.yaml")))) == len(EVERY) + len(EVERY_KIND)
    assert {path.stem for path in CASES.glob("*.yaml")} == {
        f"{name}{split}" for name in ("", "briefings-", "kinds-") for split in ("dev", "test")
    }


def test_no_question_of_one_split_is_asked_in_the_other() -> None:
    for one in QUESTIONS["dev"]:
        for other in QUESTIONS["test"]:
            alike = fuzz.token_sort_ratio(one.question.casefold(), other.question.casefold())
            assert alike < 80, (one.question, other.question)
            asked = {(frozenset(fact.any), one.proof(fact)) for fact in one.facts}
            assert not asked & {(frozenset(fact.any), other.proof(fact)) for fact in other.facts}, (one.id, other.id)


# Kinds of question


def kind_paragraph(gold: Gold) -> str:
    article = ARTICLES[gold.file]
    assert gold.paragraph <= len(article.paragraphs), gold
    return article.paragraphs[gold.paragraph - 1].text


def test_each_gold_paragraph_of_a_kind_proves_its_fact() -> None:
    for case in EVERY_KIND:
        for fact in case.facts:
            for gold in fact.gold:
                assert any(has(kind_paragraph(gold), wording) for wording in fact.any), (case.id, gold, fact.any)


def test_the_day_of_a_fact_is_told_by_a_paragraph_that_proves_it() -> None:
    for case in EVERY_KIND:
        for fact in case.facts:
            if fact.day:
                told = {day for gold in fact.gold for day in days_of(gold)}
                first, last = fact.day
                told |= {day.replace(year=first.year) for day in told}  # a year need not be shown, see `kinds`
                stated = any(first <= day <= last for day in told)
                assert stated != ((case.id, fact.any[0]) in DAY_ELSEWHERE), (case.id, fact.any[0], sorted(told))


def days_of(gold: Gold) -> set[dt.date]:
    """The days that a paragraph tells of, and the day of its article; where it has no year, those of 2019."""
    article, text = ARTICLES[gold.file], kind_paragraph(gold)
    days = [article.published.day] if article.published else []
    mentions = find_dates(text, days[0] if days else UNDATED_ARTICLES.get(gold.file))
    spans = [(each.first, min((each.last - each.first).days, 31)) for each in mentions]
    return {*days, *(first + dt.timedelta(days=at) for first, length in spans for at in range(length + 1))}


def test_no_right_answer_of_a_kind_says_what_it_must_not() -> None:
    for case in EVERY_KIND:
        for wording in case.must_not_say:
            assert not any(has(right, wording) for fact in case.facts for right in fact.any), case.id
            if case.kind != "quotation":
                texts = [kind_paragraph(gold) for fact in case.facts for gold in fact.gold]
                assert not any(says(text, wording) for text in texts), (case.id, wording)


def test_both_splits_have_enough_of_every_kind() -> None:
    dev, test = (Counter(case.kind for case in KIND_CASES[split]) for split in ("dev", "test"))
    assert set(dev) == set(test) == set(KINDS)
    for kind in KINDS:
        few = kind in ("half-known", "mixed")
        assert dev[kind] >= (10 if few else 15), kind
        assert test[kind] >= (6 if few else 10), kind
    assert len(EVERY_KIND) >= 220
    assert test.total() * 3 >= len(EVERY_KIND)


def test_no_question_of_a_kind_is_asked_in_both_splits() -> None:
    for one in KIND_CASES["dev"]:
        for other in KIND_CASES["test"]:
            shared = {gold for fact in one.facts for gold in fact.gold} & {g for fact in other.facts for g in fact.gold}
            if shared or not one.facts:
                alike = fuzz.token_sort_ratio(one.question.casefold(), other.question.casefold())
                assert alike < 88, (one.question, other.question)
            if one.kind == other.kind and one.facts:
                asked = {(frozenset(fact.any), fact.gold) for fact in one.facts}
                assert asked != {(frozenset(fact.any), fact.gold) for fact in other.facts}, (one.id, other.id)


def test_no_kind_rests_on_one_story() -> None:
    for split, cases in KIND_CASES.items():
        for kind in KINDS:
            files = {gold.file for case in cases if case.kind == kind for fact in case.facts for gold in fact.gold}
            assert kind == "false-premise" or len(files) >= 4, (split, kind)


def test_the_suite_of_rules_has_dev_cases_of_every_kind_that_needs_no_model() -> None:
    kinds = {case.id: case.kind for case in KIND_CASES["dev"]}
    names = quick_names(ROOT / "evals", BY_RULES)
    assert names <= set(kinds)
    counts = Counter(kinds[name] for name in names)
    assert set(counts) == {"who-is", "list", "quotation", "latest", "what-happened", "timeline", "summary",
                           "comparison", "opinion"}  # fmt: skip
    assert min(counts.values()) >= 2


# The loader

QUESTION = """\
questions:
  - id: who-leads
    question: Who leads?
    tags: [who]
    facts:
      - any: [Biegun]
    gold: [[talks.txt, 7]]
"""


def written(tmp_path: Path, text: str, name: str = "cases.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_case_is_read(tmp_path: Path) -> None:
    (case,) = load_questions(written(tmp_path, QUESTION))
    assert case.answerable
    assert case.facts == (Fact(any=("Biegun",)),)
    assert case.gold_groups == ((Gold(file="talks.txt", paragraph=7),),)
    assert case.filters == Filters()


def test_each_fact_may_name_its_own_gold(tmp_path: Path) -> None:
    text = QUESTION.replace("    gold: [[talks.txt, 7]]\n", "        gold: [[a.txt, 1], [b.txt, 2]]\n")
    (case,) = load_questions(written(tmp_path, text + "      - {any: ['328'], gold: [[b.txt, 2]]}\n"))
    a, b = Gold(file="a.txt", paragraph=1), Gold(file="b.txt", paragraph=2)
    assert case.gold_groups == ((a, b), (b,))
    assert case.all_gold == (a, b)


def test_a_question_without_facts_is_to_be_refused(tmp_path: Path) -> None:
    (case,) = load_questions(written(tmp_path, "questions:\n  - {id: x, question: Who, tags: [unanswerable]}\n"))
    assert not case.answerable
    assert case.gold_groups == ()
    assert case.all_gold == ()


def test_a_briefing_case_is_read(tmp_path: Path) -> None:
    text = """\
briefings:
  - id: day
    date: 2019-10-05
    tags: [day]
    previous: [2019-10-04]
    changes:
      - {kind: gone quiet, any: [missile]}
    events:
      - {date: 2019-10-17, any: [summit]}
      - {first: 2019-10-06, last: 2019-10-12, any: [courts]}
"""
    path = written(tmp_path, text)
    (case,) = load_briefings(path)
    assert (case.first, case.last) == (dt.date(2019, 10, 5), dt.date(2019, 10, 5))
    assert [(event.first.day, event.last.day) for event in case.events] == [(17, 17), (6, 12)]
    assert load_questions(path) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        (
            "tags: [who]",
            "tags: [who]\n    tagz: [who]",
            5,
            "questions.0.tagz (case 'who-leads'): there is no such key",
        ),
        ("    tags: [who]\n", "", 2, "questions.0.tags (case 'who-leads'): Field required"),
        ("[talks.txt, 7]", "[talks.txt, 0]", 7, "questions.0.gold.0.paragraph"),
        ("[Biegun]", "[328]", 6, "questions.0.facts.0.any.0 (case 'who-leads'): Input should be a valid string"),
        ("[Biegun]", "['/(/']", 6, "not a regular expression"),
        ("[Biegun]", "[' ']", 6, "a wording is empty"),
        ("who-leads", "Who leads", 2, "questions.0.id"),
        ("    gold: [[talks.txt, 7]]\n", "", 2, "no gold paragraph for the fact 'Biegun'"),
        ("    facts:\n      - any: [Biegun]\n", "", 2, "has gold paragraphs but no facts"),
        ("question: Who", "id: again\n    question: Who", 3, "id: the key stands twice"),
        ("[[talks.txt, 7]]", "2019-02-30", 7, "'2019-02-30' cannot be read"),
        ("[[talks.txt, 7]]", "!!python/name:os.system x", 7, "cannot be read"),
        ("[[talks.txt, 7]]", "{[a]: b}", 7, "a key must be a word"),
        ("[[talks.txt, 7]]", "[[talks.txt", 8, "not YAML"),
        ("questions:", "question:", 1, "question: there is no such key"),
    ],
)
def test_errors_name_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert old in QUESTION
    path = written(tmp_path, QUESTION.replace(old, new, 1))
    with pytest.raises(CaseError) as caught:
        load_cases(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert told in str(caught.value)


def test_all_errors_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, QUESTION.replace("tags", "tagz").replace("7]", "x]"))
    with pytest.raises(CaseError) as caught:
        load_cases(path)
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["2", "4", "7"]


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n"])
def test_a_file_that_is_no_case_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseError, match="'questions' or 'briefings'"):
        load_cases(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=re.escape(repr(str(tmp_path / "none.yaml")))):
        load_cases(tmp_path / "none.yaml")


def test_an_alias_to_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        load_cases(written(tmp_path, "questions: &a [*a]\n"))


def test_an_id_is_used_once_over_all_files(tmp_path: Path) -> None:
    one, two = written(tmp_path, QUESTION), written(tmp_path, QUESTION, "two.yaml")
    with pytest.raises(CaseError) as caught:
        load_cases(one, two)
    assert str(caught.value) == f"{two}:2: id: 'who-leads' is used already at {one}:2. Choose another."


def test_a_span_ends_after_it_begins(tmp_path: Path) -> None:
    text = "briefings:\n  - {id: a, first: 2019-10-05, last: 2019-10-04, tags: [x]}\n"
    with pytest.raises(CaseError, match="the last day, 2019-10-04, is before the first, 2019-10-05"):
        load_cases(written(tmp_path, text))


def test_the_hash_is_of_the_cases_and_the_articles(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "a.txt").write_text("one")
    cases = load_cases(written(tmp_path, QUESTION))
    more = (*cases, *load_cases(written(tmp_path, QUESTION.replace("who-leads", "other"), "other.yaml")))
    first = fixtures_sha256(cases, [folder])
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert fixtures_sha256(more, [folder]) == fixtures_sha256(reversed(more), [folder]) != first
    (folder / ".hidden").write_text("x")
    assert fixtures_sha256(cases, [folder]) == first
    (folder / "below" / "a.txt").write_text("two")
    changed = fixtures_sha256(cases, [folder])
    assert changed != first
    (folder / "below" / "a.txt").rename(folder / "a.txt")
    assert fixtures_sha256(cases, [folder]) != changed
