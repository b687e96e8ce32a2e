"""The pictures above the results and the map of regions: what is visible, that it is legible, and where it links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage

_SMALLEST = """[...document.querySelectorAll('svg.picture text')]
    .filter(text => text.checkVisibility() && text.getClientRects().length)
    .reduce((least, text) => Math.min(least,
        parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a), Infinity)"""
_OUTSIDE = """[...document.querySelectorAll('svg.picture :is(text, rect)')]
    .filter(part => part.checkVisibility())
    .filter(part => { const box = part.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth; })
    .map(part => part.outerHTML)"""
# Parts of the results with a border, a background or text that the pictures overlap.
_BELOW_PICTURES = """(() => {
    const area = document.querySelector('.spread').getBoundingClientRect();
    const ours = one => one.closest('.spread') || one.querySelector('.spread');
    return [...document.querySelectorAll('.results > :not(.found, p, .own-line), .results :is(.card, h2, h3)')]
        .filter(one => one.checkVisibility() && !ours(one))
        .filter(one => { const box = one.getBoundingClientRect();
            return box.bottom > area.top && box.top < area.bottom && box.right > area.left + 1; })
        .map(one => one.outerHTML.slice(0, 80));
})()"""
# The contrast of each visible bar, square and tile border with the background.
_CONTRASTS = """(() => {
    const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
        .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, n) => sum + part * [.2126, .7152, .0722][n], 0);
    const ground = light(getComputedStyle(document.body).backgroundColor);
    const of = colour => { const one = light(colour);
        return (Math.max(one, ground) + .05) / (Math.min(one, ground) + .05); };
    const parts = (name, property) => [...document.querySelectorAll(`svg.picture ${name}`)]
        .map(part => of(getComputedStyle(part)[property]));
    return [...parts('.length', 'fill'), ...parts('.having', 'fill'), ...parts('.unknown', 'stroke'),
        ...parts('.tile rect', 'stroke')];
})()"""

RESULTS = (
    "/search?q=移住",
    "/search?q=移住&own=kumamoto",
    "/search?q=医師確保",
    "/search?q=異動支援",
    "/search?q=図書館&view=region",
    "/search?q=移住&category=ウ&region=-aomori",
    "/search?q=子どもが急に熱を出したときに預けられるところは",
    "/search?field=ウ-A-c",
)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def scripts(request: pytest.FixtureRequest) -> bool:
    enabled: bool = request.param
    return enabled


def unfold(page: Page) -> None:
    page.locator(".unfold summary").click()


@pytest.mark.parametrize("path", ["/search?q=消防", "/regions", "/"])
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_all_of_japan_is_in_sight_and_legible(stage: Stage, path: str, width: int) -> None:
    page = stage.page(width=width)
    page.goto(path)
    if "search" in path:
        unfold(page)
    tiles = page.locator("svg.tiles .tile").filter(visible=True)
    expect(tiles).to_have_count(47)
    assert page.evaluate(_OUTSIDE) == []
    assert page.evaluate(_SMALLEST) >= 11.99


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_drawn_stands_out(stage: Stage, dark: bool) -> None:
    page = stage.page(dark=dark)
    page.goto("/search?q=消防")
    unfold(page)
    contrasts = page.evaluate(_CONTRASTS)
    assert len(contrasts) > 100
    assert min(contrasts) >= 3


@pytest.mark.parametrize("own", ["", "?own=kumamoto"], ids=["anyone", "own"])
def test_the_entrance_shows_map_ways_and_news_at_one_glance(stage: Stage, own: str, scripts: bool) -> None:
    height = 800
    page = stage.page(scripts=scripts, height=height)
    page.goto(f"/{own}")
    for part in ("svg.tiles.wide", ".ways", "#own-home", ".news li:first-of-type"):
        box = page.locator(part).first.bounding_box()
        assert box, part
        assert box["y"] + box["height"] <= height, part
    page.get_by_role("link", name=re.compile("^広島 ")).click()
    page.wait_for_url("**/regions?prefecture=**")
    expect(page.locator(".regions-list")).to_contain_text("備後圏域連携中枢都市圏")


def test_on_a_phone_the_map_of_the_entrance_follows_what_is_new(stage: Stage, scripts: bool) -> None:
    page = stage.page(scripts=scripts, width=PHONE)
    page.goto("/")
    news, tiles = page.locator(".news").bounding_box(), page.locator("svg.tiles.tall").bounding_box()
    assert news
    assert tiles
    assert news["y"] + news["height"] <= tiles["y"]


def test_a_phone_shows_text_first_and_pictures_on_demand(stage: Stage, scripts: bool) -> None:
    page = stage.page(scripts=scripts, width=PHONE)
    page.goto("/search?q=移住")
    shown = page.locator("svg.picture").filter(visible=True)
    expect(shown).to_have_count(0)
    expect(page.locator(".unfold summary")).to_contain_text("都道府県、最も多い分野は")
    unfold(page)
    assert shown.count() >= 3
    expect(page.locator("svg.tiles.tall")).to_be_visible()
    expect(page.locator("svg.tiles.wide")).to_be_hidden()


def test_a_desk_shows_two_pictures_and_the_others_on_demand(stage: Stage, scripts: bool) -> None:
    page = stage.page(scripts=scripts)
    page.goto("/search?q=移住")
    shown = page.locator("svg.picture").filter(visible=True)
    expect(shown).to_have_count(2)
    box, first = page.locator(".spread").bounding_box(), page.locator(".card").first.bounding_box()
    assert box
    assert first
    assert first["y"] - box["y"] < 420
    unfold(page)
    assert shown.count() >= 3
    page.locator(".as-table summary").first.click()
    expect(page.get_by_role("table", name="都道府県ごとの取組の数（件）")).to_be_visible()


@pytest.mark.parametrize("path", RESULTS)
def test_pictures_and_first_result_stand_on_the_first_screen_of_a_desk(
    stage: Stage, path: str, scripts: bool
) -> None:
    height = 800
    page = stage.page(scripts=scripts, height=height)
    page.goto(path)
    title = page.locator(".card").first.get_by_role("heading").bounding_box()
    picture = page.locator("svg.tiles").filter(visible=True).bounding_box()
    assert title
    assert picture
    assert title["y"] + title["height"] <= height
    # The chosen filters take a line, so the south of the map may be below the fold.
    assert (height - picture["y"]) / picture["height"] > 0.9
    assert title["x"] + title["width"] <= picture["x"]


@pytest.mark.parametrize("size", [(768, 1024), (1024, 768)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("path", RESULTS)
def test_on_a_tablet_pictures_are_a_line_above_the_first_result(
    stage: Stage, path: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = stage.page(width=width, height=height)
    page.goto(path)
    title = page.locator(".card").first.get_by_role("heading").bounding_box()
    assert title
    assert title["y"] + title["height"] <= height
    expect(page.locator(".unfold summary")).to_be_visible()
    unfold(page)
    expect(page.locator("svg.tiles.wide")).to_be_visible()


@pytest.mark.parametrize("path", ["/search?q=消防", "/search?q=図書館&view=region", "/search?q=デニム"])
def test_no_text_runs_below_the_pictures_beside_it(stage: Stage, path: str, scripts: bool) -> None:
    page = stage.page(scripts=scripts)
    page.goto(path)
    unfold(page)
    assert page.evaluate(_BELOW_PICTURES) == []


def test_a_tile_narrows_the_search_and_widens_it_again(stage: Stage, scripts: bool) -> None:
    page = stage.page(scripts=scripts)
    page.goto("/search?q=移住&category=ウ")
    tile = page.get_by_role("link", name=re.compile("^新潟 "))
    said = tile.locator("title").text_content() or ""
    tile.click()
    page.wait_for_url("**prefecture=**")
    assert "category=" in page.url
    found = re.search(r"\d+件", said)
    assert found
    expect(page.locator(".total")).to_contain_text(found[0])
    chosen = page.locator("svg.tiles a[aria-current]").filter(visible=True)
    expect(chosen).to_have_count(1)
    chosen.click()
    page.wait_for_url(lambda url: "prefecture=" not in url)


def test_a_picture_is_reached_by_keyboard_and_named(stage: Stage) -> None:
    page = stage.page()
    page.goto("/search?q=移住")
    expect(page.get_by_role("group", name="政策分野ごとの取組の数（件）")).to_be_visible()
    bar = page.get_by_role("link", name=re.compile("^交流・移住 [0-9]+件$"))
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**field=**")


def test_on_paper_the_pictures_are_there_and_light(stage: Stage) -> None:
    page = stage.page(width=750, dark=True)
    page.goto("/search?q=移住")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("svg.picture").filter(visible=True).count() >= 3
    expect(page.locator(".as-table").filter(visible=True)).to_have_count(0)
    fill = page.locator("svg.wide .step1 rect").first.evaluate("one => getComputedStyle(one).fill")
    assert fill == "rgb(232, 239, 254)"
    expect(page.locator(".spread .cite")).to_contain_text("出典：")
