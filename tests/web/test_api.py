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


def test_the_receipt_tells_each_step_and_links_to_the_exact_form(client: FlaskClient) -> None:
    receipt = get(client, SEARCH, q="火葬場 -札幌")["query"]["receipt"]
    assert [word["kind"] for word in receipt["words"]] == ["word", "excluded"]
    assert receipt["operators"] == ["-"]
    assert receipt["steps"][0]["kind"] == "synonyms"
    assert "斎場" in receipt["steps"][0]["words"]
    exact = client.get(receipt["links"]["exact"]).get_json()
    assert exact["query"]["expand"] is False
    assert (exact["total"], exact["query"]["receipt"]["steps"]) == (0, [])


def test_related_initiatives_are_apart_from_the_items(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="夜間中学")
    assert len(body["items"]) == body["total"] == 3
    assert body["related"]
    assert set(body["related"][0]) == set(body["items"][0])
    assert get(client, SEARCH, q="夜間中学", expand="0")["related"] == []


def test_related_initiatives_obey_the_filters(client: FlaskClient) -> None:
    for item in get(client, SEARCH, q="夜間中学", prefecture="兵庫県")["related"]:
        assert "兵庫県" in item["prefectures"]


@pytest.mark.parametrize(
    ("typed", "text"), [("いじゅう", "移住"), ("ijuu", "移住"), ("移", "移住"), ("おのみ", "尾道市")]
)
def test_suggestions_complete_kanji_kana_and_romaji(client: FlaskClient, typed: str, text: str) -> None:
    items = get(client, "/api/v1/suggest", q=typed)["items"]
    assert text in [item["text"] for item in items]
    assert len(items) <= 10
    assert all(set(item) == {"text", "kind", "count"} and item["count"] > 0 for item in items)


def test_suggestions_take_only_what_was_typed(client: FlaskClient) -> None:
    assert get(client, "/api/v1/suggest")["items"] == []
    assert client.get("/api/v1/suggest?text=a").get_json()["parameter"] == "text"


def test_a_draft_finds_comparable_practice(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/similar?prefecture=岐阜県&limit=3", json={"text": "若者の起業を支援する相談窓口を設ける。"}
    )
    body = answer.get_json()
    assert 0 < body["total"] <= 3
    assert {item["region"]["id"] for item in body["items"]} == {"gifu"}
    assert body["items"][0]["shared_terms"]


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
