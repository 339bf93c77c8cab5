"""What stands between and below the paragraphs of a page and is no part of its article, with the reason."""

from __future__ import annotations

import pytest

from briefbot.readers.html import article_from_html
from briefbot.types import Article

LEAD = "The swing bridge over the Esk will reopen to traffic on Monday, the county council said on Thursday."
SECOND = "Engineers replaced 212 tonnes of steel and rebuilt the turning gear, which dates from 1911."
THIRD = "Buses will go back to their old routes from the first day, and lorries must still use the ring road."
FOURTH = "The bridge had been closed since a barge struck its northern pier in the storm of last November."
PARAGRAPHS = [LEAD, SECOND, THIRD, FOURTH]


def page(*, between: str = "", below: str = "", above: str = "", head: str = "", body: str | None = None) -> Article:
    text = f"<p>{LEAD}</p><p>{SECOND}</p>{between}<p>{THIRD}</p><p>{FOURTH}</p>{below}"
    story = body or f"{above}<h1>Bridge over the Esk to reopen</h1>{text}"
    html = f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body><div>{story}</div></body></html>"
    return article_from_html(html.encode())


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def reason(article: Article, words: str) -> str:
    return next(piece.reason for piece in article.dropped if words in piece.text)


LETTER = "They have been promising this since 2011 and nothing ever happens in our part of the town."


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='x1'><div>Comments (2)</div><ul><li><b>Uwe K.</b><div>{LETTER}</div></li></ul></div>",
        f"<section class='user-comments'><h3>What you say</h3><p>{LETTER}</p></section>",
        f"<div class='cm'><b>2 responses</b><br>tidewaiter wrote:<br>{LETTER}</div>",
        f"<div class='r'><h4>Kommentare</h4><p>{LETTER}</p></div>",
        f"<div class='r'><p>댓글 2</p><p>{LETTER}</p></div>",
    ],
)
def test_readers_comments_are_known_by_their_label_or_name(box: str) -> None:
    article = page(below=box)
    assert texts(article) == PARAGRAPHS
    assert reason(article, LETTER) == "reader comment"


@pytest.mark.parametrize(
    ("notice", "title"),
    [
        ("This summary was written with AI and checked by an editor.", "In short"),
        ("Diese Zusammenfassung wurde mit KI erstellt und redaktionell geprüft.", "Das Wichtigste"),
        ("Résumé généré par une IA et relu par la rédaction.", "L'essentiel"),
        ("인공지능이 자동으로 요약한 내용입니다.", "요약"),
    ],
)
def test_a_summary_by_a_machine_is_no_word_of_the_authors(notice: str, title: str) -> None:
    points = "<ul><li>The bridge is said to open in the coming days, after a long wait.</li><li>Steel came.</li></ul>"
    article = page(between=f"<div class='k'><h4>{title}</h4>{points}<small>{notice}</small></div>")
    assert texts(article) == PARAGRAPHS
    assert reason(article, "in the coming days") == reason(article, notice) == "machine's summary"


def test_an_article_about_such_summaries_keeps_its_text() -> None:
    told = "The paper's summary of the report was written by an AI, the council said, and it got the date wrong."
    assert told in texts(page(between=f"<p>{told}</p>"))


@pytest.mark.parametrize(
    "line",
    [
        "<p>You may also like: <a href='/a'>Museum reopens after a six-year refit.</a></p>",
        "<p><strong>Lire aussi</strong> <a href='/a'>Une tempête attendue jeudi sur la côte.</a></p>",
        "<div><span>Más información</span><a href='/a'>El equipo recupera a su portero titular.</a></div>",
        "<p><em>관련기사</em> <a href='/a'>국립공원 탐방로 12곳 통제.</a></p>",
    ],
)
def test_a_line_that_leads_to_another_article_is_a_link(line: str) -> None:
    assert texts(page(between=line)) == PARAGRAPHS


@pytest.mark.parametrize(
    "quote",
    [
        "<div class='exergue'>Engineers replaced 212 tonnes of steel</div>",
        "<table align='right'><tr><td><big>Engineers replaced 212 tonnes of steel</big></td></tr></table>",
        "<ul><li>Engineers replaced 212 tonnes of steel</li></ul>",
    ],
)
def test_words_set_apart_that_the_text_has_too_are_told_once(quote: str) -> None:
    article = page(between=quote)
    assert texts(article) == PARAGRAPHS
    assert reason(article, "Engineers replaced") in ("repeated", "pull quote")


def test_the_line_under_a_picture_that_stands_for_it_too_is_its_caption() -> None:
    shown = "A tug pulls the swing bridge into its place at noon"
    article = page(between=f"<div><img src='a.jpg' alt='{shown}'><p>{shown}</p></div>")
    assert texts(article) == PARAGRAPHS
    assert reason(article, shown) == "photo caption"


def test_what_stands_above_the_headline_is_no_text() -> None:
    teaser = "<div><h3>Rail fares to rise</h3><p>For months the two sides had barely spoken. Then they met.</p></div>"
    article = page(above=teaser, head="<title>Bridge over the Esk to reopen</title>")
    assert texts(article) == PARAGRAPHS


@pytest.mark.parametrize(
    "line",
    [
        "Listen to this article · 5 min",
        "Add us as a preferred source on Google to see more of our stories.",
        "Do you have a story to share? Email our newsdesk at news@example.com or call 01632 960 000.",
        "Vous avez repéré une erreur ? Écrivez à la rédaction : contact@example.fr",
        "Síguenos en nuestro canal de WhatsApp.",
        "Con información de agencias",
        "Avec AFP",
        "Quelle: mit Material der Nachrichtenagenturen",
        "16h",
        "사진=연합뉴스",
        "김하린 기자의 다른기사 보기",
        "<저작권자(c) 남도통신, 무단 전재-재배포 금지>",
        "본 저작물은 출처표시 조건에 따라 이용할 수 있습니다.",
        "▲ 주민들이 22일 다리를 건너고 있다.",
        "Argus photo / J. Roe",
        "Home > Local news > The swing bridge over the Esk is to reopen on Monday",
    ],
)
def test_lines_of_a_page_around_its_text_are_left_out(line: str) -> None:
    shown = line.replace("<", "&lt;").replace(">", "&gt;")
    assert texts(page(below=f"<p>{shown}</p>")) == PARAGRAPHS


def test_a_page_of_old_has_its_headline_where_its_title_says() -> None:
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    body = (
        "<table><tr><td><font size=5><b>Bridge over the Esk to reopen</b></font></td></tr>"
        f"<tr><td>News &gt; Nov. 18, 2003</td></tr><tr><td>{text}</td></tr></table>"
        "<div class='top5'><h3>Coach steps down</h3><time datetime='2025-03-17'>3h</time></div>"
    )
    article = page(head="<title>Marl Argus :: Autumn :: Bridge over the Esk to reopen</title>", body=body)
    assert article.title == "Bridge over the Esk to reopen"
    assert article.published and str(article.published.day) == "2003-11-18"
    assert texts(article) == PARAGRAPHS


def test_dates_in_rdfa_and_names_beside_a_date_are_read() -> None:
    dated = "<span property='dc:date dc:created' content='2015-09-03T15:45:00Z'>3 September</span>"
    article = page(between="", above=f"<p>{dated}</p>")
    assert article.published and article.published.iso == "2015-09-03T15:45+00:00"
    signed = page(above="<div><span>Jodie Farrant</span><span>3 September 2015</span></div>")
    assert signed.author == "Jodie Farrant"


def test_a_reader_who_comments_is_not_the_author() -> None:
    box = f"<section class='user-comments'><p class='c-author'>Uwe Kern</p><p>{LETTER}</p></section>"
    assert page(below=box).author is None
