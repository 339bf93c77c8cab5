from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefbot.errors import InputError
from briefbot.evaluation.datasets import load_data, sample
from briefbot.evaluation.runner import Runner, configurations
from briefbot.settings import Settings
from tests.evaluation.workbench import Answering, Fakes

Line = dict[str, object]
ARTICLES: list[Line] = [
    {
        "id": "a1",
        "title": "Ferry line to reopen",
        "source": "Coast Gazette",
        "published": "2018-03-10T09:00+00:00",
        "paragraphs": ["The ferry will sail again on Monday.", "Engineer Ada  Holm led the work on the pier."],
    },
    {"id": "a2", "paragraphs": ["The ferry toll rises by 3 crowns."]},
]
QUESTIONS: list[Line] = [
    {"id": "q1", "question": "Who led the work?", "kind": "who", "answers": ["Ada Holm"], "gold": [["a1", 2]]},
    {"id": "q2", "question": "Does the toll rise?", "kind": "yes-no", "answers": ["Yes"], "gold": [["a2", 1]]},
    {"id": "q3", "question": "Who paid for the work?", "kind": "none", "answers": [], "answerable": False},
]


def write(folder: Path, articles: list[Line], questions: list[Line]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "articles.jsonl").write_text("".join(json.dumps(one) + "\n" for one in articles))
    (folder / "questions.jsonl").write_text("\n" + "".join(json.dumps(one) + "\n" for one in questions))
    return folder


def test_a_folder_is_run(settings: Settings, tmp_path: Path) -> None:
    data = load_data(write(tmp_path / "data", ARTICLES, QUESTIONS))
    replies = {
        "Who led": "Engineer Ada Holm led the work on the pier [1].",
        "toll": "Yes, the ferry toll rises by 3 crowns [1].",
        "paid": "NOT STATED",
    }
    runner = Runner(settings, tmp_path / "kept", Fakes(Answering(replies)))
    report = runner.report(data.tasks, configurations(settings, (), False), data.fixtures_sha256)
    assert [(case.id, case.status, case.tags) for case in report.runs[0].cases] == [
        ("q1", "passed", ("who",)),
        ("q2", "passed", ("yes-no",)),
        ("q3", "passed", ("none",)),
    ]
    found = {metric.name: metric.value for metric in report.runs[0].metrics}
    assert found["correctness"] == found["Hits@5"] == found["span accuracy"] == 1.0
    cited = report.runs[0].cases[0].answer
    assert cited is not None
    assert cited.sentences[0].citations[0].published == "2018-03-10T09:00+00:00"
    assert cited.sentences[0].citations[0].quote == "Engineer Ada Holm led the work on the pier."


@pytest.mark.parametrize(
    ("articles", "questions", "message"),
    [
        ([{"id": "a1"}], QUESTIONS, r"articles\.jsonl:1: paragraphs: Field required"),
        ([{"id": "a1", "paragraphs": [" "]}], QUESTIONS, r"articles\.jsonl:1: paragraphs: a paragraph is empty"),
        ([{"id": "a1", "paragraphs": ["x"], "published": "May"}], [], r"articles\.jsonl:1: published"),
        ([{"id": "a1", "paragraphs": ["x"], "colour": 1}], [], r"articles\.jsonl:1: colour: Extra inputs"),
        ([ARTICLES[0], ARTICLES[0]], QUESTIONS, r"articles\.jsonl:2: id: 'a1' is used already"),
        (ARTICLES, [*QUESTIONS, QUESTIONS[0]], r"questions\.jsonl:5: id: 'q1' is used already"),
        (ARTICLES, [QUESTIONS[0] | {"gold": [["a9", 1]]}], r"questions\.jsonl:2: gold: no article 'a9'"),
        (ARTICLES, [QUESTIONS[0] | {"gold": [["a1", 3]]}], r"questions\.jsonl:2: gold: article 'a1' has 2 paragraphs"),
        (ARTICLES, [QUESTIONS[0] | {"answers": []}], r"questions\.jsonl:2: an answerable question has answers"),
        (ARTICLES, [QUESTIONS[2] | {"answers": ["x"]}], r"questions\.jsonl:2: an answerable question has answers"),
        (ARTICLES, [], r"No question"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, articles: list[Line], questions: list[Line], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        load_data(write(tmp_path / "data", articles, questions))


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", ARTICLES, QUESTIONS)
    with (folder / "questions.jsonl").open("a") as file:
        file.write("{'id'")
    with pytest.raises(InputError, match=r"questions\.jsonl:5: Invalid JSON"):
        load_data(folder)


def test_a_missing_file_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"articles\.jsonl.*A folder of data holds"):
        load_data(tmp_path)


def test_line_separators_within_a_text_do_not_end_a_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", ARTICLES, QUESTIONS)
    odd = {"id": "a3", "paragraphs": ["One\u2028two."]}
    with (folder / "articles.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(odd, ensure_ascii=False))
    assert len(load_data(folder).tasks) == 3


def test_kinds_and_samples(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", ARTICLES, QUESTIONS)
    assert [task.id for task in load_data(folder, kinds=("who", "none")).tasks] == ["q1", "q3"]
    one = load_data(folder, limit=1)
    assert len(one.tasks) == 1
    assert one.fixtures_sha256 != load_data(folder).fixtures_sha256


def test_a_larger_sample_holds_a_smaller_one_in_the_order_of_the_file() -> None:
    items = list(range(100))
    small, large = sample(items, 10), sample(items, 30)
    assert set(small) < set(large)
    assert large == sorted(large)
    assert sample(items, None) == items
    assert small == sample(items, 10)
