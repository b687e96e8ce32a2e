"""Every filter survives every form, link and page of a search."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

import pytest

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.url import parse_arguments, search_url
from renkei_search.web.page.display import split_display
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DENIM: Final = "001-bingo-denim-project"
_VALUES: Final = {
    FilterName.FIELD: "ウ-A-c",
    FilterName.REGION: "bingo",
    FilterName.PREFECTURE: "広島県",
    FilterName.KIND: "renkei-chusu",
    FilterName.CATEGORY: "ウ",
    FilterName.SOURCE: "001",
    FilterName.MUNICIPALITY: "尾道市",
    FilterName.PRACTICE: "night-junior-high",
    FilterName.YEAR: "2023",
}
_CONDITIONS: Final = [
    *((name, value, "") for name, value in _VALUES.items()),
    *((name, value, "-") for name, value in _VALUES.items()),
    *((name, MISSING, "") for name in (FilterName.REGION, FilterName.PRACTICE)),
    *((name, MISSING, "-") for name in (FilterName.REGION, FilterName.PRACTICE)),
]


_PICTURES: Final = re.compile(r'<section class="spread".*?</section>', re.DOTALL)


class _Form(HTMLParser):
    """What a browser would send with the search form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.pairs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action") == "/search"
        if tag != "input" or not (self.inside or given.get("form") == "search"):
            return
        if given.get("type") != "checkbox" or "checked" in given:
            self.pairs.append((given["name"] or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def sent(page: str) -> SearchRequest:
    """The search that the page's form asks for."""
    form = _Form()
    form.feed(page)
    return parse_arguments(split_display(form.pairs)[1])


def asked(link: str) -> SearchRequest:
    """The search that a link leads to."""
    pairs = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    return parse_arguments(split_display(pair for pair in pairs if pair[0] != "picture")[1])


def links_to_searches(page: str) -> list[str]:
    """The links to other states of the same search, without the menu, the cards and the links that remove filters."""
    main = page.partition("<main")[2].partition("</main")[0]
    kept = re.sub(r'<ul class="(?:chips|tags)".*?</ul>', "", main, flags=re.DOTALL)
    kept = re.sub(r'<div class="offers".*?</div>', "", kept, flags=re.DOTALL)
    kept = re.sub(r'<p class="shared">.*?</p>', "", kept)
    kept = _PICTURES.sub("", kept)
    alternate = re.findall(r'<link rel="(?:alternate|canonical)"[^>]+href="([^"]+)"', page)
    found = [*links_of(kept), *map(html.unescape, alternate)]
    return [link for link in found if urlsplit(link).path.startswith("/search")]


def address(name: FilterName, value: str, sign: str, more: str) -> str:
    return f"/search?{name}={sign}{value}&{more}"


@pytest.mark.parametrize(
    "more",
    [
        "",
        "per_page=2&page=2",
        "view=region",
        "q=支援",
        "q=支援&expand=0&sort=region&per_page=1",
        f"q=支援&compare={DENIM}",
        "q=デニム 火葬&expand=0",
    ],
)
@pytest.mark.parametrize(("name", "value", "sign"), _CONDITIONS)
def test_a_filter_goes_with_the_form_and_with_every_link(
    client: FlaskClient, name: FilterName, value: str, sign: str, more: str
) -> None:
    path = address(name, value, sign, more)
    page, request = read(client, path), asked(path)
    assert sent(page) == replace(request, page=1)
    links = links_to_searches(page)
    assert links
    for link in links:
        other = asked(link)
        assert set(request.filters) <= set(other.filters), link
        assert set(request.excluded) <= set(other.excluded), link


@pytest.mark.parametrize("more", ["q=支援&view=region", "q=支援&expand=0&sort=region&per_page=1"])
@pytest.mark.parametrize(("name", "value", "sign"), _CONDITIONS)
def test_a_part_of_a_picture_changes_one_filter_and_keeps_the_others(
    client: FlaskClient, name: FilterName, value: str, sign: str, more: str
) -> None:
    path = address(name, value, sign, more)
    page, request = read(client, path), asked(path)
    found = _PICTURES.search(page)
    if found is None:
        assert "（0件）" in page  # nothing to draw
        return
    links = [link for link in links_of(found[0]) if urlsplit(link).path == "/search"]
    assert links
    for link in links:
        other = asked(link)
        assert other.text == request.text
        assert (other.expand, other.sort, other.per_page) == (request.expand, request.sort, request.per_page)
        changed = {*request.filters, *request.excluded} ^ {*other.filters, *other.excluded}
        assert len({facet for facet, _ in changed}) <= 1, link  # none if it is the same search


def test_all_filters_together_go_with_the_form(client: FlaskClient) -> None:
    request = SearchRequest("支援", tuple(_VALUES.items()))
    assert set(sent(read(client, search_url(request))).filters) == set(request.filters)


@pytest.mark.parametrize(("name", "value", "sign"), _CONDITIONS)
def test_a_chip_removes_its_filter_and_no_other(
    client: FlaskClient, name: FilterName, value: str, sign: str
) -> None:
    other = FilterName.KIND if name is not FilterName.KIND else FilterName.SOURCE
    page = read(client, address(name, value, sign, f"{other}={_VALUES[other]}&view=region"))
    chips = links_of(page.partition('aria-label="選んでいる条件"')[2].partition("</ul>")[0])
    assert len(chips) == 3
    first, second = (asked(link) for link in (chips if not sign else (chips[1], chips[0]))[:2])
    order = list(FilterName)
    if not sign and order.index(name) > order.index(other):
        first, second = second, first
    assert (*first.filters, *first.excluded) == ((other, _VALUES[other]),)
    assert (*second.filters, *second.excluded) == ((name, value),)
    assert all("view=region" in link for link in chips)


@pytest.mark.parametrize(("name", "value", "sign"), _CONDITIONS)
def test_an_error_keeps_the_filters_that_are_right(
    client: FlaskClient, name: FilterName, value: str, sign: str
) -> None:
    path = address(name, value, sign, "q=" + "支援" * 200)
    request = sent(read(client, path, 422))
    assert (*request.filters, *request.excluded) == ((name, value),)


def test_an_error_drops_the_filter_that_is_wrong(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&region=atlantis&kind=renkei-chusu&view=region", 422)
    assert sent(page) == SearchRequest("移住", ((FilterName.KIND, "renkei-chusu"),))
    assert '<input type="hidden" name="view" value="region">' in page
    kept = "選んでいたほかの条件は、そのまま検索に使います。"
    assert kept in page
    assert kept not in read(client, "/search?q=移住&region=atlantis&view=region", 422)


@pytest.mark.parametrize("condition", ["kind=-teiju-jiritsu", "prefecture=-広島県", "kind=renkei-chusu"])
def test_the_form_of_the_matrix_keeps_what_it_has_no_field_for(client: FlaskClient, condition: str) -> None:
    name, value = condition.split("=")
    page = read(client, f"/matrix?q=移住&expand=0&{condition}")
    form = page.partition('<form class="choose"')[2].partition("</form>")[0]
    assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert '<input type="hidden" name="expand" value="0">' in form
