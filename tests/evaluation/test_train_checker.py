from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path

import numpy as np

from evals.answerable import auc, fit
from evals.train_checker import (
    MOST_WORDS,
    NEAR_FILE,
    Group,
    Put,
    changed,
    cross_validated,
    groups,
    near_groups,
    passages,
)

PARAGRAPH = (
    "The ferry between Aldport and Skerry sank in 1987. Ada Holm of Norvik led the repairs, which took 14 weeks."
)


def test_a_question_is_changed_in_one_thing_that_the_paragraph_does_not_answer() -> None:
    made = set()
    for seed in range(20):
        made |= set(
            changed("After 1987, who of Norvik led the first repairs?", PARAGRAPH, "Ada Holm", random.Random(seed))
        )
    assert "Before 1987, who of Norvik led the first repairs?" not in made  # the word begins the sentence
    assert "After 1987, who of Norvik led the last repairs?" in made
    assert any("1987" not in question and "Norvik" in question for question in made)
    names = {question for question in made if "Norvik" not in question}
    assert names and all("Ada" not in question for question in names)


def write(folder: Path, name: str, *lines: dict[str, object]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def line(question: str, answer: str, paragraph: str = PARAGRAPH) -> dict[str, object]:
    answers = [{"text": answer, "start": paragraph.index(answer)}] if answer else []
    return {"question": question, "context": paragraph, "answers": answers, "answerable": bool(answer)}


def test_a_paragraph_is_read_with_questions_of_both_kinds(tmp_path: Path) -> None:
    long = f"{PARAGRAPH} " * (MOST_WORDS // 10)
    write(
        tmp_path,
        "squad_sample",
        line("Who led the repairs?", "Ada Holm"),
        line("When did the ferry between Aldport and Skerry sink?", "1987"),
        line("Who paid?", ""),
        line("Who led them?", "Ada Holm", long),
    )
    write(tmp_path, "squad_abstract", line("Who owned it?", ""), line("How long did they take?", "14 weeks"))
    found = groups(tmp_path, random.Random(1))
    assert [group.source for group in found] == ["squad_sample", "squad_abstract"]  # the long paragraph is left out
    puts = dict(found[0].puts)
    assert puts["Who led the repairs?"] and not puts["Who paid?"]
    assert 1 <= sum(not answerable for answerable in puts.values()) <= 4
    shown = passages(found[0], found, random.Random(1))
    assert PARAGRAPH in shown and "[1]" in shown


def test_the_fit_tells_kinds_apart_that_differ_and_no_others() -> None:
    draw = np.random.default_rng(3)
    values = draw.normal(size=(400, 6)).astype(np.float32)
    labels = (values[:, 2] > 0).astype(np.float64)
    parts = np.arange(400) // 4
    weights = fit(values[:200], labels[:200])
    assert auc(values[200:] @ weights[:-1] + weights[-1], labels[200:]) > 0.95
    assert cross_validated(values, labels, parts) > 0.95
    assert 0.3 < cross_validated(values, draw.permutation(labels), parts) < 0.7


def test_our_own_questions_are_put_to_the_paragraphs_they_were_written_for(tmp_path: Path) -> None:
    texts = ("Another paragraph.", PARAGRAPH)
    others = [Group(number, "squad_sample", text, (Put("Who?", True),)) for number, text in enumerate(texts)]
    key = hashlib.sha256(PARAGRAPH.encode()).hexdigest()[:16]
    line = {"paragraph": key, "answered": ["Who headed the works?"], "unanswered": ["Who paid for the works?"]}
    path = tmp_path / "near.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (found,) = near_groups(others, path)
    assert (found.number, found.source, found.paragraph) == (1, "near", PARAGRAPH)
    assert found.puts == (("Who headed the works?", True), ("Who paid for the works?", False))


def test_our_own_questions_are_as_many_of_each_kind_and_none_is_there_twice() -> None:
    lines = [json.loads(line) for line in NEAR_FILE.read_text(encoding="utf-8").splitlines()]
    assert all(len(line["answered"]) == len(line["unanswered"]) == 3 for line in lines)
    asked = [(line["paragraph"], question) for line in lines for question in line["answered"] + line["unanswered"]]
    assert len(asked) == len(set(asked)) == 1080
