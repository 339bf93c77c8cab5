from __future__ import annotations

import logging

import pytest

from briefbot.server.security import COOKIE, LONGEST_BODY, host_of
from briefbot.settings import Settings
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
