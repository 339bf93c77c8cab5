"""Real receivers on this machine: a mail server, and a web server that fails, hangs and comes back."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "correct-horse-battery"  # noqa: S105 - of a server that lives for one test


class Mailroom:
    """Keeps what it is sent, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.encrypted: list[bool] = []
        self.refused = ""
        self.refusal = "550 5.1.1 nobody of this name"
        self.answer = "250 taken"
        self.delay = 0.0
        self.hangs_up = False
        """Whether it says nothing to QUIT."""

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up:
            assert server.transport
            server.transport.close()
        return "221 bye"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        time.sleep(self.delay)
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.encrypted.append(session.ssl is not None)
        return self.answer


@contextmanager
def mail_server(mailroom: Mailroom, context: ssl.SSLContext | None = None, login: bool = False) -> Iterator[int]:
    """A mail server, with STARTTLS and AUTH where asked; gives its port."""

    def allowed(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:  # noqa: ANN401
        right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode() and given.login == b"desk"
        return AuthResult(success=right, handled=False)

    with socket.socket() as free:  # the controller connects to the port that it was given, so that 0 does not do
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        mailroom,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=context is not None,
        auth_required=login,
        auth_require_tls=context is not None,
        authenticator=allowed if login else None,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class Receiver:
    """A web server that answers each request by the next of its answers, the last one for ever."""

    def __init__(self, answers: list[int | float] | None = None) -> None:
        self.answers = answers or [204]
        """Status codes; a number below 1 is seconds of silence before the connection is closed."""
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.headers: dict[str, str] = {}
        self.before: Callable[[], None] = lambda: None

    @contextmanager
    def running(self) -> Iterator[str]:
        """Its address while it runs."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.before()
                answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                if answer < 1:
                    time.sleep(answer)
                    self.close_connection = True
                    return
                self.send_response(int(answer))
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
