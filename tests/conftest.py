from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import socket_allow_hosts

from briefbot.desk import Desk
from briefbot.llm.generator import Generator
from briefbot.settings import Settings, load_settings
from briefbot.types import Article, Paragraph, Published, article_id, issue_of
from tests.doubles import BagOfWords, ScriptedGenerator

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
MODELS = ("qwen2.5-coder-1.5b", "minilm-int8", "smollm2-135m")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fetch the weights that the chosen tests need, with the progress in sight."""
    wanted = [item for item in session.items if item.get_closest_marker("model")]
    if not wanted or session.config.option.collectonly:
        return
    capture = session.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        pulled = subprocess.run([sys.executable, "-m", "briefbot", "models", "pull", *MODELS], check=False)
    if pulled.returncode:
        if os.environ.get("CI"):
            pytest.exit("The weights could not be fetched, and CI runs no tests without them.", returncode=1)
        for item in wanted:
            item.add_marker(pytest.mark.skip(reason="the weights could not be fetched"))


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Only servers on this machine can be reached; an attempt at another address fails and names it."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    yield
    socket_allow_hosts(None)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's library or reads the user's settings."""
    monkeypatch.setenv("BRIEFBOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(tmp_path / "none.toml"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = load_settings(home=tmp_path / "home", corpus=tmp_path / "no-corpus")
    return found.model_copy(update={"quick_from": 2.0})  # the scripted model is always asked


@pytest.fixture
def open_desk(settings: Settings) -> Iterator[Callable[..., Desk]]:
    """Opens desks with the deterministic embedder and a scripted model."""
    opened: list[Desk] = []

    def opener(generator: Generator | None = None, **changes: object) -> Desk:
        chosen = settings.model_copy(update=changes)
        desk = Desk(chosen, embedder=BagOfWords(), generator=generator or ScriptedGenerator([]))
        opened.append(desk)
        return desk

    yield opener
    for desk in opened:
        desk.library.close()


def make_article(
    *texts: str,
    title: str = "Ferry line to reopen",
    source: str | None = "Coast Gazette",
    day: str | None = "2018-03-11",
    path: str = "/news/ferry.txt",
    **said: Any,  # noqa: ANN401 - further fields
) -> Article:
    """An article with these paragraphs."""
    published = Published(day=dt.date.fromisoformat(day), evidence="test") if day else None
    issue = issue_of(said.get("ids", ()), said.get("embargo"), said.get("status", "usable"))
    return Article(
        id=article_id(title, source, published, list(texts), issue),
        title=title,
        source=source,
        published=published,
        path=path,
        paragraphs=tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, start=1)),
        **said,
    )
