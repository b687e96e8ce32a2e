from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import NotFoundError
from renkei_search.facet.registry import FilterName
from renkei_search.region.peer import PeerTrait, find_peers
from renkei_search.region.profile import describe_region
from renkei_search.region.summary import summarize_regions
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.corpus.collection import Corpus
    from renkei_search.region.summary import RegionSummary
    from renkei_search.search.engine import SearchEngine


@pytest.fixture(scope="module")
def summaries(engine: SearchEngine) -> Mapping[str, RegionSummary]:
    return {item.region.id: item for item in summarize_regions(engine, SearchRequest())}


def test_peers_are_other_regions_nearest_first(summaries: Mapping[str, RegionSummary]) -> None:
    for summary in summaries.values():
        peers = find_peers(summary, list(summaries.values()))
        assert len(peers) == 6
        assert summary.region.id not in {peer.summary.region.id for peer in peers}
        nearness = [peer.nearness for peer in peers]
        assert nearness == sorted(nearness, reverse=True)
        assert all(0 <= part <= 1 for part in nearness)


def test_a_near_population_is_a_reason(summaries: Mapping[str, RegionSummary]) -> None:
    peers = {
        peer.summary.region.id: peer
        for peer in find_peers(summaries["kurume"], list(summaries.values()), limit=42)
    }
    assert PeerTrait.POPULATION in peers["morioka"].reasons
    assert PeerTrait.POPULATION not in peers["hiroshima"].reasons
    assert peers["morioka"].nearness > peers["hiroshima"].nearness


def test_an_unknown_population_is_no_reason_and_the_rest_decides(
    summaries: Mapping[str, RegionSummary],
) -> None:
    assert summaries["uonuma"].population is None
    peers = find_peers(summaries["uonuma"], list(summaries.values()))
    assert all(PeerTrait.POPULATION not in peer.reasons for peer in peers)
    assert [peer.summary.region.id for peer in peers[:2]] == ["murakami-iwafune", "shibata-tainai-seiro"]
    assert peers[0].nearness == 1


def test_crossing_prefectures_tells_only_for_those_that_cross(
    summaries: Mapping[str, RegionSummary],
) -> None:
    crossing = find_peers(summaries["inaba-tajima"], list(summaries.values()))
    assert PeerTrait.CROSSING in crossing[0].reasons
    assert len(crossing[0].summary.region.prefectures) > 1
    staying = find_peers(summaries["kurume"], list(summaries.values()), limit=42)
    assert all(PeerTrait.CROSSING not in peer.reasons for peer in staying)


def test_the_kind_weighs_but_does_not_exclude(summaries: Mapping[str, RegionSummary]) -> None:
    kinds = [
        peer.summary.region.kind.value
        for peer in find_peers(summaries["uonuma"], list(summaries.values()), limit=42)
    ]
    assert kinds[:3] == ["teiju-jiritsu"] * 3
    assert "renkei-chusu" in kinds


def test_a_lacking_field_is_one_that_peers_have(engine: SearchEngine, corpus: Corpus) -> None:
    for region in corpus.catalogue.regions:
        profile = describe_region(engine, region.id)
        own = {cell.field.code for cell in profile.cells if cell.count}
        for item in profile.lacking:
            assert item.field.code not in own
            assert len(item.peers) >= 2
            request = SearchRequest().with_filter(FilterName.FIELD, item.field.code)
            for peer in item.peers:
                request = request.with_filter(FilterName.REGION, peer.id)
            assert item.count == engine.search(request).total


def test_a_declared_field_is_said_to_be_declared(engine: SearchEngine) -> None:
    lacking = describe_region(engine, "niigata").lacking
    assert any(item.declared for item in lacking)
    assert not any(item.declared for item in describe_region(engine, "bingo").lacking)


def test_an_unknown_region_is_not_found(engine: SearchEngine) -> None:
    with pytest.raises(NotFoundError, match="圏域「atlantis」"):
        describe_region(engine, "atlantis")
