"""A Dovecot server on the loopback interface, with TLS and one account whose folders are in the hands of the test."""

from __future__ import annotations

import getpass
import grp
import mailbox
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

PASSWORD = "kept-secret"  # noqa: S105
BINARY = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


def missing() -> str | None:
    """Why no server can be run here, or None."""
    if BINARY is None:
        return "dovecot is not installed (Debian: dovecot-imapd)"
    version = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=False).stdout
    return None if re.match(r"2\.3\.", version) else f"the configuration is one of dovecot 2.3, and this is {version!r}"


class Server:
    """The running server."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.maildir = folder / "home" / "Maildir"
        self.log = folder / "log"

    def url(self, name: str = "Newsletters", user: str = "ann%40desk.example") -> str:
        return f"imaps://{user}@127.0.0.1:{self.port}/{name}"

    def deliver(self, *messages: bytes, name: str = "Newsletters") -> None:
        """Put messages into a folder, as a mail server does."""
        box = mailbox.Maildir(self.maildir / f".{name}")
        for message in messages:
            box.add(message)
        folder = self.maildir / f".{name}"
        for path in (folder, *folder.rglob("*")):
            _give(path)

    def seen(self, name: str = "Newsletters") -> list[str]:
        """The marks on the messages of a folder: 'S' for one that was read."""
        files = [path.name for kind in ("new", "cur") for path in (self.maildir / f".{name}" / kind).iterdir()]
        return [file.partition(":2,")[2] for file in files]

    def renumber(self, name: str = "Newsletters") -> None:
        """Make the server number the messages anew, with another UIDVALIDITY."""
        for path in (self.maildir / f".{name}").glob("dovecot*"):
            path.unlink()


@contextmanager
def serving() -> Iterator[tuple[Server, Path]]:
    """A server, and the file of the certificate that vouches for it.

    Its folder is not one of pytest's, which only their owner can enter.
    """
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        Path(name).chmod(0o755)
        yield from _serve(Path(name))


def _serve(folder: Path) -> Iterator[tuple[Server, Path]]:
    assert BINARY
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    for at, part in enumerate(issued.cert_chain_pems):
        part.write_to_path(folder / "cert.pem", append=at > 0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = Server(folder, port)
    server.maildir.mkdir(parents=True)
    for path in (folder / "home", server.maildir):
        _give(path)
    (folder / "dovecot.conf").write_text(_configuration(folder, port))
    process = subprocess.Popen([BINARY, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.PIPE, text=True)
    try:
        _wait(port, process)
        yield server, folder / "ca.pem"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _configuration(folder: Path, port: int) -> str:
    uid, gid = _owner()
    own = "" if os.getuid() == 0 else (
        f"default_internal_user = {getpass.getuser()}\ndefault_login_user = {getpass.getuser()}\n"
        f"default_internal_group = {grp.getgrgid(os.getgid()).gr_name}\n"
    )  # fmt: skip
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
first_valid_uid = 0
mail_location = maildir:~/Maildir
{own}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
auth_failure_delay = 0
namespace inbox {{
  inbox = yes
  separator = .
}}
"""


def _owner() -> tuple[int, int]:
    """Whose mail it is: Dovecot serves none of root's."""
    return (65534, 65534) if os.getuid() == 0 else (os.getuid(), os.getgid())


def _give(path: Path) -> None:
    if os.getuid() == 0:
        os.chown(path, *_owner())


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"dovecot ended: {process.stderr.read() if process.stderr else ''}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("dovecot does not answer")
