from __future__ import annotations

import gzip
import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec
import pytest

from renkei_search import resources
from renkei_search.corpus.era import day_text, japanese_date
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from renkei_search.web.http.url import search_url
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

PATHS = [
    "/", "/search", "/search?q=病児保育", "/search?q=%E3%81%AE", "/search?field=ウ-A&q=支援&sort=region&page=2", "/regions",
    "/practices",
    "/regions/niigata", "/regions/uonuma", "/about", "/initiatives/001-bingo-denim-project", "/initiatives/000-niigata-net119",
    "/initiatives/004-wide-area-fire-service", "/initiatives/003-advanced-medicine", "/similar", "/similar?text=図書館の相互利用",
    "/compare", "/compare?id=001-bingo-denim-project&id=003-advanced-medicine", "/search?q=移住&view=region",
    "/search?q=移住&compare=001-bingo-denim-project", "/own", "/own?name=池田町&next=/matrix", "/?own=kumamoto",
    "/search?q=図書館&own=kumamoto&first=own", "/matrix?own=bingo",
]  # fmt: skip


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    seen = {link for path in PATHS for link in links_of(read(client, path)) if not link.startswith("#")}
    assert len(seen) > 300
    for link in sorted(seen):
        with client.get(link) as answer:
            assert answer.status_code == 200, link


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_sound_and_keep_the_content_policy(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    assert '<html lang="ja">' in page
    for attributes, content in re.findall(r"<script([^>]*)>([^<]*)", page):
        assert re.fullmatch(r' type="module" src="/static/[0-9a-f]{12}/[a-z]+\.js"', attributes) or (
            attributes == ' type="application/ld+json"' and json.loads(content)
        )
    assert not content or "</" not in content
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!localhost/)", page)
    answer = client.get(path)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_what_and_where_it_is(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    title = re.search(r'<meta property="og:title" content="([^"]+)">', page)
    assert title
    assert f"<title>{title[1]}｜圏域の取組検索</title>" in page
    canonical = re.search(r'<link rel="canonical" href="(/[^"]*)">', page)
    assert canonical
    assert f'<meta property="og:url" content="http://localhost{canonical[1]}">' in page
    assert "compare=" not in canonical[1]
    assert re.search(r'<meta name="description" content="[^"\n]{15,}">', page)


def test_the_menu_marks_the_page_shown(client: FlaskClient) -> None:
    assert '<a href="/similar" aria-current="page">' in read(client, "/similar")
    assert '<a href="/regions" aria-current="true">' in read(client, "/regions/niigata")


def test_a_page_fits_in_60_kilobytes(client: FlaskClient) -> None:
    page = client.get("/search?per_page=20").data
    parts = [page]
    for link in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', page.decode()):
        with client.get(link) as answer:
            parts.append(answer.data)
    assert sum(len(gzip.compress(part)) for part in parts) < 60_000


def test_home_offers_fields_prefectures_and_the_other_ways_in(client: FlaskClient) -> None:
    links = links_of(read(client, "/"))
    assert {"/similar", "/compare", "/matrix", "/practices", "/regions"} <= set(links)
    assert "/search?q=%E7%97%85%E5%85%90%E4%BF%9D%E8%82%B2" in links
    assert search_url(SearchRequest().with_filter(FilterName.FIELD, "ウ-A-c")) in links


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
        ("/search?view=map", 422, "表示のしかた「map」はありません"),
        ("/similar?texd=1", 422, "パラメーター「texd」はありません"),
        ("/similar?text=図書館&prefecture=京都", 422, "都道府県「京都」はありません"),
        ("/compare?ids=1", 422, "パラメーター「ids」はありません"),
        ("/compare?id=003-advanced-medicine&differing=x", 422, "「differing」は0か1"),
        ("/search?page=0", 422, "ページは1以上"),
        ("/regions?shade=regions&shade=initiatives", 422, "「shade」は一つだけ"),
        ("/matrix?q=%FF", 422, "UTF-8"),
        ("/initiatives/none", 404, "取組「none」はありません"),
        ("/regions/none", 404, "圏域「none」はありません"),
        ("/none", 404, "お探しのページはありません"),
    ],
)
def test_errors_are_clear_pages(client: FlaskClient, path: str, status: int, text: str) -> None:
    page = read(client, path, status)
    assert text in html.unescape(page)
    assert "検索" in page


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
    settings = Settings(corpus=(tmp_path,), index=tmp_path, templates=resources.templates_folder())
    client = create_app(replace(settings), SearchService(tmp_path)).test_client()
    for path in (
        "/",
        "/search?q=図書館",
        f"/initiatives/{first.id}",
        f"/search?q=図書館&view=region&compare={first.id}",
        f"/compare?id={first.id}",
        "/similar?text=図書館",
        "/regions",
        f"/regions/{region.id}",
        "/about",
    ):
        assert "<img" not in read(client, path), path


def test_without_an_index_the_page_says_so(tmp_path: Path) -> None:
    settings = Settings(corpus=(tmp_path,), index=tmp_path, templates=resources.templates_folder())
    client = create_app(settings, SearchService(tmp_path)).test_client()
    assert "索引がありません" in read(client, "/search?q=図書館", 503)
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_the_footer_says_who_runs_the_site_and_where_to_tell_of_errors(
    service: SearchService, index_root: Path
) -> None:
    def footer(path: str, operator: str = "", contact: str = "") -> str:
        settings = Settings(
            corpus=(resources.corpus_folder(),),
            index=index_root,
            templates=resources.templates_folder(),
            operator=operator,
            contact=contact,
        )
        page = create_app(settings, service).test_client().get(path).text
        return html.unescape(page[page.index('<footer class="site">') :])

    plain = footer("/search?q=移住")
    assert f"データの更新日：{day_text(japanese_date(service.engine().created))}" in plain
    assert "運営" not in plain
    assert "誤りを知らせる" not in plain
    assert 'href="/api"' in plain
    mail = footer("/search?q=移住", operator="例示市<企画課>", contact="kikaku@city.example.jp")
    assert "運営：例示市<企画課>" in mail
    found = re.search(r'href="(mailto:[^"]+)">誤りを知らせる', mail)
    assert found is not None
    assert found[1].startswith("mailto:kikaku@city.example.jp?subject=")
    assert "http://localhost/search?q=" in unquote(unquote(found[1]))
    assert 'href="https://example.jp/form?a=1&b=2">誤りを知らせる' in footer(
        "/", contact="https://example.jp/form?a=1&b=2"
    )
    assert "データの更新日" not in footer("/nothing")
