"""A model on a server: llama.cpp's own, on loopback with the tiny model, and vLLM's wire in front of it."""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from briefbot.answering.drafting import ANY_TEXT, answer_grammar
from briefbot.answering.generators import LanguageModel
from briefbot.errors import InputError, ModelError, SettingsError
from briefbot.llm.interrupting import Interrupt, Interrupted, InterruptibleGenerator
from briefbot.llm.llamacpp import load_generator
from briefbot.llm.modelserver import ModelServer
from briefbot.llm.served import ServedGenerator, connect_generator
from briefbot.settings import Settings, load_settings
from briefbot.types import ModelRef
from briefbot.weights.registry import find_model
from briefbot.weights.store import model_path
from tests.llm import contract, llama_server
from tests.llm.vllm_bridge import Bridge

pytestmark = pytest.mark.model

TINY = "smollm2-135m"
FILE = find_model(TINY).files[0]
CONTEXT, SLOTS = 2048, 2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Llama:
    """A llama-server with the tiny model, that can be killed and started again."""

    def __init__(self, context: int = CONTEXT * SLOTS, slots: int = SLOTS) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = [str(model_path(load_settings(), TINY)), str(self.port), str(context), str(slots)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(Path(llama_server.__file__)), *self._arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdout
        assert self._process.stdout.readline().startswith(b"http")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def llama() -> Iterator[Llama]:
    server = Llama()
    server.start()
    yield server
    server.kill()


Answers = Callable[[str, bytes], tuple[int, Any]]


@contextmanager
def stand_in(answers: Answers, token: str = "") -> Iterator[str]:
    """The address of a server that answers as a function says: with an object, a text, or a list of events."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def reply(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, found = answers(self.path, data)
            if token and self.headers.get("Authorization") != f"Bearer {token}":
                status, found = 401, {"error": {"message": "Invalid API Key", "code": 401}}
            if isinstance(found, list):
                sent = "".join(f"data: {json.dumps(event)}\n\n" for event in found) + "data: [DONE]\n\n"
            else:
                sent = found if isinstance(found, str) else json.dumps(found)
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent.encode())))
            self.end_headers()
            self.wfile.write(sent.encode())

        do_GET = do_POST = reply  # noqa: N815 - names of http.server

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def served(llama: Llama) -> Iterator[ServedGenerator]:
    generator = connect_generator(llama.url, None, CONTEXT)
    yield generator
    generator.close()


@pytest.fixture(scope="module")
def on_vllm(llama: Llama) -> Iterator[ServedGenerator]:
    behind = ModelServer(llama.url)
    with stand_in(Bridge(behind).answer) as url:
        generator = connect_generator(url, None, CONTEXT)
        yield generator
        generator.close()
    behind.close()


@pytest.mark.parametrize("check", [*contract.CHECKS, contract.check_real])
@pytest.mark.parametrize("kind", ["served", "on_vllm"])
def test_a_served_model_keeps_the_contract_of_generators(
    kind: str, check: Callable[[object], None], request: pytest.FixtureRequest
) -> None:
    check(request.getfixturevalue(kind))


def test_a_served_model_writes_and_judges_as_the_same_weights_do_here(
    served: ServedGenerator, on_vllm: ServedGenerator, tmp_path: Path
) -> None:
    ref = ModelRef(name=TINY, sha256=FILE.sha256)
    here = load_generator(model_path(load_settings(), TINY), ref, tmp_path, CONTEXT, 2)
    written = here.write(contract.ANSWER, answer_grammar(2), 40, instead="NOT STATED")
    for there in (served, on_vllm):
        again = there.write(contract.ANSWER, answer_grammar(2), 40, instead="NOT STATED")
        assert again.text[:3] == written.text[:3]  # builds add up in other orders, and tell the same only at first
        assert again.preference == pytest.approx(written.preference, abs=1.0)
        assert there.judge(contract.JUDGE).probability == pytest.approx(here.judge(contract.JUDGE).probability, abs=0.1)
        assert there.count(contract.PASSAGES) == here.count(contract.PASSAGES)
        assert there.count("<|im_end|> [INST]") == pytest.approx(here.count("<|im_end|> [INST]"), abs=3)


def test_the_name_says_what_served_it(served: ServedGenerator, on_vllm: ServedGenerator, llama: Llama) -> None:
    assert served.ref.name.startswith(f"{FILE.filename}, served by llama-server ")
    assert served.ref.name.endswith(f" at {llama.url}")
    assert served.served.slots == SLOTS
    assert on_vllm.ref.name.startswith("desk/model, served by vLLM 0.33.0 at http://127.0.0.1:")


def test_askers_share_the_slots(served: ServedGenerator) -> None:
    def ask(number: int) -> str:
        prompt = contract.ANSWER.model_copy(update={"user": f"[1] The toll is {number} crowns.\nWhat is the toll?"})
        return served.write(prompt, 'root ::= "The toll is " [0-9]{1,3} " crowns [1]."', 40).text

    asked = (100, 200, 300, 400)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, asked))
    assert together == [f"The toll is {number} crowns [1]." for number in asked]


def test_an_interrupt_ends_the_work_of_the_server_too(served: ServedGenerator, llama: Llama) -> None:
    interrupt = Interrupt()
    generator = InterruptibleGenerator(served, interrupt)
    threading.Timer(0.5, interrupt.set).start()
    began = time.monotonic()
    with pytest.raises(Interrupted):
        generator.write(contract.ANSWER, 'root ::= "a"+', 1500)
    assert time.monotonic() - began < 5
    interrupt.clear()
    asker = ModelServer(llama.url)
    for _ in range(100):
        slots: Any = json.loads(_text(f"{llama.url}/slots"))
        if not any(slot["is_processing"] for slot in slots):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the slot is still taken")
    asker.close()


def _text(url: str) -> str:
    import urllib.request

    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def test_a_prompt_that_is_too_long_is_said_before_it_is_sent(served: ServedGenerator) -> None:
    long = contract.ANSWER.model_copy(update={"user": "ferry " * 3000})
    with pytest.raises(InputError, match=r"The prompt has \d{4} tokens and the model server's context is 2048"):
        served.write(long, ANY_TEXT, 10)


def test_a_server_killed_while_it_writes_is_said_and_one_started_again_goes_on() -> None:
    server = Llama()
    server.start()
    generator = connect_generator(server.url, None, CONTEXT)
    try:
        with pytest.raises(ModelError, match="does not answer .* BRIEFBOT_GENERATOR") as told:
            generator.write(contract.ANSWER, 'root ::= "a"+', 1500, lambda text: server.kill())
        assert "\n" not in str(told.value)
        server.start()
        assert generator.write(contract.ANSWER, answer_grammar(2), 40).text
    finally:
        generator.close()
        server.kill()


def test_too_little_context_a_slot_is_refused_with_what_would_do(llama: Llama) -> None:
    with pytest.raises(ModelError, match="has 2048 tokens of context in each of its 2 slots, .* a context of 8192"):
        connect_generator(llama.url, None, 4096)


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(ModelError, match="does not answer .*unset it to use the model of this machine"):
        connect_generator(f"http://127.0.0.1:{free_port()}", None, CONTEXT)


def behind(llama: Llama, change: Callable[[str, dict[str, Any]], tuple[int, Any] | None]) -> Answers:
    """A llama-server whose requests are changed in place, or answered for it."""

    def answer(path: str, data: bytes) -> tuple[int, Any]:
        given = json.loads(data) if data else None
        instead = change(path, given or {})
        if instead:
            return instead
        server = ModelServer(llama.url)
        try:
            if given and given.get("stream"):
                return 200, list(server.stream(path, given))
            return 200, server.ask(path, given)
        finally:
            server.close()

    return answer


def forget_the_grammar(path: str, given: dict[str, Any]) -> None:
    given.pop("grammar", None)


def forget_the_probabilities(path: str, given: dict[str, Any]) -> None:
    given.pop("n_probs", None)


def refuse_grammars(path: str, given: dict[str, Any]) -> tuple[int, Any] | None:
    return (400, {"error": {"message": "no grammars here"}}) if "grammar" in given else None


def load(path: str, given: dict[str, Any]) -> tuple[int, Any]:
    return 503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}


def be_ollama(path: str, given: dict[str, Any]) -> tuple[int, Any]:
    return (200, {"object": "list", "data": []}) if path == "/v1/models" else (404, "404 page not found")


def be_a_page(path: str, given: dict[str, Any]) -> tuple[int, Any]:
    return 200, "<html>"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (forget_the_grammar, "does not keep to a grammar: it wrote"),
        (refuse_grammars, "takes no grammar: .* no grammars here"),
        (forget_the_probabilities, "does not tell the probabilities of its words"),
        (load, r"is not ready \(Loading model\)"),
        (be_ollama, "neither as llama-server nor as vLLM"),
        (be_a_page, "answers '<html>', not JSON"),
    ],
)
def test_what_a_server_cannot_do_is_said_in_one_line(
    llama: Llama, change: Callable[[str, dict[str, Any]], tuple[int, Any] | None], said: str
) -> None:
    with stand_in(behind(llama, change)) as url, pytest.raises(ModelError, match=said) as told:
        connect_generator(url, None, CONTEXT)
    assert "\n" not in str(told.value)


def test_a_token_is_shown_and_its_refusal_said(llama: Llama) -> None:
    with stand_in(behind(llama, lambda path, given: None), token="s3cret") as url:
        for token, said in ((None, "asks for a token"), (SecretStr("wrong"), "refuses the token")):
            with pytest.raises(ModelError, match=f"{said}. Set BRIEFBOT_GENERATOR_TOKEN"):
                connect_generator(url, token, CONTEXT)
        connect_generator(url, SecretStr("s3cret"), CONTEXT).close()


def language_model(llama: Llama, **changes: object) -> LanguageModel:
    given = {"generator": f"{llama.url}/v1", "model": TINY, "context": CONTEXT, **changes}
    return LanguageModel(load_settings(**given), print)


def test_the_model_of_the_settings_is_known_again_on_the_server(llama: Llama) -> None:
    model = language_model(llama)
    assert model.ref.sha256 == FILE.sha256
    assert model.load().ref == model.ref
    model.close()
    other = language_model(llama, model=FILE.filename)  # by its own name, whatever it is
    assert other.ref.sha256 == FILE.sha256 or "served by llama-server" in other.ref.name
    other.close()


def test_another_model_than_that_of_the_settings_is_refused(llama: Llama) -> None:
    with pytest.raises(ModelError, match=f"has the model '{FILE.filename}', .* set BRIEFBOT_MODEL={FILE.filename}"):
        _ = language_model(llama, model="qwen2.5-coder-1.5b").ref


def test_a_file_of_another_size_is_not_the_model_of_its_name(llama: Llama) -> None:
    def shrink(path: str, given: dict[str, Any]) -> tuple[int, Any] | None:
        return (200, {"data": [{"id": "x", "meta": {"size": 5_000_000}}]}) if path == "/v1/models" else None

    with stand_in(behind(llama, shrink)) as url, pytest.raises(ModelError, match="of 5000000 bytes, and the one of"):
        _ = LanguageModel(load_settings(generator=url, model=TINY, context=CONTEXT), print).ref


def test_a_desk_answers_by_the_server_and_says_so(llama: Llama, settings: Settings, tmp_path: Path) -> None:
    from briefbot.desk import Desk
    from tests.doubles import BagOfWords

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ferry\n\nThe ferry between Aldport and Skerry sails again on Monday.")
    changes = {"generator": llama.url, "model": TINY, "context": CONTEXT}
    with Desk(settings.model_copy(update=changes), embedder=BagOfWords()) as desk:
        desk.ingest([tmp_path / "in"])
        answer = desk.ask("What sails again on Monday?")
    assert "served by llama-server" in answer.model.name
    assert answer.draft.endswith("[1].") or answer.abstained
    assert sum(timing.tokens_read for timing in answer.timings) > 100


@pytest.mark.parametrize("wrong", ["localhost:8080", "http://host/v2", "http://host/v1?x=1"])
def test_a_wrong_address_is_said(wrong: str) -> None:
    with pytest.raises(SettingsError, match="BRIEFBOT_GENERATOR"):
        load_settings(generator=wrong)
    assert load_settings(generator="http://host:8080/v1/").generator == "http://host:8080"
