from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from briefbot.briefing.types import Briefing
from briefbot.library.listing import Headline
from briefbot.library.rows import BriefingTitle
from briefbot.server.api import Order, Question
from briefbot.server.service import Search
from briefbot.settings import Settings
from briefbot.types import Answer, Article, Sentence
from tests.conftest import make_article
from tests.server.stock import FERRY, HOSTILE, QUESTION, stocked
from tests.server.workbench import SteadyGenerator, browsing, serving

STORM = make_article(
    "A storm tore the roof off the ferry's hall on 9 March 2018.",
    title="Storm at the ferry's hall",
    day="2018-03-10",
    path="/news/storm.txt",
)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    stocked(settings, FERRY, HOSTILE, STORM)
    with serving(settings) as service, browsing(service) as client:
        yield client


def test_what_is_asked_for_comes_as_the_types_of_the_library(client: TestClient) -> None:
    answer = Answer.model_validate_json(client.post("/api/ask", json={"question": QUESTION}).content)
    assert answer.sentences[0].citations[0].article_id == FERRY.id
    found = Search.model_validate_json(client.get("/api/search", params={"question": "ferry", "count": 1}).content)
    assert len(found.passages) == 1
    listed = TypeAdapter(list[Headline]).validate_json(client.get("/api/articles").content)
    assert {each.id for each in listed} == {FERRY.id, HOSTILE.id, STORM.id}
    article = Article.model_validate_json(client.get(f"/api/articles/{FERRY.id[:8]}").content)
    assert article == FERRY
    line = TypeAdapter(list[Sentence]).validate_json(client.get("/api/timeline", params={"topic": "storm"}).content)
    assert [(each.first, each.citations[0].number) for each in line] == [(dt.date(2018, 3, 9), 1)]


def test_articles_are_filtered_and_paged(client: TestClient) -> None:
    def ids(**params: Any) -> list[str]:  # noqa: ANN401
        return [each["id"] for each in client.get("/api/articles", params=params).json()]

    assert ids(last="2018-03-10") == [STORM.id]
    assert set(ids(source="coast gazette")) == {FERRY.id, STORM.id}
    assert ids(count=1) + ids(count=2, skipped=1) == ids()
    assert client.get("/api/articles", params={"source": "Nobody"}).status_code == 422


def test_a_briefing_is_written_listed_and_read(settings: Settings) -> None:
    stocked(settings, STORM)
    writes = SteadyGenerator("A storm tore the roof off the hall. [1]")
    with serving(settings, writes) as service, browsing(service) as client:
        made = Briefing.model_validate_json(client.post("/api/briefings", json={"first": "2018-03-10"}).content)
        listed = TypeAdapter(list[BriefingTitle]).validate_json(client.get("/api/briefings").content)
        assert [each.id for each in listed] == [made.id]
        assert Briefing.model_validate_json(client.get(f"/api/briefings/{made.id}").content) == made


@pytest.mark.parametrize(
    ("method", "path", "asked", "status", "line"),
    [
        ("POST", "/api/ask", {"question": "?"}, 422, "The question '?' has no words."),
        ("POST", "/api/ask", {"question": "x", "filters": {"source": "Nobody"}}, 422, "No article of the publisher"),
        ("POST", "/api/ask", {"question": "x", "wrong": 1}, 422, "wrong: Extra inputs are not permitted."),
        ("POST", "/api/ask", {}, 422, "question: Field required."),
        ("GET", "/api/search?question=x&first=soon", None, 422, "first: Input should be a valid date"),
        ("GET", "/api/search?question=x&count=1000", None, 422, "count: Input should be less than or equal to 100."),
        ("GET", "/api/articles/zzz", None, 404, "No article fits 'zzz'."),
        ("GET", "/api/timeline?topic=!", None, 422, "The question '!' has no words."),
        ("GET", "/api/briefings/zzz", None, 404, "No briefing 'zzz' is saved."),
        ("POST", "/api/briefings", {"first": "2018-03-10", "last": "2018-03-01"}, 422, "first, 2018-03-10, is after"),
        ("GET", "/api/nothing", None, 404, "Not Found: GET /api/nothing."),
        ("GET", "/api/ask", None, 405, "Method Not Allowed: GET /api/ask."),
    ],
)
def test_a_failure_is_one_line_of_json(
    client: TestClient, method: str, path: str, asked: object, status: int, line: str
) -> None:
    told = client.request(method, path, json=asked)
    assert told.status_code == status and set(told.json()) == {"error"}
    assert told.json()["error"]["message"].startswith(line) and "\n" not in told.json()["error"]["message"]


def test_the_openapi_document_holds_what_it_says(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    paths = {path for path in document["paths"] if path.startswith(("/api", "/v1"))}
    assert paths >= {"/api/ask", "/api/search", "/api/articles", "/api/briefings", "/api/timeline"}
    assert {"/v1/models", "/v1/chat/completions"} <= paths == set(document["paths"])
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["description"] and operation["responses"]["4XX"]
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description") or parameter["in"] == "path"
    schemas = document["components"]["schemas"]
    for model in (Question, Order):
        examples = {name: each["examples"][0] for name, each in schemas[model.__name__]["properties"].items()}
        assert model.model_validate(examples)
