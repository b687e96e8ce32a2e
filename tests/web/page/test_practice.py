from __future__ import annotations

import re
from typing import TYPE_CHECKING

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.url import search_url
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine


def test_every_type_that_is_shown_leads_to_as_many_initiatives_as_it_says(
    small_client: FlaskClient, small_engine: SearchEngine
) -> None:
    page = read(small_client, "/practices")
    for type_ in small_engine.catalogue.practices.types:
        request = SearchRequest().with_filter(FilterName.PRACTICE, type_.id)
        count = small_engine.search(request).total
        link = f'<a href="{search_url(request)}">{type_.name}</a> <span class="count">{count}件</span>'
        assert (link in page) == (count > 0), type_.id


def test_types_stand_under_their_families(small_client: FlaskClient, small_engine: SearchEngine) -> None:
    page = read(small_client, "/practices")
    headings = re.findall("<h2>(.+?)</h2>", page)
    assert headings == [
        name
        for name in dict.fromkeys(t.family for t in small_engine.catalogue.practices.types)
        if name in headings
    ]
    assert page.index("図書館の相互利用</a>") > page.index("<h1>")


def test_an_initiative_leads_to_others_of_its_type(small_client: FlaskClient) -> None:
    page = read(small_client, "/initiatives/p01-library")
    url = search_url(SearchRequest().with_filter(FilterName.PRACTICE, "library-mutual-use"))
    assert f'<dt>取組の型</dt>\n    <dd><a href="{url}">図書館の相互利用</a>' in page
    assert "共通する取組の型：" in page
    results = read(small_client, url)
    assert "取組の型" in results
    assert "/initiatives/p02-library" in links_of(results)


def test_what_shows_no_type_can_be_asked_for(small_client: FlaskClient) -> None:
    assert "取組の型の推定なし" in read(small_client, "/search?practice=_missing")
