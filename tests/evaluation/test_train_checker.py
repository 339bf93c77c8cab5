from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np

from evals.answerable import auc, fit
from evals.train_checker import (
    MOST_WORDS,
    WORTH,
    Read,
    changed,
    cross_validated,
    groups,
    passages,
    pooled_cross_validated,
    pooled_probe,
    sentences,
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


def test_a_sentence_of_news_is_read_with_questions_about_its_report(tmp_path: Path) -> None:
    news = "The ferry between Aldport and Skerry was held up on Monday by a storm, the harbour office said."
    other = "The museum of Norvik has the largest collection of harbour cranes anywhere in the country."
    lines = [
        line("What was held up on Monday?", "ferry", news) | {"label": "wikinews"},
        line("What was held up on Monday?", "ferry", news) | {"label": "wikinews"},
        line("Who spoke?", "harbour office", news) | {"label": "wikinews"},
        line("Who paid for the repairs?", "", news) | {"label": "wikinews_other_sentence"},
        line("What has the museum got?", "collection", other) | {"label": "wikipedia"},
        line("Who founded the old museum?", "", other) | {"label": "wikipedia_other_sentence"},
    ]
    write(tmp_path, "qamr", *lines)
    (found,) = sentences(tmp_path, random.Random(1))
    assert found.paragraph == news
    assert found.puts == (("What was held up on Monday?", True), ("Who paid for the repairs?", False))


def test_the_probes_of_two_kinds_of_text_are_pooled() -> None:
    draw = np.random.default_rng(3)
    every = []
    for column in (0, 1):
        values = draw.normal(size=(400, 4)).astype(np.float32)
        every.append(Read(values, (values[:, column] > 0).astype(float), np.arange(400), ("set",) * 400))
    alone = [fit(each.values, each.labels, 100.0) for each in every]
    assert np.allclose(pooled_probe(every), np.average(alone, axis=0, weights=WORTH))
    assert all(0.6 < found < 0.95 for found in pooled_cross_validated(every))  # the other's is noise
