"""What llama-server and vLLM are asked, and how they answer.

llama-server: https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
vLLM: https://docs.vllm.ai/en/latest/serving/openai_compatible_server/ and its features/structured_outputs
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import PurePath
from typing import Any, Protocol

from briefbot.errors import ModelError
from briefbot.llm.modelserver import Answered, ModelServer, ServerRefusal
from briefbot.types import Frozen

ANYTHING = "root ::= .*"  # a grammar that forbids nothing
MOST_PROBABLE = 1000  # tokens whose probabilities llama-server is asked for
VLLM_MOST_PROBABLE = 20  # the most that vLLM gives unless it is started with another --max-logprobs
NOT_FOUND = 404
Turns = Sequence[tuple[str, str]]
"""Roles and contents of a chat."""


class Served(Frozen):
    """What a server says of itself."""

    program: str
    """The program and its version or build."""
    model: str
    """The file or repository of its model."""
    size: int | None = None
    """Bytes of the model's weights, where it says so."""
    context: int
    """Tokens that one request may have."""
    slots: int | None = None
    """Requests that it works on at a time, where it says so."""


class First(Frozen):
    """The first token that is written after a prompt."""

    text: str
    logprob: float
    """Nats, before the grammar."""
    others: dict[int, float]
    """Of other tokens, by id."""
    read: int
    """Tokens evaluated."""

    def of(self, token: int) -> float:
        """The log-probability of a token; that of the least probable known, for one that is none of these."""
        return self.others.get(token, min([self.logprob, *self.others.values()]))


class TextPiece(Frozen):
    """A piece of text as it is written; the last one, without text, tells how it ended."""

    text: str = ""
    tokens: int = 0
    finished: bool = False
    read: int | None = None


TextPieces = Generator[TextPiece, None, None]


class Wire(Protocol):
    """How one kind of server is asked."""

    served: Served

    def tokens(self, text: str, special: bool = False, begin: bool = False) -> list[int]:
        """A text's tokens; control tokens are told from their spelling only when `special`."""
        ...

    def chat(self, turns: Turns) -> str:
        """A chat by the model's template, up to where the assistant speaks."""
        ...

    def first(
        self, prompt: Sequence[int], wanted: Sequence[Sequence[int]], check: Callable[[], None], grammar: str = ANYTHING
    ) -> First:
        """The first token after a prompt, with the log-probabilities of others.

        Args:
            prompt: the tokens before.
            wanted: groups of tokens; of each group the most probable is among the others.
            check: what it raises ends the request.
            grammar: what may be written.
        """
        ...

    def write(self, prompt: Sequence[int], grammar: str, longest: int, check: Callable[[], None]) -> TextPieces:
        """What is written greedily after a prompt, piece by piece."""
        ...


class LlamaServer:
    """llama.cpp's server: GBNF as it is, and the log-probabilities of as many tokens as one likes."""

    def __init__(self, server: ModelServer, props: Answered) -> None:
        self._server = server
        meta = server.ask("/v1/models")["data"][0].get("meta") or {}
        self._vocabulary = int(meta.get("n_vocab", MOST_PROBABLE))
        self.served = Served(
            program=f"llama-server {props.get('build_info', 'of no known build')}",
            model=PurePath(props.get("model_path") or props.get("model_alias") or "").name,
            size=meta.get("size"),
            context=props["default_generation_settings"]["n_ctx"],
            slots=props.get("total_slots"),
        )

    def tokens(self, text: str, special: bool = False, begin: bool = False) -> list[int]:
        """A text's tokens; see `Wire`."""
        asked = {"content": text, "add_special": begin, "parse_special": special}
        return list(self._server.ask("/tokenize", asked)["tokens"])

    def chat(self, turns: Turns) -> str:
        """A chat by the model's template; see `Wire`."""
        return str(self._server.ask("/apply-template", {"messages": _messages(turns)})["prompt"])

    def first(
        self, prompt: Sequence[int], wanted: Sequence[Sequence[int]], check: Callable[[], None], grammar: str = ANYTHING
    ) -> First:
        """The first token after a prompt; see `Wire`."""
        read = 0
        for most in (MOST_PROBABLE, self._vocabulary):
            asked = self._asked(prompt, grammar, 1) | {"n_probs": most}
            found = self._server.ask("/completion", asked, check)
            picked = found["completion_probabilities"][0]
            others = {each["id"]: each["logprob"] for each in picked["top_logprobs"]}
            read += found["timings"]["prompt_n"]
            if all(not others.keys().isdisjoint(group) for group in wanted):
                break
        return First(text=found["content"], logprob=picked["logprob"], others=others, read=read)

    def write(self, prompt: Sequence[int], grammar: str, longest: int, check: Callable[[], None]) -> TextPieces:
        """What is written after a prompt; see `Wire`."""
        asked = self._asked(prompt, grammar, longest) | {"stream": True}
        with closing(self._server.stream("/completion", asked, check)) as events:
            for event in events:
                if event.get("stop"):
                    yield TextPiece(finished=event["stop_type"] == "eos", read=event["timings"]["prompt_n"])
                else:
                    yield TextPiece(text=event["content"], tokens=1)

    def _asked(self, prompt: Sequence[int], grammar: str, longest: int) -> dict[str, Any]:
        limit = {} if grammar == ANYTHING else {"grammar": grammar}
        return {"prompt": list(prompt), "n_predict": longest, "temperature": 0, "cache_prompt": True, **limit}


class Vllm:
    """vLLM's server: a grammar as one of its structured outputs, and the log-probabilities of the tokens one names."""

    def __init__(self, server: ModelServer, version: Answered) -> None:
        self._server = server
        self._model = server.ask("/v1/models")["data"][0]
        self.served = Served(
            program=f"vLLM {version['version']}",
            model=self._model.get("root") or self._model["id"],
            context=self._model["max_model_len"],
        )

    def tokens(self, text: str, special: bool = False, begin: bool = False) -> list[int]:
        """A text's tokens; see `Wire`.

        vLLM always tells control tokens from their spelling, so what may be one is cut behind its first character.
        """
        parts = [text] if special else _CONTROL.split(text)
        return [token for part in parts if part for token in self._tokens(part, begin)]

    def _tokens(self, text: str, begin: bool) -> list[int]:
        asked = {"model": self._model["id"], "prompt": text, "add_special_tokens": begin}
        return list(self._server.ask("/tokenize", asked)["tokens"])

    def chat(self, turns: Turns) -> str:
        """A chat by the model's template; see `Wire`. It is read back from its tokens, which is all vLLM gives."""
        asked = {"model": self._model["id"], "messages": _messages(turns), "add_generation_prompt": True}
        tokens = self._server.ask("/tokenize", asked)["tokens"]
        return str(self._server.ask("/detokenize", {"model": self._model["id"], "tokens": tokens})["prompt"])

    def first(
        self, prompt: Sequence[int], wanted: Sequence[Sequence[int]], check: Callable[[], None], grammar: str = ANYTHING
    ) -> First:
        """The first token after a prompt; see `Wire`."""
        names = {"logprob_token_ids": [token for group in wanted for token in group]} if wanted else {}
        told = {"logprobs": VLLM_MOST_PROBABLE, "return_tokens_as_token_ids": True, **names}
        found = self._server.ask("/v1/completions", self._asked(prompt, grammar, 1) | told, check)
        choice = found["choices"][0]
        by_name: Mapping[str, float] = choice["logprobs"]["top_logprobs"][0]
        return First(
            text=choice["text"],
            logprob=choice["logprobs"]["token_logprobs"][0],
            others={int(name.partition(":")[2]): value for name, value in by_name.items()},
            read=_read(found["usage"]),
        )

    def write(self, prompt: Sequence[int], grammar: str, longest: int, check: Callable[[], None]) -> TextPieces:
        """What is written after a prompt; see `Wire`."""
        told = {"stream": True, "stream_options": {"include_usage": True, "continuous_usage_stats": True}}
        written = 0
        finished = False
        asked = self._asked(prompt, grammar, longest) | told
        with closing(self._server.stream("/v1/completions", asked, check)) as events:
            for event in events:
                usage = event.get("usage") or {}
                if not event["choices"]:
                    yield TextPiece(finished=finished, read=_read(usage))
                    continue
                choice = event["choices"][0]
                finished = finished or choice.get("finish_reason") == "stop"
                total = usage.get("completion_tokens", written + 1)
                yield TextPiece(text=choice["text"], tokens=total - written)
                written = total

    def _asked(self, prompt: Sequence[int], grammar: str, longest: int) -> dict[str, Any]:
        limit = {} if grammar == ANYTHING else {"structured_outputs": {"grammar": grammar}}
        return {
            "model": self._model["id"],
            "prompt": list(prompt),
            "max_tokens": longest,
            "temperature": 0,
            **limit,
        }


# Behind the first character of what may be a control token: <|im_end|>, </s>, [INST].
_CONTROL = re.compile(r"(?<=<)(?=[^<>\n]{1,60}>)|(?<=\[)(?=/?[A-Z_]{2,30}\])")


def find_wire(server: ModelServer) -> Wire:
    """How a server is asked, by what it says of itself.

    Raises:
        ModelError: it is away, or is neither llama-server nor vLLM.
    """
    kinds: tuple[tuple[str, str, Callable[[ModelServer, Answered], Wire]], ...] = (
        ("/props", "default_generation_settings", LlamaServer),
        ("/version", "version", Vllm),
    )
    try:
        for path, key, kind in kinds:
            try:
                found = server.ask(path)
            except ServerRefusal as refusal:
                if refusal.status != NOT_FOUND:
                    raise
                continue
            if key in found:
                return kind(server, found)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _stranger(server) from error
    raise _stranger(server)


def _stranger(server: ModelServer) -> ModelError:
    return ModelError(
        f"{server.url!r} answers, but neither as llama-server nor as vLLM; others keep to no grammar. Change "
        "BRIEFBOT_GENERATOR."
    )


def _messages(turns: Turns) -> list[dict[str, str]]:
    return [{"role": role, "content": content} for role, content in turns]


def _read(usage: Mapping[str, Any]) -> int:
    """Prompt tokens that were evaluated, not found in the cache."""
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return int(usage.get("prompt_tokens", 0)) - int(cached)
