"""The lenient reader of parameters, for what every page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pytest
from msgspec import Meta

from renkei_search.web.http.parameter import MAX_PARAMETERS, Parameters, Values, read_leniently
from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient


class _Some(Parameters, frozen=True, kw_only=True):
    word: Annotated[str, Meta(title="word")] = "none"
    number: Annotated[int, Meta(title="number", ge=0)] = -1
    many: Annotated[Values, Meta(title="many")] = ()


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], _Some()),
        ([("other", "1"), ("word", "a")], _Some(word="a")),
        ([("word", ""), ("word", "a"), ("word", "b")], _Some(word="a")),
        ([("number", "many"), ("number", "-1"), ("number", "3"), ("number", "4")], _Some(number=3)),
        ([("number", "9" * 5000)], _Some()),
        ([("many", " a "), ("many", "b")], _Some(many=("a",))),
    ],
)
def test_the_first_valid_value_counts_and_nothing_is_refused(
    pairs: list[tuple[str, str]], expected: _Some
) -> None:
    assert read_leniently(_Some, pairs) == expected


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("own=&own=bingo&own=kumamoto", 200),
        ("own=bingo&nothing=1", 422),
        ("own=bingo&kind=%FF", 422),
        ("own=bingo" + "&kind=" * MAX_PARAMETERS, 422),
    ],
)
def test_the_address_names_ones_own_region_even_where_it_is_refused(
    client: FlaskClient, query: str, status: int
) -> None:
    page = read(client, f"/regions?{query}", status)
    assert 'href="/regions/bingo?own=bingo"' in page


def test_an_error_page_keeps_what_was_typed(client: FlaskClient) -> None:
    assert f'value="{"あ" * 300}"' in read(client, f"/search?q={'あ' * 300}", 422)
    assert 'value="移住"' in read(client, "/search?q=移住&q=図書館", 422)
