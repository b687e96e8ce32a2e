"""Initiatives that describe a practice without naming it are related to what asks for the practice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import ReasonKind
from renkei_search.search.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.result import Hit, SimilarHit

QUERIES = ("オレオレ詐欺", "特殊詐欺", "孫のふりをした電話にだまされて、祖母がお金を振り込みそうになった")
FRAUD = "特殊詐欺の被害防止"


@pytest.fixture(scope="module")
def root(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled corpus and an initiative that no expression shows to be about fraud."""
    initiative = msgspec.structs.replace(
        corpus.initiatives[0],
        id="recorder",
        title="電話の会話を録音する機器の貸出し",
        description="息子を名乗って金を求める電話がかかる高齢者の家に、会話を録音する機器を貸し出す。",
    )
    folder = tmp_path_factory.mktemp("recorder")
    SearchEngine.build(msgspec.structs.replace(corpus, initiatives=(*corpus.initiatives, initiative)), folder)
    return folder


def find(root: Path, request: SearchRequest, tuning: Tuning = DEFAULT) -> Hit | None:
    related = SearchEngine.open(root, tuning).search(request).related
    return next((hit for hit in related if hit.initiative.id == "recorder"), None)


@pytest.mark.parametrize("text", QUERIES)
def test_it_is_related_and_the_reason_says_that_it_is_only_close(root: Path, text: str) -> None:
    results = SearchEngine.open(root).search(SearchRequest(text))
    assert "recorder" not in [hit.initiative.id for hit in results.hits]
    found = find(root, SearchRequest(text))
    assert found is not None
    assert FRAUD in [reason.text for reason in found.reasons if reason.kind is ReasonKind.NEAR_PRACTICE]
    assert FRAUD not in [type_.name for type_ in found.practices]


@pytest.mark.parametrize("text", QUERIES[:2])
def test_it_is_not_found_without_meaning(root: Path, text: str) -> None:
    assert find(root, SearchRequest(text, semantic=False)) is None
    assert find(root, SearchRequest(text), replace(DEFAULT, near_documents=0)) is None


def test_filters_apply(root: Path) -> None:
    kept = find(root, SearchRequest(QUERIES[0], filters=((FilterName.REGION, "niigata"),)))
    assert kept is not None
    assert find(root, SearchRequest(QUERIES[0], filters=((FilterName.REGION, "toyama-gosei"),))) is None


def test_it_leads_comparable_practice_and_makes_none(root: Path) -> None:
    draft = "電話による詐欺で、高齢者がお金をだまし取られる被害を防ぎたい。"

    def find_similar(tuning: Tuning) -> list[SimilarHit]:
        return list(SearchEngine.open(root, tuning).similar_to_text(draft).regional)

    found = find_similar(DEFAULT)
    assert found[0].initiative.id == "recorder"
    assert [type_.name for type_ in found[0].near_practices] == [FRAUD]
    assert FRAUD not in [type_.name for type_ in found[0].shared_practices]
    without = find_similar(replace(DEFAULT, similar_near=0.0))
    assert {hit.initiative.id for hit in found} <= {hit.initiative.id for hit in without}
    assert found[0].score > next(hit.score for hit in without if hit.initiative.id == "recorder")
    assert not any(hit.near_practices for hit in without)
