from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import copy
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from briefbot.server.mcp import make_mcp
from briefbot.server.service import Service
from briefbot.settings import Settings
from tests.conftest import CORPUS, ROOT
from tests.server.noisy_desk import NOISE
from tests.server.stock import FERRY, HOSTILE, QUESTION, stocked
from tests.server.wire import listening
from tests.server.workbench import PatientGenerator, SteadyGenerator, serving

Talk = Callable[[Client], Awaitable[None]]


def talk(server: Any, conversation: Talk, **more: Any) -> None:  # noqa: ANN401
    """Have a conversation with a server."""

    async def main() -> None:
        async with Client(server, **more) as client:
            await conversation(client)

    anyio.run(main)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def found_in(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, text_of(result)
    found: dict[str, Any] = result.structured_content
    return found


def test_the_tools_tell_what_they_are_for(settings: Settings) -> None:
    async def conversation(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "article", "timeline", "briefing"}
        for tool in tools.values():
            assert tool.description and "\n    " not in tool.description and tool.output_schema
            assert all(argument["description"] for argument in tool.input_schema["properties"].values())
        assert [name for name, tool in tools.items() if tool.annotations and not tool.annotations.read_only_hint] == [
            "briefing"
        ]

    with serving(settings) as service:
        talk(make_mcp(service), conversation)


def test_each_tool_gives_words_with_their_paragraph_and_address(settings: Settings) -> None:
    stocked(settings)

    async def conversation(client: Client) -> None:
        found = found_in(await client.call_tool("search", {"question": "ferry", "count": 1}))
        (passage,) = found["passages"]
        assert passage["quote"] == "The ferry reopens in May." and passage["paragraph"] == 1
        assert passage["address"] == FERRY.url and passage["article_id"] == FERRY.id
        asked = await client.call_tool("ask", {"question": QUESTION})
        answer = found_in(asked)
        assert answer["sentences"] == [{"text": "The ferry reopens in May.", "quoted": False, "cites": [1]}]
        (source,) = answer["sources"]
        assert (source["number"], source["quote"], source["paragraph"]) == (1, "The ferry reopens in May.", 1)
        assert text_of(asked).startswith(f"The ferry reopens in May. [[1]]({FERRY.url})")
        article = found_in(await client.call_tool("article", {"article": FERRY.id[:6]}))
        assert [each["text"] for each in article["paragraphs"]] == [each.text for each in FERRY.paragraphs]
        assert article["address"] == article["original"] == FERRY.url
        timeline = found_in(await client.call_tool("timeline", {"topic": "helm of the ferry"}))
        (entry,) = (each for each in timeline["entries"] if each["first"] == "2018-03-09")
        quotes = {each["number"]: each["quote"] for each in timeline["sources"]}
        assert [quotes[number] for number in entry["cites"]] == [FERRY.paragraphs[1].text]
        briefing = found_in(await client.call_tool("briefing", {"day": "2018-03-11"}))
        said = [*briefing["in_brief"], *(each for story in briefing["stories"] for each in story["sentences"])]
        assert {1} <= {number for each in said for number in each["cites"]}
        assert {each["number"] for each in briefing["sources"]} >= {number for each in said for number in each["cites"]}
        newest = found_in(await client.call_tool("briefing", {}))
        assert newest["first"] == "2018-03-11" == newest["last"]

    with serving(settings) as service:
        talk(make_mcp(service), conversation)


def test_an_abstention_names_the_closest_articles(settings: Settings) -> None:
    stocked(settings)

    async def conversation(client: Client) -> None:
        answer = found_in(await client.call_tool("ask", {"question": "who built the moon?"}))
        assert answer["abstained"] and answer["answer"].startswith("The sources do not say.")
        assert not answer["sources"] and {each["article_id"] for each in answer["closest"]} <= {FERRY.id, HOSTILE.id}

    with serving(settings, SteadyGenerator("NOT STATED")) as service:
        talk(make_mcp(service), conversation)


@pytest.mark.parametrize(
    ("tool", "arguments", "line"),
    [
        ("ask", {"question": " ? "}, "The question ' ? ' has no words."),
        ("ask", {"question": "x" * 3000}, "The question has 3000 characters"),
        ("ask", {"question": "ferry?", "publisher": "null"}, "No article of the publisher 'null'."),
        ("search", {"question": "ferry?", "publisher": "[1]"}, "No article of the publisher '[1]'."),
        ("search", {"question": "ferry?", "first": "yesterday"}, "first 'yesterday' is not a date."),
        ("search", {"question": "ferry?", "count": 99}, "Input should be less than or equal to 20"),
        ("article", {"article": "zzz"}, "No article fits 'zzz'."),
        ("timeline", {"topic": "!"}, "The question '!' has no words."),
        ("briefing", {"day": "31 May"}, "day '31 May' is not a date."),
        ("ask", {}, "Field required"),
    ],
)
def test_what_cannot_be_done_is_said(settings: Settings, tool: str, arguments: dict[str, Any], line: str) -> None:
    stocked(settings)

    async def conversation(client: Client) -> None:
        told = await client.call_tool(tool, arguments)
        assert told.is_error and line in text_of(told)

    with serving(settings) as service:
        talk(make_mcp(service), conversation)


def test_hostile_articles_are_data(settings: Settings) -> None:
    stocked(settings, HOSTILE)

    async def conversation(client: Client) -> None:
        found = await client.call_tool("search", {"question": "zeppelin"})
        assert "\x1b" not in text_of(found) and "\u202e" not in text_of(found) and "\\<script\\>" in text_of(found)
        assert {each["address"] for each in found_in(found)["passages"]} == {"file:///news/zeppelin.txt"}
        assert client.server_info and client.server_info.name == "briefbot"
        assert "never instructions" in (client.instructions or "")

    with serving(settings) as service:
        talk(make_mcp(service), conversation)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_progress_is_told_and_sources_open_here(settings: Settings, mode: str) -> None:
    stocked(settings)
    told: list[str | None] = []

    async def progress(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)

    with serving(settings) as service, listening(service) as address:

        async def conversation(client: Client) -> None:
            answer = found_in(await client.call_tool("ask", {"question": QUESTION}, progress_callback=progress))
            assert answer["sources"][0]["address"] == f"{address}/articles/{FERRY.id}?mark=1:0-25#p1"
            failed = await client.call_tool("ask", {"question": ""})
            assert failed.is_error and "has no words" in text_of(failed)

        talk(f"{address}/mcp", conversation, mode=mode)
    assert {"Embedding paragraphs: 4 of 4", "Found 1 paragraph", "Writing a draft, then checking it"} <= set(told)
    assert not [message for message in told if message and "reopens" in message]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_cancels_takes_the_question_along(settings: Settings, mode: str) -> None:
    stocked(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service, listening(service) as address:

        async def conversation(client: Client) -> None:
            with anyio.move_on_after(30) as patience:
                async with anyio.create_task_group() as group:
                    group.start_soon(client.call_tool, "ask", {"question": QUESTION})
                    await anyio.to_thread.run_sync(generator.started.wait, 10)
                    group.cancel_scope.cancel()
            assert not patience.cancelled_caught

        talk(f"{address}/mcp", conversation, mode=mode)
        after = service.submit("ann", "the next", lambda desk, job: "done")
        assert after.wait(10) and after.outcome() == "done" and generator.written == 0


def test_the_token_is_asked_for(settings: Settings) -> None:
    with serving(settings) as service, listening(service, token="sesame") as address:
        assert httpx2.post(f"{address}/mcp", json={}).status_code == 401
        assert httpx2.post(f"{address}/mcp", json={}, headers={"host": "evil.example"}).status_code == 400

        async def main(token: str) -> list[str]:
            headers = {"authorization": f"Bearer {token}"}
            async with (
                httpx2.AsyncClient(headers=headers) as http,
                Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
            ):
                return [tool.name for tool in (await client.list_tools()).tools]

        assert "ask" in anyio.run(main, "sesame")
        with pytest.raises((MCPError, BaseExceptionGroup, httpx2.HTTPStatusError)):
            anyio.run(main, "wrong")


def command(settings: Settings) -> StdioServerParameters:
    environment = {name: value for name, value in os.environ.items() if name.startswith("BRIEFBOT_")}
    arguments = ["-m", "tests.server.noisy_desk", str(settings.home)]
    return StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT, env=environment)


def test_standard_output_is_the_protocol_alone(settings: Settings, tmp_path: Path) -> None:
    stocked(settings)
    failures: list[object] = []

    async def on_message(message: object) -> None:
        if isinstance(message, Exception):  # a line that is no message of the protocol
            failures.append(message)

    async def conversation(client: Client) -> None:
        for _ in range(2):
            answer = found_in(await client.call_tool("ask", {"question": QUESTION}))
            assert answer["sources"][0]["quote"] == "The ferry reopens in May."

    with (tmp_path / "log").open("w+") as log:
        talk(stdio_client(command(settings), errlog=log), conversation, message_handler=on_message)
        assert failures == []
        log.seek(0)
        assert log.read().count(NOISE) == 4


@pytest.mark.parametrize("ending", [signal.SIGINT, None])
def test_it_ends_with_its_client_or_a_signal(settings: Settings, tmp_path: Path, ending: signal.Signals | None) -> None:
    parameters = command(settings)
    environment = {**os.environ, **(parameters.env or {})}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            [parameters.command, *parameters.args], cwd=ROOT, env=environment, stderr=log, **pipes
        ) as server,
    ):
        assert server.stdin and server.stdout
        server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"{")
        if ending:
            server.send_signal(ending)
        else:
            server.stdin.close()
        try:
            assert server.wait(20) == (128 + ending if ending else 0)
        finally:
            server.kill()
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.model
def test_the_command_answers_with_the_real_model(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    copy(CORPUS / "korea" / "2019-07-14-han-river-wire-talks-proposed.txt", articles)
    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith(("BRIEFBOT_", "OMP_"))},
        "BRIEFBOT_CORPUS": str(articles),
    }
    server = StdioServerParameters(command=sys.executable, args=["-m", "briefbot", "mcp"], env=environment, cwd=ROOT)

    async def conversation(client: Client) -> None:
        answer = found_in(await client.call_tool("ask", {"question": "who will lead the American side?"}))
        assert "Biegun" in answer["answer"]
        assert "Biegun" in answer["sources"][0]["quote"] and answer["sources"][0]["paragraph"] == 7
        with anyio.move_on_after(1) as patience:  # in the middle of reading its prompt
            await client.call_tool("ask", {"question": "when did the talks get proposed?"})
        assert patience.cancelled_caught
        assert found_in(await client.call_tool("search", {"question": "talks", "count": 1}))["passages"]

    talk(server, conversation)


def test_the_root_logger_is_left_alone(settings: Settings) -> None:
    root = logging.getLogger()
    before, handlers = root.level, list(root.handlers)
    try:
        root.handlers.clear()  # those of the tests would hide what the SDK does
        make_mcp(Service(settings))
        assert (root.level, root.handlers) == (before, [])
    finally:
        root.handlers[:] = handlers
