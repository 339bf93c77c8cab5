"""A GGUF model and one context of it, by llama.cpp's own functions.

On x86 the weights stay in the mapped file as they are: llama.cpp would else copy most of them into a layout that its
tiled kernels cannot read, which are as fast on AVX2 and faster on AVX-512 (evals/LOG.md). Elsewhere it does, and the
file is not mapped besides. Either way they are in memory once.
"""

from __future__ import annotations

import ctypes
import os
import platform
import weakref
from collections.abc import Sequence
from pathlib import Path

import llama_cpp
import numpy as np
import numpy.typing as npt

from briefbot.errors import ModelError
from briefbot.llm.build import unfit
from briefbot.llm.values import last_values

BATCH_TOKENS = 128
"""Tokens that are read at once: more take memory and no less time."""
X86 = ("x86_64", "amd64")
SEQUENCE = 0
"""What is read is one sequence of llama.cpp's."""


class ModelContext:
    """What a model has read, token by token.

    Args:
        path: a GGUF file.
        size: tokens that the context can hold.
        threads: threads to use.

    Raises:
        ModelError: llama.cpp was built for another processor, or cannot load the file.
    """

    def __init__(self, path: Path, size: int, threads: int) -> None:
        if reason := unfit():
            raise ModelError(reason)
        llama_cpp.llama_log_set(_NO_LOG, ctypes.c_void_p())
        llama_cpp.llama_backend_init()
        self.size = size
        """Tokens that it can hold."""
        self.tokens: list[int] = []
        """Those that were read."""
        weights = llama_cpp.llama_model_default_params()
        weights.n_gpu_layers = 0
        mapped = platform.machine().lower() in X86
        weights.use_extra_bufts = not mapped
        weights.load_mode = llama_cpp.LLAMA_LOAD_MODE_MMAP if mapped else llama_cpp.LLAMA_LOAD_MODE_NONE
        model = llama_cpp.llama_model_load_from_file(os.fsencode(path), weights)
        if not model:
            raise _unloadable(path)
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = size
        options.n_batch = options.n_ubatch = BATCH_TOKENS
        options.n_outputs_max = 1  # what comes next is asked after the last token only: .3 GB less
        options.n_threads = options.n_threads_batch = threads
        options.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.pointer = llama_cpp.llama_init_from_model(model, options)
        """llama.cpp's own context."""
        weakref.finalize(self, _free, model, self.pointer)
        if not self.pointer:
            raise _unloadable(path)
        self._model = model
        self._memory = llama_cpp.llama_get_memory(self.pointer)
        self.vocabulary = llama_cpp.llama_model_get_vocab(model)
        """llama.cpp's own vocabulary."""
        self.vocabulary_size = llama_cpp.llama_vocab_n_tokens(self.vocabulary)
        """Tokens that there are."""

    def described(self, key: str) -> str | None:
        """What the file says of itself under a key; None without it."""
        size = llama_cpp.llama_model_meta_val_str(self._model, key.encode(), None, 0)
        if size < 0:
            return None
        buffer = ctypes.create_string_buffer(size + 1)
        llama_cpp.llama_model_meta_val_str(self._model, key.encode(), buffer, size + 1)
        return buffer.value.decode("utf-8", "replace")

    def tokenize(self, text: str, *, special: bool, begin: bool) -> list[int]:
        """A text's tokens.

        Args:
            text: any text.
            special: whether control tokens are told from their spelling.
            begin: whether the model's token of beginning comes first, if it wants one.
        """
        data = text.encode()
        room = len(data) + 8
        found = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.vocabulary, data, len(data), found, room, begin, special)
        return list(found[:count])

    def keep(self, count: int) -> None:
        """Forget all but the first tokens."""
        llama_cpp.llama_memory_seq_rm(self._memory, -1, count, -1)
        del self.tokens[count:]

    def clear(self) -> None:
        """Forget all tokens."""
        llama_cpp.llama_memory_clear(self._memory, True)
        self.tokens.clear()

    def read(self, tokens: list[int]) -> None:
        """Read tokens after those that were read.

        Raises:
            ModelError: llama.cpp gave up, or was interrupted; what was read of them is forgotten.
        """
        began = len(self.tokens)
        for at in range(0, len(tokens), BATCH_TOKENS):
            piece = tokens[at : at + BATCH_TOKENS]
            held = (llama_cpp.llama_token * len(piece))(*piece)  # the batch has only its address
            batch = llama_cpp.llama_batch_get_one(held, len(piece))
            code = llama_cpp.llama_decode(self.pointer, batch)
            if code:
                self.keep(began)
                raise ModelError(f"llama.cpp ended with {code} after {began + at} tokens. Lower BRIEFBOT_CONTEXT.")
            self.tokens += piece

    def logits(self) -> npt.NDArray[np.float32]:
        """Of every token that may come next; shape (`vocabulary_size`,)."""
        pointer = llama_cpp.llama_get_logits_ith(self.pointer, -1)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def values(self, layers: Sequence[int]) -> npt.NDArray[np.float32] | None:
        """The value vectors of the last token in some layers, one row each; see `briefbot.llm.values.last_values`."""
        size = llama_cpp.llama_state_seq_get_size(self.pointer, SEQUENCE)
        state = (ctypes.c_uint8 * size)()
        llama_cpp.llama_state_seq_get_data(self.pointer, state, size, SEQUENCE)
        return last_values(state, layers)


def _free(model: llama_cpp.llama_model_p, context: llama_cpp.llama_context_p | None) -> None:
    if context:
        llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)


def _unloadable(path: Path) -> ModelError:
    return ModelError(
        f"Cannot load the model {str(path)!r}: llama.cpp does not take it. Run `briefbot models verify`, or set "
        "another BRIEFBOT_MODEL."
    )


# Keeps llama.cpp's own log lines off the user's terminal; it calls this for as long as the process lives.
_NO_LOG = llama_cpp.llama_log_callback(lambda level, text, data: None)
