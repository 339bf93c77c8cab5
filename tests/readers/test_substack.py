"""Exports of Substack: posts with their titles and dates, and no drafts or subscribers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from briefbot.readers.formats import read_articles
from briefbot.types import Article, Problem
from tests.readers.test_mail import FIRST, SECOND

TABLE = (
    "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle\n"
    '101.lock-shut,2026-02-26T08:00:00.000Z,true,,newsletter,everyone,"Lock, shut","Frost, and a late report"\n'
    "102.draft,,false,,newsletter,everyone,A draft,\n"
)
POST = (
    f"<p>{FIRST}</p><figure><figcaption>The lock.</figcaption></figure><h3>Grain</h3><p>{SECOND}</p>"
    '<p class="button-wrapper" data-attrs="{}"><a class="button primary" href="x"><span>Subscribe now</span></a></p>'
)


def export(path: Path, folder: str = "", **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}posts.csv", members.get("table", TABLE))
        archive.writestr(f"{folder}posts/101.lock-shut.html", POST)
        archive.writestr(f"{folder}posts/102.draft.html", f"<p>{SECOND}</p>")
        archive.writestr(f"{folder}posts/101.opens.csv", "post_id,email\n101,reader@mail.example\n")
        archive.writestr(f"{folder}email_list.courier.csv", "email\nreader@mail.example\n")
    return path


@pytest.mark.parametrize("folder", ["", "courier/"])
def test_posts_have_their_titles_and_dates_and_drafts_are_told(tmp_path: Path, folder: str) -> None:
    article, problem = read_articles(export(tmp_path / "a.zip", folder))
    assert isinstance(article, Article)
    assert (article.title, article.ids) == ("Lock, shut", ("substack:101.lock-shut",))
    assert article.published and article.published.iso == "2026-02-26T08:00+00:00"
    assert [each.text for each in article.paragraphs] == [FIRST, SECOND]
    left = {(piece.text, piece.reason) for piece in article.dropped}
    assert {("Frost, and a late report", "subtitle"), ("Subscribe now", "button"), ("Grain", "subheading")} <= left
    assert isinstance(problem, Problem) and "draft" in problem.reason
    assert "reader@mail.example" not in str(article) + str(problem)


def test_pages_beside_another_table_are_read_as_pages(tmp_path: Path) -> None:
    found = list(read_articles(export(tmp_path / "a.zip", table="a,b\n1,2\n")))
    assert len([each for each in found if isinstance(each, Article)]) == 2


def test_a_post_that_cannot_be_unpacked_is_a_problem(tmp_path: Path) -> None:
    path = export(tmp_path / "a.zip")
    path.write_bytes(path.read_bytes().replace(b"Two barges", b"Ten barges", 1))
    first, second = read_articles(path)
    assert isinstance(first, Problem) and "cannot be unpacked" in first.reason and "draft" in str(second)
