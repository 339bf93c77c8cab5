from __future__ import annotations

import logging

import pytest
from lxml import html
from starlette.testclient import TestClient

from briefbot.errors import InputError
from briefbot.server.app import make_app
from briefbot.server.public import parse_public
from briefbot.server.running import open_door
from briefbot.server.security import COOKIE, LONGEST_BODY, host_of
from briefbot.settings import Settings
from tests.server.stock import FERRY, stocked
from tests.server.workbench import ADDRESS, browsing, serving

QUESTION = {"question": "when does the ferry reopen?"}


@pytest.mark.parametrize(
    ("header", "host"),
    [("127.0.0.1:8765", "127.0.0.1"), ("LOCALHOST", "localhost"), ("[::1]:80", "::1"), ("a.b.:1", "a.b"), ("[", "")],
)
def test_the_host_of_a_header(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", "", "[x"])
def test_another_name_for_this_machine_is_refused(settings: Settings, host: str) -> None:
    with serving(settings) as service, browsing(service) as client:
        assert client.get("/desk", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9999", "[::1]:8765", "LocalHost:1"])
def test_its_own_names_are_taken_with_any_port(settings: Settings, host: str) -> None:
    with serving(settings) as service, browsing(service) as client:
        assert client.get("/desk", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_change_from_another_site_is_refused(settings: Settings, headers: dict[str, str]) -> None:
    with serving(settings) as service, browsing(service) as client:
        assert client.post("/desk/ask", json=QUESTION, headers=headers).status_code == 403
        assert service.queue.waiting() == []


def test_a_change_from_here_or_from_a_program_is_taken(settings: Settings) -> None:
    with serving(settings) as service, browsing(service) as client:
        here = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
        for headers in ({}, here):
            assert client.post("/desk/ask", json=QUESTION, headers=headers).status_code == 200


def test_a_long_body_is_refused_whether_or_not_it_says_so(settings: Settings) -> None:
    with serving(settings) as service, browsing(service) as client:
        long = b'{"question": "' + b"x" * LONGEST_BODY + b'"}'
        assert client.post("/desk/ask", content=long).status_code == 413
        assert client.post("/desk/ask", content=iter([long[:1000], long[1000:]])).status_code == 413


def test_a_long_question_is_refused(settings: Settings) -> None:
    with serving(settings) as service, browsing(service) as client:
        reply = client.post("/desk/ask", json={"question": "why " * 300})
        assert reply.status_code == 422 and "at most 1000" in reply.text


def test_every_reply_says_what_it_may_load(settings: Settings) -> None:
    with serving(settings) as service, browsing(service) as client:
        for reply in (client.get("/desk"), client.get("/nowhere"), client.get("/desk", headers={"host": "evil"})):
            assert reply.headers["content-security-policy"].startswith("default-src 'self';")
            assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_token_is_asked_for_in_every_way_it_can_be_shown(settings: Settings) -> None:
    with serving(settings) as service, browsing(service, "s3cret") as client:
        assert client.get("/desk").status_code == 401
        for wrong in ("Bearer s3cre", "Bearer s3cretx", "Basic s3cret", "Bearer é", "s3cret"):
            assert client.get("/desk", headers=[(b"authorization", wrong.encode())]).status_code == 401
        assert client.get("/desk", headers={"authorization": "Bearer s3cret"}).status_code == 200
        assert client.get("/desk?token=wrong").status_code == 401
        shown = client.get("/desk?token=s3cret")
        assert (shown.status_code, shown.headers["location"]) == (303, "/desk")
        assert {"httponly", "samesite=lax"} <= set(shown.headers["set-cookie"].lower().split("; "))
        assert client.cookies[COOKIE] == "s3cret"
        assert client.get("/desk").status_code == 200


def test_the_token_of_a_post_is_not_taken_from_its_address(settings: Settings) -> None:
    with serving(settings) as service, browsing(service, "s3cret") as client:
        assert client.post("/desk/ask?token=s3cret", json=QUESTION).status_code == 401


def test_no_log_has_the_token(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(settings) as service, browsing(service, "s3cret") as client:
        client.get("/desk?token=s3cret")
        client.get("/desk", headers={"authorization": "Bearer s3cret"})
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert "s3cret" not in "".join(record.getMessage() for record in ours)


PAGE = {"accept": "text/html"}


def test_a_browser_without_the_token_is_asked_for_it(settings: Settings) -> None:
    stocked(settings)
    with serving(settings) as service, browsing(service, token="tøken") as client:
        asked = client.get(f"/articles/{FERRY.id}?mark=1:0-9", headers=PAGE)
        assert asked.status_code == 401
        page = html.fromstring(asked.text)
        (form,) = page.xpath("//form[@action='/token']")
        assert form.xpath(".//input[@name='token']/@type") == ["password"]
        wanted = form.xpath(".//input[@name='next']/@value")[0]
        assert wanted == f"/articles/{FERRY.id}?mark=1:0-9"
        for path in page.xpath("//link[@rel='stylesheet']/@href"):
            assert client.get(path).status_code == 200, "the page is dressed without the token"
        wrong = client.post("/token", data={"token": "other", "next": wanted}, headers=PAGE)
        assert wrong.status_code == 401 and "not the token" in wrong.text and COOKIE not in wrong.cookies
        let_in = client.post("/token", data={"token": "tøken", "next": wanted}, headers=PAGE)
        assert (let_in.status_code, let_in.headers["location"]) == (303, wanted)
        again = client.post("/token", data={"token": "tøken", "next": wanted}, headers=PAGE)
        assert again.headers["location"] == wanted, "who is let in already is not told that there is no such page"
        assert client.get(wanted, headers=PAGE).status_code == 200
        assert client.get("/api/articles", headers={**PAGE, "cookie": ""}).headers["content-type"] == "application/json"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/\nx: y"])
def test_the_page_that_asks_leads_nowhere_else(settings: Settings, wanted: str) -> None:
    with serving(settings) as service, browsing(service, token="t") as client:
        assert client.post("/token", data={"token": "t", "next": wanted}).headers["location"] == "/"
        other = {"origin": "https://evil.example"}
        assert client.post("/token", data={"token": "t", "next": "/"}, headers=other).status_code == 403
        assert client.post("/token", data={"token": "t" * LONGEST_BODY}).status_code == 413


PUBLIC = parse_public("https://Desk.example:8443/news/")


@pytest.mark.parametrize("strips", [True, False], ids=["the proxy strips the prefix", "it does not"])
@pytest.mark.parametrize("host", ["desk.example:8443", "127.0.0.1:8765"])
def test_a_desk_behind_a_proxy_links_to_where_its_reader_is(settings: Settings, strips: bool, host: str) -> None:
    stocked(settings)
    headers = {"host": host, **PAGE}
    before = "" if strips else "/news"
    with serving(settings) as service:
        app = make_app(service, "t", public=PUBLIC)
        with TestClient(app, base_url="http://127.0.0.1:8765", headers=headers, follow_redirects=False) as client:
            client.headers["authorization"] = "Bearer t"
            for path in ("/", "/articles", f"/articles/{FERRY.id}", "/briefings", "/library", "/timeline?topic=ferry"):
                page = html.fromstring(client.get(before + path).text)
                links = page.xpath("//@href | //@src | //@action | //@hx-get | //body/@data-base")
                inside = [link for link in links if not link.startswith(("#", "https://coast.example"))]
                assert inside and all(link.startswith("/news/") for link in inside), path
            change = {"origin": "https://desk.example:8443", "sec-fetch-site": "same-origin"}
            place = client.post(f"{before}/ask", data=QUESTION, headers=change).headers["location"]
            assert place.startswith("/news/jobs/")
            events = client.get(f"{before}{place.removeprefix('/news')}/events").text
            assert '"place": "/news/threads/' in events and '"address": "/news/articles/' in events
            there = client.get(before + place.removeprefix("/news")).headers["location"]
            assert there.startswith("/news/threads/")
            thread = html.fromstring(client.get(before + there.removeprefix("/news").partition("#")[0]).text)
            assert all(link.startswith(("/news/", "#")) for link in thread.xpath("//main//a/@href"))
            feed = client.get(f"{before}/feeds/briefings.atom").text
            assert 'href="https://desk.example:8443/news/feeds/briefings.atom"' in feed
            assert (
                client.post(f"{before}/ask", data=QUESTION, headers={"origin": "https://evil.example"}).status_code
                == 403
            )
            del client.headers["authorization"]
            let_in = client.post(f"{before}/token", data={"token": "t", "next": "/articles"}, headers=change)
            assert let_in.headers["location"] == "/news/articles" and "Secure" in let_in.headers["set-cookie"]


def test_other_names_stay_refused_behind_a_proxy(settings: Settings) -> None:
    with serving(settings) as service:
        app = make_app(service, "t", public=PUBLIC)
        with TestClient(app, base_url="http://evil.example", headers={"authorization": "Bearer t"}) as client:
            assert client.get("/desk").status_code == 400


@pytest.mark.parametrize(
    "text",
    ["desk.example", "ftp://desk.example", "https://", "https://me:pw@desk.example", "https://desk.example/?a=1",
     "https://desk.example/a b", 'https://desk.example/"x', "https://desk.example:port/"],
)  # fmt: skip
def test_what_is_no_public_address_is_said(text: str) -> None:
    with pytest.raises(InputError, match="public address"):
        open_door("127.0.0.1", 1, None, text)


def test_a_public_address_comes_with_a_token() -> None:
    door = open_door("127.0.0.1", 1, None, "https://desk.example/news")
    assert door.token and door.address == f"https://desk.example/news/?token={door.token}"
    assert PUBLIC.base == "https://desk.example:8443/news" and PUBLIC.host == "desk.example"
