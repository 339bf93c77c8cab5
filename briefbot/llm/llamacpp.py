"""The language model on the CPU by llama.cpp, one token at a time.

The fixed beginning of a prompt (instructions and examples) is evaluated once; its state is kept in memory and on
disk, so that a later process reads only what is new. What a prompt has in common with the one before it is not read
again either. Text of users and articles is never parsed for control tokens.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp import llama_chat_format

from briefbot.errors import InputError, ModelError
from briefbot.llm.answerprobe import load_probe
from briefbot.llm.context import SEQUENCE, ModelContext
from briefbot.llm.generator import Completion, Generator, Judgement
from briefbot.llm.interrupting import Interrupt
from briefbot.llm.prompts import Rendered
from briefbot.progress import clock
from briefbot.types import ModelRef


def load_generator(path: Path, ref: ModelRef, states: Path, context: int, threads: int) -> Generator:
    """The model of a GGUF file.

    Args:
        path: the GGUF file.
        ref: its name and digest.
        states: folder where the evaluated fixed prefixes are kept.
        context: tokens it can hold.
        threads: threads to use.

    Raises:
        ModelError: the file cannot be loaded.
    """
    # importing llama_cpp takes half a second

    return LlamaCpp(path, ref, states, context, threads)


CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)
HERE = "\ue000USER\ue000"  # private-use characters: they mark where the user's text goes in a template


class LlamaCpp:
    """A GGUF model; see `Generator`."""

    def __init__(self, path: Path, ref: ModelRef, states: Path, context: int, threads: int) -> None:
        self.ref = ref
        self._states_folder = states
        self._interrupt = Interrupt()
        self._context = ModelContext(path, context, threads)
        self._vocabulary = self._context.vocabulary
        self._states: dict[str, tuple[int, ctypes.Array[ctypes.c_uint8]]] = {}
        self._yes, self._no = self._variants("yes"), self._variants("no")
        self._formatter = llama_chat_format.Jinja2ChatFormatter(
            template=self._context.described("tokenizer.chat_template") or CHATML,
            eos_token=self._text(llama_cpp.llama_vocab_eos(self._vocabulary)),
            bos_token=self._text(llama_cpp.llama_vocab_bos(self._vocabulary)),
        )

    def watch(self, interrupt: Interrupt) -> None:
        """End with `Interrupted` in the middle of a token when an interrupt is set.

        llama.cpp asks a C function before each step of its graph. `strlen` of the interrupt's flag is 0 or 1, and takes
        no turn of the interpreter, which a function of Python's would have to wait for a thousand times a token.
        """
        self._interrupt = interrupt
        strlen = ctypes.cast(ctypes.CDLL(None).strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(self._context.pointer, strlen, ctypes.cast(interrupt.flag, ctypes.c_void_p))

    def count(self, text: str) -> int:
        """Tokens in a text."""
        return len(self.tokens(text))

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
        read = self._read(prompt, longest)
        wrote = clock()
        text, count, finished = "", 0, False
        preference, probed = 0.0, None
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with self.grammar(grammar) as sampler:
            while count < longest:
                token = self._pick(sampler)
                if instead and not count:
                    preference = float(self._context.logits()[token] - self._context.logits()[self.tokens(instead)[0]])
                    probed = self._probed(prompt)
                if llama_cpp.llama_vocab_is_eog(self._vocabulary, token):
                    finished = True
                    break
                piece = decoder.decode(self._piece(token))
                text += piece
                on_text(piece)
                count += 1
                if until and until(text):
                    break
                self._eval([token])
        return Completion(
            text=text,
            finished=finished,
            tokens_read=read,
            tokens_written=count,
            seconds_read=wrote - began,
            seconds_written=clock() - wrote,
            preference=preference,
            probed=probed,
        )

    def judge(self, prompt: Rendered) -> Judgement:
        """The probability of yes against no as the reply's first token; see `Generator.judge`."""
        began = clock()
        read = self._read(prompt, 1)
        logits = self._context.logits()
        margin = np.logaddexp.reduce(logits[self._yes]) - np.logaddexp.reduce(logits[self._no])
        return Judgement(probability=float(1 / (1 + np.exp(-margin))), tokens_read=read, seconds=clock() - began)

    def values(self, prompt: Rendered, layers: Sequence[int]) -> npt.NDArray[np.float32] | None:
        """The value vectors that some layers keep of a prompt's last token; see `ModelContext.values`."""
        self._read(prompt, 0)
        return self._context.values(layers)

    def _probed(self, prompt: Rendered) -> float | None:
        """What the probe says of a prompt that was read; None of other weights or words than it was fitted for."""
        probe = load_probe()
        if not probe.is_of(self.ref, prompt.ref):
            return None
        values = self._context.values(probe.layers)
        return None if values is None else probe.log_odds(values)

    # Reading

    def _read(self, prompt: Rendered, room: int) -> int:
        """Bring the context to the end of a prompt; returns the tokens evaluated for it."""
        head, tail = self._scaffold(prompt)
        fixed = self.tokens(head, special=True, begin=True)
        new = self.tokens(prompt.user) + self.tokens(tail, special=True)
        if len(fixed) + len(new) + room > self._context.size:
            raise InputError(
                f"The prompt has {len(fixed) + len(new)} tokens and the model's context is {self._context.size}. "
                "Ask a shorter question, or raise BRIEFBOT_CONTEXT."
            )
        evaluated = self._restore(fixed)
        known = len(os.path.commonprefix([self._context.tokens[len(fixed) :], new[:-1]]))  # the last one is read anew
        self._context.keep(len(fixed) + known)
        self._eval(new[known:])
        return evaluated + len(new) - known

    def _eval(self, tokens: list[int]) -> None:
        try:
            self._context.read(tokens)
        except ModelError:
            self._interrupt.check()
            raise

    def _scaffold(self, prompt: Rendered) -> tuple[str, str]:
        """The text of the chat before and after the user's own words."""
        turns = [turn for e in prompt.examples for turn in (("user", e.user), ("assistant", e.assistant))]
        turns.append(("user", HERE))
        try:
            text = self._format([("system", prompt.system), *turns])
        except Exception:  # templates refuse a system message by raising whatever they like
            turns[0] = ("user", f"{prompt.system}\n\n{turns[0][1]}")
            text = self._format(turns)
        head, _, tail = text.partition(HERE)
        return head, tail

    def _format(self, turns: list[tuple[str, str]]) -> str:
        messages: list[Any] = [{"role": role, "content": content} for role, content in turns]
        return str(self._formatter(messages=messages).prompt)

    def _restore(self, fixed: list[int]) -> int:
        """Have the context begin with a fixed beginning; returns the tokens evaluated, 0 when it was saved."""
        context = self._context
        if context.tokens[: len(fixed)] == fixed:
            return 0
        key = self._state_key(fixed)
        context.clear()
        if key in self._states:
            size, state = self._states[key]
            restored = bool(llama_cpp.llama_state_seq_set_data(context.pointer, state, size, SEQUENCE))
        else:
            restored = self._load_state(key, fixed)
        if restored:
            context.tokens[:] = fixed
        else:
            context.clear()
            self._eval(fixed)
            self._save_state(key, fixed)
        if key not in self._states:
            size = llama_cpp.llama_state_seq_get_size(context.pointer, SEQUENCE)
            state = (ctypes.c_uint8 * size)()
            llama_cpp.llama_state_seq_get_data(context.pointer, state, size, SEQUENCE)
            self._states[key] = size, state
        return 0 if restored else len(fixed)

    def _state_key(self, fixed: list[int]) -> str:
        parts = (self.ref.sha256, llama_cpp.__version__, self._context.size, fixed)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _load_state(self, key: str, fixed: list[int]) -> bool:
        path = self._states_folder / f"{key}.state"
        if not path.is_file():
            return False
        tokens = (llama_cpp.llama_token * len(fixed))()
        count = ctypes.c_size_t()
        read = llama_cpp.llama_state_seq_load_file(
            self._context.pointer, os.fsencode(path), SEQUENCE, tokens, len(fixed), ctypes.byref(count)
        )
        return bool(read) and list(tokens) == fixed

    def _save_state(self, key: str, fixed: list[int]) -> None:
        """Keep a state on disk; a folder that cannot be written only costs the next process some seconds."""
        with contextlib.suppress(OSError):
            self._states_folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._states_folder)
            os.close(handle)
            tokens = (llama_cpp.llama_token * len(fixed))(*fixed)
            saved = llama_cpp.llama_state_seq_save_file(
                self._context.pointer, os.fsencode(name), SEQUENCE, tokens, len(fixed)
            )
            if saved:
                os.replace(name, self._states_folder / f"{key}.state")
            else:
                os.unlink(name)

    # Writing

    def _pick(self, sampler: llama_cpp.llama_sampler_p) -> int:
        """The most probable token that the grammar allows, which is asked about all only if it refuses the first."""
        logits = self._context.logits()
        candidates = np.empty(1, dtype=_CANDIDATE)
        candidates["id"] = np.argmax(logits)
        candidates["logit"] = 1.0
        _apply(sampler, candidates)
        if np.isneginf(candidates["logit"][0]):
            candidates = np.empty(self._context.vocabulary_size, dtype=_CANDIDATE)
            candidates["id"] = np.arange(self._context.vocabulary_size)
            candidates["logit"] = logits
            _apply(sampler, candidates)
        token = int(candidates["id"][np.argmax(candidates["logit"])])
        llama_cpp.llama_sampler_accept(sampler, token)
        return token

    @contextlib.contextmanager
    def grammar(self, grammar: str) -> Iterator[llama_cpp.llama_sampler_p]:
        """A sampler that refuses the tokens a GBNF grammar does not allow next."""
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocabulary, grammar.encode(), b"root")
        if not sampler:
            raise ModelError(f"llama.cpp cannot parse the grammar {grammar!r}.")
        try:
            yield sampler
        finally:
            llama_cpp.llama_sampler_free(sampler)

    # Tokens

    def tokens(self, text: str, special: bool = False, begin: bool = False) -> list[int]:
        """A text's tokens; control tokens are told from their spelling only when `special`."""
        return self._context.tokenize(text, special=special, begin=begin) if text else []

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(256)
        size = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, 256, 0, False)
        return buffer.raw[: max(size, 0)]

    def _text(self, token: int) -> str:
        return llama_cpp.llama_vocab_get_text(self._vocabulary, token).decode() if token >= 0 else ""

    def _variants(self, word: str) -> list[int]:
        """The tokens that begin a reply with a word, in its usual spellings."""
        spellings = (word, word.capitalize(), f" {word}", f" {word.capitalize()}")
        return sorted({tokens[0] for spelling in spellings if len(tokens := self.tokens(spelling)) == 1})


_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


def _apply(sampler: llama_cpp.llama_sampler_p, candidates: npt.NDArray[np.void]) -> None:
    """Let a sampler set the logits of the tokens it refuses to minus infinity."""
    data = candidates.ctypes.data_as(llama_cpp.llama_token_data_p)
    array = llama_cpp.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)
    llama_cpp.llama_sampler_apply(sampler, ctypes.byref(array))
