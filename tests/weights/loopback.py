"""A model hub and a package index on the loopback interface, small enough to read, that can be slow, cut or wrong."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

BLOCK = 1 << 16


class Loopback(http.server.ThreadingHTTPServer):
    """Serves `files` by path, and `/simple/<project>/` for the wheels among them, and remembers what was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.requests: list[tuple[str, str | None]] = []
        """Path and Range header of each request for a file, in order."""
        self.pause = 0.0
        """Seconds before each block of a file."""
        self.cut_after: int | None = None
        """Bytes after which the next response is cut off."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add_wheel(self, project: str, version: str, members: dict[str, bytes]) -> None:
        """Offer a wheel in the index."""
        stem = f"{project.replace('-', '_')}-{version}"
        info = f"{stem}.dist-info"
        members = members | {
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n".encode(),
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{name},sha256={_urlsafe(data)},{len(data)}\n" for name, data in members.items())
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (members | {f"{info}/RECORD": f"{record}{info}/RECORD,,\n".encode()}).items():
                archive.writestr(name, data)
        self.files[f"/wheels/{stem}-py3-none-any.whl"] = buffer.getvalue()

    def fetched(self) -> list[str]:
        """Last path components of the files asked for, in order."""
        return [path.rsplit("/", 1)[1] for path, _ in self.requests]


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Loopback
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name in the base class)
        """Keep the test output clean."""

    def _answer(self, with_body: bool) -> None:
        project = re.fullmatch(r"/simple/([^/]+)/", self.path)
        if project:
            return self._index(project[1], with_body)
        if self.path not in self.server.files:
            return self._send(404, b"not here", {}, with_body)
        asked = self.headers.get("Range")
        if with_body:
            self.server.requests.append((self.path, asked))
        body = self.server.files[self.path]
        start = re.fullmatch(r"bytes=(\d+)-", asked or "")
        if start is None or self.path.startswith("/wheels/"):
            return self._send(200, body, {}, with_body)
        first = int(start[1])
        headers = {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}
        return self._send(206, body[first:], headers, with_body)

    def _index(self, project: str, with_body: bool) -> None:
        stem = project.replace("-", "_") + "-"
        wheels = [path for path in self.server.files if path.startswith("/wheels/" + stem)]
        links = "".join(f'<a href="{path}">{path.rsplit("/", 1)[1]}</a>\n' for path in wheels)
        page = f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        self._send(200 if wheels else 404, page, {"Content-Type": "text/html"}, with_body)

    def _send(self, status: int, body: bytes, headers: dict[str, str], with_body: bool) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "ETag": f'"{_urlsafe(body)}"', **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not with_body:
            return
        cut, self.server.cut_after = self.server.cut_after, None
        for position in range(0, len(body) if cut is None else min(cut, len(body)), BLOCK):
            time.sleep(self.server.pause)
            try:
                self.wfile.write(body[position : position + BLOCK])
            except OSError:  # the client was killed
                break
        self.close_connection = self.close_connection or cut is not None


@contextmanager
def serving() -> Iterator[Loopback]:
    """A running server."""
    with Loopback() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
