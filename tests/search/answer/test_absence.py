"""What is proposed when nothing matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("text", "parts"),
    [("フードバンク", set()), ("ファミリーバンク", {"ファミリー", "バンク"})],
)
def test_parts_are_proposed_only_of_a_word_that_nobody_knows(
    engine: SearchEngine, text: str, parts: set[str]
) -> None:
    results = engine.search(SearchRequest(text))
    assert results.total == 0
    assert {word.text for word in results.alternatives.words} & {"フード", "ファミリー", "バンク"} == parts
