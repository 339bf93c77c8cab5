"""vLLM's wire in front of a llama-server: requests are held against vLLM's documented schema, and answered as it says.

vLLM itself needs a GPU. The fields are those of https://docs.vllm.ai/en/latest/serving/openai_compatible_server/
(CompletionRequest, TokenizeCompletionRequest, TokenizeChatRequest, DetokenizeRequest); one that is not there fails.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefbot.llm.modelserver import ModelServer, ServerRefusal

CONTEXT = 2048
NAME = "desk-model"
ALL = 49_152  # tokens of the tiny model


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    model: Literal["desk-model"]


class StructuredOutputs(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    grammar: str


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    include_usage: bool
    continuous_usage_stats: bool


class CompletionRequest(Strict):
    prompt: list[Annotated[int, Field(ge=0)]]
    max_tokens: int
    temperature: float | int
    stream: bool = False
    stream_options: StreamOptions | None = None
    logprobs: Annotated[int, Field(le=20)] | None = None
    logprob_token_ids: Annotated[list[int], Field(min_length=1)] | None = None
    return_tokens_as_token_ids: bool = False
    structured_outputs: StructuredOutputs | None = None


class TokenizeCompletionRequest(Strict):
    prompt: str
    add_special_tokens: bool = True


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    role: Literal["system", "user", "assistant"]
    content: str


class TokenizeChatRequest(Strict):
    messages: list[Message]
    add_generation_prompt: bool


class DetokenizeRequest(Strict):
    tokens: list[int]


class Bridge:
    """Answers as vLLM does.

    Args:
        llama: what knows the model.
    """

    def __init__(self, llama: ModelServer) -> None:
        self._llama = llama
        self.asked: list[str] = []

    def answer(self, path: str, data: bytes) -> tuple[int, dict[str, Any] | list[dict[str, Any]]]:
        """The status and the JSON of an answer, or the events of one."""
        self.asked.append(path)
        try:
            if path == "/version":
                return 200, {"version": "0.33.0"}
            if path == "/v1/models":
                return 200, {"object": "list", "data": [_card()]}
            given = json.loads(data) if data else {}
            if path == "/tokenize" and "messages" in given:
                chat = TokenizeChatRequest.model_validate(given)
                turns = {"messages": [message.model_dump() for message in chat.messages]}
                return 200, self._tokens(self._llama.ask("/apply-template", turns)["prompt"], False)
            if path == "/tokenize":
                text = TokenizeCompletionRequest.model_validate(given)
                return 200, self._tokens(text.prompt, text.add_special_tokens)
            if path == "/detokenize":
                tokens = DetokenizeRequest.model_validate(given).tokens
                return 200, {"prompt": self._llama.ask("/detokenize", {"tokens": tokens})["content"]}
            if path == "/v1/completions":
                return 200, self._completed(CompletionRequest.model_validate(given))
        except ValidationError as error:
            return 400, {"error": {"message": str(error), "type": "BadRequestError", "code": 400}}
        except ServerRefusal as refusal:
            return refusal.status, {"error": {"message": str(refusal), "code": refusal.status}}
        return 404, {"detail": "Not Found"}

    def _tokens(self, text: str, begin: bool) -> dict[str, Any]:
        asked = {"content": text, "add_special": begin, "parse_special": True}  # as tokenizers of the hub do
        tokens = self._llama.ask("/tokenize", asked)["tokens"]
        return {"count": len(tokens), "max_model_len": CONTEXT, "tokens": tokens, "token_strs": None}

    def _completed(self, asked: CompletionRequest) -> dict[str, Any] | list[dict[str, Any]]:
        grammar = {"grammar": asked.structured_outputs.grammar} if asked.structured_outputs else {}
        body = {"prompt": asked.prompt, "n_predict": asked.max_tokens, "temperature": 0, **grammar}
        body["n_probs"] = ALL if asked.logprob_token_ids else 20
        found = self._llama.ask("/completion", body | {"return_tokens": True})
        reason = "stop" if found["stop_type"] == "eos" else "length"
        written = found["completion_probabilities"]
        if found["stop_type"] == "eos" and asked.max_tokens > 1:
            written = written[:-1]
        usage = {"prompt_tokens": len(asked.prompt), "prompt_tokens_details": None}
        if not asked.stream:
            first = written[0]
            wanted = set(asked.logprob_token_ids or ())
            top = {each["id"]: each["logprob"] for each in first["top_logprobs"]}
            shown = {name: value for name, value in top.items() if name in wanted} if wanted else top
            by_name = {f"token_id:{name}": value for name, value in {**shown, first["id"]: first["logprob"]}.items()}
            told = {"token_logprobs": [first["logprob"]], "top_logprobs": [by_name], "text_offset": [0]}
            choice = {"index": 0, "text": found["content"], "logprobs": told, "finish_reason": reason}
            return _event([choice], usage | {"completion_tokens": 1})
        events = []
        for number, piece in enumerate(written, start=1):
            ends = reason if number == len(written) else None
            choice = {"index": 0, "text": piece["token"], "logprobs": None, "finish_reason": ends}
            events.append(_event([choice], usage | {"completion_tokens": number}))
        return [*events, _event([], usage | {"completion_tokens": len(written)})]


def _card() -> dict[str, Any]:
    return {"id": NAME, "object": "model", "owned_by": "vllm", "root": "desk/model", "max_model_len": CONTEXT}


def _event(choices: list[dict[str, Any]], usage: dict[str, Any]) -> dict[str, Any]:
    return {"id": "cmpl-1", "object": "text_completion", "model": NAME, "choices": choices, "usage": usage}
