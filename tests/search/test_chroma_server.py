"""Vectors on a real Chroma server, `chroma run`, that is killed, restarted, loses its disk, or belongs to others."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
import trustme
from pydantic import SecretStr
from typer.testing import CliRunner

from briefbot.cli.library import library_app
from briefbot.cli.scheduling import is_secret
from briefbot.errors import SettingsError, VectorIndexError
from briefbot.library.store import Library
from briefbot.search import chroma as batches
from briefbot.search import chroma_server
from briefbot.search.chroma_server import ChromaServer
from briefbot.search.chunking import chunk_article
from briefbot.search.embedding import Vectors
from briefbot.search.index import VectorIndex, remove_index, vector_faults
from briefbot.search.stores import vectors_place
from briefbot.settings import Settings, load_settings
from briefbot.types import ModelRef
from tests.conftest import make_article
from tests.doubles import BagOfWords


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Chroma:
    """A Chroma server of a folder, that can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(self.folder)]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("chroma run does not answer")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def lose_the_disk(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)
        self.start()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    server = Chroma(tmp_path_factory.mktemp("chroma") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as library:
        for name in ("ferry", "pier", "toll"):
            add(library, f"The {name} is old.", name)
        yield library


def add(library: Library, text: str, name: str) -> str:
    article = make_article(text, path=f"/{name}")
    library.put(article, chunk_article(article, 900), name)
    return article.id


@pytest.fixture
def place(running: Chroma, settings: Settings, library: Library, tmp_path: Path) -> ChromaServer:
    """A database of the test's own on the server."""
    changes = {"chroma": running.url, "chroma_database": re.sub(r"\W", "-", tmp_path.name)}
    found = vectors_place(settings.model_copy(update=changes), library)
    assert isinstance(found, ChromaServer)
    return found


@contextmanager
def indexed(
    place: ChromaServer, embedder: BagOfWords | None = None, note: Callable[[str], None] = print
) -> Iterator[VectorIndex]:
    index = VectorIndex(place, embedder or BagOfWords(), note)
    try:
        yield index
    finally:
        index.close()


class OtherBag(BagOfWords):
    ref = ModelRef(name="other-bag", sha256="0" * 64)


class Interrupting(BagOfWords):
    """Does something when it embeds for the second time."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.calls = 0
        self._act = act

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Vectors:
        self.calls += 1
        if self.calls == 2:
            self._act()
        return super().embed(texts, done)


def test_vectors_on_a_server_follow_the_library(place: ChromaServer, library: Library) -> None:
    assert vector_faults(place, library) == []  # none were made yet
    with indexed(place) as index:
        assert index.sync(library) == 3
        assert index.sync(library) == 0
        light = add(library, "A lighthouse.", "light")
        assert index.sync(library) == 1
        assert index.search("lighthouse", 1)[0].startswith(light)
        library.forget(["/ferry"])
        assert index.sync(library) == 0
        assert set(index.search("ferry", 9)) == library.chunk_ids()
        assert [name.split("-")[0] for name in index.search("old", 9, {light})] == [light]
        assert vector_faults(place, library) == []
    with indexed(place) as again:
        assert again.sync(library) == 0  # what one process wrote, the next finds


def test_a_superseded_version_is_moved_and_found_only_by_name(place: ChromaServer, library: Library) -> None:
    text = "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday."
    old = make_article(text, path="/1", source="Harbour Wire")
    library.put(old, chunk_article(old, 900), "1")
    with indexed(place) as index:
        index.sync(library)
        new = make_article(text, "A fare.", title="(LEAD) Ferry line to reopen", source="Harbour Wire", path="/2")
        library.put(new, chunk_article(new, 900), "2")
        assert index.sync(library) == 2  # the old vector is moved, not made again
        assert old.id not in {name.split("-")[0] for name in index.search("ferry between Aldport", 9)}
        assert {name.split("-")[0] for name in index.search("ferry", 9, {old.id})} == {old.id}
        assert index.faults(library) == []


def test_each_embedder_has_vectors_of_its_own(place: ChromaServer, library: Library) -> None:
    with indexed(place) as one, indexed(place, OtherBag()) as other:
        assert one.sync(library) == 3
        assert other.sync(library) == 3
        assert one.sync(library) == 0  # and none is lost to the other


def test_vectors_that_disagree_are_found_and_repaired(place: ChromaServer, library: Library) -> None:
    with indexed(place) as index:
        index.sync(library)
        library.forget(["/ferry"])
        add(library, "A lighthouse.", "light")
        assert len(vector_faults(place, library)) == 2
        assert index.repair(library) == 1
        assert vector_faults(place, library) == []


def test_another_librarys_vectors_are_left_alone_until_one_rebuilds(
    place: ChromaServer, library: Library, tmp_path: Path
) -> None:
    with indexed(place) as index:
        index.sync(library)
    with Library(tmp_path / "other.db") as other:
        add(other, "A lighthouse.", "light")
        theirs = place.model_copy(update={"library": other.identity, "folder": tmp_path / "theirs"})
        with pytest.raises(VectorIndexError, match="another library's vectors.*BRIEFBOT_CHROMA_DATABASE.*rebuild"):
            VectorIndex(theirs, BagOfWords())
        with indexed(place) as index:
            assert index.sync(library) == 0
        remove_index(theirs)
        with indexed(theirs) as index:
            assert index.sync(other) == 1
    with pytest.raises(VectorIndexError, match="another library's vectors"):
        VectorIndex(place, BagOfWords())


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Chroma]:
    """A server for one test alone, to be killed."""
    server = Chroma(tmp_path / "chroma")
    server.start()
    yield server
    server.kill()


def test_a_server_killed_in_the_middle_of_a_sync_is_said_and_the_next_sync_goes_on(
    own: Chroma, place: ChromaServer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "VECTORS_AT_ONCE", 1)
    mine = place.model_copy(update={"url": own.url})
    with indexed(mine, Interrupting(own.kill)) as index:
        with pytest.raises(VectorIndexError, match=r"does not answer .* nothing is lost") as told:
            index.sync(library)
        assert "\n" not in str(told.value)
        with pytest.raises(VectorIndexError, match="does not answer"):
            index.sync(library)
        own.start()
        assert vector_faults(mine, library) == [index.faults(library)[0]]
        assert index.sync(library) == 2  # with the same client; the one that was written is there
        assert index.faults(library) == []
        assert len(index.search("pier", 9)) == 3
        own.lose_the_disk()
        with pytest.raises(VectorIndexError, match="does not have the vectors .* `briefbot library repair`"):
            index.search("pier", 9)
        assert "are gone" in vector_faults(mine, library)[0]
    notes: list[str] = []
    with indexed(mine, note=notes.append) as index:
        assert index.sync(library) == 3
        assert index.faults(library) == []
    assert len(notes) == 1
    assert "the server lost them" in notes[0]


def test_a_process_killed_in_the_middle_of_a_sync_leaves_what_the_next_one_completes(
    place: ChromaServer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    monkeypatch.setattr(batches, "VECTORS_AT_ONCE", 1)
    with indexed(place, Interrupting(die)) as index, pytest.raises(Killed):
        index.sync(library)
    with indexed(place) as index:
        assert vector_faults(place, library) != []
        assert index.sync(library) == 2
        assert index.faults(library) == []


class Door(http.server.BaseHTTPRequestHandler):
    """A proxy that asks for a token; or a server that is none of Chroma's."""

    target = ""
    replies: Mapping[str, tuple[int, object]]
    silence: threading.Event

    def reply(self) -> None:
        while self.silence.is_set():
            time.sleep(0.05)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        fixed = self.replies.get(self.path.removeprefix("/api/v2"))
        if fixed is None and self.headers.get("Authorization") != "Bearer s3cret":
            fixed = 401, {"error": "no token"}
        if fixed:
            status, data = fixed[0], json.dumps(fixed[1]).encode()
        else:
            headers = {"Content-Type": "application/json"}
            asked = urllib.request.Request(self.target + self.path, body, headers, method=self.command)
            try:
                with urllib.request.urlopen(asked, timeout=20) as answer:
                    status, data = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    status, data = error.code, error.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = reply  # noqa: N815 - names of http.server

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def door(
    target: str = "",
    replies: Mapping[str, tuple[int, object]] = MappingProxyType({}),
    silence: threading.Event | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    handler = type("Opened", (Door,), {"target": target, "replies": replies, "silence": silence or threading.Event()})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_token_is_shown_over_tls_and_its_refusal_said(
    running: Chroma, place: ChromaServer, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with door(running.url, tls=tls) as url:
        with pytest.raises(VectorIndexError, match="does not answer .*(?i:certificate)"):
            VectorIndex(place.model_copy(update={"url": url}), BagOfWords())
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        for token, said in ((None, "asks for a token"), (SecretStr("wrong"), "refuses the token")):
            with pytest.raises(VectorIndexError, match=rf"{said} \(401\). Set BRIEFBOT_CHROMA_TOKEN") as told:
                VectorIndex(place.model_copy(update={"url": url, "token": token}), BagOfWords())
            assert "wrong" not in str(told.value)
        with indexed(place.model_copy(update={"url": url, "token": SecretStr("s3cret")})) as index:
            assert index.sync(library) == 3
            assert len(index.search("pier", 9)) == 3


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ({"/version": (200, "2.1.0")}, "is of version 2.1.0, and this briefbot speaks with 1.x"),
        ({"/version": (404, "nothing here")}, "not as a Chroma server does .*/version gives 404.* BRIEFBOT_CHROMA"),
        ({"/version": (200, {"version": 1})}, "not as a Chroma server does"),
        ({"/version": (200, "1.0.0"), "/tenants/default_tenant": (404, "")}, "has no tenant 'default_tenant'"),
    ],
)
def test_what_cannot_be_vouched_for_is_refused_in_one_line(
    place: ChromaServer, replies: Mapping[str, tuple[int, object]], said: str
) -> None:
    with door(replies=replies) as url, pytest.raises(VectorIndexError, match=said) as told:
        VectorIndex(place.model_copy(update={"url": url}), BagOfWords())
    assert "\n" not in str(told.value)


def test_a_server_that_is_not_there_or_silent_is_away(place: ChromaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_server, "SECONDS_TO_ANSWER", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for port in (free_port(), silent.getsockname()[1]):
            with pytest.raises(VectorIndexError, match="does not answer .* `chroma run --path FOLDER`"):
                VectorIndex(place.model_copy(update={"url": f"http://127.0.0.1:{port}"}), BagOfWords())


def test_a_server_that_falls_silent_later_does_not_hold_the_desk(
    running: Chroma, place: ChromaServer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma's client has no limit of its own."""
    monkeypatch.setattr(chroma_server, "SECONDS_OF_WORK", 3.0)
    silence = threading.Event()
    with door(running.url, silence=silence) as url:
        given = {"url": url, "token": SecretStr("s3cret")}
        with indexed(place.model_copy(update=given)) as index:
            index.sync(library)
            silence.set()
            with pytest.raises(VectorIndexError, match="does not answer"):
                index.search("pier", 9)
            silence.clear()
            assert len(index.search("pier", 9)) == 3


def test_the_commands_use_the_server_of_the_settings(
    running: Chroma, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFBOT_HOME", str(tmp_path))
    monkeypatch.setenv("BRIEFBOT_CHROMA_DATABASE", "of-commands")
    monkeypatch.setenv("BRIEFBOT_CHROMA", running.url)
    place = vectors_place(load_settings(), library)
    assert isinstance(place, ChromaServer)
    with indexed(place) as index:
        index.sync(library)
    assert "vector bytes  -\n" in CliRunner().invoke(library_app, ["stats"]).stdout
    assert "whole" in CliRunner().invoke(library_app, ["check"]).stdout
    monkeypatch.setenv("BRIEFBOT_CHROMA", f"http://127.0.0.1:{free_port()}")
    failed = CliRunner().invoke(library_app, ["check"]).exception
    assert isinstance(failed, VectorIndexError)
    assert "does not answer" in str(failed)
    assert not (tmp_path / "vectors").exists()


@pytest.mark.parametrize(
    "wrong",
    ["localhost:8000", "ftp://host", "http://ann:pw@host", "http://host/api", "http://host:99999", "http://h:0"],
)
def test_a_wrong_address_is_said_before_anything_is_done(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("BRIEFBOT_CHROMA", wrong)
    with pytest.raises(SettingsError, match="Change BRIEFBOT_CHROMA"):
        load_settings()


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOT_CHROMA_TOKEN", "s3cret")
    settings = load_settings(chroma="http://host:8000/")
    assert settings.chroma == "http://host:8000"
    assert "s3cret" not in repr(settings) + str(settings.decisive)
    assert is_secret("BRIEFBOT_CHROMA_TOKEN")
