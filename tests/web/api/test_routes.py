from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.web.api.representation import filter_url
from renkei_search.web.http.url import SEARCH_API, search_url

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

SEARCH = "/api/v1/search"


def get(client: FlaskClient, path: str, **arguments: Any) -> Any:
    answer = client.get(path, query_string=arguments)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()


def test_the_answer_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="病児保育", field="ウ-A-c")
    assert set(body) == {
        "query", "total", "page", "per_page", "pages", "items", "related", "alternatives", "facets", "links",
    }  # fmt: skip
    assert body["query"]["q"] == "病児保育"
    receipt = body["query"]["receipt"]
    assert receipt["words"] == [
        {"text": "病児保育", "kind": "word", "field": None, "terms": ["病", "児", "保育"], "places": []}
    ]
    assert receipt["strict_total"] == body["total"]
    item = body["items"][0]
    assert set(item) == {
        "id", "title", "editorial_title", "description", "region", "prefectures", "category", "fields",
        "status", "source", "score", "match", "found_by", "highlights", "links",
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
    body = get(client, SEARCH, q="連携", per_page=50)
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
    assert any("夜間" in term for term in body["items"][0]["shared_terms"])


def test_types_of_practice_lead_to_all_of_their_kind(client: FlaskClient) -> None:
    item = get(client, SEARCH, q="夜間中学")["items"][0]
    detail = client.get(item["links"]["self"]).get_json()
    (practice,) = (found for found in detail["practices"] if found["id"] == "night-junior-high")
    others = client.get(practice["links"]["search"]).get_json()
    assert others["total"] >= 2
    assert item["id"] in {found["id"] for found in others["items"]}
    similar = client.get(item["links"]["similar"]).get_json()["items"][0]
    assert practice in similar["shared_practices"]


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
    assert set(body["related"][0]) == set(body["items"][0]) - {"match", "found_by"} | {"reasons"}
    assert all(hit["reasons"] for hit in body["related"])
    assert get(client, SEARCH, q="夜間中学", expand="0")["related"] == []


def test_an_empty_answer_says_what_there_is(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="図書館 デニム")
    assert (body["total"], body["items"]) == (0, [])
    assert body["related"]
    for count in body["query"]["receipt"]["counts"]:
        assert client.get(count["links"]["search"]).get_json()["total"] == count["total"] > 0
    near = body["alternatives"]
    for found in (*near["words"], *near["practices"], *near["fields"]):
        assert client.get(found["links"]["search"]).get_json()["total"] == found["total"] > 0
    assert near["practices"]


def test_a_municipality_of_no_region_is_named(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="宇都宮市")
    assert body["total"] == 0
    assert body["query"]["receipt"]["absent_places"] == [
        {"text": "宇都宮市", "name": "宇都宮市", "prefecture": "栃木県", "regions": []}
    ]


def test_an_item_says_where_the_words_stand(client: FlaskClient) -> None:
    items = get(client, SEARCH, q="火葬場")["items"]
    assert (items[0]["match"], items[0]["found_by"]) == ("synonym", ["斎場"])
    assert get(client, SEARCH, q="図書館")["items"][0]["match"] == "title"
    assert get(client, SEARCH)["items"][0]["match"] is None


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
    assert all(set(item) == {"text", "kind", "count", "links"} and item["count"] > 0 for item in items)


def test_a_suggestion_leads_to_what_it_names(client: FlaskClient) -> None:
    items = [
        item
        for typed in ("くまもと", "熊本連携中枢", "デニム", "いじゅう", "備後")
        for item in get(client, "/api/v1/suggest", q=typed)["items"]
    ]
    kinds = {(item["kind"], item["links"]["html"].split("/")[1].split("?")[0]) for item in items}
    assert {("region", "regions"), ("title", "initiatives"), ("term", "search")} <= kinds
    assert all(client.get(item["links"]["html"]).status_code == 200 for item in items)


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


def bucket_of(body: Any, name: str, value: str) -> Any:
    facet = next(facet for facet in body["facets"] if facet["name"] == name)
    return next(bucket for bucket in facet["buckets"] if bucket["value"] == value)


def test_a_value_with_a_minus_is_excluded(client: FlaskClient) -> None:
    whole = get(client, SEARCH, q="移住", per_page=100)
    body = get(client, SEARCH, q="移住", prefecture="-青森県", per_page=100)
    assert 0 < body["total"] < whole["total"]
    assert [item["id"] for item in body["items"]] == [
        item["id"] for item in whole["items"] if "青森県" not in item["prefectures"]
    ]
    assert body["query"]["excluded"] == [{"name": "prefecture", "value": "青森県", "label": "青森県"}]
    assert body["query"]["filters"] == []


def test_exclusions_and_choices_of_one_facet_hold_together(client: FlaskClient) -> None:
    """An initiative of two prefectures is left out when one is chosen and the other excluded."""
    tottori = get(client, SEARCH, prefecture="鳥取県", per_page=100)["items"]
    both = [item["id"] for item in tottori if "兵庫県" in item["prefectures"]]
    assert both
    kept = get(client, SEARCH, prefecture=["鳥取県", "-兵庫県"], per_page=100)
    assert kept["total"] == len(tottori) - len(both)


def test_an_excluded_bucket_keeps_its_count_and_toggles_back(client: FlaskClient) -> None:
    whole = get(client, SEARCH, q="移住")
    body = get(client, SEARCH, q="移住", prefecture="-青森県")
    bucket = bucket_of(body, "prefecture", "青森県")
    assert bucket["excluded"] is True
    assert bucket["count"] == bucket_of(whole, "prefecture", "青森県")["count"] > 0
    assert client.get(bucket["links"]["toggle"]).get_json()["total"] == whole["total"]
    assert "excluded" not in bucket_of(whole, "prefecture", "青森県")


def test_a_toggle_link_keeps_what_is_excluded(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="移住", prefecture="-青森県", expand="0", per_page=5, page=2)
    bucket = bucket_of(body, "category", "ア")
    narrowed = client.get(bucket["links"]["toggle"]).get_json()
    assert narrowed["total"] == bucket["count"]
    assert (narrowed["query"]["expand"], narrowed["per_page"], narrowed["page"]) == (False, 5, 1)
    assert [item["value"] for item in narrowed["query"]["excluded"]] == ["青森県"]


def test_every_toggle_link_leads_to_its_count(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="支援", field=["ウ-A", "-ウ-A-c"], kind="renkei-chusu")
    for facet in body["facets"]:
        if not any(bucket["selected"] or bucket.get("excluded") for bucket in facet["buckets"]):
            for bucket in facet["buckets"]:
                assert client.get(bucket["links"]["toggle"]).get_json()["total"] == bucket["count"]


def test_records_without_a_value_are_selected_and_excluded(client: FlaskClient) -> None:
    missing = get(client, SEARCH, region="_missing")
    assert all(item["region"] is None for item in missing["items"])
    assert missing["total"] + get(client, SEARCH, region="-_missing")["total"] == 307


def test_count_0_gives_the_counts_alone(client: FlaskClient) -> None:
    whole, counts = get(client, SEARCH, q="移住"), get(client, SEARCH, q="移住", count=0)
    assert counts["items"] == counts["related"] == []
    assert counts["total"] == whole["total"]
    assert [
        [(bucket["value"], bucket["count"]) for bucket in facet["buckets"]] for facet in counts["facets"]
    ] == [[(bucket["value"], bucket["count"]) for bucket in facet["buckets"]] for facet in whole["facets"]]
    assert counts["links"]["next"] is None
    assert "count=0" in counts["facets"][0]["buckets"][0]["links"]["toggle"]


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


def test_all_initiatives_are_listed_once_in_the_order_of_the_corpus(
    client: FlaskClient, corpus: Corpus
) -> None:
    seen, url = [], "/api/v1/initiatives?per_page=100"
    while url:
        body = client.get(url).get_json()
        seen += [item["id"] for item in body["items"]]
        url = body["links"]["next"]
    assert seen == [initiative.id for initiative in corpus.initiatives]
    assert get(client, "/api/v1/initiatives", page=1_000_000)["items"] == []


def test_every_facet_lists_every_value_with_its_count(client: FlaskClient) -> None:
    body = get(client, "/api/v1/facets")
    assert [facet["name"] for facet in body["items"]] == list(FilterName)
    for facet in body["items"]:
        for value in facet["values"][::25]:
            found = get(client, SEARCH, **{facet["name"]: value["value"]}, count=0)
            assert found["total"] == value["count"], value
            assert client.get(value["links"]["search"]).get_json()["total"] == value["count"]
    values = {facet["name"]: [value["value"] for value in facet["values"]] for facet in body["items"]}
    assert len(values["prefecture"]) == 48
    assert "_missing" in values["region"]


def test_sources_come_with_what_a_citation_needs(client: FlaskClient) -> None:
    items = get(client, "/api/v1/sources")["items"]
    assert [item["id"] for item in items] == ["000", "001", "002", "003", "004"]
    assert sum(item["initiatives"] for item in items) == 307
    assert all(item["licence"] and item["as_of"] and item["missing"] for item in items)


def test_the_taxonomy_is_a_tree_with_counts(client: FlaskClient) -> None:
    items = get(client, "/api/v1/taxonomy")["items"]
    codes = [item["code"] for item in items]
    assert [item["parent"] for item in items if item["depth"] == 0] == [None] * 3
    assert all(item["parent"] in codes[: codes.index(item["code"])] for item in items if item["depth"])
    for item in items[::6]:
        assert get(client, SEARCH, field=item["code"], count=0)["total"] == item["initiatives"]


def test_regions_lead_to_their_details(client: FlaskClient) -> None:
    items = get(client, "/api/v1/regions")["items"]
    assert len(items) == 43
    assert sum(item["initiatives"] for item in items) + 45 == 307
    body = client.get(next(item for item in items if item["id"] == "niigata")["links"]["self"]).get_json()
    assert "阿賀町" in body["members"]
    assert body["history"]["source"] == "001"
    assert body["declared_fields"]
    assert client.get(body["links"]["search"]).get_json()["total"] == body["initiatives"]
    assert client.get(body["links"]["html"]).status_code == 200


def test_the_matrix_counts_what_its_links_find(client: FlaskClient) -> None:
    body = get(client, "/api/v1/matrix", q="移住", field="ウ-B", region="-_missing")
    assert {column["code"][:3] for column in body["columns"]} == {"ウ-B"}
    assert sum(row["count"] for row in body["rows"]) == body["total"]
    for cell in body["cells"][::6]:
        assert client.get(cell["links"]["search"]).get_json()["total"] == cell["count"]


def test_the_matrix_says_which_words_it_counts(client: FlaskClient) -> None:
    asked = {"q": "図書間", "region": "-aomori"}
    matrix, search = (get(client, address, **asked) for address in ("/api/v1/matrix", "/api/v1/search"))
    assert matrix["total"] == search["total"]
    assert matrix["query"] == search["query"]
    assert matrix["query"]["receipt"]["steps"][0]["words"] == ["図書館"]


def test_the_matrix_tells_what_is_declared_but_not_described(client: FlaskClient, corpus: Corpus) -> None:
    body = get(client, "/api/v1/matrix")
    cells = {(cell["region"], cell["field"]): cell for cell in body["cells"]}
    declared = {
        (region.id, field.code) for region in corpus.catalogue.regions for field in region.declared_fields
    }
    assert declared == {key for key, cell in cells.items() if cell["declared"]}
    described = {
        (initiative.region or "_missing", field.code)
        for initiative in corpus.initiatives
        for field in initiative.fields
    }
    assert described == {key for key, cell in cells.items() if cell["described"]}
    assert declared - described


def test_the_index_links_every_route(client: FlaskClient) -> None:
    body = get(client, "/api/v1")
    assert body["counts"]["initiatives"] == 307
    for link in body["links"].values():
        if "{id}" not in link and link != "/api/v1/similar":
            assert client.get(link).status_code == 200


def test_similar_initiatives_obey_exclusions(client: FlaskClient) -> None:
    path = "/api/v1/initiatives/001-kumamoto-sick-child-care/similar"
    first = get(client, path)["items"][0]["region"]["id"]
    assert first not in {
        item["region"]["id"] for item in get(client, path, region=f"-{first}")["items"] if item["region"]
    }


def test_the_link_of_a_value_is_that_of_its_search() -> None:
    for name, value in ((FilterName.FIELD, "ウ-A-c"), (FilterName.MUNICIPALITY, "a b&=+~*")):
        assert filter_url(name, value) == search_url(SearchRequest(filters=((name, value),)), SEARCH_API)


def test_generic_examples_take_no_place_of_a_region(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/initiatives/001-kumamoto-library-mutual-use/similar")
    assert all(item["region"] for item in answer["items"])
    assert answer["total"] == len(answer["items"])
    assert answer["generic"]
    assert all(item["region"] is None for item in answer["generic"])


def test_meaning_may_be_left_out(client: FlaskClient) -> None:
    def kinds(**arguments: Any) -> set[str]:
        query = get(client, SEARCH_API, q="時間外診療", **arguments)["query"]
        assert query["semantic"] is not bool(arguments)
        return {step["kind"] for step in query["receipt"]["steps"]}

    assert "meaning" in kinds()
    assert "meaning" not in kinds(semantic=0)
