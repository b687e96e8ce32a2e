"""Every page in every state that looks or works differently, for the tests, the statement and the screenshots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from renkei_search import resources
from renkei_search.settings import Settings
from renkei_search.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from renkei_search.search.service import SearchService
    from tests.browser.stage import Stage

DENIM: Final = "001-bingo-denim-project"
DRAFT: Final = "003-advanced-medicine"
DRAFT_TEXT: Final = (
    "圏域の市町村が共同で、病気の回復期にある子どもを預かる病児保育施設を運営し、"
    "住んでいる市町村にかかわらず利用できるようにする。"
)
COMPARED: Final = ("001-bingo-denim-project", "001-kumamoto-library-mutual-use", "003-advanced-medicine")


@dataclass(frozen=True)
class State:
    """A page in one state.

    ``slug`` names its screenshot, ``label`` describes it to planners. ``prepare`` brings the opened page into the
    state; ``dark`` is the reader's colour scheme. ``failing`` simulates a server that cannot answer.
    """

    slug: str
    path: str
    label: str
    prepare: Callable[[Page], None] | None = None
    dark: bool = False
    failing: bool = False

    def show(self, stage: Stage, *, width: int, height: int = 900, scale: float = 1) -> Page:
        """Open the page in this state."""
        page = stage.page(width=width, height=height, scale=scale, dark=self.dark)
        if self.failing:
            page.route(stage.site + self.path, _fail)
        page.goto(self.path)
        if self.failing:
            page.unroute_all()
        if self.prepare:
            self.prepare(page)
        return page


def _open_suggestions(page: Page) -> None:
    page.get_by_role("combobox").press_sequentially("としょ")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


def _show_pictures(page: Page) -> None:
    page.locator(".unfold summary").click()


def _unfold_one(page: Page) -> None:
    page.locator("summary").first.click()


def _open_sheet(page: Page) -> None:
    """On a phone; on a desktop the filters are beside the results."""
    link = page.get_by_role("link", name="条件で絞り込む")
    if link.is_visible():
        link.click()
        page.get_by_role("dialog").wait_for()


def _choose_in_sheet(page: Page) -> None:
    _open_sheet(page)
    page.locator("input[name=practice]").first.check()
    page.get_by_role("button", name="件を表示").wait_for()


def _open_menu(page: Page) -> None:
    button = page.get_by_role("button", name="メニュー")
    if button.is_visible():
        button.click()


def _show_marks(page: Page) -> None:
    page.get_by_label("推定の印を表示").check()


def _search_facet(page: Page) -> None:
    _open_sheet(page)
    page.get_by_label("圏域の中を探す").fill("新潟")


def _compare_two(page: Page) -> None:
    for _ in range(2):
        page.get_by_role("button", name="比較に追加").first.click()


def _paste(page: Page) -> None:
    page.get_by_label("取組の文章").fill(DRAFT_TEXT)
    page.get_by_role("button", name="近い取組を探す").click()
    page.get_by_role("heading", name="近い取組", exact=True).wait_for()


def _paste_too_much(page: Page) -> None:
    page.get_by_label("取組の文章").fill("図書館の相互利用。" * 600)
    page.get_by_role("button", name="近い取組を探す").click()
    page.locator("#text-error").wait_for()


def _choose_own(page: Page) -> None:
    page.get_by_label("市町村か圏域の名前").fill("益城町")
    page.get_by_role("button", name="選ぶ", exact=True).click()
    page.get_by_role("heading", name="自分の圏域", exact=True).wait_for()


def _remember_another_list(page: Page) -> None:
    page.evaluate(
        "localStorage.setItem('renkei-search.comparison', JSON.stringify(['001-bingo-denim-project']))"
    )
    page.reload()


def _fail(route: Route) -> None:
    """Answer as an application does when its search fails."""

    class Broken:
        def engine(self) -> None:
            raise RuntimeError("broken on purpose")

    settings = Settings(
        corpus=(resources.corpus_folder(),),
        index=resources.index_folder(),
        templates=resources.templates_folder(),
    )
    service: SearchService = Broken()  # type: ignore[assignment]
    app = create_app(settings, service)
    app.logger.disabled = True
    answer = app.test_client().get("/")
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.text)


def _head_too_long(page: Page) -> None:
    page.get_by_label("資料の見出し").fill("医療の連携" * 20)
    page.get_by_role("button", name="資料を作る").click()
    page.locator("#heading-error").wait_for()


def make_paper(page: Page) -> None:
    """Request a paper from its form, as a page for printing."""
    page.get_by_label("資料の見出し").fill("図書館と医療の連携について")
    page.get_by_label("所見").fill("本市でも、図書館の相互利用から始めることを提案します。")
    page.get_by_label("印刷用のページ").check()
    page.get_by_role("button", name="資料を作る").click()
    page.locator("article.paper").wait_for()


def _paper(*ids: str) -> str:
    return "/paper?" + "&".join(f"id={one}" for one in ids)


def _compare(*ids: str, more: str = "") -> str:
    return "/compare?" + "&".join(f"id={one}" for one in ids) + more


STATES: Final = (
    State("home", "/", "はじめ"),
    State("home-suggestions", "/", "候補を開いたところ", _open_suggestions),
    State("home-dark", "/", "暗い配色", dark=True),
    State("home-own", "/", "自分の圏域を選んだはじめの画面", _choose_own),
    State("home-own-dark", "/", "自分の圏域を選んだはじめの画面、暗い配色", _choose_own, dark=True),
    State("search", "/search?q=移住", "検索結果"),
    State("search-own", "/search?q=移住&own=kumamoto&per_page=5", "自分の圏域を選んだ検索結果"),
    State(
        "search-own-first",
        "/search?q=図書館&own=bingo&first=own&per_page=5",
        "自分の圏域に近い順に並べたところ、暗い配色",
        dark=True,
    ),
    State("search-all", "/search?page=2&per_page=5", "すべての取組の2ページ目"),
    State("search-unfolded", "/search?q=観光&per_page=5", "絞り込みの条件をすべて開いたところ", _unfold),
    State("search-facet", "/search?per_page=5", "圏域の条件の中を探したところ", _search_facet),
    State("search-regions", "/search?q=図書館&view=region", "圏域ごとの検索結果"),
    State("search-filters", "/search?q=移住&category=ウ&region=-aomori&per_page=5", "条件を選んだところ"),
    State("search-synonym", "/search?q=火葬場&per_page=5", "言い換えて探したところ"),
    State("search-corrected", "/search?q=異動支援&per_page=5", "言葉を直して探したところ"),
    State(
        "search-sentence",
        "/search?q=子どもが急に熱を出したときに預けられるところは&per_page=5",
        "文章で探したところ",
    ),
    State("search-none", "/search?q=空き家", "あてはまる取組がなく、内容の近い取組があるとき"),
    State("search-never", "/search?q=図書館 デニム", "どの取組にも、すべての言葉はないとき"),
    State("search-place", "/search?q=京都市", "収録していない市町村を探したところ"),
    State("search-browse", "/search?field=ウ-A-c&per_page=5", "言葉を入れず、条件だけで探したところ"),
    State("search-empty", "/search?q=デニム&region=aomori", "見つからないとき"),
    State("search-sheet", "/search?q=移住&per_page=5", "条件を選び、件数を確かめたところ", _choose_in_sheet),
    State("search-menu", "/search?q=移住&per_page=5", "メニューを開いたところ", _open_menu),
    State("search-marks", "/search?q=移住&per_page=5", "推定の印を表示したところ", _show_marks),
    State("search-narrow", "/search/filters?q=移住&practice=library-mutual-use", "条件を選ぶページ"),
    State("search-tray", "/search?q=図書館&per_page=5", "比較リストがあるとき", _compare_two),
    State("search-pictures", "/search?q=消防&per_page=5", "すべての図を開いたところ", _show_pictures),
    State(
        "search-pictures-dark",
        "/search?q=消防&prefecture=新潟県&per_page=5",
        "すべての図を開いたところ、暗い配色",
        _show_pictures,
        dark=True,
    ),
    State("search-dark", "/search?q=移住&per_page=5", "検索結果、暗い配色", dark=True),
    State("initiative", f"/initiatives/{DENIM}", "取組"),
    State("initiative-draft", f"/initiatives/{DRAFT}", "協約の案の取組"),
    State("initiative-dark", f"/initiatives/{DENIM}", "取組、暗い配色", dark=True),
    State("similar", "/similar", "はじめ"),
    State("similar-found", "/similar", "近い取組が見つかったところ", _paste),
    State("similar-error", "/similar", "文章が長すぎるとき", _paste_too_much),
    State("compare-none", "/compare", "何も選んでいないとき"),
    State("compare", _compare(*COMPARED), "3件を比べたところ"),
    State("compare-one", _compare(DENIM), "1件だけのとき"),
    State("compare-differing", _compare(*COMPARED, more="&differing=1"), "違うところだけ"),
    State("compare-other", _compare(*COMPARED), "ほかの並びを覚えているとき", _remember_another_list),
    State("compare-unknown", _compare("nothing"), "取組がないとき"),
    State("compare-dark", _compare(*COMPARED), "3件を比べたところ、暗い配色", dark=True),
    State("paper", _paper(*COMPARED), "資料を作る"),
    State("paper-error", _paper(*COMPARED), "見出しが長すぎるとき", _head_too_long),
    State("paper-print", _paper(*COMPARED), "印刷用のページ", make_paper),
    State("paper-dark", _paper(*COMPARED), "資料を作る、暗い配色", dark=True),
    State("paper-none", "/paper", "取組を選んでいないとき"),
    State("matrix", "/matrix", "すべての圏域"),
    State(
        "matrix-words",
        "/matrix?q=移住&prefecture=新潟県&sort=population",
        "言葉と都道府県で絞り込み、人口の順に並べたところ",
    ),
    State("matrix-ranking", "/matrix?by=ウ-A-c", "政策分野を一つ選んだところ"),
    State("matrix-dark", "/matrix?prefecture=広島県", "都道府県で絞り込んだところ、暗い配色", dark=True),
    State("practices", "/practices", "取組の型"),
    State("own", "/own", "自分の圏域を選ぶ画面"),
    State("own-ambiguous", "/own?name=池田町&own=bingo", "どの市町村か尋ねるところ"),
    State("matrix-own", "/matrix?prefecture=広島県&own=bingo", "自分の圏域の行に印のある一覧表"),
    State("regions", "/regions", "すべての圏域"),
    State("regions-chosen", "/regions?prefecture=広島県", "都道府県を選んだところ"),
    State("regions-dark", "/regions?prefecture=広島県", "都道府県を選んだところ、暗い配色", dark=True),
    State("region", "/regions/bingo", "圏域"),
    State("region-own", "/regions/bingo?own=bingo", "自分の圏域のページ"),
    State("region-dark", "/regions/bingo", "圏域、暗い配色", dark=True),
    State("help", "/help", "使い方"),
    State("about", "/about", "このサイトについて、折りたたみをすべて開いたところ", _unfold),
    State("accessibility", "/accessibility", "アクセシビリティ"),
    State("api", "/api", "APIの説明、折りたたみを一つ開いたところ", _unfold_one),
    State("error-404", "/nothing", "ページがないとき"),
    State("error-422", "/search?q=移住&region=atlantis", "条件に誤りがあるとき"),
    State("error-500", "/search", "サーバーが答えられないとき", failing=True),
    State("error-dark", "/nothing", "ページがないとき、暗い配色", dark=True),
)

_ADDRESSES: Final = (
    "home",
    "search",
    "search-regions",
    "search-filters",
    "search-none",
    "search-never",
    "search-empty",
    "search-narrow",
    "initiative",
    "initiative-draft",
    "similar",
    "compare-none",
    "compare",
    "paper",
    "matrix",
    "regions",
    "region",
    "help",
    "about",
    "accessibility",
    "api",
    "practices",
    "own",
    "search-own",
    "error-404",
)

PAGES: Final = tuple(replace(state, prepare=None) for state in STATES if state.slug in _ADDRESSES)
"""Every page as it is when its address is opened."""
