"""Vectors on a Chroma server: two collections for each embedder, in a database of the library's own.

The library is the truth here too. The collections say of which library they are, and how far they have come; a record
beside the library says what was put there, so that a server that lost its disk is told from a new one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

import filelock
import httpx2
from pydantic import SecretStr

from briefbot.errors import BriefbotError, VectorIndexError
from briefbot.search.chroma import (
    CURRENT,
    HISTORY,
    NEIGHBOURS,
    STATE_FILE,
    State,
    nearest_in,
    read_state,
    upsert,
    write_state,
)
from briefbot.search.embedding import Vectors
from briefbot.types import Frozen, ModelRef

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

OWN = "briefbot-"  # begins the names of all collections that are made here
NAMED_BY = 16  # of an embedder's digest in the name of its collections
SPEAKS = "1"  # the major version of the server's interface that the client speaks
SECONDS_TO_ANSWER = 10.0  # before a server counts as away
SECONDS_OF_WORK = 120.0  # that one request may take


class ChromaServer(Frozen):
    """A Chroma server, and the library whose vectors it keeps."""

    url: str
    token: SecretStr | None = None
    tenant: str
    database: str
    library: str
    """The library's id."""
    folder: Path
    """Where a record of what was put there is kept, beside the library."""

    def __str__(self) -> str:
        return self.url

    @property
    def headers(self) -> dict[str, str]:
        """What shows the token: to servers behind a proxy, and to Chroma's own."""
        token = self.token.get_secret_value() if self.token else None
        return {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}


class ServerCollections:
    """The two collections of an embedder on a server; see `KeptVectors`.

    Args:
        server: where they are.
        ref: the embedder whose vectors they hold.
        note: told when vectors that the server lost are made again.
    """

    def __init__(self, server: ChromaServer, ref: ModelRef, note: Callable[[str], None]) -> None:
        self.unsound = f"The vectors on the Chroma server {server.url!r} are gone, or not all of them were written."
        self._server = server
        self._ref = ref
        self._note = note
        self._client: Client | None = None
        self._turn = threading.RLock()
        self._lock = filelock.FileLock(f"{server.folder}.lock")

    @property
    def state(self) -> State | None:
        """How far the vectors on the server have come; None when they are not there."""
        with _told(self._server):
            found = self._found()
            if set(found) != {CURRENT, HISTORY}:
                return None
            revision = (found[CURRENT].metadata or {}).get("revision", -1)
            return State(
                embedder=self._ref.name, sha256=self._ref.sha256, revision=int(str(revision)), condition="closed"
            )

    def sound(self) -> bool:
        """Whether all vectors were written when they were written last."""
        state = self.state
        return state is not None and state.revision >= 0

    def check_writable(self) -> None:
        """Nothing: the server says in writing whether it lets itself be written."""

    @contextmanager
    def using(self, patience: float | None = None, writing: bool = False) -> Iterator[dict[str, OnServer]]:
        """The collections, for any number that read them, and for one thread of this library's that writes.

        Args:
            patience: of no matter here, where nobody waits to read.
            writing: make what is missing, and keep others from writing.

        Raises:
            VectorIndexError: the server is away, refuses, or has lost them.
        """
        with _told(self._server):
            if not writing:
                yield self._collections()
                return
            with self._turn:
                self._server.folder.parent.mkdir(parents=True, exist_ok=True)
                with self._lock:
                    collections = self._made()
                    yield collections
                    state = self.state
                    self.record("closed", state.revision if state else -1)

    def record(self, condition: Literal["closed", "open", "tried"], revision: int) -> None:
        """Write down on the server, and here, at which revision of the library the vectors are left."""
        collection = self._found()[CURRENT]
        collection.modify(metadata={"library": self._server.library, "revision": revision, "embedder": self._ref.name})
        self._server.folder.mkdir(parents=True, exist_ok=True)
        write_state(
            self._server.folder,
            State(embedder=self._ref.name, sha256=self._ref.sha256, revision=revision, condition=condition),
        )

    def start_anew(self, reason: str) -> None:
        """Delete the vectors of this embedder, for a reason that is noted."""
        self._note(f"The vectors on the Chroma server {self._server.url!r} are made again from the library: {reason}.")
        with _told(self._server):
            for collection in self._found().values():
                self._connected().delete_collection(collection.name)

    def close(self) -> None:
        """End the connection; the next use opens another."""
        if self._client:
            _disconnect(self._client)
            self._client = None

    def _connected(self) -> Client:
        if not self._client:
            self._client = connected_client(self._server)
        return self._client

    def _name(self, kind: str) -> str:
        return f"{OWN}{self._ref.sha256[:NAMED_BY]}-{kind}"

    def _found(self) -> dict[str, Collection]:
        """This embedder's collections that are there, by kind.

        Raises:
            VectorIndexError: the database is another library's.
        """
        client = self._connected()
        own = [each for each in client.list_collections() if each.name.startswith(OWN)]
        if any((each.metadata or {}).get("library") != self._server.library for each in own):
            self.close()
            raise VectorIndexError(
                f"The Chroma server {self._server.url!r} has another library's vectors in its database "
                f"{self._server.database!r}. Name a database of this library's own in BRIEFBOT_CHROMA_DATABASE, or run "
                "`briefbot index rebuild` to put this library's in their place."
            )
        by_name = {each.name: each for each in own}
        return {kind: by_name[self._name(kind)] for kind in (CURRENT, HISTORY) if self._name(kind) in by_name}

    def _collections(self) -> dict[str, OnServer]:
        """The collections.

        Raises:
            VectorIndexError: they are not there.
        """
        found = self._found()
        if set(found) != {CURRENT, HISTORY}:
            raise VectorIndexError(
                f"The Chroma server {self._server.url!r} does not have the vectors of this library. Run `briefbot "
                "library repair` to make them again from the articles."
            )
        return {kind: OnServer(collection) for kind, collection in found.items()}

    def _made(self) -> dict[str, OnServer]:
        """The collections, made where they are missing."""
        missing = {CURRENT, HISTORY} - set(self._found())
        before = read_state(self._server.folder)
        if missing and before and before.sha256 == self._ref.sha256:
            self.start_anew("the server lost them")
            missing = {CURRENT, HISTORY}
        for kind in sorted(missing):
            self._connected().create_collection(
                self._name(kind),
                metadata={"library": self._server.library, "revision": -1, "embedder": self._ref.name},
                configuration={"hnsw": {"space": "cosine", "ef_search": 200, "max_neighbors": NEIGHBOURS}},
                embedding_function=None,
            )
        return self._collections()


class OnServer:
    """One collection on a server, which keeps its memory itself; see `Portions`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def shard(self, name: str) -> Collection:
        """The collection, whose name it is."""
        return self._collection

    def each(self, newest_first: bool = False) -> Iterator[Collection]:
        """The collection alone."""
        yield self._collection

    def add(self, ids: Sequence[str], vectors: Vectors, articles: Sequence[str]) -> None:
        """Write vectors, each with its chunk's id and the id of its article."""
        upsert(self._collection, ids, vectors, articles)

    def nearest(self, vector: Vectors, limit: int, articles: Set[str] | None) -> dict[str, float]:
        """The chunks nearest to a vector with their distances by cosine, of these articles, or of all."""
        return nearest_in(self._collection, vector, limit, articles)


def delete_all(server: ChromaServer) -> None:
    """Delete the vectors of all embedders in a server's database, whichever library's they are.

    Raises:
        VectorIndexError: the server is away or refuses.
    """
    with _told(server):
        client = connected_client(server)
        try:
            for collection in client.list_collections():
                if collection.name.startswith(OWN):
                    client.delete_collection(collection.name)
        finally:
            _disconnect(client)
        with suppress(FileNotFoundError):  # so that what is gone now was not lost
            (server.folder / STATE_FILE).unlink()


def connected_client(server: ChromaServer) -> Client:
    """A client of a server that was found to be there, to be Chroma's, and to let this user in.

    The database is made when it is not there.

    Raises:
        VectorIndexError: it is away, is something else, is of another version, or refuses.
    """
    _examine(server)
    import chromadb
    from chromadb.config import Settings

    place = urlsplit(server.url)
    client = cast(
        "Client",
        chromadb.HttpClient(
            host=place.hostname or "",
            port=place.port or (443 if place.scheme == "https" else 80),
            ssl=place.scheme == "https",
            headers=server.headers,
            settings=Settings(anonymized_telemetry=False),
            tenant=server.tenant,
            database=server.database,
        ),
    )
    for session in _sessions(client):
        session.timeout = SECONDS_OF_WORK
    return client


def _disconnect(client: Client) -> None:
    client.close()
    for session in _sessions(client):
        session.close()


def _sessions(client: Client) -> list[httpx.Client]:
    """The connections of a client: for its work, and for what it asks when it is made.

    It waits for ever for a server that accepts and is silent, has no setting for that, and leaves its connections open
    when it is closed.
    """
    found: Any = client
    return [found._server._session, found._admin_client._server._session]


def _examine(server: ChromaServer) -> None:
    """Ask a server who it is, and whether it has the tenant and the database.

    The version that it tells is that of its interface: servers from 1.0 to 1.5 all say 1.0.0.
    """
    base = f"{server.url.rstrip('/')}/api/v2"
    try:
        with httpx2.Client(timeout=SECONDS_TO_ANSWER, headers=server.headers) as http:
            version = http.get(f"{base}/version")
            _check_answer(server, version)
            number = version.json()
            if not isinstance(number, str):
                raise ValueError("no version")
            if number.partition(".")[0] != SPEAKS:
                raise VectorIndexError(
                    f"The Chroma server {server.url!r} is of version {number}, and this briefbot speaks with "
                    f"{SPEAKS}.x. Run a server of {SPEAKS}.x, or `pip install --upgrade briefbot`."
                )
            tenant = http.get(f"{base}/tenants/{server.tenant}")
            if tenant.status_code == httpx2.codes.NOT_FOUND:
                raise VectorIndexError(
                    f"The Chroma server {server.url!r} has no tenant {server.tenant!r}. Change BRIEFBOT_CHROMA_TENANT."
                )
            _check_answer(server, tenant)
            database = http.get(f"{base}/tenants/{server.tenant}/databases/{server.database}")
            if database.status_code == httpx2.codes.NOT_FOUND:
                made = {"name": server.database}
                database = http.post(f"{base}/tenants/{server.tenant}/databases", json=made)
            _check_answer(server, database)
    except httpx2.TransportError as error:
        raise VectorIndexError(_away(server, error)) from error
    except ValueError as error:
        raise VectorIndexError(
            f"{server.url!r} answers, but not as a Chroma server does ({error}). Change BRIEFBOT_CHROMA."
        ) from error


def _check_answer(server: ChromaServer, answer: httpx2.Response) -> None:
    if answer.status_code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
        what = "refuses the token" if server.token else "asks for a token"
        raise VectorIndexError(
            f"The Chroma server {server.url!r} {what} ({answer.status_code}). Set BRIEFBOT_CHROMA_TOKEN."
        )
    if not answer.is_success:
        raise ValueError(f"{answer.request.url.path} gives {answer.status_code}")


def _away(server: ChromaServer, error: Exception) -> str:
    return (
        f"The Chroma server {server.url!r} does not answer ({error or type(error).__name__}). Start it with `chroma "
        "run --path FOLDER`, or change BRIEFBOT_CHROMA; nothing is lost, and the same command goes on from here."
    )


@contextmanager
def _told(server: ChromaServer) -> Iterator[None]:
    """Say what goes wrong with a server in one line.

    Raises:
        VectorIndexError: anything does.
    """
    try:
        yield
    except (BriefbotError, OSError) as error:
        if isinstance(error, BriefbotError):
            raise
        raise VectorIndexError(f"Cannot write {str(server.folder)!r}: {error}. Check permissions.") from error
    except Exception as error:  # Chroma's client raises httpx's errors, its own, and bare ones
        import httpx

        if isinstance(error, httpx.TransportError):
            raise VectorIndexError(_away(server, error)) from error
        raise VectorIndexError(
            f"The Chroma server {server.url!r} cannot do this: {error}. Run the same command again, or `briefbot "
            "library repair` to bring its vectors in step with the articles."
        ) from error
