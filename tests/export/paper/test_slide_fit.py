from __future__ import annotations

from renkei_search.export.paper.slide_fit import largest, share_out


def test_rows_are_shared_out_over_as_few_pages_as_hold_them() -> None:
    assert share_out([1] * 9, 8) == [5, 9]
    assert share_out([4, 4, 4, 1], 12) == [2, 4]
    assert share_out([3], 8) == [1]
    assert share_out([], 8) == [0]


def test_a_row_that_is_higher_than_a_page_has_one_of_its_own() -> None:
    assert share_out([2, 20, 2], 8) == [1, 2, 3]


def test_letters_are_as_large_as_the_fewest_pages_allow() -> None:
    assert largest({10: ["a", "b"], 12: ["c", "d"], 14: ["e", "f", "g"]}) == (12, ["c", "d"])
