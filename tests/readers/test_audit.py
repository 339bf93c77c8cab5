"""Nothing disappears inside an extractor: all words that a page shows are in its article or listed as left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from briefbot.errors import ReadError
from briefbot.readers.html import article_from_html, page_text, parse_html
from briefbot.types import Article

FOLDER = Path(__file__).parent
FIXTURES = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*pages/*.html"))}
FIXTURES |= {
    f"{half}-{case['report']}": case["text"].encode()
    for half in ("first", "second")
    for case in yaml.safe_load((FOLDER / "reports" / f"{half}.yaml").read_text(encoding="utf-8"))
    if case["file"].endswith(".html")
}
FIXTURES |= {
    f"{case['name']}.html": case["html"].encode(case.get("encoding", "utf-8"))
    for case in yaml.safe_load((FOLDER / "more_pages.yaml").read_text(encoding="utf-8"))
}
UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "button", "select", "textarea", "object", "math")


def words(text: str) -> Counter[str]:
    text = re.sub("[⁰¹²³⁴-⁹]+", lambda raised: f" {unicodedata.normalize('NFKC', raised[0])} ", text)
    return Counter(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+", text.casefold()))


def shown(data: bytes) -> Counter[str]:
    """The words of a page's body that a browser shows as text."""
    tree = parse_html(page_text(data, "page.html"))
    assert tree is not None
    unseen = " or ".join(f"ancestor::{name}" for name in UNSEEN)
    return words(" ".join(tree.xpath(f"//body//text()[not({unseen})]")))


def told(article: Article) -> Counter[str]:
    """The words of an article and of all that was left out of it."""
    texts = [article.title, *(p.text for p in article.paragraphs), *(piece.text for piece in article.dropped)]
    return words(" ".join(texts))


@pytest.mark.parametrize("name", FIXTURES)
def test_all_words_of_a_page_are_in_its_article_or_listed(name: str) -> None:
    try:
        article = article_from_html(FIXTURES[name], path=name)
    except ReadError as error:
        pytest.fail(f"refused: {error}")
    lost = shown(FIXTURES[name]) - told(article)
    assert not lost


def test_every_left_out_piece_has_its_reason_and_place() -> None:
    for name, data in FIXTURES.items():
        article = article_from_html(data, path=name)
        assert all(piece.reason and 0 <= piece.after <= len(article.paragraphs) for piece in article.dropped)
