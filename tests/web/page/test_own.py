"""The reader's own region: chosen, stored, carried in links, cancelled, and what pages say about it."""

from __future__ import annotations

import gzip
import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from renkei_search import resources
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from renkei_search.web.page.own_region import COOKIE
from tests.browser.state import PAGES, State
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.service import SearchService

_OF_FILES = r"/(static/|api/|healthz|readyz|[^?]*\.(csv|xlsx|jsonl|atom|svg|json|xml|txt|zip))"


@pytest.fixture
def browser(service: SearchService, index_root: Path) -> FlaskClient:
    """A client that keeps cookies of its own."""
    settings = Settings(
        corpus=(resources.corpus_folder(),), index=index_root, templates=resources.templates_folder()
    )
    return create_app(settings, service).test_client()


def choose(client: FlaskClient, **fields: str) -> TestResponse:
    return client.post("/own", data=fields)


def counts(page: str) -> list[tuple[str, int, str | None]]:
    """Label, count and link of each part of the line; no link for the chosen one."""
    line = re.search(r'<div class="own-line">.*?</div>', page, re.DOTALL)
    assert line is not None
    found = re.findall(r'<li>(?:<a href="([^"]+)"[^>]*>|<(?:strong|span)[^>]*>)([^<]+?) (\d+)件<', line[0])
    return [(label, int(count), html.unescape(link) or None) for link, label, count in found]


def test_a_municipality_chooses_its_region_and_the_browser_keeps_it(browser: FlaskClient) -> None:
    answer = choose(browser, name="ましきまち", next="/search?q=移住")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/search?{urlencode({'q': '移住', 'own': 'kumamoto'})}"
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value == "kumamoto"
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    page = read(browser, "/search?q=移住")
    assert counts(page)[0][0] == "自分の圏域"
    # What the browser keeps is not in the links, which may be passed on.
    assert not any("own=" in link for link in links_of(page))


def test_it_is_forgotten_and_changed(browser: FlaskClient) -> None:
    choose(browser, region="kumamoto")
    choose(browser, region="bingo")
    assert "備後圏域" in read(browser, "/search?q=移住")
    answer = choose(browser, region="", next="/search?q=移住&own=bingo")
    assert "own=" not in answer.headers["Location"]
    assert browser.get_cookie(COOKIE) is None
    assert "own-line own-choose" in read(browser, "/search?q=移住")


@pytest.mark.parametrize("name", ["池田町", "京都市", "xyz", ""])
def test_an_ambiguous_name_is_asked_about(browser: FlaskClient, name: str) -> None:
    answer = choose(browser, name=name)
    assert answer.status_code == (200 if name == "池田町" else 422)
    assert browser.get_cookie(COOKIE) is None
    assert ('id="candidates"' in answer.text) == (name == "池田町")
    assert ("own-error" in answer.text) == (name != "池田町")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", "/a\r\nb"]
)
def test_choosing_a_region_redirects_to_no_other_site(browser: FlaskClient, elsewhere: str) -> None:
    assert choose(browser, region="bingo", next=elsewhere).headers["Location"] == "/?own=bingo"


def test_there_is_no_such_region(browser: FlaskClient) -> None:
    assert choose(browser, region="atlantis").status_code == 422


def test_an_unknown_region_in_the_cookie_is_ignored(browser: FlaskClient) -> None:
    browser.set_cookie(COOKIE, "atlantis")
    assert "own-line own-choose" in read(browser, "/search?q=移住")
    assert "own-line own-choose" in read(browser, "/search?q=移住&own=atlantis")


@pytest.mark.parametrize(
    "query",
    [
        "q=移住",
        "q=図書館",
        "field=ウ-A-c",
        "q=移住&kind=renkei-chusu",
        "q=移住&region=-niigata",
        "q=空き家",
        "",
    ],
)
def test_each_count_is_what_its_link_finds(client: FlaskClient, query: str) -> None:
    shown = counts(read(client, f"/search?{query}&own=bingo"))
    assert len(shown) == 3
    for label, count, link in shown:
        assert (link is None) == (count == 0), label
        if link is not None:
            assert count_of(client, link) == count, label


@pytest.mark.parametrize("place", [0, 1])
def test_a_chosen_part_keeps_the_counts_of_the_others(client: FlaskClient, place: int) -> None:
    before = counts(read(client, "/search?q=図書館&own=kumamoto"))
    link = before[place][2]
    assert link is not None
    after = counts(read(client, link))
    assert [part[:2] for part in after] == [part[:2] for part in before]
    assert [part[2] is None for part in after] == [n == place for n in range(2)]


def test_without_a_cookie_links_and_forms_carry_it(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&own=bingo&per_page=5")
    assert '<input type="hidden" name="own" value="bingo">' in page
    # The address to pass on does not depend on the reader.
    (passed_on,) = re.findall(r'<a id="page-address" href="([^"]+)"', page)
    assert "own=" not in passed_on
    links = [
        link for link in links_of(page) if link.startswith("/search?q=") and link != html.unescape(passed_on)
    ]
    assert len(links) > 10
    assert [link for link in links if "own=bingo" not in link] == []
    for path in ("/similar", "/matrix", "/regions", "/"):
        assert f"{path}?own=bingo" in links_of(page)


@pytest.mark.parametrize(
    "state", [state for state in PAGES if not state.failing], ids=lambda state: state.slug
)
def test_without_a_cookie_every_link_and_form_of_every_page_carries_it(
    client: FlaskClient, state: State
) -> None:
    path = re.sub("[?&]own=[a-z]+", "", state.path)
    page = client.get(f"{path}{'&' if '?' in path else '?'}own=bingo").text
    assert "備後圏域連携中枢都市圏" in page[page.index('<footer class="site">') :]
    tags = re.findall('<a [^>]*href="(/[^"]*)"([^>]*)>', page)
    assert len(tags) > 10
    of_pages = [
        html.unescape(url)
        for url, attributes in tags
        if 'rel="bookmark"' not in attributes and not re.match(_OF_FILES, url)
    ]
    assert [url for url in of_pages if parse_qs(urlsplit(url).query).get("own") != ["bingo"]] == []
    for attributes, fields in re.findall("<form ([^>]*)>(.*?)</form>", page, re.DOTALL):
        carried = 'name="own" value="bingo"' in fields, "own=bingo" in attributes
        assert carried == ('method="post"' not in attributes, 'method="post"' in attributes), attributes


def test_links_carry_it_on_compressed_pages_too(client: FlaskClient) -> None:
    answer = client.get("/help?own=bingo", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "/search?own=bingo" in links_of(gzip.decompress(answer.data).decode())


def test_with_a_cookie_links_are_clean_and_every_page_says_whose(browser: FlaskClient) -> None:
    choose(browser, region="bingo")
    for path in ("/help", "/practices", "/search/filters?q=移住", "/nothing"):
        page = browser.get(path).text
        assert "own=" not in page
        assert "備後圏域連携中枢都市圏" in page[page.index('<footer class="site">') :]


def test_files_feeds_and_the_endpoint_do_not_depend_on_the_own_region(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&own=bingo&first=own")
    for path in ("/search.csv", "/search.xlsx", "/search.atom"):
        assert [link for link in links_of(page) if link.startswith(path)]
        assert not [link for link in links_of(page) if link.startswith(path) and "own" in link]
        assert client.get(f"{path}?q=移住&own=bingo").status_code == 422
    for name in ("own", "first"):
        assert client.get(f"/api/v1/search?q=移住&{name}=own").get_json()["parameter"] == name


def test_caches_are_told_that_a_page_differs_with_the_cookie(browser: FlaskClient) -> None:
    assert "Cookie" in browser.get("/search?q=移住").headers["Vary"]
    assert "Cache-Control" not in browser.get("/search?q=移住").headers
    choose(browser, region="bingo")
    assert browser.get("/search?q=移住").headers["Cache-Control"] == "private, no-cache"
    answer = browser.get("/api/v1/search?q=移住")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"].startswith("public")


def test_an_address_that_names_another_region_changes_nothing_that_is_kept(browser: FlaskClient) -> None:
    choose(browser, region="bingo")
    page = read(browser, "/search?q=移住&own=kumamoto")
    assert "熊本連携中枢都市圏</a>（アドレスの指定。いつもは備後圏域" in page
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value == "bingo"


def test_results_can_be_ordered_by_it(client: FlaskClient) -> None:
    page = read(client, "/search?q=図書館&own=kumamoto")
    (link,) = re.findall(r'<a href="([^"]+)">自分の圏域に近い順</a>', page)
    ordered = read(client, html.unescape(link))
    assert '<strong aria-current="true">自分の圏域に近い順</strong>' in ordered
    marks = re.findall(r'class="own-note( mine)?"', ordered)
    assert marks[0] == " mine"
    assert marks == sorted(marks, reverse=True)
    # Without a region of one's own, nothing comes first.
    assert "自分の圏域に近い順" not in read(client, "/search?q=図書館&first=own")


def test_a_result_says_what_ones_own_region_does_of_its_kind(client: FlaskClient) -> None:
    page = read(client, "/search?q=図書館&own=kumamoto")
    notes = re.findall(r'<p class="own-note[^"]*">(.*?)</p>', page)
    assert len(notes) == page.count('<article class="card"')
    does = [note for note in notes if "の取組が" in note and "practice=" in note]
    assert does
    for note in does:
        link, count = re.search(r'href="([^"]+)">[^<]*?(\d+)件<', note).groups()  # type: ignore[union-attr]
        assert count_of(client, html.unescape(link)) == int(count)
    # A type of practice is inferred, and a missing description does not mean that nothing is done.
    assert all("推定" in note for note in notes if "「" in note)
    other = read(client, "/search?q=移住&own=bingo")
    assert "の記述なし" in other
    assert "記述なし</p>" not in other
    assert "収録した資料に書かれていないという意味です" in other


@pytest.mark.parametrize(
    "path",
    ["/regions/bingo", "/matrix", "/regions", "/compare?id=001-bingo-denim-project"],
)
def test_other_pages_mark_the_own_region(browser: FlaskClient, path: str) -> None:
    before = read(browser, path)
    choose(browser, region="bingo")
    page = read(browser, path)
    assert (before.count('class="own-mark"'), page.count('class="own-mark"')) == (0, 1)


def test_comparable_practice_says_what_ones_own_region_does_of_its_kind(
    client: FlaskClient, engine: SearchEngine
) -> None:
    path = "/initiatives/001-matsuyama-sick-child-care"
    assert "own-note" not in read(client, path)
    pages = [
        read(client, f"{path}?own=kumamoto"),
        read(client, "/similar?own=kumamoto&text=病児保育の広域利用を始める。"),
    ]
    for page in pages:
        cards = re.findall(r'<article class="card" id="([^"]+)">(.*?)</article>', page, re.DOTALL)
        assert len(cards) > 3
        for name, card in cards:
            (mine,) = re.findall(r'<p class="own-note( mine)?">', card)
            assert bool(mine) == (engine.get(name).region == "kumamoto"), name
            types = {type_.name for type_ in engine.practices_of(name)}
            named = re.search("「(.+?)」(?:の取組が|の記述|などの記述)", card[card.index("own-note") :])
            assert mine or not types or (named is not None and named[1] in types), name


def test_a_region_becomes_ones_own_on_its_page(browser: FlaskClient) -> None:
    page = read(browser, "/regions/bingo")
    assert 'name="region" value="bingo">自分の圏域にする' in page
    answer = choose(browser, region="bingo", next="/regions/bingo")
    assert "自分の圏域にする" not in read(browser, answer.headers["Location"])


def test_the_form_says_what_is_chosen_and_lists_all(browser: FlaskClient, corpus: Any) -> None:
    page = read(browser, "/own")
    assert page.count('name="region"') == len(corpus.catalogue.regions)
    choose(browser, region="bingo")
    assert "自分の圏域を解除する" in read(browser, "/own?next=/matrix")
