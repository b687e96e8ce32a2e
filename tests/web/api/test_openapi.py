"""The description of the endpoint as a contract: its examples work, and generated requests are answered as it says."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import StopReason, events, from_schema

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import MAX_DEPTH, SearchRequest
from renkei_search.web.api.routes import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from schemathesis.engine.recorder import ScenarioRecorder

    from renkei_search.web.api.operation import Operation

DRAFT = {"text": "若者の起業を支援する相談窓口を圏域で設ける。"}
CONFIG = {
    "seed": 1,
    "generation": {"max-examples": 5, "deterministic": True, "database": "none"},
    "headers": {"Accept-Encoding": "identity"},  # it does not unpack what comes in-process; test_http.py does
    "continue-on-failure": True,
}


@pytest.fixture
def contract(client: FlaskClient) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi(
        "/openapi.json", client.application, config=SchemathesisConfig.from_dict(CONFIG)
    )


def failures_of(recorder: ScenarioRecorder) -> list[str]:
    return [
        f"{recorder.label} {recorder.interactions[case].request.uri} {node.name}: {node.failure_info.failure}"
        f" {response.content[:400].decode() if (response := recorder.interactions[case].response) else ''}"
        for case, nodes in recorder.checks.items()
        for node in nodes
        if node.failure_info is not None
    ]


def test_generated_requests_are_answered_as_described(contract: schemathesis.BaseSchema) -> None:
    @contract.hook
    def filter_query(_: Any, query: dict[str, Any] | None) -> bool:
        # OpenAPI cannot say that the product of two parameters is limited; test_api.py tests it.
        asked = query or {}
        page = str(asked.get("page") or 1)
        per_page = str(asked.get("per_page") or SearchRequest().per_page)
        # To JSON Schema, and so to the endpoint, 3.0 is an integer too.
        numbers = [re.fullmatch(r"([0-9]+)(?:\.0+)?", value) for value in (page, per_page)]
        return not all(numbers) or prod(int(number[1]) for number in numbers if number) <= MAX_DEPTH

    failures, checks, tested = [], 0, set()
    for event in from_schema(contract).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if isinstance(event, events.ScenarioFinished):
            tested.add(event.recorder.label)
            checks += sum(map(len, event.recorder.checks.values()))
            failures += failures_of(event.recorder)
        if isinstance(event, events.EngineFinished):
            assert event.stop_reason is StopReason.COMPLETED
    assert failures == []
    assert {
        f"{operation.method} {operation.path.replace('<id>', '{id}')}" for operation in OPERATIONS
    } <= tested
    assert checks > 5_000


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_the_example_of_each_route_works(
    client: FlaskClient, contract: schemathesis.BaseSchema, operation: Operation
) -> None:
    answer = client.open(operation.example, method=operation.method, json=DRAFT if operation.draft else None)
    assert answer.status_code == 200
    described = contract[operation.path.replace("<id>", "{id}")][operation.method]
    described.validate_response(schemathesis.Response.from_any(answer))
    body = answer.get_json()
    assert body.get("items", True)


def test_every_route_under_api_is_described(client: FlaskClient) -> None:
    described = client.get("/openapi.json").get_json()["paths"]
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            assert re.sub(r"<(\w+)>", r"{\1}", rule.rule) in described


def test_the_description_is_openapi_3_1_and_whole(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    text = client.get("/openapi.json").text
    for name in re.findall(r'"\$ref":"#/components/(\w+/\w+)"', text):
        kind, _, key = name.partition("/")
        assert key in document["components"][kind], name
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            for parameter in operation["parameters"]:
                assert "$ref" in parameter or parameter["description"].endswith("。")


def test_the_description_is_in_good_style(client: FlaskClient) -> None:
    """Spectral's rules for OpenAPI, as far as our description could break them."""
    document = client.get("/openapi.json").get_json()
    info = document["info"]
    # Clients that are generated are named after the title, their modules after the tags.
    assert re.fullmatch(r"[a-z-]+", info["title"])
    assert info["contact"]["name"]
    assert info["license"]["identifier"]
    assert info["description"]
    tags = [tag["name"] for tag in document["tags"]]
    assert len(set(tags)) == len(tags)
    assert all(re.fullmatch(r"[a-z]+", tag) for tag in tags)
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z]+", name) for name in names)
    for operation in operations:
        assert operation["description"].endswith("。")
        assert operation["tags"][0] in tags
        assert "200" in operation["responses"]
    for path, methods in document["paths"].items():
        assert not path.endswith("/")
        for operation in methods.values():
            named = {item["name"] for item in operation["parameters"] if item.get("in") == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
    text = client.get("/openapi.json").text
    for kind, parts in document["components"].items():
        for name in parts:
            assert f'"#/components/{kind}/{name}"' in text, f"{kind}/{name} is not used"
    for schema in walk(document):
        if schema.get("type") == "array":
            assert "items" in schema
        if "enum" in schema:
            assert len(set(map(str, schema["enum"]))) == len(schema["enum"])


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from walk(part)


@pytest.mark.parametrize("name", list(FilterName))
def test_an_empty_and_a_missing_value_are_taken_where_the_description_says_so(
    client: FlaskClient, name: FilterName
) -> None:
    described = client.get("/openapi.json").get_json()["components"]["parameters"][name]
    pattern = re.compile(described["schema"]["items"]["pattern"])
    assert described["allowEmptyValue"]
    assert pattern.search("")
    whole = client.get("/api/v1/search?count=0").get_json()["total"]
    answer = client.get(f"/api/v1/search?count=0&{name}=&page=&sort=")
    assert (answer.status_code, answer.get_json()["total"]) == (200, whole)
    for value in ("_missing", "-_missing"):
        answer = client.get(f"/api/v1/search?{name}={value}")
        assert answer.status_code == (200 if pattern.search(value) else 422)
    (sentence,) = re.findall(
        r"- (.*)では「_missing」", client.get("/openapi.json").get_json()["info"]["description"]
    )
    assert (name in sentence.strip().split("、")) == bool(pattern.search("_missing"))


def test_the_reference_page_shows_every_route_parameter_and_key(client: FlaskClient) -> None:
    page = client.get("/api").text
    document = client.get("/openapi.json").get_json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f"<p><code>{method.upper()} {path}</code></p>" in page
            assert operation["summary"] in page
    for parameter in document["components"]["parameters"]:
        assert f"<code>{parameter}</code>" in page
    for name in ("facets", "shared_terms", "declared_fields", "strict_total"):
        assert f"<code>{name}</code>" in page


def test_the_examples_of_the_reference_page_are_links_that_work(client: FlaskClient) -> None:
    links = re.findall(r'<a href="([^"#]+)"><code>', client.get("/api").text)
    assert len(links) == sum(not operation.draft for operation in OPERATIONS)
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
