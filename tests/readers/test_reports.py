"""Small inputs rebuilt, with text of our own, after public reports on other readers (`reports/`).

The first half was written before this reader was mended for them, the second after it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from briefbot.readers.formats import read_articles
from briefbot.types import Article
from tests.readers.pdfs import Line, pdf_of_glyphs

REPORTS = Path(__file__).parent / "reports"
CASES: list[dict[str, Any]] = [
    {"half": name, **case}
    for name in ("first", "second")
    if (REPORTS / f"{name}.yaml").exists()
    for case in yaml.safe_load((REPORTS / f"{name}.yaml").read_text(encoding="utf-8"))
]


def wrong(case: dict[str, Any], folder: Path) -> dict[str, object]:
    """What is not read as the case says, by field."""
    path = folder / case["file"]
    data = pdf_of_glyphs([[Line(*line) for line in case["pdf"]]]) if "pdf" in case else case["text"].encode()
    path.write_bytes(data)
    articles = [each for each in read_articles(path) if isinstance(each, Article)]
    if len(articles) != case.get("articles", 1):
        return {"articles": len(articles)}
    article = articles[0]
    texts = [paragraph.text for paragraph in article.paragraphs]
    found: dict[str, object] = {
        "title": article.title,
        "author": article.author,
        "source": article.source,
        "published": article.published.iso if article.published else None,
        "updated": article.updated.iso if article.updated else None,
        "paragraphs": texts,
    }
    bad = {field: value for field, value in found.items() if field in case and value != _plain(case[field])}
    everything = "\n".join([*texts, *(piece.text for piece in article.dropped)])
    bad |= {f"lacks {text}": texts for text in case.get("contains", ()) if text not in texts}
    bad |= {f"lacks {text}": texts for text in case.get("within", ()) if text not in "\n".join(texts)}
    bad |= {f"lost {text}": everything for text in case.get("listed", ()) if text not in everything}
    bad |= {f"has {text}": texts for text in case.get("never", ()) if text in "\n".join(texts)}
    return bad


def _plain(value: object) -> object:
    return str(value) if value is not None and not isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=[f"{case['half']}-{case['report']}" for case in CASES])
def test_what_was_reported_of_other_readers_is_read_rightly(tmp_path: Path, case: dict[str, Any]) -> None:
    assert wrong(case, tmp_path) == {}
