"""Fifty pages in the shapes of news sites, with what a careful person reads in each (`pages/gold.json`).

Fifty more, half of them German, French, Spanish and Korean, are in `more_pages.yaml`.

The reader was adjusted on pages 1 to 25; 26 to 50 were written after that, and judged once before it was adjusted
on them too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefbot.readers.formats import read_article
from briefbot.readers.html import article_from_html
from briefbot.types import Article

PAGES = Path(__file__).parent / "pages"
GOLD: dict[str, dict[str, Any]] = json.loads((PAGES / "gold.json").read_text(encoding="utf-8"))

FLOORS = {"title": 50, "date": 50, "author": 50, "paragraphs": 48}
"""Pages that must be right; the two others have a standfirst that is counted as text since."""


def right(article: Article, gold: dict[str, Any]) -> dict[str, bool]:
    """Which parts of the article are as they should be."""
    moment = dt.datetime.fromisoformat(gold["date"])
    time = moment.timetz() if len(gold["date"]) > len("2019-08-22") else None
    dated = article.published and (article.published.day, article.published.time) == (moment.date(), time)
    return {
        "title": article.title == gold["title"],
        "date": bool(dated),
        "author": article.author == gold["author"],
        "paragraphs": [p.text for p in article.paragraphs] == [" ".join(text.split()) for text in gold["paragraphs"]],
    }


def test_the_fifty_pages_are_read_as_well_as_ever() -> None:
    counts: Counter[str] = Counter()
    for name, gold in GOLD.items():
        counts.update(part for part, is_right in right(read_article(PAGES / name), gold).items() if is_right)
    assert len(GOLD) == 50
    assert {part: counts[part] for part, floor in FLOORS.items() if counts[part] < floor} == {}


@pytest.mark.parametrize("name", GOLD)
def test_no_paragraph_of_a_page_is_lost_or_joined_with_another(name: str) -> None:
    found = [paragraph.text for paragraph in read_article(PAGES / name).paragraphs]
    assert [text for text in GOLD[name]["paragraphs"] if text not in found] == []


MORE: list[dict[str, Any]] = yaml.safe_load((PAGES.parent / "more_pages.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", MORE, ids=[page["name"] for page in MORE])
def test_pages_of_several_languages_are_read_rightly(page: dict[str, Any]) -> None:
    article = article_from_html(page["html"].encode(page.get("encoding", "utf-8")), path=f"{page['name']}.html")
    published = article.published
    moment = published and (dt.datetime.combine(published.day, published.time) if published.time else published.day)
    expected = page["date"]
    if isinstance(expected, str):
        expected = dt.datetime.fromisoformat(expected)
    if isinstance(expected, dt.datetime):
        expected = expected.replace(second=0, microsecond=0)
    elif isinstance(expected, dt.datetime) and isinstance(moment, dt.datetime) and expected.tzinfo is None:
        moment = moment.replace(tzinfo=None)
    assert moment == expected
    assert (article.title, article.author) == (page["title"], page["author"])
    assert [p.text for p in article.paragraphs] == page["paragraphs"]
