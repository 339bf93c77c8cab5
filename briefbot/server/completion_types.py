"""What `/v1/chat/completions` is sent and sends, as OpenAI's API has it; what is not known is ignored.

See https://platform.openai.com/docs/api-reference/chat. `reasoning_content` is not of it: it is where llama.cpp, vLLM
and others put what a model writes on its way, and chat programs show it apart from the answer.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MODEL = "briefbot"


class Lenient(BaseModel):
    """Base of what is sent: whatever is not known in it is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class MessagePart(Lenient):
    """A part of a message; only texts are read."""

    type: str = "text"
    text: str | None = None


class Message(Lenient):
    """A message of the thread."""

    role: str
    content: str | list[MessagePart] | None = None

    @property
    def text(self) -> str:
        """Its words; those of several parts one after the other."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text).strip()
        return (self.content or "").strip()

    @property
    def has_more(self) -> bool:
        """Whether it has something other than text, which nobody looks at."""
        return isinstance(self.content, list) and any(part.type != "text" for part in self.content)


class StreamOptions(Lenient):
    """How a stream ends."""

    include_usage: bool | None = Field(default=False, description="Send the usage before the end.")


class CompletionRequest(Lenient):
    """A thread of messages, the last of the user's being the question. Parameters that are not named are ignored."""

    model: str = Field(default=MODEL, description="There is one, 'briefbot'.")
    messages: list[Message] = Field(description="Earlier ones are the thread; instructions to a model are ignored.")
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=1, description="An answer is the only one; more cannot be asked for.")
    tool_choice: str | dict[str, Any] | None = Field(
        default=None, description="Tools are ignored; one that must be called cannot be asked for."
    )


class UrlCitation(BaseModel):
    """Where a citation stands in the content, and what it leads to."""

    start_index: int = Field(description="First character of the citation in the content.")
    end_index: int = Field(description="One past its last character.")
    url: str = Field(description="The article here, at the paragraph.")
    title: str


class Annotation(BaseModel):
    """A citation."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Usage(BaseModel):
    """Tokens read and written, for the draft and for checking it."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class ChatReply(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown with its citations as links, then the list of sources.")
    refusal: None = None
    annotations: list[Annotation] = []
    reasoning_content: str | None = Field(default=None, description="The draft, which nothing has checked.")


class ReplyChoice(BaseModel):
    """The one answer."""

    index: int = 0
    message: ChatReply
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """An answer as a whole."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ReplyChoice]
    usage: Usage


class Delta(BaseModel):
    """What a piece of a stream adds."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    reasoning_content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(BaseModel):
    """A piece of the one answer."""

    index: int = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class StreamChunk(BaseModel):
    """A piece of a stream."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoice]
    usage: Usage | None = None


class ModelCard(BaseModel):
    """The model, as a list of models has it."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "briefbot"


class ModelList(BaseModel):
    """The models."""

    object: Literal["list"] = "list"
    data: list[ModelCard]
