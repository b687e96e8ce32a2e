"""The matrix one policy field at a time."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from renkei_search.region.matrix import make_matrix
from renkei_search.search.request import SearchRequest
from tests.web.markup import count_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine


def ranking(page: str) -> str:
    return page.partition('<ol class="ranks">')[2].partition("</ol>")[0]


def ranks(page: str) -> list[tuple[int, int, str]]:
    found = re.findall(r'<li value="(\d+)">.*?<a class="rank-count" href="([^"]+)">(\d+)件', ranking(page))
    return [(int(rank), int(count), html.unescape(link)) for rank, link, count in found]


@pytest.mark.parametrize("path", ["/matrix", "/matrix?by=ウ-A-c", "/matrix?q=観光&by=ア-c&kind=renkei-chusu"])
def test_regions_are_ranked_by_what_their_links_find(client: FlaskClient, path: str) -> None:
    ranked = ranks(read(client, path))
    assert len(ranked) > 3
    counts = [count for _, count, _ in ranked]
    assert counts == sorted(counts, reverse=True)
    assert [rank for rank, _, _ in ranked] == [1 + sum(other > count for other in counts) for count in counts]
    for _, count, link in ranked[::5]:
        assert count_of(client, link) == count


def test_every_region_stands_in_the_ranking_or_below_it(client: FlaskClient, engine: SearchEngine) -> None:
    page = read(client, "/matrix?by=ウ-A-c")
    section = page.partition('class="ranking asked"')[2].partition("</section>")[0]
    assert all(region.name in section for region in engine.catalogue.regions)
    assert "取り組んでいないとは限りません" in section


def test_what_is_declared_only_stands_apart(client: FlaskClient, engine: SearchEngine) -> None:
    matrix = make_matrix(engine, SearchRequest())
    declared = Counter(
        cell.field.code for row in matrix.rows for cell in row.cells if cell.declared and not cell.count
    )
    ((code, count),) = declared.most_common(1)
    assert f"連携するとしているが、内容の記述がない（{count}）" in read(client, f"/matrix?by={code}")
    # With a query, no field is shown as declared: an empty cell means that nothing matches.
    assert "連携するとしているが" not in read(client, f"/matrix?by={code}&q=観光")


def test_the_field_goes_with_the_forms_and_links(client: FlaskClient) -> None:
    page = read(client, "/matrix?by=ウ-A-c&q=支援&prefecture=広島県&sort=population")
    main = page.partition("<main")[2].partition("</main")[0]
    links = [html.unescape(link) for link in re.findall(r'href="(/matrix[^"]*)"', main)]
    assert links
    assert all("by=" in link for link in links)
    forms = re.findall(r'<form class="choose".*?</form>', page, flags=re.DOTALL)
    assert len(forms) == 2
    assert all('name="by"' in form and 'name="prefecture"' in form and 'name="q"' in form for form in forms)


def test_an_unknown_field_is_refused(client: FlaskClient) -> None:
    read(client, "/matrix?by=ウ", 422)
