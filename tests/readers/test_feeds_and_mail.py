from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.formats import read_article, read_articles
from briefbot.types import Article, Problem

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Esk Herald</title><link>https://news.example.com</link>
<item><title>Bridge &amp; road to reopen</title><link>https://news.example.com/bridge</link>
<dc:creator>Ann Poe</dc:creator>
<pubDate>Thu, 22 Aug 2019 17:03:00 +0900</pubDate><description>A bridge.</description>
<content:encoded><![CDATA[<p>The bridge opens on <a href="x">Monday</a>.</p>
<p>It was closed for four years.</p>]]></content:encoded>
</item>
<item><title>Nothing to read</title></item>
<item><title>Rain</title><pubDate>2019-08-23</pubDate>
<description>It will rain for days.&lt;br&gt;&lt;br&gt;Take a coat.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Esk Herald</title><entry><title>Bridge</title>
<link href="https://news.example.com/bridge"/><author><name>Ann Poe</name></author>
<published>2019-08-22T17:03:00+09:00</published><updated>2019-08-23T08:00:00+09:00</updated>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>The bridge opens on Monday.</p><p>It is old.</p></div>
</content></entry></feed>"""

NITF = """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf><head><title>Old</title>
<docdata><date.issue norm="20190822T170300+0900"/></docdata><pubdata name="Esk Herald"/></head>
<body><body.head><hedline><hl1>Bridge to reopen</hl1></hedline><byline>By <person>Ann Poe</person></byline></body.head>
<body.content><block><p>The bridge opens on <em>Monday</em>.</p><hl2>Costs</hl2><p>It was dear.</p></block>
<media><media-caption>The bridge.</media-caption></media></body.content></body></nitf>"""

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def found_in(folder: Path, name: str, data: str | bytes) -> list[Article | Problem]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_articles(path))


def texts(article: Article | Problem) -> list[str]:
    assert isinstance(article, Article), article
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize("name", ["news.rss", "news.xml"])
def test_each_entry_of_a_feed_is_an_article_or_a_problem(tmp_path: Path, name: str) -> None:
    bridge, empty, rain = found_in(tmp_path, name, RSS)
    assert isinstance(bridge, Article)
    assert texts(bridge) == ["The bridge opens on Monday.", "It was closed for four years."]
    assert (bridge.title, bridge.source, bridge.author) == ("Bridge & road to reopen", "Esk Herald", "Ann Poe")
    assert bridge.published and bridge.published.iso == "2019-08-22T17:03+09:00"
    assert (bridge.url, bridge.path) == ("https://news.example.com/bridge", str(tmp_path / f"{name}!1"))
    assert isinstance(empty, Problem)
    assert texts(rain) == ["It will rain for days.", "Take a coat."]


def test_an_atom_feed_tells_what_was_published_and_updated(tmp_path: Path) -> None:
    [article] = found_in(tmp_path, "news.xml", ATOM)
    assert isinstance(article, Article)
    assert texts(article) == ["The bridge opens on Monday.", "It is old."]
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert article.updated and article.updated.iso == "2019-08-23T08:00+09:00"


def test_a_feed_in_the_wrong_charset_and_one_cut_off_keep_what_can_be_read(tmp_path: Path) -> None:
    latin = RSS.replace("Ann Poe", "Renée Poe").encode("cp1252")  # though it says UTF-8
    article = found_in(tmp_path, "latin.rss", latin)[0]
    assert isinstance(article, Article)
    assert article.author == "Renée Poe"
    cut = found_in(tmp_path, "cut.rss", RSS[: RSS.index("<item><title>Rain")])
    assert texts(cut[0]) == ["The bridge opens on Monday.", "It was closed for four years."]


def test_a_nitf_document_is_an_article(tmp_path: Path) -> None:
    [article] = found_in(tmp_path, "news.xml", NITF)
    assert isinstance(article, Article)
    assert texts(article) == ["The bridge opens on Monday.", "It was dear."]
    assert (article.title, article.source, article.author) == ("Bridge to reopen", "Esk Herald", "Ann Poe")
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert [(piece.text, piece.reason) for piece in article.dropped] == [
        ("Costs", "subheading"),
        ("The bridge.", "photo caption"),
    ]


@pytest.mark.parametrize("name", ["news.rss", "news.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("root", ["<rss><channel><title>&j;</title></channel></rss>", "<nitf>&j;</nitf>"])
def test_entities_that_expand_are_refused_at_once(tmp_path: Path, name: str, encoding: str, root: str) -> None:
    start = time.monotonic()
    with pytest.raises(ReadError, match="entities"):
        found_in(tmp_path, name, (LAUGHS + root).encode(encoding))
    assert time.monotonic() - start < 1


def test_external_entities_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    data = (
        f'<!DOCTYPE nitf [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]><nitf><body.content>&a;</body.content></nitf>'
    )
    with pytest.raises(ReadError, match="entities"):
        found_in(tmp_path, "news.xml", data)


@pytest.mark.parametrize("data", ["", "<a/>", "<html><body>404 Not Found</body></html>", "no feed at all"])
@pytest.mark.parametrize("name", ["news.rss", "news.xml"])
def test_what_is_no_feed_is_refused(tmp_path: Path, name: str, data: str) -> None:
    with pytest.raises(ReadError, match=name):
        found_in(tmp_path, name, data)


def mail(plain: str | None, html: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"Subject": "Fwd: Bridge reöpens", "From": "Esk Herald <news@example.com>", **headers}.items():
        message[name] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        (message.add_alternative if plain is not None else message.set_content)(html, subtype="html")
    return bytes(message)


def test_an_e_mail_is_an_article_with_hints_from_its_headers(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        mail(
            "The bridge opens on Monday after a long time in which nobody could\ncross it in a car.\n\nIt is old.\n",
            "<p>Another text.</p>",
            Date="Thu, 22 Aug 2019 17:03:00 +0900",
        )
    )
    article = read_article(tmp_path / "a.eml")
    assert texts(article) == [
        "The bridge opens on Monday after a long time in which nobody could cross it in a car.",
        "It is old.",
    ]
    assert (article.title, article.source) == ("Bridge reöpens", "Esk Herald")
    assert article.published and article.published.iso == "2019-08-22T17:03+09:00"
    assert article.published.confidence == "medium"


def test_the_text_of_an_e_mail_is_believed_before_its_headers(tmp_path: Path) -> None:
    text = "PORT ESK, Aug. 20, 2019 (Reuters) - The bridge opens on Monday."
    (tmp_path / "a.eml").write_bytes(mail(text, Date="Thu, 22 Aug 2019 17:03:00 +0900"))
    article = read_article(tmp_path / "a.eml")
    assert article.source == "Reuters"
    assert article.published and article.published.iso == "2019-08-20"


def test_an_e_mail_in_html_keeps_its_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(None, "<div>The bridge opens on Monday.<br><br>It is old.</div>"))
    assert texts(read_article(tmp_path / "a.eml")) == ["The bridge opens on Monday.", "It is old."]


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"Just a text.\n\nOf two paragraphs.", b"Subject: Empty\n\n"])
def test_what_is_no_e_mail_or_an_empty_one_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(data)
    with pytest.raises(ReadError, match="a.eml"):
        read_article(tmp_path / "a.eml")


EXPORTED = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay Notes</title>{version}<item>
<title>Quay reopens</title><pubDate>Mon, 11 Mar 2024 09:10:00 +0000</pubDate><content:encoded><![CDATA[{body}]]>
</content:encoded></item></channel></rss>"""
POST = (
    '[dropcap]T[/dropcap]he quay reopened on Monday, and "nobody payed [sic] a penny", the harbour master said.\n\n'
    '[caption id="a1" align="left"]<img src="a.jpg" /> The quay in rain[/caption]\n\n'
    '[gallery ids="1,2"]The first ship is due on Friday with 40 passengers.[/gallery]\n\n'
    "[embed]https://video.example/v/1[/embed]"
)


def test_the_shortcodes_of_a_wordpress_export_are_no_words(tmp_path: Path) -> None:
    data = EXPORTED.format(version="<wp:wxr_version>1.2</wp:wxr_version>", body=POST)
    [found] = found_in(tmp_path, "export.xml", data)
    assert texts(found) == [
        'The quay reopened on Monday, and "nobody payed [sic] a penny", the harbour master said.',
        "The first ship is due on Friday with 40 passengers.",
    ]
    assert isinstance(found, Article)
    assert {piece.text for piece in found.dropped} == {"The quay in rain", "https://video.example/v/1"}


def test_square_brackets_in_any_other_feed_stay(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, "feed.xml", EXPORTED.format(version="", body=POST))
    assert texts(found)[0].startswith("[dropcap]T[/dropcap]he quay")


def test_what_a_forum_adds_to_a_text_is_no_text(tmp_path: Path) -> None:
    ends = ("submitted by /u/ann to /r/canals [link] [12 comments]", "submitted by cid_low [link] [comments]")
    entries = "".join(
        f"<entry><title>Lock {n}</title>"
        f"<content type='html'>&lt;p&gt;The lock stays shut.&lt;/p&gt; {end}</content></entry>"
        for n, end in enumerate(ends)
    )
    bare = f"<entry><title>Photo</title><content type='html'>{ends[0]}</content></entry>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Canals</title>{entries}{bare}</feed>'
    *found, none = found_in(tmp_path, "a.xml", feed)
    for article, end in zip(found, ends, strict=True):
        assert isinstance(article, Article) and texts(article) == ["The lock stays shut."]
        assert [piece.text for piece in article.dropped] == [end]
    assert isinstance(none, Problem)
