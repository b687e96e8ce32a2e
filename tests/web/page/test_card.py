"""How cards show uncertainty: of a date beside it, of the classification once for the whole list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.model.record import Basis
from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine


def cards_of(page: str) -> list[str]:
    return re.findall(r'<article class="card".*?</article>', page, flags=re.DOTALL)


def test_a_date_that_is_inferred_says_so(client: FlaskClient, engine: SearchEngine) -> None:
    seen = set()
    for card in cards_of(read(client, "/search?per_page=100")):
        (initiative_id,) = re.findall(r'<article class="card" id="([^"]+)">', card)
        source = engine.catalogue.source(engine.get(initiative_id).source).source
        inferred = source.as_of_basis is Basis.INFERRED
        assert f"（{source.as_of}時点{'・推定' if inferred else ''}）" in card
        seen.add(inferred)
    assert seen == {True, False}


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=移住",
        "/search?q=空き家",
        "/search?q=図書館&view=region",
        "/initiatives/001-bingo-denim-project",
    ],
)
def test_the_mark_is_said_once_and_seen_on_demand(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    assert page.count("分野は主に当サイトで分類") == 1
    assert page.count('class="show-marks"') == 1
    cards = cards_of(page)
    assert cards
    assert not any('class="basis" title="資料に明記' in card for card in cards)
    assert any('class="basis quiet"' in card for card in cards)


def test_the_page_of_an_initiative_keeps_the_mark(client: FlaskClient) -> None:
    detail = read(client, "/initiatives/001-bingo-denim-project").partition('id="similar"')[0]
    facts = detail.partition("この取組について")[2]
    assert facts.count('class="basis"') >= 3
    assert "quiet" not in facts


def test_a_card_does_not_repeat_the_category_above_its_field(client: FlaskClient) -> None:
    cards = cards_of(read(client, "/search?q=移住"))
    assert not any("取組の区分：" in card for card in cards)
    assert all("政策分野：" in card for card in cards)
