from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import openai
import pytest
from markdown_it import MarkdownIt
from openai.types.chat import ChatCompletionChunk
from starlette.testclient import TestClient

from briefbot.server.app import make_app
from briefbot.server.service import Service
from briefbot.settings import Settings
from tests.server.stock import FERRY, QUESTION, stocked
from tests.server.test_hidden import task
from tests.server.wire import listening
from tests.server.workbench import PatientGenerator, SteadyGenerator, serving

USER = {"role": "user", "content": QUESTION}
ARTICLE = re.compile(r"http://127\.0\.0\.1:\d+/articles/[0-9a-f]{16}(?:\?mark=\d+:\d+-\d+)?#p\d+")


@pytest.fixture
def desk(settings: Settings) -> Iterator[tuple[Service, str]]:
    """A service with a stocked library, and its address."""
    stocked(settings)
    with serving(settings) as service, listening(service) as address:
        yield service, address


def caller(address: str, token: str = "unused", **more: Any) -> openai.OpenAI:  # noqa: ANN401
    return openai.OpenAI(base_url=f"{address}/v1", api_key=token, max_retries=0, **more)


def complete(address: str, *messages: object, **more: Any) -> Any:  # noqa: ANN401
    """What the client gets; of a stream the chunks."""
    thread: Any = list(messages) or [USER]
    with caller(address) as client:
        made = client.chat.completions.create(model="briefbot", messages=thread, **more)
        return list(made) if more.get("stream") else made


def test_an_answer_to_the_openai_client(desk: tuple[Service, str]) -> None:
    _, address = desk
    with caller(address) as client:
        assert [model.id for model in client.models.list()] == ["briefbot"]
        assert client.models.retrieve("briefbot").owned_by == "briefbot"
    made = complete(
        address,
        {"role": "system", "content": "Answer like a pirate."},
        USER,
        temperature=0.3,
        seed=4,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        response_format={"type": "json_object"},
        extra_body={"chat_id": "x", "session": {"a": 1}},
    )
    (choice,) = made.choices
    message = choice.message
    assert choice.finish_reason == "stop" and message.role == "assistant"
    assert message.content.startswith("The ferry reopens in May (May 2017). [[1]](http://127.0.0.1:")
    assert "\n**Sources**\n\n1. [Ferry line to reopen](http://127.0.0.1:" in message.content
    (note,) = message.annotations
    cited = note.url_citation
    assert note.type == "url_citation" and ARTICLE.fullmatch(cited.url) and cited.title == "Ferry line to reopen"
    assert message.content[cited.start_index : cited.end_index] == f"[[1]]({cited.url})"
    assert message.reasoning_content == "Draft, not yet checked: The ferry reopens in May. [1]"
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens > 0


def test_a_stream_to_the_openai_client(desk: tuple[Service, str]) -> None:
    _, address = desk
    chunks: list[ChatCompletionChunk] = complete(address, stream=True, stream_options={"include_usage": True})
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    content = "".join(delta.content or "" for delta in deltas)
    draft = "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas)
    notes = [note for delta in deltas for note in getattr(delta, "annotations", None) or ()]
    whole = complete(address).choices[0].message
    assert content == whole.content and draft == whole.reasoning_content
    assert notes == [note.model_dump() for note in whole.annotations]
    assert deltas[0].role == "assistant" and chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].choices == [] and chunks[-1].usage and chunks[-1].usage.total_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_clients_own_helper_gathers_a_stream(desk: tuple[Service, str]) -> None:
    _, address = desk
    thread: Any = [USER]
    with caller(address) as client, client.chat.completions.stream(model="briefbot", messages=thread) as stream:
        gathered = stream.get_final_completion().choices[0].message
    whole = complete(address).choices[0].message
    assert gathered.content == whole.content and gathered.annotations == whole.annotations


def test_a_container_on_this_machine_is_given_addresses_for_its_reader(settings: Settings) -> None:
    stocked(settings)
    headers = {"host": "host.docker.internal:8765", "authorization": "Bearer sesame"}
    with serving(settings) as service:
        for host, status in (("0.0.0.0", 200), ("127.0.0.1", 400)):
            with TestClient(make_app(service, "sesame", host), headers=headers) as client:
                told = client.post("/v1/chat/completions", json={"messages": [USER]})
                assert told.status_code == status
                assert (f"](http://localhost:8765/articles/{FERRY.id}" in told.text) == (status == 200)


def test_a_stream_ends_as_others_do_and_has_no_usage_unless_asked(desk: tuple[Service, str]) -> None:
    _, address = desk
    told = httpx.post(f"{address}/v1/chat/completions", json={"messages": [USER], "stream": True})
    assert told.headers["content-type"].startswith("text/event-stream")
    *events, last = [line.removeprefix("data: ") for line in told.text.splitlines() if line]
    assert last == "[DONE]" and "usage" not in told.text
    assert {json.loads(event)["object"] for event in events} == {"chat.completion.chunk"}
    assert [json.loads(event)["choices"][0]["finish_reason"] for event in events][-2:] == [None, "stop"]


def test_the_draft_is_nowhere_but_in_the_reasoning(settings: Settings) -> None:
    stocked(settings)
    unproven = SteadyGenerator("A balloon lands in Paris in 1931. [1]")
    with serving(settings, unproven) as service, listening(service) as address:
        whole = complete(address).choices[0].message
        pieces = [chunk.choices[0].delta for chunk in complete(address, stream=True) if chunk.choices]
    assert "balloon" not in whole.content and "balloon" in whole.reasoning_content
    assert [piece for piece in pieces if "balloon" in (piece.content or "")] == []
    assert [piece for piece in pieces if "balloon" in (getattr(piece, "reasoning_content", None) or "")]


def test_parts_are_read_and_what_is_no_text_is_told(desk: tuple[Service, str]) -> None:
    _, address = desk
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    halves = [{"type": "text", "text": "when does the"}, image, {"type": "text", "text": "ferry reopen?"}]
    content = complete(address, {"role": "user", "content": halves}).choices[0].message.content
    assert content.startswith("The ferry reopens in May") and content.endswith("were not looked at.*")
    assert "looked at" not in complete(address).choices[0].message.content


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        ({"messages": []}, 422, "No message of the role 'user' has text. Put the question into the last one."),
        ({"messages": [{"role": "user", "content": None}]}, 422, "No message of the role 'user' has text."),
        ({"messages": [{"role": "user", "content": []}]}, 422, "No message of the role 'user' has text."),
        ({"messages": [{"role": "user", "content": "?!"}]}, 422, "The question '?!' has no words."),
        ({"messages": [{"role": "user", "content": "x" * 5000}]}, 422, "The question has 5000 characters"),
        ({"messages": [USER], "n": 3}, 422, "n is 3, and there is only one answer. Ask with n=1."),
        ({"messages": [USER], "tool_choice": "required"}, 422, "tool_choice asks for a call of a tool"),
        ({"messages": [USER], "model": "gpt-9"}, 404, "There is no model 'gpt-9' here. The only one is 'briefbot'."),
        ({"messages": "x"}, 422, "messages: Input should be a valid list."),
        ({}, 422, "messages: Field required."),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(
    desk: tuple[Service, str], asked: dict[str, object], status: int, reason: str
) -> None:
    _, address = desk
    for stream in (False, True):
        told = httpx.post(f"{address}/v1/chat/completions", json={**asked, "stream": stream})
        assert told.status_code == status
        error = told.json()["error"]
        assert error["message"].startswith(reason) and "\n" not in error["message"]
        assert error["type"] == "invalid_request_error"


def test_an_error_on_the_way_ends_a_stream(settings: Settings) -> None:
    with serving(settings) as service, listening(service) as address:  # an empty library
        with pytest.raises(openai.APIError, match="has no articles. Run `briefbot ingest FOLDER` first"):
            complete(address, stream=True)
        with pytest.raises(openai.NotFoundError, match="has no articles"):
            complete(address)


@contextmanager
def asking(service: Service, address: str) -> Iterator[openai.Stream[ChatCompletionChunk]]:
    """A stream whose question the model has, while the context lasts."""
    with caller(address) as client:
        messages: Any = [USER]
        with client.chat.completions.create(model="briefbot", messages=messages, stream=True) as stream:
            assert next(iter(stream)).choices[0].delta.role == "assistant"
            yield stream


def test_hidden_requests_do_not_wait_for_the_model(settings: Settings) -> None:
    stocked(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service, listening(service) as address, asking(service, address):
        assert generator.started.wait(10)
        titled = complete(address, {"role": "user", "content": task('{ "title": "the title" }')})
        assert json.loads(titled.choices[0].message.content) == {"title": "When will the ferry sail, and from where"}
        pieces = complete(address, {"role": "user", "content": task('{ "tags": ["a"] }')}, stream=True)
        assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == '{"tags": ["News"]}'


def test_a_place_in_the_queue_is_told(settings: Settings) -> None:
    stocked(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service, listening(service) as address:
        first = service.ask("ann", QUESTION)
        assert generator.started.wait(10)
        with asking(service, address) as stream:
            delta: Any = next(iter(stream)).choices[0].delta
            assert delta.reasoning_content == "Waiting; 1 before this.\n\n"
        service.stop(first)


def test_a_caller_who_leaves_takes_the_question_along(settings: Settings) -> None:
    stocked(settings)
    generator = PatientGenerator()
    with serving(settings, generator) as service, listening(service) as address:
        with asking(service, address):
            assert generator.started.wait(10)
            with caller(address, timeout=0.3) as client, pytest.raises(openai.APITimeoutError):
                client.chat.completions.create(model="briefbot", messages=[{"role": "user", "content": QUESTION}])
        after = service.submit("ann", "the next", lambda desk, job: "done")
        assert after.wait(10) and after.outcome() == "done" and generator.written == 0


def test_earlier_messages_are_the_thread(desk: tuple[Service, str]) -> None:
    _, address = desk
    first = complete(address).choices[0].message.content
    thread: Sequence[Any] = [USER, {"role": "assistant", "content": first}]
    content = complete(address, *thread, {"role": "user", "content": "why?"}).choices[0].message.content
    assert content.startswith(
        "*Asked as: Why does the ferry reopen?*\n\nThe ferry reopens in May (May 2017). [[1]](http"
    )
    alone = complete(address, {"role": "user", "content": "why?"}).choices[0].message.content
    assert "Asked as" not in alone


def test_hostile_articles_are_inert(settings: Settings) -> None:
    stocked(settings)
    quoting = SteadyGenerator("The zeppelin lands at noon. [1]")
    with serving(settings, quoting) as service, listening(service) as address:
        message = complete(address, {"role": "user", "content": "when does the zeppelin land?"}).choices[0].message
    assert "zeppelin" in message.content.lower()
    shown = MarkdownIt("commonmark").render(message.content)
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "a", "strong", "ol", "li", "ul"}
    assert all(ARTICLE.fullmatch(link) for link in re.findall(r'href="([^"]*)"', shown))
    assert "\x1b" not in message.content and "\u202e" not in message.content


def test_the_token_and_the_host_are_asked_for(settings: Settings) -> None:
    stocked(settings)
    with serving(settings) as service, listening(service, token="sesame") as address:
        with caller(address, "sesame") as client:
            assert client.models.list().data
        with caller(address, "wrong") as client, pytest.raises(openai.AuthenticationError) as refused:
            client.models.list()
        assert "asks for its token" in refused.value.body["message"]  # type: ignore[index]
        evil = httpx.get(f"{address}/v1/models", headers={"host": "evil.example", "authorization": "Bearer sesame"})
        assert evil.status_code == 400 and "not called 'evil.example'" in evil.json()["error"]["message"]
