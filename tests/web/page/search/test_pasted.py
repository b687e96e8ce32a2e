"""Texts pasted from documents and tables: the page finds what is meant and says what it left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def _search(client: FlaskClient, text: str) -> str:
    return read(client, f"/search?q={text}")


def _found(page: str) -> list[str]:
    """The initiatives that match, in their order."""
    matches = page.partition('<section class="related"')[0]
    return re.findall(r'<article class="card" id="([^"]+)"', matches)


@pytest.mark.parametrize(
    ("pasted", "number", "meant"),
    [
        ("１．図書館", "「１．」", "図書館"),
        ("(2) 図書館", "「(2)」", "図書館"),
        ("（３）図書館", "「（３）」", "図書館"),
        ("①図書館の相互利用", "「①」", "図書館の相互利用"),
        ("❷観光案内", "「❷」", "観光案内"),
        ("①移住　②空港", "「①」「②」", "移住 空港"),
    ],
)
def test_the_number_of_an_item_is_not_looked_for(
    client: FlaskClient, pasted: str, number: str, meant: str
) -> None:
    page = _search(client, pasted)
    assert f"{number}は項目の番号とみなし、検索に使っていません。" in page
    assert _found(page) == _found(_search(client, meant))


@pytest.mark.parametrize("typed", ["3.11", "(防災 OR 消防) 訓練", "10年", "1.5倍"])
def test_other_numbers_are_looked_for(client: FlaskClient, typed: str) -> None:
    assert "項目の番号" not in _search(client, typed)


@pytest.mark.parametrize("typed", ["R7.4.1", "2025.4.1", "2025/4/1", "４／１", "03-4-1"])
def test_figures_with_signs_between_them_are_one_word(client: FlaskClient, typed: str) -> None:
    # As a sentence they matched every initiative with a 4 and a 1.
    page = _search(client, typed)
    assert f"「{typed}」の取組は、収録した資料にありません（0件）" in page
    assert "文章として" not in page


@pytest.mark.parametrize("typed", ["福山市", "ふくやまし", "倉敷", "長野県"])
def test_what_a_place_does_is_not_what_was_asked_for(client: FlaskClient, typed: str) -> None:
    # Initiatives for farmers would be related to one of Nagano for farmers, but farmers were not asked for.
    page = _search(client, typed)
    assert _found(page)
    assert '<section class="related"' not in page
    assert "内容の近い取組を" not in page


def test_general_words_of_a_sentence_are_said_not_to_decide(client: FlaskClient) -> None:
    page = _search(client, "みんなが使える図書館がほしい")
    assert "「みんな」は、一般的な言葉のため、あてはまるかどうかには使っていません。" in page
    assert "文章として読み、「図書館」があてはまる取組を" in page
    # Each match has every word that decides.
    assert "一部の言葉にあてはまる取組を示しています" not in page


def test_where_nothing_matches_only_words_that_decide_were_looked_for(client: FlaskClient) -> None:
    page = _search(client, "若い人がみんな都会へ出てしまう")
    assert "<li>探した言葉：「都会」</li>" in page
    assert "「みんな」（" not in page


def test_a_verb_that_decides_is_among_the_words_looked_for(client: FlaskClient) -> None:
    page = _search(client, "年を取って聞こえにくくなった人のための助成を、よその町はやっていますか")
    (looked_for,) = re.findall("<li>探した言葉：(.*?)</li>", page)
    assert "「聞こえにくく」" in looked_for
