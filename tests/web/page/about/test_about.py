from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.search.language.limit import MAX_CODE_POINTS, MAX_PASTED, MAX_PHRASE_TERMS, MAX_WORDS
from renkei_search.search.request import MAX_DEPTH
from renkei_search.web.page.about import accessibility
from renkei_search.web.page.about.accessibility import AccessibilityReport, PageOutcome, read_report
from renkei_search.web.page.about.help import _SENTENCES
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

REPORT = """
date = "2026-12-01"
tool = "axe-core"
version = "4.11.0"
browser = "Chromium 143"
rules = ["wcag2aa", "wcag22aa"]

[[pages]]
path = "/search?q=移住"
state = "検索結果"
violations = 0

[[pages]]
path = "/matrix"
state = "はじめ"
violations = 2
"""


@pytest.mark.parametrize("path", ["/help", "/about", "/accessibility"])
def test_the_pages_are_sound(client: FlaskClient, path: str) -> None:
    read(client, path)


def test_every_example_of_the_help_finds_something_by_its_rule(client: FlaskClient) -> None:
    examples = [link for link in links_of(read(client, "/help")) if link.startswith("/search?q=")]
    assert len(examples) == 16
    for link in examples:
        assert count_of(client, link) > 0, link
        assert "無視しました" not in html.unescape(client.get(link).text), link


def test_the_synonym_of_the_help_is_in_the_receipt(client: FlaskClient) -> None:
    link = _SENTENCES[2].url
    assert "「火葬場」は、「斎場」" in html.unescape(client.get(link).text)


def test_the_example_of_the_endpoint_answers(client: FlaskClient) -> None:
    (link,) = [link for link in links_of(read(client, "/help")) if link.startswith("/api/")]
    assert count_of(client, link.removeprefix("/api/v1")) > 0


def test_the_limits_are_those_of_the_program(client: FlaskClient) -> None:
    page = read(client, "/help")
    assert f"{MAX_CODE_POINTS}文字まで、{MAX_WORDS}語まで" in page
    assert f"{MAX_PHRASE_TERMS}語まで" in page
    assert f"{MAX_DEPTH:,}件目まで" in page
    assert f"{MAX_PASTED:,}文字まで" in page


def test_the_help_names_every_field_of_the_grammar(client: FlaskClient) -> None:
    page = read(client, "/help")
    for name in ("タイトル:", "題名:", "圏域:", "市町村:", "分野:", "政策分野:"):
        assert name in page


def test_about_accounts_for_every_source(client: FlaskClient, corpus: Corpus) -> None:
    page = read(client, "/about")
    table = page[page.index('<table class="coverage">') : page.index("</table>")]
    for item in corpus.catalogue.sources:
        number = sum(found.source == item.source.id for found in corpus.initiatives)
        assert f'href="/search?source={item.source.id}"' in table
        assert f">{number}件</a>" in table
        assert item.source.as_of in table
    assert table.count('data-label="確かめた割合">100%') == 5
    assert re.search(r'data-label="取組の記述">56\.\d%', table)


def test_about_says_what_is_left_out_and_why(client: FlaskClient) -> None:
    page = read(client, "/about")
    assert "図や写真の説明。取組の本文ではない。" in page
    assert "協約の条文（取組の記述ではない）" in page


def test_about_explains_both_schemes(client: FlaskClient) -> None:
    links = links_of(read(client, "/about"))
    assert {"/search?kind=renkei-chusu", "/search?kind=teiju-jiritsu"} <= set(links)


def test_without_a_test_the_statement_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "read_report", AccessibilityReport)
    page = read(client, "/accessibility")
    assert "まだ試験の結果がありません" in page
    assert "JIS X 8341-3:2016" in page


def test_the_statement_shows_the_outcome_of_the_test(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "accessibility.toml"
    path.write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(accessibility, "read_report", lambda: read_report(path))
    page = read(client, "/accessibility")
    for text in ("2026-12-01", "axe-core 4.11.0", "Chromium 143", "<dd>2件</dd>", "/search?q=移住"):
        assert text in page
    assert "まだ試験の結果がありません" not in page


def test_the_committed_outcome_can_be_read() -> None:
    report = read_report()
    assert (report.date is None) == (not report.pages)


def test_violations_add_up_over_pages() -> None:
    pages = tuple(PageOutcome(path="/", state="はじめ", violations=count) for count in (1, 0, 2))
    assert AccessibilityReport(pages=pages).violations == 3
