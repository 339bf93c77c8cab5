from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest

from briefbot.errors import ReadError
from briefbot.readers.html import ELEMENTS_LIMIT, PAGE_LIMIT, article_from_html
from briefbot.readers.segments import is_prose
from briefbot.types import Article

LEAD = "The swing bridge over the Esk will reopen to traffic on Monday, the county council said on Thursday."
SECOND = "Engineers replaced 212 tonnes of steel and rebuilt the turning gear, which dates from 1911."
THIRD = "Buses will go back to their old routes from the first day, and lorries must still use the ring road."
TEXT = f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"


def page(body: str = TEXT, head: str = "", above: str = "", url: str | None = None) -> Article:
    story = f"<article><h1>Bridge to reopen</h1>{body}</article>"
    html = f"<!doctype html><html><head>{head}</head><body>{above}{story}</body></html>"
    return article_from_html(html.encode(), url=url)


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def linked_data(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_metadata_tells_the_particulars_with_the_zone_of_its_dates() -> None:
    article = page(
        head=linked_data(
            headline="Bridge to reopen",
            datePublished="2019-08-22T17:03:00+09:00",
            dateModified="2019-08-23T08:00:00Z",
            author=[{"name": "Ann Poe"}, {"name": "Jo Roe"}],
            publisher={"name": "Esk Herald"},
        )
        + '<link rel="canonical" href="https://news.example.com/bridge">'
    )
    assert (article.source, article.author, article.url) == (
        "Esk Herald",
        "Ann Poe, Jo Roe",
        "https://news.example.com/bridge",
    )
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert article.published.evidence == "JSON-LD datePublished '2019-08-22T17:03:00+09:00'"
    assert article.updated and article.updated.iso == "2019-08-23T08:00+00:00"


def test_a_change_at_the_moment_of_publication_is_none() -> None:
    same = "2019-08-22T17:03:00+09:00"
    assert page(head=linked_data(datePublished=same, dateModified=same)).updated is None


def test_control_characters_in_text_between_blocks_are_spaces() -> None:
    article = page(f"<div>{LEAD}\x11 {SECOND}<p>{THIRD}\x00\uffff</p></div>")
    assert texts(article) == [f"{LEAD} {SECOND}", THIRD]


def test_midnight_in_metadata_is_a_day_without_a_time() -> None:
    article = page(head='<meta property="article:published_time" content="2019-08-22T00:00:00Z">')
    assert article.published and article.published.iso == "2019-08-22"


def test_a_day_that_may_be_two_is_only_a_guess() -> None:
    article = page(above='<div class="info">08/09/2019</div>')
    assert article.published is None or article.published.confidence == "low"


def test_metadata_that_the_page_contradicts_is_less_sure_and_says_so() -> None:
    article = page(head=linked_data(datePublished="2019-08-22"), body=f"<p>Published: August 2, 2019</p>{TEXT}")
    assert article.published and article.published.day == dt.date(2019, 8, 22)
    assert article.published.confidence == "medium"
    assert "though the page has the shown date 'August 2, 2019'" in article.published.evidence


def test_a_date_in_the_masthead_gives_way_to_one_in_the_story() -> None:
    article = page(above='<div class="date">May 5, 2021</div>', body=f'<p class="date">August 22, 2019</p>{TEXT}')
    assert article.published and article.published.day == dt.date(2019, 8, 22)


@pytest.mark.parametrize(
    "line",
    [
        '<div class="submitted">Submitted by Ann Poe on Tue, 10/04/2022 - 16:30</div>',
        '<p class="meta">By Ann Poe | October 4, 2022 16:30</p>',
        '<span class="byline">By <a rel="author">Ann Poe</a></span> <span>Posted: 4 October 2022, 4:30 pm</span>',
        '<abbr class="fn">Ann Poe</abbr><time datetime="2022-10-04T16:30:00">on Tuesday</time>',
    ],
)
def test_the_writer_and_the_date_are_found_where_pages_show_them(line: str) -> None:
    article = page(line + TEXT)
    assert article.author == "Ann Poe"
    assert article.published and article.published.iso == "2022-10-04T16:30"
    assert texts(article) == [LEAD, SECOND, THIRD]


def test_a_date_that_cannot_be_true_gives_way_to_one_that_can_and_else_is_suspect() -> None:
    wrong = linked_data(datePublished="1970-01-01T00:00:00Z")
    article = page(head=wrong + '<meta name="date" content="2019-08-22">')
    assert article.published and article.published.day == dt.date(2019, 8, 22)
    alone = page(head=linked_data(datePublished="2199-01-01"))
    assert alone.published and alone.published.suspect


def test_the_heading_is_the_title_without_the_name_of_the_site() -> None:
    assert page(head='<meta property="og:title" content="Bridge to reopen | Esk Herald">').title == "Bridge to reopen"


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{LEAD}<br><br>{SECOND}<br>\n<br/>{THIRD}</div>",
        f"<div>{LEAD}<p>{SECOND}</p>{THIRD}</div>",
        f"<div>{LEAD.replace('Esk', '<a href=x>Esk</a>')}<br><br>{SECOND.replace('steel', '<b>steel</b>')}</div>"
        f"<div>{THIRD}</div>",
        f"<pre>{LEAD}\n\n{SECOND}\n\n{THIRD}</pre>",
        f"<section><div><div>{LEAD}</div></div><div>{SECOND}</div></section><section><p>{THIRD}</p></section>",
        f"<blockquote><p>{LEAD}</p><p>{SECOND}</p></blockquote><ul><li>{THIRD}</li></ul>",
    ],
)
def test_paragraphs_survive_however_they_are_marked(body: str) -> None:
    assert texts(page(body)) == [LEAD, SECOND, THIRD]


def test_what_stands_beside_the_text_is_dropped_with_its_reason_and_place() -> None:
    figure = "<figure><img src=x><figcaption>The bridge in May</figcaption></figure>"
    tweet = "<blockquote class='twitter-tweet'><p>Hooray!</p>Town Hall</blockquote>"
    article = page(f"<p>{LEAD}</p>{figure}<p>{SECOND}</p>{tweet}<p>{THIRD}</p>")
    assert texts(article) == [LEAD, SECOND, THIRD]
    assert [(piece.text, piece.reason, piece.after) for piece in article.dropped] == [
        ("Bridge to reopen", "title repeated", 0),
        ("The bridge in May", "photo caption", 1),
        ("Hooray! Town Hall", "embedded post", 2),
    ]


def test_the_account_of_an_editor_is_no_author() -> None:
    assert page(head="<meta name='author' content='Super User'>").author is None
    assert page(head="<meta name='author' content='Ann Poe'>").author == "Ann Poe"


def test_a_dateline_set_apart_by_style_alone_does_not_run_into_the_text() -> None:
    place = "<p><cite class='source'>Weir, Sandova (World Desk)</cite>The river rose by a metre on Monday.</p>"
    article = page(f"{place}{TEXT}")
    assert texts(article)[0] == "The river rose by a metre on Monday."
    assert ("Weir, Sandova (World Desk)", "dateline") in [(left.text, left.reason) for left in article.dropped]
    book = "<p><cite>The Mill (a novel)</cite>, her first, came out on Monday.</p>"
    assert texts(page(f"{book}{TEXT}"))[0] == "The Mill (a novel), her first, came out on Monday."


def test_rows_of_a_table_keep_the_names_of_their_columns() -> None:
    table = "<table><tr><th>Year</th><th>Cases</th></tr><tr><td>2016</td><td>1,204</td></tr></table>"
    assert "Year: 2016; Cases: 1,204" in texts(page(TEXT + table))


def test_a_page_saved_as_utf_8_may_still_declare_what_its_server_sent() -> None:
    html = f'<html><head><meta charset="iso-8859-15"></head><body><h1>Café</h1><p>Quizá, señor. {LEAD}</p>{TEXT}</body>'
    assert texts(article_from_html(html.encode()))[0] == f"Quizá, señor. {LEAD}"
    assert texts(article_from_html(html.encode("iso-8859-15")))[0] == f"Quizá, señor. {LEAD}"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("euc-kr", "euc-kr"),
        ("utf-16", ""),
        ("utf-8", "no-such-charset"),
        ("utf-8", "utf-16"),
        ("cp1252", ""),
    ],
)
def test_the_encoding_is_the_declared_one_or_found_out(encoding: str, declared: str) -> None:
    word = "다리" if encoding == "euc-kr" else "“café”"
    meta = f'<meta charset="{declared}">' if declared else ""
    html = f"<html><head>{meta}</head><body><article><h1>Bridge</h1><p>{word} {LEAD}</p>{TEXT}</article></body></html>"
    assert texts(article_from_html(html.encode(encoding)))[0] == f"{word} {LEAD}"


def test_a_page_cut_inside_a_letter_is_still_utf_8() -> None:
    html = f"<html><body><article><h1>Bridge</h1><p>Café: {LEAD}</p>{TEXT}<p>é".encode()[:-1]
    assert texts(article_from_html(html))[0] == f"Café: {LEAD}"


def test_the_address_that_a_browser_notes_in_a_saved_page_is_kept() -> None:
    html = f"<!-- saved from url=(0030)https://news.example.com/a -->\n<html><body><h1>Bridge</h1>{TEXT}</body></html>"
    assert article_from_html(html.encode()).url == "https://news.example.com/a"


def test_the_address_and_the_path_are_those_given() -> None:
    assert page(url="https://news.example.com/a").url == "https://news.example.com/a"
    assert page().path is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no paragraph|no HTML"),
        (b"\x00\x01\x02\x03" * 50, "is not text"),
        (gzip.compress(b"<p>The council met on Monday.</p>" * 1000), "is not text"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "no paragraph"),
        (b" " * (PAGE_LIMIT + 1), "bytes, more than"),
        (b"<p>a</p>" * (ELEMENTS_LIMIT + 1), "elements"),
        (b"<div>" * 50_000, "no paragraph"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        article_from_html(data, path="page.html")


def test_a_page_of_many_plain_paragraphs_is_read_whole() -> None:
    body = "".join(f"<p>Paragraph {number} tells what the council said on that day.</p>" for number in range(1, 301))
    assert len(page(body).paragraphs) == 300


FOURTH = "The council has set aside £1.2m for the approach roads, where work will go on until the end of August."
NEWSLETTER = (
    '<div class="site-popup-box"><h3>Our letter</h3><p>The day at seven in the morning, every morning.</p></div>'
)
FORM = "<div><p>The day at seven in the morning, every morning.</p><form><input type=email></form></div>"
CARD = (
    '<div class="x1"><h3><a href="/2">Storm passes</a></h3><p>Crews had cleared the roads by noon on Sunday.</p></div>'
)
LINKED = '<a href="/2"><div>Storm passes</div><div>Crews had cleared the roads by noon on Sunday.</div></a>'
PLAYER = '<div class="vjs-modal"><p>The media could not be loaded, because the network failed.</p></div>'
LIST = "<ul><li>212 tonnes of steel</li></ul>"
OFFER = '<section class="paywall"><h2>Read on</h2><ul><li>Unlimited access on all devices</li></ul></section>'


@pytest.mark.parametrize(
    ("box", "reason", "words"),
    [
        (NEWSLETTER, "newsletter", "The day at seven in the morning, every morning."),
        (FORM, "form", "The day at seven in the morning, every morning."),
        (CARD, "headline list", "Crews had cleared the roads by noon on Sunday."),
        (LINKED, "headline list", "Crews had cleared the roads by noon on Sunday."),
        (PLAYER, "player", "The media could not be loaded, because the network failed."),
        (OFFER, "paywall notice", "Unlimited access on all devices"),
    ],
    ids=["newsletter", "form", "card", "linked card", "player", "offer"],
)
def test_a_box_between_the_paragraphs_is_left_out_with_its_reason(box: str, reason: str, words: str) -> None:
    article = page(f"<p>{LEAD}</p><p>{SECOND}</p>{box}<p>{THIRD}</p><p>{FOURTH}</p>")
    assert texts(article) == [LEAD, SECOND, THIRD, FOURTH]
    assert [piece.reason for piece in article.dropped if words in piece.text] == [reason]


@pytest.mark.parametrize(
    "body",
    [
        f'<p>{LEAD}</p><div class="paywall"><p>{SECOND}</p>{LIST}<p>{THIRD}</p></div>',
        f'<div class="newsletter-signup"><p>{LEAD}</p><p>{SECOND}</p>{LIST}<p>{THIRD}</p></div>',
        f'<p>{LEAD}</p><h2><a href="#steel">Steel</a></h2><p>{SECOND}</p>{LIST}<p>{THIRD}</p>',
    ],
    ids=["behind the wall", "named otherwise", "anchored heading"],
)
def test_names_that_fit_most_of_the_text_tell_nothing(body: str) -> None:
    assert texts(page(body)) == [LEAD, SECOND, "212 tonnes of steel", THIRD]


@pytest.mark.parametrize(
    ("author", "note", "left_out"),
    [
        ("Ann Poe", "Ann Poe covers the coast for this paper. Reach her at the desk.", True),
        ("Ann Poe, Jo Roe", "Jo Roe is a senior transport reporter.", True),
        ("Ana Paz", "Periodista. Ana Paz cubre la costa para el diario.", True),
        ("Ann Poe", "Jo Roe covers the coast for this paper.", False),
        ("Ann Poe", "Ann Poe was hurt in the collapse.", False),
    ],
)
def test_a_note_about_the_author_is_no_paragraph(author: str, note: str, left_out: bool) -> None:
    head = linked_data(headline="Bridge to reopen", author=[{"name": name} for name in author.split(", ")])
    article = page(f"{TEXT}<p>{note}</p>", head=head)
    assert (note not in texts(article)) == left_out
    assert [piece.reason for piece in article.dropped if piece.text == note] == (["author note"] if left_out else [])


def test_two_dates_behind_a_name_are_a_date_line_below_a_summary_too() -> None:
    dates = "<time>January 14, 2026</time> <time>March 20, 2026</time>"
    line = f'<div class="subhead"><span>by Freya Holm</span> {dates}</div>'
    article = page(f'<p class="subtitle">What it means for the buses.</p>{line}{TEXT}')
    assert (article.author, texts(article)[1:]) == ("Freya Holm", [LEAD, SECOND, THIRD])


@pytest.mark.parametrize(
    "marked",
    [
        "<p>Ann Poe</p><!-- ad --><p>4 May 2021</p>",
        '<span class="visually-hidden">Published</span><!-- ad -->',
        "<table><tr><td>Date</td><!-- ad --><td>4 May 2021</td></tr></table>",
    ],
)
def test_a_comment_beside_what_names_author_or_date_is_no_element(marked: str) -> None:
    assert texts(page(marked + TEXT)) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("von Jemima Kell", "Jemima Kell"),
        ("Ann Poe (apo)", "Ann Poe"),
        ("Ann Poe a.poe@esk.example", "Ann Poe"),
        ("Ursula von der Ley", "Ursula von der Ley"),
        ("a.poe@esk.example", None),
        ("Admin", None),
        ("von", None),
        ("105092", None),
        ("Esk Herald", None),
        ("Herald", None),
        ("Herald Harper", "Herald Harper"),
    ],
)
def test_an_author_of_the_metadata_is_a_name(said: str, named: str | None) -> None:
    head = f'<meta name="author" content="{said}"><meta property="og:site_name" content="Esk Herald">'
    assert page(head=head).author == named


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>Author</span><span>Ann Poe</span></div>",
        "<div class='post-meta'><span>18 Jan 2024</span> · 5 min · Ann Poe</div>",
        "<p class='postmetadata'>This entry was posted on 6 November 2007 by Ann Poe and is filed under Bridges.</p>",
    ],
)
def test_lines_around_a_name_that_tell_it_is_the_author(line: str) -> None:
    assert page(body=TEXT + line).author == "Ann Poe"


def test_names_that_stand_each_in_an_element_of_their_own_are_several() -> None:
    line = "<div class='authors'><div><a href='/a'>Ann Poe</a></div><div><a href='/j'>Jo Roe</a></div></div>"
    assert page(body=line + TEXT).author == "Ann Poe, Jo Roe"


def test_a_paragraph_that_the_headline_quotes_is_told() -> None:
    html = f"<article><h1>“The bridge has a right to turn too”: a talk with its keeper</h1><p>{LEAD}</p>"
    quoted = "The bridge has a right to turn too."
    article = article_from_html(f"{html}<p>{quoted}</p><p>{SECOND}</p></article>".encode())
    assert quoted in texts(article)


@pytest.mark.parametrize("quote", ["»{}«", "„{}“", "‹{}›"])
def test_a_sentence_ends_before_a_closing_quotation_mark_of_any_language(quote: str) -> None:
    assert is_prose(quote.format("Wir haben den Turm gesehen."))


def test_the_program_that_a_site_runs_on_is_no_publisher() -> None:
    head = linked_data(headline="Bridge to reopen", publisher={"name": "Blogger"})
    named = page(head=head + '<meta property="og:site_name" content="Esk Diary">')
    assert (named.source, page(head=head).source) == ("Esk Diary", None)


def test_a_host_ends_where_its_query_begins() -> None:
    assert page(url="http://esk.example?day=2").source == "esk.example"


@pytest.mark.parametrize(
    ("charset", "text"),
    [("gb2312", "桥梁周一重新开放，市长说。"), ("euc-kr", "다리는 월요일에 다시 열린다고 시장이 말했다. ")],
)
def test_a_page_with_a_broken_letter_is_read_in_the_charset_that_it_names(charset: str, text: str) -> None:
    body = f'<html><head><meta charset="{charset}"></head><body><article><p>{text * 20}</p></article></body></html>'
    article = article_from_html(body.encode(charset).replace(b"</p>", b"\xff</p>"))
    assert text.strip() in article.paragraphs[0].text


def test_a_title_that_was_escaped_twice_is_plain() -> None:
    assert page(head='<meta property="og:title" content="Poe &amp;#039;to sail&amp;#039;">').title == "Poe 'to sail'"
