from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.errors import LibraryError
from briefbot.evaluation.cache import Cache, CachedGenerator, NotKeptError
from briefbot.llm.generator import Completion, Generator, Judgement
from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.types import ModelRef

REF = ModelRef(name="m", sha256="a" * 64)
PROMPT = load_prompt("judge").render(passage="It rained.", claim="It rained.")


class Counting:
    """Counts what it is asked; each judgement takes two seconds."""

    ref = REF

    def __init__(self) -> None:
        self.asked = 0

    def count(self, text: str) -> int:
        self.asked += 1
        return len(text)

    def write(
        self,
        prompt: Rendered,
        grammar: str,
        longest: int,
        on_text: object = None,
        instead: str = "",
        until: object = None,
    ) -> Completion:
        self.asked += 1
        return Completion(
            text=f"{grammar} {longest}",
            finished=True,
            tokens_read=7,
            tokens_written=1,
            seconds_read=3,
            seconds_written=1,
        )

    def judge(self, prompt: Rendered) -> Judgement:
        self.asked += 1
        return Judgement(probability=0.25, tokens_read=9, seconds=2.0)


def cached(generator: Generator, cache: Cache, ref: ModelRef = REF) -> CachedGenerator:
    return CachedGenerator(ref, lambda: generator, cache)


def test_what_was_asked_before_is_not_asked_again(tmp_path: Path) -> None:
    inner = Counting()
    with Cache(tmp_path / "cache.db") as cache:
        first = cached(inner, cache)
        kept = first.write(PROMPT, "root", 5), first.judge(PROMPT)
        assert first.saved == 0.0
    with Cache(tmp_path / "cache.db") as cache:
        second = cached(inner, cache)
        pieces: list[str] = []
        assert (second.write(PROMPT, "root", 5, pieces.append), second.judge(PROMPT)) == kept
        assert (second.saved, second.saved_writing) == (2.0, 4.0)
        assert (pieces, inner.asked) == (["root 5"], 2)


def test_everything_that_determines_a_reply_is_part_of_its_key(tmp_path: Path) -> None:
    inner = Counting()
    other = PROMPT.model_copy(update={"user": PROMPT.user + "!"})
    with Cache(tmp_path / "cache.db") as cache:
        one = cached(inner, cache)
        one.write(PROMPT, "root", 5)
        one.write(PROMPT, "root", 6)
        one.write(PROMPT, "free", 5)
        one.write(other, "root", 5)
        one.write(PROMPT.model_copy(update={"system": "Be brief."}), "root", 5)
        one.write(PROMPT.model_copy(update={"examples": ()}), "root", 5)
        cached(inner, cache, ModelRef(name="m", sha256="b" * 64)).write(PROMPT, "root", 5)
        assert inner.asked == 7


def test_a_prompt_of_another_version_with_the_same_text_is_the_same(tmp_path: Path) -> None:
    inner = Counting()
    with Cache(tmp_path / "cache.db") as cache:
        one = cached(inner, cache)
        one.judge(PROMPT)
        one.judge(PROMPT.model_copy(update={"ref": PROMPT.ref.model_copy(update={"version": 99})}))
    assert inner.asked == 1


def test_the_model_is_loaded_once_and_only_when_needed(tmp_path: Path) -> None:
    loads: list[int] = []

    def load() -> Generator:
        loads.append(1)
        return Counting()

    with Cache(tmp_path / "cache.db") as cache:
        one = CachedGenerator(REF, load, cache)
        assert not loads
        one.judge(PROMPT)
        one.count("abc")
        one.count("abc")
        assert loads == [1]
        two = CachedGenerator(REF, load, cache)
        two.judge(PROMPT)
    assert loads == [1]


def test_entries_of_one_kind_do_not_answer_for_another(tmp_path: Path) -> None:
    with Cache(tmp_path / "deep" / "cache.db") as cache:
        cache.put("case", "k", "one")
        cache.put("case", "k", "two")
        assert (cache.get("case", "k"), cache.get("judged", "k"), cache.get("case", "j")) == ("two", None, None)


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_text("no database, but long enough to be taken for one" * 30)
    with pytest.raises(LibraryError, match=r"cache\.db.*delete the file"):
        Cache(tmp_path / "cache.db")


def test_without_a_model_what_was_not_kept_is_told_apart(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        made = cached(Counting(), cache)
        kept = made.judge(PROMPT)
        assert made.judged == 1
        alone = CachedGenerator(REF, None, cache)
        assert (alone.judge(PROMPT), alone.judged) == (kept, 0)
        other = load_prompt("judge").render(passage="It rained.", claim="It snowed.")
        with pytest.raises(NotKeptError):
            alone.judge(other)
