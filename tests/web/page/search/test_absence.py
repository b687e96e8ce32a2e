"""What the page says if nothing matches, and which reason a card gives, with invented answers."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from renkei_search import resources
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import (
    AbsentPlace,
    Alternatives,
    Excerpt,
    Hit,
    Reason,
    ReasonKind,
    Receipt,
    SearchResults,
    Step,
    StepKind,
    Tier,
    UnderstoodWord,
    WordCount,
)
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import Grouping
    from renkei_search.search.service import SearchService

DENIM = "001-bingo-denim-project"


@dataclass
class Answering:
    """The engine, except that a search for the words of ``results`` returns these."""

    engine: SearchEngine
    results: SearchResults
    unfiltered: int = 0

    def search(
        self,
        request: SearchRequest,
        grouping: Grouping | None = None,
        first: Sequence[Sequence[str]] = (),
    ) -> SearchResults:
        if request.text != self.results.request.text:
            return self.engine.search(request, grouping, first)
        if not request.filters and self.results.request.filters:
            return replace(self.results, request=request, total=self.unfiltered)
        return replace(self.results, request=request)

    def scan(self, request: SearchRequest) -> Iterator[Initiative]:
        return (hit.initiative for hit in self.search(request).hits)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def show(engine: SearchEngine, results: SearchResults, path: str, unfiltered: int = 0) -> str:
    """The page of an answer."""

    class Service:
        def engine(self) -> Answering:
            return Answering(engine, results, unfiltered)

    service: SearchService = Service()  # type: ignore[assignment]
    folder = resources.corpus_folder()
    settings = Settings(corpus=(folder,), index=folder, templates=resources.templates_folder())
    return html.unescape(read(create_app(settings, service).test_client(), path))


def near(engine: SearchEngine) -> Hit:
    initiative = engine.get(DENIM)
    assert initiative.title is not None
    return Hit(
        initiative,
        1.0,
        (
            Excerpt("title", initiative.title, 0, (), whole=True),
            Excerpt("description", initiative.description, 0, (), whole=True),
        ),
        reasons=(
            Reason(ReasonKind.PRACTICE, "地場産業・伝統工芸の振興"),
            Reason(ReasonKind.WORD, "デニム"),
        ),
    )


def nothing(text: str, receipt: Receipt | None = None, **parts: Any) -> SearchResults:
    receipt = receipt or Receipt((UnderstoodWord(text, (text,)),))
    return SearchResults(SearchRequest(text), receipt, 0, (), (), **parts)


def test_no_match_stands_in_the_place_of_the_heading(engine: SearchEngine) -> None:
    page = show(engine, nothing("空き家", related=(near(engine),)), "/search?q=空き家")
    heading = "「空き家」の取組は、収録した資料にありません（0件）"
    assert f'<h1 id="heading">{heading}</h1>' in page
    assert f"<title>{heading}｜" in page
    assert "1件" not in page.partition("<h1")[2].partition('<section class="related"')[0]
    assert 'class="total"' not in page


def test_under_it_stands_what_was_looked_for(engine: SearchEngine) -> None:
    steps = (Step(StepKind.SYNONYMS, ("空家", "空き屋"), "空き家"), Step(StepKind.RELATED))
    receipt = Receipt((UnderstoodWord("空き家", ("空き家",)), UnderstoodWord("の", ())), steps=steps)
    page = show(engine, nothing("空き家 の", receipt), "/search?q=空き家 の")
    assert "<li>探した言葉：「空き家」</li>" in page
    assert "<li>言い換え：「空家」「空き屋」</li>" in page
    assert page.count("「空家」") == 1
    assert "「の」は、助詞や記号だけのため" in page
    assert "内容の近い取組" not in page.partition('class="receipt"')[2].partition("</details>")[0]
    assert "入力した言葉どおりに探す" not in page


def test_meaning_orders_only_what_is_there(engine: SearchEngine) -> None:
    receipt = Receipt((UnderstoodWord("空き家", ("空き家",)),), steps=(Step(StepKind.MEANING),))
    assert "意味の近さ" not in show(engine, nothing("空き家", receipt), "/search?q=空き家")
    page = show(engine, nothing("空き家", receipt, related=(near(engine),)), "/search?q=空き家")
    assert "内容の近い取組は、言葉の意味の近さも使って探し、並べました。" in page


@pytest.mark.parametrize("view", ["", "&view=region"])
def test_what_is_near_is_a_section_of_its_own_with_its_reasons(engine: SearchEngine, view: str) -> None:
    page = show(engine, nothing("空き家", related=(near(engine),)), f"/search?q=空き家{view}")
    section = page.partition('<h2 id="related">内容の近い取組</h2>')[2].partition("</section>")[0]
    assert re.search(r'近い取組の型：<a href="/search\?practice=[^"]+">地場産業・伝統工芸の振興</a>', section)
    assert "近い言葉：デニム" in section
    assert page.count("<article") == 1


def test_the_filters_are_blamed_where_they_are_to_blame(engine: SearchEngine) -> None:
    results = replace(nothing("デニム"), request=SearchRequest("デニム", ((FilterName.REGION, "aomori"),)))
    page = show(engine, results, "/search?q=デニム&region=aomori", unfiltered=1)
    assert "「デニム」の取組は、選んだ条件の中にはありません（0件）" in page
    page = show(engine, results, "/search?q=デニム&region=aomori", unfiltered=0)
    assert "「デニム」の取組は、収録した資料にありません（0件）" in page


def test_words_that_are_never_together_are_links_with_their_counts(engine: SearchEngine) -> None:
    receipt = Receipt(counts=(WordCount("図書館", 32), WordCount("デニム", 1), WordCount("空き家", 0)))
    page = show(engine, nothing("図書館 デニム 空き家", receipt), "/search?q=図書館 デニム 空き家")
    assert "「図書館 デニム 空き家」のすべてにあてはまる取組は、収録した資料にありません（0件）" in page
    offered = page.partition("言葉ごとの件数</h2>")[2].partition("</ul>")[0]
    assert re.findall(r">([^<]+)</a>", offered) == ["「図書館」（32件）", "「デニム」（1件）"]
    assert "<li>「空き家」（0件）</li>" in offered
    assert links_of(offered)[1] == "/search?q=%E3%83%87%E3%83%8B%E3%83%A0"


def test_the_same_search_is_not_offered_under_two_names(engine: SearchEngine) -> None:
    receipt = Receipt(counts=(WordCount("図書館", 32), WordCount("デニム", 1)))
    page = show(engine, nothing("図書館 デニム", receipt), "/search?q=図書館 デニム")
    assert "「図書館」を使わずに探す" not in page
    assert "どれか一つの言葉があてはまる取組を探す" in page


def test_a_place_that_is_not_held_names_the_regions_of_its_prefecture(engine: SearchEngine) -> None:
    place = AbsentPlace("きょうとし", "京都市", "京都府", ("bingo", "niigata"))
    page = show(engine, nothing("きょうとし", Receipt(absent_places=(place,))), "/search?q=きょうとし")
    assert (
        "「きょうとし」（京都市）が参加する圏域は、収録していません。京都府には、次の圏域があります。" in page
    )
    assert {"/regions/bingo", "/regions/niigata"} <= set(links_of(page))


def test_a_prefecture_without_regions_is_said_to_have_none(engine: SearchEngine) -> None:
    place = AbsentPlace("那覇市", "那覇市", "沖縄県")
    page = show(engine, nothing("那覇市", Receipt(absent_places=(place,))), "/search?q=那覇市")
    assert "那覇市が参加する圏域は、収録していません。沖縄県の圏域は、一つも収録していません。" in page


def test_what_exists_near_the_words_is_offered_with_counts(engine: SearchEngine) -> None:
    known = next(iter(engine.catalogue.practices.by_id))
    alternatives = Alternatives((WordCount("図書館", 32),), ((known, 9),), (("ウ-A-c", 7),))
    page = show(engine, nothing("図書間", alternatives=alternatives), "/search?q=図書間")
    assert page.index("近い言葉</h2>") < page.index("「図書館」（32件）")
    assert f"{engine.catalogue.practices.by_id[known].name}（9件）" in page
    assert f"{engine.catalogue.taxonomy['ウ-A-c'].label}（7件）" in page


def test_a_hit_found_by_a_synonym_alone_says_so(engine: SearchEngine) -> None:
    hit = replace(near(engine), reasons=(), tier=Tier.SYNONYM, found_by=("共同子育て",))
    results = replace(nothing("育児"), hits=(hit,), total=1, facets=engine.search(SearchRequest()).facets)
    page = show(engine, results, "/search?q=育児")
    assert '<p class="found-by">「共同子育て」で見つかりました</p>' in page


def test_another_spelling_is_what_the_heading_counts(engine: SearchEngine) -> None:
    receipt = Receipt(steps=(Step(StepKind.SPELLING, ("図書館",), "図書間"),))
    results = replace(
        nothing("図書間", receipt),
        hits=(near(engine),),
        total=1,
        facets=engine.search(SearchRequest()).facets,
    )
    page = show(engine, results, "/search?q=図書間")
    assert '<h1 id="heading">「図書館」の取組</h1>' in page
    assert (
        "もしかして「図書館」ですか。「図書間」の取組は見つからなかったため、「図書館」で探しました。" in page
    )
    assert "「図書間」のまま探す" in page


def test_a_reading_is_said(engine: SearchEngine) -> None:
    receipt = Receipt(steps=(Step(StepKind.READING, ("図書館",), "としょかん"),))
    results = replace(
        nothing("としょかん", receipt),
        hits=(near(engine),),
        total=1,
        facets=engine.search(SearchRequest()).facets,
    )
    assert "「としょかん」は、「図書館」と読んで探しました。" in show(engine, results, "/search?q=としょかん")
