"""Documents of The Canadian Press's system, in their true shape, with a story of our own."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.types import Article

TEXT = (
    "The lock at Varnby stays shut until the frost is over, the canal office said on Friday.",
    "Two barges wait below it, some 5.5 kilometres from the town, René Holm said.",
)
MARKED = TEXT[1].replace("kilometres", '<replaced captured="kilometers">kilometres</replaced>')
STORY = """<?xml version="1.0" encoding="utf-8"?>
<Publish><Reschedule>false</Reschedule><PublishID>7</PublishID><Services>Print</Services>
 <ContentItem><Name /><NewsCompID>551</NewsCompID><Status>0</Status><SystemSlug>03729EEE</SystemSlug>
  <FileName>n7</FileName><Byline>Ann Poe</Byline><Headline>Lock at Varnby shut </Headline>
  <Category>National</Category><Ranking>News - Good to know</Ranking><HoldFlag>false</HoldFlag>
  <Credit>THE CANAL PRESS</Credit><ContentType>Text</ContentType><SlugProper>Canal-Lock</SlugProper>
  <Source>The Canal Press</Source><UpdateNote>UPDATES: Adds barges.</UpdateNote><WritethruNum>2nd</WritethruNum>
  <EmbargoTime>0001-01-01T00:00:00</EmbargoTime><Language>1</Language><DirectoryText>The lock at Varn</DirectoryText>
  <UpdatedDateTime>2026-03-27T11:52:47.78-04:00</UpdatedDateTime>
  <CreatedDateTime>2026-03-27T15:50:47.753</CreatedDateTime><WriteThruType>Writethru</WriteThruType>
  <ContentText>{text}</ContentText><WritethruValue>2</WritethruValue><City>Varnby</City>
  <Placeline>Varnby;;Canada</Placeline></ContentItem>
 <PublishDateTime>2026-03-27T15:52:47.78</PublishDateTime></Publish>
"""


def read(folder: Path, *changes: tuple[str, str]) -> Article:
    document = STORY.format(text=html.escape(f"<p>{TEXT[0]}</p>\n   <p>{MARKED}</p>"))
    for before, after in changes:
        assert before in document
        document = document.replace(before, after)
    (folder / "a.xml").write_text(document, encoding="utf-8-sig")
    [article] = read_articles(folder / "a.xml")
    assert isinstance(article, Article)
    return article


def test_all_that_a_document_says_is_told(tmp_path: Path) -> None:
    article = read(tmp_path)
    assert [each.text for each in article.paragraphs] == list(TEXT)
    assert (article.title, article.source, article.author) == ("Lock at Varnby shut", "The Canal Press", "Ann Poe")
    assert article.published and article.published.iso == "2026-03-27T15:50+00:00"
    assert article.updated and article.updated.iso == "2026-03-27T11:52-04:00"
    assert (article.section, article.language, article.status, article.embargo) == ("National", "en", "usable", None)
    assert article.ids == ("item:03729EEE", "version:2", "slug:Canal-Lock", "mark:2nd Writethru")
    assert {(each.text, each.reason) for each in article.dropped} == {
        ("UPDATES: Adds barges.", "note to editors"), ("Varnby, Canada", "place"),
        ("The lock at Varn", "head of the item"),
    }  # fmt: skip


def test_an_embargo_is_that_of_toronto(tmp_path: Path) -> None:
    article = read(tmp_path, ("<EmbargoTime>0001-01-01T00:00:00", "<EmbargoTime>2026-03-28T06:00:00"))
    assert article.embargo and article.embargo.isoformat() == "2026-03-28T06:00:00-04:00"


def test_an_item_on_hold_is_withheld(tmp_path: Path) -> None:
    assert read(tmp_path, ("<HoldFlag>false", "<HoldFlag>true")).status == "withheld"


def test_an_agency_is_no_writer_and_french_is_told(tmp_path: Path) -> None:
    article = read(tmp_path, ("<Byline>Ann Poe", "<Byline>The Canal Press"), ("<Language>1", "<Language>2"))
    assert (article.author, article.language) == (None, "fr")


def test_a_picture_and_another_publish_document_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="a picture"):
        read(tmp_path, ("<ContentType>Text", "<ContentType>Photo"))
    (tmp_path / "b.xml").write_text("<Publish><To>a</To></Publish>")
    with pytest.raises(ReadError, match="root 'publish'"):
        list(read_articles(tmp_path / "b.xml"))
