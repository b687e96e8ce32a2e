"""Weight and speed: the bytes that a page transfers, and the time to its first result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.measure import MOST_BYTES, SOONEST, time_first_result, weigh
from tests.browser.state import PAGES, State

if TYPE_CHECKING:
    from tests.browser.stage import Stage

_OTHERS_AT_WORK = 2  # a machine that runs tests is busy


@pytest.mark.parametrize("state", PAGES, ids=lambda state: state.slug)
def test_a_page_weighs_little(stage: Stage, state: State) -> None:
    assert 0 < weigh(stage, state.path) <= MOST_BYTES


def test_the_first_result_is_seen_at_once(stage: Stage) -> None:
    assert 0 < min(time_first_result(stage, "/search?q=移住")) <= SOONEST * _OTHERS_AT_WORK
