"""What is wrong with a request to the endpoint: a problem that names it, and never a server error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.api.asking import SEARCH, get

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"regoin": "bingo"}, "regoin"),
        ({"region": "atlantis"}, "region"),
        ({"field": "Z"}, "field"),
        ({"page": "x"}, "page"),
        ({"page": "1000000000"}, "page"),
        ({"per_page": "101"}, "per_page"),
        ({"sort": "random"}, "sort"),
        ({"q": "あ" * 300}, "q"),
        ({"q": "a\0b"}, "q"),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_names_it(
    client: FlaskClient, arguments: dict[str, str], parameter: str
) -> None:
    answer = client.get(SEARCH, query_string=arguments)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == 422
    assert body["parameter"] == parameter
    assert body["detail"].endswith("。")


@pytest.mark.parametrize(
    "path", ["/api/v1/initiatives/none", "/api/v1/initiatives/none/similar", "/api/v1/none", "/api/none"]
)
def test_what_does_not_exist_is_a_404_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_another_method_is_a_405_that_names_the_allowed(client: FlaskClient) -> None:
    answer = client.post(SEARCH)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_an_initiative_takes_no_parameters(client: FlaskClient) -> None:
    assert client.get("/api/v1/initiatives/001-bingo-denim-project?x=1").get_json()["parameter"] == "x"


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=%ED%A0%80", "q=%00", "q=%C0%AF&page=%FF", "%FF=%FF"])
def test_bytes_that_are_no_utf8_raise_no_server_error(client: FlaskClient, query: str) -> None:
    assert client.get(f"{SEARCH}?{query}").status_code in {200, 422}
    assert client.get(f"/search?{query}").status_code in {200, 422}


def test_suggestions_take_only_what_was_typed(client: FlaskClient) -> None:
    assert get(client, "/api/v1/suggest")["items"] == []
    assert client.get("/api/v1/suggest?text=a").get_json()["parameter"] == "text"


@pytest.mark.parametrize(
    ("path", "body", "parameter"),
    [
        ("/api/v1/similar", {"text": 1}, "text"),
        ("/api/v1/similar", {"text": "a", "more": 1}, "text"),
        ("/api/v1/similar", None, "text"),
        ("/api/v1/similar", {"text": "あ" * 5_001}, "text"),
        ("/api/v1/similar?limit=0", {"text": "a"}, "limit"),
        ("/api/v1/similar?q=a", {"text": "a"}, "q"),
        ("/api/v1/similar?region=none", {"text": "図書館"}, "region"),
    ],
)
def test_a_draft_that_cannot_be_compared_is_a_problem(
    client: FlaskClient, path: str, body: object, parameter: str
) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert answer.get_json()["parameter"] == parameter


_HOSTILE = [
    "*", "＊", "AND", "-", '"', "「", "」", "((" * 120, "ﷺ" * 14, "移住" * 100, "OR " * 60 + "移住", "移住 OR " * 28,
    "-" * 200 + "移住", "title:" * 30 + "移住", "\u202e移住", "🎌" * 60, "a*", "・*", "市町村:", "｜", "（", "NOT NOT NOT 移住",
    "題名:分野:移住", "<script>", "../../etc/passwd", "何かいい取組はありませんか",
]  # fmt: skip


@pytest.mark.parametrize("text", _HOSTILE)
@pytest.mark.parametrize("path", [SEARCH, "/search", "/api/v1/suggest"])
def test_no_input_raises_a_server_error(client: FlaskClient, path: str, text: str) -> None:
    assert client.get(path, query_string={"q": text}).status_code in {200, 422}


def test_too_deep_a_page_leads_to_the_export(client: FlaskClient) -> None:
    body = client.get(f"{SEARCH}?q=移住&page=11&per_page=100&region=-bingo").get_json()
    assert (body["type"], body["parameter"]) == ("/api#problem-depth", "page")
    assert "/search.jsonl" in body["detail"]
    assert body["export"].startswith("/search.jsonl?q=")
    assert "region=-bingo" in body["export"]
    assert "page" not in body["export"]


@pytest.mark.parametrize(
    ("query", "nearest"), [("regoin=bingo", "region"), ("region=niigta", "niigata"), ("sort=regio", "region")]
)
def test_a_misspelling_comes_with_what_is_nearest(client: FlaskClient, query: str, nearest: str) -> None:
    body = client.get(f"{SEARCH}?{query}").get_json()
    assert body["nearest"] == nearest
    assert nearest in body["detail"]


@pytest.mark.parametrize("path", ["/api/v1/regions?x=1", "/openapi.json?x=1", "/api/v1/suggest?region=bingo"])
def test_every_route_refuses_parameters_it_does_not_have(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 422
