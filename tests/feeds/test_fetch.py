from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from httpcore2 import NetworkStream
from pytest_socket import SocketConnectBlockedError

from briefbot.errors import FetchError, LibraryError
from briefbot.feeds.fetch import Fetcher, fetch_url, seconds_of
from briefbot.feeds.http import FetchRules, Network, dial
from briefbot.feeds.storage import read_sidecar
from tests.feeds.loopback import PUBLIC, Handler, Page, Site, html, redirect, sequence

Make = Callable[..., Fetcher]
PAGE = Page(html("Ferry line reopens"))


# Who asks, and how


def test_a_site_learns_who_asks_and_no_more(site: Site, fetcher_for: Make) -> None:
    site.pages["/a"] = PAGE._replace(headers={"Set-Cookie": "id=1"})
    fetcher = fetcher_for(contact="https://desk.example/bot")
    fetcher.get(site.url("/a"))
    fetcher.get(site.url("/a"))
    agent = site.asked[0].headers["user-agent"]
    assert agent.startswith("briefbot/") and agent.endswith(" (+https://desk.example/bot)")
    assert {"host": f"news.example:{site.port}", "user-agent": agent, "accept-encoding": "gzip, deflate"} == (
        site.asked[-1].headers
    )


def test_proxies_of_the_environment_are_not_used(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.pages["/a"] = PAGE
    assert fetcher.get(site.url("/a")).body == PAGE.body


def test_a_document_that_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = lambda handler: handler.send(
        Page(status=304) if handler.headers["If-None-Match"] == '"one"' else PAGE._replace(headers={"ETag": '"one"'})
    )
    first = fetcher.get(site.url("/a"))
    assert (first.status, first.headers["etag"]) == (200, '"one"')
    again = fetcher.get(site.url("/a"), etag='"one"', last_modified="Tue, 03 Mar 2020 08:00:00 GMT")
    assert (again.status, again.body) == (304, b"")
    assert site.asked[-1].headers["if-modified-since"] == "Tue, 03 Mar 2020 08:00:00 GMT"


# robots.txt


def test_robots_txt_is_obeyed_and_read_once(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /\n\nUser-agent: briefbot\nDisallow: /desk\n", "text/plain"),
        "/open": PAGE,
        "/desk": PAGE,
    }
    assert fetcher.get(site.url("/open")).status == 200
    for _ in range(2):
        with pytest.raises(FetchError, match="robots.txt of the host forbids") as raised:
            fetcher.get(site.url("/desk"))
        assert not raised.value.temporary
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/open"]


def test_robots_txt_with_a_byte_order_mark_is_obeyed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Page("\ufeffUser-agent: *\nDisallow: /".encode(), "text/plain")
    with pytest.raises(FetchError, match="robots.txt of the host forbids"):
        fetcher.get(site.url("/open"))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_read_forbids_everything(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages |= {"/robots.txt": Page(status=status), "/open": PAGE}
    with pytest.raises(FetchError, match="forbids everything for now") as raised:
        fetcher.get(site.url("/open"))
    assert raised.value.temporary
    assert site.paths() == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_missing_robots_txt_forbids_nothing(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nDisallow: /", status=status), "/open": PAGE}
    assert fetcher.get(site.url("/open")).status == 200


def test_robots_txt_of_the_host_at_the_end_of_a_redirect_counts(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {
        "/robots.txt": lambda handler: handler.send(
            Page(b"User-agent: *\nDisallow: /b" if "other" in handler.headers["Host"] else b"", "text/plain")
        ),
        "/a": redirect(site.url("/b", host="other.example")),
        "/b": PAGE,
    }
    with pytest.raises(FetchError, match="forbids 'http://other.example"):
        fetcher.get(site.url("/a"))
    assert site.paths() == ["/a"]


# Pauses


def test_requests_to_one_host_are_spaced_and_others_are_not(site: Site, fetcher_for: Make) -> None:
    site.pages["/a"] = PAGE
    fetcher = fetcher_for(delay_seconds=0.5)
    fetcher.get(site.url("/a"))
    began = time.monotonic()
    fetcher.get(site.url("/a", host="other.example"))
    assert min(later.at - one.at for one, later in pairwise(site.asked[:2])) >= 0.49
    assert site.asked[2].at - began < 0.45  # the other host's robots.txt is not waited for
    assert site.asked[3].at - site.asked[2].at >= 0.49


def test_a_crawl_delay_is_kept_as_far_as_a_run_can_wait(site: Site, fetcher_for: Make) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 3600\n", "text/plain"), "/a": PAGE}
    fetcher = fetcher_for(longest_wait=0.3)
    fetcher.get(site.url("/a"))
    fetcher.get(site.url("/a"))
    assert 0.29 <= site.asked[2].at - site.asked[1].at < 60


def test_a_busy_host_is_asked_again_when_it_says(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = sequence(Page(status=429, headers={"Retry-After": "1"}), PAGE)
    assert fetcher.get(site.url("/a")).status == 200
    assert 0.99 <= site.asked[2].at - site.asked[1].at < 3


def test_the_wait_for_a_busy_host_doubles_and_ends(site: Site, fetcher_for: Make) -> None:
    site.pages["/a"] = Page(status=503)
    with pytest.raises(FetchError, match="answers 503") as raised:
        fetcher_for(backoff_seconds=0.15, attempts=3).get(site.url("/a"))
    assert raised.value.temporary
    first, second = (later.at - one.at for one, later in pairwise(site.asked[1:]))
    assert first >= 0.15
    assert second >= 0.3


def test_a_host_that_asks_for_hours_is_left_alone_for_the_run(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/a": Page(status=429, headers={"Retry-After": "7200"}), "/b": PAGE}
    for path in ("/a", "/b"):
        with pytest.raises(FetchError, match=r"left alone for 7\d\d\d s") as raised:
            fetcher.get(site.url(path))
        assert raised.value.temporary
    assert site.paths() == ["/a"]
    assert fetcher.get(site.url("/b", host="other.example")).status == 200


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    assert seconds_of("120") == 120
    assert 85 < seconds_of(email.utils.format_datetime(soon, usegmt=True)) <= 90
    assert seconds_of("Tue, 03 Mar 2020 08:00:00 GMT") == 0
    assert seconds_of("soon") == seconds_of("-5") == seconds_of(None) == seconds_of("") == 0


# Redirects and addresses


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages |= {
        "/a": redirect("b?x=1", status),
        "/b?x=1": redirect(f"//other.example:{site.port}/c"),
        "/c": PAGE,
    }
    reply = fetcher.get(site.url("/a"))
    assert (reply.url, reply.body) == (site.url("/c", host="other.example"), PAGE.body)


def test_a_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    with pytest.raises(FetchError, match="redirects more than 5 times") as raised:
        fetcher.get(site.url("/a"))
    assert not raised.value.temporary
    assert len(site.paths()) == 6


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "100.64.0.1", "fe80::1%eth0"]
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, address: str) -> None:
    site.names["inside.example"] = [address]
    site.pages |= {"/a": redirect(site.url("/secret", host="inside.example")), "/secret": PAGE}
    with pytest.raises(FetchError, match="Refused: 'inside.example' is at") as raised:
        fetcher.get(site.url("/a"))
    assert not raised.value.temporary
    assert site.paths() == ["/a"]
    assert set(site.dialled) == {PUBLIC}


def test_a_host_with_one_private_address_among_public_ones_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.names["news.example"] = [PUBLIC, "192.168.0.1"]
    with pytest.raises(FetchError, match="is at 192.168.0.1"):
        fetcher.get(site.url("/a"))
    assert site.dialled == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://news.example/", "http://[::1", "data:text/html,hello"])
def test_a_redirect_off_the_web_is_refused(site: Site, fetcher: Fetcher, target: str) -> None:
    site.pages["/a"] = redirect(target)
    with pytest.raises(FetchError, match="address"):
        fetcher.get(site.url("/a"))


def test_private_addresses_are_reached_when_that_is_allowed(site: Site) -> None:
    site.pages["/a"] = PAGE
    url = f"http://127.0.0.1:{site.port}/a"
    with pytest.raises(FetchError, match="--allow-private"):
        Fetcher(FetchRules(delay_seconds=0)).get(url)
    assert site.asked == []
    assert Fetcher(FetchRules(delay_seconds=0, allow_private=True)).get(url).body == PAGE.body


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(), "/a": PAGE}
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    turned = Network(lambda host, port: next(answers), dial)  # the system's own connections, which the tests guard
    fetcher = Fetcher(FetchRules(delay_seconds=0), turned)
    with pytest.raises(SocketConnectBlockedError, match=PUBLIC):
        fetcher.get(site.url("/a"))
    with pytest.raises(FetchError, match=r"is at 127\.0\.0\.1"):  # asked again, the name is turned: and checked again
        fetcher.get(site.url("/a"))
    assert site.asked == []


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    site.pages["/a"] = PAGE
    network = Network(lambda host, port: ["127.0.0.2", "127.0.0.1"], reach := Reach())
    assert Fetcher(FetchRules(allow_private=True, delay_seconds=0), network).get(site.url("/a")).status == 200
    assert reach.tried == ["127.0.0.2", "127.0.0.1"] * 2


class Reach:
    """Reaches 127.0.0.1 alone: at the other address there is no server on this port."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def __call__(self, address: str, port: int, seconds: float) -> NetworkStream:
        self.tried.append(address)
        return dial("127.0.0.1", port if address == "127.0.0.1" else 1, seconds)


# Bodies


def drip(head: bytes, pause: float) -> Callable[[Handler], None]:
    """Sends the head, then a byte at a time for ever."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(b"x")
            time.sleep(pause)

    return answer


def endless(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>more</p>" * 5000)


def cut(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>The ferry")


def garbage(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


def silence(handler: Handler) -> None:
    time.sleep(2)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", 0.05), "took too long"),
        (drip(b"HTTP/1.1 200 OK\r\nX-Long: ", 0.05), "took too long"),
        (silence, "took too long"),
        (cut, "No good answer"),
        (garbage, "No good answer"),
        (Page(b"  \n"), "is empty"),
        (Page(b"not gzip at all", headers={"Content-Encoding": "gzip"}), "cannot be decompressed"),
        (Page(status=502), "answers 502"),
    ],
    ids=["slow body", "slow header", "silence", "cut body", "garbage", "empty", "false gzip", "bad gateway"],
)
def test_failures_that_may_pass_say_so(
    site: Site, fetcher_for: Make, answer: Page | Callable[[Handler], None], reason: str
) -> None:
    site.pages["/a"] = answer
    began = time.monotonic()
    with pytest.raises(FetchError, match=reason) as raised:
        fetcher_for(read_seconds=0.4, total_seconds=0.6).get(site.url("/a"))
    assert raised.value.temporary
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("status", [400, 401, 404, 410, 304])
def test_failures_that_will_not_pass_say_so(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/a"] = Page(status=status)
    with pytest.raises(FetchError, match=f"answers {status}") as raised:
        fetcher.get(site.url("/a"))
    assert not raised.value.temporary


def test_an_endless_body_is_cut_short(site: Site, fetcher_for: Make) -> None:
    site.pages["/a"] = endless
    with pytest.raises(FetchError, match="longer than 1,000,000 bytes"):
        fetcher_for(body_bytes=1_000_000).get(site.url("/a"))


def test_a_host_that_cannot_be_reached_is_an_error() -> None:
    closed = Network(lambda host, port: ["127.0.0.1"], lambda address, port, seconds: dial(address, 1, seconds))
    with pytest.raises(FetchError, match="No good answer") as raised:
        Fetcher(FetchRules(allow_private=True), closed).get("http://news.example/")
    assert raised.value.temporary


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_a_compression_bomb_is_stopped_before_it_fills_the_memory(site: Site, fetcher: Fetcher, coding: str) -> None:
    bomb = bytes(200 << 20)
    bomb = zlib.compress(bomb, 9) if coding == "deflate" else gzip.compress(bomb, 9)
    site.pages["/a"] = Page(gzip.compress(bomb) if "," in coding else bomb, headers={"Content-Encoding": coding})
    del bomb
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="grows more than 100 times") as raised:
            fetcher.get(site.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    assert not raised.value.temporary


def test_what_decompresses_to_too_much_is_not_taken(site: Site, fetcher_for: Make) -> None:
    site.pages["/a"] = Page(gzip.compress(bytes(range(256)) * 400), headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="100,000 bytes decompressed"):
        fetcher_for(decoded_bytes=100_000).get(site.url("/a"))


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, lambda data: zlib.compress(data)[2:-4]])
def test_compressed_bodies_are_read(site: Site, fetcher: Fetcher, compress: Callable[[bytes], bytes]) -> None:
    coding = "gzip" if compress is gzip.compress else "deflate"
    site.pages["/a"] = Page(compress(PAGE.body), headers={"Content-Encoding": coding})
    assert fetcher.get(site.url("/a")).body == PAGE.body


@pytest.mark.parametrize("coding", ["br", "BR", "zstd", "compress"])
def test_a_compression_that_was_not_asked_for_is_refused_before_its_body_is_read(
    site: Site, fetcher: Fetcher, coding: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n"
    site.pages["/a"] = drip(head.encode(), 0.05)  # a body without end
    began = time.monotonic()
    with pytest.raises(FetchError, match=f"compressed as '{coding.casefold()}', which was not asked for"):
        fetcher.get(site.url("/a"))
    assert time.monotonic() - began < 4
    asked = site.asked[-1].headers["accept-encoding"].split(", ")
    assert asked == ["gzip", "deflate"]  # each of which has its bomb above


# Files


def test_a_fetched_document_is_a_file_with_its_particulars_beside_it(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": PAGE._replace(headers={"ETag": '"one"'})}
    file = fetch_url(site.url("/a") + "#top", tmp_path, fetcher)
    assert file.path.parent == tmp_path / "fetched" / "news.example"
    assert (file.path.suffix, file.path.read_bytes()) == (".html", PAGE.body)
    assert (file.asked, file.url, file.status, file.etag) == (site.url("/a"), site.url("/b"), 200, '"one"')
    assert read_sidecar(file.path) == file
    assert [path.name for path in file.path.parent.iterdir() if not path.name.startswith(".")] == [file.path.name]


@pytest.mark.parametrize("text", [None, "", "{", "{}"])
def test_a_file_that_was_not_fetched_has_no_particulars(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.body)
    if text is not None:
        (tmp_path / ".particulars").mkdir()
        (tmp_path / ".particulars" / "a.html.json").write_text(text)
    assert read_sidecar(tmp_path / "a.html") is None


def test_each_version_of_a_document_is_a_file_and_an_unchanged_one_is_kept(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    later = html("Ferry line reopens", "Ferries run again from Tuesday.")
    site.pages["/a"] = sequence(
        PAGE._replace(headers={"ETag": '"one"'}), Page(status=304), Page(later, headers={"ETag": '"two"'})
    )
    first, same, second = (fetch_url(site.url("/a"), tmp_path, fetcher) for _ in range(3))
    assert (same.path, same.status) == (first.path, 304)
    assert (first.path.read_bytes(), second.path.read_bytes()) == (PAGE.body, later)
    assert [asked.headers.get("if-none-match") for asked in site.asked[1:]] == [None, '"one"', '"one"']
    assert fetch_url(site.url("/a"), tmp_path, fetcher).path == second.path
    assert site.asked[-1].headers["if-none-match"] == '"two"'


def test_pictures_are_not_saved(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages["/a"] = Page(b"\x89PNG\r\n\x1a\n", "image/png")
    with pytest.raises(FetchError, match="is 'image/png', which is not read"):
        fetch_url(site.url("/a"), tmp_path, fetcher)


def test_a_folder_that_cannot_be_written_is_an_error_of_the_library(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.pages["/a"] = PAGE
    (tmp_path / "fetched").write_text("in the way")
    with pytest.raises(LibraryError, match="Cannot write"):
        fetch_url(site.url("/a"), tmp_path, fetcher)
