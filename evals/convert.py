"""Other people's question sets as folders of articles that briefbot's own reader takes in.

    python -m evals.convert news-facts SOURCE TARGET
    python -m evals.convert squad2 SOURCE TARGET

SOURCE holds the set's JSONL files. TARGET gets `articles/*.md` and `questions.jsonl`, a question a line:
`{"id", "question", "kind", "answers": [str], "answerable": bool, "gold": [[file name, paragraph number]]}`.

news-facts is MultiHop-RAG (Tang and Yang, COLM 2024) as articles of facts; squad2 is SQuAD 2.0 (Rajpurkar et al.,
ACL 2018) as one paragraph an article.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_article(path: Path, particulars: dict[str, str | None], paragraphs: list[str]) -> None:
    """One article as Markdown with front matter, a paragraph a line."""
    front = yaml.safe_dump({key: value for key, value in particulars.items() if value}, allow_unicode=True)
    body = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    path.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")


def convert_news_facts(source: Path, target: Path) -> Iterator[dict[str, Any]]:
    """Write the articles of news-facts; yields its questions."""
    places: dict[tuple[str, str], int] = {}
    for article in read_lines(source / "articles.jsonl"):
        particulars = {key: article[key] for key in ("title", "source", "author", "url")}
        particulars["published"] = article["published_at"]
        write_article(target / f"{article['id']}.md", particulars, article["paragraphs"])
        places |= {(article["id"], fact): at for at, fact in enumerate(article["paragraphs"], start=1)}
    for question in read_lines(source / "questions.jsonl"):
        yield {
            "id": question["id"],
            "question": question["question"],
            "kind": question["type"].removesuffix("_query"),
            "answers": [question["answer"]],
            "answerable": question["type"] != "null_query",
            "gold": [[f"{e['article']}.md", places[e["article"], e["fact"]]] for e in question["evidence"]],
        }


def convert_squad2(source: Path, target: Path) -> Iterator[dict[str, Any]]:
    """Write the paragraphs of squad2, one an article; yields its questions."""
    for context in read_lines(source / "contexts.jsonl"):
        write_article(target / f"{context['context_id']}.md", {"title": "Encyclopaedia"}, [context["text"]])
    for question in read_lines(source / "questions.jsonl"):
        yield {
            "id": question["id"],
            "question": question["question"],
            "kind": "answerable" if question["answerable"] else "unanswerable",
            "answers": [answer for answer in question["answers"] if answer],
            "answerable": question["answerable"],
            "gold": [[f"{question['context_id']}.md", 1]] if question["answerable"] else [],
        }


SETS = {"news-facts": convert_news_facts, "squad2": convert_squad2}


def main(name: str, source: Path, target: Path) -> None:
    """Convert one set."""
    (target / "articles").mkdir(parents=True, exist_ok=True)
    questions = list(SETS[name](source, target / "articles"))
    lines = [json.dumps(question, ensure_ascii=False) for question in questions]
    (target / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(list((target / 'articles').iterdir()))} articles, {len(questions)} questions in {target}")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in SETS:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
