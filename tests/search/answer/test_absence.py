"""What is proposed when nothing matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("フードバンク", set()),
        ("介護人材", {"介護"}),
        ("ファミリーバンク", {"ファミリー", "バンク"}),
    ],
)
def test_a_part_of_a_thesaurus_word_is_proposed_only_if_it_is_one_itself(
    engine: SearchEngine, text: str, parts: set[str]
) -> None:
    results = engine.search(SearchRequest(text))
    assert results.total == 0
    proposed = {word.text for word in results.alternatives.words}
    assert proposed & {"フード", "介護", "ファミリー", "バンク"} == parts
