"""A language model on a server: what it must be able to do is tried when it is connected to."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache

import numpy as np
from pydantic import SecretStr

from briefbot.digests import digest
from briefbot.errors import InputError, ModelError
from briefbot.llm.generator import Completion, Judgement
from briefbot.llm.interrupting import Interrupt
from briefbot.llm.modelserver import ModelServer, ServerRefusal
from briefbot.llm.prompts import Rendered
from briefbot.llm.wires import Served, find_wire
from briefbot.progress import clock
from briefbot.types import ModelRef

USERS_PLACE = "\ue000USER\ue000"  # private-use characters: they mark where the user's text goes in a template
REMEMBERED = 4096  # texts whose tokens are kept
MOST_AT_ONCE = 16  # askers that a desk sends to a server
UNLIKELY = 'root ::= "zq" [0-9] [0-9] "#"'  # what no model would write of its own accord
AS_UNLIKELY = re.compile(r"zq\d\d#")


def connect_generator(url: str, token: SecretStr | None, context: int) -> ServedGenerator:
    """The model of a server that was found to do all that is needed.

    Args:
        url: the server's address, without a path.
        token: shown to it.
        context: tokens that a request must be allowed to have.

    Raises:
        ModelError: the server is away, is of another kind, or lacks something.
    """
    server = ModelServer(url, token)
    try:
        generator = ServedGenerator(server)
        generator.probe(context)
    except BaseException:
        server.close()
        raise
    return generator


class ServedGenerator:
    """The model of a server; see `Generator`. Any number of threads may ask it at a time.

    No server tells the digest of its weights. Until somebody recognises them, the digest is that of what the server
    says of itself.

    Args:
        server: where it is.
    """

    def __init__(self, server: ModelServer) -> None:
        self._server = server
        self._wire = find_wire(server)
        self._interrupt = Interrupt()
        self._sha256 = digest(self._wire.served.model, self._wire.served.size, self._wire.served.program)
        self.tokens = lru_cache(REMEMBERED)(self._wire.tokens)
        self._chat = lru_cache(REMEMBERED)(self._wire.chat)
        self._yes, self._no = self._variants("yes"), self._variants("no")

    @property
    def served(self) -> Served:
        """What the server says of itself."""
        return self._wire.served

    @property
    def slots(self) -> int:
        """How many it writes for at a time; more would wait for one another."""
        return min(self.served.slots or MOST_AT_ONCE, MOST_AT_ONCE)

    @property
    def url(self) -> str:
        """The server's address."""
        return self._server.url

    @property
    def ref(self) -> ModelRef:
        """The model with what serves it, and its digest."""
        served = self._wire.served
        return ModelRef(name=f"{served.model}, served by {served.program} at {self.url}", sha256=self._sha256)

    def recognise(self, sha256: str) -> None:
        """Take the weights for those of a digest."""
        self._sha256 = sha256

    def watch(self, interrupt: Interrupt) -> None:
        """End with `Interrupted`, and have the server end, when an interrupt is set."""
        self._interrupt = interrupt

    def close(self) -> None:
        """End the connection."""
        self._server.close()

    def probe(self, context: int) -> None:
        """Make sure that the server can do what is needed.

        Raises:
            ModelError: it has too little context, keeps to no grammar, or tells no probabilities.
        """
        url, served = self._server.url, self._wire.served
        if served.context < context:
            slots = f" in each of its {served.slots} slots" if (served.slots or 0) > 1 else ""
            raise ModelError(
                f"The model server {url!r} has {served.context} tokens of context{slots}, and BRIEFBOT_CONTEXT is "
                f"{context}. Start it with a context of {context * (served.slots or 1)}, or lower BRIEFBOT_CONTEXT."
            )
        prompt = self.tokens("Say: ", False, True)
        try:
            written = "".join(piece.text for piece in self._wire.write(prompt, UNLIKELY, 16, lambda: None))
        except ServerRefusal as refusal:
            raise ModelError(f"The model server {url!r} takes no grammar: {refusal}") from refusal
        if not AS_UNLIKELY.fullmatch(written):
            raise ModelError(
                f"The model server {url!r} does not keep to a grammar: it wrote {written[:40]!r}. Run llama-server, or "
                "vLLM from 0.12 on."
            )
        try:
            told = self._wire.first(prompt, [self._yes, self._no], lambda: None).others
        except (KeyError, IndexError, TypeError, ServerRefusal) as error:
            raise ModelError(
                f"The model server {url!r} does not tell the probabilities of its words ({error}). Run llama-server, "
                "or vLLM."
            ) from error
        if not told or not all(np.isfinite(value) and value <= 0 for value in told.values()):
            raise ModelError(f"The model server {url!r} tells no log-probabilities. Run llama-server, or vLLM.")

    def count(self, text: str) -> int:
        """Tokens in a text."""
        return len(self.tokens(text)) if text else 0

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: Callable[[str], None] = lambda text: None,
        instead: str = "",
        until: Callable[[str], bool] | None = None,
    ) -> Completion:
        """Write greedily what a grammar allows; see `Generator.write`."""
        began = clock()
        tokens = self._tokens(prompt, longest)
        preference, read = 0.0, 0
        if instead:
            refusing = self.tokens(instead)[0]
            first = self._wire.first(tokens, [[refusing]], self._interrupt.check, grammar)
            preference, read = first.logprob - first.of(refusing), first.read
        wrote: float | None = None
        text, count, finished = "", 0, False
        with closing(self._wire.write(tokens, grammar, longest, self._interrupt.check)) as pieces:
            for piece in pieces:
                wrote = wrote or clock()
                count += piece.tokens
                finished = finished or piece.finished
                read += piece.read or 0
                if piece.text:
                    text += piece.text
                    on_text(piece.text)
                    if until and until(text):
                        break
        wrote = wrote or clock()
        return Completion(
            text=text,
            finished=finished,
            tokens_read=read,
            tokens_written=count,
            seconds_read=wrote - began,
            seconds_written=clock() - wrote,
            preference=preference,
        )

    def judge(self, prompt: Rendered) -> Judgement:
        """The probability of yes against no as the reply's first token; see `Generator.judge`."""
        began = clock()
        first = self._wire.first(self._tokens(prompt, 1), [self._yes, self._no], self._interrupt.check)
        yes, no = (np.logaddexp.reduce([first.of(token) for token in side]) for side in (self._yes, self._no))
        return Judgement(probability=float(1 / (1 + np.exp(no - yes))), tokens_read=first.read, seconds=clock() - began)

    def _tokens(self, prompt: Rendered, room: int) -> list[int]:
        """A prompt's tokens; those of the user's own words hold no control token.

        Raises:
            InputError: they are too many.
        """
        head, tail = self._scaffold(prompt)
        tokens = [*self.tokens(head, True, True), *self.tokens(prompt.user), *self.tokens(tail, True)]
        context = self._wire.served.context
        if len(tokens) + room > context:
            raise InputError(
                f"The prompt has {len(tokens)} tokens and the model server's context is {context}. Ask a shorter "
                "question, or start the server with more."
            )
        return tokens

    def _scaffold(self, prompt: Rendered) -> tuple[str, str]:
        """The text of the chat before and after the user's own words."""
        turns = [turn for e in prompt.examples for turn in (("user", e.user), ("assistant", e.assistant))]
        turns.append(("user", USERS_PLACE))
        try:
            text = self._chat((("system", prompt.system), *turns))
        except ServerRefusal:  # templates may refuse a system message
            turns[0] = ("user", f"{prompt.system}\n\n{turns[0][1]}")
            text = self._chat(tuple(turns))
        head, _, tail = text.partition(USERS_PLACE)
        return head, tail

    def _variants(self, word: str) -> list[int]:
        """The tokens that begin a reply with a word, in its usual spellings."""
        spellings = (word, word.capitalize(), f" {word}", f" {word.capitalize()}")
        return sorted({tokens[0] for spelling in spellings if len(tokens := self.tokens(spelling)) == 1})
