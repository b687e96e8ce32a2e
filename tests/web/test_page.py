from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import msgspec
import pytest

from renkei_search import resources
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

PATHS = [
    "/", "/search", "/search?q=病児保育", "/search?q=%E3%81%AE", "/search?field=ウ-A&q=支援&sort=region&page=2", "/regions",
    "/regions/niigata", "/regions/uonuma", "/about", "/initiatives/001-bingo-denim-project", "/initiatives/000-niigata-net119",
    "/initiatives/004-wide-area-fire-service", "/initiatives/003-advanced-medicine",
]  # fmt: skip


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "text/html"
    return answer.text


def links_of(page: str) -> set[str]:
    return {html.unescape(link) for link in re.findall(r'(?:href|src)="([^"]+)"', page)}


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    for path in (
        "/",
        "/search?q=移住",
        "/regions",
        "/regions/niigata",
        "/about",
        "/initiatives/001-bingo-denim-project",
    ):
        seen |= links_of(read(client, path))
    assert len(seen) > 150
    for link in sorted(seen):
        if not link.startswith("#"):
            with client.get(link) as answer:
                assert answer.status_code == 200, link


def test_a_search_shows_who_does_it_where_with_the_passage_marked(client: FlaskClient) -> None:
    page = read(client, "/search?q=病児保育")
    assert "因幡・但馬麒麟のまち連携中枢都市圏" in page
    assert "<mark>児保育</mark>" in page or "<mark>病児保育</mark>" in page
    assert re.search(r"福祉・子育て</span> <span class=\"count\">\d", page)


def test_chosen_filters_are_chips_that_remove_themselves(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&region=aomori&category=ア")
    assert "圏域：青森圏域連携中枢都市圏" in page
    assert "/search?q=%E7%A7%BB%E4%BD%8F&category=%E3%82%A2" in links_of(page)
    assert 'value="aomori" checked' in page


def test_an_empty_answer_offers_what_would_find_something(client: FlaskClient) -> None:
    page = read(client, "/search?q=デニム&region=aomori")
    assert "あてはまる取組は見つかりませんでした" in page
    offered = re.search(r'href="([^"]+)">「圏域：青森圏域連携中枢都市圏」の条件を外す（1件）', page)
    assert offered
    assert "/initiatives/001-bingo-denim-project" in links_of(read(client, html.unescape(offered[1])))


def test_words_that_say_nothing_are_named(client: FlaskClient) -> None:
    assert "「の」は、助詞や記号だけなので検索に使っていません" in read(client, "/search?q=図書館+の")


def test_a_page_beyond_the_last_leads_back(client: FlaskClient) -> None:
    assert "1ページ目を表示する" in read(client, "/search?q=図書館&page=9")


def test_an_initiative_shows_all_that_is_known(client: FlaskClient) -> None:
    page = read(client, "/initiatives/001-bingo-denim-project")
    for text in (
        "応募総数",
        "303件",
        "推定",
        "福山市",
        "備後圏域連携中枢都市圏",
        "令和5年度",
        "資料の該当箇所",
    ):
        assert text in page
    assert "<mark>備中備後ジャパンデニムプロジェクト</mark>" in page


def test_a_draft_is_marked(client: FlaskClient) -> None:
    assert "協約の案に書かれた取組です" in read(client, "/initiatives/003-advanced-medicine")


def test_a_region_shows_members_history_outlook_and_declared_fields(client: FlaskClient) -> None:
    page = read(client, "/regions/niigata")
    for text in (
        "阿賀町",
        "越後国蒲原郡",
        "成果指標（基本目標）",
        "北京事務所",
        "H29.3.28",
        "令和7年12月1日",
    ):
        assert text in page


def test_about_tells_what_is_in_and_what_is_missing(client: FlaskClient, corpus: Corpus) -> None:
    page = html.unescape(read(client, "/about"))
    for item in corpus.catalogue.sources:
        assert item.source.title in page
        assert item.source.missing in page
    assert "第二百五十二条の二" in page
    assert "昼夜間人口比率" in page


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/search?foo=1", 422, "パラメーター「foo」はありません"),
        ("/search?region=atlantis", 422, "圏域「atlantis」はありません"),
        ("/search?page=0", 422, "ページは1以上"),
        ("/initiatives/none", 404, "取組「none」はありません"),
        ("/regions/none", 404, "圏域「none」はありません"),
        ("/none", 404, "お探しのページはありません"),
    ],
)
def test_errors_are_clear_pages(client: FlaskClient, path: str, status: int, text: str) -> None:
    page = read(client, path, status)
    assert text in html.unescape(page)
    assert "検索" in page


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_well_formed_and_keep_the_content_policy(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert '<html lang="ja">' in answer.text
    assert answer.text.count("<h1") == 1
    assert " style=" not in answer.text
    assert re.findall(r"<script[^>]*>[^<]*", answer.text) == ['<script src="/static/suggest.js" defer>']
    assert not re.search(r"[\"']https?://", answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    stack: list[str] = []
    for close, tag in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", answer.text):
        if tag in {"meta", "link", "input", "br"}:
            continue
        if close:
            assert stack.pop() == tag, path
        else:
            stack.append(tag)
    assert not stack


def test_input_is_never_markup(client: FlaskClient) -> None:
    page = read(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22onfocus=")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_hostile_corpus_text_is_never_markup(corpus: Corpus, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>図書館"
    first = corpus.initiatives[0]
    initiative = msgspec.structs.replace(first, title=evil, description=evil, municipalities=(evil,))
    region = corpus.catalogue.region(first.region or "")
    region = msgspec.structs.replace(region, name=evil, aliases=(evil,), members=(evil,))
    regions = tuple(region if known.id == region.id else known for known in corpus.catalogue.regions)
    hostile = msgspec.structs.replace(
        corpus,
        catalogue=msgspec.structs.replace(corpus.catalogue, regions=regions),
        initiatives=(initiative,),
    )
    build_index(tmp_path, hostile)
    settings = Settings(corpus=tmp_path, index=tmp_path, templates=resources.templates_folder())
    client = create_app(replace(settings), SearchService(tmp_path)).test_client()
    for path in (
        "/",
        "/search?q=図書館",
        f"/initiatives/{first.id}",
        "/regions",
        f"/regions/{region.id}",
        "/about",
    ):
        assert "<img" not in read(client, path), path


def test_without_an_index_the_page_says_so(tmp_path: Path) -> None:
    settings = Settings(corpus=tmp_path, index=tmp_path, templates=resources.templates_folder())
    client = create_app(settings, SearchService(tmp_path)).test_client()
    assert "索引がありません" in read(client, "/search?q=図書館", 503)
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_the_receipt_is_said_in_words_with_one_click_undo(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=火葬場"))
    assert "「火葬場」は、「斎場」" in page
    undo = next(link for link in links_of(page) if "expand=0" in link)
    exact = html.unescape(read(client, undo))
    assert "入力した言葉どおりに探しています" in exact
    assert "あてはまる取組は見つかりませんでした" in exact


def test_a_correction_is_said(client: FlaskClient) -> None:
    assert "「異動支援」の取組は見つからなかったため、「移動支援」で探しました。" in read(
        client, "/search?q=異動支援"
    )


def test_related_initiatives_have_a_heading_of_their_own(client: FlaskClient) -> None:
    page = read(client, "/search?q=夜間中学")
    assert page.index("関連する取組</h2>") > page.index("姫路市立あかつき中学校")
    assert '<span class="total">3件</span>' in page


def test_the_exact_form_is_kept_when_narrowing(client: FlaskClient) -> None:
    assert '<input type="hidden" name="expand" value="0">' in read(client, "/search?q=移住&expand=0")


def test_dropping_a_word_keeps_the_meaning_of_the_others(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=「相互利用」 デニム -移住 title:観光"))
    assert "あてはまる取組は見つかりませんでした" in page
    offered = {
        unquote_plus(link.partition("q=")[2]) for link in links_of(page) if link.startswith("/search?q=")
    }
    assert offered
    for text in offered:
        assert "移住" not in text or "-移住" in text
        assert "相互利用" not in text or "「相互利用」" in text
