"""Other people's question sets in the format of `briefbot eval --data`.

    python -m evals.convert news-facts SOURCE TARGET
    python -m evals.convert squad2 SOURCE TARGET
    python -m evals.convert real-news SOURCE TARGET

SOURCE holds the set's JSONL files. TARGET gets `articles.jsonl` and `questions.jsonl`; their format is described in
`briefbot/evaluation/datasets.py`.

news-facts is MultiHop-RAG (Tang and Yang, COLM 2024) as articles of facts, a fact a paragraph; squad2 is SQuAD 2.0
(Rajpurkar et al., ACL 2018) as one paragraph an article. real-news is RealTimeQA (Kasai et al., NeurIPS 2023) with the
articles that a search found for its questions; gold are the paragraphs of those articles that have the answer's words.
That an article has them does not make it say the answer: a file `unsaid.txt` beside the set lists, one a line, the ids
of questions that no article answers, which then count as unanswerable.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbot.evaluation.matching import carries

Records = Iterator[dict[str, Any]]
WORDS = {"True": "Yes", "False": "No"}  # a few of the yes-or-no questions of news-facts are labelled so


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def news_facts(source: Path) -> tuple[Records, Records]:
    """The articles and the questions of news-facts."""
    articles = read_lines(source / "articles.jsonl")
    places = {(a["id"], fact): at for a in articles for at, fact in enumerate(a["paragraphs"], start=1)}
    return (
        (
            {key: article[key] for key in ("id", "title", "source", "author", "url", "paragraphs")}
            | {"published": article["published_at"]}
            for article in articles
        ),
        (
            {
                "id": question["id"],
                "question": question["question"],
                "kind": question["type"].removesuffix("_query"),
                "answers": [WORDS.get(question["answer"], question["answer"])]
                if question["type"] != "null_query"
                else [],
                "answerable": question["type"] != "null_query",
                "gold": [[e["article"], places[e["article"], e["fact"]]] for e in question["evidence"]],
            }
            for question in read_lines(source / "questions.jsonl")
        ),
    )


def squad2(source: Path) -> tuple[Records, Records]:
    """The paragraphs, one an article, and the questions of squad2."""
    return (
        (
            {"id": context["context_id"], "title": "Encyclopaedia", "paragraphs": [context["text"]]}
            for context in read_lines(source / "contexts.jsonl")
        ),
        (
            {
                "id": question["id"],
                "question": question["question"],
                "kind": "answerable" if question["answerable"] else "unanswerable",
                "answers": [answer for answer in question["answers"] if answer],
                "answerable": question["answerable"],
                "gold": [[question["context_id"], 1]] if question["answerable"] else [],
            }
            for question in read_lines(source / "questions.jsonl")
        ),
    )


def real_news(source: Path) -> tuple[Records, Records]:
    """The articles and the questions of real-news."""
    with gzip.open(source / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    paragraphs = {each["url"]: [part for part in re.split(r"\n+", each["text"]) if part.strip()] for each in found}
    listed = source / "unsaid.txt"
    unsaid = set(listed.read_text(encoding="utf-8").split()) if listed.exists() else set()
    return (
        (
            {"id": each["url"], "url": each["url"], "title": each["title"] or "Untitled"}
            | {"published": each["published"], "paragraphs": paragraphs[each["url"]]}
            for each in found
        ),
        (
            {
                "id": question["id"],
                "question": question["question"],
                "kind": "quiz",
                "asked": question["date"],
                "answers": [] if question["id"] in unsaid else [question["answer"]],
                "answerable": question["id"] not in unsaid,
                "gold_any": [
                    [url, number]
                    for url in ([] if question["id"] in unsaid else question["urls_that_hold_it"])
                    for number, text in enumerate(paragraphs[url], start=1)
                    if carries(text, question["answer"])
                ],
            }
            for question in read_lines(source / "questions.jsonl")
        ),
    )


SETS = {"news-facts": news_facts, "squad2": squad2, "real-news": real_news}


def main(name: str, source: Path, target: Path) -> None:
    """Convert one set."""
    target.mkdir(parents=True, exist_ok=True)
    for file, records in zip(("articles", "questions"), SETS[name](source), strict=True):
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (target / f"{file}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} {file} in {target}")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in SETS:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
