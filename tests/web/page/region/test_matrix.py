from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from renkei_search import web
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

STYLES = "".join(
    (Path(str(web.__file__)).parent / "static" / name).read_text(encoding="utf-8")
    for name in ("chart.css", "picture.css")
)


def cells_of(page: str, style: str) -> list[str]:
    return re.findall(rf'<td class="{style}(?: first)?">(.*?)</td>', page)


@pytest.mark.parametrize(
    "path",
    [
        "/matrix",
        "/matrix?sort=population",
        "/matrix?kind=teiju-jiritsu&sort=initiatives",
        "/matrix?prefecture=広島県",
        "/matrix?q=観光",
        "/matrix?kind=teiju-jiritsu&prefecture=広島県",
    ],
)
def test_every_state_is_a_sound_page(client: FlaskClient, path: str) -> None:
    read(client, path)


def test_a_count_links_to_as_many_initiatives(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix")
    counted = re.findall(
        r'<td class="step\d(?: first)?"><a href="([^"]+)" aria-label="([^"]+)">(\d+)</a>', page
    )
    assert len(counted) == 8
    for link, label, count in counted:
        assert f"{count}件" in label
        assert count_of(small_client, link) == int(count)


def test_a_count_within_a_search_links_to_the_same_search(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix?q=移住&kind=renkei-chusu")
    link, count = re.findall(r'<td class="step\d(?: first)?"><a href="([^"]+)"[^>]*>(\d+)</a>', page)[0]
    assert "q=%E7%A7%BB%E4%BD%8F" in link
    assert count_of(small_client, link) == int(count)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=図書館", ["「図書館」の取組4件を、圏域と政策分野で数えています。"]),
        ("q=図書間", ["もしかして「図書館」ですか。", "「図書館」の取組4件を、"]),
        ("q=としょかん", ["「としょかん」は、「図書館」と読んで探しました。"]),
        ("q=空き家", ["「空き家」の取組は、収録した資料にありません（0件）。"]),
        ("q=図書館&prefecture=青森県", ["「図書館」の取組は、選んだ条件の中にはありません（0件）。"]),
        (
            "q=図書館 デニム",
            ["「図書館 デニム」のすべてにあてはまる取組は、収録した資料にありません（0件）。"],
        ),
        ("q=市", ["「市」だけではどこを指すか分からないため", "「市」だけでは、取組を探せません（0件）。"]),
        ("q=空港から町へ行くバスを増やしたい", ["すべての言葉にあてはまる取組はありません。", "に合う取組"]),
    ],
)
def test_the_table_says_what_it_counts(client: FlaskClient, query: str, said: list[str]) -> None:
    text = re.sub(r"</?strong>", "", read(client, f"/matrix?{query}"))
    for sentence in said:
        assert sentence in text
    assert "「図書間」の取組4件" not in text


def test_counts_declared_fields_and_blanks_are_told_apart(
    small_client: FlaskClient, small_corpus: Corpus
) -> None:
    page = read(small_client, "/matrix")
    blank, declared = cells_of(page, "blank"), cells_of(page, "declared")
    counted = cells_of(page, r"step\d")
    assert len(blank) + len(declared) + len(counted) == 5 * len(small_corpus.catalogue.regions)
    assert set(blank) == {""}
    (cell,) = declared
    assert 'href="/regions/yama#declared"' in cell
    assert ">○<" in cell


def test_within_a_search_a_blank_is_only_a_blank(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix?q=観光")
    assert not cells_of(page, "declared")
    assert "あてはまる取組がない" in page


def test_rows_are_sorted_by_links(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix")
    assert "/matrix?sort=population" in links_of(page)
    assert page.index("みなと") < page.index("かわ")
    assert 'aria-sort="ascending"' in page
    by_population = re.findall(r'<tr id="([^"]+)"', read(small_client, "/matrix?sort=population"))
    assert by_population == ["minato", "kawa", "yama"]


def test_rows_are_narrowed_by_kind_and_prefecture(small_client: FlaskClient) -> None:
    assert re.findall(r'<tr id="([^"]+)"', read(small_client, "/matrix?prefecture=富山県")) == [
        "minato",
        "yama",
    ]
    assert len(re.findall(r"<tr id=", read(small_client, "/matrix?kind=teiju-jiritsu"))) == 1


def test_a_choice_keeps_the_others(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix?kind=renkei-chusu&sort=population&q=移住")
    for name, value in (("kind", "renkei-chusu"), ("sort", "population"), ("q", "移住")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert any("sort=initiatives" in link and "kind=renkei-chusu" in link for link in links_of(page))


def test_a_choice_without_regions_is_no_link(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix?prefecture=広島県")
    assert "<span>定住自立圏（0）</span>" in page


def test_without_rows_a_link_leads_back(small_client: FlaskClient) -> None:
    page = read(small_client, "/matrix?kind=teiju-jiritsu&prefecture=広島県")
    assert "この条件にあてはまる圏域はありません" in page
    assert '<a href="/matrix">条件をすべて外す</a>' in page


def test_the_table_scrolls_in_a_frame_for_the_keyboard(small_client: FlaskClient) -> None:
    frame = '<div class="scroll" role="region" aria-labelledby="matrix-caption" tabindex="0">'
    assert frame in read(small_client, "/matrix")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("sort=size", "「size」はありません。「prefecture」（都道府県順（北から南））、"),
        ("knid=teiju-jiritsu", "「kind」ではありませんか"),
        ("kind=mura", "圏域の種類「mura」はありません"),
        ("field=ア", "パラメーター「field」はありません"),
    ],
)
def test_unknown_choices_are_refused(client: FlaskClient, query: str, text: str) -> None:
    assert text in html.unescape(read(client, f"/matrix?{query}", 422))


def luminance(colour: str) -> float:
    full = "".join(char * 2 for char in colour) if len(colour) == 3 else colour
    parts = [int(full[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["step1", "step2", "step3", "step4", "declared"])
def test_numbers_stand_out_from_their_shade_in_light_and_dark(name: str) -> None:
    grounds = re.findall(rf"--{name}: #(\w+);", STYLES)
    inks = re.findall(rf"--{name}-text: #(\w+);", STYLES)
    assert len(grounds) == len(inks) == 2
    for ground, ink in zip(grounds, inks, strict=True):
        dark, light = sorted((luminance(ground), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
