from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.web.page.json_ld import initiative_json_ld, site_json_ld

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

ROOT = "http://localhost/"


def describe(corpus: Corpus, initiative_id: str) -> dict[str, Any]:
    found = next(initiative for initiative in corpus.initiatives if initiative.id == initiative_id)
    return initiative_json_ld(found, corpus.catalogue, ROOT)


def test_an_initiative_says_what_where_and_by_which_source(corpus: Corpus) -> None:
    described = describe(corpus, "001-bingo-denim-project")
    assert (described["@context"], described["@type"]) == ("https://schema.org", "CreativeWork")
    assert described["url"] == "http://localhost/initiatives/001-bingo-denim-project"
    assert described["name"] == "備中備後ジャパンデニムプロジェクト"
    assert described["creativeWorkStatus"] == "Published"
    assert described["spatialCoverage"]["name"] == "備後圏域連携中枢都市圏"
    assert {"@type": "AdministrativeArea", "name": "福山市"} in described["spatialCoverage"]["containsPlace"]
    assert described["isBasedOn"]["name"] == "連携中枢都市圏の取組（37圏域の概要）"


def test_what_we_inferred_is_not_told_to_machines_as_a_fact(corpus: Corpus) -> None:
    source = describe(corpus, "001-bingo-denim-project")["isBasedOn"]
    assert "publisher" not in source
    assert "dateCreated" not in source


def test_a_stated_date_is_told(corpus: Corpus) -> None:
    found = next(initiative for initiative in corpus.initiatives if initiative.source == "000")
    assert describe(corpus, found.id)["isBasedOn"]["dateCreated"] == "2025-12-01"


def test_a_proposal_is_a_draft(corpus: Corpus) -> None:
    assert describe(corpus, "003-growth-promotion-structure")["creativeWorkStatus"] == "Draft"


def test_a_generic_example_covers_no_place(corpus: Corpus) -> None:
    generic = next(found for found in corpus.initiatives if found.region is None)
    assert "spatialCoverage" not in describe(corpus, generic.id)


def test_every_initiative_can_be_described(corpus: Corpus) -> None:
    for initiative in corpus.initiatives:
        described = json.loads(json.dumps(initiative_json_ld(initiative, corpus.catalogue, ROOT)))
        assert described["text"] == initiative.description
        assert described["name"]


@pytest.fixture
def site(corpus: Corpus) -> dict[str, Any]:
    return site_json_ld(corpus.catalogue, ROOT, "g1")


def test_the_site_is_a_catalogue_of_one_dataset(site: dict[str, Any]) -> None:
    (dataset,) = site["dataset"]
    assert (site["@type"], dataset["@type"], dataset["version"]) == ("DataCatalog", "Dataset", "g1")
    assert len(dataset["description"]) >= 50 or dataset["description"].endswith("。")
    assert len(dataset["isBasedOn"]) == 5


def test_the_files_of_the_dataset_are_there(site: dict[str, Any], client: FlaskClient) -> None:
    for download in site["dataset"][0]["distribution"]:
        answer = client.get(download["contentUrl"].removeprefix("http://localhost"))
        assert (answer.status_code, answer.mimetype) == (200, download["encodingFormat"])
