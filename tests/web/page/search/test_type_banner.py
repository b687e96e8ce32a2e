"""The types of practice that the words of a search indicate are listed above its results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FACETS, LISTED, FilterName
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def banner(page: str) -> str:
    return page.partition('<p class="types">')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("空き家", "空き家・古民家の利活用"),
        ("病児保育", "病児・病後児保育の広域利用"),
        ("図書館 相互利用", "図書館の相互利用"),
        ("医師確保", "医師の確保・派遣"),
    ],
)
def test_a_search_that_shows_a_type_leads_to_all_of_it(client: FlaskClient, words: str, type_: str) -> None:
    shown = banner(read(client, f"/search?q={words}"))
    assert "推定" in shown
    (count,) = re.findall(rf"{type_}（(\d+)件）", shown)
    found = [link for link in links_of(shown) if count_of(client, link) == int(count)]
    assert found
    assert all("q=" not in link for link in found)


def test_the_banner_counts_under_the_filters(client: FlaskClient) -> None:
    everywhere, here = (banner(read(client, f"/search?q=移住{more}")) for more in ("", "&region=aomori"))
    assert everywhere
    assert here != everywhere
    for link in links_of(here):
        assert "region=aomori" in link
        assert count_of(client, link)


@pytest.mark.parametrize(
    "asked",
    [
        "q=移住&expand=0",  # to the letter
        "q=図書館&practice=library-mutual-use",  # chosen already
        "q=熊本県",
        "q=事業",
        "",
    ],
)
def test_where_no_type_is_asked_for_there_is_no_banner(client: FlaskClient, asked: str) -> None:
    assert not banner(read(client, f"/search?{asked}"))


def test_what_the_banner_says_is_not_offered_again(client: FlaskClient) -> None:
    page = read(client, "/search?q=空き家")
    assert page.count("空き家・古民家の利活用（") == 1


def test_types_are_in_front_and_the_top_of_the_fields_is_shown_once(client: FlaskClient) -> None:
    assert LISTED[:2] == (FilterName.FIELD, FilterName.PRACTICE)
    assert set(FACETS) - set(LISTED) == {FilterName.CATEGORY}
    page = read(client, "/search?q=移住")
    assert 'name="practice"' in page
    assert 'name="category"' not in page
    assert '<a href="/practices">取組の型</a>' in page.partition("</nav>")[0]
    # A link with a category still works, and the category can be removed.
    chosen = read(client, "/search?q=移住&category=ウ")
    assert "取組の区分：" in chosen.partition('aria-label="選んでいる条件"')[2].partition("</ul>")[0]
    # An initiative with fields of two categories is in one of these only.
    assert 0 < count_of(client, "/search?q=移住&category=ウ") <= count_of(client, "/search?q=移住&field=ウ")
