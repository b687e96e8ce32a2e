from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SEARCH = "/api/v1/search"


def get(client: FlaskClient, path: str, **arguments: Any) -> Any:
    answer = client.get(path, query_string=arguments)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()


def test_the_answer_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="病児保育", field="ウ-A-c")
    assert set(body) == {"query", "total", "page", "per_page", "pages", "items", "related", "facets", "links"}
    assert body["query"]["q"] == "病児保育"
    receipt = body["query"]["receipt"]
    assert receipt["words"] == [
        {"text": "病児保育", "kind": "word", "field": None, "terms": ["病", "児", "保育"], "places": []}
    ]
    assert receipt["strict_total"] == body["total"]
    item = body["items"][0]
    assert set(item) == {
        "id", "title", "description", "region", "prefectures", "category", "fields",
        "status", "source", "score", "highlights", "links",
    }  # fmt: skip
    assert set(item["region"]) == {"id", "name", "kind"}
    assert set(item["category"]) == {"code", "label", "basis"}
    assert set(item["links"]) == {"self", "html", "similar"}
    facet = body["facets"][0]
    assert (facet["name"], facet["label"]) == ("field", "政策分野")
    assert set(facet["buckets"][0]) == {"value", "label", "parent", "count", "selected", "links"}


def test_highlights_are_ranges_in_their_text(client: FlaskClient) -> None:
    for item in get(client, SEARCH, q="デニム")["items"]:
        for highlight in item["highlights"]:
            for start, end in highlight["ranges"]:
                assert highlight["text"][start:end] == "デニム"
            assert "<" not in highlight["text"]


def test_japanese_is_sent_as_it_is(client: FlaskClient) -> None:
    assert "病児保育" in client.get(SEARCH, query_string={"q": "病児保育"}).text


def test_links_lead_through_the_pages(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="圏域", per_page=50)
    seen = [item["id"] for item in body["items"]]
    while body["links"]["next"]:
        previous, body = body, client.get(body["links"]["next"]).get_json()
        assert body["links"]["prev"] == previous["links"]["self"]
        seen += [item["id"] for item in body["items"]]
    assert len(seen) == len(set(seen)) == body["total"]
    assert body["links"]["last"] == body["links"]["self"]


def test_toggle_links_choose_and_unchoose(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="移住")
    bucket = next(facet for facet in body["facets"] if facet["name"] == "prefecture")["buckets"][0]
    narrowed = client.get(bucket["links"]["toggle"]).get_json()
    assert narrowed["total"] == bucket["count"]
    chosen = next(
        found
        for facet in narrowed["facets"]
        for found in facet["buckets"]
        if facet["name"] == "prefecture" and found["selected"]
    )
    assert client.get(chosen["links"]["toggle"]).get_json()["total"] == body["total"]


def test_repeated_values_are_alternatives(client: FlaskClient) -> None:
    one, other = (get(client, SEARCH, region=region)["total"] for region in ("bingo", "harima"))
    assert get(client, SEARCH, region=["bingo", "harima"])["total"] == one + other


def test_one_initiative_is_given_whole(client: FlaskClient) -> None:
    body = get(client, "/api/v1/initiatives/001-bingo-denim-project")
    assert body["indicators"] == [
        {"name": "応募総数", "name_basis": "stated", "value": "303件", "period": None}
    ]
    assert body["source"]["as_of"] == "令和5年度"
    assert "福山市" in body["region"]["members"]
    assert body["spans"]["description"]


def test_roles_of_an_agreement_are_given(client: FlaskClient) -> None:
    items = get(client, SEARCH, source="003", per_page=1)["items"]
    body = client.get(items[0]["links"]["self"]).get_json()
    assert [(role["party"], role["name"]) for role in body["roles"]] == [("甲", "富山市"), ("乙", None)]


def test_comparable_practice_is_linked_and_shares_terms(client: FlaskClient) -> None:
    item = get(client, SEARCH, q="夜間中学")["items"][0]
    body = client.get(item["links"]["similar"]).get_json()
    assert body["total"] == len(body["items"]) > 0
    assert all(found["region"] is None or found["region"] != item["region"] for found in body["items"])
    assert "夜間" in body["items"][0]["shared_terms"]


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
