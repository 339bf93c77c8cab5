"""The desk as a chat model, for the programs and libraries that speak OpenAI's API; see `completion_types`."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from pydantic_core import to_json

from briefbot.answering.session import checked_question
from briefbot.errors import BriefbotError, InputError
from briefbot.render.addresses import Address, page_address
from briefbot.render.chat import chat_text
from briefbot.server.callers import Caller, TheService, base_of
from briefbot.server.chats import Answered, answered_in_chat, exchanges_of
from briefbot.server.completion_types import (
    MODEL,
    Annotation,
    ChatCompletion,
    Choice,
    Chunk,
    ChunkChoice,
    CompletionRequest,
    Delta,
    Message,
    ModelCard,
    ModelList,
    Reply,
    UrlCitation,
    Usage,
)
from briefbot.server.failures import Failure, reason
from briefbot.server.hidden import hidden_reply, without_files
from briefbot.server.jobs import Job, Kind
from briefbot.server.streaming import kept_alive, outcome
from briefbot.types import Answer

UNCHECKED = "Draft, not yet checked: "
NOT_SEEN = "\n\n*Note: only the words of a message are read; its images and files were not looked at.*"
DONE = "data: [DONE]\n\n"
ERRORS: dict[int | str, dict[str, Any]] = {"4XX": {"model": Failure}, "5XX": {"model": Failure}}

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], responses=ERRORS)


class Asked(NamedTuple):
    """What a request asks."""

    question: str
    has_more: bool
    """Whether the message has something other than words."""


@router.get("/models")
def models() -> ModelList:
    """The models: there is one."""
    return ModelList(data=[ModelCard()])


@router.get("/models/{name}")
def model(name: str) -> ModelCard:
    """The model of a name."""
    _check_model(name)
    return ModelCard()


@router.post("/chat/completions", response_model=ChatCompletion)
async def complete(asked: CompletionRequest, request: Request, service: TheService, caller: Caller) -> Response:
    """Answer the last message of the user, every sentence with a link to the paragraph that proves it.

    With `stream`, the reply is a stream of server-sent events (`chat.completion.chunk`) that ends with `[DONE]`. The
    draft comes as `reasoning_content`; the checked answer is the content.
    """
    _check_model(asked.model)
    question = asked_question(asked)
    reply = hidden_reply(question.question)
    writer = Writer(page_address(base_of(request)), asked, question)
    if reply is not None:
        return writer.at_once(reply)
    words, exchanges = checked_question(without_files(question.question)), exchanges_of(asked.messages)
    job = service.submit(caller, words, lambda desk, job: answered_in_chat(desk, job, words, exchanges))
    if asked.stream:
        return _stream(writer.pieces(job))
    return writer.whole((await outcome(job, request)).outcome())


def asked_question(asked: CompletionRequest) -> Asked:
    """The last message of the user.

    Raises:
        InputError: there is none with words, or more is asked for than there is.
    """
    if (asked.n or 1) > 1:
        raise InputError(f"n is {asked.n}, and there is only one answer. Ask with n=1.")
    if isinstance(asked.tool_choice, dict) or asked.tool_choice == "required":
        raise InputError("tool_choice asks for a call of a tool, and briefbot calls none. Leave it out.")
    last = next((message for message in reversed(asked.messages) if message.role == "user"), Message(role="user"))
    if not last.text:
        raise InputError("No message of the role 'user' has text. Put the question into the last one.")
    return Asked(last.text, last.has_more)


class Writer:
    """Writes the reply to one request.

    Args:
        address: where a paragraph can be read.
        asked: the request.
        question: what it asks.
    """

    def __init__(self, address: Address, asked: CompletionRequest, question: Asked) -> None:
        self._address = address
        self._asked = asked
        self._more = NOT_SEEN if question.has_more else ""
        self._id = f"chatcmpl-{secrets.token_hex(12)}"
        self._created = int(time.time())

    def at_once(self, content: str) -> Response:
        """A reply in which the model has no part."""
        reply = Reply(content=content)
        return _stream(self._at_once(reply)) if self._asked.stream else self._completion(reply, Usage())

    def whole(self, answered: Answered) -> Response:
        """The reply that is not streamed."""
        return self._completion(self._reply(answered), _usage(answered.answer))

    async def pieces(self, job: Job) -> AsyncGenerator[str, None]:
        """The pieces of a stream: the draft as it is written, then the checked answer."""
        yield self._piece(Delta(role="assistant", content=""))
        notice = UNCHECKED
        async with aclosing(job.follow()) as events:
            async for event in events:
                if event.kind is Kind.PLACE and event.data:
                    yield self._piece(Delta(reasoning_content=f"Waiting; {event.data} before this.\n\n"))
                elif event.kind is Kind.DRAFT and event.data:
                    yield self._piece(Delta(reasoning_content=f"{notice}{event.data}"))
                    notice = ""
        try:
            answered: Answered = job.outcome()
        except BriefbotError as error:
            yield f"data: {reason(500, str(error)).model_dump_json()}\n\n{DONE}"
            return
        async for piece in self._ending(self._reply(answered), _usage(answered.answer)):
            yield piece

    async def _at_once(self, reply: Reply) -> AsyncGenerator[str, None]:
        yield self._piece(Delta(role="assistant", content=""))
        async for piece in self._ending(reply, Usage()):
            yield piece

    async def _ending(self, reply: Reply, usage: Usage) -> AsyncGenerator[str, None]:
        yield self._piece(Delta(content=reply.content))
        if reply.annotations:
            yield self._piece(Delta(annotations=reply.annotations))
        yield self._piece(Delta(), is_last=True)
        options = self._asked.stream_options
        if options and options.include_usage:
            yield _event(Chunk(id=self._id, created=self._created, choices=[], usage=usage))
        yield DONE

    def _reply(self, answered: Answered) -> Reply:
        answer, rewriting = answered.answer, answered.rewriting
        shown = chat_text(answer, self._address, rewriting.question if rewriting.changed else "")
        return Reply(
            content=shown.text + self._more,
            annotations=[
                Annotation(
                    url_citation=UrlCitation(
                        start_index=mark.start,
                        end_index=mark.end,
                        url=self._address(mark.citation),
                        title=mark.citation.title,
                    )
                )
                for mark in shown.marks
            ],
            reasoning_content=f"{UNCHECKED}{answer.draft}" if answer.draft else None,
        )

    def _completion(self, reply: Reply, usage: Usage) -> Response:
        made = ChatCompletion(id=self._id, created=self._created, choices=[Choice(message=reply)], usage=usage)
        return Response(made.model_dump_json(), media_type="application/json")

    def _piece(self, delta: Delta, is_last: bool = False) -> str:
        choice = ChunkChoice(delta=delta, finish_reason="stop" if is_last else None)
        return _event(Chunk(id=self._id, created=self._created, choices=[choice]))


def _stream(pieces: AsyncGenerator[str, None]) -> Response:
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(kept_alive(pieces), media_type="text/event-stream", headers=headers)


def _event(chunk: Chunk) -> str:
    """A chunk as an event. A delta has only what it adds; a choice always has its reason to end."""
    data = chunk.model_dump(exclude={"usage"} if chunk.usage is None else None)
    for choice in data["choices"]:
        choice["delta"] = {name: value for name, value in choice["delta"].items() if value is not None}
    return f"data: {to_json(data).decode()}\n\n"


def _usage(answer: Answer) -> Usage:
    read = sum(timing.tokens_read for timing in answer.timings)
    written = sum(timing.tokens_written for timing in answer.timings)
    return Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


def _check_model(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, f"There is no model {name!r} here. The only one is {MODEL!r}.")
