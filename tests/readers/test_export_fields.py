"""What stands in the fields and the text of exports and is none of them: credits, sites, labels, links to pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.readers.exports.writers import writers_of
from briefbot.readers.formats import read_articles
from briefbot.types import Article
from tests.readers import exports
from tests.readers.exports import FERRY


@pytest.mark.parametrize(
    ("byline", "writers"),
    [
        ("KURT SORK, --(Reuter)", "KURT SORK"),
        ("Ann Poe (Reuters)", "Ann Poe"),
        ("STEVE BALE, -- London Independent Service", "STEVE BALE"),
        ("Jon Glen, theharbour.com", "Jon Glen"),
        ("ANN POE and IAN AUST; Ann Poe reported from Merrin, and Ian Aust from Esk.", "ANN POE and IAN AUST"),
        ("Report from The Pilot brought to you by a syndicate.", ""),
        ("Poe, Ann; Aust, Ian", "Poe, Ann; Aust, Ian"),
        ("Ann Poe, Political Correspondent", "Ann Poe, Political Correspondent"),
        ("J. R. Smith Jr.", "J. R. Smith Jr."),
    ],
)
def test_a_byline_gives_the_writers_alone(byline: str, writers: str) -> None:
    assert writers_of(byline) == writers


def only(path: Path, text: str) -> Article:
    path.write_text(text, encoding="utf-8")
    [article] = read_articles(path)
    assert isinstance(article, Article)
    return article


def left_out(article: Article) -> set[tuple[str, str]]:
    return {(piece.text, piece.reason) for piece in article.dropped}


def test_what_a_byline_says_besides_is_left_out_and_not_lost(tmp_path: Path) -> None:
    article = only(tmp_path / "a.txt", exports.nexis_text([FERRY._replace(author="Ada Holm, --(Reuter)")]))
    assert article.author == "Ada Holm"
    assert ("Ada Holm, --(Reuter)", "byline") in left_out(article)


def test_a_number_below_the_text_is_no_paragraph(tmp_path: Path) -> None:
    article = only(tmp_path / "a.txt", exports.nexis_text([FERRY._replace(paragraphs=(*FERRY.paragraphs, "-939871"))]))
    assert [each.text for each in article.paragraphs] == list(FERRY.paragraphs)
    assert ("-939871", "number of the export") in left_out(article)


def test_links_to_pictures_are_no_paragraphs_of_proquest_and_its_address_has_two_names(tmp_path: Path) -> None:
    story = FERRY._replace(paragraphs=("Enlarge this image.", *FERRY.paragraphs))
    text = exports.proquest_text([story]).replace("Document URL:", "DocumentURL:")
    article = only(tmp_path / "a.txt", text)
    assert [each.text for each in article.paragraphs] == list(FERRY.paragraphs)
    assert ("Enlarge this image.", "picture link") in left_out(article)
    assert article.url and article.url.startswith("http") and "DocumentURL" not in " ".join(article.ids)


def test_labels_within_a_text_of_nexis_uni_are_no_paragraphs(tmp_path: Path) -> None:
    first, *rest = FERRY.paragraphs
    story = FERRY._replace(paragraphs=("ABSTRACT", first, "FULL TEXT", *rest))
    article = only(tmp_path / "a.rtf", exports.rtf_of(exports.uni_lines(story)))
    assert [each.text for each in article.paragraphs] == list(FERRY.paragraphs)
    assert ("ABSTRACT", "label of the export") in left_out(article)
