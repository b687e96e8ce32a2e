"""The page of filters, to which a phone without JavaScript is led."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_the_results_lead_to_the_page_and_the_page_back(client: FlaskClient) -> None:
    path = "/search?q=移住&region=aomori&view=region&sort=region"
    (link,) = {link for link in links_of(read(client, path)) if link.startswith("/search/filters?")}
    page = read(client, link)
    (back,) = re.findall(r'<a class="button" href="([^"]+)">閉じる</a>', page)
    assert sorted(parse_qsl(urlsplit(html.unescape(back)).query)) == sorted(parse_qsl(urlsplit(path).query))


@pytest.mark.parametrize("conditions", ["", "&field=ウ-A-c", "&region=aomori&region=-bingo", "&expand=0"])
def test_the_count_is_that_of_the_results(client: FlaskClient, conditions: str) -> None:
    page = read(client, f"/search/filters?q=支援{conditions}")
    assert f"{count_of(client, f'/search?q=支援{conditions}')}件を表示" in page


def test_the_form_leads_to_the_results_or_counts_again(client: FlaskClient) -> None:
    page = read(client, "/search/filters?q=移住&view=region&category=ア&prefecture=-青森県")
    assert '<form action="/search" id="search">' in page
    assert 'formaction="/search/filters"' in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page))
    # The category has no boxes of its own; an exclusion has none either.
    assert hidden == {"q": "移住", "view": "region", "category": "ア", "prefecture": "-青森県"}


def test_all_filters_are_taken_back_at_once(client: FlaskClient) -> None:
    page = read(client, "/search/filters?q=移住&region=aomori")
    assert '<a href="/search/filters?q=%E7%A7%BB%E4%BD%8F">条件をすべて外す</a>' in page
    assert "条件をすべて外す" not in read(client, "/search/filters?q=移住")


def test_a_wrong_filter_is_refused(client: FlaskClient) -> None:
    read(client, "/search/filters?region=atlantis", 422)
