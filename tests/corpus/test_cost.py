from __future__ import annotations

import pytest

from renkei_search.corpus.cost import complete_costs, cost_text, parse_cost, yen
from renkei_search.errors import TableError


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("令和6年度：2,400千円", 2_400_000),
        ("R7：1.5億円", 150_000_000),
        ("R8：12百万円", 12_000_000),
        ("300円", 300),
    ],
)
def test_a_cost_is_known_in_yen(text: str, amount: int) -> None:
    cost = parse_cost(text)
    assert yen(cost) == amount
    assert cost_text(cost) == text


def test_an_amount_without_a_known_unit_is_no_yen() -> None:
    assert yen(parse_cost("R6：2,400")) is None


def test_a_cost_without_an_amount_is_refused() -> None:
    with pytest.raises(TableError, match="令和6年度：2,400千円"):
        parse_cost("未定")


@pytest.mark.parametrize(
    ("text", "heading", "said"),
    [
        ("2,400", "事業費（千円）", "2,400千円"),
        ("R6：2,400\n調整中", "事業費［単位：百万円］", "R6：2,400百万円\n調整中"),
        ("300円", "事業費（千円）", "300円"),
        ("2,400", "事業費", "2,400"),
    ],
)
def test_the_unit_of_a_heading_is_that_of_its_amounts(text: str, heading: str, said: str) -> None:
    assert complete_costs(text, heading, "") == said
