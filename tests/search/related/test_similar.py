from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import ParameterError, QueryError
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import Comparable

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

DRAFT = """
近隣の市と共同で、病気の子どもや病気の治りかけの子どもを預かる施設を、どの市の住民でも利用できるようにしたい。
働きながら子育てをする保護者を支援する。
"""


def test_a_pasted_draft_finds_comparable_practice(engine: SearchEngine) -> None:
    found = {hit.initiative.id for hit in engine.similar_to_text(DRAFT).regional[:3]}
    assert found == {
        "001-matsuyama-sick-child-care",
        "001-nagano-wide-area-childcare",
        "001-toyama-machinaka-care-center",
    }


def test_shared_words_say_what_is_done_and_not_that_it_is_done_in_a_region(engine: SearchEngine) -> None:
    hits = engine.similar_to_text(
        "圏域の市町村が共同で病児保育施設を運営し、どの圏域市町村の住民も利用できる。"
    ).regional
    shared = {word for hit in hits for word in hit.shared_terms}
    assert any("保育" in word for word in shared)
    assert not shared & {"圏域", "市町村", "圏域市町村"}


def test_comparable_practice_names_the_types_it_shares(engine: SearchEngine) -> None:
    hits = engine.similar("001-kumamoto-library-mutual-use").regional
    assert [type_.name for type_ in hits[0].shared_practices] == ["図書館の相互利用"]
    own = {type_.id for type_ in engine.practices_of("001-kumamoto-library-mutual-use")}
    for hit in hits:
        others = {type_.id for type_ in engine.practices_of(hit.initiative.id)}
        assert {type_.id for type_ in hit.shared_practices} == own & others


def test_a_draft_shares_types_too(engine: SearchEngine) -> None:
    assert "sick-child-care" in {
        type_.id for type_ in engine.similar_to_text(DRAFT).regional[0].shared_practices
    }


def test_a_type_of_practice_finds_all_of_it(engine: SearchEngine) -> None:
    request = SearchRequest(filters=((FilterName.PRACTICE, "night-junior-high"),), per_page=50)
    found = {hit.initiative.id for hit in engine.search(request).hits}
    assert {"001-sapporo-night-junior-high", "001-okayama-evening-junior-high"} <= found
    assert all("night-junior-high" in {t.id for t in engine.practices_of(id_)} for id_ in found)
    with pytest.raises(ParameterError):
        engine.search(SearchRequest(filters=((FilterName.PRACTICE, "no-such-type"),)))


def test_generic_examples_take_no_place_of_a_region(engine: SearchEngine) -> None:
    found = engine.similar("001-kumamoto-library-mutual-use")
    assert found.generic
    assert all(hit.initiative.region is None for hit in found.generic)
    assert all(hit.initiative.region is not None for hit in found.regional)
    assert len(engine.similar("001-okayama-startup-support").regional) == 10


def test_at_most_two_are_of_one_region(engine: SearchEngine) -> None:
    for initiative_id in (
        "001-okayama-startup-support",
        "001-ibaraki-keno-migration",
        "004-wide-area-fire-service",
    ):
        regions = [hit.initiative.region for hit in engine.similar(initiative_id, limit=50).regional]
        assert all(regions.count(region) <= 2 for region in regions)


def test_comparable_practice_is_filtered_like_a_search(engine: SearchEngine) -> None:
    filters = ((FilterName.PREFECTURE, "岐阜県"), (FilterName.PREFECTURE, "北海道"))
    hits = engine.similar("001-okayama-startup-support", filters).regional
    assert {hit.initiative.region for hit in hits} <= {"gifu", "sapporo", "asahikawa"}
    assert hits
    with pytest.raises(ParameterError):
        engine.similar("001-okayama-startup-support", ((FilterName.PREFECTURE, "岐阜"),))


def test_a_text_that_says_nothing_has_no_comparable_practice(engine: SearchEngine) -> None:
    assert engine.similar_to_text("、。の") == Comparable()


def test_a_text_over_the_limit_is_refused(engine: SearchEngine) -> None:
    assert engine.similar_to_text("図書館の相互利用。" * 500).regional
    with pytest.raises(QueryError, match="5,000文字以内"):
        engine.similar_to_text("あ" * 5_001)
