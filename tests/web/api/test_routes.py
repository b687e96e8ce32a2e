"""Initiatives, drafts, suggestions and what lists the whole corpus at the endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.web.http.url import SEARCH_API
from tests.web.api.asking import SEARCH, get

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus


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


def test_a_draft_finds_comparable_practice(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/similar?prefecture=岐阜県&limit=3", json={"text": "若者の起業を支援する相談窓口を設ける。"}
    )
    body = answer.get_json()
    assert 0 < body["total"] <= 3
    assert {item["region"]["id"] for item in body["items"]} == {"gifu"}
    assert body["items"][0]["shared_terms"]


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
