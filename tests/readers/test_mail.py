from __future__ import annotations

import base64
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.readers.article import TITLE_LIMIT
from briefbot.readers.formats import is_read, read_articles
from briefbot.readers.forwarding import letter_of
from briefbot.readers.letters import unfolded, without_addresses
from briefbot.readers.lines import Piece
from briefbot.readers.mail import articles_of_mail
from briefbot.types import Article

FIRST = "The lock at Varnby stays shut until the frost is over, the canal office said on Tuesday."
SECOND = "Two barges with 900 tons of grain wait below it, and a third is due, lock keeper Ove Lind said."
STORY = f"{FIRST}\n\n{SECOND}\n"
PAGE = f"<h1>Lock shut</h1><p>{FIRST}</p><p>{SECOND}</p>"


def message(text: str = "", html: str = "", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    given = {"subject": "Lock shut", "from": "Canal Courier <news@courier.example>",
             "date": "Thu, 26 Feb 2026 09:30:00 +0100", **headers}  # fmt: skip
    for name, value in given.items():
        mail[name.replace("_", "-")] = value
    if text or not html:
        mail.set_content(text)
    if html:
        (mail.add_alternative if text else mail.set_content)(html, subtype="html")
    return mail


def article(mail: EmailMessage | bytes) -> Article:
    [found] = articles_of_mail(bytes(mail), "a.eml")
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs]


def left_out(found: Article, reason: str) -> list[str]:
    return [piece.text for piece in found.dropped if piece.reason == reason]


@pytest.mark.parametrize(
    "stub",
    [
        "This newsletter is best viewed in HTML. Open it in your browser: https://courier.example/v/1",
        "Falls Sie diese E-Mail nicht lesen können, klicken Sie bitte hier: https://courier.example/v/1",
        "Your e-mail program does not show HTML.",
        "To unsubscribe, write to leave@courier.example. Canal Courier, 4 Quay Street, Varnby.",
    ],
)
def test_the_kind_that_holds_the_text_is_read_whichever_it_is(stub: str) -> None:
    found = article(message(stub, PAGE))
    assert (found.title, texts(found)) == ("Lock shut", [FIRST, SECOND])
    assert texts(article(message(STORY, f"<p>{stub}</p>"))) == [FIRST, SECOND]


def test_all_inline_texts_count_and_attachments_are_named() -> None:
    mail = message(FIRST)
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="lock.png")
    mail.add_attachment(SECOND, disposition="inline")
    mail.add_attachment("a,b\n", subtype="csv", filename="tons.csv")
    found = article(mail)
    assert texts(found) == [FIRST, SECOND]
    assert left_out(found, "attachment") == ["lock.png", "tons.csv"]


def test_a_footer_that_a_list_adds_as_a_part_is_no_text() -> None:
    footer = (
        "_______________________________________________\nCanals mailing list\nhttps://lists.example/listinfo/canals"
    )
    mail = message(html=PAGE)
    mail.make_mixed()
    mail.add_attachment(footer, disposition="inline")
    found = article(mail)
    assert texts(found) == [FIRST, SECOND]
    assert "Canals mailing list" in left_out(found, "list footer")
    assert texts(article(message(f"{STORY}\n{footer}\n"))) == [FIRST, SECOND]


HEADERS = {
    "Outlook": "From: The Lock Wire <w@wire.example>\nSent: Tuesday, February 24, 2026 6:02 AM\n"
    "To: Petra Olsen <petra@desk.example>\nSubject: Lock shut until spring",
    "Outlook in German": "-----Ursprüngliche Nachricht-----\nVon: The Lock Wire [mailto:w@wire.example]\n"
    "Gesendet: 2026-02-24 06:02\nAn: Petra Olsen\nBetreff: Lock shut until spring",
    "French": "De : The Lock Wire <w@wire.example>\nEnvoyé : 2026-02-24 06:02\nÀ : Petra Olsen\n"
    "Objet : Lock shut until spring",
    "Korean": "보낸 사람: The Lock Wire <w@wire.example>\n보낸 날짜: 2026-02-24 06:02\n받는 사람: Petra\n"
    "제목: Lock shut until spring",
    "Gmail": "---------- Forwarded message ---------\nFrom: The Lock Wire <w@wire.example>\n"
    "Date: Tue, Feb 24, 2026 at 6:02 AM\nSubject: Lock shut until spring\nTo: <petra@desk.example>",
    "Apple": "> Begin forwarded message:\n> \n> From: The Lock Wire <w@wire.example>\n"
    "> Subject: Lock shut until spring\n> Date: February 24, 2026 at 6:02:11 AM GMT+1\n> To: petra@desk.example",
    "bold": "*From:* The Lock Wire <w@wire.example>\n*Sent:* Tuesday, February 24, 2026 6:02 AM\n"
    "*To:* Petra\n*Subject:* FW: Lock shut until spring",
}


@pytest.mark.parametrize("program", HEADERS)
def test_a_forwarded_message_is_the_article(program: str) -> None:
    header = HEADERS[program]
    body = "".join(f"> {line}\n" for line in STORY.splitlines()) if header.startswith(">") else STORY
    found = article(message(f"For the morning list, please.\n\n{header}\n\n{body}", subject="Fwd: Lock shut"))
    assert (found.title, found.source) == ("Lock shut until spring", "The Lock Wire")
    assert found.published and (found.published.day.isoformat(), str(found.published.time)[:5]) == (
        "2026-02-24",
        "06:02",
    )
    assert texts(found) == [FIRST, SECOND]
    assert left_out(found, "forwarder's note") == ["For the morning list, please."]


def test_a_message_forwarded_twice_is_that_of_its_first_sender() -> None:
    inner = HEADERS["Gmail"]
    outer = "From: Kai Berg <kai@desk.example>\nSent: Wednesday, February 25, 2026 8:00 AM\nSubject: Fwd: Lock shut"
    found = article(message(f"See below.\n\n{outer}\n\nWorth a line?\n\n{inner}\n\n{STORY}", subject="FW: Fwd: Lock"))
    assert (found.source, found.published and found.published.day.day, texts(found)) == (
        "The Lock Wire",
        24,
        [FIRST, SECOND],
    )


@pytest.mark.parametrize(
    "header",
    [
        "<div class='gmail_attr'>---------- Forwarded message ---------<br>From: <strong>The Lock Wire</strong> "
        "<span>&lt;w@wire.example&gt;</span><br>Date: Tue, Feb 24, 2026 at 6:02 AM<br>Subject: Lock shut</div>",
        "<p><b>From:</b> The Lock Wire &lt;w@wire.example&gt;<br><b>Sent:</b> Tuesday, February 24, 2026 6:02 AM<br>"
        "<b>To:</b> Petra<br><b>Subject:</b> Lock shut</p>",
        "<table class='moz-email-headers-table'><tr><th>Subject: </th><td>Lock shut</td></tr><tr><th>Date: </th>"
        "<td>Tue, 24 Feb 2026 06:02:00 +0100</td></tr><tr><th>From: </th><td>The Lock Wire &lt;w@wire.example&gt;</td>"
        "</tr></table>",
    ],
)
def test_a_message_forwarded_in_html_is_the_article(header: str) -> None:
    found = article(message(html=f"<div>Please use.</div>{header}<p>{FIRST}</p><p>{SECOND}</p>", subject="FW: Lock"))
    assert (found.title, found.source, texts(found)) == ("Lock shut", "The Lock Wire", [FIRST, SECOND])
    assert found.published and found.published.iso.startswith("2026-02-24T06:02")


def test_a_reply_says_what_it_says_and_not_what_it_quotes() -> None:
    own = f"{STORY}\nWe asked the canal office again today, and it would not say when the ice will have melted below.\n"
    quoted = (
        "On Mon, 23 Feb 2026 at 10:00, Kai Berg <kai@desk.example> wrote:\n> When does the lock open?\n> Please ask."
    )
    found = article(message(f"{own}\n{quoted}\n", subject="Re: Lock"))
    assert len(texts(found)) == 3
    wrote = quoted.split("\n")[0]
    assert set(left_out(found, "quoted message")) == {wrote, "When does the lock open? Please ask."}
    below = HEADERS["Outlook"] + "\n\nWhen does the lock open? Please ask them today, and tell the night desk."
    assert texts(article(message(f"{own}\n{below}", subject="RE: Lock"))) == texts(found)


def test_signatures_and_notices_are_left_out() -> None:
    text = f"View this e-mail in your browser\n\n{STORY}\n-- \nPetra Olsen\nCanal Courier, Varnby\n+46 555 010\n"
    found = article(message(text))
    assert texts(found) == [FIRST, SECOND]
    assert left_out(found, "mail notice") == ["View this e-mail in your browser"]
    assert "+46 555 010" in left_out(found, "signature")
    small = "Sent from my Phone"
    assert left_out(article(message(f"{STORY}\n{small}\n")), "mail notice") == [small]


def test_text_below_a_rule_is_no_signature() -> None:
    more = [f"Paragraph {at} of the long report tells what the crews of the barges did that night." for at in range(9)]
    found = article(message(f"{STORY}\n--\n\n" + "\n\n".join(more)))
    assert len(texts(found)) == 11


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The lock ( https://t.courier.example/c/eJx?u=12&p=3 ) stays shut.", "The lock stays shut."),
        ("The lock [https://t.courier.example/c/eJx] stays shut.", "The lock stays shut."),
        ("The lock<https://t.courier.example/c/eJx> stays shut.", "The lock stays shut."),
        ("The [lock at Varnby](https://t.courier.example/c/eJx) stays shut.", "The lock at Varnby stays shut."),
        (f"The lock https://t.courier.example/{'x' * 60} stays shut.", "The lock stays shut."),
        ("The lock's page, https://lock.example, says so (in part).", None),
        ("It holds [sic] (as of today) <3 tons.", None),
    ],
)
def test_addresses_that_stand_for_links_are_put_aside(written: str, read: str | None) -> None:
    pieces, asides = without_addresses([Piece(written)])
    assert [piece.text for piece in pieces] == [read or written]
    assert (len(asides) == 1) is (read is not None)


def test_links_by_number_go_with_their_list() -> None:
    text = f"The lock [1] stays shut, and [2] says why, the canal office said.\n\n{SECOND}\n\n" \
           "[1] https://t.courier.example/1\n[2] https://t.courier.example/2\n"  # fmt: skip
    assert texts(article(message(text)))[0] == "The lock stays shut, and says why, the canal office said."


def test_hidden_text_is_no_text() -> None:
    page = f"<div style='display:none;max-height:0'>All about the lock, and 4 more stories.</div>{PAGE}"
    found = article(message(html=page))
    assert texts(found) == [FIRST, SECOND]
    assert left_out(found, "hidden text") == ["All about the lock, and 4 more stories."]


def test_flowed_text_is_joined() -> None:
    lines = ["The lock stays ", "shut. ", "", "> Quoted ", "> text.", "-- ", "Petra"]
    assert unfolded(lines) == ["The lock stays shut.", "", "> Quoted text.", "--", "Petra"]
    assert unfolded(["수문은 ", "닫혔다."], delete_space=True) == ["수문은닫혔다."]


def test_each_message_carried_by_another_is_an_article(tmp_path: Path) -> None:
    digest = message("Two clippings.", subject="Clippings")
    digest.add_attachment(message(STORY, subject="Lock shut"))
    digest.add_attachment(message(subject="Empty"))
    digest.add_attachment(message("The bridge at Lund opens on Monday, the road office said.", subject="Bridge opens"))
    (tmp_path / "a.eml").write_bytes(bytes(digest))
    lock, empty, bridge = read_articles(tmp_path / "a.eml")
    assert isinstance(lock, Article) and isinstance(bridge, Article)
    assert (lock.title, bridge.title) == ("Lock shut", "Bridge opens")
    assert left_out(lock, "forwarder's note") == ["Two clippings."]
    assert (lock.path, empty.path, bridge.path) == tuple(f"{tmp_path}/a.eml{end}" for end in ("", "!2", "!3"))


def test_what_headers_tell_is_kept() -> None:
    mail = message(STORY, subject="[canals] Lock shut", List_Id="<canals.lists.example>",
                   Message_ID="<77@courier.example>", Archived_At="<https://lists.example/canals/77>")  # fmt: skip
    mail["Content-Language"] = "sv"
    found = article(mail)
    assert (found.title, found.language, found.ids) == ("Lock shut", "sv", ("message-id:77@courier.example",))
    assert found.url == "https://lists.example/canals/77"


@pytest.mark.parametrize(
    ("sender", "source", "author"),
    [
        ("Ann Poe from Canal Letter", "Canal Letter", "Ann Poe"),
        ("Canal Courier", "Canal Courier", None),
        ("The Bank of Varnby", "The Bank of Varnby", None),
        ("news@courier.example", None, None),
    ],
)
def test_who_wrote_a_letter_is_told_from_where_it_stands(sender: str, source: str, author: str | None) -> None:
    mail = message(html=f"<p>Ann Poe</p><p>Feb 26</p>{PAGE}<p>You're currently a free subscriber to Canals.</p>")
    mail.replace_header("From", f"{sender} <a@b.example>" if "@" not in sender else sender)
    found = article(message(STORY, **{"from": str(mail["From"])}))
    assert (found.source, found.author) == (source, author)
    if author:
        assert (article(mail).source, texts(article(mail))) == (source, [FIRST, SECOND])


@pytest.mark.parametrize("charset", ["cp1252", "utf-8"])
def test_a_charset_that_is_named_wrongly_or_not_at_all_is_found_out(charset: str) -> None:
    head = b"Subject: Caf\xc3\xa9\nFrom: a@b.example\nContent-Type: text/plain%b\nContent-Transfer-Encoding: 8bit\n\n"
    body = "Das Café „Zoë“ bleibt geöffnet, sagt die Wirtin.".encode(charset)
    for declared in (b"", b"; charset=iso-8859-1" if charset == "cp1252" else b"; charset=us-ascii", b"; charset=x-y"):
        if charset == "utf-8" and declared == b"; charset=us-ascii":
            continue
        assert texts(article(head % declared + body)) == ["Das Café „Zoë“ bleibt geöffnet, sagt die Wirtin."]


def test_an_encrypted_e_mail_is_refused() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Secret"
    mail.set_content(b"\x30\x82", maintype="application", subtype="pkcs7-mime", params={"smime-type": "enveloped-data"})
    with pytest.raises(ReadError, match="encrypted"):
        article(mail)


@given(st.lists(st.sampled_from(["From: A", "Date: 2026-02-24", "Subject: X", "To: B", FIRST, SECOND, "--", "> x"])))
def test_no_piece_is_lost_in_a_letter(words: list[str]) -> None:
    letter = letter_of([Piece(text) for text in words], "Fwd: X")
    assert sorted([piece.text for piece in letter.pieces] + [text for text, _ in letter.around]) == sorted(words)


SERVED = (
    b"Delivered-To: desk@courier.example\nReceived: by mx.courier.example with SMTP id 7;\n        Thu, 26 Feb 2026\n"
)


@pytest.mark.parametrize("before", [b"", b"   \n", b"\r\n"], ids=["at once", "spaces", "blank line"])
def test_an_email_saved_as_text_is_read_as_one(tmp_path: Path, before: bytes) -> None:
    file = tmp_path / "lock.txt"
    file.write_bytes(before + SERVED + bytes(message(STORY)))
    [found] = read_articles(file)
    assert isinstance(found, Article)
    assert (found.title, found.source, texts(found)) == ("Lock shut", "Canal Courier", [FIRST, SECOND])


@pytest.mark.parametrize("name", ["1772093400.M5P7.host:2,S", "1772093400", "cur"])
def test_the_files_of_a_maildir_are_read_without_a_suffix(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(SERVED + bytes(message(STORY)))
    assert is_read(file)
    [found] = read_articles(file)
    assert isinstance(found, Article) and texts(found) == [FIRST, SECOND]
    file.write_text(f"Subject: Lock\nNote: shut\n\n{STORY}")
    assert not is_read(file)


def test_a_message_that_apple_mail_saved_is_read_without_what_it_adds(tmp_path: Path) -> None:
    data = bytes(message(STORY))
    file = tmp_path / "1.emlx"
    file.write_bytes(f"{len(data)}      \n".encode() + data + b"<?xml version='1.0'?><plist><dict/></plist>\n")
    [found] = read_articles(file)
    assert isinstance(found, Article) and texts(found) == [FIRST, SECOND]


@pytest.mark.parametrize(("charset", "told"), [("gb2312", "gb18030"), ("KS_C_5601-1987", "cp949"), ("utf-8", "utf-8")])
def test_a_subject_is_read_in_the_charset_that_is_meant(charset: str, told: str) -> None:
    subject = "똠 수문 닫혀" if told == "cp949" else "锁镕关闭"
    word = base64.b64encode(subject.encode(told)).decode()
    data = re.sub(b"(?im)^subject: .*$", f"Subject: =?{charset}?B?{word}?=".encode(), bytes(message(STORY)))
    assert article(data).title == subject


def test_the_subject_of_a_broken_program_is_no_title_of_its_length() -> None:
    found = article(message(STORY, subject="Lock shut " * 90))
    assert found.title.startswith("Lock shut Lock shut") and len(found.title) <= TITLE_LIMIT
    assert left_out(found, "title in full") == [("Lock shut " * 90).strip()]


def test_a_text_with_a_header_of_its_own_is_no_email(tmp_path: Path) -> None:
    file = tmp_path / "lock.txt"
    file.write_text(f"Source: Canal Courier\nDate: 26 February 2026\n\nLock shut\n\n{STORY}")
    [found] = read_articles(file)
    assert isinstance(found, Article)
    assert (found.title, texts(found)) == ("Lock shut", [FIRST, SECOND])


def test_an_email_that_carries_the_record_of_a_form_is_refused() -> None:
    with pytest.raises(ReadError, match="holds JSON, not prose"):
        list(articles_of_mail(bytes(message('{"Headline": ["Lock shut"], "Body": ["It stays shut."]}\n')), "a.eml"))


@pytest.mark.parametrize(
    ("raw", "charset", "subject"),
    [
        ("Schleuse in Grünau schließt früher".encode(), "us-ascii", "Schleuse in Grünau schließt früher"),
        ("Schleuse in Grünau schließt früher".encode("latin-1"), "iso-8859-1", "Schleuse in Grünau schließt früher"),
        ("Шлюз закрыт".encode("koi8-r"), "koi8-r", "Шлюз закрыт"),
        (b"=?iso-8859-1?Q?Gr\xfcnau_schlie=DFt?=", "us-ascii", "Grünau schließt"),
        ("Écluse fermée".encode("cp1252"), "x-unknown", "Écluse fermée"),
    ],
)
def test_a_header_that_was_never_encoded_is_read(raw: bytes, charset: str, subject: str) -> None:
    data = b"From: Desk <desk@canal.example>\nSubject: " + raw + b"\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n"
    found = article(data + f"Content-Type: text/plain;\n charset={charset}\n\n{FIRST}\n".encode())
    assert (found.title, found.source) == (subject, "Desk")


def test_a_sender_whose_name_was_never_encoded_is_read() -> None:
    data = 'From: "Jörg Weiß" <joerg@canal.example>\nSubject: Lock\n\n'.encode() + FIRST.encode()
    assert article(data).source == "Jörg Weiß"


@pytest.mark.parametrize(
    "broken", ["Message-ID: <>", "Message-ID: <", "Message-ID: <a@", "Message-ID: <a@[", "From: <"]
)
def test_a_broken_field_of_the_header_costs_no_more_than_itself(broken: str, tmp_path: Path) -> None:
    inner = f"Subject: Lock shut\n{broken}\nDate: Tue, 3 Mar 2026 09:00:00 +0000\n\n{STORY}\n"
    outer = (
        f"Subject: Fwd: locks\nFrom: a@b.example\n{broken}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="cut"\n\n--cut\nContent-Type: message/rfc822\n\n'
        f"{inner}\n--cut--\n"
    )
    for data in (inner, outer):
        assert article(data.encode()).title == "Lock shut"
    (tmp_path / "a.mbox").write_text("\n".join(f"From a@b.example Tue Mar  3 09:00:00 2026\n{inner}" for _ in range(2)))
    assert [one.title for one in read_articles(tmp_path / "a.mbox") if isinstance(one, Article)] == ["Lock shut"] * 2
