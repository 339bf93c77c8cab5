"""EPUB, OpenDocument, MHTML and Outlook files."""

from __future__ import annotations

import io
import zipfile
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from compressed_rtf import compress
from odfdo import Document, Header, Paragraph

from briefbot.errors import ReadError
from briefbot.readers.formats import read_articles
from briefbot.types import Article, Problem
from tests.readers.ole import outlook
from tests.readers.test_mail import FIRST, PAGE, SECOND, STORY, left_out, texts

CHAPTER = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'


def read(path: Path) -> list[Article | Problem]:
    return list(read_articles(path))


def only(path: Path) -> Article:
    [article] = read(path)
    assert isinstance(article, Article), article
    return article


def epub(path: Path, chapters: dict[str, str], **more: str) -> Path:
    items = "".join(f'<item id="c{n}" href="text/{name}" media-type="application/xhtml+xml"/>'
                    for n, name in enumerate(chapters))  # fmt: skip
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = f"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Canal Courier, 26 February</dc:title>
 <dc:creator>Ann Poe</dc:creator>
 <dc:publisher>Canal Courier</dc:publisher><dc:date>2026-02-26</dc:date><dc:language>en-GB</dc:language>
 <dc:identifier>urn:isbn:9780000000002</dc:identifier></metadata><manifest><item id="nav" href="nav.xhtml"
 properties="nav" media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine>
 </package>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
                         '<rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>')  # fmt: skip
        archive.writestr("OPS/p.opf", package)
        archive.writestr("OPS/nav.xhtml", CHAPTER.format(f"<nav><ol><li>{FIRST}</li></ol></nav>"))
        for name, body in chapters.items():
            archive.writestr(f"OPS/text/{name}", CHAPTER.format(body))
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return path


def test_each_chapter_of_a_book_is_an_article(tmp_path: Path) -> None:
    text = "The bridge at Lund opens on Monday, the road office said, after four years of work that cost 9 million."
    bridge = f"<h2>Bridge opens</h2><p>{text}</p><figure><figcaption>Lund.</figcaption></figure>"
    path = epub(tmp_path / "a.epub", {
        "cover.xhtml": "<h1>Canal Courier</h1>", "lock_split_000.xhtml": f"<h1>Lock shut</h1><p>{FIRST}</p>",
        "lock_split_001.xhtml": f"<p>{SECOND}</p>", "bridge.xhtml": bridge,
    })  # fmt: skip
    lock, other = read(path)
    assert isinstance(lock, Article) and isinstance(other, Article)
    assert (lock.title, texts(lock), lock.source, lock.author) == (
        "Lock shut", [FIRST, SECOND], "Canal Courier", "Ann Poe",
    )  # fmt: skip
    assert lock.published and (lock.published.iso, lock.language) == ("2026-02-26", "en-GB")
    assert (lock.ids, lock.path) == (("urn:isbn:9780000000002",), f"{path}!OPS/text/lock.xhtml")
    assert (other.title, left_out(other, "photo caption")) == ("Bridge opens", ["Lund."])


def test_a_protected_book_and_a_renamed_zip_file_are_refused(tmp_path: Path) -> None:
    lock = '<encryption><EncryptedData><EncryptionMethod Algorithm="x"/><CipherData><CipherReference ' \
           'URI="OPS/text/a.xhtml"/></CipherData></EncryptedData></encryption>'  # fmt: skip
    with pytest.raises(ReadError, match="protected"):
        read(epub(tmp_path / "a.epub", {"a.xhtml": PAGE}, **{"META-INF__encryption_xml": lock}))
    with zipfile.ZipFile(tmp_path / "b.epub", "w") as archive:
        archive.writestr("a.txt", STORY)
    with pytest.raises(ReadError, match="zip"):
        read(tmp_path / "b.epub")
    data = epub(tmp_path / "c.epub", {"a.xhtml": PAGE}).read_bytes()
    (tmp_path / "c.epub").write_bytes(data[:-100])
    with pytest.raises(ReadError, match="c.epub"):
        read(tmp_path / "c.epub")


def odt() -> Document:
    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, "Lock shut"))
    document.body.append(Paragraph(FIRST))
    second = Paragraph(SECOND)
    second.insert_note(after="tons", note_id="n1", citation="1", body="Metric tons.")
    second.insert_annotation(after="third", body="Ask again.", creator="Kai")
    document.body.append(second)
    return document


def save(document: Document, path: Path, old: str = "", new: str = "") -> Path:
    """Write a document, with a part of its text's XML replaced."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(path, "w") as archive:
        for name in packed.namelist():
            data = packed.read(name)
            if name == "content.xml" and old:
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            archive.writestr(name, data)
    return path


def test_an_opendocument_text_is_an_article_without_its_notes(tmp_path: Path) -> None:
    article = only(save(odt(), tmp_path / "a.odt"))
    assert (article.title, texts(article)) == ("Lock shut", [FIRST, SECOND])
    assert left_out(article, "footnote") == ["Metric tons."]
    assert left_out(article, "comment") == ["Ask again."]


def test_a_tracked_change_of_an_opendocument_text_is_accepted(tmp_path: Path) -> None:
    changes = '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/>' \
              "<text:p>50</text:p></text:deletion></text:changed-region></text:tracked-changes>"  # fmt: skip
    path = save(odt(), tmp_path / "a.odt", "<office:text>", f"<office:text>{changes}")
    path = save(Document(path), tmp_path / "b.odt", "900", '<text:change text:change-id="c1"/>900<text:s text:c="1"/>')
    article = only(path)
    assert texts(article)[1] == SECOND
    assert left_out(article, "deleted text") == ["50"]


@pytest.mark.parametrize("name", ["a.odt", "a.epub"])
def test_what_is_neither_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no zip file")
    with pytest.raises(ReadError, match=name):
        read(tmp_path / name)


def test_an_opendocument_with_a_password_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("content.xml", b"\x01\x02")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(ReadError, match="password"):
        read(tmp_path / "a.odt")


def test_a_page_saved_whole_is_an_article(tmp_path: Path) -> None:
    saved = MIMEMultipart("related", type="text/html", start="<frame-1@mhtml.blink>")
    saved["From"] = "<Saved by Blink>"
    saved["Snapshot-Content-Location"] = "https://courier.example/lock"
    saved["Subject"] = "Lock shut"
    advert = MIMEText(
        "<p>Buy a barge, and another one, and sail away for ever with them both, sir.</p>", "html", "utf-8"
    )
    advert["Content-ID"] = "<frame-2@mhtml.blink>"
    page = MIMEText(f"<html><head><title>Lock shut</title></head><body>{PAGE}<p>Zoë Lind wrote this.</p></body></html>",
                    "html", "cp1252")  # fmt: skip
    page["Content-ID"] = "<frame-1@mhtml.blink>"
    page["Content-Location"] = "https://courier.example/lock"
    for part in (advert, page, MIMEImage(b"\x89PNG", "png")):
        saved.attach(part)
    (tmp_path / "a.mhtml").write_bytes(bytes(saved))
    article = only(tmp_path / "a.mhtml")
    assert (article.title, article.url) == ("Lock shut", "https://courier.example/lock")
    assert texts(article)[:2] == [FIRST, SECOND]
    assert "Zoë Lind" in texts(article)[2]
    (tmp_path / "b.mht").write_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\n\n")
    with pytest.raises(ReadError, match="no page"):
        read(tmp_path / "b.mht")


SUBJECT, BODY, HTML, HEADERS, SENDER, RTF = 0x0037, 0x1000, 0x1013, 0x007D, 0x0C1A, 0x1009


def test_an_outlook_message_is_an_article(tmp_path: Path) -> None:
    header = "From: Canal Courier <news@courier.example>\r\nDate: Thu, 26 Feb 2026 09:30:00 +0100\r\n" \
             "Message-ID: <77@courier.example>\r\n"  # fmt: skip
    (tmp_path / "a.msg").write_bytes(
        outlook({SUBJECT: "FW: Lock shut", BODY: STORY.replace("\n", "\r\n"), HEADERS: header})
    )
    article = only(tmp_path / "a.msg")
    assert (article.title, article.source, texts(article)) == ("Lock shut", "Canal Courier", [FIRST, SECOND])
    assert article.published and article.published.iso == "2026-02-26T09:30+01:00"
    assert article.ids == ("message-id:77@courier.example",)


def test_an_outlook_message_in_html_without_headers_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(outlook({SUBJECT: "Lock shut", HTML: PAGE.encode() * 40, SENDER: "Canal Courier"}))
    article = only(tmp_path / "a.msg")
    assert (article.title, article.source, texts(article)[0]) == ("Lock shut", "Canal Courier", FIRST)


def test_an_outlook_message_in_rtf_alone_is_an_article(tmp_path: Path) -> None:
    rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}" + "\\par {\\*\\htmltag72 </p>}".join(
        STORY.replace("\n\n", "\n").replace("’", "\\'92").splitlines()
    ) + "}"  # fmt: skip
    for packed in (compress(rtf.encode("ascii")), compress(rtf.encode("ascii"), compressed=False)):
        message = outlook({SUBJECT: "Lock shut", RTF: packed, SENDER: "Canal Courier"})
        (tmp_path / "a.msg").write_bytes(message)
        assert texts(only(tmp_path / "a.msg")) == [FIRST, SECOND]
    spec = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    (tmp_path / "b.msg").write_bytes(outlook({SUBJECT: "Lock shut", RTF: bytes.fromhex(spec), SENDER: "Courier"}))
    assert texts(only(tmp_path / "b.msg")) == ["hello world"]  # the example of MS-OXRTFCP
    (tmp_path / "c.msg").write_bytes(outlook({SUBJECT: "Lock shut", RTF: bytes.fromhex(spec)[:-9], SENDER: "Courier"}))
    with pytest.raises(ReadError, match=r"c\.msg' has its text in RTF that is broken"):
        read(tmp_path / "c.msg")


def test_an_outlook_message_without_text_and_a_broken_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(outlook({SUBJECT: "Lock shut", SENDER: "Canal Courier"}))
    with pytest.raises(ReadError, match="no text that can be read"):
        read(tmp_path / "a.msg")
    for data in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", outlook({SUBJECT: "x"})[:1000]):
        (tmp_path / "a.msg").write_bytes(data)
        with pytest.raises(ReadError, match="a.msg"):
            read(tmp_path / "a.msg")


@pytest.mark.parametrize("name", ["a.docx", "a.zip"])
def test_a_zip_file_under_the_name_of_a_word_file_is_read_as_what_it_is(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("lock.txt", f"Lock shut\n\n{STORY}")
    article = only(tmp_path / name)
    assert (article.title, article.path) == ("Lock shut", f"{tmp_path / name}!lock.txt")


def test_a_book_of_short_pieces_is_read(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", {"a.xhtml": "<h1>Lock</h1><p>The lock stays shut, they say.</p>"})
    [article] = read(path)
    assert isinstance(article, Article) and texts(article) == ["The lock stays shut, they say."]


PART = (
    f"Content-Type: text/html; charset=utf-8\nContent-Location: https://c.example/a\n\n<html><body>{PAGE}</body></html>"
)


@pytest.mark.parametrize(
    "saved",
    [
        "From: <Saved>\nX-Title: =?utf-8?Q?broken\nlines?=\nContent-Type: multipart/related; boundary=b\n\n"
        f"--b\n{PART}",
        f'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html";\n\n--b\n{PART}\n--b\n'
        "Content-Type: text/css\n\np { color: lime }\n--b--\n",
        f"Content-Type: multipart/related; boundary=b\n\n\n{PART}",
    ],
)
def test_a_page_is_found_whose_header_does_not_tell_where_it_begins(tmp_path: Path, saved: str) -> None:
    (tmp_path / "a.mhtml").write_text(saved)
    article = only(tmp_path / "a.mhtml")
    assert texts(article) == [FIRST, SECOND] and article.url == "https://c.example/a"
