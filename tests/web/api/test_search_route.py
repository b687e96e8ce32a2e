"""A search at the endpoint: its items, its receipt, its counts and their links, choices and exclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.web.api.representation import filter_url
from renkei_search.web.http.url import SEARCH_API, search_url
from tests.web.api.asking import SEARCH, get

if TYPE_CHECKING:
    from flask.testing import FlaskClient


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


def test_the_link_of_a_value_is_that_of_its_search() -> None:
    for name, value in ((FilterName.FIELD, "ウ-A-c"), (FilterName.MUNICIPALITY, "a b&=+~*")):
        assert filter_url(name, value) == search_url(SearchRequest(filters=((name, value),)), SEARCH_API)
