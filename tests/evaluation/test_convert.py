from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from briefbot.evaluation.datasets import load_data
from evals.convert import main


def write(path: Path, *records: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def test_articles_of_facts(source: Path, tmp_path: Path) -> None:
    article: dict[str, object] = {
        "id": "a",
        "url": "https://x.example/a",
        "title": "Pier",
        "source": "Post",
        "author": None,
    }
    article |= {
        "published_at": "2023-09-26T17:01:22+00:00",
        "category": "news",
        "paragraphs": ["It rained.", "It ended."],
    }
    write(source / "articles.jsonl", article)
    evidence = [{"article": "a", "fact": "It ended."}]
    write(
        source / "questions.jsonl",
        {"id": "0", "question": "Did it end?", "type": "comparison_query", "answer": "Yes", "evidence": evidence},
        {"id": "2", "question": "Did it rain?", "type": "temporal_query", "answer": "True", "evidence": evidence},
        {"id": "1", "question": "Why?", "type": "null_query", "answer": "Insufficient information.", "evidence": []},
    )
    main("news-facts", source, tmp_path / "target")
    first, labelled, second = load_data(tmp_path / "target").tasks
    assert (first.tags, first.expected, second.expected) == (("comparison",), "Yes", "abstain")
    assert labelled.expected == "Yes"
    stored = json.loads((tmp_path / "target" / "questions.jsonl").read_text().splitlines()[0])
    assert stored["gold"] == [["a", 2]]


def test_paragraphs_with_and_without_an_answer(source: Path, tmp_path: Path) -> None:
    write(source / "contexts.jsonl", {"context_id": "c", "text": "Boyle showed it."})
    write(
        source / "questions.jsonl",
        {"id": "q", "question": "Who showed it?", "context_id": "c", "answers": ["Boyle"], "answerable": True},
        {"id": "r", "question": "Who hid it?", "context_id": "c", "answers": [""], "answerable": False},
    )
    main("squad2", source, tmp_path / "target")
    first, second = load_data(tmp_path / "target").tasks
    assert (first.expected, second.expected) == ("Boyle", "abstain")
    assert (first.tags, second.tags) == (("answerable",), ("unanswerable",))


def test_real_articles_with_the_paragraphs_that_have_the_answer(source: Path, tmp_path: Path) -> None:
    url = "https://x.example/lamp"
    record = {"url": url, "title": "Lamp mended", "published": "2023-03-07", "text": "It broke.\n\nAda Holm mended it."}
    with gzip.open(source / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    asked = {"date": "2023-03-10", "answer": "Ada Holm", "others": ["Bo Lind"], "urls_that_hold_it": [url]}
    write(
        source / "questions.jsonl",
        {"id": "a", "question": "Who mended the lamp this week?", **asked},
        {"id": "b", "question": "Who broke the lamp?", **asked},
    )
    (source / "unsaid.txt").write_text("b\n")
    main("real-news", source, tmp_path / "target")
    stored = [json.loads(line) for line in (tmp_path / "target" / "questions.jsonl").read_text().splitlines()]
    assert [(each["gold_any"], each["answers"]) for each in stored] == [([[url, 2]], ["Ada Holm"]), ([], [])]
    first, second = load_data(tmp_path / "target").tasks
    assert (first.expected, second.expected) == ("Ada Holm", "abstain")
