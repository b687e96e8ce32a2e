from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import ParameterError, QueryError
from renkei_search.search.request import FilterName

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

DRAFT = """
近隣の市と共同で、病気の子どもや病気の治りかけの子どもを預かる施設を、どの市の住民でも利用できるようにしたい。
働きながら子育てをする保護者を支援する。
"""


def test_a_pasted_draft_finds_comparable_practice(engine: SearchEngine) -> None:
    found = {hit.initiative.id for hit in engine.similar_to_text(DRAFT)[:3]}
    assert found == {
        "001-asahikawa-childcare-support",
        "001-nagano-wide-area-childcare",
        "001-toyama-machinaka-care-center",
    }


def test_generic_examples_come_last(engine: SearchEngine) -> None:
    regions = [hit.initiative.region for hit in engine.similar("001-okayama-startup-support")]
    generic = [place for place, region in enumerate(regions) if region is None]
    assert generic == list(range(len(regions) - len(generic), len(regions)))


def test_at_most_two_are_of_one_region(engine: SearchEngine) -> None:
    for initiative_id in (
        "001-okayama-startup-support",
        "001-ibaraki-keno-migration",
        "004-wide-area-fire-service",
    ):
        regions = [
            hit.initiative.region for hit in engine.similar(initiative_id, limit=50) if hit.initiative.region
        ]
        assert all(regions.count(region) <= 2 for region in regions)


def test_comparable_practice_is_filtered_like_a_search(engine: SearchEngine) -> None:
    filters = ((FilterName.PREFECTURE, "岐阜県"), (FilterName.PREFECTURE, "北海道"))
    hits = engine.similar("001-okayama-startup-support", filters)
    assert {hit.initiative.region for hit in hits} <= {"gifu", "sapporo", "asahikawa"}
    assert hits
    with pytest.raises(ParameterError):
        engine.similar("001-okayama-startup-support", ((FilterName.PREFECTURE, "岐阜"),))


def test_a_text_that_says_nothing_has_no_comparable_practice(engine: SearchEngine) -> None:
    assert engine.similar_to_text("、。の") == ()


def test_a_text_over_the_limit_is_refused(engine: SearchEngine) -> None:
    assert engine.similar_to_text("図書館の相互利用。" * 500)
    with pytest.raises(QueryError, match="5,000文字以内"):
        engine.similar_to_text("あ" * 5_001)
