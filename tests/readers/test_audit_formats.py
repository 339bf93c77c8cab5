"""Nothing disappears inside a reader of any format: all words of a file's text are told or listed as left out.

The words of each file are found apart from the reader that is asked: by the elements and keys that hold text, as the
parsers of the standard library give them. Pages have an audit of their own, which counts every word.
"""

from __future__ import annotations

import csv
import email
import email.policy
import html
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from briefbot.readers.formats import read_articles
from briefbot.types import Article
from tests.readers import test_audit, test_docx, test_feeds_and_mail, test_records
from tests.readers.ole import outlook
from tests.readers.pdfs import Line, column, pdf
from tests.readers.test_captions import SRT, VTT
from tests.readers.test_damage import MHTML
from tests.readers.test_documents import BODY, SUBJECT, epub, odt, save
from tests.readers.test_mail import FIRST, HEADERS, PAGE, SECOND, STORY, message
from tests.readers.test_pdf import TEXTS
from tests.readers.test_reading_lists import table, wallabag
from tests.readers.test_rtf import HEAD
from tests.readers.test_warc import PAGES, archive
from tests.readers.test_wires import WIRES

FRAME = frozenset(("zczc", "nnnn", "by"))
"""Words of formats and of bylines, which tell nothing."""
SHORTEST = 2
"""Letters of the shortest word that is looked for: marks of wires have one."""
HOLDING = ("body.content", "body.head", "body.end", "inlinexml", "inlinedata", "datacontent", "headline", "p", "h", "t")
"""Elements that hold text in NITF, NewsML, OpenDocument and Word."""
REPLY = "On Mon, 23 Feb 2026 at 10:00, Kai Berg <kai@desk.example> wrote:\n> When does the lock open?\n> Please ask."
SIGNED = "-- \nPetra Olsen\nCanal Courier, Varnby\n+46 555 010\n"
MARKDOWN = (
    f"---\ntitle: Lock shut\nauthor: Ann Poe\n---\n\n# Lock shut\n\n## Frost\n\n{STORY}\n- one barge\n- a third\n"
)
ITEM = {"title": "Bridge to open", "author": "Ann Poe", "date": "2026-02-26", "text": "\n\n".join(test_records.BODY)}
RTF = (
    HEAD + rb"{\b Toll rises}\par\par The toll rises to 7 crowns in May, the port said on Monday.\par "
    rb"No{\super\chftn{\footnote\pard\plain {\super\chftn}Without tax.}} ship pays it twice, the captain said.\par}"
)
DOCX = test_docx.p(test_docx.r("Toll rises"), "Title") + "".join(
    test_docx.p(test_docx.r(text) + '<w:r><w:footnoteReference w:id="2"/></w:r>') for text in (FIRST, SECOND)
) + f"<w:tbl><w:tr>{test_docx.CELL.format(test_docx.p(test_docx.r('Toll')))}</w:tr></w:tbl>"  # fmt: skip
BESIDE = (
    "<aside>Boats for hire at Lund</aside><figure><figcaption>The lock in frost. Photo: Ove Lind</figcaption></figure>"
    "<p>Subscribe to our newsletter.</p><ul><li><a href='/b'>Bridge opens</a></li></ul><p>Share this</p>"
)
KEPT = {"createdAt": 1, "title": "Lock shut", "tags": [], "note": None, "content": {
    "type": "link", "url": "https://courier.example/lock", "title": "Lock", "author": "Ann Poe",
    "htmlContent": PAGE + BESIDE,
}}  # fmt: skip
MARKED = {"Highlight": FIRST, "Book Title": "Lock shut", "Book Author": "Ann Poe", "Highlighted at": "2026-03-09 10:00"}
HEADED = [
    [Line(72, 770, 9, f"Esk Herald, page {n}"), *column([text], 700, width=50), Line(72, 30, 9, "Printed at Esk")]
    for n, text in enumerate(TEXTS, start=1)
]


def letter(*, page: str = "", text: str = "", **headers: str) -> bytes:
    return bytes(message(text, page, **headers))


def mailbox(*letters: bytes) -> bytes:
    return b"".join(b"From a@b.example Thu Feb 26 09:30:00 2026\n" + each + b"\n" for each in letters)


MAILS = {
    "plain.eml": letter(text=f"{STORY}\n{SIGNED}"),
    "page.eml": letter(page=f"{PAGE}<p>Unsubscribe</p><p><a href='/b'>Bridge opens</a> <a href='/c'>Archive</a></p>"),
    "reply.eml": letter(text=f"{STORY}\nWe asked the canal office again today.\n\n{REPLY}\n", subject="Re: Lock"),
    **{
        f"forwarded-{program}.eml": letter(text=f"For the list.\n\n{header}\n\n{STORY}", subject="Fwd: Lock shut")
        for program, header in HEADERS.items()
        if not header.startswith(">")
    },
}
MADE: dict[str, Callable[[Path], object]] = {
    **{path.name: lambda at, path=path: at.write_bytes(path.read_bytes()) for path in sorted(WIRES.iterdir())},  # type: ignore[misc]
    **{name: lambda at, data=data: at.write_bytes(data) for name, data in MAILS.items()},  # type: ignore[misc]
    "a.mbox": lambda at: at.write_bytes(mailbox(*MAILS.values())),
    "a.msg": lambda at: at.write_bytes(outlook({SUBJECT: "Lock shut", BODY: STORY})),
    "a.docx": lambda at: test_docx.write_docx(at, DOCX, test_docx.NOTES),
    "a.odt": lambda at: save(odt(), at),
    "a.epub": lambda at: epub(at, {"a.xhtml": PAGE + BESIDE, "b.xhtml": f"<h1>Frost</h1><h2>Ice</h2><p>{FIRST}</p>"}),
    "a.rtf": lambda at: at.write_bytes(RTF),
    "a.pdf": lambda at: at.write_bytes(pdf(HEADED)),
    "a.warc": lambda at: at.write_bytes(archive(False, *PAGES)),
    "a.vtt": lambda at: at.write_text(VTT),
    "a.srt": lambda at: at.write_text(SRT),
    "a.rss": lambda at: at.write_text(test_feeds_and_mail.RSS),
    "atom.xml": lambda at: at.write_text(test_feeds_and_mail.ATOM),
    "a.md": lambda at: at.write_text(MARKDOWN),
    "a.txt": lambda at: at.write_text(f"Lock shut\nBy Ann Poe\n26 February 2026\n\n{STORY}\nPhoto: Ove Lind\n"),
    "a.json": lambda at: at.write_text(json.dumps([ITEM, {**ITEM, "title": "Once more"}])),
    "a.csv": lambda at: at.write_text(table(ITEM, {**ITEM, "title": "Once more"})),
    "a.mhtml": lambda at: at.write_text(MHTML.replace("</body>", f"{BESIDE}</body>")),
    "wallabag.json": lambda at: at.write_text(json.dumps([wallabag(), wallabag(title="Frost", content=BESIDE + PAGE)])),
    "karakeep.json": lambda at: at.write_text(json.dumps({"bookmarks": [KEPT, {**KEPT, "note": "Ours."}]})),
    "marked.csv": lambda at: at.write_text(table(MARKED, {**MARKED, "Highlight": SECOND})),
    "a.jsonl": lambda at: at.write_text(json.dumps(ITEM) + "\n" + json.dumps({**ITEM, "title": "Once more"})),
}


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= SHORTEST}


def of_tree(data: bytes) -> Iterator[str]:
    """The text of the elements that hold it; CDATA and escaped markup as words."""
    for element in ElementTree.fromstring(data).iter():
        if element.tag.rpartition("}")[2].casefold() in HOLDING:
            for note in element.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"):
                note[:] = [each for each in note if each.tag.endswith("}p")]  # without who wrote it and when
            yield html.unescape(" ".join(element.itertext()))


def of_json(value: object, key: str = "") -> Iterator[str]:
    """The values of the keys that hold text."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("bylines", "renditions"):  # with what each of them does or is
                continue
            kept = key if name == "value" and key.startswith(("bod", "headline")) else name.casefold()
            yield from of_json(each, kept)
    elif isinstance(value, list):
        for each in value:
            yield from of_json(each, key)
    elif isinstance(value, str) and re.match(r"body|bodies|headline|title|text|article_html|byline", key):
        yield html.unescape(value)


def of_list(data: bytes) -> Iterator[str]:
    """What a reading list's export keeps of each entry: its title and its page."""
    document = json.loads(data)
    for each in document["bookmarks"] if isinstance(document, dict) else document:
        content = each["content"]
        yield str(each["title"])
        yield html.unescape(content if isinstance(content, str) else content["htmlContent"])


def of_table(data: bytes) -> Iterator[str]:
    for row in csv.DictReader(data.decode().splitlines(keepends=True)):
        yield " ".join(value for name, value in row.items() if name not in ("date", "Highlighted at"))


def of_mail(data: bytes) -> Iterator[str]:
    found = email.message_from_bytes(data, policy=email.policy.default)
    yield from (str(part.get_content()) for part in found.walk() if part.get_content_maintype() == "text")


def of_zip(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive_:
        for name in archive_.namelist():
            if re.search(r"(?:document|content|footnotes|comments|header\d*)\.xml$|text/.*\.xhtml$", name):
                yield " ".join(of_tree(archive_.read(name)))


def of_box(data: bytes) -> Iterator[str]:
    for each in filter(None, re.split(rb"^From .*\n", data, flags=re.MULTILINE)):
        yield from of_mail(each)


def of_feed(data: bytes) -> Iterator[str]:
    entries = [each for each in ElementTree.fromstring(data).iter() if each.tag.endswith(("item", "entry"))]
    yield from (" ".join(each.itertext()) for each in entries)


TEXTS_OF: dict[str, Callable[[bytes], Iterable[str]]] = {
    ".json": lambda data: of_list(data) if b"archived" in data or b"bookmarks" in data else of_json(json.loads(data)),
    ".csv": of_table,
    ".mhtml": of_mail,
    ".jsonl": lambda data: [text for line in data.splitlines() for text in of_json(json.loads(line))],
    ".xml": lambda data: of_feed(data) if b"<feed" in data else of_tree(data),
    ".rss": of_feed,
    ".eml": of_mail,
    ".mbox": of_box,
    ".warc": lambda data: [" ".join(test_audit.shown(page)) for page in PAGES],
    ".vtt": lambda data: [html.unescape(re.sub(r"(?s)^WEBVTT.*?intro|<v[^\s>]*|[^\n]*-->[^\n]*", " ", data.decode()))],
    ".srt": lambda data: [re.sub(r"\{\\an8\}", " ", data.decode())],
    ".pdf": lambda data: [line.text for lines in HEADED for line in lines],
    ".msg": lambda data: [STORY],
    ".rtf": lambda data: [
        "The Aldport Gazette",
        re.sub(r"\\[a-z]+-?\d* ?|[{}]", " ", data.removeprefix(HEAD).decode()),
    ],
    ".md": lambda data: [re.sub(r"title:|author:", " ", data.decode())],
    ".txt": lambda data: [data.decode("latin-1")],
    ".tst": lambda data: [data.decode("latin-1")],
}
"""The text that a file holds, by its format; those of packed files are apart."""


def told(found: Article) -> str:
    """All that is said of an article, and of what was left out of it."""
    fields = [found.title, found.source, found.author, found.section, found.language, found.url, *found.ids]
    fields += [each.evidence for each in (found.published, found.updated, found.partial) if each]
    texts = [*(paragraph.text for paragraph in found.paragraphs), *(piece.text for piece in found.dropped)]
    return " ".join(str(each) for each in [*fields, *texts])


@pytest.mark.parametrize("name", MADE)
def test_all_words_of_a_file_are_told_or_listed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    MADE[name](path)
    found = list(read_articles(path))
    said = words(" ".join(told(each) if isinstance(each, Article) else each.reason for each in found))
    texts = of_zip(path) if zipfile.is_zipfile(path) else TEXTS_OF[path.suffix](path.read_bytes())
    theirs = words(re.sub(r"<[^<>]*>", " ", " ".join(texts)))
    assert len(theirs) > 5
    assert theirs - said - FRAME == set()
